//! Rows of placings, education, certificates and results (定级、学历、证书、考核结果): added, never
//! changed. A correction is another row, known later.
use crate::{Result, Row, Tx, params};
use base::PersonId;
use ladder::scheme::PostKind;
use ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, Worker, YearResult,
};
use std::collections::BTreeMap;

/// More facts of a kind than a working life brings; a list of more is cut.
const FACTS_MAX: u32 = 200;

/// Everything of a worker that level and pay rest on.
pub fn worker(tx: &mut Tx<'_>, person: PersonId) -> Result<Worker> {
    let found = workers(tx, (PersonId(person.0 - 1), person), 1)?;
    Ok(found.into_values().next().unwrap_or_default())
}

/// The same of the workers after `after` up to `last`, at most so `many`: a statement for each kind
/// of fact, not for each worker. The newest first.
pub fn workers(
    tx: &mut Tx<'_>,
    (after, last): (PersonId, PersonId),
    many: u32,
) -> Result<BTreeMap<PersonId, Worker>> {
    let mut all: BTreeMap<PersonId, Worker> = BTreeMap::new();
    let asked = params![after, last, many.saturating_mul(FACTS_MAX)];
    // Index worker_service_person.
    const SERVICE: &str = "
        SELECT person, since, known, until, until_known FROM worker_service
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, id DESC LIMIT $3";
    for (person, service) in tx.all(SERVICE, asked, service)? {
        all.entry(person).or_default().service.push(service);
    }
    // Each along its primary key, which begins with the person.
    const PLACEMENT: &str = "
        SELECT person, since, known, kind, level, order_no FROM worker_placement
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, known DESC LIMIT $3";
    for (person, placement) in tx.all(PLACEMENT, asked, placement)? {
        all.entry(person).or_default().placements.push(placement);
    }
    const EDUCATION: &str = "
        SELECT person, level, since, known, diploma, degree FROM worker_education
        WHERE person > $1 AND person <= $2
        ORDER BY person, since DESC, level, known DESC LIMIT $3";
    for (person, education) in tx.all(EDUCATION, asked, education)? {
        all.entry(person).or_default().education.push(education);
    }
    const CERTIFICATE: &str = "
        SELECT person, certificate, since, known FROM worker_certificate
        WHERE person > $1 AND person <= $2 ORDER BY person, since DESC, certificate LIMIT $3";
    for (person, held) in tx.all(CERTIFICATE, asked, certificate)? {
        all.entry(person).or_default().certificates.push(held);
    }
    const RESULT: &str = "
        SELECT person, year, known, rating FROM worker_result
        WHERE person > $1 AND person <= $2 ORDER BY person, year DESC, known DESC LIMIT $3";
    for (person, result) in tx.all(RESULT, asked, result)? {
        all.entry(person).or_default().results.push(result);
    }
    Ok(all)
}

/// Adds a placing.
pub fn add_placement(tx: &mut Tx<'_>, person: PersonId, new: &Placement) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_placement (person, since, known, kind, level, order_no)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (person, since, known) DO UPDATE SET kind = excluded.kind,
            level = excluded.level, order_no = excluded.order_no";
    let Placement { since, known, kind, level, ref order_no } = *new;
    tx.run(SQL, params![person, since, known, kind.code(), level, order_no]).map(|_| ())
}

/// Adds a level of education.
pub fn add_education(tx: &mut Tx<'_>, person: PersonId, new: &Education) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_education (person, level, since, known, diploma, degree)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (person, level, since, known) DO UPDATE SET diploma = excluded.diploma,
            degree = excluded.degree";
    let Education { since, known, level, diploma, degree } = *new;
    tx.run(SQL, params![person, level.code(), since, known, diploma, degree]).map(|_| ())
}

/// Adds a certificate; one that is there stays as it is.
pub fn add_certificate(tx: &mut Tx<'_>, person: PersonId, new: &Held) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_certificate (person, certificate, since, known)
        VALUES ($1, $2, $3, $4) ON CONFLICT (person, certificate, since) DO NOTHING";
    tx.run(SQL, params![person, new.certificate.code(), new.since, new.known]).map(|_| ())
}

/// Adds the result of a year.
pub fn add_result(
    tx: &mut Tx<'_>,
    person: PersonId,
    new: &YearResult,
    order_no: &str,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_result (person, year, known, rating, order_no)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person, year, known) DO UPDATE SET rating = excluded.rating,
            order_no = excluded.order_no";
    let row = params![person, i64::from(new.year), new.known, new.rating.code(), order_no];
    tx.run(SQL, row).map(|_| ())
}

fn service(row: &Row) -> Result<(PersonId, Service)> {
    let service = Service {
        since: row.get(1)?,
        known: row.get(2)?,
        until: row.get(3)?,
        until_known: row.get(4)?,
    };
    Ok((row.get(0)?, service))
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
    let year = super::year(row, 1)?;
    let result = YearResult { year, known: row.get(2)?, rating: row.code(3, Rating::parse)? };
    Ok((row.get(0)?, result))
}
