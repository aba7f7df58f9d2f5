//! Rows of `absence` (请假、外出).
use crate::{Result, Row, Tx, params};
use base::{AbsenceId, Date, PersonId};
use org::Absence;

/// Adds an absence.
pub fn insert(tx: &mut Tx<'_>, new: &Absence) -> Result<()> {
    const SQL: &str = "INSERT INTO absence (id, person, since, until) VALUES ($1, $2, $3, $4)";
    tx.run(SQL, params![new.id, new.person, new.since, new.until]).map(|_| ())
}

/// Ends an absence earlier than it would.
pub fn end(tx: &mut Tx<'_>, id: AbsenceId, until: Date) -> Result<()> {
    const SQL: &str = "UPDATE absence SET until = $2 WHERE id = $1 AND until > $2";
    tx.run_one(SQL, params![id, until])
}

/// One absence.
pub fn get(tx: &mut Tx<'_>, id: AbsenceId) -> Result<Option<Absence>> {
    const SQL: &str = "SELECT id, person, since, until FROM absence WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// Who is away on a day.
pub fn on(tx: &mut Tx<'_>, day: Date) -> Result<Vec<Absence>> {
    // Uses index absence_until (until).
    const SQL: &str = "
        SELECT id, person, since, until FROM absence WHERE until > $1 AND since <= $1 ORDER BY id";
    tx.all(SQL, params![day], read)
}

/// Absences that are not over on a day, the next first, at most `limit`.
pub fn from(tx: &mut Tx<'_>, day: Date, limit: u32) -> Result<Vec<Absence>> {
    // Uses index absence_until (until).
    const SQL: &str = "
        SELECT id, person, since, until FROM absence WHERE until > $1 ORDER BY until, id LIMIT $2";
    tx.all(SQL, params![day, limit], read)
}

/// A person's absences, the newest first, at most `limit`.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<Absence>> {
    // Uses index absence_person.
    const SQL: &str = "
        SELECT id, person, since, until FROM absence
        WHERE person = $1 ORDER BY since DESC, id DESC LIMIT $2";
    tx.all(SQL, params![person, limit], read)
}

fn read(row: &Row) -> Result<Absence> {
    Ok(Absence { id: row.get(0)?, person: row.get(1)?, since: row.get(2)?, until: row.get(3)? })
}
