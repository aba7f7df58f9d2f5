//! Fresh databases for tests, one per engine, thrown away afterwards.
use crate::{Db, Failed, Hash, Place};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// The address of a PostgreSQL server for tests; `cargo xtask test` sets it.
pub const SERVER: &str = "JIELI_TEST_POSTGRES";

/// A database that goes away with its test.
pub struct Fresh {
    pub place: Place,
    name: String,
}

impl Fresh {
    /// A new SQLite file.
    pub fn sqlite() -> Fresh {
        let name = unique();
        let file = std::env::temp_dir().join(format!("{name}.db"));
        Fresh { place: Place::File(file), name }
    }

    /// A new schema on the test server, if there is one.
    pub fn postgres() -> Option<Fresh> {
        let server = std::env::var(SERVER).ok()?;
        let name = unique();
        let mut client = ::postgres::Client::connect(&server, ::postgres::NoTls)
            .expect("the test server answers");
        client.batch_execute(&format!("CREATE SCHEMA {name}")).expect("a schema can be made");
        let joint = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joint}options=-c%20search_path%3D{name}");
        Some(Fresh { place: Place::Server(url), name })
    }

    pub fn open(&self) -> Db {
        self.open_with(Hash::Sha256)
    }

    pub fn open_with(&self, hash: Hash) -> Db {
        Db::open(&self.place, hash).expect("a fresh database opens")
    }

    /// Makes the schema as it was at an earlier version, without opening it.
    pub fn make_at(&self, version: i64) {
        match &self.place {
            Place::File(path) => {
                let conn = rusqlite::Connection::open(path).expect("a file can be made");
                conn.execute_batch("PRAGMA foreign_keys = OFF").expect("a pragma is taken");
                crate::migrate::sqlite_to(&conn, version).expect("the steps run");
            }
            Place::Server(url) => {
                let mut client = ::postgres::Client::connect(url, ::postgres::NoTls)
                    .expect("the test server answers");
                crate::migrate::postgres_to(&mut client, version).expect("the steps run");
            }
        }
    }

    /// Runs statements past the store, as somebody with the file or the server in hand could.
    pub fn tamper(&self, sql: &str) -> Result<(), Failed> {
        match &self.place {
            Place::File(path) => Ok(rusqlite::Connection::open(path)?.execute_batch(sql)?),
            Place::Server(url) => {
                let mut client = ::postgres::Client::connect(url, ::postgres::NoTls)?;
                Ok(client.batch_execute(sql)?)
            }
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        match &self.place {
            Place::File(path) => {
                for end in ["", "-wal", "-shm"] {
                    let mut file = path.clone().into_os_string();
                    file.push(end);
                    // A file that was never made cannot be removed: nothing is left either way.
                    let _ = std::fs::remove_file(PathBuf::from(file));
                }
            }
            Place::Server(_) => {
                let _ = self.tamper(&format!("DROP SCHEMA {} CASCADE", self.name));
            }
        }
    }
}

/// Tells one story on every engine there is.
pub fn on_each_engine(story: impl Fn(&Fresh)) {
    story(&Fresh::sqlite());
    match Fresh::postgres() {
        Some(fresh) => story(&fresh),
        None => eprintln!("PostgreSQL is left out: {SERVER} is not set, cargo xtask test sets it"),
    }
}

fn unique() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let at = jiff::Timestamp::now().as_microsecond();
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("jieli_test_{}_{at}_{next}", std::process::id())
}
