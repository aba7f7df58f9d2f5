//! Another service says who somebody is (统一登录): OpenID Connect, the code flow with PKCE.
//!
//! Here is what needs no network: what is sent along and checked on return ([`Flow`]), where the
//! service is ([`Provider`]), its keys ([`KeySet`]) and its signed word ([`identity`]). `web`
//! fetches; `sign_in::outside` knows whose account it is.
mod flow;
mod id_token;
mod keys;
mod provider;

pub use flow::{Flow, Purpose};
pub use id_token::{Expected, identity};
pub use keys::KeySet;
pub use provider::{Provider, is_safe};

/// Why the word of a service is not taken (未采信). Told to the log; the person hears one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the token has not the form of one")]
    Form,
    #[error("the token is signed by another algorithm than RS256 or ES256")]
    Algorithm,
    #[error("the service has no such key")]
    Key,
    #[error("the signature is wrong")]
    Signature,
    #[error("the token is another service's")]
    Issuer,
    #[error("the token is for somebody else")]
    Audience,
    #[error("the token is too old, or of the future")]
    Time,
    #[error("the token answers another question")]
    Nonce,
    #[error("the token names nobody")]
    Subject,
    #[error("the description of the service is none, or another service's")]
    Provider,
}

/// Bytes in the alphabet that addresses and tokens use.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn unbase64(text: &str) -> Result<Vec<u8>, Refused> {
    use base64::Engine as _;
    let read = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text);
    read.map_err(|_| Refused::Form)
}
