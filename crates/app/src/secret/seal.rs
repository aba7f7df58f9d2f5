//! The seal (封存): a contact that opens only with the key, and only in its own row.
//!
//! AES-256-GCM-SIV: a nonce that repeats by misfortune shows no more than that two texts are the
//! same. A sealed text is: version, key id, nonce, ciphertext with tag. The first two and the label
//! of row and column are authenticated, so a sealed text moved to another row does not open.
use super::{hex, key_file, random};
use crate::secret::KeyFileRefused;
use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;

/// The district's keys (密钥): one secret, and from it a key of its own for each purpose.
pub struct Keys {
    master: [u8; KEY_BYTES],
    id: [u8; KEY_ID_BYTES],
    seal: Aes256GcmSiv,
}

/// Why a sealed text does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealBroken {
    #[error("the sealed text is too short or of an unknown version")]
    Form,
    #[error("sealed with key {sealed_with}, the key at hand is {at_hand}")]
    OtherKey { sealed_with: String, at_hand: String },
    #[error("the sealed text was changed, or moved from another row")]
    Changed,
}

/// 256 bits, as AES-256 wants them.
pub(super) const KEY_BYTES: usize = 32;
/// Enough to tell a district's few keys apart, and nothing to guess one by.
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 12;
const HEAD_BYTES: usize = 1 + KEY_ID_BYTES;
/// The layout of this file; another layout gets another number.
const VERSION: u8 = 1;
const SEAL: &str = "seal";

impl Keys {
    /// The keys of the file, which is made when it is missing (mode 0600).
    pub fn open(path: &Path) -> Result<Keys, KeyFileRefused> {
        Ok(Keys::from_master(key_file::open(path)?))
    }

    /// Keys that end with the program: for tests.
    pub fn random() -> Keys {
        Keys::from_master(random())
    }

    fn from_master(master: [u8; KEY_BYTES]) -> Keys {
        let digest: [u8; 32] = Sha256::digest(master).into();
        let id = *digest.first_chunk().expect("a digest is longer than a key id");
        let seal = Aes256GcmSiv::new(&subkey(&master, SEAL).into());
        Keys { master, id, seal }
    }

    /// Seals a text for one row and column, named by `label`: `contact|<matter>|contact`.
    pub fn seal(&self, label: &str, plain: &str) -> Vec<u8> {
        self.seal_bytes(label, plain.as_bytes())
    }

    /// The same for what is no text: the original of a photo.
    pub fn seal_bytes(&self, label: &str, plain: &[u8]) -> Vec<u8> {
        let head = self.head();
        let nonce: [u8; NONCE_BYTES] = random();
        let aad = bound(&head, label);
        let payload = Payload { msg: plain, aad: &aad };
        let closed = self.seal.encrypt(&Nonce::from(nonce), payload);
        let closed = closed.expect("what is bounded is below the cipher's 64 gigabytes");
        [&head[..], &nonce[..], &closed[..]].concat()
    }

    /// Opens what [`Keys::seal`] sealed under the same label.
    pub fn open_sealed(&self, label: &str, sealed: &[u8]) -> Result<String, SealBroken> {
        let plain = self.open_bytes(label, sealed)?;
        String::from_utf8(plain).map_err(|_| SealBroken::Changed)
    }

    /// Opens what [`Keys::seal_bytes`] sealed under the same label.
    pub fn open_bytes(&self, label: &str, sealed: &[u8]) -> Result<Vec<u8>, SealBroken> {
        let (head, rest) = sealed.split_first_chunk::<HEAD_BYTES>().ok_or(SealBroken::Form)?;
        let (nonce, closed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealBroken::Form)?;
        self.fits(sealed)?;
        let aad = bound(head, label);
        let payload = Payload { msg: closed, aad: &aad };
        self.seal.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealBroken::Changed)
    }

    /// Whether something was sealed with this key, by the mark that stands before it.
    pub fn fits(&self, sealed: &[u8]) -> Result<(), SealBroken> {
        let head = sealed.first_chunk::<HEAD_BYTES>().ok_or(SealBroken::Form)?;
        if head[0] != VERSION {
            return Err(SealBroken::Form);
        }
        if head[1..] != self.id {
            let (sealed_with, at_hand) = (hex::encode(&head[1..]), hex::encode(&self.id));
            return Err(SealBroken::OtherKey { sealed_with, at_hand });
        }
        Ok(())
    }

    /// The keyed digest of something that is looked up but never shown again: a reporter's code, a
    /// login. Without the key nobody can try all codes against a copy of the database.
    pub fn digest(&self, purpose: &str, secret: &[u8]) -> [u8; 32] {
        assert!(purpose != SEAL, "the sealing key seals and nothing else");
        mac(&subkey(&self.master, purpose), secret)
    }

    fn head(&self) -> [u8; HEAD_BYTES] {
        let [a, b, c, d] = self.id;
        [VERSION, a, b, c, d]
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// A purpose's own key: what leaks of one tells nothing of the others.
fn subkey(master: &[u8; KEY_BYTES], purpose: &str) -> [u8; 32] {
    mac(master, purpose.as_bytes())
}

/// HMAC-SHA256.
pub(crate) fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a MAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn bound(head: &[u8; HEAD_BYTES], label: &str) -> Vec<u8> {
    [&head[..], label.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: &str = "contact|7|contact";
    const PHONE: &str = "13800000000 王女士";

    #[test]
    fn a_sealed_text_opens_in_its_row_and_hides_its_content() {
        let keys = Keys::random();
        let sealed = keys.seal(LABEL, PHONE);
        assert_eq!(keys.open_sealed(LABEL, &sealed).as_deref(), Ok(PHONE));
        assert!(!sealed.windows(11).any(|part| part == b"13800000000"));
        assert_eq!(keys.open_sealed(LABEL, &keys.seal(LABEL, "")).as_deref(), Ok(""));
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let keys = Keys::random();
        assert_ne!(keys.seal(LABEL, PHONE), keys.seal(LABEL, PHONE));
    }

    #[test]
    fn two_sealed_texts_that_swap_rows_open_in_neither() {
        let keys = Keys::random();
        let (one, other) = ("contact|1|contact", "contact|2|contact");
        let (first, second) = (keys.seal(one, "13800000001"), keys.seal(other, "13800000002"));
        assert_eq!(keys.open_sealed(one, &second), Err(SealBroken::Changed));
        assert_eq!(keys.open_sealed(other, &first), Err(SealBroken::Changed));
    }

    #[test]
    fn another_key_does_not_open_and_is_named() {
        let (mine, theirs) = (Keys::random(), Keys::random());
        let mut sealed = mine.seal(LABEL, PHONE);
        let refused = theirs.open_sealed(LABEL, &sealed).unwrap_err();
        let (sealed_with, at_hand) = (hex::encode(&mine.id), hex::encode(&theirs.id));
        assert_eq!(refused, SealBroken::OtherKey { sealed_with, at_hand });
        sealed[..HEAD_BYTES].copy_from_slice(&theirs.head());
        assert_eq!(theirs.open_sealed(LABEL, &sealed), Err(SealBroken::Changed));
    }

    #[test]
    fn a_change_of_any_bit_is_noticed() {
        let keys = Keys::random();
        let sealed = keys.seal(LABEL, PHONE);
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[at] ^= 1 << bit;
                assert!(keys.open_sealed(LABEL, &changed).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_sealed_text_cut_short_does_not_open() {
        let keys = Keys::random();
        let sealed = keys.seal(LABEL, PHONE);
        for length in 0..sealed.len() {
            assert!(keys.open_sealed(LABEL, &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn each_purpose_has_its_own_digest() {
        let keys = Keys::random();
        assert_eq!(keys.digest("code", b"x"), keys.digest("code", b"x"));
        assert_ne!(keys.digest("code", b"x"), keys.digest("login", b"x"));
        assert_ne!(keys.digest("code", b"x"), Keys::random().digest("code", b"x"));
    }

    #[test]
    fn keys_do_not_print() {
        let keys = Keys::random();
        assert_eq!(format!("{keys:?}"), "Keys(…)");
        assert_eq!(format!("{keys:#?}"), "Keys(…)");
    }
}
