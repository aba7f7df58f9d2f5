//! How often reports may come in without an account (反映频次): per address, and per key of another
//! system. Counted in this server's memory only: no table of who reported when.
//!
//! Every door for such reports stands in [`DOORS`] or asks [`Caller`] itself, as Open311 does once it
//! knows the key. The limits are policy (`security.intake`).
use crate::problem::{Code, Problem};
use app::App;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::{ApiKeyId, Timestamp};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

/// Where anybody reports by a page or the API; a report here counts against its address.
pub const DOORS: &[&str] = &["/report", "/api/v1/reports"];

/// Where anybody asks for letters: each sends one to an address that may be somebody else's, so it
/// has a limit of its own (`message.alert`), far below that of reports.
const ALERTS: &str = "/alerts";

/// Middleware: turns away an address that reports too often, and hands [`Caller`] on.
pub async fn intake(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if request.method() == Method::POST {
        let address = address(&request);
        let caller = Caller { gate, address };
        let path = request.uri().path();
        let taken = match path {
            _ if DOORS.contains(&path) => caller.by_address(),
            ALERTS => caller.for_alert(),
            _ => Ok(()),
        };
        if let Err(problem) = taken {
            return problem.into_response();
        }
        request.extensions_mut().insert(caller);
    }
    next.run(request).await
}

/// The counters of this server, with the policy that says how much is too much.
#[derive(Clone)]
pub struct Gate {
    app: App,
    rates: Arc<Mutex<Rates>>,
}

impl Gate {
    pub fn new(app: App) -> Gate {
        Gate { app, rates: Arc::default() }
    }
}

/// Who sends a report, as far as counting goes (报送方).
#[derive(Clone)]
pub struct Caller {
    gate: Gate,
    address: Option<IpAddr>,
}

impl Caller {
    /// One more report from this address.
    pub fn by_address(&self) -> Result<(), Problem> {
        let Some(address) = self.address else { return Ok(()) };
        let app = &self.gate.app;
        let intake = app.policies().rules.intake(app.policies().day(app.now()));
        let intake = intake.map_err(|missing| {
            tracing::error!(%missing, "the policy book has no value");
            Problem::new(Code::Bug)
        })?;
        self.take(Name::Address(address), intake.value.address_per_minute)
    }

    /// One more letter asked for from this address.
    fn for_alert(&self) -> Result<(), Problem> {
        let Some(address) = self.address else { return Ok(()) };
        let app = &self.gate.app;
        let rule = app.policies().rules.alert(app.policies().day(app.now()));
        let rule = rule.map_err(|missing| {
            tracing::error!(%missing, "the policy book has no value");
            Problem::new(Code::Bug)
        })?;
        self.take(Name::Alert(address), rule.value.address_per_minute)
    }

    /// One more report by this key, which has a limit of its own.
    pub fn by_key(&self, key: ApiKeyId, per_minute: u32) -> Result<(), Problem> {
        self.take(Name::Key(key.0), per_minute)
    }

    fn take(&self, name: Name, per_minute: u32) -> Result<(), Problem> {
        // The counters are whole after a panic elsewhere: each change is a single assignment.
        let mut rates = self.gate.rates.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = rates.take(name, per_minute, self.gate.app.now());
        taken.map_err(|seconds| Problem::new(Code::TooMany).retry_after(seconds))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    Address(IpAddr),
    Alert(IpAddr),
    Key(i64),
}

/// A bucket for each name: it fills up within a minute, and every report takes one from it.
#[derive(Default)]
struct Rates {
    buckets: HashMap<Name, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

/// A few megabytes of counters; beyond, those that are full again are dropped.
const NAMES_MAX: usize = 50_000;
const SECONDS: f64 = 60.0;

impl Rates {
    /// Takes one, or says after how many seconds there is one again.
    fn take(&mut self, name: Name, per_minute: u32, now: Timestamp) -> Result<(), u32> {
        let full = f64::from(per_minute);
        if self.buckets.len() >= NAMES_MAX && !self.buckets.contains_key(&name) {
            let waits = |bucket: &Bucket| seconds(bucket.at, now) < SECONDS;
            self.buckets.retain(|_, bucket| waits(bucket));
            if self.buckets.len() >= NAMES_MAX {
                self.buckets.clear();
            }
        }
        let bucket = self.buckets.entry(name).or_insert(Bucket { left: full, at: now });
        let filled = bucket.left + full * seconds(bucket.at, now) / SECONDS;
        *bucket = Bucket { left: filled.clamp(0.0, full), at: now };
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        let wait = (1.0 - bucket.left) * SECONDS / full;
        Err(wait.ceil().max(1.0) as u32)
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64().max(0.0)
}

/// The address that a request comes from. A proxy is believed only where it is on this machine or
/// in a private network, and only the last entry of its line, which is the one it wrote itself.
///
/// The machine itself without a proxy's line has no address: nobody reaches us from there but its
/// own administrator, and a proxy that writes no line must not make one address of a whole city.
fn address(request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let forwarded = forwarded(request.headers());
    let found = match peer {
        Some(peer) if is_near(peer) => forwarded.or((!peer.is_loopback()).then_some(peer)),
        Some(peer) => Some(peer),
        None => forwarded,
    };
    found.map(network)
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
    let last: IpAddr = line.rsplit(',').next()?.trim().parse().ok()?;
    Some(last.to_canonical())
}

fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

/// One line of a household has a whole network of IPv6 addresses, and counts as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let mut parts = v6.segments();
            parts[4..].fill(0);
            IpAddr::V6(Ipv6Addr::from(parts))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn key(n: i64) -> Name {
        Name::Key(n)
    }

    #[test]
    fn a_bucket_gives_its_minute_and_fills_up_again() {
        let mut rates = Rates::default();
        for _ in 0..6 {
            assert_eq!(rates.take(key(1), 6, at(0)), Ok(()));
        }
        assert_eq!(rates.take(key(1), 6, at(0)), Err(10));
        assert_eq!(rates.take(key(2), 6, at(0)), Ok(()), "another name has its own");
        assert_eq!(rates.take(key(1), 6, at(9)), Err(1));
        assert_eq!(rates.take(key(1), 6, at(10)), Ok(()));
        assert_eq!(rates.take(key(1), 6, at(5)), Err(10), "a clock set back gives nothing");
        for _ in 0..6 {
            assert_eq!(rates.take(key(1), 6, at(1000)), Ok(()));
        }
        assert!(rates.take(key(1), 6, at(1000)).is_err(), "a long rest saves up one minute only");
    }

    #[test]
    fn the_counters_stay_within_their_bound() {
        let mut rates = Rates::default();
        for n in 0..NAMES_MAX as i64 + 10 {
            rates.take(key(n), 1, at(n / 1000)).unwrap();
        }
        assert!(rates.buckets.len() <= NAMES_MAX);
    }

    #[test]
    fn only_a_proxy_nearby_is_believed_and_only_its_last_word() {
        for (peer, line, expected) in [
            (Some("203.0.113.9:1"), "198.51.100.1", Some("203.0.113.9")),
            (Some("127.0.0.1:1"), "198.51.100.1", Some("198.51.100.1")),
            (Some("10.0.0.2:1"), "1.1.1.1, 198.51.100.1", Some("198.51.100.1")),
            (Some("[::ffff:10.0.0.2]:1"), "198.51.100.1", Some("198.51.100.1")),
            (Some("10.0.0.2:1"), "", Some("10.0.0.2")),
            (Some("127.0.0.1:1"), "", None),
            (Some("127.0.0.1:1"), "nonsense", None),
            (Some("[2001:db8:1:2:3:4:5:6]:1"), "", Some("2001:db8:1:2::")),
            (None, "", None),
        ] {
            let mut request = Request::post("/report");
            if !line.is_empty() {
                request = request.header("x-forwarded-for", line);
            }
            let mut request = request.body(Body::empty()).unwrap();
            if let Some(peer) = peer {
                let peer: SocketAddr = peer.parse().unwrap();
                request.extensions_mut().insert(ConnectInfo(peer));
            }
            let expected = expected.map(|it| it.parse::<IpAddr>().unwrap());
            assert_eq!(address(&request), expected, "{peer:?} {line}");
        }
    }
}
