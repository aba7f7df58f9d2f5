//! Rows of placings, education, certificates and results (定级、学历、证书、考核结果): added, never
//! changed. A correction is another row, known later.
use super::service;
use crate::{Result, Row, Tx, params};
use base::PersonId;
use ladder::scheme::PostKind;
use ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, Worker, YearResult,
};

/// More of a kind than a working life brings; a list of more is cut.
const FACTS_MAX: u32 = 200;

/// Everything of a worker that level and pay rest on.
pub fn worker(tx: &mut Tx<'_>, person: PersonId) -> Result<Worker> {
    let service = service::of(tx, person, FACTS_MAX)?.into_iter().map(|row| Service {
        since: row.since,
        known: row.known,
        until: row.until,
        until_known: row.until_known,
    });
    Ok(Worker {
        service: service.collect(),
        placements: placements(tx, person)?,
        education: education(tx, person)?,
        certificates: certificates(tx, person)?,
        results: results(tx, person)?,
    })
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

fn placements(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Placement>> {
    // Primary key (person, since, known).
    const SQL: &str = "
        SELECT since, known, kind, level, order_no FROM worker_placement
        WHERE person = $1 ORDER BY since DESC, known DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(Placement {
            since: row.get(0)?,
            known: row.get(1)?,
            kind: row.code(2, PostKind::parse)?,
            level: row.get(3)?,
            order_no: row.get(4)?,
        })
    };
    tx.all(SQL, params![person, FACTS_MAX], read)
}

fn education(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Education>> {
    // Primary key (person, level, since, known).
    const SQL: &str = "
        SELECT level, since, known, diploma, degree FROM worker_education
        WHERE person = $1 ORDER BY since DESC, level, known DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(Education {
            level: row.code(0, EducationLevel::parse)?,
            since: row.get(1)?,
            known: row.get(2)?,
            diploma: row.get(3)?,
            degree: row.get(4)?,
        })
    };
    tx.all(SQL, params![person, FACTS_MAX], read)
}

fn certificates(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Held>> {
    // Primary key (person, certificate, since).
    const SQL: &str = "
        SELECT certificate, since, known FROM worker_certificate
        WHERE person = $1 ORDER BY since DESC, certificate LIMIT $2";
    let read = |row: &Row| {
        let certificate = row.code(0, Certificate::parse)?;
        Ok(Held { certificate, since: row.get(1)?, known: row.get(2)? })
    };
    tx.all(SQL, params![person, FACTS_MAX], read)
}

fn results(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<YearResult>> {
    // Primary key (person, year, known).
    const SQL: &str = "
        SELECT year, known, rating FROM worker_result
        WHERE person = $1 ORDER BY year DESC, known DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(YearResult {
            year: super::year(row, 0)?,
            known: row.get(1)?,
            rating: row.code(2, Rating::parse)?,
        })
    };
    tx.all(SQL, params![person, FACTS_MAX], read)
}
