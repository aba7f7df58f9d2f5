//! One way to the service and back (一次往返): what is drawn by chance, and kept under the seal in
//! the browser meanwhile, so any server of ours can take the answer.
use super::base64;
use crate::secret::{Keys, token};
use crate::{Failed, Result};
use base::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What was sent along (往返状态).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the signed token.
    pub nonce: String,
    /// What only we know of the challenge (PKCE).
    pub verifier: String,
    pub purpose: Purpose,
    pub started_at: Timestamp,
}

/// What for (用途).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in, then back to this page.
    SignIn { back: String },
    /// To bind the account of the session that has this digest.
    Bind { session: Vec<u8> },
}

/// To sign in there, with a code from one's phone.
const MINUTES: i64 = 10;
const LABEL: &str = "oidc|flow";

impl Flow {
    /// A new way.
    pub fn begin(purpose: Purpose, now: Timestamp) -> Flow {
        let (state, nonce, verifier) = (token::new(), token::new(), token::new());
        Flow { state, nonce, verifier, purpose, started_at: now }
    }

    /// The challenge of the verifier: its SHA-256.
    pub fn challenge(&self) -> String {
        base64(&Sha256::digest(&self.verifier))
    }

    /// As the browser keeps it.
    pub fn seal(&self, keys: &Keys) -> Result<String> {
        let text = serde_json::to_string(self);
        let text = text.map_err(|error| Failed::Broken(error.to_string()))?;
        Ok(base64(&keys.seal(LABEL, &text)))
    }

    /// What the browser brought, if it is ours, of this `state`, and not too old.
    pub fn open(keys: &Keys, kept: &str, state: &str, now: Timestamp) -> Option<Flow> {
        let sealed = super::unbase64(kept).ok()?;
        let text = keys.open_sealed(LABEL, &sealed).ok()?;
        let flow: Flow = serde_json::from_str(&text).ok()?;
        let age = now.duration_since(flow.started_at);
        let is_young = (SignedDuration::ZERO..SignedDuration::from_mins(MINUTES)).contains(&age);
        (is_young && token::same(&flow.state, state)).then_some(flow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_taken_back_with_its_own_state_in_its_time_only() {
        let keys = Keys::random();
        let at: Timestamp = "2026-03-02T02:00:00Z".parse().unwrap();
        let flow = Flow::begin(Purpose::SignIn { back: "/inbox".into() }, at);
        let kept = flow.seal(&keys).unwrap();
        let open = |kept: &str, state: &str, minutes| {
            Flow::open(&keys, kept, state, at + SignedDuration::from_mins(minutes))
        };
        assert_eq!(open(&kept, &flow.state, 9), Some(flow.clone()));
        assert_eq!(open(&kept, &flow.state, 10), None);
        assert_eq!(open(&kept, &flow.state, -1), None);
        assert_eq!(open(&kept, &token::new(), 1), None);
        assert_eq!(open(&kept, "", 1), None);
        assert_eq!(open(&kept[1..], &flow.state, 1), None);
        assert_eq!(Flow::open(&Keys::random(), &kept, &flow.state, at), None);
        let other = Flow::begin(flow.purpose.clone(), at);
        assert!(other.state != flow.state && other.nonce != flow.nonce);
        assert!(other.verifier != flow.verifier && flow.nonce != flow.state);
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let mut flow = Flow::begin(Purpose::Bind { session: vec![] }, Timestamp::UNIX_EPOCH);
        flow.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into();
        assert_eq!(flow.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
