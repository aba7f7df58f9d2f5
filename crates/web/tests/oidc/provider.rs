//! A small sign-in service for tests: it describes itself, signs tokens, and checks what it is
//! told as strictly as a real one.
#[path = "../../../app/tests/oidc/signer.rs"]
mod signer;
#[path = "tls.rs"]
pub mod tls;

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
pub use signer::Signer;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::runtime::Runtime;

pub const CLIENT: &str = "jieli";
pub const SECRET: &str = "a secret: with signs";
pub const HERE: &str = "https://jieli.example.org";

/// The service, on a port of this machine.
pub struct Provider {
    pub issuer: String,
    desk: Desk,
    _runtime: Runtime,
}

#[derive(Clone)]
struct Desk(Arc<Mutex<Kept>>);

struct Kept {
    issuer: String,
    signer: Signer,
    published: Vec<Value>,
    /// Code: what the browser was sent with, and the claims.
    codes: HashMap<String, (HashMap<String, String>, Value)>,
    asked: usize,
}

impl Provider {
    pub fn start(signer: Signer) -> Provider {
        Provider::start_at(signer, |plain| format!("http://{plain}"))
    }

    /// The same behind TLS, by a certificate of [`tls::AUTHORITY`].
    pub fn start_over_tls(signer: Signer) -> Provider {
        Provider::start_at(signer, |plain| {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let issuer = format!("https://{}", listener.local_addr().unwrap());
            tls::before(plain, listener);
            issuer
        })
    }

    fn start_at(signer: Signer, name: impl Fn(std::net::SocketAddr) -> String) -> Provider {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let issuer = name(listener.local_addr().unwrap());
        let published = vec![signer.public()];
        let (codes, asked) = (HashMap::new(), 0);
        let kept = Kept { issuer: issuer.clone(), signer, published, codes, asked };
        let desk = Desk(Arc::new(Mutex::new(kept)));
        let site = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(desk.clone());
        runtime.spawn(async move { axum::serve(listener, site).await });
        Provider { issuer, desk, _runtime: runtime }
    }

    /// The person signs in there; what the browser brings back: code and state.
    pub fn sign_in(&self, address: &str, now: Timestamp, subject: &str) -> (String, String) {
        self.sign_in_as(address, now, json!({ "sub": subject }))
    }

    /// The same with claims of the test's own.
    pub fn sign_in_as(&self, address: &str, now: Timestamp, own: Value) -> (String, String) {
        let sent = query(address);
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("redirect_uri", &format!("{HERE}/sign-in/service/back")),
            ("code_challenge_method", "S256"),
            ("scope", "openid"),
        ] {
            assert_eq!(sent.get(name).map(|value| &value[..]), Some(value), "{name}");
        }
        let mut kept = self.desk.0.lock().unwrap();
        let at = now.as_second();
        let mut claims = json!({
            "iss": kept.issuer, "aud": CLIENT, "nonce": sent["nonce"], "iat": at, "exp": at + 300,
            "email": "street@example.org", "preferred_username": "street",
        });
        for (name, value) in own.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let code = format!("code-{}", kept.codes.len());
        let state = sent["state"].clone();
        kept.codes.insert(code.clone(), (sent, claims));
        (code, state)
    }

    /// Signs by another key from now on, and publishes it, or does not.
    pub fn turn_over(&self, signer: Signer, publish: bool) {
        let mut kept = self.desk.0.lock().unwrap();
        if publish {
            kept.published = vec![signer.public()];
        }
        kept.signer = signer;
    }

    /// How often a token was asked for.
    pub fn asked(&self) -> usize {
        self.desk.0.lock().unwrap().asked
    }
}

async fn describe(State(desk): State<Desk>) -> Json<Value> {
    let issuer = desk.0.lock().unwrap().issuer.clone();
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize?tenant=1"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    }))
}

async fn keys(State(desk): State<Desk>) -> Json<Value> {
    Json(json!({ "keys": desk.0.lock().unwrap().published }))
}

/// A code is good once, for whoever knows the secret and the verifier.
async fn token(
    State(desk): State<Desk>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let mut kept = desk.0.lock().unwrap();
    kept.asked += 1;
    let refused = (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    let Some((sent, claims)) = form.get("code").and_then(|code| kept.codes.remove(code)) else {
        return refused;
    };
    let pair = format!("{CLIENT}:{}", encoded(SECRET));
    let basic = base64::engine::general_purpose::STANDARD.encode(pair);
    let knows = headers.get("authorization").is_some_and(|it| *it == format!("Basic {basic}"));
    let verifier = form.get("code_verifier").map_or("", |text| text);
    let digest = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    let proves = sent["code_challenge"] == URL_SAFE_NO_PAD.encode(digest);
    let same = form.get("redirect_uri") == sent.get("redirect_uri");
    if !(knows && proves && same) {
        return refused;
    }
    let id_token = kept.signer.sign(&claims);
    (StatusCode::OK, Json(json!({ "id_token": id_token, "access_token": "x", "token_type": "b" })))
}

fn query(address: &str) -> HashMap<String, String> {
    let (_, query) = address.split_once('?').expect("a query");
    // As it stands in an attribute of a page.
    let pairs = query.replace("&#38;", "&");
    let pairs = pairs.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut found = Vec::new();
    while let Some(byte) = bytes.next() {
        found.push(match byte {
            b'%' => {
                let pair = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap()
            }
            other => other,
        });
    }
    String::from_utf8(found).unwrap()
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
