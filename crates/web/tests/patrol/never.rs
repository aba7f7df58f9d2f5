//! What patrols must never become: a track of anybody, a length of a way, a count of persons, a
//! number to reach, a photo that has to be taken. Held over schema, routes, answers and policy.
//!
//! Why: an app elsewhere weighed kilometres, so people walked in circles to fill them; quotas made
//! up findings. The national rule of 2025 forbids tracks, sign-ins to prove presence and league
//! tables. Each test here has a control: a made-up offender that it must find.
use crate::staff::Browser;
use crate::town::Town;
use serde_json::Value;
use std::fs;
use std::path::Path;
use store::testing::Fresh;
use web::routes::ROUTES;

/// Words of a name that would measure somebody, or ask for a number.
const NEVER: &[&str] = &[
    "track",
    "trail",
    "trajectory",
    "route",
    "path",
    "step",
    "steps",
    "mileage",
    "distance",
    "metres",
    "kilometres",
    "km",
    "speed",
    "heading",
    "accuracy",
    "altitude",
    "geofence",
    "signin",
    "checkin",
    "quota",
    "target",
    "goal",
    "minimum",
    "required",
    "score",
    "rank",
    "ranking",
    "rating",
    "points",
    "streak",
    "duration",
    "online",
    "stay",
    "photos",
    "photo",
    "selfie",
];
/// Who somebody is.
const WHO: &[&str] = &[
    "person", "actor", "post", "account", "worker", "device", "phone", "visitor", "by", "handler",
];
/// Where somebody or something is.
const WHERE: &[&str] = &["lon", "lat", "longitude", "latitude", "cell", "shape"];

/// Whether a name of several words has one of these among them.
fn has(name: &str, words: &[&str]) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut parts = lower.split(|c: char| !c.is_ascii_alphanumeric());
    parts.any(|part| words.contains(&part))
}

/// Every table of the schema with its columns, from the migrations.
fn tables() -> Vec<(String, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/migrations");
    let mut sql = String::new();
    for entry in fs::read_dir(folder).expect("the migrations").flatten() {
        sql += &fs::read_to_string(entry.path()).expect("text");
    }
    read(&sql)
}

fn read(sql: &str) -> Vec<(String, Vec<String>)> {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or(""));
    let sql = lines.collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for statement in sql.split(';') {
        let Some((_, rest)) = statement.split_once("CREATE TABLE ") else { continue };
        let Some((name, columns)) = rest.split_once('(') else { continue };
        let column = |text: &str| text.split_whitespace().next().map(str::to_owned);
        let names = columns.split(',').filter_map(column);
        let lower = |name: &String| name.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        found.push((name.trim().to_owned(), names.filter(lower).collect()));
    }
    for added in sql.split("ALTER TABLE ").skip(1) {
        let mut words = added.split_whitespace();
        let table = words.next().unwrap_or_default().to_owned();
        let column = words.skip_while(|word| *word != "COLUMN").nth(1);
        found.push((table, column.into_iter().map(str::to_owned).collect()));
    }
    found
}

/// What is wrong with the tables: of patrols anything about persons or measures, of all others a
/// row that would say where somebody was.
fn faults(tables: &[(String, Vec<String>)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (table, columns) in tables {
        let about_patrols = has(table, &["patrol", "visit", "round"]);
        for column in columns.iter().filter(|_| about_patrols) {
            if has(column, NEVER) || has(column, WHO) {
                faults.push(format!("{table}.{column}"));
            }
        }
        let (who, place) =
            (columns.iter().any(|it| has(it, WHO)), columns.iter().any(|it| has(it, WHERE)));
        // A matter says where the matter is, and who reported it, once.
        let is_matter = table.trim_end_matches("_new") == "matter"; // a step copies it
        if who && place && !is_matter {
            faults.push(format!("{table} says where somebody was"));
        }
    }
    faults
}

#[test]
fn no_table_keeps_a_person_beside_a_place_or_a_measure_of_a_patrol() {
    let tables = tables();
    assert!(tables.len() > 20, "the migrations are read: {}", tables.len());
    for expected in ["patrol_point", "patrol_window"] {
        assert!(tables.iter().any(|(table, _)| table == expected), "{expected}");
    }
    assert_eq!(faults(&tables), Vec::<String>::new());
    for control in [
        "CREATE TABLE patrol_window (point BIGINT, person BIGINT)",
        "CREATE TABLE patrol_window (point BIGINT, distance_metres BIGINT)",
        "CREATE TABLE visit (id BIGINT, photo_required BIGINT)",
        "CREATE TABLE seen (account BIGINT, lon DOUBLE PRECISION, lat DOUBLE PRECISION)",
        "ALTER TABLE patrol_point ADD COLUMN target BIGINT",
    ] {
        assert_eq!(faults(&read(control)).len(), 1, "{control}");
    }
}

#[test]
fn no_route_asks_for_a_track_a_sign_of_presence_or_a_league_table() {
    // The points of a route are places here, not points that somebody earns; a photo is of a
    // matter, and nobody has to take one.
    let words: Vec<&str> = NEVER
        .iter()
        .copied()
        .filter(|word| !matches!(*word, "points" | "photo" | "photos" | "rating"))
        .chain(["rankings", "leaderboard", "checkins", "tracks", "positions", "locations"])
        .collect();
    // The goal of a year is a text that the street publishes: no number that anybody has to reach.
    let never = |path: &str| {
        let mut named = path.split('/').filter(|part| !part.starts_with('{'));
        let is_text = |part: &str| path.starts_with("/assessments/") && part.contains("goal");
        named.any(|part| has(part, &words) && !is_text(part))
    };
    let about: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    assert!(about.iter().any(|path| path.contains("/patrol/")));
    for path in &about {
        assert!(!never(path), "{path}");
    }
    assert!(never("/patrol/track") && never("/patrol/{id}/ranking"), "the control");
    assert!(never("/patrol/{id}/goal") && never("/assessments/{year}/ranking"), "the control");
}

#[test]
fn no_answer_about_patrols_names_or_counts_a_person() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let text = Browser::visitor(&town).get("/api/openapi.json").text();
    let document: Value = serde_json::from_str(&text).expect("the document");
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let ours = ["Patrol", "Today", "Window", "Coverage", "Look", "Clear", "Explain", "DayRecord"];
    let mut seen = 0;
    for (name, schema) in schemas {
        if !ours.iter().any(|begin| name.starts_with(begin)) {
            continue;
        }
        seen += 1;
        let fields = schema["properties"].as_object().into_iter().flatten();
        for (field, shape) in fields {
            assert!(!has(field, NEVER), "{name}.{field}");
            assert!(!has(field, WHO), "{name}.{field}");
            // Only a place has a position; only what is said of places is counted.
            let is_place = matches!(name.as_str(), "PatrolPointView" | "PatrolPointInput");
            assert!(is_place || !has(field, WHERE), "{name}.{field}");
            let is_number = shape["type"] == "integer";
            assert!(!is_number || name == "WindowCounts", "{name}.{field} counts something");
        }
    }
    assert!(seen >= 12, "the shapes of patrols are found: {seen}");
}

#[test]
fn no_value_of_policy_is_a_number_to_reach_or_a_photo_to_take() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/grid/patrol.toml");
    let text = fs::read_to_string(folder).expect("the policy of patrols");
    let fields = |text: &str| -> Vec<String> {
        let lines =
            text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(" ");
        let before =
            lines.split('=').map(|part| part.split([' ', '{', ',']).rfind(|word| !word.is_empty()));
        before.flatten().map(str::to_owned).collect()
    };
    let known = fields(&text);
    assert!(known.iter().any(|field| field == "every_days"));
    for field in &known {
        assert!(!has(field, NEVER) && !field.starts_with("min"), "{field}");
    }
    assert!(fields("photo_required = 1").iter().any(|field| has(field, NEVER)), "the control");
}

#[test]
fn no_page_about_patrols_takes_a_position_or_a_photo_of_whoever_looks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/grid");
    for page in
        ["patrol_today.html", "patrol_point.html", "patrol_coverage.html", "day_record.html"]
    {
        let text = fs::read_to_string(folder.join(page)).expect("a template");
        for never in ["f.photos", "type=\"file\"", "geolocation", "name=\"lon\"", "data-locate"] {
            assert!(!text.contains(never), "{page}: {never}");
        }
    }
}
