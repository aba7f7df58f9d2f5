//! What closes a backup and what opens it (封存与拆封), read from files that are for their owner only.
use super::named;
use crate::modes::secret;
use app::backup::{Identities, Passphrase, Recipients};
use std::path::{Path, PathBuf};

/// What seals a backup.
#[derive(clap::Args)]
pub struct Seal {
    /// A file with the passphrase of the backup, for its owner only
    #[arg(long, env = "JIELI_BACKUP_PASSPHRASE_FILE", conflicts_with = "recipient")]
    passphrase_file: Option<PathBuf>,
    /// Who alone opens it, age1…: this server does not. May stand several times
    #[arg(long, env = "JIELI_BACKUP_RECIPIENT", value_delimiter = ',')]
    recipient: Vec<String>,
}

/// How a backup is closed.
pub enum Closed {
    Open,
    Passphrase(Passphrase),
    For(Recipients),
}

impl Seal {
    pub fn read(&self) -> Result<Closed, String> {
        if !self.recipient.is_empty() {
            return Recipients::parse(&self.recipient).map(Closed::For);
        }
        let passphrase = self.passphrase_file.as_deref().map(passphrase).transpose()?;
        Ok(passphrase.map_or(Closed::Open, Closed::Passphrase))
    }
}

/// What opens a backup.
#[derive(clap::Args)]
pub struct Opener {
    /// A file with the passphrase of the backup, for its owner only
    #[arg(long, env = "JIELI_BACKUP_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    /// A file with the identity that the backup was sealed for, for its owner only
    #[arg(long, env = "JIELI_BACKUP_IDENTITY_FILE")]
    identity_file: Option<PathBuf>,
}

/// What a backup may be opened with.
pub struct Keys {
    pub passphrase: Option<Passphrase>,
    pub identities: Option<Identities>,
}

impl Opener {
    pub fn read(&self) -> Result<Keys, String> {
        let passphrase = self.passphrase_file.as_deref().map(passphrase).transpose()?;
        let identities = self.identity_file.as_deref().map(identities).transpose()?;
        Ok(Keys { passphrase, identities })
    }
}

fn passphrase(file: &Path) -> Result<Passphrase, String> {
    let passphrase = Passphrase::new(&secret(file)?);
    passphrase.ok_or_else(|| named(file, "a passphrase has at least 12 characters"))
}

fn identities(file: &Path) -> Result<Identities, String> {
    Identities::parse(&secret(file)?).map_err(|why| named(file, why))
}
