//! The keys by which a service signs (签名公钥): RSA and P-256, from its JSON Web Key Set.
use super::{Refused, unbase64};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// The keys of a service (密钥集).
#[derive(Clone, Debug, Default)]
pub struct KeySet(Vec<Key>);

#[derive(Clone, Debug)]
struct Key {
    id: Option<String>,
    public: Public,
}

#[derive(Clone, Debug)]
enum Public {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
}

/// By which algorithm a token is signed (算法). No other is taken, least of all `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Es256,
}

/// More keys than a service turns over in years.
const KEYS_MAX: usize = 100;
/// The two coordinates of a point of P-256.
const COORDINATE_BYTES: usize = 32;

impl KeySet {
    /// Reads a set; keys of other kinds and for other uses are left aside.
    pub fn read(json: &[u8]) -> Result<KeySet, Refused> {
        let set: Jwks = serde_json::from_slice(json).map_err(|_| Refused::Provider)?;
        if set.keys.len() > KEYS_MAX {
            return Err(Refused::Provider);
        }
        Ok(KeySet(set.keys.into_iter().filter_map(key).collect()))
    }

    /// Whether there is a key of this name: if not, the service may have turned its keys over.
    pub fn knows(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id.as_deref() == Some(id))
    }

    /// Checks a signature by the key of that name, or by the only one of its kind.
    pub(super) fn check(
        &self,
        algorithm: Algorithm,
        id: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Refused> {
        let of_kind = self.0.iter().filter(|key| key.public.algorithm() == algorithm);
        let named = |key: &&Key| id.is_none_or(|id| key.id.as_deref() == Some(id));
        let mut found = of_kind.filter(named);
        let key = found.next().filter(|_| found.next().is_none()).ok_or(Refused::Key)?;
        key.public.check(message, signature)
    }
}

impl Public {
    fn algorithm(&self) -> Algorithm {
        match self {
            Public::Rsa { .. } => Algorithm::Rs256,
            Public::P256(_) => Algorithm::Es256,
        }
    }

    fn check(&self, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        let checked = match self {
            Public::Rsa { n, e } => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            Public::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
        };
        checked.map_err(|_| Refused::Signature)
    }
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

fn key(jwk: Jwk) -> Option<Key> {
    if jwk.usage.is_some_and(|usage| usage != "sig") {
        return None;
    }
    let is_for = |alg: &str| jwk.alg.as_deref().is_none_or(|known| known == alg);
    let bytes = |text: Option<String>| unbase64(&text?).ok();
    let public = match jwk.kty.as_str() {
        "RSA" if is_for("RS256") => Public::Rsa { n: bytes(jwk.n)?, e: bytes(jwk.e)? },
        "EC" if is_for("ES256") && jwk.crv.as_deref() == Some("P-256") => {
            let (x, y) = (bytes(jwk.x)?, bytes(jwk.y)?);
            if (x.len(), y.len()) != (COORDINATE_BYTES, COORDINATE_BYTES) {
                return None;
            }
            // An uncompressed point, as SEC 1 writes it.
            Public::P256([&[4], &x[..], &y[..]].concat())
        }
        _ => return None,
    };
    Some(Key { id: jwk.kid, public })
}
