//! Rows of `patrol_window` (巡查时段): what came of a window of a place. Kept for a year, by policy.
use super::Area;
use crate::{Result, Row, Tx, params};
use ::grid::patrol::Outcome;
use base::{MatterId, PatrolPointId, Timestamp, UnitId};

/// What came of one window (巡查结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub point: PatrolPointId,
    pub opens: Timestamp,
    pub closes: Timestamp,
    pub grid: UnitId,
    pub community: UnitId,
    pub street: UnitId,
    pub outcome: Outcome,
    /// When the place was looked at, or the reason given; by the device where it said so.
    pub at: Timestamp,
    /// When that came in.
    pub received_at: Timestamp,
    /// A code of the policy's `grid.patrol.reasons` (说明理由).
    pub reason: Option<String>,
    /// What was found there.
    pub matter: Option<MatterId>,
}

/// The columns that [`read`] wants, in its order.
macro_rules! window_columns {
    () => {
        "point, opens, closes, grid, community, street, outcome, at, received_at, reason, matter"
    };
}

/// Says what came of a window, where nothing did yet; tells whether it was the first.
pub fn insert(tx: &mut Tx<'_>, known: &Known) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO patrol_window (point, opens, closes, grid, community, street, outcome, at,
            received_at, reason, matter)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (point, opens) DO NOTHING";
    let Known { point, opens, closes, grid, community, street, outcome, at, received_at, .. } =
        *known;
    let (reason, matter) = (known.reason.as_deref(), known.matter);
    let row = params![
        point,
        opens,
        closes,
        grid,
        community,
        street,
        outcome.code(),
        at,
        received_at,
        reason,
        matter
    ];
    Ok(tx.run(SQL, row)? == 1)
}

/// What was explained was looked at after all, or explained otherwise.
pub fn replace_reason(tx: &mut Tx<'_>, known: &Known) -> Result<()> {
    const SQL: &str = "
        UPDATE patrol_window SET outcome = $3, at = $4, received_at = $5, reason = $6, matter = $7
        WHERE point = $1 AND opens = $2 AND outcome = 'explained'";
    let Known { point, opens, outcome, at, received_at, matter, .. } = *known;
    let reason = known.reason.as_deref();
    tx.run_one(SQL, params![point, opens, outcome.code(), at, received_at, reason, matter])
}

/// A matter was found at a window that was looked at already.
pub fn set_matter(
    tx: &mut Tx<'_>,
    point: PatrolPointId,
    opens: Timestamp,
    matter: MatterId,
) -> Result<()> {
    const SQL: &str = "
        UPDATE patrol_window SET matter = $3 WHERE point = $1 AND opens = $2 AND matter IS NULL";
    tx.run(SQL, params![point, opens, matter]).map(|_| ())
}

/// What came of one window.
pub fn find(tx: &mut Tx<'_>, point: PatrolPointId, opens: Timestamp) -> Result<Option<Known>> {
    // Primary key (point, opens).
    const SQL: &str = concat!(
        "SELECT ",
        window_columns!(),
        " FROM patrol_window WHERE point = $1 AND opens = $2"
    );
    tx.one(SQL, params![point, opens], read)
}

/// What came of the windows of a place that opened in a period, the last first.
pub fn of_point(
    tx: &mut Tx<'_>,
    point: PatrolPointId,
    (from, to): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<Known>> {
    // Primary key (point, opens).
    const SQL: &str = concat!(
        "SELECT ",
        window_columns!(),
        " FROM patrol_window WHERE point = $1 AND opens >= $2 AND opens < $3
        ORDER BY opens DESC LIMIT $4"
    );
    tx.all(SQL, params![point, from, to, limit], read)
}

/// What came of the windows in an area that opened in a period.
pub fn within(
    tx: &mut Tx<'_>,
    area: Area,
    (from, to): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<Known>> {
    // Indexes patrol_window_street, patrol_window_community, patrol_window_grid (…, opens).
    const STREET: &str = concat!(
        "SELECT ",
        window_columns!(),
        " FROM patrol_window WHERE street = $1 AND opens >= $2 AND opens < $3 LIMIT $4"
    );
    const COMMUNITY: &str = concat!(
        "SELECT ",
        window_columns!(),
        " FROM patrol_window WHERE community = $1 AND opens >= $2 AND opens < $3 LIMIT $4"
    );
    const GRID: &str = concat!(
        "SELECT ",
        window_columns!(),
        " FROM patrol_window WHERE grid = $1 AND opens >= $2 AND opens < $3 LIMIT $4"
    );
    let (sql, unit) = match area {
        Area::Street(unit) => (STREET, unit),
        Area::Community(unit) => (COMMUNITY, unit),
        Area::Grid(unit) => (GRID, unit),
    };
    tx.all(sql, params![unit, from, to, limit], read)
}

/// Forgets what came of windows that opened before a moment; says how many.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64> {
    // Index patrol_window_opens.
    const SQL: &str = "DELETE FROM patrol_window WHERE opens < $1";
    tx.run(SQL, params![before])
}

fn read(row: &Row) -> Result<Known> {
    Ok(Known {
        point: row.get(0)?,
        opens: row.get(1)?,
        closes: row.get(2)?,
        grid: row.get(3)?,
        community: row.get(4)?,
        street: row.get(5)?,
        outcome: row.code(6, Outcome::parse)?,
        at: row.get(7)?,
        received_at: row.get(8)?,
        reason: row.get(9)?,
        matter: row.get(10)?,
    })
}
