//! All workers at once (全区社区工作者): what level and pay of each rest on, in five statements.
//!
//! What is *not* here: names. Whoever asks about everybody asks about sums.
use crate::{Failed, Result, Row, Tx, params};
use base::{Date, PersonId, UnitId};
use ladder::scheme::PostKind;
use ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, Worker, YearResult,
};
use std::collections::HashMap;

/// Somebody who serves, and the street of the last service.
#[derive(Clone, Debug)]
pub struct Member {
    pub street: UnitId,
    pub worker: Worker,
}

/// A worker has at most so many rows of a kind, taken over all: who has more, others have less.
const FACTS_EACH: u32 = 20;

/// Everybody who serves on a day or later, at most `limit`, in the order of their ids.
pub fn workers(tx: &mut Tx<'_>, since: Date, limit: u32) -> Result<Vec<Member>> {
    let mut found = Found { places: HashMap::new(), members: Vec::new() };
    services(tx, since, limit, &mut found)?;
    let most = limit.saturating_mul(FACTS_EACH);
    placements(tx, most, &mut found)?;
    education(tx, most, &mut found)?;
    certificates(tx, most, &mut found)?;
    results(tx, most, &mut found)?;
    Ok(found.members)
}

/// Those found so far.
struct Found {
    places: HashMap<PersonId, usize>,
    members: Vec<Member>,
}

impl Found {
    fn of(&mut self, row: &Row) -> Result<Option<&mut Worker>> {
        let place = self.places.get(&row.get(0)?);
        Ok(place.map(|at| &mut self.members[*at].worker))
    }
}

fn services(tx: &mut Tx<'_>, since: Date, limit: u32, found: &mut Found) -> Result<()> {
    // Reads the whole of worker_service along worker_service_person: nearly all of it is asked for.
    const SQL: &str = "
        SELECT person, street, since, known, until, until_known FROM worker_service
        WHERE until IS NULL OR until > $1 ORDER BY person, since LIMIT $2";
    let rows = tx.all(SQL, params![since, limit], |row| {
        let (since, known) = (row.get(2)?, row.get(3)?);
        let (until, until_known) = (row.get(4)?, row.get(5)?);
        Ok((row.get(0)?, row.get(1)?, Service { since, known, until, until_known }))
    })?;
    for (person, street, service) in rows {
        let next = found.members.len();
        let at = *found.places.entry(person).or_insert(next);
        if at == next {
            found.members.push(Member { street, worker: Worker::default() });
        }
        found.members[at].street = street;
        found.members[at].worker.service.push(service);
    }
    Ok(())
}

fn placements(tx: &mut Tx<'_>, limit: u32, found: &mut Found) -> Result<()> {
    // Reads the whole table along its primary key (person, since, known).
    const SQL: &str = "
        SELECT person, since, known, kind, level FROM worker_placement
        ORDER BY person, since, known LIMIT $1";
    tx.all(SQL, params![limit], |row| {
        let Some(worker) = found.of(row)? else { return Ok(()) };
        worker.placements.push(Placement {
            since: row.get(1)?,
            known: row.get(2)?,
            kind: row.code(3, PostKind::parse)?,
            level: row.get(4)?,
            order_no: String::new(),
        });
        Ok(())
    })?;
    Ok(())
}

fn education(tx: &mut Tx<'_>, limit: u32, found: &mut Found) -> Result<()> {
    // Reads the whole table along its primary key (person, level, since, known).
    const SQL: &str = "
        SELECT person, level, since, known, diploma, degree FROM worker_education
        ORDER BY person, level, since, known LIMIT $1";
    tx.all(SQL, params![limit], |row| {
        let Some(worker) = found.of(row)? else { return Ok(()) };
        worker.education.push(Education {
            level: row.code(1, EducationLevel::parse)?,
            since: row.get(2)?,
            known: row.get(3)?,
            diploma: row.get(4)?,
            degree: row.get(5)?,
        });
        Ok(())
    })?;
    Ok(())
}

fn certificates(tx: &mut Tx<'_>, limit: u32, found: &mut Found) -> Result<()> {
    // Reads the whole table along its primary key (person, certificate, since).
    const SQL: &str = "
        SELECT person, certificate, since, known FROM worker_certificate
        ORDER BY person, certificate, since LIMIT $1";
    tx.all(SQL, params![limit], |row| {
        let Some(worker) = found.of(row)? else { return Ok(()) };
        let certificate = row.code(1, Certificate::parse)?;
        worker.certificates.push(Held { certificate, since: row.get(2)?, known: row.get(3)? });
        Ok(())
    })?;
    Ok(())
}

fn results(tx: &mut Tx<'_>, limit: u32, found: &mut Found) -> Result<()> {
    // Reads the whole table along its primary key (person, year, known).
    const SQL: &str = "
        SELECT person, year, known, rating FROM worker_result
        ORDER BY person, year, known LIMIT $1";
    tx.all(SQL, params![limit], |row| {
        let Some(worker) = found.of(row)? else { return Ok(()) };
        let year = i16::try_from(row.get::<i64>(1)?);
        let year = year.map_err(|_| Failed::Broken("a year of a result is none".into()))?;
        let rating = row.code(3, Rating::parse)?;
        worker.results.push(YearResult { year, known: row.get(2)?, rating });
        Ok(())
    })?;
    Ok(())
}
