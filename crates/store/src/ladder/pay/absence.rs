//! Rows of `worker_absence` (缺勤): added, never changed. One with the same first day, known later,
//! stands in its place; one without days takes it back.
use crate::{Result, Row, Tx, params};
use base::PersonId;
use ladder::pay::absence::{Absence, AbsenceKind};

/// Adds an absence.
pub fn add(tx: &mut Tx<'_>, person: PersonId, new: &Absence) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_absence (person, since, known, until, kind) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person, since, known) DO UPDATE SET until = excluded.until,
            kind = excluded.kind";
    let Absence { kind, since, until, known } = *new;
    tx.run(SQL, params![person, since, known, until, kind.code()]).map(|_| ())
}

/// The absences of somebody, the newest first.
pub fn of(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<Absence>> {
    // Primary key (person, since, known).
    const SQL: &str = "
        SELECT since, known, until, kind FROM worker_absence
        WHERE person = $1 ORDER BY since DESC, known DESC LIMIT $2";
    tx.all(SQL, params![person, limit], |row: &Row| {
        Ok(Absence {
            since: row.get(0)?,
            known: row.get(1)?,
            until: row.get(2)?,
            kind: row.code(3, AbsenceKind::parse)?,
        })
    })
}
