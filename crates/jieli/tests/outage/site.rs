//! A served town (站点) as whoever watches an outage sees it: what is asked of it, and what it says.
use crate::http::{Answer, Ask, Line};
use crate::server::Server;
use crate::strace::{self, Strace};
use crate::town::Town;
use crate::writer::{self, Promised};
use crate::{found, world};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use store::Place;
use store::testing::Fresh;

pub struct Site {
    server: Server,
    keys: PathBuf,
    staff: String,
    /// A matter that staff act on.
    matter: String,
    number: AtomicU64,
    promised: Vec<Promised>,
}

/// Texts count from here: see the test that kills.
const FIRST: u64 = 10_000_000;

impl Site {
    /// A town with one matter, served by a process of its own; perhaps one that lies.
    pub fn open(fresh: &Fresh, fault: Option<&str>) -> Site {
        static SITES: AtomicU64 = AtomicU64::new(0);
        let number = SITES.fetch_add(1, Ordering::Relaxed);
        let name = format!("jieli-outage-{}-{number}.key", std::process::id());
        let keys = std::env::temp_dir().join(name);
        let town = Town::found(fresh);
        let opened = app::sign_in::settle_now(&town.app, town.leader.person, "leader");
        let opened = opened.expect("an account can be opened");
        drop(town);
        let server = Server::start_with(&fresh.place, &keys, fault);
        let token = writer::sign_in(server.address, &opened.login, &opened.password);
        if fault.is_some() {
            // Whoever answers before the commit may not have the session yet.
            thread::sleep(Duration::from_millis(100));
        }
        let staff = format!("Authorization: Bearer {token}\r\n");
        // Its use is long not noted: every question would like to write that down.
        fresh.tamper("UPDATE session SET seen_at = seen_at - 120000000").expect("it is changed");
        let (number, promised) = (AtomicU64::new(FIRST), Vec::new());
        let mut site = Site { server, keys, staff, matter: String::new(), number, promised };
        // By the server's own clock: by the town's it would be long overdue, and move on.
        site.matter = parsed(&site.report())["id"].as_str().expect("it has an id").to_owned();
        site
    }

    /// Lets system calls of the server on the database's files fail or wait.
    pub fn injected(&self, fresh: &Fresh, injection: &str) -> Strace {
        let Place::File(path) = &fresh.place else { panic!("only files are traced") };
        Strace::attach(self.server.pid(), &strace::files(path), &[injection.to_owned()], None)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&Ask { method: "GET", path, headers: &self.staff, body: "" })
    }

    /// A resident reports; what is acknowledged is remembered.
    pub fn report(&mut self) -> Answer {
        let (answer, words) = self.send_report();
        if answer.status == 201 {
            let id = parsed(&answer)["id"].as_str().and_then(|id| id.parse().ok());
            self.promised.push(Promised::Matter { id: id.expect("it has an id"), words });
        }
        answer
    }

    fn send_report(&self) -> (Answer, String) {
        let words = format!("楼道堆物{}", self.number.fetch_add(1, Ordering::Relaxed));
        let body = json!({ "category": "litter", "body": words, "lon": 120.0005, "lat": 30.0005 });
        (self.post("/api/v1/reports", &body), words)
    }

    /// Staff write a note.
    pub fn note(&self) -> Answer {
        let words = format!("已约人上门{}", self.number.fetch_add(1, Ordering::Relaxed));
        self.post(&format!("/api/v1/matters/{}/note", self.matter), &json!({ "words": words }))
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = format!("Content-Type: application/json\r\n{}", self.staff);
        self.ask(&Ask { method: "POST", path, headers: &headers, body: &body.to_string() })
    }

    fn ask(&self, ask: &Ask<'_>) -> Answer {
        let asked = Line::open(self.server.address).and_then(|mut line| line.ask(ask));
        asked.unwrap_or_else(|error| panic!("{} {}: {error}", ask.method, ask.path))
    }

    /// An answer that says, for programs, that nothing can be saved, why, and when to come again.
    pub fn is_down(&self, answer: &Answer, reason: &str) {
        let said = answer.text();
        assert_eq!(answer.status, 503, "{said}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert!(answer.header("retry-after").is_some(), "{}", answer.head);
        let problem = parsed(answer);
        assert_eq!(problem["type"], "urn:jieli:problem:down", "{said}");
        assert_eq!(problem["reason"], reason, "{said}");
        let told = problem["detail"].as_str().unwrap_or_default();
        assert!(told.chars().count() > 20, "in words: {said}");
    }

    pub fn is_ready(&self) -> bool {
        self.get("/readyz").status == 200
    }

    pub fn is_unready(&self, reason: &str) {
        self.is_down(&self.get("/readyz"), reason);
    }

    /// Every kind of reading works: pages, lists, one matter, a form to fill in.
    pub fn reads(&self) {
        let matter = format!("/api/v1/matters/{}", self.matter);
        let paths = ["/", "/report", "/api/v1/board", "/api/v1/inbox", &matter, "/healthz"];
        for path in paths {
            let answer = self.get(path);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        }
    }

    /// Half of so many write reports, the others notes, while somebody asks so many questions: how
    /// each change was answered and after how long, and how long the questions took, in order.
    pub fn both(&mut self, hands: usize, asked: usize) -> (Vec<(u16, Duration)>, Vec<Duration>) {
        let site = &*self;
        let hand = |hand: usize| {
            let began = Instant::now();
            let report = hand.is_multiple_of(2).then(|| site.send_report());
            let answer = report.as_ref().map_or_else(|| site.note(), |(answer, _)| answer.clone());
            ((answer.status, began.elapsed()), report)
        };
        let (ended, mut read) = thread::scope(|scope| {
            let hand = &hand;
            let spawned = (0..hands).map(|at| {
                thread::sleep(Duration::from_millis(50));
                scope.spawn(move || hand(at))
            });
            let spawned: Vec<_> = spawned.collect();
            let mut read = Vec::new();
            while read.len() < asked {
                let began = Instant::now();
                assert_eq!(site.get("/api/v1/board").status, 200);
                read.push(began.elapsed());
                thread::sleep(Duration::from_millis(10));
            }
            let ended = spawned.into_iter().map(|hand| hand.join().expect("no hand breaks"));
            (ended.collect::<Vec<_>>(), read)
        });
        let (written, reports): (Vec<_>, Vec<_>) = ended.into_iter().unzip();
        for (answer, words) in reports.into_iter().flatten().filter(|(it, _)| it.status == 201) {
            let id = parsed(&answer)["id"].as_str().and_then(|id| id.parse().ok());
            self.promised.push(Promised::Matter { id: id.expect("it has an id"), words });
        }
        read.sort_unstable();
        (written, read)
    }

    /// Kills the server; how much of what was acknowledged is not there, or not once.
    pub fn lost(&mut self, fresh: &Fresh) -> usize {
        self.server.end();
        let app = world::app(fresh, "2026-03-02T10:00:00+08:00");
        found::whole(&app);
        found::intact(&app);
        let promised = std::mem::take(&mut self.promised);
        println!("{} acknowledged", promised.len());
        found::lost(&app, &promised)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.keys);
    }
}

fn parsed(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("JSON: {}", answer.text()))
}

/// Waits until it is so, at most so long; how long it took.
pub fn within(most: Duration, is_so: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < most, "not within {most:?}");
        thread::sleep(Duration::from_millis(50));
    }
    began.elapsed()
}
