//! One grid on the map (网格要素): its facts for pages, and all of them as GeoJSON for a map.
use crate::org::Directory;
use ::grid::geojson::{self, Shape};
use ::grid::map::GridMap;
use ::org::{Place, Unit};
use base::place::Point;
use base::{Date, UnitId};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::grid::map::GridVersion;

/// What is known of a grid on a day (网格概况).
#[derive(Clone, Debug, PartialEq)]
pub struct AreaFacts {
    pub grid: UnitId,
    pub place: Place,
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// A code of the policy's `grid.kinds` (网格类型).
    pub kind: String,
    pub households: u32,
    /// Branch or group (党支部、党小组), as a code; empty where there is none.
    pub party_form: String,
    pub party_name: String,
    /// The first day of this version.
    pub since: Date,
    /// The middle, for a label.
    pub centre: Option<Point>,
}

impl AreaFacts {
    pub(super) fn of(directory: &Directory, version: &GridVersion) -> Option<AreaFacts> {
        let Unit { id, code, name_zh, name_en, .. } = directory.unit(version.unit)?.clone();
        let place = directory.place(id).filter(|place| place.grid == Some(id))?;
        let GridVersion { kind, households, party_form, party_name, since, .. } = version.clone();
        let centre = version.shape.centre();
        let grid = id;
        Some(AreaFacts {
            grid,
            place,
            code,
            name_zh,
            name_en,
            kind,
            households,
            party_form,
            party_name,
            since,
            centre,
        })
    }
}

/// Every grid, by id: what anybody may see, hence no names of people and no team.
pub(super) fn geojson(
    index: &GridMap,
    areas: &BTreeMap<UnitId, AreaFacts>,
    directory: &Directory,
) -> String {
    let shapes = index.areas().filter_map(|area| {
        let properties = properties(areas.get(&area.grid)?, directory);
        Some(Shape { grid: area.grid, properties, polygon: &area.polygon })
    });
    geojson::write(shapes)
}

fn properties(facts: &AreaFacts, directory: &Directory) -> Map<String, Value> {
    let above = |unit: Option<UnitId>| unit.and_then(|unit| directory.unit(unit));
    let (community, street) = (above(facts.place.community), above(facts.place.street));
    // Ids are text: a browser's numbers do not hold 63 bits.
    let id = |unit: Option<&Unit>| json!(unit.map(|unit| unit.id.to_string()));
    let (zh, en) = (
        |unit: Option<&Unit>| json!(unit.map(|unit| &unit.name_zh)),
        |unit: Option<&Unit>| json!(unit.map(|unit| &unit.name_en)),
    );
    let fields = [
        ("code", json!(facts.code)),
        ("name_zh", json!(facts.name_zh)),
        ("name_en", json!(facts.name_en)),
        ("kind", json!(facts.kind)),
        ("households", json!(facts.households)),
        ("community", id(community)),
        ("community_zh", zh(community)),
        ("community_en", en(community)),
        ("street", id(street)),
        ("street_zh", zh(street)),
        ("street_en", en(street)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
