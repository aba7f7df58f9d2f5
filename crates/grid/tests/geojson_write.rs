//! Map files as they are written: for the screen, and for a row that is read again.
use base::UnitId;
use base::place::{Point, Polygon};
use grid::geojson::{Shape, from_text, to_text, write};
use proptest::prelude::*;
use serde_json::{Value, json};

fn box_ring(west: f64, south: f64, size: f64) -> Vec<Point> {
    let at = |x: f64, y: f64| Point { lon: west + x, lat: south + y };
    vec![at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size)]
}

#[test]
fn islands_and_holes_are_written_as_what_they_are() {
    // A land with a lake with an island, and a second land.
    let rings = vec![
        box_ring(0.0, 0.0, 9.0),
        box_ring(1.0, 1.0, 6.0),
        box_ring(2.0, 2.0, 2.0),
        box_ring(20.0, 0.0, 1.0),
    ];
    let polygon = Polygon { rings };
    let value: Value = serde_json::from_str(&to_text(&polygon)).unwrap();
    assert_eq!(value["type"], "MultiPolygon");
    let holes: Vec<usize> = value["coordinates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part.as_array().unwrap().len() - 1)
        .collect();
    assert_eq!(holes, [1, 0, 0]);
    let back = from_text(&to_text(&polygon)).unwrap();
    for (lon, lat) in [(0.5, 0.5), (1.5, 1.5), (3.0, 3.0), (20.5, 0.5), (15.0, 0.5)] {
        let point = Point { lon, lat };
        assert_eq!(back.contains(point), polygon.contains(point), "{lon}, {lat}");
    }
}

#[test]
fn the_map_is_written_rounded_with_ids_as_text() {
    let polygon = Polygon {
        rings: vec![vec![
            Point { lon: 116.123_456_789, lat: 39.0 },
            Point { lon: 117.0, lat: 39.0 },
            Point { lon: 117.0, lat: 40.0 },
        ]],
    };
    let Value::Object(properties) = json!({ "name": "引号\"和<标签>" }) else {
        unreachable!()
    };
    let text = write([Shape { grid: UnitId(i64::MAX), properties, polygon: &polygon }]);
    let value: Value = serde_json::from_str(&text).expect("it is JSON");
    let feature = &value["features"][0];
    assert_eq!(feature["id"], "9223372036854775807", "a script's numbers are not as exact");
    assert_eq!(feature["properties"]["name"], "引号\"和<标签>");
    let ring = &feature["geometry"]["coordinates"][0];
    assert_eq!(ring[0], json!([116.123_457, 39]));
    assert_eq!(ring[0], ring[3], "closed again");
    assert_eq!(write([]), r#"{"type":"FeatureCollection","features":[]}"#);
}

#[test]
fn a_text_that_is_no_shape_is_none() {
    for text in ["", "null", "{}", "[]", r#"{"type":"Point","coordinates":[1,2]}"#] {
        assert_eq!(from_text(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn a_shape_reads_back_to_the_last_digit(
        spokes in prop::collection::vec(0.2f64..1.0, 3..40),
        lon in -170.0f64..170.0,
        lat in -80.0f64..80.0,
    ) {
        // A star around a point never crosses itself.
        let turn = std::f64::consts::TAU / spokes.len() as f64;
        let ring: Vec<Point> = spokes
            .iter()
            .enumerate()
            .map(|(at, length)| {
                let angle = turn * at as f64;
                let round = |degrees: f64| (degrees * 1e9).round() / 1e9;
                let (x, y) = (length * angle.cos(), length * angle.sin());
                Point { lon: round(lon + x), lat: round(lat + y) }
            })
            .collect();
        let polygon = Polygon { rings: vec![ring] };
        prop_assert_eq!(from_text(&to_text(&polygon)), Some(polygon));
    }
}
