//! What goes along a connection to PostgreSQL together, when a part of it is lost on the way.
mod chaos;

use chaos::{BOTH, Chaos, Fate, Way};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use store::testing::{Fresh, SERVER};
use store::{Db, Failed, Hash, Place, Why, params};

const PUT: &str = "INSERT INTO counter (scope, next) VALUES ($1, $2)";
const BUMP: &str = "UPDATE counter SET next = next + 1 WHERE scope = $1";
const GET: &str = "SELECT next FROM counter WHERE scope = $1";

type Words = &'static [(&'static str, &'static str)];

/// A database behind a proxy, and the same without it.
struct Behind {
    chaos: Chaos,
    db: Db,
    straight: Db,
    _fresh: Fresh,
}

impl Behind {
    /// Nothing where there is no PostgreSQL.
    fn open(seed: u64, words: Words) -> Option<Behind> {
        let Some(fresh) = Fresh::postgres() else {
            eprintln!("PostgreSQL is left out: {SERVER} is not set, cargo xtask test sets it");
            return None;
        };
        let Place::Server(url) = &fresh.place else { unreachable!("it is a server") };
        let straight = fresh.open();
        let chaos = Chaos::before(chaos::server_of(url), seed);
        chaos.puts_for(words);
        let place = Place::Server(chaos::by_way_of(url, &chaos));
        let db = Db::open(&place, Hash::Sha256).expect("it opens through the proxy");
        Some(Behind { chaos, db, straight, _fresh: fresh })
    }

    /// Two changes that nobody asks an answer of, so that both go with the commit.
    fn put_two(&self, scope: &'static str) -> Result<(), Failed> {
        self.db.write_now(move |tx| {
            tx.put(PUT, params![scope, 1i64])?;
            tx.put(PUT, params![format!("{scope} too"), 1i64])
        })
    }

    fn get(&self, scope: &'static str) -> Option<i64> {
        let ask = move |tx: &mut store::Tx<'_>| tx.one(GET, params![scope], |row| row.get(0));
        self.straight.read_now::<Option<i64>, Failed, _>(ask).expect("it answers")
    }

    fn ways(&self, fate: Fate) {
        BOTH.into_iter().for_each(|way| self.chaos.every(way, fate));
    }
}

/// A beginning that the server does not understand.
const NO_BEGIN: (&str, &str) = ("BEGIN READ WRITE", "BEGIN READ WRONG");
/// A connection that allows a change at any time.
const NO_GUARD: (&str, &str) =
    ("default_transaction_read_only = on", "default_transaction_read_only = no");

#[test]
fn a_transaction_whose_begin_alone_fails_leaves_nothing_standing() {
    let Some(behind) = Behind::open(1, &[]) else { return };
    behind.put_two("before").unwrap();
    behind.chaos.puts_for(&[NO_BEGIN]);
    let told = behind.put_two("alone").unwrap_err();
    assert!(matches!(told, Failed::Broken(_)), "{told}");
    let bumped = behind.db.write_now(|tx| tx.run_one(BUMP, params!["before"]));
    assert!(matches!(bumped, Err(Failed::Broken(_))));
    behind.chaos.puts_for(&[]);
    behind.put_two("after").unwrap();
    let scopes = ["before", "alone", "alone too", "after"];
    assert_eq!(scopes.map(|scope| behind.get(scope)), [Some(1), None, None, Some(1)]);
}

/// The control: connections that allow a change outside a transaction.
#[test]
fn without_the_guard_changes_would_stand_though_their_begin_failed() {
    let Some(behind) = Behind::open(2, &[NO_GUARD]) else { return };
    behind.put_two("before").unwrap();
    behind.chaos.puts_for(&[NO_GUARD, NO_BEGIN]);
    assert!(behind.put_two("alone").is_err());
    assert_eq!(behind.get("alone"), Some(1), "this test cannot see such a change");
}

#[test]
fn a_change_that_cannot_be_written_down_keeps_the_others_from_being_committed() {
    let Some(behind) = Behind::open(3, &[]) else { return };
    let told: Result<(), Failed> = behind.db.write_now(|tx| {
        tx.put(PUT, params!["half", 1i64])?;
        tx.put(PUT, params!["a parameter is missing"])
    });
    assert!(matches!(told, Err(Failed::Broken(_))), "{told:?}");
    assert_eq!(behind.get("half"), None);
    for _ in 0..40 {
        behind.db.write_now::<_, Failed, _>(|tx| tx.one(GET, params!["half"], |_| Ok(()))).unwrap();
    }
    behind.put_two("after").unwrap();
    assert_eq!(behind.get("after"), Some(1));
}

#[test]
fn a_connection_lost_before_the_commit_costs_nobody_an_answer() {
    let Some(behind) = Behind::open(4, &[]) else { return };
    behind.put_two("before").unwrap();
    const ROUNDS: i64 = 40;
    for round in 0..ROUNDS {
        if round % 10 == 5 {
            // As when the server is started again: every line is dead, and nobody knows yet.
            behind.ways(Fate::Reset);
            thread::sleep(Duration::from_millis(60));
            behind.chaos.heal();
        }
        behind.db.write_now(|tx| tx.run_one(BUMP, params!["before"])).expect("it is run again");
    }
    assert_eq!(behind.get("before"), Some(1 + ROUNDS));
}

/// Whatever is lost, what was acknowledged is there and what is there happened once.
#[test]
fn a_change_behind_a_line_that_breaks_is_there_once_or_told_to_be_unknown() {
    let Some(behind) = Behind::open(5, &[]) else { return };
    behind.put_two("before").unwrap();
    const HANDS: usize = 6;
    const MOVES: usize = 60;
    let behind = Arc::new(behind);
    let hands: Vec<_> = (0..HANDS)
        .map(|_| {
            let behind = Arc::clone(&behind);
            thread::spawn(move || {
                let done = (0..MOVES).map(|_| {
                    behind.db.write_now::<(), Failed, _>(|tx| tx.run_one(BUMP, params!["before"]))
                });
                done.filter(Result::is_ok).count()
            })
        })
        .collect();
    let cuts = [Fate::Reset, Fate::CutAfter(30), Fate::HalfClose, Fate::CutAfter(700)];
    let mut at = 0;
    while !hands.iter().all(thread::JoinHandle::is_finished) {
        behind.chaos.one(BOTH[at % 2], cuts[at % cuts.len()]);
        at += 1;
        thread::sleep(Duration::from_millis(15));
    }
    let acknowledged: usize = hands.into_iter().map(|hand| hand.join().expect("it lives")).sum();
    let there = behind.get("before").expect("it is there") - 1;
    let there = usize::try_from(there).expect("it grew");
    println!("{acknowledged} acknowledged, {there} there, of {}; {at} cuts", HANDS * MOVES);
    assert!((acknowledged..=HANDS * MOVES).contains(&there));
    assert!(acknowledged > HANDS * MOVES / 4, "too little went through to say anything");
}

#[test]
fn a_server_that_falls_silent_is_given_up_and_found_again() {
    let Some(behind) = Behind::open(6, &[]) else { return };
    behind.put_two("before").unwrap();
    // Every line is open, so it is an answer that does not come, not a connection.
    let bump = |_| behind.db.write_now(|tx| tx.run_one(BUMP, params!["before"])).unwrap();
    thread::scope(|scope| (0..64).for_each(|at| drop(scope.spawn(move || bump(at)))));
    behind.chaos.every(Way::ToServer, Fate::Swallow);
    let begun = Instant::now();
    let told = behind.db.write_now(|tx| tx.run_one(BUMP, params!["before"]));
    assert!(matches!(told, Err(Failed::Down { why: Why::Server, .. })), "{told:?}");
    let took = begun.elapsed();
    println!("given up after {took:?}");
    assert!(took < Duration::from_secs(40), "{took:?} is longer than anybody waits");
    behind.chaos.heal();
    // Every other line is as silent, but one of them was enough to know.
    let begun = Instant::now();
    for _ in 0..40 {
        behind.db.write_now(|tx| tx.run_one(BUMP, params!["before"])).expect("it is back");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert_eq!(behind.get("before"), Some(1 + 64 + 40));
}

#[test]
fn the_server_is_told_to_end_what_a_vanished_client_left_open_with_its_locks() {
    let Some(behind) = Behind::open(7, &[]) else { return };
    let limits: Option<(String, String)> = behind
        .db
        .read_now::<_, Failed, _>(|tx| {
            const SQL: &str = "
                SELECT current_setting('idle_in_transaction_session_timeout'),
                    current_setting('statement_timeout')";
            tx.one(SQL, params![], |row| Ok((row.get(0)?, row.get(1)?)))
        })
        .unwrap();
    assert_eq!(limits, Some(("30s".to_owned(), "20s".to_owned())));
}
