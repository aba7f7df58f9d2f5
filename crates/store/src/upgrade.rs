//! What opening a database would do to it (升级预检): looked at, and nothing changed.
use crate::copy::existing;
use crate::engine::postgres::Address;
use crate::{Engine, Failed, Place, Result, migrate};
use postgres::Client;

/// How a database stands before this program opens it (升级前状况).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub engine: Engine,
    /// The schema's version; 0 where there is none yet.
    pub here: i64,
    /// The version that this program knows.
    pub known: i64,
    /// The steps that would run, each with its sentence.
    pub steps: Vec<(i64, &'static str)>,
    /// How large it is on disk.
    pub bytes: u64,
    /// One sealed contact, to try the key file on.
    pub sealed: Option<Vec<u8>>,
}

/// Looks, by a connection of its own that changes nothing.
pub fn look(place: &Place) -> Result<Look> {
    match place {
        Place::File(path) => sqlite(&existing(path)?),
        Place::Server(url) => postgres(&mut Address::parse(url)?.client()?),
    }
}

fn sqlite(conn: &rusqlite::Connection) -> Result<Look> {
    use rusqlite::OptionalExtension as _;
    let tables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'";
    let is_ours: i64 = conn.query_row(tables, [], |row| row.get(0))?;
    let here = if is_ours == 0 { 0 } else { conn.query_row(migrate::CURRENT, [], |r| r.get(0))? };
    let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let page: i64 = conn.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let sealed = match here {
        0 => None,
        _ => conn.query_row(SEALED, [], |row| row.get(0)).optional()?,
    };
    Ok(told(Engine::Sqlite, here, (pages * page).unsigned_abs(), sealed))
}

const SEALED: &str = "SELECT sealed FROM contact ORDER BY matter DESC LIMIT 1";

fn postgres(client: &mut Client) -> Result<Look> {
    client.batch_execute("BEGIN READ ONLY")?;
    let is_ours: bool = client
        .query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[])
        .map_err(Failed::from)?
        .get(0);
    let here: i64 = if is_ours { client.query_one(migrate::CURRENT, &[])?.get(0) } else { 0 };
    let size = "SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = current_schema() AND c.relkind = 'r'";
    let bytes: i64 = client.query_one(size, &[])?.get(0);
    let sealed = match here {
        0 => None,
        _ => client.query_opt(SEALED, &[])?.map(|row| row.get(0)),
    };
    Ok(told(Engine::Postgres, here, bytes.unsigned_abs(), sealed))
}

fn told(engine: Engine, here: i64, bytes: u64, sealed: Option<Vec<u8>>) -> Look {
    let steps = migrate::after(here).collect();
    Look { engine, here, known: migrate::known(), steps, bytes, sealed }
}
