//! Rows of `grid` (网格) and `grid_alias` (原网格): dated shapes, and the legacy grids they absorbed.
//!
//! A version is never changed after its first day has been followed by another: a change closes
//! it and adds the next, so the map of an old day can be drawn again.
use crate::{Failed, Result, Row, Tx, params};
use base::place::{Point, Polygon, Ring};
use base::{Date, UnitId};
use std::fmt::Write as _;

/// A grid as it is from one day to another (网格版本).
#[derive(Clone, Debug, PartialEq)]
pub struct GridVersion {
    pub unit: UnitId,
    /// The first day it is like this.
    pub since: Date,
    /// The first day it is no longer; nothing while it lasts.
    pub until: Option<Date>,
    /// A code of the policy's `grid.kinds` (网格类型).
    pub kind: String,
    pub households: u32,
    /// Branch or group (党支部、党小组), as a code; empty where there is none.
    pub party_form: String,
    pub party_name: String,
    pub shape: Polygon,
}

/// A grid of an older system that a grid absorbed (原网格编码).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridAlias {
    pub unit: UnitId,
    /// A code of the policy's `grid.legacy_kinds`.
    pub legacy_kind: String,
    pub code: String,
}

/// Adds a version.
pub fn insert(tx: &mut Tx<'_>, version: &GridVersion) -> Result<()> {
    const SQL: &str = "
        INSERT INTO grid (unit, since, until, kind, households, party_form, party_name, shape)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let GridVersion { unit, since, until, kind, households, party_form, party_name, shape } =
        version;
    let shape = written(shape);
    let row = params![*unit, *since, *until, kind, *households, party_form, party_name, shape];
    tx.run(SQL, row).map(|_| ())
}

/// Closes a version that is open: it is no longer so from `until` on.
pub fn close(tx: &mut Tx<'_>, unit: UnitId, since: Date, until: Date) -> Result<()> {
    const SQL: &str = "UPDATE grid SET until = $3 WHERE unit = $1 AND since = $2 AND until IS NULL";
    tx.run_one(SQL, params![unit, since, until])
}

/// Takes back an open version, for another of the same first day.
pub fn take_back(tx: &mut Tx<'_>, unit: UnitId, since: Date) -> Result<()> {
    const SQL: &str = "DELETE FROM grid WHERE unit = $1 AND since = $2 AND until IS NULL";
    tx.run_one(SQL, params![unit, since])
}

/// Every grid as it is on a day.
pub fn on(tx: &mut Tx<'_>, day: Date) -> Result<Vec<GridVersion>> {
    // Reads the table: a district has about a thousand grids and redraws few of them.
    const SQL: &str = "
        SELECT unit, since, until, kind, households, party_form, party_name, shape FROM grid
        WHERE since <= $1 AND (until IS NULL OR until > $1) ORDER BY unit";
    tx.all(SQL, params![day], read)
}

/// The newest version of every grid.
pub fn latest(tx: &mut Tx<'_>) -> Result<Vec<GridVersion>> {
    // Reads the table, as `on` does.
    const SQL: &str = "
        SELECT unit, since, until, kind, households, party_form, party_name, shape FROM grid g
        WHERE since = (SELECT MAX(since) FROM grid WHERE unit = g.unit) ORDER BY unit";
    tx.all(SQL, params![], read)
}

/// The versions of one grid, the newest first.
pub fn versions(tx: &mut Tx<'_>, unit: UnitId, limit: u32) -> Result<Vec<GridVersion>> {
    // Primary key (unit, since).
    const SQL: &str = "
        SELECT unit, since, until, kind, households, party_form, party_name, shape FROM grid
        WHERE unit = $1 ORDER BY since DESC LIMIT $2";
    tx.all(SQL, params![unit, limit], read)
}

/// The days around `day` on which a grid or a unit begins or ends: the map is one and the same
/// from the first to the day before the second. Nothing where there is no such day.
pub fn span(tx: &mut Tx<'_>, day: Date) -> Result<(Option<Date>, Option<Date>)> {
    // Reads both tables; asked once per load of the map.
    const SQL: &str = "
        SELECT MAX(CASE WHEN d <= $1 THEN d END), MIN(CASE WHEN d > $1 THEN d END) FROM (
            SELECT since AS d FROM grid UNION SELECT until FROM grid
            UNION SELECT since FROM unit UNION SELECT until FROM unit) AS days";
    let found = tx.one(SQL, params![day], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.unwrap_or_default())
}

/// Says of which grid a legacy grid is now part; whatever was said before no longer counts.
pub fn insert_alias(tx: &mut Tx<'_>, alias: &GridAlias) -> Result<()> {
    const SQL: &str = "
        INSERT INTO grid_alias (unit, legacy_kind, code) VALUES ($1, $2, $3)
        ON CONFLICT (legacy_kind, code) DO UPDATE SET unit = excluded.unit";
    let GridAlias { unit, legacy_kind, code } = alias;
    tx.run(SQL, params![*unit, legacy_kind, code]).map(|_| ())
}

/// The grid that absorbed a legacy grid.
pub fn find_alias(tx: &mut Tx<'_>, legacy_kind: &str, code: &str) -> Result<Option<UnitId>> {
    const SQL: &str = "SELECT unit FROM grid_alias WHERE legacy_kind = $1 AND code = $2";
    tx.one(SQL, params![legacy_kind, code], |row| row.get(0))
}

/// The legacy grids that a grid absorbed.
pub fn aliases_of(tx: &mut Tx<'_>, unit: UnitId, limit: u32) -> Result<Vec<GridAlias>> {
    // Uses index grid_alias_unit (unit).
    const SQL: &str = "
        SELECT unit, legacy_kind, code FROM grid_alias
        WHERE unit = $1 ORDER BY legacy_kind, code LIMIT $2";
    tx.all(SQL, params![unit, limit], read_alias)
}

/// Every legacy grid; some thousands at most.
pub fn aliases(tx: &mut Tx<'_>) -> Result<Vec<GridAlias>> {
    const SQL: &str = "SELECT unit, legacy_kind, code FROM grid_alias ORDER BY legacy_kind, code";
    tx.all(SQL, params![], read_alias)
}

/// The numbers of the last change of the map and of the organisation, which the map rests on.
pub fn current(tx: &mut Tx<'_>) -> Result<(i64, i64)> {
    // Primary key of counter.
    const SQL: &str = "
        SELECT m.next, o.next FROM counter m, counter o
        WHERE m.scope = 'map.version' AND o.scope = 'org.version'";
    let missing = || Failed::Broken("the database has no map.version".into());
    let found = tx.one(SQL, params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (map, org) = found.ok_or_else(missing)?;
    tx.org_version = Some(org);
    Ok((map, org))
}

/// Waits until no other change of the map is under way; what is then checked holds.
pub fn hold(tx: &mut Tx<'_>) -> Result<()> {
    const SQL: &str = "UPDATE counter SET next = next WHERE scope = 'map.version'";
    tx.run_one(SQL, params![])
}

/// Says that the map changed, after the change. `stamp` is a number never used before, for the
/// reason that `org::version::changed` gives.
pub fn changed(tx: &mut Tx<'_>, stamp: i64) -> Result<()> {
    const SQL: &str = "UPDATE counter SET next = $1 WHERE scope = 'map.version'";
    tx.run_one(SQL, params![stamp])
}

/// What a shape becomes when it is kept: numbers of 7 decimals, about a centimetre.
pub fn rounded(shape: &Polygon) -> Polygon {
    let point =
        |p: &Point| Point { lon: (p.lon * 1e7).round() / 1e7, lat: (p.lat * 1e7).round() / 1e7 };
    Polygon { rings: shape.rings.iter().map(|ring| ring.iter().map(point).collect()).collect() }
}

/// The rings as JSON, `[[[lon,lat],…],…]`.
fn written(shape: &Polygon) -> String {
    let mut text = String::from("[");
    for (at, ring) in shape.rings.iter().enumerate() {
        text.push_str(if at == 0 { "[" } else { ",[" });
        for (at, point) in ring.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(text, "{comma}[{:.7},{:.7}]", point.lon, point.lat);
        }
        text.push(']');
    }
    text.push(']');
    text
}

fn read(row: &Row) -> Result<GridVersion> {
    let shape: String = row.get(7)?;
    Ok(GridVersion {
        unit: row.get(0)?,
        since: row.get(1)?,
        until: row.get(2)?,
        kind: row.get(3)?,
        households: row.get(4)?,
        party_form: row.get(5)?,
        party_name: row.get(6)?,
        shape: shape_of(&shape)?,
    })
}

fn shape_of(text: &str) -> Result<Polygon> {
    let broken = || Failed::Broken("a grid's shape is no list of rings".into());
    let rings: Vec<Vec<(f64, f64)>> = serde_json::from_str(text).map_err(|_| broken())?;
    let ring = |ring: Vec<(f64, f64)>| -> Option<Ring> {
        ring.into_iter().map(|(lon, lat)| Point::new(lon, lat)).collect()
    };
    let rings: Option<Vec<Ring>> = rings.into_iter().map(ring).collect();
    Ok(Polygon { rings: rings.ok_or_else(broken)? })
}

fn read_alias(row: &Row) -> Result<GridAlias> {
    Ok(GridAlias { unit: row.get(0)?, legacy_kind: row.get(1)?, code: row.get(2)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_reads_back_as_it_was_rounded() {
        let ring = vec![
            Point { lon: 108.912_345_678_9, lat: 34.2 },
            Point { lon: 109.0, lat: -0.000_000_04 },
            Point { lon: 108.95, lat: 34.300_000_1 },
        ];
        let shape = Polygon { rings: vec![ring.clone(), ring] };
        assert_eq!(shape_of(&written(&shape)).unwrap(), rounded(&shape));
        for broken in ["", "[[[1]]]", "[[[1,2,3]]]", "[[[999,0]]]", "{}"] {
            assert!(shape_of(broken).is_err(), "{broken}");
        }
    }
}
