//! The signed word of a service (身份令牌): who signed in there, for us, just now.
use super::keys::{Algorithm, KeySet};
use super::{Refused, unbase64};
use crate::secret::token::same;
use crate::sign_in::outside::Identity;
use base::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a token must say (应有内容).
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    /// Our name at the service.
    pub client: &'a str,
    /// What was sent along.
    pub nonce: &'a str,
    pub now: Timestamp,
}

/// Clocks of two machines differ by less.
const SKEW_SECONDS: i64 = 60;
/// A token that was made earlier is not the answer to a question of now.
const AGE_MAX_SECONDS: i64 = 600;
/// As OpenID Connect bounds it.
const SUBJECT_MAX: usize = 255;
/// A token with some dozens of claims is far below.
const TOKEN_MAX: usize = 16_384;

/// Whom the token names, if it is signed by the service, for us, for this question, just now.
pub fn identity(token: &str, keys: &KeySet, expected: Expected<'_>) -> Result<Identity, Refused> {
    let claims = signed(token, keys)?;
    let Expected { issuer, client, nonce, now } = expected;
    if claims.iss != issuer {
        return Err(Refused::Issuer);
    }
    if !claims.aud.is_for(client) || claims.azp.is_some_and(|azp| azp != client) {
        return Err(Refused::Audience);
    }
    let now = now.as_second();
    let is_early = claims.iat > now + SKEW_SECONDS || claims.nbf > now + SKEW_SECONDS;
    let is_late = claims.exp <= now - SKEW_SECONDS || claims.iat < now - AGE_MAX_SECONDS;
    if is_early || is_late {
        return Err(Refused::Time);
    }
    if !same(&claims.nonce, nonce) {
        return Err(Refused::Nonce);
    }
    let subject = claims.sub;
    if subject.is_empty() || subject.len() > SUBJECT_MAX || subject.contains(char::is_control) {
        return Err(Refused::Subject);
    }
    Ok(Identity { issuer: claims.iss, subject })
}

/// The name of the key that a token says it is signed by.
pub(super) fn head(token: &str) -> Result<Head, Refused> {
    read(token.split('.').next().unwrap_or_default())
}

fn signed(token: &str, keys: &KeySet) -> Result<Claims, Refused> {
    if token.len() > TOKEN_MAX {
        return Err(Refused::Form);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Refused::Form)?;
    let (_, claims) = message.split_once('.').ok_or(Refused::Form)?;
    let head = head(token)?;
    let algorithm = match head.alg.as_str() {
        "RS256" => Algorithm::Rs256,
        "ES256" => Algorithm::Es256,
        _ => return Err(Refused::Algorithm),
    };
    // An extension that must be understood, and is not.
    if head.crit.is_some() {
        return Err(Refused::Form);
    }
    let signature = unbase64(signature)?;
    keys.check(algorithm, head.kid.as_deref(), message.as_bytes(), &signature)?;
    // Only now is anything else of it read.
    read(claims)
}

fn read<T: DeserializeOwned>(part: &str) -> Result<T, Refused> {
    serde_json::from_slice(&unbase64(part)?).map_err(|_| Refused::Form)
}

impl KeySet {
    /// Whether the key that a token names is here; a token without a name asks for no other set.
    pub fn has_key_of(&self, token: &str) -> bool {
        let head = head(token).ok();
        head.and_then(|head| head.kid).is_none_or(|id| self.knows(&id))
    }
}

#[derive(Deserialize)]
pub(super) struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nbf: i64,
    #[serde(default)]
    nonce: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Some(Vec<String>),
}

impl Audience {
    /// For us alone: a token for several could be shown to us by another of them.
    fn is_for(&self, client: &str) -> bool {
        match self {
            Audience::One(one) => one == client,
            Audience::Some(some) => matches!(&some[..], [one] if one == client),
        }
    }
}
