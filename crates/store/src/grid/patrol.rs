//! Rows of `patrol_point` (巡查点) and `patrol_window` (巡查时段): where is looked at, and what came of it.
//!
//! A version of a place is followed by another, never changed once it was in force. A window holds
//! no person: who did it stands in the history alone, as for every change.
pub mod window;

use crate::{Failed, Result, Row, Tx, params};
use base::place::Point;
use base::{Date, PatrolPointId, UnitId};
use org::Place;

/// A place to be looked at, as it is from one day to another (巡查点版本).
#[derive(Clone, Debug, PartialEq)]
pub struct PatrolPoint {
    pub id: PatrolPointId,
    /// The first day it is like this.
    pub since: Date,
    /// The first day it is no longer; nothing while it lasts.
    pub until: Option<Date>,
    pub name: String,
    pub address: String,
    /// A code of the policy's `grid.patrol.risks` (风险等级).
    pub risk: String,
    /// A code of the policy's `grid.work_kinds` (工作内容).
    pub work: String,
    /// Its own times (自定时段), as `07:40 16:30`; empty to go by its risk.
    pub opens: String,
    pub point: Point,
    pub grid: UnitId,
    pub community: UnitId,
    pub street: UnitId,
}

impl PatrolPoint {
    /// Where it lies (所属).
    pub fn place(&self) -> Place {
        let PatrolPoint { grid, community, street, .. } = *self;
        let (grid, community, street) = (Some(grid), Some(community), Some(street));
        Place { grid, community, street, department: None }
    }
}

/// The part of the district that is asked about (范围).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Street(UnitId),
    Community(UnitId),
    Grid(UnitId),
}

macro_rules! patrol_point_columns {
    () => {
        "id, since, until, name, address, risk, work, opens, lon, lat, grid, community, street"
    };
}

/// Adds a version, or puts another in the place of one that is not in force yet.
pub fn put(tx: &mut Tx<'_>, point: &PatrolPoint) -> Result<()> {
    const SQL: &str = "
        INSERT INTO patrol_point (id, since, until, name, address, risk, work, opens, lon, lat,
            grid, community, street)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id, since) DO UPDATE SET until = excluded.until, name = excluded.name,
            address = excluded.address, risk = excluded.risk, work = excluded.work,
            opens = excluded.opens, lon = excluded.lon, lat = excluded.lat,
            grid = excluded.grid, community = excluded.community, street = excluded.street";
    let PatrolPoint { id, since, until, grid, community, street, .. } = *point;
    let PatrolPoint { name, address, risk, work, opens, .. } = point;
    let (lon, lat) = (point.point.lon, point.point.lat);
    let row = params![
        id, since, until, name, address, risk, work, opens, lon, lat, grid, community, street
    ];
    tx.run(SQL, row).map(|_| ())
}

/// Ends a version: it is no longer so from `until` on.
pub fn end(tx: &mut Tx<'_>, id: PatrolPointId, since: Date, until: Date) -> Result<()> {
    const SQL: &str = "UPDATE patrol_point SET until = $3 WHERE id = $1 AND since = $2";
    tx.run_one(SQL, params![id, since, until])
}

/// The versions of a place, the newest first.
pub fn versions(tx: &mut Tx<'_>, id: PatrolPointId, limit: u32) -> Result<Vec<PatrolPoint>> {
    // Primary key (id, since).
    const SQL: &str = concat!(
        "SELECT ",
        patrol_point_columns!(),
        " FROM patrol_point WHERE id = $1 ORDER BY since DESC LIMIT $2"
    );
    tx.all(SQL, params![id, limit], read)
}

/// A place as it is on a day.
pub fn on(tx: &mut Tx<'_>, id: PatrolPointId, day: Date) -> Result<Option<PatrolPoint>> {
    // Primary key (id, since).
    const SQL: &str = concat!(
        "SELECT ",
        patrol_point_columns!(),
        " FROM patrol_point WHERE id = $1 AND since <= $2 AND (until IS NULL OR until > $2)
          ORDER BY since DESC LIMIT 1"
    );
    tx.one(SQL, params![id, day], read)
}

/// The versions in an area that are in force on any day of a period, both included, after a place.
pub fn within(
    tx: &mut Tx<'_>,
    area: Area,
    (first, last): (Date, Date),
    after: Option<PatrolPointId>,
    limit: u32,
) -> Result<Vec<PatrolPoint>> {
    // Indexes patrol_point_street, patrol_point_community, patrol_point_grid.
    macro_rules! within {
        ($unit:literal) => {
            concat!(
                "SELECT ",
                patrol_point_columns!(),
                " FROM patrol_point WHERE ",
                $unit,
                " = $1 AND since <= $3 AND (until IS NULL OR until > $2) AND id > $4
                  ORDER BY id, since LIMIT $5"
            )
        };
    }
    let (sql, unit): (&'static str, UnitId) = match area {
        Area::Street(unit) => (within!("street"), unit),
        Area::Community(unit) => (within!("community"), unit),
        Area::Grid(unit) => (within!("grid"), unit),
    };
    let after = after.unwrap_or(PatrolPointId(0));
    tx.all(sql, params![unit, first, last, after, limit], read)
}

/// How many places a grid has on a day or from some later day on.
pub fn count_in(tx: &mut Tx<'_>, grid: UnitId, day: Date) -> Result<u32> {
    // Index patrol_point_grid.
    const SQL: &str = "
        SELECT COUNT(DISTINCT id) FROM patrol_point
        WHERE grid = $1 AND (until IS NULL OR until > $2)";
    Ok(tx.one(SQL, params![grid, day], |row| row.get(0))?.unwrap_or(0))
}

fn read(row: &Row) -> Result<PatrolPoint> {
    let (lon, lat): (f64, f64) = (row.get(8)?, row.get(9)?);
    let point = Point::new(lon, lat);
    Ok(PatrolPoint {
        id: row.get(0)?,
        since: row.get(1)?,
        until: row.get(2)?,
        name: row.get(3)?,
        address: row.get(4)?,
        risk: row.get(5)?,
        work: row.get(6)?,
        opens: row.get(7)?,
        point: point.ok_or_else(|| Failed::Broken("a place is nowhere on earth".into()))?,
        grid: row.get(10)?,
        community: row.get(11)?,
        street: row.get(12)?,
    })
}
