//! Figures of chapter two, by unit and period. No figure is about a person.
use crate::grid::matter::Matter;
use crate::{Result, Tx, params};
use ::grid::matter::{Ending, Says};
use base::{Timestamp, UnitId, codes};

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

codes! {
    /// What a figure counts, so that a list can show exactly these rows (统计口径).
    pub enum Counted {
        Reported = "reported",
        Open = "open",
        Closed = "closed",
        StaffSolved = "staff_solved",
        ReporterSolved = "reporter_solved",
        Promised = "promised",
        Kept = "kept",
        /// Of the promises that fell due, those not kept in time (未按期兑现); no figure of its own.
        Missed = "missed",
    }
}

impl Counted {
    /// Counted by the day its promise fell due, instead of the day of the report.
    pub fn by_promise(self) -> bool {
        matches!(self, Counted::Promised | Counted::Kept | Counted::Missed)
    }

    /// Whether a matter is among those counted, whatever the period: the same as [`counted_sql`].
    pub fn holds(self, matter: &Matter, promise: Option<(Timestamp, Option<Timestamp>)>) -> bool {
        let closed = matter.ended_at.is_some();
        let in_time = promise.map(|(due, met)| met.is_some_and(|met| met <= due));
        let is_one = match self {
            Counted::Reported => true,
            Counted::Open => !closed,
            Counted::Closed => closed,
            Counted::StaffSolved => closed && matter.ending == Some(Ending::Solved),
            Counted::ReporterSolved => closed && matter.reporter_says == Some(Says::Solved),
            Counted::Promised => in_time.is_some(),
            Counted::Kept => in_time == Some(true),
            Counted::Missed => in_time == Some(false),
        };
        is_one && matter.merged_into.is_none() && (self.by_promise() || matter.root_of.is_none())
    }
}

/// The condition of [`Counted`] for lists of matters; `$12` is its code, empty for all matters.
macro_rules! counted_sql {
    (reports) => {
        "($12 = '' OR m.merged_into IS NULL AND m.root_of IS NULL AND ($12 = 'reported'
            OR $12 = 'open' AND m.ended_at IS NULL
            OR $12 = 'closed' AND m.ended_at IS NOT NULL
            OR $12 = 'staff_solved' AND m.ended_at IS NOT NULL AND m.ending = 'solved'
            OR $12 = 'reporter_solved' AND m.ended_at IS NOT NULL AND m.reporter_says = 'solved'))"
    };
    (promises) => {
        "m.merged_into IS NULL AND ($12 = 'promised'
            OR $12 = 'kept' AND r.promise_met <= r.promise_due
            OR $12 = 'missed' AND (r.promise_met IS NULL OR r.promise_met > r.promise_due))"
    };
}
pub(crate) use counted_sql;

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
    ($unit:literal, $within:literal, $grouped:literal) => {
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
            $grouped
        )
    };
}

/// One street, or what lies in none: along index matter_figures (street, reported_at, …), so that
/// nothing is sorted and no row is looked at.
const STREET: &str = matters_sql!("CAST($3 AS BIGINT)", "m.street = $3", " HAVING COUNT(*) > 0");
const NO_STREET: &str = matters_sql!(
    "CAST(NULL AS BIGINT)",
    "m.street IS NULL AND CAST($3 AS BIGINT) = 0",
    " HAVING COUNT(*) > 0"
);
/// The parts of one street, along the same index; of one community, by matter_community.
const COMMUNITIES: &str = matters_sql!("m.community", "m.street = $3", " GROUP BY m.community");
const GRIDS: &str = matters_sql!("m.grid", "m.community = $3", " GROUP BY m.grid");

fn matters(tx: &mut Tx<'_>, by: By, from: Timestamp, to: Timestamp) -> Result<Vec<Counts>> {
    let parts = match by {
        By::Communities(street) => vec![(COMMUNITIES, street.0)],
        By::Grids(community) => vec![(GRIDS, community.0)],
        By::Streets => {
            // Uses index unit_code (kind, code).
            const SQL: &str = "SELECT id FROM unit WHERE kind = 'street'";
            let streets: Vec<i64> = tx.all(SQL, params![], |row| row.get(0))?;
            let streets = streets.into_iter().map(|street| (STREET, street));
            streets.chain([(NO_STREET, 0)]).collect()
        }
    };
    let mut rows = Vec::new();
    for (sql, within) in parts {
        rows.extend(tx.all(sql, params![from, to, within], |row| {
            Ok(Counts {
                unit: row.get(0)?,
                reported: row.get(1)?,
                open: row.get(2)?,
                closed: row.get(3)?,
                staff_solved: row.get(4)?,
                reporter_solved: row.get(5)?,
                ..Counts::default()
            })
        })?);
    }
    Ok(rows)
}

macro_rules! promises_sql {
    ($unit:literal, $within:literal) => {
        concat!(
            "SELECT ",
            $unit,
            ", COUNT(*), COUNT(*) FILTER (WHERE r.promise_met <= r.promise_due)
             FROM relay r JOIN matter m ON m.id = r.id
             WHERE r.promise_due >= $1 AND r.promise_due < $2 AND m.merged_into IS NULL AND ",
            $within,
            " GROUP BY ",
            $unit
        )
    };
}

type Promised = (Option<UnitId>, i64, i64);

fn promises(tx: &mut Tx<'_>, by: By, from: Timestamp, to: Timestamp) -> Result<Vec<Promised>> {
    // Uses index relay_promise (promise_due, id, promise_met), and the primary key of matter: a
    // matter and its own relay share their number, and no other relay promises anything.
    let (sql, within): (&'static str, i64) = match by {
        By::Streets => (promises_sql!("m.street", "CAST($3 AS BIGINT) = 0"), 0),
        By::Communities(street) => (promises_sql!("m.community", "m.street = $3"), street.0),
        By::Grids(community) => (promises_sql!("m.grid", "m.community = $3"), community.0),
    };
    tx.all(sql, params![from, to, within], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

#[cfg(all(test, feature = "testing"))]
mod tests;
