//! Clients that insist (不放弃的客户端): the same request under the same name, of either server,
//! until there is an answer; and what they were answered.
use crate::district::District;
use crate::http::{Answer, Ask, Line};
use base::PostId;
use serde_json::{Value, json};
use sim::Rng;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Where the servers listen; nothing while one is down.
pub type Addresses = Mutex<[Option<SocketAddr>; 2]>;

/// What was asked for, and how it ended.
#[derive(Clone, Debug)]
pub struct Deed {
    pub matter: i64,
    /// Words that stand nowhere else.
    pub words: String,
    /// Acknowledged, or else refused.
    pub is_done: bool,
}

/// What all clients share.
pub struct Shared<'a> {
    pub addresses: &'a Addresses,
    /// Tokens of leader, worker and community.
    pub tokens: [String; 3],
    pub worker: PostId,
    pub community: PostId,
    pub stop: AtomicBool,
    /// Requests name themselves; the control's do not.
    pub named: bool,
    pub again: AtomicU64,
    pub replayed: AtomicU64,
}

impl<'a> Shared<'a> {
    /// Clients who name their requests, and have signed in nowhere yet.
    pub fn of(district: &District, addresses: &'a Addresses) -> Shared<'a> {
        Shared {
            addresses,
            tokens: Default::default(),
            worker: district.worker,
            community: district.community,
            stop: AtomicBool::new(false),
            named: true,
            again: AtomicU64::new(0),
            replayed: AtomicU64::new(0),
        }
    }
}

/// No fault of the test lasts as long.
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(60);

pub struct Client<'a> {
    shared: &'a Shared<'a>,
    rng: Rng,
    name: String,
    number: u64,
    pub deeds: Vec<Deed>,
    pub reports: Vec<(i64, String)>,
}

impl<'a> Client<'a> {
    pub fn new(shared: &'a Shared<'a>, seed: u64, at: usize) -> Client<'a> {
        let (rng, name) = (Rng::named(seed, &format!("client {at}")), format!("{seed}-{at}"));
        Client { shared, rng, name, number: 0, deeds: Vec::new(), reports: Vec::new() }
    }

    /// Works until it is told to stop; what it began is brought to its answer.
    pub fn work(mut self) -> Client<'a> {
        while !self.shared.stop.load(Ordering::Relaxed) {
            self.round();
            thread::sleep(Duration::from_millis(self.rng.range(150..=700) as u64));
        }
        self
    }

    /// A report and some of what may become of it.
    fn round(&mut self) {
        let id = self.report();
        let (worker, community) = (self.shared.worker.0, self.shared.community.0);
        if self.rng.chance(20) {
            // Not theirs to say: it is refused, and leaves nothing.
            self.act(id, "feedback", 1, |words| json!({ "words": words }));
        }
        if self.rng.chance(70) {
            self.act(id, "note", 0, |words| json!({ "words": words }));
        }
        if self.rng.chance(60) {
            self.act(id, "triage", 0, |words| {
                json!({
                    "category": "street_light", "weight": "general", "sort": "public",
                    "ground": "public_asset", "assign": worker.to_string(), "reason": words,
                })
            });
            self.act(id, "note", 1, |words| json!({ "words": words }));
            if self.rng.chance(40) {
                self.act(
                    id,
                    "hand-over",
                    1,
                    |words| json!({ "to": community.to_string(), "reason": words }),
                );
            } else {
                self.act(id, "solve", 1, |words| json!({ "ending": "solved", "words": words }));
                self.act(id, "check", 2, |words| json!({ "passes": true, "words": words }));
                if self.rng.chance(70) {
                    self.act(id, "feedback", 2, |words| json!({ "words": words }));
                }
            }
        }
    }

    /// A resident reports something; its id.
    pub fn report(&mut self) -> i64 {
        let words = self.words("路灯不亮");
        let lon = 120.0 + 0.001 * self.rng.fraction();
        let body = json!({
            "category": "street_light", "body": words.as_str(), "lon": lon, "lat": 30.0005,
        });
        let answer = self.insist("/api/v1/reports", "", &body);
        if answer.status != 201 {
            let text = answer.text();
            panic!("a report is never refused: {} {text}", answer.status);
        }
        let answered: Value = serde_json::from_slice(&answer.body).expect("an answer is JSON");
        let id = answered["id"].as_str().and_then(|id| id.parse().ok()).expect("it has an id");
        self.reports.push((id, words));
        id
    }

    fn act(&mut self, matter: i64, what: &str, by: usize, body: impl Fn(&str) -> Value) {
        let words = self.words(what);
        let staff = format!("Authorization: Bearer {}\r\n", self.shared.tokens[by]);
        let path = format!("/api/v1/matters/{matter}/{what}");
        let answer = self.insist(&path, &staff, &body(&words));
        let is_done = answer.status == 200;
        let refused = [403, 404, 409, 422].contains(&answer.status);
        assert!(is_done || refused, "{path}: {} {}", answer.status, answer.text());
        self.deeds.push(Deed { matter, words, is_done });
    }

    fn words(&mut self, what: &str) -> String {
        self.number += 1;
        format!("{what} {}-{} 号", self.name, self.number)
    }

    /// Asks until there is an answer that is one. Now and then it asks once more than it must.
    fn insist(&mut self, path: &str, headers: &str, body: &Value) -> Answer {
        self.number += 1;
        let named = format!("Idempotency-Key: {}-{}\r\n", self.name, self.number);
        let named = if self.shared.named { named.as_str() } else { "" };
        let headers = format!("Content-Type: application/json\r\n{named}{headers}");
        let body = body.to_string();
        let ask = Ask { method: "POST", path, headers: &headers, body: &body };
        let first = self.answered(&ask);
        let is_done = (200..300).contains(&first.status);
        if self.shared.named && is_done && self.rng.chance(15) {
            let again = self.answered(&ask);
            let told = (again.status, again.text());
            assert_eq!(told, (first.status, first.text()), "{path}: another answer");
            self.shared.replayed.fetch_add(1, Ordering::Relaxed);
        }
        first
    }

    fn answered(&mut self, ask: &Ask<'_>) -> Answer {
        let begun = Instant::now();
        loop {
            let at = self.rng.below(2);
            let addresses = *self.shared.addresses.lock().expect("nobody breaks");
            let line = addresses[at].or(addresses[1 - at]).map(Line::open);
            if let Some(Ok(mut line)) = line {
                match line.ask(ask) {
                    Ok(answer) if answer.status < 500 && answer.status != 429 => return answer,
                    Ok(_) | Err(_) => {}
                }
            }
            self.shared.again.fetch_add(1, Ordering::Relaxed);
            assert!(begun.elapsed() < PATIENCE, "{}: no answer", ask.path);
            thread::sleep(PAUSE);
        }
    }
}

/// Signs in; the token.
pub fn sign_in(address: SocketAddr, (login, password): &(String, String)) -> String {
    let mut line = Line::open(address).expect("the server listens");
    let body = json!({ "login": login, "password": password }).to_string();
    let headers = "Content-Type: application/json\r\n";
    let ask = Ask { method: "POST", path: "/api/v1/session", headers, body: &body };
    let answer = line.ask(&ask).expect("it answers");
    let answered: Value = serde_json::from_slice(&answer.body).expect("an answer is JSON");
    answered["token"].as_str().unwrap_or_else(|| panic!("no token: {answered}")).to_owned()
}
