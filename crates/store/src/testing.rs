//! Fresh databases for tests, one per engine, thrown away afterwards.
use crate::engine::postgres::Address;
use crate::{Db, Failed, Hash, Place};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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
        let mut client = client(&server).expect("the test server answers");
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
                let mut client = client(url).expect("the test server answers");
                crate::migrate::postgres_to(&mut client, version).expect("the steps run");
            }
        }
    }

    /// A file of the same content under a name of its own, its log and the log's index with it.
    pub fn copy(&self) -> std::io::Result<Fresh> {
        let (Place::File(from), copy) = (&self.place, Fresh::sqlite()) else {
            return Err(std::io::Error::other("only a file is copied"));
        };
        let Place::File(to) = &copy.place else { return Ok(copy) };
        for end in ENDS {
            match std::fs::copy(with(from, end), with(to, end)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(copy)
    }

    /// A place of the caller's. A file goes away with this as well, a server stays.
    pub fn at(place: Place) -> Fresh {
        Fresh { place, name: String::new() }
    }

    /// Every row of every table as text, sorted, but for columns that hold chance; and what SQLite
    /// says of the whole file. Two states are the same exactly when these are.
    pub fn rows(&self, chance: &[(&str, &str)]) -> Result<BTreeMap<String, Vec<String>>, Failed> {
        let Place::File(path) = &self.place else {
            return Err(Failed::Broken("only a file is read so".into()));
        };
        let conn = rusqlite::Connection::open(path)?;
        let mut all = BTreeMap::new();
        let mut listed = conn.prepare("PRAGMA main.table_list")?;
        let listed = listed
            .query_map([], |row| Ok((row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?
            .collect::<std::result::Result<Vec<_>, _>>()?;
        for (table, kind) in listed {
            if kind == "virtual" || kind == "view" || table.starts_with("sqlite_") {
                continue;
            }
            let mut asked = conn.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let names: Vec<String> = asked.column_names().map(str::to_owned).collect();
            let mut found = asked.query([])?;
            let mut rows = Vec::new();
            while let Some(row) = found.next()? {
                let mut text = String::new();
                for (at, name) in names.iter().enumerate() {
                    let hidden = chance.contains(&(table.as_str(), name.as_str()));
                    let value =
                        if hidden { "…".into() } else { format!("{:?}", row.get_ref(at)?) };
                    text.push_str(&format!("{name}={value} "));
                }
                rows.push(text);
            }
            rows.sort();
            all.insert(table, rows);
        }
        let mut check = conn.prepare("PRAGMA integrity_check")?;
        let said = check.query_map([], |row| row.get(0))?;
        all.insert("(integrity)".into(), said.collect::<std::result::Result<_, _>>()?);
        Ok(all)
    }

    /// Runs statements past the store, as somebody with the file or the server in hand could.
    pub fn tamper(&self, sql: &str) -> Result<(), Failed> {
        match &self.place {
            Place::File(path) => Ok(rusqlite::Connection::open(path)?.execute_batch(sql)?),
            Place::Server(url) => Ok(client(url)?.batch_execute(sql)?),
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        match &self.place {
            Place::File(path) => {
                for end in ENDS {
                    // A file that was never made cannot be removed: nothing is left either way.
                    let _ = std::fs::remove_file(with(path, end));
                }
            }
            Place::Server(_) if self.name.is_empty() => {}
            Place::Server(_) => {
                let _ = self.tamper(&format!("DROP SCHEMA {} CASCADE", self.name));
            }
        }
    }
}

fn client(url: &str) -> Result<::postgres::Client, Failed> {
    Address::parse(url)?.client()
}

/// What SQLite puts beside a file.
const ENDS: [&str; 3] = ["", "-wal", "-shm"];

fn with(path: &Path, end: &str) -> PathBuf {
    let mut file = path.as_os_str().to_owned();
    file.push(end);
    PathBuf::from(file)
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
