//! Overload (过载): as many clients as the server can serve, then ten times as many, then as many as
//! before, without a pause between. Half of them report, half read lists and figures.
//!
//! What counts is what is answered rightly each second. Whoever is turned away asks again at once,
//! which is worse than any browser; the senders' share of the processors is told beside it.
use crate::clients::{self, Came, Crowd, request};
use crate::direct::{self, CATEGORIES};
use crate::district::{self, Filled};
use crate::pages;
use crate::server::{self, Server};
use base::place::Point;
use serde_json::json;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// So many clients without a pause use the server fully.
const FULL: usize = 128;
const TIMES: usize = 10;
/// The part of what was served at capacity that overload must leave, and recovery must reach.
const KEPT: f64 = 0.9;
/// What the moment of recovery is seen from: shorter windows are noise.
const WINDOW: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(100);
/// What a server does in its first seconds is not what it can do.
const WARM: Duration = Duration::from_secs(2);
/// Reports that are ready to be sent.
const READY: usize = 4096;

pub fn run(jieli: &Path, filled: &Filled, lasting: Duration) -> Result<(), String> {
    let app = district::open(&filled.database, &filled.keys)?;
    let points = direct::points(&app)?;
    drop(app);
    let server = Server::start(jieli, filled)?;
    let token = pages::sign_in(&server, filled)?;
    let asks = [Rc::new(reports(&points)), Rc::new(reads(&token))];
    load(&server, &asks, FULL, WARM)?;
    let before = load(&server, &asks, FULL, lasting)?;
    before.print("capacity", lasting);
    let during = load(&server, &asks, TIMES * FULL, lasting)?;
    during.print("ten times", lasting);
    let after = load(&server, &asks, FULL, lasting)?;
    after.print("after", lasting);
    let whole = |load: &Load| load.good(Duration::ZERO, lasting);
    println!(
        "goodput     {:.0} % of capacity at ten times the clients (reports {:.0} %, reads {:.0} %)",
        100.0 * whole(&during) / whole(&before),
        100.0 * during.of(0, lasting) / before.of(0, lasting),
        100.0 * during.of(1, lasting) / before.of(1, lasting),
    );
    match recovered(&after, KEPT * whole(&before), lasting) {
        Some(at) => println!("recovered   {:.1} s after the overload", at.as_secs_f64()),
        None => println!("recovered   not within {lasting:.0?}"),
    }
    println!("memory      at most {:.0} MB", server.memory()?.1);
    Ok(())
}

/// The end of the first window that is as good as is asked.
fn recovered(load: &Load, wanted: f64, lasting: Duration) -> Option<Duration> {
    let mut from = Duration::ZERO;
    while from + WINDOW <= lasting {
        if load.good(from, from + WINDOW) >= wanted {
            return Some(from + WINDOW);
        }
        from += STEP;
    }
    None
}

/// What came of reports and of reads, and who used the processors.
struct Load {
    came: Vec<Came>,
    /// Processor seconds of the server and of the senders.
    server: f64,
    senders: f64,
}

fn load(
    server: &Server,
    asks: &[clients::Asks; 2],
    clients: usize,
    lasting: Duration,
) -> Result<Load, String> {
    let used = || Ok::<_, String>((server.processor()?, server::processor("self")?));
    let crowd =
        |at: usize, wanted| Crowd { asks: Rc::clone(&asks[at]), clients: clients / 2, wanted };
    let began = used()?;
    let came = clients::ask(server.address, &[crowd(0, 201), crowd(1, 200)], lasting)?;
    let ended = used()?;
    Ok(Load { came, server: ended.0 - began.0, senders: ended.1 - began.1 })
}

impl Load {
    fn good(&self, from: Duration, to: Duration) -> f64 {
        self.came.iter().map(|came| came.rate(from, to)).sum()
    }

    fn of(&self, at: usize, lasting: Duration) -> f64 {
        self.came[at].rate(Duration::ZERO, lasting)
    }

    fn print(&self, name: &str, lasting: Duration) {
        let told = ["reports", "reads"].iter().zip(&self.came).map(|(name, came)| {
            let rate = came.rate(Duration::ZERO, lasting);
            let (p50, p99) = (came.percentile(50), came.percentile(99));
            let Came { turned_away, cut, .. } = came;
            format!("{name} {rate:.0} a second, p50 {p50:.0?} p99 {p99:.0?}, turned away {turned_away}, cut {cut}")
        });
        let told: Vec<String> = told.collect();
        let share = 100.0 * self.senders / (self.senders + self.server);
        println!(
            "{name:<11} {}; processors: server {:.1} s, senders {:.1} s ({share:.0} %)",
            told.join("; "),
            self.server,
            self.senders
        );
    }
}

fn reports(points: &[Point]) -> Vec<Vec<u8>> {
    let one = |number: usize| {
        let point = points[number * 31 % points.len()];
        let body = json!({
            "category": CATEGORIES[number % CATEGORIES.len()],
            "body": format!("楼道里堆了旧家具,第{number}次,老人过不去,请尽快清走。"),
            "lon": point.lon, "lat": point.lat, "contact": "13800001234",
        });
        let headers = "Content-Type: application/json\r\n";
        request("POST", "/api/v1/reports", headers, &body.to_string())
    };
    (0..READY).map(one).collect()
}

fn reads(token: &str) -> Vec<Vec<u8>> {
    let headers = format!("Authorization: Bearer {token}\r\n");
    let paths = ["/api/v1/matters", "/api/v1/board", "/api/v1/figures"];
    paths.iter().map(|path| request("GET", path, &headers, "")).collect()
}
