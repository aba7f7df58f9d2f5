//! Rows of `worker_quota` (员额), and how many workers there are by street, kind of post and tenure.
use crate::{Result, Row, Tx, params};
use base::{Date, UnitId};
use ladder::quota::Set;
use ladder::scheme::PostKind;
use ladder::worker::Tenure;

/// How many there are of a kind (在岗人数).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub street: UnitId,
    /// Nothing for those who are placed on no level.
    pub kind: Option<PostKind>,
    pub tenure: Tenure,
    pub people: u32,
}

/// Adds a quota.
pub fn add(tx: &mut Tx<'_>, street: UnitId, new: &Set) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_quota (street, kind, since, known, places, order_no)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (street, kind, since, known) DO UPDATE SET places = excluded.places,
            order_no = excluded.order_no";
    let Set { kind, since, known, places, ref order_no } = *new;
    tx.run(SQL, params![street, kind.code(), since, known, places, order_no]).map(|_| ())
}

/// The quotas of a street, the newest first.
pub fn of_street(tx: &mut Tx<'_>, street: UnitId, limit: u32) -> Result<Vec<Set>> {
    // Primary key (street, kind, since, known).
    const SQL: &str = "
        SELECT kind, since, known, places, order_no FROM worker_quota
        WHERE street = $1 ORDER BY since DESC, kind, known DESC LIMIT $2";
    let read = |row: &Row| {
        Ok(Set {
            kind: row.code(0, PostKind::parse)?,
            since: row.get(1)?,
            known: row.get(2)?,
            places: row.get(3)?,
            order_no: row.get(4)?,
        })
    };
    tx.all(SQL, params![street, limit], read)
}

/// How many serve in a street on a day.
pub fn counts(tx: &mut Tx<'_>, street: UnitId, day: Date) -> Result<Vec<Count>> {
    // Uses index worker_service_street and the primary key of worker_placement.
    const SQL: &str = "
        SELECT s.street, l.kind, s.tenure, COUNT(*) FROM worker_service s
        LEFT JOIN worker_placement l ON l.person = s.person AND (l.since, l.known) = (
            SELECT p.since, p.known FROM worker_placement p
            WHERE p.person = s.person AND p.since <= $2 ORDER BY p.since DESC, p.known DESC LIMIT 1)
        WHERE s.street = $1 AND s.since <= $2 AND (s.until IS NULL OR s.until > $2)
        GROUP BY s.street, l.kind, s.tenure";
    let read = |row: &Row| {
        Ok(Count {
            street: row.get(0)?,
            kind: row.code_opt(1, PostKind::parse)?,
            tenure: row.code(2, Tenure::parse)?,
            people: row.get(3)?,
        })
    };
    tx.all(SQL, params![street, day], read)
}
