//! The passphrase of a backup (备份口令), and the key that comes of it.
use super::Broken;
use argon2::{Algorithm, Argon2, Params, Version};
use std::fmt;

/// What opens a sealed backup. It is not printed.
pub struct Passphrase(String);

/// Shorter than this is tried out in an afternoon by whoever finds the file.
const CHARACTERS_MIN: usize = 12;
/// A line, not a book.
const BYTES_MAX: usize = 1024;

impl Passphrase {
    /// A passphrase of at least twelve characters; a line end is no part of it.
    pub fn new(text: &str) -> Option<Passphrase> {
        let text = text.trim_end_matches(['\n', '\r']);
        let long = text.chars().count() >= CHARACTERS_MIN && text.len() <= BYTES_MAX;
        long.then(|| Passphrase(text.to_owned()))
    }

    /// The key of one backup.
    pub(super) fn key(&self, work: &Work) -> Result<[u8; 32], Broken> {
        let Work { memory_kib, passes, lanes, salt } = work;
        if *memory_kib > MEMORY_KIB_MAX || *passes > PASSES_MAX || *lanes > LANES_MAX {
            return Err(Broken::Damaged("it asks for too much work to open"));
        }
        let bad = |_| Broken::Damaged("its numbers for the passphrase fit nothing");
        let params = Params::new(*memory_kib, *passes, *lanes, Some(32)).map_err(bad)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut key = [0; 32];
        argon2.hash_password_into(self.0.as_bytes(), salt, &mut key).map_err(bad)?;
        Ok(key)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// How much work a passphrase costs to try. It stands in the backup, so it can be raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Work {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    pub salt: [u8; 16],
}

impl Work {
    /// More than a sign-in's: it is done once a backup, and whoever tries has all the time there is.
    pub fn new() -> Work {
        Work { memory_kib: 64 * 1024, passes: 3, lanes: 1, salt: crate::secret::random() }
    }
}

/// A file from elsewhere may not make us work without end.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 16;
const LANES_MAX: u32 = 8;
