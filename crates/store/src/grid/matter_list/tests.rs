//! Every statement of a list walks an index on SQLite and prepares on PostgreSQL.
use super::*;
use crate::testing::{Fresh, on_each_engine};
use crate::{Db, Engine};

const PARTS: [Part; 6] = [
    Part::All,
    Part::Street(UnitId(1)),
    Part::Community(UnitId(1)),
    Part::Grid(UnitId(1)),
    Part::Touched(PostId(1)),
    Part::Reported(PersonId(1)),
];
const ORDERS: [Order; 3] = [Order::Entry, Order::Report, Order::Promise];

#[test]
fn each_part_in_each_order_is_found_by_an_index() {
    let fresh = Fresh::sqlite();
    let db = fresh.open();
    let mut seen = 0;
    for (part, order) in PARTS.iter().flat_map(|part| ORDERS.map(|order| (*part, order))) {
        let plan = plan(&db, statement(part, order), if order == Order::Entry { 12 } else { 15 });
        // Only the whole list may walk, from its newest end and along its key, up to its limit.
        let walks = part == Part::All && order == Order::Entry;
        let read = plan.iter().filter(|step| step.starts_with("SCAN")).count();
        assert!(read <= usize::from(walks), "{part:?} {order:?}: {plan:?}");
        if matches!((part, order), (Part::All | Part::Street(_), Order::Report | Order::Promise)) {
            let index = if order == Order::Report { "matter_reported" } else { "relay_promise" };
            assert!(plan.iter().any(|step| step.contains(index)), "{part:?} {order:?}: {plan:?}");
            let sorts = plan.iter().any(|step| step.contains("FOR ORDER BY"));
            assert!(!sorts, "a page stops at its limit: {part:?} {order:?}: {plan:?}");
        }
        seen += 1;
    }
    assert_eq!(seen, 18);
}

#[test]
fn the_map_draws_from_its_own_index() {
    let fresh = Fresh::sqlite();
    let plan = plan(&fresh.open(), crate::grid::board::ON_MAP, 1);
    assert!(plan.iter().any(|step| step.contains("matter_map")), "{plan:?}");
    assert!(!plan.iter().any(|step| step.contains("FOR ORDER BY")), "{plan:?}");
}

#[test]
fn every_filter_is_a_statement_that_both_engines_understand() {
    let sight = Sight { everywhere: true, ..Sight::default() };
    let own = Sight {
        streets: vec![UnitId(1)],
        communities: vec![UnitId(2)],
        grids: vec![UnitId(3)],
        touched_by: vec![PostId(4)],
        own: true,
        person: Some(PersonId(5)),
        ..Sight::default()
    };
    on_each_engine(|fresh| {
        let db = fresh.open();
        for sight in [sight.clone(), own.clone()] {
            for counted in Counted::ALL.iter().copied().map(Some).chain([None]) {
                let period = Some((Timestamp::UNIX_EPOCH, Timestamp::MAX));
                let nowhere = Some(Level::Community);
                let filter = Filter { period, counted, nowhere, ..Filter::default() };
                let sight = sight.clone();
                let found = db.read_now(move |tx| page(tx, &sight, &filter, None, 10)).unwrap();
                assert!(found.is_empty());
            }
        }
    });
}

fn plan(db: &Db, sql: &'static str, parameters: usize) -> Vec<String> {
    let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into());
    let nulls = vec![Value::Null; parameters];
    db.read_now(move |tx| {
        assert_eq!(tx.engine(), Engine::Sqlite);
        tx.all::<_>(explained, &nulls, |row| row.get::<String>(3))
    })
    .unwrap()
}
