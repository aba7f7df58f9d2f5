//! Two servers on one PostgreSQL do at the same moment what is to be done once. SQLite has one.
//!
//! The way to the database is slow by chance, so that one sees what the other is about to change.
#[path = "../../store/tests/chaos/mod.rs"]
mod chaos;
mod town;
mod world;

use app::App;
use app::grid::matter::{self, Asker};
use base::{MatterId, RelayId};
use chaos::{BOTH, Chaos, Fate};
use grid::matter::Source;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;
use store::testing::{Fresh, SERVER};
use store::{Db, Hash, Place};
use town::{Town, deeds};

/// A town and two servers, each with its own slow way to the database.
struct Two {
    town: Town,
    servers: [App; 2],
    _ways: [Chaos; 2],
    _fresh: Fresh,
}

impl Two {
    /// Nothing where there is no PostgreSQL.
    fn found() -> Option<Two> {
        let Some(fresh) = Fresh::postgres() else {
            eprintln!("left out: {SERVER} is not set, cargo xtask test sets it");
            return None;
        };
        let Place::Server(url) = &fresh.place else { unreachable!("it is a server") };
        let town = Town::found(&fresh);
        let ways = [1, 2].map(|seed| Chaos::before(chaos::server_of(url), seed));
        let servers = ways.each_ref().map(|way| {
            let place = Place::Server(chaos::by_way_of(url, way));
            let db = Db::open(&place, Hash::Sha256).expect("it opens through the proxy");
            BOTH.into_iter().for_each(|at| way.every(at, Fate::Delay(Duration::from_millis(4))));
            world::app_on(db, &town.clock)
        });
        Some(Two { town, servers, _ways: ways, _fresh: fresh })
    }

    /// Each server does it with several hands, all beginning at one moment.
    fn at_once(&self, work: impl Fn(&App) + Sync) {
        const HANDS: usize = 2;
        let start = Barrier::new(2 * HANDS);
        thread::scope(|scope| {
            for at in 0..2 * HANDS {
                let (server, start, work) = (&self.servers[at % 2], &start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(server);
                });
            }
        });
    }
}

/// How often each relay was escalated, by its row and by its history.
fn escalated(app: &App, ids: &[MatterId]) -> Vec<(u32, usize)> {
    let ids = ids.to_vec();
    let count = app.read_now(move |cx| {
        let mut counts = Vec::new();
        for id in &ids {
            let relay = store::relay::relay::find(cx.tx, RelayId(id.0))?.expect("it runs");
            let events = store::event::of(cx.tx, "matter", id.0)?;
            let events = events.iter().filter(|event| event.what == "escalated").count();
            counts.push((relay.escalated, events));
        }
        Ok(counts)
    });
    count.expect("it answers")
}

fn met<T>(done: app::Result<T>) {
    match done {
        Ok(_) | Err(app::Failed::Stale) => {} // another server was quicker
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_has_run_out_goes_up_one_rung_however_many_servers_look_at_it() {
    let Some(two) = Two::found() else { return };
    let town = &two.town;
    // One at a time: what a server reads and what it does lie close together for both.
    const MATTERS: usize = 1;
    // Within the day's hours of duty.
    const ROUNDS: u32 = 18;
    let ids: Vec<MatterId> =
        (0..MATTERS).map(|_| town.resident_reports("litter", "楼道堆物").0.id).collect();
    for round in 1..=ROUNDS {
        // A leg has half an hour of duty time; the promise ends within the second.
        town.clock.advance(31);
        two.at_once(|app| {
            (0..4).for_each(|_| met(app.write_now(matter::escalate_due)));
        });
        let wanted = vec![(round, round as usize); MATTERS];
        assert_eq!(escalated(&town.app, &ids), wanted, "round {round}");
    }
}

#[test]
fn what_nobody_acts_for_is_given_on_once() {
    let Some(two) = Two::found() else { return };
    let town = &two.town;
    let mut ids = Vec::new();
    let posts = [town.leader, town.community, town.street, town.district].map(|staff| staff.post);
    town.absent(town.worker.person, "2026-03-09");
    for (round, gone) in (1..).zip([town.leader, town.community, town.street]) {
        ids.push(town.resident_reports("litter", "楼道堆物").0.id);
        town.absent(gone.person, "2026-03-09");
        two.at_once(|app| (0..4).for_each(|_| met(app.write_now(matter::rescue_unmanned))));
        assert_eq!(escalated(&town.app, &ids[..1]), [(round, round as usize)], "round {round}");
        assert!(ids.iter().all(|id| town.holder(*id).0 == posts[round as usize]), "{round}");
    }
}

#[test]
fn a_place_where_it_happens_again_gets_one_root_cause_task() {
    let Some(two) = Two::found() else { return };
    let town = &two.town;
    for _ in 0..2 {
        deeds::closed(town);
    }
    let new = Arc::new(town.new_report(Source::Resident, "street_light", "又不亮"));
    two.at_once(|app| {
        let mut new = matter::NewReport::clone(&new);
        new.serial = app.serial_now(town::day("2026-03-02")).unwrap();
        app.write_now(move |cx| matter::report(cx, &Asker::default(), &new)).unwrap();
    });
    let tasks = town.app.read_now(|cx| {
        let all = store::grid::matter_list::reported_between(
            cx.tx,
            base::Timestamp::UNIX_EPOCH,
            base::Timestamp::MAX,
            None,
            100,
        )?;
        Ok(all.iter().filter(|matter| matter.root_of.is_some()).count())
    });
    assert_eq!(tasks.unwrap(), 1);
}
