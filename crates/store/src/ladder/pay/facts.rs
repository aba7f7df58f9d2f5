//! What a run goes by, for many workers at a time (批量取数): a statement for each kind of fact, not
//! for each worker.
use crate::{Failed, Result, Row, Tx, params};
use base::{Date, PersonId, UnitId};
use ladder::pay::run::Facts;
use ladder::scheme::PostKind;
use ladder::terms::{Absence, AbsenceKind};
use ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, YearResult,
};
use std::collections::BTreeMap;

/// How many facts of a kind the people of one piece have at most.
const FACTS_MAX: u32 = 200_000;

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

/// Everything that the pay of people after `after` up to `last` goes by; and where they served on
/// a day or last before it, as it was known on another.
pub fn of(
    tx: &mut Tx<'_>,
    (after, last): (PersonId, PersonId),
    (on, known): (Date, Date),
) -> Result<BTreeMap<PersonId, Payable>> {
    let mut all: BTreeMap<PersonId, Payable> = BTreeMap::new();
    services(tx, (after, last), (on, known), &mut all)?;
    let asked = params![after, last, FACTS_MAX];
    const PLACEMENT: &str = "
        SELECT person, since, known, kind, level, order_no FROM worker_placement
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, known DESC LIMIT $3";
    for (person, placement) in tx.all(PLACEMENT, asked, placement)? {
        all.entry(person).or_default().facts.worker.placements.push(placement);
    }
    const EDUCATION: &str = "
        SELECT person, level, since, known, diploma, degree FROM worker_education
        WHERE person > $1 AND person <= $2
        ORDER BY person, since DESC, level, known DESC LIMIT $3";
    for (person, education) in tx.all(EDUCATION, asked, education)? {
        all.entry(person).or_default().facts.worker.education.push(education);
    }
    const CERTIFICATE: &str = "
        SELECT person, certificate, since, known FROM worker_certificate
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, certificate LIMIT $3";
    for (person, held) in tx.all(CERTIFICATE, asked, certificate)? {
        all.entry(person).or_default().facts.worker.certificates.push(held);
    }
    const RESULT: &str = "
        SELECT person, year, known, rating FROM worker_result
        WHERE person > $1 AND person <= $2 ORDER BY person, year DESC, known DESC LIMIT $3";
    for (person, result) in tx.all(RESULT, asked, result)? {
        all.entry(person).or_default().facts.worker.results.push(result);
    }
    const ABSENCE: &str = "
        SELECT person, since, known, until, kind, order_no FROM worker_absence
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, known DESC LIMIT $3";
    for (person, absence) in tx.all(ABSENCE, asked, absence)? {
        all.entry(person).or_default().facts.absences.push(absence);
    }
    Ok(all)
}

fn services(
    tx: &mut Tx<'_>,
    (after, last): (PersonId, PersonId),
    (on, known): (Date, Date),
    all: &mut BTreeMap<PersonId, Payable>,
) -> Result<()> {
    const SERVICE: &str = "
        SELECT person, street, community, since, known, until, until_known FROM worker_service
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, id DESC LIMIT $3";
    let read = |row: &Row| {
        let service = Service {
            since: row.get(3)?,
            known: row.get(4)?,
            until: row.get(5)?,
            until_known: row.get(6)?,
        };
        let (street, community): (UnitId, UnitId) = (row.get(1)?, row.get(2)?);
        Ok((row.get::<PersonId>(0)?, street, community, service))
    };
    for (person, street, community, service) in
        tx.all(SERVICE, params![after, last, FACTS_MAX], read)?
    {
        let found = all.entry(person).or_default();
        if service.since <= on && service.known <= known {
            found.street.get_or_insert(street);
            found.community.get_or_insert(community);
        }
        found.facts.worker.service.push(service);
    }
    Ok(())
}

fn placement(row: &Row) -> Result<(PersonId, Placement)> {
    let placement = Placement {
        since: row.get(1)?,
        known: row.get(2)?,
        kind: row.code(3, PostKind::parse)?,
        level: row.get(4)?,
        order_no: row.get(5)?,
    };
    Ok((row.get(0)?, placement))
}

fn education(row: &Row) -> Result<(PersonId, Education)> {
    let education = Education {
        level: row.code(1, EducationLevel::parse)?,
        since: row.get(2)?,
        known: row.get(3)?,
        diploma: row.get(4)?,
        degree: row.get(5)?,
    };
    Ok((row.get(0)?, education))
}

fn certificate(row: &Row) -> Result<(PersonId, Held)> {
    let certificate = row.code(1, Certificate::parse)?;
    Ok((row.get(0)?, Held { certificate, since: row.get(2)?, known: row.get(3)? }))
}

fn result(row: &Row) -> Result<(PersonId, YearResult)> {
    let year = i16::try_from(row.get::<i64>(1)?);
    let year = year.map_err(|_| Failed::Broken("a year of a result is none".into()))?;
    let result = YearResult { year, known: row.get(2)?, rating: row.code(3, Rating::parse)? };
    Ok((row.get(0)?, result))
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
