//! The map of grids (网格图): from a point to its grid, on the day of the transaction.
//!
//! Every report asks it. A [`LoadedMap`] never changes; [`Cx::map`] compares, in its own
//! transaction, the versions of the map and of the organisation, so a new map counts for all
//! servers at once. It holds for all days on which nothing of it begins or ends.
//!
//! What is *not* here: how the map comes in ([`import`]), the page of one grid ([`page`]), who
//! works there ([`super::team`]).
mod area;
pub mod import;
pub mod page;

pub use area::AreaFacts;
pub use import::{ImportReport, import};
pub use page::{GridList, GridPage, GridRow, VersionFacts, find_by_alias, grid_page, list};

use crate::{Cx, Failed, Result};
use ::grid::map::{GridArea, GridMap};
use ::org::Place;
use base::place::Point;
use base::{Date, UnitId};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Where a point lies (落点).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    pub grid: UnitId,
    pub place: Place,
}

/// The grid of a point with its community and street; nothing outside the district.
pub fn locate(cx: &mut Cx<'_, '_>, point: Point) -> Result<Option<Located>> {
    Ok(cx.map()?.locate(point))
}

/// The map on a day and on those around it that have the same (网格图快照).
#[derive(Debug)]
pub struct LoadedMap {
    /// Finds the grid of a point.
    pub index: GridMap,
    /// What is known of each grid, by its id.
    pub areas: BTreeMap<UnitId, AreaFacts>,
    /// All grids as GeoJSON in WGS-84, for anybody's map.
    pub geojson: String,
    /// Names this very text, quoted as HTTP wants it.
    pub etag: String,
    versions: Versions,
    /// From the first of these days, to the day before the second.
    days: (Option<Date>, Option<Date>),
}

impl LoadedMap {
    /// The grid of a point; nothing outside the district.
    pub fn locate(&self, point: Point) -> Option<Located> {
        let area = self.index.find(point)?;
        Some(Located { grid: area.grid, place: area.place })
    }
}

impl Cx<'_, '_> {
    /// The map as it stands in this transaction on the day of its moment.
    pub fn map(&mut self) -> Result<Arc<LoadedMap>> {
        let day = self.today();
        let mut versions = store::grid::map::current(self.tx)?;
        for _ in 0..LOADS {
            if let Some(known) = self.app.maps().get(versions, day) {
                return Ok(known);
            }
            let loaded = Arc::new(LoadedMap::load(self, versions, day)?);
            // On PostgreSQL each statement sees what was committed before it: the parts fit
            // together only if nothing changed in between.
            let after = store::grid::map::current(self.tx)?;
            if after == versions {
                self.app.maps().put(&loaded);
                return Ok(loaded);
            }
            versions = after;
        }
        Err(Failed::Busy)
    }
}

impl LoadedMap {
    fn load(cx: &mut Cx<'_, '_>, versions: Versions, day: Date) -> Result<LoadedMap> {
        let directory = cx.directory()?;
        let days = store::grid::map::span(cx.tx, day)?;
        let (mut areas, mut shapes) = (BTreeMap::new(), Vec::new());
        for version in store::grid::map::on(cx.tx, day)? {
            // A grid whose unit stands nowhere that day has no holder: no point falls on it.
            let Some(facts) = AreaFacts::of(&directory, &version) else { continue };
            let (grid, place) = (facts.grid, facts.place);
            shapes.push(GridArea { grid, place, polygon: version.shape });
            areas.insert(grid, facts);
        }
        let index = GridMap::new(shapes);
        let geojson = area::geojson(&index, &areas, &directory);
        let digest = Sha256::digest(geojson.as_bytes());
        let etag: String = digest[..ETAG_BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
        let etag = format!("\"{etag}\"");
        Ok(LoadedMap { index, areas, geojson, etag, versions, days })
    }

    fn is(&self, versions: Versions, day: Date) -> bool {
        let (since, until) = self.days;
        self.versions == versions
            && since.is_none_or(|since| since <= day)
            && until.is_none_or(|until| day < until)
    }
}

/// The versions of the map and of the organisation that it rests on.
type Versions = (i64, i64);

/// How often it is loaded again when the map or the organisation changes meanwhile.
const LOADS: u32 = 5;
/// Maps kept at once: today's, and a few of other days for an import of old matters.
const KEPT: usize = 4;
/// Enough of a digest that two maps never share a name.
const ETAG_BYTES: usize = 16;

/// The maps in use, the latest asked for first (网格图缓存).
#[derive(Default)]
pub struct Maps {
    kept: Mutex<Vec<Arc<LoadedMap>>>,
}

impl Maps {
    fn get(&self, versions: Versions, day: Date) -> Option<Arc<LoadedMap>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|map| map.is(versions, day))?;
        kept[..=at].rotate_right(1);
        Some(Arc::clone(&kept[0]))
    }

    fn put(&self, map: &Arc<LoadedMap>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| (known.versions, known.days) != (map.versions, map.days));
        kept.truncate(KEPT - 1);
        kept.insert(0, Arc::clone(map));
    }
}
