//! Rows of `worker_service` (在岗期间): who serves in which community from when until when.
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId, UnitId};
use ladder::terms::LeaveReason;
use ladder::worker::Tenure;

/// A time in service (在岗期间).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub id: i64,
    pub person: PersonId,
    pub community: UnitId,
    pub street: UnitId,
    pub tenure: Tenure,
    /// 社区书记
    pub secretary: bool,
    pub order_no: String,
    pub since: Date,
    pub known: Date,
    /// The first day no longer in service, and the day on which that became known.
    pub until: Option<Date>,
    pub until_known: Option<Date>,
}

impl Service {
    /// Whether it has not ended on a day.
    pub fn lasts(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day < until)
    }
}

/// Somebody of a list, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub service: Service,
    pub name_zh: String,
    pub name_en: String,
}

macro_rules! service_columns {
    () => {
        "s.id, s.person, s.community, s.street, s.tenure, s.secretary, s.order_no, s.since,
         s.known, s.until, s.until_known"
    };
}

/// Adds a service.
pub fn insert(tx: &mut Tx<'_>, new: &Service) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_service (id, person, community, street, tenure, secretary, order_no,
            since, known, until, until_known)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let Service { id, person, community, street, tenure, secretary, .. } = *new;
    let Service { since, known, until, until_known, .. } = *new;
    let (tenure, order_no) = (tenure.code(), &new.order_no);
    let row = params![
        id,
        person,
        community,
        street,
        tenure,
        secretary,
        order_no,
        since,
        known,
        until,
        until_known
    ];
    tx.run(SQL, row).map(|_| ())
}

/// Ends a service that has not ended.
pub fn end(tx: &mut Tx<'_>, id: i64, until: Date, known: Date) -> Result<()> {
    const SQL: &str = "
        UPDATE worker_service SET until = $2, until_known = $3 WHERE id = $1 AND until IS NULL";
    tx.run_one(SQL, params![id, until, known])
}

/// Says why a service ended, by which order.
pub fn say_why(tx: &mut Tx<'_>, id: i64, reason: LeaveReason, order_no: &str) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_leaving (service, reason, order_no) VALUES ($1, $2, $3)
        ON CONFLICT (service) DO NOTHING";
    tx.run(SQL, params![id, reason.code(), order_no]).map(|_| ())
}

/// The services of a person, the newest first.
pub fn of(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<Service>> {
    // Uses index worker_service_person.
    const SQL: &str = concat!(
        "SELECT ",
        service_columns!(),
        " FROM worker_service s WHERE s.person = $1 ORDER BY s.since DESC, s.id DESC LIMIT $2"
    );
    tx.all(SQL, params![person, limit], read)
}

/// Who serves in a street on a day or later, by name, those after `after`.
pub fn of_street(
    tx: &mut Tx<'_>,
    street: UnitId,
    day: Date,
    after: (&str, PersonId),
    limit: u32,
) -> Result<Vec<Named>> {
    // Uses index worker_service_street: a street has some hundred.
    const SQL: &str = concat!(
        "SELECT ",
        service_columns!(),
        ", p.name_zh, p.name_en FROM worker_service s JOIN person p ON p.id = s.person
          WHERE s.street = $1 AND (s.until IS NULL OR s.until > $2)
            AND (p.name_zh, s.person) > ($3, $4)
          ORDER BY p.name_zh, s.person LIMIT $5"
    );
    let named =
        |row: &Row| Ok(Named { service: read(row)?, name_zh: row.get(11)?, name_en: row.get(12)? });
    tx.all(SQL, params![street, day, after.0, after.1, limit], named)
}

/// How many serve in a street on a day, by how they came to the post.
pub fn count(tx: &mut Tx<'_>, street: UnitId, day: Date) -> Result<Vec<(Tenure, u32)>> {
    // Uses index worker_service_street.
    const SQL: &str = "
        SELECT tenure, COUNT(*) FROM worker_service
        WHERE street = $1 AND since <= $2 AND (until IS NULL OR until > $2) GROUP BY tenure";
    tx.all(SQL, params![street, day], |row| Ok((row.code(0, Tenure::parse)?, row.get(1)?)))
}

/// Somebody who left (离职人员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub named: Named,
    /// Nothing where it was not said.
    pub reason: Option<LeaveReason>,
    pub order_no: Option<String>,
}

/// Who left a street up to a day, the last first, those before `before`.
pub fn left(
    tx: &mut Tx<'_>,
    street: UnitId,
    day: Date,
    before: (Date, i64),
    limit: u32,
) -> Result<Vec<Left>> {
    // Uses index worker_service_street: a street has some hundred, and those of the years before.
    const SQL: &str = concat!(
        "SELECT ",
        service_columns!(),
        ", p.name_zh, p.name_en, l.reason, l.order_no
          FROM worker_service s JOIN person p ON p.id = s.person
          LEFT JOIN worker_leaving l ON l.service = s.id
          WHERE s.street = $1 AND s.until <= $2 AND (s.until, s.id) < ($3, $4)
          ORDER BY s.until DESC, s.id DESC LIMIT $5"
    );
    let left = |row: &Row| {
        let named = Named { service: read(row)?, name_zh: row.get(11)?, name_en: row.get(12)? };
        let reason = row.code_opt(13, LeaveReason::parse)?;
        Ok(Left { named, reason, order_no: row.get(14)? })
    };
    tx.all(SQL, params![street, day, before.0, before.1, limit], left)
}

/// How many left a street from one day on and before another.
pub fn count_left(tx: &mut Tx<'_>, street: UnitId, (from, to): (Date, Date)) -> Result<u32> {
    // Uses index worker_service_street.
    const SQL: &str = "
        SELECT COUNT(*) FROM worker_service WHERE street = $1 AND until >= $2 AND until < $3";
    Ok(tx.one(SQL, params![street, from, to], |row| row.get(0))?.unwrap_or(0))
}

/// When a service ended, by its id.
pub fn ended(tx: &mut Tx<'_>, id: i64) -> Result<Option<Date>> {
    const SQL: &str = "SELECT until FROM worker_service WHERE id = $1";
    Ok(tx.one(SQL, params![id], |row| row.get(0))?.flatten())
}

fn read(row: &Row) -> Result<Service> {
    Ok(Service {
        id: row.get(0)?,
        person: row.get(1)?,
        community: row.get(2)?,
        street: row.get(3)?,
        tenure: row.code(4, Tenure::parse)?,
        secretary: row.get(5)?,
        order_no: row.get(6)?,
        since: row.get(7)?,
        known: row.get(8)?,
        until: row.get(9)?,
        until_known: row.get(10)?,
    })
}
