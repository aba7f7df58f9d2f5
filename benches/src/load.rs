//! Load (加压): clients on threads of their own, so that none waits for the answer of another.
//!
//! Closed: a client asks again when it has its answer. Open: requests leave by the clock, and one
//! that has to wait for its turn has waited from the moment it should have left.
#[path = "../../crates/jieli/tests/kill/http.rs"]
mod http;

pub use http::{Answer, Ask, Line};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How long each request took, the quickest first.
    pub times: Vec<Duration>,
    pub lasted: Duration,
    /// Answers that were not the one that was wanted.
    pub wrong: usize,
}

impl Outcome {
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.lasted.as_secs_f64()
    }

    pub fn percentile(&self, percent: usize) -> Duration {
        let at = self.times.len() * percent / 100;
        self.times.get(at.min(self.times.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// One request: its own method, path, headers and body, by its number.
pub type Make = Arc<dyn Fn(u64) -> (String, String, String, String) + Send + Sync>;

/// So many clients ask without a pause, for so long; each waits for nobody but itself.
pub fn closed(
    address: SocketAddr,
    clients: usize,
    lasting: Duration,
    make: &Make,
    wanted: u16,
) -> Result<Outcome, String> {
    let next = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let threads: Vec<_> = (0..clients)
        .map(|_| {
            let (make, next) = (Arc::clone(make), Arc::clone(&next));
            let until = began + lasting;
            thread::spawn(move || client(address, until, &make, &next, wanted))
        })
        .collect();
    Outcome::of(threads, began)
}

fn client(
    address: SocketAddr,
    until: Instant,
    make: &Make,
    next: &AtomicU64,
    wanted: u16,
) -> std::io::Result<Outcome> {
    let mut line = Line::open(address)?;
    let mut outcome = Outcome::default();
    while Instant::now() < until {
        let (method, path, headers, body) = make(next.fetch_add(1, Ordering::Relaxed));
        let ask = Ask { method: &method, path: &path, headers: &headers, body: &body };
        let since = Instant::now();
        let answer = line.ask(&ask)?;
        outcome.take(&answer, since, wanted);
    }
    Ok(outcome)
}

impl Outcome {
    /// What all of them saw.
    fn of(
        threads: Vec<JoinHandle<std::io::Result<Outcome>>>,
        began: Instant,
    ) -> Result<Outcome, String> {
        let mut outcome = Outcome::default();
        for thread in threads {
            let part = thread.join().map_err(|_| "a sender broke")?.map_err(|no| no.to_string())?;
            outcome.times.extend(part.times);
            outcome.wrong += part.wrong;
        }
        outcome.lasted = began.elapsed();
        outcome.times.sort();
        Ok(outcome)
    }

    fn take(&mut self, answer: &Answer, since: Instant, wanted: u16) {
        self.times.push(since.elapsed());
        if answer.status != wanted {
            if self.wrong == 0 {
                eprintln!("  {} instead of {wanted}: {:.300}", answer.status, answer.text());
            }
            self.wrong += 1;
        }
    }
}

/// Clients that wait for an answer at the same time in an open load.
const WAITING: usize = 8;

/// So many requests leave each second, whether the earlier ones are answered or not.
pub fn open(
    address: SocketAddr,
    a_second: u32,
    lasting: Duration,
    make: &Make,
    wanted: u16,
) -> Result<Outcome, String> {
    let next = Arc::new(AtomicU64::new(0));
    let step = Duration::from_secs(1) / a_second;
    let total = lasting.as_secs_f64() * f64::from(a_second);
    let began = Instant::now();
    let threads: Vec<_> = (0..WAITING)
        .map(|_| {
            let (make, next) = (Arc::clone(make), Arc::clone(&next));
            thread::spawn(move || -> std::io::Result<Outcome> {
                let mut line = Line::open(address)?;
                let mut outcome = Outcome::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number as f64 >= total {
                        return Ok(outcome);
                    }
                    let leaves = began + step * u32::try_from(number).unwrap_or(u32::MAX);
                    thread::sleep(leaves.saturating_duration_since(Instant::now()));
                    let (method, path, headers, body) = make(number);
                    let (method, path, headers) = (&*method, &*path, &*headers);
                    let answer = line.ask(&Ask { method, path, headers, body: &body })?;
                    outcome.take(&answer, leaves, wanted);
                }
            })
        })
        .collect();
    Outcome::of(threads, began)
}
