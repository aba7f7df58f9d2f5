//! Two servers on one PostgreSQL, whichever is killed when and however the way to the database
//! breaks: what was acknowledged is there once, what ran out was escalated once, what was to leave
//! came, the history has one place for each event.
//!
//! `JIELI_TWO_SECONDS=600` lasts longer, `JIELI_TWO_SEED=7` goes another way. Two controls must
//! fail: clients that repeat without a name, and servers that take every guarded change for done.
#[path = "../../store/tests/chaos/mod.rs"]
mod chaos;
#[path = "two/checks.rs"]
mod checks;
#[path = "two/district.rs"]
mod district;
#[path = "kill/http.rs"]
mod http;
#[path = "two/load.rs"]
mod load;
#[path = "kill/server.rs"]
mod server;
#[path = "two/storm.rs"]
mod storm;
#[path = "../../send/tests/there/mod.rs"]
mod there;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use chaos::{BOTH, Chaos, Fate, Way};
use district::District;
use load::{Client, Shared};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};
use store::testing::{Fresh, SERVER};
use storm::Storm;
use there::Receiver;

const SECONDS: u64 = 40;
const SEED: u64 = 20_260_302;
const CLIENTS: usize = 6;
/// Minutes a holder has: six seconds for the servers.
const LEG_MINUTES: u32 = 3;
/// What the receiver is told of.
const EVENTS: &[&str] =
    &["reported", "sorted", "handed_over", "escalated", "handled", "checked", "closed"];

fn fresh() -> Option<Fresh> {
    let fresh = Fresh::postgres();
    if fresh.is_none() {
        eprintln!("left out: {SERVER} is not set, cargo xtask test sets it");
    }
    fresh
}

fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn two_servers_do_everything_once_whichever_is_killed_and_however_the_way_breaks() {
    let Some(fresh) = fresh() else { return };
    let seconds = asked("JIELI_TWO_SECONDS", SECONDS);
    let seed = asked("JIELI_TWO_SEED", SEED);
    let district = District::found(&fresh, LEG_MINUTES);
    let receiver = Receiver::start();
    let mut storm = Storm::begin(&district, receiver.port, seed);
    let addresses = storm.addresses();
    let tokens = {
        let address = addresses.lock().unwrap()[0].expect("it is up");
        district.logins.each_ref().map(|login| load::sign_in(address, login))
    };
    let shared = Shared { tokens, ..Shared::of(&district, &addresses) };
    let clients = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|at| {
                scope.spawn({
                    let shared = &shared;
                    move || Client::new(shared, seed, at).work()
                })
            })
            .collect();
        storm.rage(Duration::from_secs(seconds));
        shared.stop.store(true, Ordering::Relaxed);
        storm.calm();
        clients.into_iter().map(|client| client.join().expect("it is answered")).collect::<Vec<_>>()
    });
    let ended = district.now();
    let app = &district.town.app;
    wait("what is to leave", || checks::waiting(app, ended) == 0);
    wait("what has run out", || {
        let due = checks::escalations(app, ended).wrong;
        !due.iter().any(|wrong| wrong.contains("still wait"))
    });
    let counts = storm.end();

    let reports: Vec<_> = clients.iter().flat_map(|client| client.reports.clone()).collect();
    let deeds: Vec<_> = clients.iter().flat_map(|client| client.deeds.clone()).collect();
    let escalated = checks::escalations(app, ended);
    let delivered = checks::deliveries(app, &receiver.calls(), EVENTS);
    let done = deeds.iter().filter(|deed| deed.is_done).count();
    println!(
        "seed {seed}, {seconds} s: {counts}; {} reports, {done} deeds done, {} refused, \
         {} asked again, {} answered twice; {} escalations, the latest {} s late by a clock {} \
         times as fast; {} rows left, {} calls, {} of them again",
        reports.len(),
        deeds.len() - done,
        shared.again.load(Ordering::Relaxed),
        shared.replayed.load(Ordering::Relaxed),
        escalated.legs,
        escalated.latest_seconds,
        district::TIMES,
        delivered.rows,
        delivered.calls,
        delivered.twice,
    );
    let mut wrong = checks::reports(app, &reports);
    wrong.extend(checks::deeds(app, &deeds));
    wrong.extend(escalated.wrong);
    wrong.extend(delivered.wrong);
    wrong.extend(checks::seals(app));
    assert!(wrong.is_empty(), "seed {seed}, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
    verified(&district);
    let checked = sim::invariants::check(app).expect("it can be looked at");
    assert!(checked.faults.is_empty(), "{:?}", checked.faults);
    assert!(reports.len() > 30 && escalated.legs > 30, "too little to say anything");
}

/// What waits is there within a moment.
fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} still waits");
        thread::sleep(Duration::from_millis(200));
    }
}

/// `jieli audit verify`, as an auditor runs it.
fn verified(district: &District) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieli"));
    command.args(["audit", "verify"]).env("JIELI_DATABASE", &district.url);
    let told = command.output().expect("the program starts");
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.status.success() && text.starts_with("intact"), "{text}");
}

/// The control: who repeats without a name does some things twice, and it is seen.
#[test]
fn clients_that_repeat_without_a_name_are_found_out() {
    let Some(fresh) = fresh() else { return };
    let district = District::found(&fresh, 600);
    let receiver = Receiver::start();
    let mut storm = Storm::begin(&district, receiver.port, SEED);
    let addresses = storm.addresses();
    let shared = Shared { named: false, ..Shared::of(&district, &addresses) };
    let begun = Instant::now();
    let mut reports = Vec::new();
    loop {
        let some = thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|at| {
                    let (shared, seed) = (&shared, reports.len() as u64 * 100 + SEED);
                    scope.spawn(move || {
                        let mut client = Client::new(shared, seed, at);
                        for _ in 0..20 {
                            client.report();
                        }
                        client.reports
                    })
                })
                .collect();
            storm.kill(0);
            storm.kill(1);
            let ended = clients.into_iter().map(|client| client.join().expect("answered"));
            ended.flatten().collect::<Vec<_>>()
        });
        reports.extend(some);
        let wrong = checks::reports(&district.town.app, &reports);
        if !wrong.is_empty() {
            println!("control: {} of {} reports are wrong", wrong.len(), reports.len());
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "this test cannot see a doubled report");
    }
}

/// The control: without the guards of a relay, two servers escalate the same leg, and it is seen.
#[test]
fn servers_that_take_every_guarded_change_for_done_are_found_out() {
    let Some(fresh) = fresh() else { return };
    let district = District::found(&fresh, LEG_MINUTES);
    fresh.tamper("ALTER TABLE leg DROP CONSTRAINT leg_pkey").expect("the last guard falls");
    let server = chaos::server_of(&district.url);
    let ways = [Chaos::before(server, 1), Chaos::before(server, 2)];
    let servers = ways.each_ref().map(|way| district.serve(way, Some("blind")));
    let addresses = Mutex::new(servers.each_ref().map(|server| Some(server.address)));
    let shared = Shared::of(&district, &addresses);
    let mut client = Client::new(&shared, SEED, 0);
    for _ in 0..30 {
        client.report();
    }
    for way in &ways {
        BOTH.into_iter().for_each(|at| way.every(at, Fate::Delay(Duration::from_millis(15))));
    }
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        let wrong = checks::escalations(&district.town.app, district::never()).wrong;
        if !wrong.is_empty() {
            println!("control: {} wrong after {:?}: {}", wrong.len(), begun.elapsed(), wrong[0]);
            return;
        }
        thread::sleep(Duration::from_millis(500));
    }
    panic!("this test cannot see an escalation that happened twice");
}

#[test]
fn a_server_killed_between_sending_and_marking_sends_again_under_the_same_id() {
    for (what, answered) in [("before the answer", false), ("after the answer", true)] {
        let Some(fresh) = fresh() else { return };
        let district = District::found(&fresh, 600);
        let receiver = Receiver::start();
        let hook = Chaos::before(([127, 0, 0, 1], receiver.port).into(), 1);
        district.tell(hook.address().port(), &["reported"]);
        let way = Chaos::before(chaos::server_of(&district.url), 2);
        let server = district.serve(&way, None);
        hook.every(Way::ToClient, Fate::Stall);
        let addresses = Mutex::new([Some(server.address), None]);
        let shared = Shared::of(&district, &addresses);
        Client::new(&shared, SEED, 0).report();
        wait("the call", || receiver.calls().len() == 1);
        if answered {
            way.every(Way::ToServer, Fate::Stall);
            hook.heal();
            thread::sleep(Duration::from_millis(500));
        }
        server.kill();
        drop(way);
        hook.heal();
        let app = &district.town.app;
        assert_eq!(checks::waiting(app, district.now()), 1, "{what}: it is not marked");

        let way = Chaos::before(chaos::server_of(&district.url), 3);
        let other = district.serve(&way, None);
        wait("its mark", || checks::waiting(app, district.now()) == 0);
        thread::sleep(Duration::from_millis(500));
        other.kill();
        let calls = receiver.calls();
        assert_eq!(calls.len(), 2, "{what}");
        let ids = [&calls[0], &calls[1]].map(|call| call.header("webhook-id").to_owned());
        assert_eq!((&ids[0], &calls[0].body), (&ids[1], &calls[1].body), "{what}");
        let delivered = checks::deliveries(app, &calls, &["reported"]);
        assert!(delivered.wrong.is_empty(), "{what}: {:?}", delivered.wrong);
    }
}
