//! Rows of `person` (人员): those who work here, no resident among them.
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId};
use org::Person;

/// Adds a person.
pub fn insert(tx: &mut Tx<'_>, person: &Person) -> Result<()> {
    const SQL: &str = "INSERT INTO person (id, name_zh, name_en) VALUES ($1, $2, $3)";
    tx.run(SQL, params![person.id, &person.name_zh, &person.name_en]).map(|_| ())
}

/// One person.
pub fn get(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>> {
    const SQL: &str = "SELECT id, name_zh, name_en FROM person WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// People by name, those after `after` in that order, at most `limit`.
pub fn list(tx: &mut Tx<'_>, after: Option<&Person>, limit: u32) -> Result<Vec<Person>> {
    // Uses index person_name (name_zh, id).
    const SQL: &str = "
        SELECT id, name_zh, name_en FROM person WHERE (name_zh, id) > ($1, $2)
        ORDER BY name_zh, id LIMIT $3";
    let (name, id) = after.map_or(("", PersonId(0)), |last| (last.name_zh.as_str(), last.id));
    tx.all(SQL, params![name, id, limit], read)
}

/// Everybody with an appointment in force on a day.
pub fn appointed_on(tx: &mut Tx<'_>, day: Date) -> Result<Vec<Person>> {
    // Reads both tables once: a district has some thousand appointments.
    const SQL: &str = "
        SELECT id, name_zh, name_en FROM person WHERE id IN (
            SELECT person FROM appointment WHERE since <= $1 AND (until IS NULL OR until > $1))
        ORDER BY id";
    tx.all(SQL, params![day], read)
}

fn read(row: &Row) -> Result<Person> {
    Ok(Person { id: row.get(0)?, name_zh: row.get(1)?, name_en: row.get(2)? })
}
