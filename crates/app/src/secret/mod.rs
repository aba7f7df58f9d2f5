//! Secrets (秘密): what is sealed, what is only known by its digest, and the key apart.
//!
//! A reporter's contact is sealed ([`Keys::seal`]), a reporter's [`Code`] and a session's [`token`]
//! are kept as digests only, a [`password`] as an argon2id string. The key lies in a file of its
//! own, so a copy of the database alone opens nothing.
//!
//! What is *not* here: who may open what (`org`), rows (`store`), how long things are kept
//! (policy). Nothing here prints a secret: `Debug` says "…".
mod code;
pub(crate) mod hex;
mod key_file;
pub mod password;
mod seal;
pub mod token;
pub mod totp;

pub use code::Code;
pub use key_file::KeyFileRefused;
pub(crate) use seal::mac;
pub use seal::{Keys, SealBroken};

/// Fills with bytes from the system's source of chance.
///
/// Panics when the system has none: a guessable key would be worse than no service.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// A name that nobody guesses and nothing has yet.
pub(crate) fn random_name() -> String {
    hex::encode(&random::<8>())
}
