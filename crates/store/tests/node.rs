//! Numbers of servers: each its own, also when servers fall and rise faster than numbers come free.
use base::id::NODES;
use base::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use store::node::{Own, claim, release, seen};
use store::testing::on_each_engine;
use store::{Db, Failed};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_000_000 + second).expect("a moment")
}

fn claims(db: &Db, second: i64) -> Result<Own, Failed> {
    db.write_now(move |tx| claim(tx, at(second)))
}

fn says(db: &Db, own: Own, second: i64) -> Option<Own> {
    db.write_now::<_, Failed, _>(move |tx| seen(tx, own, at(second))).unwrap()
}

#[test]
fn a_server_that_falls_every_second_never_takes_the_number_of_one_that_stands() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        let mut stands = claims(&db, 0).unwrap();
        for second in 1..=2 * NODES {
            if second % 15 == 0 {
                stands = says(&db, stands, second).expect("its number is its own");
            }
            let falls = claims(&db, second).expect("there is a number");
            assert_ne!(falls.id, stands.id, "at second {second}");
        }
    });
}

#[test]
fn a_server_that_lost_its_number_is_told_so_and_never_gives_it_back_for_the_other() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        let lost = claims(&db, 0).unwrap();
        for _ in 1..NODES {
            claims(&db, 50).unwrap();
        }
        assert!(claims(&db, 59).is_err(), "all are in use, and none was silent for long");
        let has = claims(&db, 61).unwrap();
        assert_eq!(has.id, lost.id);
        assert_eq!(says(&db, lost, 62), None);
        db.write_now::<_, Failed, _>(move |tx| release(tx, lost)).unwrap();
        assert!(says(&db, has, 63).is_some());
    });
}

#[test]
fn a_number_is_given_back_at_a_clean_stop_and_two_words_at_one_moment_are_two() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        let first = claims(&db, 0).unwrap();
        let second = claims(&db, 0).unwrap();
        assert_ne!(first.id, second.id);
        let once = says(&db, first, 0).unwrap();
        assert!(once.seen_at > first.seen_at && says(&db, first, 0).is_none());
        assert!(once.seen_at.duration_since(first.seen_at) < SignedDuration::from_secs(1));
        db.write_now::<_, Failed, _>(move |tx| release(tx, once)).unwrap();
        let ids: BTreeSet<i64> = [claims(&db, 1).unwrap().id, second.id].into();
        assert_eq!(ids, BTreeSet::from([first.id, second.id]));
    });
}
