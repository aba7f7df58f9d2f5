//! The link of an alert (提醒链接): its number, and a digest that only our key makes. Nothing of it
//! is kept; when the row is gone, the link leads to nothing.
use crate::secret::{Keys, hex};
use base::AlertId;
use std::fmt;
use subtle::ConstantTimeEq;

/// What stands in the link of a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    pub(super) id: AlertId,
    mac: [u8; MAC_BYTES],
}

/// 128 bits: nobody tries them out.
const MAC_BYTES: usize = 16;

impl Token {
    pub(super) fn of(keys: &Keys, id: AlertId) -> Token {
        Token { id, mac: mac(keys, id) }
    }

    /// Reads one from a link; it may still be of nothing.
    pub fn parse(text: &str) -> Option<Token> {
        let (id, mac) = text.split_once('-')?;
        Some(Token { id: id.parse().ok()?, mac: hex::decode(mac)? })
    }

    /// Whether our key made it. Takes as long for a near miss.
    pub(super) fn holds(&self, keys: &Keys) -> bool {
        bool::from(self.mac.ct_eq(&mac(keys, self.id)))
    }
}

fn mac(keys: &Keys, id: AlertId) -> [u8; MAC_BYTES] {
    let digest = keys.digest("alert.token", id.to_string().as_bytes());
    *digest.first_chunk().expect("a digest is longer than its half")
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.id, hex::encode(&self.mac))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}-…)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_for_its_own_alert_and_its_own_key_only() {
        let (keys, others) = (Keys::random(), Keys::random());
        let token = Token::of(&keys, AlertId(7));
        let read = Token::parse(&token.to_string()).unwrap();
        assert!(read == token && read.holds(&keys) && !read.holds(&others));
        let other = Token { id: AlertId(8), ..token.clone() };
        assert!(!other.holds(&keys));
        for bad in ["", "7", "7-", "7-00", "x-00000000000000000000000000000000", "-"] {
            assert!(Token::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(format!("{token:?}"), "Token(7-…)");
    }
}
