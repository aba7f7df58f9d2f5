//! The version of the organisation (组织版本): one number, another after every change.
use crate::{Failed, Result, Tx, params};

/// The number of the last change, as this transaction first saw it.
pub fn current(tx: &mut Tx<'_>) -> Result<i64> {
    match tx.org_version {
        Some(known) => Ok(known),
        None => latest(tx),
    }
}

/// The number of the last change, asked again: on PostgreSQL another may have been committed.
pub fn latest(tx: &mut Tx<'_>) -> Result<i64> {
    // Primary key of counter.
    const SQL: &str = "SELECT next FROM counter WHERE scope = 'org.version'";
    let missing = || Failed::Broken("the database has no org.version".into());
    let version = tx.one(SQL, params![], |row| row.get(0))?.ok_or_else(missing)?;
    tx.org_version = Some(version);
    Ok(version)
}

/// Waits until no other change of the organisation is under way, before anything is checked:
/// what has been checked then holds until the commit, on PostgreSQL too.
pub fn hold(tx: &mut Tx<'_>) -> Result<()> {
    tx.org_version = None;
    const SQL: &str = "UPDATE counter SET next = next WHERE scope = 'org.version'";
    tx.run_one(SQL, params![])
}

/// Says that the organisation changed, after the change and in its transaction.
///
/// `stamp` is a number never used before, not one more than the last: a change that is rolled
/// back must not share its number with the next one, or a copy read in between would count as
/// current.
pub fn changed(tx: &mut Tx<'_>, stamp: i64) -> Result<()> {
    tx.org_version = None;
    const SQL: &str = "UPDATE counter SET next = $1 WHERE scope = 'org.version'";
    tx.run_one(SQL, params![stamp])
}
