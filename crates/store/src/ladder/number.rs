//! Rows of `worker_number` (身份证号、银行卡号): sealed; found again by a keyed digest.
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId};
use ladder::number::NumberKind;

/// A sealed number (封存号码).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub person: PersonId,
    pub kind: NumberKind,
    pub sealed: Vec<u8>,
}

/// Keeps a number in place of the one before.
pub fn put(tx: &mut Tx<'_>, new: &Sealed, digest: &[u8], known: Date) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_number (person, kind, sealed, digest, known) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person, kind) DO UPDATE SET sealed = excluded.sealed,
            digest = excluded.digest, known = excluded.known";
    let Sealed { person, kind, ref sealed } = *new;
    tx.run(SQL, params![person, kind.code(), sealed.as_slice(), digest, known]).map(|_| ())
}

/// Erases one; says whether there was one. SQLite overwrites what it deletes (`secure_delete`).
pub fn remove(tx: &mut Tx<'_>, person: PersonId, kind: NumberKind) -> Result<bool> {
    const SQL: &str = "DELETE FROM worker_number WHERE person = $1 AND kind = $2";
    tx.run(SQL, params![person, kind.code()]).map(|gone| gone > 0)
}

/// The numbers of a person.
pub fn of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Sealed>> {
    // Primary key (person, kind).
    const SQL: &str = "
        SELECT person, kind, sealed FROM worker_number WHERE person = $1 ORDER BY kind DESC";
    tx.all(SQL, params![person], read)
}

/// The numbers of everybody after `after`, in the order of the persons: for a run's many at once.
pub fn after(tx: &mut Tx<'_>, after: PersonId, limit: u32) -> Result<Vec<Sealed>> {
    // Primary key (person, kind); whole persons, at most `limit` of them.
    const SQL: &str = "
        SELECT person, kind, sealed FROM worker_number WHERE person IN (
            SELECT DISTINCT person FROM worker_number WHERE person > $1 ORDER BY person LIMIT $2
        ) ORDER BY person, kind";
    tx.all(SQL, params![after, limit], read)
}

/// Whose number it is, by its digest.
pub fn owner(tx: &mut Tx<'_>, kind: NumberKind, digest: &[u8]) -> Result<Option<PersonId>> {
    // Uses index worker_number_digest (kind, digest).
    const SQL: &str = "SELECT person FROM worker_number WHERE kind = $1 AND digest = $2";
    tx.one(SQL, params![kind.code(), digest], |row| row.get(0))
}

fn read(row: &Row) -> Result<Sealed> {
    Ok(Sealed { person: row.get(0)?, kind: row.code(1, NumberKind::parse)?, sealed: row.get(2)? })
}
