//! Rows of `worker_contract`, `worker_absence`, `worker_title` (合同、请假、职称): added, never changed.
//! A correction is another row, known later.
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId, UnitId};
use ladder::terms::{Absence, AbsenceKind, Contract, Terms, Title, TitleGrade};
use ladder::worker::Tenure;
use org::Person;

/// More of a kind than a working life brings; a list of more is cut.
const FACTS_MAX: u32 = 300;

/// All of it, of one worker, the newest first.
pub fn of(tx: &mut Tx<'_>, person: PersonId) -> Result<Terms> {
    let contracts = contracts(tx, person)?;
    let absences = absences(tx, person)?;
    Ok(Terms { contracts, absences, titles: titles(tx, person)? })
}

/// Adds a contract.
pub fn add_contract(tx: &mut Tx<'_>, person: PersonId, new: &Contract) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_contract (person, since, until, known, kind, order_no)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (person, since, known) DO UPDATE SET until = excluded.until,
            kind = excluded.kind, order_no = excluded.order_no";
    let Contract { since, until, known, kind, ref order_no } = *new;
    tx.run(SQL, params![person, since, until, known, kind.code(), order_no]).map(|_| ())
}

/// Adds an absence.
pub fn add_absence(tx: &mut Tx<'_>, person: PersonId, new: &Absence) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_absence (person, since, until, kind, known, order_no)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (person, since, kind, known) DO UPDATE SET until = excluded.until,
            order_no = excluded.order_no";
    let Absence { since, until, kind, known, ref order_no } = *new;
    tx.run(SQL, params![person, since, until, kind.code(), known, order_no]).map(|_| ())
}

/// Adds a professional title.
pub fn add_title(tx: &mut Tx<'_>, person: PersonId, new: &Title) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_title (person, since, known, grade, name, order_no)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (person, since, name, known) DO UPDATE SET grade = excluded.grade,
            order_no = excluded.order_no";
    let Title { since, known, grade, ref name, ref order_no } = *new;
    tx.run(SQL, params![person, since, known, grade.code(), name, order_no]).map(|_| ())
}

/// Whose last contract ends up to a day, in a street, by name, those after `after`.
pub fn ending(
    tx: &mut Tx<'_>,
    street: UnitId,
    (today, to): (Date, Date),
    after: (&str, PersonId),
    limit: u32,
) -> Result<Vec<(Person, Contract)>> {
    // Uses index worker_service_street and the primary key of worker_contract.
    const SQL: &str = "
        SELECT p.id, p.name_zh, p.name_en, c.since, c.until, c.known, c.kind, c.order_no
        FROM worker_service s JOIN person p ON p.id = s.person
        JOIN worker_contract c ON c.person = s.person AND (c.since, c.known) = (
            SELECT d.since, d.known FROM worker_contract d WHERE d.person = s.person
            ORDER BY d.since DESC, d.known DESC LIMIT 1)
        WHERE s.street = $1 AND s.since <= $2 AND (s.until IS NULL OR s.until > $2)
            AND c.until <= $3 AND (p.name_zh, p.id) > ($4, $5)
        ORDER BY p.name_zh, p.id LIMIT $6";
    let read = |row: &Row| {
        let person = Person { id: row.get(0)?, name_zh: row.get(1)?, name_en: row.get(2)? };
        let contract = Contract {
            since: row.get(3)?,
            until: row.get(4)?,
            known: row.get(5)?,
            kind: row.code(6, Tenure::parse)?,
            order_no: row.get(7)?,
        };
        Ok((person, contract))
    };
    tx.all(SQL, params![street, today, to, after.0, after.1, limit], read)
}

/// The contracts of a worker.
fn contracts(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Contract>> {
    // Primary key (person, since, known).
    const SQL: &str = "
        SELECT since, until, known, kind, order_no FROM worker_contract
        WHERE person = $1 ORDER BY since DESC, known DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(Contract {
            since: row.get(0)?,
            until: row.get(1)?,
            known: row.get(2)?,
            kind: row.code(3, Tenure::parse)?,
            order_no: row.get(4)?,
        })
    };
    tx.all(SQL, params![person, FACTS_MAX], read)
}

/// Every entry of the absences of a worker; [`Terms::absences`] says which of them stand.
fn absences(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Absence>> {
    // Primary key (person, since, kind, known).
    const SQL: &str = "
        SELECT since, until, kind, known, order_no FROM worker_absence
        WHERE person = $1 ORDER BY since DESC, kind, known DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(Absence {
            since: row.get(0)?,
            until: row.get(1)?,
            kind: row.code(2, AbsenceKind::parse)?,
            known: row.get(3)?,
            order_no: row.get(4)?,
        })
    };
    tx.all(SQL, params![person, FACTS_MAX], read)
}

fn titles(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Title>> {
    // Primary key (person, since, name, known).
    const SQL: &str = "
        SELECT since, known, grade, name, order_no FROM worker_title
        WHERE person = $1 ORDER BY since DESC, name, known DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(Title {
            since: row.get(0)?,
            known: row.get(1)?,
            grade: row.code(2, TitleGrade::parse)?,
            name: row.get(3)?,
            order_no: row.get(4)?,
        })
    };
    tx.all(SQL, params![person, FACTS_MAX], read)
}
