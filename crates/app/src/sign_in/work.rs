//! Password work (口令运算), off the server's threads: each takes memory and tens of milliseconds.
use crate::Result;
use crate::hands::Hands;
use crate::secret::password as digest;

/// Digests worked at together, each some twenty megabytes; and those who wait for a hand.
static HANDS: Hands = Hands::new(2, 256);

/// Whether the password is that of the digest. Without a digest it takes as long, and is not.
pub(super) async fn verify(password: &str, stored: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    let work = move || match stored {
        Some(stored) => digest::verify(&password, &stored),
        None => digest::verify_nothing(&password),
    };
    HANDS.run(work).await
}

/// The digest to store of a password.
pub(super) async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    HANDS.run(move || digest::hash(&password)).await
}
