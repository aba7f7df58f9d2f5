//! Rows of `unit` (单位).
use crate::{Result, Row, Tx, params};
use base::{Date, UnitId};
use org::{Unit, UnitKind};

/// Adds a unit.
pub fn insert(tx: &mut Tx<'_>, unit: &Unit) -> Result<()> {
    const SQL: &str = "
        INSERT INTO unit (id, kind, parent, name_zh, name_en, code, since, until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let Unit { id, kind, parent, name_zh, name_en, code, since, until } = unit;
    let row = params![*id, kind.code(), *parent, name_zh, name_en, code, *since, *until];
    tx.run(SQL, row).map(|_| ())
}

/// Gives a unit other names.
pub fn rename(tx: &mut Tx<'_>, id: UnitId, name_zh: &str, name_en: &str) -> Result<()> {
    const SQL: &str = "UPDATE unit SET name_zh = $2, name_en = $3 WHERE id = $1";
    tx.run_one(SQL, params![id, name_zh, name_en])
}

/// Ends a unit that has not ended.
pub fn end(tx: &mut Tx<'_>, id: UnitId, until: Date) -> Result<()> {
    const SQL: &str = "UPDATE unit SET until = $2 WHERE id = $1 AND until IS NULL";
    tx.run_one(SQL, params![id, until])
}

/// One unit.
pub fn get(tx: &mut Tx<'_>, id: UnitId) -> Result<Option<Unit>> {
    const SQL: &str = "
        SELECT id, kind, parent, name_zh, name_en, code, since, until FROM unit WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// Whether a unit of the kind goes by the code on or after a day.
pub fn is_code_taken(tx: &mut Tx<'_>, kind: UnitKind, code: &str, from: Date) -> Result<bool> {
    // Uses index unit_code (kind, code).
    const SQL: &str = "
        SELECT 1 FROM unit WHERE kind = $1 AND code = $2 AND (until IS NULL OR until > $3) LIMIT 1";
    Ok(tx.one(SQL, params![kind.code(), code, from], |row| row.get::<i64>(0))?.is_some())
}

/// Whether there is or was a unit of the kind.
pub fn is_any(tx: &mut Tx<'_>, kind: UnitKind) -> Result<bool> {
    // Uses index unit_code (kind, code).
    const SQL: &str = "SELECT 1 FROM unit WHERE kind = $1 LIMIT 1";
    Ok(tx.one(SQL, params![kind.code()], |row| row.get::<i64>(0))?.is_some())
}

/// The units that exist on a day.
pub fn on(tx: &mut Tx<'_>, day: Date) -> Result<Vec<Unit>> {
    // Reads the table: a district has some thousand units.
    const SQL: &str = "
        SELECT id, kind, parent, name_zh, name_en, code, since, until FROM unit
        WHERE since <= $1 AND (until IS NULL OR until > $1) ORDER BY id";
    tx.all(SQL, params![day], read)
}

/// Whether anything still stands under a unit on or after a day: a unit below it, or a post of
/// its own with somebody appointed.
pub fn is_in_use(tx: &mut Tx<'_>, id: UnitId, from: Date) -> Result<bool> {
    // Uses indexes unit_parent, post_unit, appointment_post.
    const SQL: &str = "
        SELECT 1 FROM unit WHERE parent = $1 AND (until IS NULL OR until > $2)
        UNION ALL
        SELECT 1 FROM post p JOIN appointment a ON a.post = p.id
        WHERE p.unit = $1 AND (a.until IS NULL OR a.until > $2)
        LIMIT 1";
    Ok(tx.one(SQL, params![id, from], |row| row.get::<i64>(0))?.is_some())
}

fn read(row: &Row) -> Result<Unit> {
    Ok(Unit {
        id: row.get(0)?,
        kind: row.code(1, UnitKind::parse)?,
        parent: row.get(2)?,
        name_zh: row.get(3)?,
        name_en: row.get(4)?,
        code: row.get(5)?,
        since: row.get(6)?,
        until: row.get(7)?,
    })
}
