//! What the program is told by its environment (启动设置), read once and checked.
use app::secret::Keys;
use app::{App, Policies, Settings};
use base::Timestamp;
use jiff::tz::TimeZone;
use policy::PolicyFile;
use std::path::{Path, PathBuf};
use store::node::Own;
use store::{Db, Hash, Place};

/// Where things are. Every field has an environment variable of the same meaning.
#[derive(Clone, Debug, clap::Args)]
pub struct Where {
    /// SQLite file, or postgres://… (库址)
    #[arg(long, env = "JIELI_DATABASE", default_value = "jieli.db")]
    pub database: String,
    /// File of the keys that seal contacts; kept apart from the database
    #[arg(long, env = "JIELI_KEYS", default_value = "jieli.key")]
    pub keys: PathBuf,
    /// Folder of the district's own policy values
    #[arg(long, env = "JIELI_POLICY")]
    pub policy: Option<PathBuf>,
    /// File of what may leave: mail server, webhooks, their secrets; without it nothing does
    #[arg(long, env = "JIELI_SEND")]
    pub send: Option<PathBuf>,
    /// The district's time zone
    #[arg(long, env = "JIELI_TIME_ZONE", default_value = "Asia/Shanghai")]
    pub time_zone: String,
    /// Hash of the audit chain of a new database: sha256 or sm3
    #[arg(long, env = "JIELI_HASH", default_value = "sha256")]
    pub hash: String,
}

/// The clock of the program: the system's, or a simulator's.
pub type Clock = Box<dyn Fn() -> Timestamp + Send + Sync>;

impl Where {
    /// Opens everything by the system's clock.
    pub fn open(&self) -> Result<(App, Own), String> {
        self.open_at(Box::new(Timestamp::now))
    }

    /// Opens everything by a clock of the caller's. Answers with the number of this server too.
    pub fn open_at(&self, clock: Clock) -> Result<(App, Own), String> {
        let policies = self.policies()?;
        let keys = Keys::open(&self.keys)
            .map_err(|error| format!("the key file {} : {error}", self.keys.display()))?;
        for told in crate::modes::check(&self.database, &self.keys, self.policy.as_deref())? {
            tracing::warn!("{told}");
        }
        let db = self.database()?;
        let now = clock();
        let own = db
            .write_now::<Own, store::Failed, _>(move |tx| store::node::claim(tx, now))
            .map_err(|error| error.to_string())?;
        let app = App::new(Settings { db, policies, keys, node: own.id, clock });
        if let Some(path) = &self.send {
            let shown =
                |why: String| format!("the settings of what may leave {}: {why}", path.display());
            let text = crate::modes::secret(path).map_err(shown)?;
            let outlets = send::Outlets::parse(&text).map_err(|why| shown(why.to_string()))?;
            app.open_outlets(outlets).map_err(shown)?;
        }
        Ok((app, own))
    }

    /// Opens the database alone.
    pub fn database(&self) -> Result<Db, String> {
        let hash = Hash::parse(&self.hash)
            .ok_or_else(|| format!("`{}` is no hash: sha256 or sm3", self.hash))?;
        Db::open(&Place::parse(&self.database), hash)
            .map_err(|error| format!("the database {}: {error}", shown(&self.database)))
    }

    /// Reads the policy book under the district's own values.
    pub fn policies(&self) -> Result<Policies, String> {
        let zone = TimeZone::get(&self.time_zone).map_err(|error| error.to_string())?;
        let overlay = self.policy.as_deref().map(read_overlay).transpose()?.unwrap_or_default();
        Policies::load(&overlay, zone).map_err(|findings| {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            format!("{}\n{} findings; the policy book is refused", lines.join("\n"), lines.len())
        })
    }
}

fn read_overlay(folder: &Path) -> Result<Vec<PolicyFile>, String> {
    PolicyFile::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// An address without its password.
pub fn shown(database: &str) -> String {
    match (database.find("://"), database.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}://…{}", &database[..scheme], &database[at..])
        }
        _ => database.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_password_in_an_address_is_not_shown() {
        assert_eq!(shown("postgres://a:secret@host/db"), "postgres://…@host/db");
        assert_eq!(shown("jieli.db"), "jieli.db");
    }
}
