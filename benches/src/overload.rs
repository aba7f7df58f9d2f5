//! Overload (过载): ten times the clients that the server can serve, then as many as before. Half of
//! them report, half read lists and figures; what counts is what is answered rightly.
use crate::direct;
use crate::district::{self, Filled};
use crate::load::{self, Make, Outcome};
use crate::pages;
use crate::server::Server;
use base::place::Point;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// So many clients without a pause use the server fully.
const FULL: usize = 128;
/// How soon after the overload it is as before.
const RECOVERS: Duration = Duration::from_secs(5);

pub fn run(jieli: &Path, filled: &Filled, lasting: Duration) -> Result<(), String> {
    let app = district::open(&filled.database, &filled.keys)?;
    let points = Arc::new(direct::points(&app)?);
    drop(app);
    let server = Server::start(jieli, filled)?;
    let token = pages::sign_in(&server, filled)?;
    let before = both(&server, &points, &token, FULL, lasting)?;
    println!("full        {}", told(&before));
    let during = both(&server, &points, &token, 10 * FULL, lasting)?;
    println!("ten times   {}", told(&during));
    thread::sleep(RECOVERS);
    let after = both(&server, &points, &token, FULL, lasting)?;
    println!("5 s after   {}", told(&after));
    let kept = 100.0 * good(&during) / good(&before);
    println!(
        "kept        {kept:.0} % of what is answered rightly; memory {:.0} MB",
        server.memory()?.1
    );
    Ok(())
}

/// Reports and reads at the same time.
type Both = (Outcome, Outcome);

fn both(
    server: &Server,
    points: &Arc<Vec<Point>>,
    token: &str,
    clients: usize,
    lasting: Duration,
) -> Result<Both, String> {
    let address = server.address;
    let headers = format!("Authorization: Bearer {token}\r\n");
    let make: Make = Arc::new(move |number| {
        let path = ["/api/v1/matters", "/api/v1/board", "/api/v1/figures"][number as usize % 3];
        ("GET".to_owned(), path.to_owned(), headers.clone(), String::new())
    });
    thread::scope(|scope| {
        let reads = scope.spawn(|| load::closed(address, clients / 2, lasting, &make, 200));
        let reports = pages::create(server, points, clients / 2, lasting)?;
        Ok((reports, reads.join().map_err(|_| "the readers broke")??))
    })
}

fn right(outcome: &Outcome) -> f64 {
    (outcome.times.len() - outcome.wrong) as f64 / outcome.lasted.as_secs_f64()
}

fn good((reports, reads): &Both) -> f64 {
    right(reports) + right(reads)
}

fn told((reports, reads): &Both) -> String {
    let of = |name: &str, outcome: &Outcome| {
        let (rate, all) = (right(outcome), outcome.times.len());
        let p99 = outcome.percentile(99);
        format!("{name} {rate:.0} a second, {} of {all} turned away, p99 {p99:.1?}", outcome.wrong)
    };
    format!("{}; {}", of("reports", reports), of("reads", reads))
}
