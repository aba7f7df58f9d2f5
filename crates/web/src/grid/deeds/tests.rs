//! Every deed has a route by being in the list, and so must have its line in the table of routes.
use super::OFFERS;
use crate::routes::ROUTES;
use std::collections::BTreeSet;

#[test]
fn every_deed_has_its_line_in_the_table_of_routes() {
    for offer in OFFERS {
        let path = format!("/matters/{{id}}/{}", offer.code);
        let named = ROUTES.iter().any(|route| route.method == "POST" && route.path == path);
        assert!(named, "add `POST {path}` to ROUTES in crates/web/src/routes.rs");
    }
    let codes: BTreeSet<&str> = OFFERS.iter().map(|offer| offer.code).collect();
    assert_eq!(codes.len(), OFFERS.len());
}
