//! The database under measure (被测的库): SQLite in a file, or PostgreSQL in a cluster of our own.
//!
//! Everything in which the two differ while measuring stands here; the loads know neither.
use crate::bare;
use crate::cluster::Cluster;
use crate::tools::run;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// One that is ready to be used.
pub enum Engine {
    /// Files in this folder.
    Sqlite(PathBuf),
    Postgres(Cluster),
}

/// Longer than the sealer takes for what any of our loads leaves.
const SEALED_WITHIN: Duration = Duration::from_secs(120);

impl Engine {
    pub fn ready(kind: Kind, folder: &Path) -> Result<Engine, String> {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        Ok(match kind {
            Kind::Sqlite => Engine::Sqlite(folder.to_owned()),
            Kind::Postgres => Engine::Postgres(Cluster::start(&folder.join("pg"))?),
        })
    }

    /// What it says of itself.
    pub fn says(&self) -> Result<String, String> {
        const SQL: &str = "SELECT concat('PostgreSQL ', current_setting('server_version'),
            ', fsync ', current_setting('fsync'),
            ', synchronous_commit ', current_setting('synchronous_commit'),
            ', shared_buffers ', current_setting('shared_buffers'))";
        match self {
            Engine::Sqlite(_) => Ok("SQLite, flushed before every answer".to_owned()),
            Engine::Postgres(cluster) => cluster.ask("postgres", SQL),
        }
    }

    /// Where the keys and the note of a database lie: with it, so that they go when it goes.
    pub fn folder(&self) -> &Path {
        match self {
            Engine::Sqlite(folder) => folder,
            Engine::Postgres(cluster) => &cluster.folder,
        }
    }

    /// What the program is told of a database of this name.
    pub fn address(&self, name: &str) -> String {
        match self {
            Engine::Sqlite(folder) => folder.join(format!("{name}.db")).display().to_string(),
            Engine::Postgres(cluster) => cluster.url(name),
        }
    }

    /// Clears away what an interrupted filling left under this name.
    pub fn empty(&self, name: &str) -> Result<(), String> {
        match self {
            Engine::Sqlite(folder) => {
                bare::clear(&folder.join(format!("{name}.db")));
                Ok(())
            }
            Engine::Postgres(cluster) => cluster.empty(name),
        }
    }

    /// After a filling: what autovacuum would do within the hour, so that no plan is a guess and
    /// it does not begin while something is measured.
    pub fn tidy(&self, name: &str) -> Result<(), String> {
        match self {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(cluster) => {
                run(cluster.client("vacuumdb").args(["--analyze", "--quiet", name]))?;
                cluster.ask(name, "CHECKPOINT").map(|_| ())
            }
        }
    }

    /// Waits until every event has its seal; says how long that was. SQLite seals in the commit.
    pub fn sealed(&self, name: &str) -> Result<Option<Duration>, String> {
        let began = Instant::now();
        let Engine::Postgres(cluster) = self else { return Ok(None) };
        while cluster.ask(name, "SELECT EXISTS (SELECT 1 FROM unsealed)")? == "t" {
            if began.elapsed() > SEALED_WITHIN {
                return Err(format!("events are still unsealed after {SEALED_WITHIN:?}"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Some(began.elapsed()))
    }

    /// Transactions a second of one row each, without us.
    pub fn bare(&self, lasting: Duration) -> Result<f64, String> {
        match self {
            Engine::Sqlite(folder) => bare::sqlite_rows(folder, lasting),
            Engine::Postgres(cluster) => bare::postgres_rows(cluster, lasting),
        }
    }
}
