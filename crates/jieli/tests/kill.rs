//! Killed in the midst of writing, a server has lost nothing that it acknowledged.
//!
//! `JIELI_KILLS=1000` kills more often. The control answers before its commit and must lose
//! something: otherwise this test could not see a loss at all.
#[path = "kill/found.rs"]
mod found;
#[path = "kill/http.rs"]
mod http;
#[path = "kill/server.rs"]
mod server;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;
#[path = "kill/writer.rs"]
mod writer;

use base::PostId;
use server::Server;
use sim::Rng;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;
use store::testing::{Fresh, on_each_engine};
use town::Town;
use writer::{Promised, Shared};

/// Kills of one engine, when nobody says otherwise.
const KILLS: usize = 100;
/// Within so many the control has lost something.
const CONTROL_KILLS: usize = 30;
/// After so many kills the promises are looked up.
const LOOK_EVERY: usize = 10;
const CLIENTS: usize = 8;
const SEED: u64 = 20_260_301;
/// Texts count from here: a shorter number is also a day or a serial in the number of a matter,
/// and a search for it finds others.
const FIRST: u64 = 10_000_000;

#[test]
fn a_killed_server_has_lost_nothing_that_it_acknowledged() {
    let kills = std::env::var("JIELI_KILLS").ok().and_then(|text| text.parse().ok());
    let kills = kills.unwrap_or(KILLS);
    on_each_engine(|fresh| {
        let mut story = Story::begin(fresh, false);
        for kill in 1..=kills {
            story.kill_once();
            if kill % LOOK_EVERY == 0 || kill == kills {
                let lost = story.look();
                assert_eq!(lost, 0, "lost within {kill} kills, seed {SEED}");
            }
        }
        let (engine, promised) = (story.engine(), story.known);
        println!("{engine}: {kills} kills, seed {SEED}: {promised} acknowledged, none lost");
        assert!(promised > kills, "too little was written to say anything");
    });
}

#[test]
fn a_server_that_answers_before_its_commit_is_found_out() {
    on_each_engine(|fresh| {
        let mut story = Story::begin(fresh, true);
        for kill in 1..=CONTROL_KILLS {
            story.kill_once();
            let lost = story.look();
            if lost > 0 {
                println!("{}: control lost {lost} by kill {kill}", story.engine());
                return;
            }
        }
        panic!("{CONTROL_KILLS} kills lost nothing: this test cannot see a loss");
    });
}

struct Story<'a> {
    fresh: &'a Fresh,
    keys: PathBuf,
    fault: bool,
    login: (String, String),
    token: Option<String>,
    community: PostId,
    number: AtomicU64,
    rng: Rng,
    /// Acknowledged since the last look, and before it.
    promised: Vec<Promised>,
    known: usize,
}

impl<'a> Story<'a> {
    fn begin(fresh: &'a Fresh, fault: bool) -> Story<'a> {
        let town = Town::found(fresh);
        let opened = app::sign_in::settle_now(&town.app, town.leader.person, "leader");
        let opened = opened.expect("an account can be opened");
        let name = format!("jieli-kill-{}-{fault}.key", std::process::id());
        Story {
            fresh,
            keys: std::env::temp_dir().join(name),
            fault,
            login: (opened.login, opened.password),
            token: None,
            community: town.community.post,
            number: AtomicU64::new(FIRST),
            rng: Rng::new(SEED),
            promised: Vec::new(),
            known: 0,
        }
    }

    fn engine(&self) -> &'static str {
        match self.fresh.place {
            store::Place::File(_) => "SQLite",
            store::Place::Server(_) => "PostgreSQL",
        }
    }

    /// One life of the server, from its start to its kill.
    fn kill_once(&mut self) {
        let server = Server::start(&self.fresh.place, &self.keys, self.fault);
        let token = match self.token.take() {
            Some(token) => token,
            None => {
                let token = writer::sign_in(server.address, &self.login.0, &self.login.1);
                // The control may lose the session as well.
                thread::sleep(Duration::from_millis(if self.fault { 100 } else { 0 }));
                token
            }
        };
        let stop = AtomicBool::new(false);
        // A fresh connection to PostgreSQL plans every statement first; it gets time to write.
        let longest = if self.engine() == "SQLite" { 120 } else { 300 };
        let lasts = Duration::from_millis(self.rng.range(20..=longest) as u64);
        let (address, community) = (server.address, self.community);
        let (token_text, number) = (token.as_str(), &self.number);
        let (stopping, lies) = (&stop, self.fault);
        let shared = Shared { address, token: token_text, community, number, stop: stopping, lies };
        let promised = thread::scope(|scope| {
            let clients: Vec<_> =
                (0..CLIENTS).map(|_| scope.spawn(|| writer::write(&shared))).collect();
            thread::sleep(lasts);
            server.kill();
            stop.store(true, Ordering::Relaxed);
            let ended = clients.into_iter().map(|client| client.join().expect("no client breaks"));
            ended.flatten().collect::<Vec<_>>()
        });
        self.promised.extend(promised);
        self.token = Some(token);
    }

    /// Looks up what was promised since the last look, and that nothing is half there.
    fn look(&mut self) -> usize {
        let app = world::app(self.fresh, "2026-03-02T10:00:00+08:00");
        let promised = std::mem::take(&mut self.promised);
        self.known += promised.len();
        found::whole(&app);
        found::intact(&app);
        found::lost(&app, &promised)
    }
}

impl Drop for Story<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.keys);
    }
}
