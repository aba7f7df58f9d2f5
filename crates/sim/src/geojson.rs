//! The map of the grids as GeoJSON (网格图导出), in the form our own import reads.
//!
//! Each feature is one grid: a polygon in degrees of WGS-84, and properties that name the codes
//! of its units, so a map can be put over units that are there already.
use crate::district::{District, GridShape};
use base::place::{Point, Polygon};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A FeatureCollection with one feature for each grid, in the order of the codes.
pub fn geojson(district: &District) -> String {
    let units = district.unit_index();
    let feature = |shape: &GridShape| {
        let (street, community) = district.plan.above(shape.unit).expect("a grid has its place");
        let [grid, street, community] =
            [shape.unit, street.unit, community.unit].map(|unit| units[&unit]);
        // Our import takes one old grid of each kind; a second one is told apart from the map.
        let legacy: BTreeMap<&str, &str> =
            shape.legacy.iter().rev().map(|(kind, code)| (*kind, code.as_str())).collect();
        json!({
            "type": "Feature",
            "id": grid.code,
            "properties": {
                "code": grid.code,
                "name": grid.name_zh,
                "name_en": grid.name_en,
                "kind": shape.kind.code(),
                "households": shape.households,
                "street": street.code,
                "street_name": street.name_zh,
                "community": community.code,
                "community_name": community.name_zh,
                "party_form": shape.party_form,
                "party_name": shape.party_name,
                "legacy": legacy,
            },
            "geometry": geometry(&shape.polygon),
        })
    };
    let features: Vec<Value> = district.shapes.iter().map(feature).collect();
    json!({"type": "FeatureCollection", "name": "grids", "features": features}).to_string()
}

/// A ring in GeoJSON ends with the point it began with.
fn geometry(polygon: &Polygon) -> Value {
    let ring = |ring: &Vec<Point>| {
        let closed = ring.iter().chain(ring.first());
        closed.map(|point| json!([point.lon, point.lat])).collect::<Vec<Value>>()
    };
    let rings: Vec<Vec<Value>> = polygon.rings.iter().map(ring).collect();
    json!({"type": "Polygon", "coordinates": rings})
}
