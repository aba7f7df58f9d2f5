//! How the database itself stands (库况): its schema, and what waits. No row of anybody's matter.
use crate::{Result, Tx, migrate, params};

/// The schema's version here, and the one that this program knows.
pub fn schema(tx: &mut Tx<'_>) -> Result<(i64, i64)> {
    const SQL: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
    let here = tx.one(SQL, params![], |row| row.get(0))?.unwrap_or(0);
    Ok((here, migrate::known()))
}

/// How many events wait for their seal, counted up to `most`.
pub fn unsealed(tx: &mut Tx<'_>, most: u32) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM (SELECT event FROM unsealed LIMIT $1) AS counted";
    Ok(tx.one(SQL, params![most], |row| row.get(0))?.unwrap_or(0))
}

/// How many relays are open, parts among them, counted up to `most`.
pub fn open_relays(tx: &mut Tx<'_>, most: u32) -> Result<i64> {
    // Uses index relay_due, which holds the open ones only.
    const SQL: &str = "
        SELECT COUNT(*) FROM (SELECT id FROM relay WHERE ended_at IS NULL LIMIT $1) AS counted";
    Ok(tx.one(SQL, params![most], |row| row.get(0))?.unwrap_or(0))
}
