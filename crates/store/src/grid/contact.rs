//! Rows of `contact` (联系方式): sealed, and erased after closing plus the retention days.
use crate::{Result, Tx, params};
use base::{Date, MatterId};

/// Keeps a sealed contact.
pub fn insert(tx: &mut Tx<'_>, matter: MatterId, sealed: &[u8]) -> Result<()> {
    const SQL: &str = "INSERT INTO contact (matter, sealed) VALUES ($1, $2)";
    tx.put(SQL, params![matter, sealed])
}

/// The sealed contact of a matter.
pub fn find(tx: &mut Tx<'_>, matter: MatterId) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "SELECT sealed FROM contact WHERE matter = $1";
    tx.one(SQL, params![matter], |row| row.get(0))
}

/// Whether a matter has one.
pub fn exists(tx: &mut Tx<'_>, matter: MatterId) -> Result<bool> {
    const SQL: &str = "SELECT 1 FROM contact WHERE matter = $1";
    Ok(tx.one(SQL, params![matter], |row| row.get::<i64>(0))?.is_some())
}

/// Sets the day on which it goes; a matter that is reopened keeps it (`None`).
pub fn erase_on(tx: &mut Tx<'_>, matter: MatterId, day: Option<Date>) -> Result<()> {
    const SQL: &str = "UPDATE contact SET erase_on = $2 WHERE matter = $1";
    tx.run(SQL, params![matter, day])?;
    Ok(())
}

/// The matters whose contact goes by this day.
pub fn to_erase(tx: &mut Tx<'_>, today: Date, limit: u32) -> Result<Vec<MatterId>> {
    // Uses index contact_erase (erase_on).
    const SQL: &str = "SELECT matter FROM contact WHERE erase_on <= $1 ORDER BY erase_on LIMIT $2";
    tx.all(SQL, params![today, limit], |row| row.get(0))
}

/// Erases one. SQLite overwrites what it deletes (`secure_delete`).
pub fn erase(tx: &mut Tx<'_>, matter: MatterId) -> Result<bool> {
    const SQL: &str = "DELETE FROM contact WHERE matter = $1";
    Ok(tx.run(SQL, params![matter])? == 1)
}
