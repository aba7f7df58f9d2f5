//! The table against the sources: no route without its line.
use super::ROUTES;
use crate::sources;
use std::collections::BTreeSet;

/// The paths that the sources register as plain text.
fn registered() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (file, text) in sources::all() {
        if file.ends_with("tests.rs") || !file.ends_with(".rs") {
            continue;
        }
        let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for mark in [".route(\"", ".route( \""] {
            for (at, _) in joined.match_indices(mark) {
                let path = joined[at + mark.len()..].split('"').next().unwrap_or("");
                found.insert(path.to_owned());
            }
        }
    }
    found
}

/// Where paths are put together: each list is held to the table by the test that is named here.
const PUT_TOGETHER: &[(&str, &str)] = &[
    ("src/grid/deeds.rs", "every_deed_has_its_line_in_the_table_of_routes"),
    ("src/api/mod.rs", "every_operation_of_the_api_has_its_line_in_the_table"),
];

#[test]
fn a_path_that_is_no_plain_text_stands_where_a_test_knows_it() {
    let all = sources::all();
    let ours = |file: &str| file.ends_with(".rs") && !file.ends_with("tests.rs");
    for (file, text) in all.iter().filter(|(file, _)| ours(file)) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let calls = text.match_indices(".route(").map(|(at, call)| &text[at + call.len()..]);
        let put = calls.filter(|rest| !rest.trim_start().starts_with('"')).count();
        let known = PUT_TOGETHER.iter().any(|(known, _)| file.ends_with(known));
        assert_eq!(put, usize::from(known), "{file}: a path that no test holds to the table");
        for hidden in [".nest(", ".nest_service(", ".route_service(", ".fallback_service("] {
            assert!(!text.contains(hidden), "{file}: `{hidden}` hides its paths");
        }
    }
    let tests =
        concat!(include_str!("../grid/deeds/tests.rs"), include_str!("../../tests/routes.rs"));
    for (_, test) in PUT_TOGETHER {
        assert!(tests.contains(&format!("fn {test}()")), "{test} is gone");
    }
}

#[test]
fn every_route_has_its_line_in_the_table() {
    let named: BTreeSet<&str> = ROUTES.iter().map(|route| route.path).collect();
    let missing: Vec<String> =
        registered().into_iter().filter(|path| !named.contains(path.as_str())).collect();
    assert!(
        missing.is_empty(),
        "add a line for these to ROUTES in crates/web/src/routes.rs: {missing:#?}"
    );
}

#[test]
fn no_route_has_two_lines() {
    let mut seen = BTreeSet::new();
    for route in ROUTES {
        assert!(seen.insert((route.method, route.path)), "{} {}", route.method, route.path);
    }
}
