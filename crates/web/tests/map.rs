//! What the public map draws, and where it begins.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use serde_json::Value;
use staff::Browser;
use store::testing::{Fresh, on_each_engine};
use town::Town;

#[test]
fn the_map_draws_what_is_open_and_visible_however_much_newer_is_closed() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        for n in 0..6 {
            town.resident_reports("litter", &format!("第{n}处垃圾"));
        }
        assert_eq!(points(&town).len(), 6);
        let newer = "id > (SELECT MIN(id) FROM matter)";
        fresh.tamper(&format!("UPDATE matter SET ended_at = 1 WHERE {newer}")).unwrap();
        let left = points(&town);
        assert_eq!(left.len(), 1);
        let [lon, lat] = [0, 1].map(|at| left[0]["geometry"]["coordinates"][at].as_f64().unwrap());
        let exact = town::HERE;
        assert!((lon, lat) != (exact.lon, exact.lat), "the place is rounded");
        assert!(left[0]["properties"]["href"].as_str().unwrap().starts_with("/board?community="));
        fresh.tamper("UPDATE matter SET visible = 0").unwrap();
        assert!(points(&town).is_empty());
    });
}

#[test]
fn a_map_of_a_unit_says_where_it_begins() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let visitor = Browser::visitor(&town);
    let named = format!("data-unit=\"{}\"", town.street_unit);
    assert!(visitor.get(&format!("/map?unit={}", town.street_unit)).says(&named));
    assert!(!visitor.get("/map").says("data-unit"));
    let grids: Value = serde_json::from_slice(&visitor.get("/map/grids.geojson").bytes).unwrap();
    let street = town.street_unit.to_string();
    let within = grids["features"].as_array().unwrap().iter();
    assert_eq!(within.filter(|grid| grid["properties"]["street"] == *street).count(), 4);
}

fn points(town: &Town) -> Vec<Value> {
    let answer = Browser::visitor(town).get("/map/matters.geojson");
    let found: Value = serde_json::from_slice(&answer.bytes).unwrap();
    found["features"].as_array().unwrap().clone()
}
