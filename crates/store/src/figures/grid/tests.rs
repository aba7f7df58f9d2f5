use super::*;
use crate::Db;
use crate::testing::Fresh;
use crate::{Failed, Value};

#[test]
fn a_district_is_counted_along_an_index_without_sorting() {
    let fresh = Fresh::sqlite();
    let db = fresh.open();
    for sql in [STREET, NO_STREET, COMMUNITIES] {
        let plan = plan(&db, sql);
        let along = |step: &String| step.contains("matter_figures (street=? AND reported_at");
        assert!(plan.iter().any(along), "{plan:#?}");
        let sorted = plan.iter().any(|step| step.contains("B-TREE"));
        assert_eq!(sorted, sql == COMMUNITIES, "{plan:#?}");
    }
}

#[test]
fn promises_are_found_by_an_index_that_holds_all_that_is_asked_of_a_relay() {
    let fresh = Fresh::sqlite();
    let db = fresh.open();
    let sql = promises_sql!("m.street", "CAST($3 AS BIGINT) = 0");
    let plan = plan(&db, sql);
    let covering = "SEARCH r USING COVERING INDEX relay_promise";
    assert!(plan.iter().any(|step| step.starts_with(covering)), "{plan:#?}");
}

fn plan(db: &Db, sql: &'static str) -> Vec<String> {
    let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into());
    let nulls = vec![Value::Null; 3];
    db.read_now(move |tx| tx.all::<_>(explained, &nulls, |row| row.get::<String>(3)))
        .unwrap_or_else(|error: Failed| panic!("{error}"))
}
