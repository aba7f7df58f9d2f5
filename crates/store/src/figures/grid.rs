//! Figures of chapter two, by unit and period. No figure is about a person.
use crate::{Result, Tx, params};
use base::{Timestamp, UnitId};

/// What is counted of one unit in a period (统计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub unit: Option<UnitId>,
    /// Reported in the period, merged ones left out (反映数).
    pub reported: i64,
    /// Of those, open now (在办数).
    pub open: i64,
    /// Of those, closed and not taken up again (办结数): a reopened one is open (DIGIT #1467).
    pub closed: i64,
    /// Of those, solved as staff say, and solved as the reporter says (两种说法分开).
    pub staff_solved: i64,
    pub reporter_solved: i64,
    /// Promises that fell due in the period, the unkept among them (应兑现数).
    pub promised: i64,
    /// Of those, kept in time (按期兑现数).
    pub kept: i64,
}

/// By street, or by the communities of one street, or by the grids of one community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Streets,
    Communities(UnitId),
    Grids(UnitId),
}

/// The figures of a period, a row for each unit.
pub fn counts(tx: &mut Tx<'_>, by: By, from: Timestamp, to: Timestamp) -> Result<Vec<Counts>> {
    let mut rows = matters(tx, by, from, to)?;
    for (unit, promised, kept) in promises(tx, by, from, to)? {
        match rows.iter_mut().find(|row| row.unit == unit) {
            Some(row) => (row.promised, row.kept) = (promised, kept),
            None => rows.push(Counts { unit, promised, kept, ..Counts::default() }),
        }
    }
    rows.sort_by_key(|row| row.unit);
    Ok(rows)
}

macro_rules! matters_sql {
    ($unit:literal, $within:literal) => {
        concat!(
            "SELECT ",
            $unit,
            ", COUNT(*),
               COUNT(*) FILTER (WHERE m.ended_at IS NULL),
               COUNT(*) FILTER (WHERE m.ended_at IS NOT NULL),
               COUNT(*) FILTER (WHERE m.ended_at IS NOT NULL AND m.ending = 'solved'),
               COUNT(*) FILTER (WHERE m.ended_at IS NOT NULL AND m.reporter_says = 'solved')
             FROM matter m
             WHERE m.reported_at >= $1 AND m.reported_at < $2 AND m.merged_into IS NULL
               AND m.root_of IS NULL AND ",
            $within,
            " GROUP BY ",
            $unit
        )
    };
}

fn matters(tx: &mut Tx<'_>, by: By, from: Timestamp, to: Timestamp) -> Result<Vec<Counts>> {
    // Uses index matter_reported (reported_at), or matter_street, matter_community.
    let (sql, within): (&'static str, i64) = match by {
        By::Streets => (matters_sql!("m.street", "CAST($3 AS BIGINT) = 0"), 0),
        By::Communities(street) => (matters_sql!("m.community", "m.street = $3"), street.0),
        By::Grids(community) => (matters_sql!("m.grid", "m.community = $3"), community.0),
    };
    tx.all(sql, params![from, to, within], |row| {
        Ok(Counts {
            unit: row.get(0)?,
            reported: row.get(1)?,
            open: row.get(2)?,
            closed: row.get(3)?,
            staff_solved: row.get(4)?,
            reporter_solved: row.get(5)?,
            ..Counts::default()
        })
    })
}

macro_rules! promises_sql {
    ($unit:literal, $within:literal) => {
        concat!(
            "SELECT ",
            $unit,
            ", COUNT(*), COUNT(*) FILTER (WHERE r.promise_met <= r.promise_due)
             FROM relay r JOIN matter m ON m.id = r.subject
             WHERE r.promise_due >= $1 AND r.promise_due < $2 AND m.merged_into IS NULL AND ",
            $within,
            " GROUP BY ",
            $unit
        )
    };
}

type Promised = (Option<UnitId>, i64, i64);

fn promises(tx: &mut Tx<'_>, by: By, from: Timestamp, to: Timestamp) -> Result<Vec<Promised>> {
    // Uses index relay_promise (promise_due).
    let (sql, within): (&'static str, i64) = match by {
        By::Streets => (promises_sql!("m.street", "CAST($3 AS BIGINT) = 0"), 0),
        By::Communities(street) => (promises_sql!("m.community", "m.street = $3"), street.0),
        By::Grids(community) => (promises_sql!("m.grid", "m.community = $3"), community.0),
    };
    tx.all(sql, params![from, to, within], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
