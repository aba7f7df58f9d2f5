//! Map files: what is read of them and what is refused. A new case is one row.
use base::place::{Crs, Point};
use grid::geojson::{self, Feature, check_kinds, read};
use grid::rules::{GridKind, Named};
use grid::team::PartyForm;
use proptest::prelude::*;
use serde_json::{Value, json};

fn collection(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn feature(code: &str, coordinates: Value) -> Value {
    json!({
        "type": "Feature",
        "properties": { "code": code, "name": "一号网格" },
        "geometry": { "type": "Polygon", "coordinates": coordinates },
    })
}

fn square() -> Value {
    json!([[[116.4, 39.9], [116.41, 39.9], [116.41, 39.91], [116.4, 39.91], [116.4, 39.9]]])
}

/// The codes of the problems, each with its feature.
fn problems(text: &str) -> Vec<String> {
    let problems = read(text, Crs::Wgs84).expect_err("it has problems");
    let place = |at: Option<usize>| at.map_or("file".to_owned(), |at| at.to_string());
    problems.iter().map(|p| format!("{}: {}", place(p.feature), p.fault.code())).collect()
}

#[test]
fn a_grid_is_read_with_all_its_properties() {
    let mut full = feature("A-01", square());
    full["properties"] = json!({
        "code": "A-01", "name": " 一号网格 ", "name_en": "Grid 1", "kind": "residential",
        "households": 420.0, "community": "C1", "street": 7, "party_form": "branch",
        "party_name": "一号支部", "legacy": { "city": "CG-9", "party": "DJ-3" },
        "since": "2024-01-01", "colour": "red",
    });
    let features = read(&collection(&[full]), Crs::Wgs84).unwrap();
    let [feature] = &features[..] else { panic!("one feature, got {features:?}") };
    assert_eq!(feature.name, "一号网格");
    assert_eq!((feature.households, feature.street.as_deref()), (420, Some("7")));
    assert_eq!(feature.party_form, Some(PartyForm::Branch));
    assert_eq!(feature.legacy["city"], "CG-9");
    assert_eq!(feature.since, "2024-01-01".parse().ok());
    assert_eq!(feature.polygon.rings[0].len(), 4, "the repeated last point is left out");
}

#[test]
fn a_grid_with_code_and_name_alone_is_a_grid() {
    let features = read(&collection(&[feature("1", square())]), Crs::Wgs84).unwrap();
    let expected = Feature {
        code: "1".into(),
        name: "一号网格".into(),
        polygon: features[0].polygon.clone(),
        ..Feature::default()
    };
    assert_eq!(features, [expected]);
}

#[test]
fn a_file_as_a_whole_is_refused_for_what_it_is() {
    let many = vec![json!({}); geojson::FEATURES_MAX + 1];
    for (text, code) in [
        (String::new(), "map_not_json"),
        ("{".into(), "map_not_json"),
        ("网格".into(), "map_not_json"),
        ("[]".into(), "map_not_a_collection"),
        ("{}".into(), "map_not_a_collection"),
        (feature("1", square()).to_string(), "map_not_a_collection"),
        (r#"{"type":"FeatureCollection","features":3}"#.into(), "map_not_a_collection"),
        (r#"{"type":"Topology","features":[]}"#.into(), "map_not_a_collection"),
        (collection(&many), "map_too_many_features"),
        (" ".repeat(geojson::BYTES_MAX + 1), "map_too_large"),
        (collection(&[]).replace(']', &"[".repeat(100_000)), "map_not_json"),
    ] {
        assert_eq!(problems(&text), [format!("file: {code}")]);
    }
    assert_eq!(read(&("\u{FEFF}".to_owned() + &collection(&[])), Crs::Wgs84), Ok(vec![]));
}

#[test]
fn each_faulty_shape_is_named() {
    let spiral: Vec<Value> = (0..geojson::FEATURE_VERTICES_MAX + 1)
        .map(|at| {
            let angle = at as f64 / 2_000.0;
            json!([116.0 + angle.cos() / 10.0, 39.0 + angle.sin() / 10.0])
        })
        .collect();
    let rings = vec![square()[0].clone(); geojson::RINGS_MAX + 1];
    for (coordinates, code) in [
        (json!([]), "map_no_area"),
        (json!([[]]), "map_no_area"),
        (json!([[[116.4, 39.9], [116.5, 39.9]]]), "map_no_area"),
        (json!([[[116.4, 39.9], [116.5, 39.9], [116.4, 39.9]]]), "map_no_area"),
        (json!([[[116.25, 39.5], [116.5, 39.75], [116.75, 40.0]]]), "map_no_area"),
        (json!([[[116.4, 39.9], [216.4, 39.9], [116.4, 40.9]]]), "map_out_of_range"),
        (json!([[[39.9, 116.4], [39.9, 116.5], [39.8, 116.4]]]), "map_out_of_range"),
        (json!([[[116.4, 39.9], [116.5], [116.4, 40.9]]]), "map_bad_coordinates"),
        (json!([[[116.4, 39.9], ["116.5", 39.9], [116.4, 40.9]]]), "map_bad_coordinates"),
        (json!([[[116.4, 39.9], null, [116.4, 40.9]]]), "map_bad_coordinates"),
        (json!([[116.4, 39.9], [116.5, 39.9]]), "map_bad_coordinates"),
        (json!("here"), "map_bad_coordinates"),
        (json!([[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]]), "map_self_crossing"),
        (
            // A hole that leaves its polygon
            json!([
                [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]],
                [[1.0, 1.0], [5.0, 1.5], [1.0, 2.0]]
            ]),
            "map_self_crossing",
        ),
        (json!([spiral]), "map_too_many_points"),
        (json!(rings), "map_too_many_rings"),
    ] {
        let text = collection(&[feature("1", coordinates)]);
        assert_eq!(problems(&text), [format!("0: {code}")]);
    }
}

#[test]
fn what_is_no_polygon_is_named() {
    for geometry in [
        json!({ "type": "Point", "coordinates": [116.4, 39.9] }),
        json!({ "type": "LineString", "coordinates": [[116.4, 39.9], [116.5, 39.9]] }),
        json!({ "type": "GeometryCollection", "geometries": [] }),
        Value::Null,
    ] {
        let mut feature = feature("1", square());
        feature["geometry"] = geometry;
        assert_eq!(problems(&collection(&[feature])), ["0: map_not_a_polygon"]);
    }
    assert_eq!(
        problems(&collection(&[json!(3)])),
        ["0: map_not_a_polygon", "0: map_missing_field", "0: map_missing_field"],
        "all that is wrong with it, the missing code and name too"
    );
}

#[test]
fn each_faulty_property_is_named() {
    for (field, value, code) in [
        ("code", Value::Null, "map_missing_field"),
        ("code", json!("  "), "map_missing_field"),
        ("code", json!(["a"]), "map_bad_field"),
        ("name", json!("长".repeat(geojson::TEXT_MAX + 1)), "map_bad_field"),
        ("name", json!("a\u{0}b"), "map_bad_field"),
        ("households", json!(-1), "map_bad_field"),
        ("households", json!(1.5), "map_bad_field"),
        ("households", json!("many"), "map_bad_field"),
        ("party_form", json!("cell"), "map_bad_field"),
        ("since", json!("2024-02-30"), "map_bad_field"),
        ("legacy", json!([]), "map_bad_field"),
        ("legacy", json!({ "city": 3 }), "map_bad_field"),
        ("legacy", json!({ "city": "" }), "map_bad_field"),
        ("legacy", json!({ "": "x" }), "map_bad_field"),
        ("kind", json!({}), "map_bad_field"),
    ] {
        let mut feature = feature("1", square());
        feature["properties"][field] = value;
        assert_eq!(problems(&collection(&[feature])), [format!("0: {code}")], "{field}");
    }
}

#[test]
fn a_code_that_appears_twice_and_a_kind_that_nobody_knows_are_named() {
    let (one, two) = (feature("1", square()), feature("2", square()));
    let text = collection(&[one.clone(), two, one]);
    assert_eq!(problems(&text), ["2: map_duplicate_code"]);

    let named = |code: &str| Named { code: code.into(), zh: "甲".into(), en: "A".into() };
    let kind = GridKind {
        code: "residential".into(),
        zh: "居民小区".into(),
        en: "Estate".into(),
        min_households: 300,
        max_households: 500,
        staff: vec![],
    };
    for (kind_code, legacy, expected) in [
        ("residential", "city", 0),
        ("castle", "city", 1),
        ("residential", "moon", 1),
        ("castle", "moon", 2),
    ] {
        let feature = Feature {
            kind: Some(kind_code.into()),
            legacy: [(legacy.to_owned(), "1".to_owned())].into(),
            ..Feature::default()
        };
        let got = check_kinds(&[feature], std::slice::from_ref(&kind), &[named("city")]);
        assert_eq!(got.len(), expected, "{kind_code} {legacy}");
    }
}

#[test]
fn no_file_has_more_problems_than_somebody_reads() {
    let text = collection(&vec![json!({}); 5_000]);
    let count = problems(&text).len();
    assert!((geojson::PROBLEMS_MAX..geojson::PROBLEMS_MAX + 10).contains(&count), "{count}");
}

#[test]
fn an_unclosed_ring_is_closed_and_a_height_is_left_out() {
    let open = json!([[[0.0, 0.0, 44.5], [1.0, 0.0, 44.5], [1.0, 0.0], [1.0, 1.0]]]);
    let features = read(&collection(&[feature("1", open)]), Crs::Wgs84).unwrap();
    assert_eq!(features[0].polygon.rings[0].len(), 3);
}

#[test]
fn points_of_another_system_are_moved_and_shared_corners_stay_shared() {
    let left = json!([[[116.4, 39.9], [116.41, 39.9], [116.41, 39.91], [116.4, 39.91]]]);
    let right = json!([[[116.41, 39.9], [116.42, 39.9], [116.42, 39.91], [116.41, 39.91]]]);
    let text = collection(&[feature("1", left), feature("2", right)]);
    for crs in [Crs::Gcj02, Crs::Bd09] {
        let features = read(&text, crs).unwrap();
        let ring = |at: usize| &features[at].polygon.rings[0];
        let shared = ring(0).iter().filter(|point| ring(1).contains(point)).count();
        assert_eq!(shared, 2, "{crs:?}");
        let there = Point { lon: 116.4, lat: 39.9 };
        assert!(ring(0)[0].metres_to(there) > 100.0, "{crs:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in r#"[\[\]{}",:a-z0-9. -]{0,80}"#) {
        let _ = read(&text, Crs::Bd09);
        let geometry = format!(r#"{{"type":"Polygon","coordinates":{text}}}"#);
        let feature = format!(r#"{{"geometry":{geometry}}}"#);
        let wrapped = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        let _ = read(&wrapped, Crs::Gcj02);
    }
}
