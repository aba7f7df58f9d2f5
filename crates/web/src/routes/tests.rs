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
        assert!(!joined.contains(".nest("), "{file}: a nested router hides its paths");
    }
    found
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
