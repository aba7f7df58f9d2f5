//! What is taken of another service's word: signed by its key, for us, for this question, now.
use app::oidc::{Expected, KeySet, Refused, identity};
use base::Timestamp;
use serde_json::{Value, json};

#[path = "oidc/signer.rs"]
mod signer;
use signer::Signer;

const ISSUER: &str = "https://id.example.org";
const US: &str = "jieli";
const NONCE: &str = "n-1";

fn now() -> Timestamp {
    "2026-03-02T02:00:00Z".parse().unwrap()
}

fn claims() -> Value {
    let at = now().as_second();
    json!({
        "iss": ISSUER, "sub": "u-17", "aud": US, "nonce": NONCE, "iat": at, "exp": at + 300,
        "email": "somebody.else@example.org",
    })
}

fn read(token: &str, keys: &KeySet) -> Result<String, Refused> {
    let expected = Expected { issuer: ISSUER, client: US, nonce: NONCE, now: now() };
    identity(token, keys, expected).map(|identity| identity.subject)
}

fn keys(signers: &[&Signer]) -> KeySet {
    let keys: Vec<Value> = signers.iter().map(|signer| signer.public()).collect();
    KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

#[test]
fn a_token_of_either_algorithm_names_its_subject() {
    let (rsa, ec) = (Signer::rsa("a"), Signer::p256("b"));
    let keys = keys(&[&rsa, &ec]);
    assert_eq!(read(&rsa.sign(&claims()), &keys).as_deref(), Ok("u-17"));
    assert_eq!(read(&ec.sign(&claims()), &keys).as_deref(), Ok("u-17"));
}

#[test]
fn a_token_that_says_anything_else_is_refused() {
    let signer = Signer::p256("b");
    let keys = keys(&[&signer]);
    let at = now().as_second();
    for (name, value, expected) in [
        ("iss", json!("https://id.example.org/"), Refused::Issuer),
        ("aud", json!("another"), Refused::Audience),
        ("aud", json!([US, "another"]), Refused::Audience),
        ("aud", json!([]), Refused::Audience),
        ("azp", json!("another"), Refused::Audience),
        ("nonce", json!("n-2"), Refused::Nonce),
        ("nonce", json!(""), Refused::Nonce),
        ("exp", json!(at - 61), Refused::Time),
        ("iat", json!(at + 61), Refused::Time),
        ("iat", json!(at - 601), Refused::Time),
        ("nbf", json!(at + 61), Refused::Time),
        ("sub", json!(""), Refused::Subject),
        ("sub", json!("a\nb"), Refused::Subject),
        ("sub", json!("x".repeat(256)), Refused::Subject),
        ("sub", json!(17), Refused::Form),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        assert_eq!(read(&signer.sign(&claims), &keys), Err(expected), "{name} = {value}");
    }
    for missing in ["nonce", "sub", "aud", "exp", "iat", "iss"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(missing);
        assert!(read(&signer.sign(&claims), &keys).is_err(), "without {missing}");
    }
}

#[test]
fn a_signature_by_no_key_of_the_service_is_refused() {
    let (signer, other) = (Signer::p256("b"), Signer::p256("b"));
    let good = signer.sign(&claims());
    assert_eq!(read(&good, &keys(&[&other])), Err(Refused::Signature));
    assert_eq!(read(&good, &keys(&[&Signer::p256("c")])), Err(Refused::Key));
    assert_eq!(read(&good, &keys(&[&Signer::rsa("b")])), Err(Refused::Key));
    assert_eq!(read(&good, &keys(&[])), Err(Refused::Key));
    let known = keys(&[&signer]);
    let mut parts: Vec<&str> = good.split('.').collect();
    let forged = signer::part(&json!({ "sub": "u-1" }));
    parts[1] = &forged;
    assert_eq!(read(&parts.join("."), &known), Err(Refused::Signature));
    for at in 0..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        // The last character of a part may carry bits that mean nothing, and is then refused too.
        assert!(read(&changed, &known).is_err(), "character {at}");
    }
}

#[test]
fn no_algorithm_but_the_two_is_taken_whatever_the_token_says() {
    let signer = Signer::p256("b");
    let known = keys(&[&signer]);
    for algorithm in ["none", "None", "HS256", "RS512", "", "es256"] {
        let head = json!({ "alg": algorithm, "kid": "b" });
        let token = signer.sign_with(&head, &claims());
        assert_eq!(read(&token, &known), Err(Refused::Algorithm), "{algorithm}");
        let bare = token.rsplit_once('.').unwrap().0;
        assert!(read(&format!("{bare}."), &known).is_err());
    }
    let head = json!({ "alg": "RS256", "kid": "b" });
    assert_eq!(read(&signer.sign_with(&head, &claims()), &known), Err(Refused::Key));
    let head = json!({ "alg": "ES256", "kid": "b", "crit": ["x"] });
    assert_eq!(read(&signer.sign_with(&head, &claims()), &known), Err(Refused::Form));
}

#[test]
fn a_token_without_a_key_s_name_goes_by_the_only_key_of_its_kind() {
    let (one, two) = (Signer::p256("b"), Signer::p256("c"));
    let token = one.sign_with(&json!({ "alg": "ES256" }), &claims());
    assert!(read(&token, &keys(&[&one, &Signer::rsa("a")])).is_ok());
    assert_eq!(read(&token, &keys(&[&one, &two])), Err(Refused::Key));
}

#[test]
fn what_is_no_token_is_refused_and_nothing_falls() {
    let known = keys(&[&Signer::p256("b")]);
    let long = "a.".repeat(20_000);
    for text in ["", ".", "..", "a.b", "a.b.c", "e30.e30.", "街.里.里", &long] {
        assert!(read(text, &known).is_err(), "{text:.20}");
    }
    for set in ["", "{}", "[]", "{\"keys\":1}"] {
        assert_eq!(KeySet::read(set.as_bytes()).unwrap_err(), Refused::Provider, "{set}");
    }
    let many = json!({ "keys": vec![Signer::rsa("a").public(); 101] }).to_string();
    assert_eq!(KeySet::read(many.as_bytes()).unwrap_err(), Refused::Provider);
}
