//! Rows of what was decided (等次评定): pools, results, appeals. A result is added, never changed;
//! after an appeal the later one stands.
use super::panel::Subject;
use super::{parts, whole};
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId, Timestamp, UnitId};
use ladder::assessment::Marks;
use ladder::assessment::excellent::Why;
use ladder::rules::Pool;
use ladder::worker::{Rating, Service};
use rust_decimal::Decimal;

/// A pool as it was decided (名额单元).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolRow {
    pub heads: bool,
    pub pool: Pool,
    pub unit: Option<UnitId>,
    pub assessed: u32,
    pub quota: u32,
}

/// The result of a worker (个人等次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub person: PersonId,
    pub at: Timestamp,
    pub known: Date,
    /// Nothing for whoever is not assessed.
    pub rating: Option<Rating>,
    pub why: Why,
    /// Its number among the year's pools.
    pub pool: Option<u32>,
    pub marks: Marks,
    pub months: u32,
    pub order_no: String,
    pub by: PersonId,
}

/// An appeal (申诉), and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    pub person: PersonId,
    pub submitted_on: Date,
    pub words: String,
    pub due_on: Date,
    pub answered_on: Option<Date>,
    pub answered_by: Option<PersonId>,
    /// The result that it became.
    pub rating: Option<Rating>,
    pub answer: Option<String>,
}

/// Somebody of a list of results, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub person: PersonId,
    pub name_zh: String,
    pub name_en: String,
    pub community: UnitId,
    pub head: bool,
    pub rating: Option<Rating>,
    pub why: Why,
}

/// Everybody who is rated in a year, with the street's last mark.
pub fn everybody(
    tx: &mut Tx<'_>,
    year: i16,
    limit: u32,
) -> Result<Vec<(Subject, Option<Decimal>)>> {
    // Primary keys of both tables.
    const SQL: &str = "
        SELECT x.person, x.community, x.street, x.head, x.sum,
            (SELECT m.mark FROM assessment_mark m WHERE m.year = x.year AND m.person = x.person
             ORDER BY m.at DESC LIMIT 1)
        FROM assessment_subject x WHERE x.year = $1 ORDER BY x.person LIMIT $2";
    let read = |row: &Row| {
        let subject = Subject {
            person: row.get(0)?,
            community: row.get(1)?,
            street: row.get(2)?,
            head: row.get(3)?,
            sum: whole(row.get(4)?),
        };
        Ok((subject, row.get::<Option<i64>>(5)?.map(whole)))
    };
    tx.all(SQL, params![i64::from(year), limit], read)
}

/// The services of all who are rated in a year, by person.
pub fn services(tx: &mut Tx<'_>, year: i16, limit: u32) -> Result<Vec<(PersonId, Service)>> {
    // Uses index worker_service_person.
    const SQL: &str = "
        SELECT s.person, s.since, s.known, s.until, s.until_known
        FROM assessment_subject x JOIN worker_service s ON s.person = x.person
        WHERE x.year = $1 ORDER BY s.person LIMIT $2";
    let read = |row: &Row| {
        let service = Service {
            since: row.get(1)?,
            known: row.get(2)?,
            until: row.get(3)?,
            until_known: row.get(4)?,
        };
        Ok((row.get(0)?, service))
    };
    tx.all(SQL, params![i64::from(year), limit], read)
}

/// Communities in which somebody serves on a day and no panel has closed (未完成评议的社区).
pub fn unrated(tx: &mut Tx<'_>, year: i16, day: Date, limit: u32) -> Result<Vec<UnitId>> {
    // Walks the services: a district has some thousand.
    const SQL: &str = "
        SELECT DISTINCT s.community FROM worker_service s
        WHERE s.since <= $2 AND (s.until IS NULL OR s.until > $2)
          AND NOT EXISTS (SELECT 1 FROM assessment_panel p WHERE p.year = $1
              AND p.community = s.community AND p.closed_on IS NOT NULL)
        ORDER BY s.community LIMIT $3";
    tx.all(SQL, params![i64::from(year), day, limit], |row| row.get(0))
}

/// Adds a pool.
pub fn add_pool(tx: &mut Tx<'_>, year: i16, seq: u32, new: &PoolRow) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_pool (year, seq, heads, pool, unit, assessed, quota)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let PoolRow { heads, pool, unit, assessed, quota } = *new;
    let row = params![i64::from(year), seq, heads, pool.code(), unit, assessed, quota];
    tx.run(SQL, row).map(|_| ())
}

/// The pools of a year in their order, each with how many of it stand as excellent.
pub fn pools(tx: &mut Tx<'_>, year: i16, limit: u32) -> Result<Vec<(PoolRow, u32)>> {
    // Primary keys of both tables; a result counts where no later one of the person stands.
    const SQL: &str = "
        SELECT p.heads, p.pool, p.unit, p.assessed, p.quota,
            (SELECT COUNT(*) FROM assessment_result r
             WHERE r.year = p.year AND r.pool = p.seq AND r.rating = 'excellent'
               AND NOT EXISTS (SELECT 1 FROM assessment_result l WHERE l.year = r.year
                   AND l.person = r.person AND l.at > r.at))
        FROM assessment_pool p WHERE p.year = $1 ORDER BY p.seq LIMIT $2";
    let read = |row: &Row| {
        let pool = PoolRow {
            heads: row.get(0)?,
            pool: row.code(1, Pool::parse)?,
            unit: row.get(2)?,
            assessed: row.get(3)?,
            quota: row.get(4)?,
        };
        Ok((pool, row.get(5)?))
    };
    tx.all(SQL, params![i64::from(year), limit], read)
}

/// Adds a result.
pub fn add(tx: &mut Tx<'_>, year: i16, new: &Decided) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_result (year, person, at, known, rating, why, pool, street_mark,
            public_mark, months, order_no, by_person)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let (street, public) = (parts(new.marks.street)?, parts(new.marks.public)?);
    let row = params![
        i64::from(year),
        new.person,
        new.at,
        new.known,
        new.rating.map(Rating::code),
        new.why.code(),
        new.pool,
        street,
        public,
        new.months,
        &new.order_no,
        new.by
    ];
    tx.run(SQL, row).map(|_| ())
}

/// The results of a worker, the one that stands first.
pub fn of(tx: &mut Tx<'_>, year: i16, person: PersonId, limit: u32) -> Result<Vec<Decided>> {
    // Primary key (year, person, at).
    const SQL: &str = "
        SELECT person, at, known, rating, why, pool, street_mark, public_mark, months, order_no,
            by_person
        FROM assessment_result WHERE year = $1 AND person = $2 ORDER BY at DESC LIMIT $3";
    tx.all(SQL, params![i64::from(year), person, limit], read)
}

/// The results of a street by name, those after `after`.
pub fn of_street(
    tx: &mut Tx<'_>,
    (year, street): (i16, UnitId),
    after: (&str, PersonId),
    limit: u32,
) -> Result<Vec<Named>> {
    // Uses index assessment_subject_street (year, street); a street has some hundred.
    const SQL: &str = "
        SELECT x.person, p.name_zh, p.name_en, x.community, x.head, r.rating, r.why
        FROM assessment_subject x JOIN person p ON p.id = x.person
            JOIN assessment_result r ON r.year = x.year AND r.person = x.person
        WHERE x.year = $1 AND x.street = $2 AND (p.name_zh, x.person) > ($3, $4)
          AND NOT EXISTS (SELECT 1 FROM assessment_result l WHERE l.year = r.year
              AND l.person = r.person AND l.at > r.at)
        ORDER BY p.name_zh, x.person LIMIT $5";
    let read = |row: &Row| {
        Ok(Named {
            person: row.get(0)?,
            name_zh: row.get(1)?,
            name_en: row.get(2)?,
            community: row.get(3)?,
            head: row.get(4)?,
            rating: row.code_opt(5, Rating::parse)?,
            why: row.code(6, Why::parse)?,
        })
    };
    tx.all(SQL, params![i64::from(year), street, after.0, after.1, limit], read)
}

/// Hands an appeal in; nothing happens where there is one.
pub fn appeal(tx: &mut Tx<'_>, year: i16, new: &Appeal) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO assessment_appeal (year, person, submitted_on, words, due_on)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (year, person) DO NOTHING";
    let Appeal { person, submitted_on, due_on, ref words, .. } = *new;
    Ok(tx.run(SQL, params![i64::from(year), person, submitted_on, words, due_on])? == 1)
}

/// The appeal of a worker.
pub fn appeal_of(tx: &mut Tx<'_>, year: i16, person: PersonId) -> Result<Option<Appeal>> {
    const SQL: &str = "
        SELECT person, submitted_on, words, due_on, answered_on, answered_by, rating, answer
        FROM assessment_appeal WHERE year = $1 AND person = $2";
    tx.one(SQL, params![i64::from(year), person], read_appeal)
}

/// The appeals that nobody has answered, the earliest due first.
pub fn unanswered(tx: &mut Tx<'_>, year: i16, limit: u32) -> Result<Vec<Appeal>> {
    // Primary key (year, person): a year has few.
    const SQL: &str = "
        SELECT person, submitted_on, words, due_on, answered_on, answered_by, rating, answer
        FROM assessment_appeal WHERE year = $1 AND answered_on IS NULL
        ORDER BY due_on, person LIMIT $2";
    tx.all(SQL, params![i64::from(year), limit], read_appeal)
}

/// Answers an appeal that waits.
pub fn answer(tx: &mut Tx<'_>, year: i16, of: &Appeal) -> Result<()> {
    const SQL: &str = "
        UPDATE assessment_appeal SET answered_on = $3, answered_by = $4, rating = $5, answer = $6
        WHERE year = $1 AND person = $2 AND answered_on IS NULL";
    let Appeal { person, answered_on, answered_by, rating, ref answer, .. } = *of;
    let (rating, answer) = (rating.map(Rating::code), answer.clone());
    tx.run_one(SQL, params![i64::from(year), person, answered_on, answered_by, rating, answer])
}

/// Whose result has not gone on into the record, and waits for no answer: by person.
pub fn waiting(tx: &mut Tx<'_>, year: i16, limit: u32) -> Result<Vec<PersonId>> {
    // Primary keys of both tables.
    const SQL: &str = "
        SELECT x.person FROM assessment_subject x
        WHERE x.year = $1 AND x.flowed_on IS NULL
          AND NOT EXISTS (SELECT 1 FROM assessment_appeal a WHERE a.year = x.year
              AND a.person = x.person AND a.answered_on IS NULL)
        ORDER BY x.person LIMIT $2";
    tx.all(SQL, params![i64::from(year), limit], |row| row.get(0))
}

/// Notes that a result went on into the record.
pub fn flowed(tx: &mut Tx<'_>, year: i16, person: PersonId, on: Date) -> Result<()> {
    const SQL: &str =
        "UPDATE assessment_subject SET flowed_on = $3 WHERE year = $1 AND person = $2";
    tx.run_one(SQL, params![i64::from(year), person, on])
}

/// When somebody's result went on into the record.
pub fn flowed_on(tx: &mut Tx<'_>, year: i16, person: PersonId) -> Result<Option<Date>> {
    const SQL: &str = "SELECT flowed_on FROM assessment_subject WHERE year = $1 AND person = $2";
    let found = tx.one(SQL, params![i64::from(year), person], |row| row.get(0))?;
    Ok(found.flatten())
}

fn read(row: &Row) -> Result<Decided> {
    let marks = Marks { street: whole(row.get(6)?), public: whole(row.get(7)?) };
    Ok(Decided {
        person: row.get(0)?,
        at: row.get(1)?,
        known: row.get(2)?,
        rating: row.code_opt(3, Rating::parse)?,
        why: row.code(4, Why::parse)?,
        pool: row.get(5)?,
        marks,
        months: row.get(8)?,
        order_no: row.get(9)?,
        by: row.get(10)?,
    })
}

fn read_appeal(row: &Row) -> Result<Appeal> {
    Ok(Appeal {
        person: row.get(0)?,
        submitted_on: row.get(1)?,
        words: row.get(2)?,
        due_on: row.get(3)?,
        answered_on: row.get(4)?,
        answered_by: row.get(5)?,
        rating: row.code_opt(6, Rating::parse)?,
        answer: row.get(7)?,
    })
}
