//! Backups (备份): the whole district in one file, taken while it serves, restored into either
//! engine.
//!
//! A file is an [`envelope`] (sealed with a passphrase, or only protected against damage) around
//! compressed [`frames`]: a start, the rows of every table, and a manifest at the end. So it can be
//! written to a pipe and read from one. Around that, it may be sealed for a [`recipient`].
//!
//! What is *not* in it: the key file that opens contacts, which is kept apart on purpose; the
//! policy folder and the settings; sessions; the search index, which is made anew.
mod envelope;
mod frames;
mod manifest;
mod passphrase;
mod reader;
mod recipient;
mod writer;

pub use manifest::{Manifest, Part, Start};
pub use passphrase::Passphrase;
pub use reader::restore;
pub use recipient::{Identities, Recipients, new_identity, open, write_for};
pub use writer::write;

use std::io;
use store::Place;
use store::copy::NotFilled;

/// Restores a backup into a place that is thrown away: it proves that it can be restored, with
/// every row counted and the history walked. `within` is a folder for a file of the rows' size.
pub fn verify(
    from: impl io::Read,
    within: &std::path::Path,
    passphrase: Option<&Passphrase>,
) -> Result<Restored, Broken> {
    let name = format!("jieli-verify-{}.db", crate::secret::random_name());
    let file = Removed(within.join(name));
    restore(from, &Place::File(file.0.clone()), passphrase)
}

/// A file that goes away with its name.
struct Removed(std::path::PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        // It was never put there when the backup is broken.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub manifest: Manifest,
    /// The chain's head now: events that waited for their seal have it.
    pub head: store::chain::Seal,
    pub rows: u64,
}

/// Why a backup is not written, not believed or not restored.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("this is no backup of ours")]
    NoBackup,
    #[error("the backup has form {0}, this program reads form 1: use a newer program")]
    Form(String),
    #[error("the backup is cut off: its end is missing")]
    CutOff,
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    #[error("the backup is sealed: its passphrase is wanted")]
    PassphraseWanted,
    #[error("this is not the passphrase of the backup")]
    WrongPassphrase,
    #[error("the backup is sealed for somebody: an identity file is wanted")]
    IdentityWanted,
    #[error("the backup is sealed for somebody else: no identity of the file opens it")]
    WrongIdentity,
    #[error("table `{table}` in the backup is not what its manifest says: {what}")]
    Part { table: String, what: &'static str },
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Store(#[from] store::Failed),
    #[error("{0}")]
    NotFilled(#[from] NotFilled),
}
