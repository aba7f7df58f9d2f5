//! A service's hand, for tests: it signs tokens with a key of its own, and publishes the key.
#![allow(dead_code, reason = "each test binary uses its part")]
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

pub struct Signer {
    name: String,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl Signer {
    /// A new key of P-256.
    pub fn p256(name: &str) -> Signer {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let made = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(kind, made.as_ref(), &random).unwrap();
        Signer { name: name.to_owned(), pair: Pair::P256(pair) }
    }

    /// An RSA key, always the same: making one takes seconds. It opens nothing but these tests.
    pub fn rsa(name: &str) -> Signer {
        let pair = RsaKeyPair::from_der(include_bytes!("test_only_rsa.der")).unwrap();
        Signer { name: name.to_owned(), pair: Pair::Rsa(pair) }
    }

    /// The key as a JSON Web Key.
    pub fn public(&self) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.pair {
            Pair::Rsa(pair) => {
                let key: PublicKeyComponents<Vec<u8>> = pair.public().into();
                let (n, e) = (text(&key.n), text(&key.e));
                json!({ "kty": "RSA", "kid": self.name, "use": "sig", "n": n, "e": e })
            }
            Pair::P256(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                let (x, y) = (text(x), text(y));
                json!({ "kty": "EC", "crv": "P-256", "kid": self.name, "x": x, "y": y })
            }
        }
    }

    /// A token of these claims.
    pub fn sign(&self, claims: &Value) -> String {
        let algorithm = match &self.pair {
            Pair::Rsa(_) => "RS256",
            Pair::P256(_) => "ES256",
        };
        self.sign_with(&json!({ "alg": algorithm, "kid": self.name }), claims)
    }

    /// A token with a head of the test's own.
    pub fn sign_with(&self, head: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(head), part(claims));
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let signed =
                    pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature);
                signed.unwrap();
                signature
            }
            Pair::P256(pair) => pair.sign(&random, message.as_bytes()).unwrap().as_ref().to_vec(),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// A part of a token.
pub fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
