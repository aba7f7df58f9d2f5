//! What a run goes by, for many workers at a time (批量取数): a statement for each kind of fact, not
//! for each worker.
use crate::ladder::fact;
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId, UnitId};
use ladder::pay::run::Facts;
use ladder::terms::{Absence, AbsenceKind};
use std::collections::BTreeMap;

/// A person has at most so many services and absences, taken over all that are asked for.
const ROWS_EACH: u32 = 300;

/// Somebody who may be paid, and where they serve or served last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payable {
    pub street: Option<UnitId>,
    pub community: Option<UnitId>,
    pub facts: Facts,
}

/// The people after `after` who served between two days, in their order.
pub fn people(
    tx: &mut Tx<'_>,
    after: PersonId,
    (first, last): (Date, Date),
    limit: u32,
) -> Result<Vec<PersonId>> {
    // Index worker_service_person.
    const SQL: &str = "
        SELECT DISTINCT person FROM worker_service
        WHERE person > $1 AND since <= $2 AND (until IS NULL OR until_known >= $3 OR until > $3)
        ORDER BY person LIMIT $4";
    tx.all(SQL, params![after, last, first, limit], |row| row.get(0))
}

/// Everything that the pay of people after `after` up to `last`, at most so `many`, goes by; and
/// where they served on a day or last before it, as it was known on another.
pub fn of(
    tx: &mut Tx<'_>,
    (after, last): (PersonId, PersonId),
    many: u32,
    (on, known): (Date, Date),
) -> Result<BTreeMap<PersonId, Payable>> {
    let payable =
        |worker| Payable { facts: Facts { worker, absences: Vec::new() }, ..Payable::default() };
    let workers = fact::workers(tx, (after, last), many)?.into_iter();
    let mut all: BTreeMap<_, _> = workers.map(|(id, worker)| (id, payable(worker))).collect();
    // Index worker_service_person; the newest first.
    const PLACE: &str = "
        SELECT person, street, community, since, known FROM worker_service
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, id DESC LIMIT $3";
    let asked = params![after, last, many.saturating_mul(ROWS_EACH)];
    for (person, street, community, since, since_known) in tx.all(PLACE, asked, place)? {
        let found = all.entry(person).or_default();
        if since <= on && since_known <= known {
            found.street.get_or_insert(street);
            found.community.get_or_insert(community);
        }
    }
    const ABSENCE: &str = "
        SELECT person, since, known, until, kind, order_no FROM worker_absence
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, known DESC LIMIT $3";
    for (person, absence) in tx.all(ABSENCE, asked, absence)? {
        all.entry(person).or_default().facts.absences.push(absence);
    }
    Ok(all)
}

/// Somebody, the street and the community of a service, its first day and when that became known.
type Served = (PersonId, UnitId, UnitId, Date, Date);

fn place(row: &Row) -> Result<Served> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn absence(row: &Row) -> Result<(PersonId, Absence)> {
    let absence = Absence {
        since: row.get(1)?,
        known: row.get(2)?,
        until: row.get(3)?,
        kind: row.code(4, AbsenceKind::parse)?,
        order_no: row.get(5)?,
    };
    Ok((row.get(0)?, absence))
}
