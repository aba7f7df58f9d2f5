//! What a backup says of itself (清单): at its start what it is of, at its end what it holds.
use crate::secret::hex;
use serde::{Deserialize, Serialize};
use store::Hash;
use store::chain::Seal;

/// The first frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The version of the program that wrote it.
    pub program: String,
    pub made_at: String,
    /// `sqlite` or `postgres`
    pub engine: String,
    /// The schema's version.
    pub schema: i64,
    /// Rows of all tables.
    pub rows: u64,
}

/// The last frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub start: Start,
    pub audit: Head,
    pub parts: Vec<Part>,
}

/// Where the history's chain stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
    pub head: String,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub table: String,
    pub rows: u64,
    pub bytes: u64,
    /// Of the rows' bytes, in hexadecimal digits.
    pub sha256: String,
}

impl Head {
    pub(super) fn of(seal: &Seal) -> Head {
        Head { seq: seal.seq, hash: seal.hash.code().into(), head: hex::encode(&seal.head) }
    }

    pub(super) fn seal(&self) -> Option<Seal> {
        Some(Seal { hash: Hash::parse(&self.hash)?, seq: self.seq, head: hex::decode(&self.head)? })
    }
}
