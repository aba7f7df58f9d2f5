//! Transactions on both engines: what is acknowledged stays, what is refused leaves nothing.
use std::sync::Arc;
use store::testing::{Fresh, on_each_engine};
use store::{Db, Failed, params};

const PUT: &str = "INSERT INTO counter (scope, next) VALUES ($1, $2)";
const GET: &str = "SELECT next FROM counter WHERE scope = $1";
const BUMP: &str = "UPDATE counter SET next = next + 1 WHERE scope = $1";

fn put(db: &Db, scope: &str, next: i64) -> Result<(), Failed> {
    let scope = scope.to_owned();
    db.write_now(move |tx| tx.run(PUT, params![&scope, next]).map(|_| ()))
}

fn get(db: &Db, scope: &str) -> Option<i64> {
    let scope = scope.to_owned();
    db.read_now(move |tx| tx.one(GET, params![&scope], |row| row.get::<i64>(0))).unwrap()
}

#[test]
fn what_was_acknowledged_is_there_after_opening_again() {
    on_each_engine(|fresh: &Fresh| {
        put(&fresh.open(), "a", 7).unwrap();
        assert_eq!(get(&fresh.open(), "a"), Some(7));
    });
}

#[test]
fn a_refused_change_leaves_nothing_and_does_not_touch_its_group() {
    on_each_engine(|fresh: &Fresh| {
        let db = fresh.open();
        put(&db, "kept", 1).unwrap();
        let refused: Result<(), Failed> = db.write_now(|tx| {
            tx.run(PUT, params!["half", 1i64])?;
            tx.run(PUT, params!["kept", 2i64]).map(|_| ())
        });
        assert!(matches!(refused, Err(Failed::Taken(_))), "{refused:?}");
        assert_eq!((get(&db, "half"), get(&db, "kept")), (None, Some(1)));
    });
}

#[test]
fn a_change_that_panics_is_answered_and_the_next_one_works() {
    on_each_engine(|fresh: &Fresh| {
        let db = fresh.open();
        let broken: Result<(), Failed> = db.write_now(|tx| {
            tx.run(PUT, params!["panic", 1i64])?;
            panic!("on purpose")
        });
        assert!(matches!(broken, Err(Failed::Broken(_))));
        put(&db, "after", 1).unwrap();
        assert_eq!((get(&db, "panic"), get(&db, "after")), (None, Some(1)));
    });
}

/// Sixteen hands at once, every third failing halfway and every fifth panicking there: on SQLite
/// they share commits, and the group that holds a half-done one is run again.
#[test]
fn in_a_group_whoever_fails_halfway_takes_nobody_along() {
    const HANDS: usize = 16;
    const JOBS: usize = 30;
    on_each_engine(|fresh: &Fresh| {
        let db = fresh.open();
        let start = Arc::new(std::sync::Barrier::new(HANDS));
        let hand = |hand: usize| {
            let (db, start) = (db.clone(), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                (0..JOBS).map(|job| (mixed(&db, hand * JOBS + job), hand * JOBS + job)).collect()
            })
        };
        let hands: Vec<_> = (0..HANDS).map(hand).collect();
        for hand in hands {
            let answers: Vec<(bool, usize)> = hand.join().expect("the hand lives");
            for (kept, number) in answers {
                assert_eq!(kept, number % 3 != 0 && number % 5 != 0, "job {number} is answered so");
                assert_eq!(get(&db, &format!("job {number}")).is_some(), kept, "job {number}");
            }
        }
    });
}

fn mixed(db: &Db, number: usize) -> bool {
    let done: Result<(), Failed> = db.write_now(move |tx| {
        tx.run(PUT, params![format!("job {number}"), 1i64])?;
        assert!(!number.is_multiple_of(5), "on purpose");
        match number.is_multiple_of(3) {
            true => Err(Failed::Stale),
            false => Ok(()),
        }
    });
    done.is_ok()
}

#[test]
fn counters_moved_by_many_at_once_lose_no_move() {
    const HANDS: i64 = 8;
    const MOVES: i64 = 50;
    on_each_engine(|fresh: &Fresh| {
        let db = Arc::new(fresh.open());
        put(&db, "moved", 0).unwrap();
        let hands: Vec<_> = (0..HANDS)
            .map(|_| {
                let db = Arc::clone(&db);
                std::thread::spawn(move || {
                    for _ in 0..MOVES {
                        db.write_now(|tx| tx.run_one(BUMP, params!["moved"])).unwrap();
                    }
                })
            })
            .collect();
        hands.into_iter().for_each(|hand| hand.join().unwrap());
        assert_eq!(get(&db, "moved"), Some(HANDS * MOVES));
    });
}

#[test]
fn two_orders_of_locking_end_well_because_the_loser_runs_again() {
    on_each_engine(|fresh: &Fresh| {
        let db = Arc::new(fresh.open());
        put(&db, "x", 0).unwrap();
        put(&db, "y", 0).unwrap();
        let both = |first: &'static str, second: &'static str| {
            let db = Arc::clone(&db);
            std::thread::spawn(move || {
                for _ in 0..40 {
                    let done: Result<(), Failed> = db.write_now(move |tx| {
                        tx.run_one(BUMP, params![first])?;
                        std::thread::yield_now();
                        tx.run_one(BUMP, params![second])
                    });
                    done.unwrap();
                }
            })
        };
        let hands = [both("x", "y"), both("y", "x")];
        hands.into_iter().for_each(|hand| hand.join().unwrap());
        assert_eq!((get(&db, "x"), get(&db, "y")), (Some(80), Some(80)));
    });
}

#[test]
fn a_reader_cannot_write() {
    let fresh = Fresh::sqlite();
    let db = fresh.open();
    let refused: Result<u64, Failed> = db.read_now(|tx| tx.run(PUT, params!["r", 1i64]));
    assert!(refused.is_err());
}

#[test]
fn a_newer_schema_is_refused_by_an_older_program() {
    on_each_engine(|fresh: &Fresh| {
        drop(fresh.open());
        fresh.tamper("INSERT INTO schema_version (version) VALUES (9999)").unwrap();
        assert!(Db::open(&fresh.place, store::Hash::Sha256).is_err());
    });
}
