//! The chain finds whatever was altered, removed or reordered behind the program's back.
use base::{Basis, EventId, PersonId};
use store::chain::{self, Damage, Reached, Step, Verdict};
use store::testing::{Fresh, on_each_engine};
use store::{Db, Failed, Hash, NewEvent};

fn event(id: i64) -> NewEvent {
    NewEvent {
        id: EventId(id),
        at: "2026-11-23T08:00:00Z".parse().unwrap(),
        actor: (id % 2 == 0).then_some(PersonId(5)),
        post: None,
        noun: "matter",
        subject: 42,
        what: "noted",
        detail: format!("{{\"text\":\"路灯不亮 {id}\"}}"),
        basis: Some(Basis::new("grid.leg.handle", "2020-01-01".parse().unwrap())),
    }
}

/// A database with events 1 to 9, sealed.
fn nine(fresh: &Fresh, hash: Hash) -> Db {
    let db = fresh.open_with(hash);
    for id in 1..=9 {
        db.write_now(move |tx| chain::record(tx, &event(id))).unwrap();
    }
    db.write_now(chain::seal_queue).unwrap();
    db
}

fn verdict(db: &Db) -> Verdict {
    db.read_now(|tx| chain::verify(tx, &[])).unwrap()
}

#[test]
fn an_untouched_chain_is_intact_with_either_hash() {
    on_each_engine(|fresh| {
        let Verdict::Intact { head, unsealed } = verdict(&nine(fresh, Hash::Sha256)) else {
            panic!("not intact")
        };
        assert_eq!((head.seq, head.hash, unsealed), (9, Hash::Sha256, 0));
    });
    on_each_engine(|fresh| {
        let Verdict::Intact { head, .. } = verdict(&nine(fresh, Hash::Sm3)) else {
            panic!("not intact")
        };
        assert_eq!(head.hash, Hash::Sm3);
    });
}

#[test]
fn every_way_of_tampering_is_found_at_its_place() {
    let cases: &[(&str, &str, i64, Damage)] = &[
        ("a detail altered", "UPDATE event SET detail = '{}' WHERE id = 4", 4, Damage::Altered),
        ("a time altered", "UPDATE event SET at = at + 1 WHERE id = 2", 2, Damage::Altered),
        ("an actor named", "UPDATE event SET actor = 6 WHERE id = 3", 3, Damage::Altered),
        ("a basis removed", "UPDATE event SET basis = NULL WHERE id = 7", 7, Damage::Altered),
        ("an event removed", "DELETE FROM event WHERE id = 5", 5, Damage::EventGone),
        (
            "an event and its seal removed",
            "DELETE FROM event WHERE id = 5; DELETE FROM seal WHERE event = 5",
            5,
            Damage::Gap,
        ),
        (
            "two events in each other's place",
            "UPDATE seal SET event = -1 WHERE seq = 3; UPDATE seal SET event = 3 WHERE seq = 4;
             UPDATE seal SET event = 4 WHERE seq = 3",
            3,
            Damage::Altered,
        ),
        (
            "an event slipped in",
            "INSERT INTO event (id, at, noun, subject, what, detail)
             VALUES (99, 1, 'matter', 1, 'noted', '{}')",
            10,
            Damage::Unsealed,
        ),
    ];
    for (name, sql, seq, why) in cases {
        on_each_engine(|fresh| {
            let db = nine(fresh, Hash::Sha256);
            fresh.tamper(sql).unwrap();
            assert_eq!(verdict(&db), Verdict::Broken { seq: *seq, why: *why }, "{name}");
        });
    }
}

#[test]
fn a_tail_cut_off_is_found_by_a_head_written_down_elsewhere() {
    on_each_engine(|fresh| {
        let db = nine(fresh, Hash::Sha256);
        let Verdict::Intact { head, .. } = verdict(&db) else { panic!("not intact") };
        fresh.tamper("DELETE FROM event WHERE id > 7; DELETE FROM seal WHERE seq > 7").unwrap();
        assert!(matches!(verdict(&db), Verdict::Intact { .. }), "the chain alone cannot know");
        let anchors = [(head.seq, head.head)];
        let found = db.read_now(move |tx| chain::verify(tx, &anchors)).unwrap();
        assert_eq!(found, Verdict::Broken { seq: 9, why: Damage::Anchor });
    });
}

/// Walks in parts of so many rows; the verdict, and after how many parts.
fn in_parts(db: &Db, rows: i64) -> (Verdict, usize) {
    let mut reached = Reached::START;
    for parts in 1.. {
        match db.read_now(move |tx| chain::verify_from(tx, reached, rows, &[])).unwrap() {
            Step::Further(further) => reached = further,
            Step::Done(verdict) => return (verdict, parts),
        }
    }
    panic!("a walk ends")
}

#[test]
fn a_walk_in_parts_comes_to_the_same_verdict_wherever_the_damage_is() {
    const EVENTS: i64 = 5500;
    let cases: &[(&str, Option<(i64, Damage)>)] = &[
        ("SELECT 1", None),
        ("UPDATE event SET detail = '{}' WHERE id = 3", Some((3, Damage::Altered))),
        ("UPDATE event SET detail = '{}' WHERE id = 5400", Some((5400, Damage::Altered))),
        ("DELETE FROM event WHERE id = 5200", Some((5200, Damage::EventGone))),
        ("DELETE FROM seal WHERE seq = 5001", Some((5001, Damage::Gap))),
        (
            "INSERT INTO event (id, at, noun, subject, what, detail)
             VALUES (20000, 1, 'matter', 1, 'noted', '{}')",
            Some((EVENTS + 1, Damage::Unsealed)),
        ),
    ];
    on_each_engine(|fresh| {
        let db = fresh.open();
        db.write_now(|tx| (1..=EVENTS).try_for_each(|id| chain::record(tx, &event(id)))).unwrap();
        while db.write_now(chain::seal_queue).unwrap() > 0 {}
        for (sql, broken) in cases {
            fresh.tamper("DROP TABLE IF EXISTS kept_event").unwrap();
            fresh.tamper("DROP TABLE IF EXISTS kept_seal").unwrap();
            fresh.tamper("CREATE TABLE kept_event AS SELECT * FROM event").unwrap();
            fresh.tamper("CREATE TABLE kept_seal AS SELECT * FROM seal").unwrap();
            fresh.tamper(sql).unwrap();
            let (found, parts) = in_parts(&db, 5000);
            match broken {
                None => {
                    let Verdict::Intact { head, .. } = &found else { panic!("{found:?}") };
                    // Two for the chain, two for the events; two halves share one.
                    assert_eq!((head.seq, parts), (EVENTS, 3));
                }
                Some((seq, why)) => {
                    assert_eq!(found, Verdict::Broken { seq: *seq, why: *why }, "{sql}");
                }
            }
            assert_eq!(found, verdict(&db), "in one go: {sql}");
            fresh.tamper("DELETE FROM seal").unwrap();
            fresh.tamper("DELETE FROM event").unwrap();
            fresh.tamper("INSERT INTO event SELECT * FROM kept_event").unwrap();
            fresh.tamper("INSERT INTO seal SELECT * FROM kept_seal").unwrap();
        }
    });
}

#[test]
fn a_walk_goes_on_only_from_the_hash_it_came_to() {
    on_each_engine(|fresh| {
        let db = nine(fresh, Hash::Sha256);
        let forged = Reached { seq: 4, head: [7; 32], ..Reached::START };
        let found = db.read_now(move |tx| chain::verify_from(tx, forged, 100, &[])).unwrap();
        assert_eq!(found, Step::Done(Verdict::Broken { seq: 5, why: Damage::Altered }));
    });
}

#[test]
fn a_change_that_is_refused_leaves_no_event_and_no_place() {
    on_each_engine(|fresh| {
        let db = nine(fresh, Hash::Sha256);
        let refused: Result<(), Failed> = db.write_now(|tx| {
            chain::record(tx, &event(10))?;
            Err(Failed::Stale)
        });
        assert!(matches!(refused, Err(Failed::Stale)));
        db.write_now(|tx| chain::record(tx, &event(11))).unwrap();
        db.write_now(chain::seal_queue).unwrap();
        let Verdict::Intact { head, .. } = verdict(&db) else { panic!("not intact") };
        assert_eq!(head.seq, 10);
    });
}

#[test]
fn two_sealers_at_once_give_every_event_one_place() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        for id in 1..=60 {
            db.write_now(move |tx| chain::record(tx, &event(id))).unwrap();
        }
        let hands: Vec<_> = (0..4)
            .map(|_| {
                let db = db.clone();
                std::thread::spawn(move || db.write_now(chain::seal_queue).unwrap())
            })
            .collect();
        hands.into_iter().for_each(|hand| assert!(hand.join().unwrap() <= 60));
        let Verdict::Intact { head, unsealed } = verdict(&db) else { panic!("not intact") };
        assert_eq!((head.seq, unsealed), (60, 0));
    });
}
