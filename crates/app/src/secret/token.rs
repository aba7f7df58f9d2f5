//! Session tokens (会话令牌): 256 bits for the browser, their digest for the database.
//!
//! A plain digest is enough here, unlike for codes and passwords: nobody tries out 256 bits.
use super::{hex, random, seal};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A new token: 64 hexadecimal digits.
pub fn new() -> String {
    hex::encode(&random::<32>())
}

/// What is stored of a token.
pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// The token that a form of this session carries (防跨站令牌): made from the session's own, so
/// whoever cannot read the cookie cannot make it, and no row is needed for it.
pub fn csrf(token: &str) -> String {
    hex::encode(&seal::mac(token.as_bytes(), b"csrf"))
}

/// Whether two secrets are the same, in a time that does not tell how much of them is.
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (one, other) = (new(), new());
        assert_eq!(one.len(), 64);
        assert_ne!(one, other);
        assert_ne!(digest(&one), digest(&other));
        assert_eq!(digest(&one), digest(&one));
    }

    #[test]
    fn what_is_stored_does_not_hold_the_token() {
        let token = new();
        assert_ne!(hex::encode(&digest(&token)), token);
    }

    #[test]
    fn a_form_token_belongs_to_its_session_alone() {
        let (mine, theirs) = (new(), new());
        assert!(same(&csrf(&mine), &csrf(&mine)));
        assert!(!same(&csrf(&mine), &csrf(&theirs)));
        assert_ne!(csrf(&mine), hex::encode(&digest(&mine)), "the stored digest does not tell it");
    }

    #[test]
    fn only_equal_secrets_are_the_same() {
        for (one, other, equal) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "b", false),
            ("a", "", false),
            ("a", "ab", false),
        ] {
            assert_eq!(same(one, other), equal, "{one:?} {other:?}");
        }
    }
}
