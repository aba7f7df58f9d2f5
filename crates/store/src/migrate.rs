//! The schema, step by step (库表版本). A step that ran is never edited; the next one mends it.
use crate::chain::Hash;
use crate::{Failed, Result};
use rusqlite::OptionalExtension as _;

/// The steps in order. `@blob` is the engine's word for bytes, `@id` for a row's own number.
const STEPS: &[Step] = &[
    Step {
        both: include_str!("../migrations/0001_founding.sql"),
        sqlite: include_str!("../migrations/0001_search.sqlite.sql"),
        postgres: include_str!("../migrations/0001_search.postgres.sql"),
    },
    Step { both: include_str!("../migrations/0002_recurrence.sql"), sqlite: "", postgres: "" },
    Step { both: "", sqlite: include_str!("../migrations/0003_rowid.sqlite.sql"), postgres: "" },
    Step { both: include_str!("../migrations/0004_past.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0005_api_key.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0006_patrol.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0007_second_factor.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0008_message.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0009_map.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0010_figures.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0011_alert.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0012_ladder.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0013_pay.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0014_number.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0015_assessment.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0016_training.sql"), sqlite: "", postgres: "" },
    Step { both: include_str!("../migrations/0017_leg_holder.sql"), sqlite: "", postgres: "" },
];

/// The version of the schema that this program knows.
pub(crate) fn known() -> i64 {
    STEPS.len() as i64
}

struct Step {
    both: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const VERSION: &str = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)";
pub(crate) const CURRENT: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";

/// Brings a SQLite file up to date, all in one transaction.
///
/// A step may copy a table into a better form, so foreign keys are off meanwhile; they are looked
/// at before the commit.
pub(crate) fn sqlite(conn: &mut rusqlite::Connection, hash: Hash) -> Result<()> {
    conn.execute_batch("PRAGMA foreign_keys = OFF")?;
    let done = sqlite_steps(conn, hash);
    conn.execute_batch("PRAGMA foreign_keys = ON")?;
    done
}

fn sqlite_steps(conn: &mut rusqlite::Connection, hash: Hash) -> Result<()> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    sqlite_to(&tx, known())?;
    const NAMED: &str = "SELECT value FROM setting WHERE name = 'audit.hash'";
    if tx.query_row(NAMED, [], |row| row.get::<_, String>(0)).optional()?.is_none() {
        const SQL: &str = "INSERT INTO setting (name, value) VALUES ('audit.hash', ?1)";
        tx.execute(SQL, [hash.code()])?;
    }
    Ok(tx.commit()?)
}

/// Runs the steps up to this version, in the caller's transaction, with foreign keys off.
pub(crate) fn sqlite_to(conn: &rusqlite::Connection, last: i64) -> Result<()> {
    conn.execute_batch(VERSION)?;
    let current: i64 = conn.query_row(CURRENT, [], |row| row.get(0))?;
    for (version, step) in todo(current)?.take_while(|(version, _)| *version <= last) {
        let both = step.both.replace("@blob", "BLOB").replace("@id", "INTEGER PRIMARY KEY");
        conn.execute_batch(&both)?;
        conn.execute_batch(step.sqlite)?;
        conn.execute("INSERT INTO schema_version (version) VALUES (?1)", [version])?;
    }
    if current < last && conn.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Failed::Broken("a row refers to one that is not there".into()));
    }
    Ok(())
}

/// Brings a PostgreSQL schema up to date; other servers wait at the lock of its version table.
pub(crate) fn postgres(client: &mut postgres::Client, hash: Hash) -> Result<()> {
    client.batch_execute("SET client_min_messages = warning")?;
    create_version_table(client)?;
    let mut tx = client.transaction()?;
    tx.batch_execute("LOCK TABLE schema_version IN EXCLUSIVE MODE")?;
    postgres_to(&mut tx, known())?;
    const SQL: &str =
        "INSERT INTO setting (name, value) VALUES ('audit.hash', $1) ON CONFLICT DO NOTHING";
    tx.execute(SQL, &[&hash.code()])?;
    Ok(tx.commit()?)
}

/// Runs the steps up to this version, in the caller's transaction.
pub(crate) fn postgres_to(on: &mut impl postgres::GenericClient, last: i64) -> Result<()> {
    on.batch_execute(VERSION)?;
    let current: i64 = on.query_one(CURRENT, &[])?.get(0);
    for (version, step) in todo(current)?.take_while(|(version, _)| *version <= last) {
        let both = step.both.replace("@blob", "BYTEA").replace("@id", "BIGINT PRIMARY KEY");
        on.batch_execute(&both)?;
        on.batch_execute(step.postgres)?;
        on.execute("INSERT INTO schema_version (version) VALUES ($1)", &[&version])?;
    }
    Ok(())
}

/// The steps after `version`, with the sentence that each one's file begins with.
pub(crate) fn after(version: i64) -> impl Iterator<Item = (i64, &'static str)> {
    let named = |step: &'static Step| {
        let texts = [step.both, step.sqlite, step.postgres];
        let text = texts.into_iter().find(|text| !text.is_empty()).unwrap_or("");
        let line = text.lines().next().unwrap_or("");
        line.trim_start_matches("--").trim()
    };
    (1..).zip(STEPS.iter().map(named)).filter(move |(at, _)| *at > version)
}

/// Two servers that start at once may both find no table; the loser of that race finds it then.
fn create_version_table(client: &mut postgres::Client) -> Result<()> {
    client.batch_execute(VERSION).or_else(|_| client.batch_execute(VERSION)).map_err(Failed::from)
}

/// The steps that a schema of this version still wants.
fn todo(current: i64) -> Result<impl Iterator<Item = (i64, &'static Step)>> {
    let known = known();
    if current > known {
        let why = format!("the schema is of version {current}, this program knows {known}");
        return Err(Failed::Broken(why));
    }
    Ok((1..).zip(STEPS).filter(move |(version, _)| *version > current))
}
