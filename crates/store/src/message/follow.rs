//! Rows of `follow` (关注): which matters somebody of the staff follows.
use crate::{Result, Tx, params};
use base::{MatterId, PersonId};

/// Begins to follow; once is enough.
pub fn insert(tx: &mut Tx<'_>, matter: MatterId, person: PersonId) -> Result<()> {
    const SQL: &str = "
        INSERT INTO follow (matter, person) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.run(SQL, params![matter, person]).map(|_| ())
}

/// Ends it.
pub fn remove(tx: &mut Tx<'_>, matter: MatterId, person: PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM follow WHERE matter = $1 AND person = $2";
    tx.run(SQL, params![matter, person]).map(|_| ())
}

/// Whether this person follows it.
pub fn is(tx: &mut Tx<'_>, matter: MatterId, person: PersonId) -> Result<bool> {
    const SQL: &str = "SELECT 1 FROM follow WHERE matter = $1 AND person = $2";
    Ok(tx.one(SQL, params![matter, person], |row| row.get::<i64>(0))?.is_some())
}

/// Who follows it, up to so many.
pub fn of(tx: &mut Tx<'_>, matter: MatterId, limit: u32) -> Result<Vec<PersonId>> {
    // Uses the primary key (matter, person).
    const SQL: &str = "SELECT person FROM follow WHERE matter = $1 ORDER BY person LIMIT $2";
    tx.all(SQL, params![matter, limit], |row| row.get(0))
}
