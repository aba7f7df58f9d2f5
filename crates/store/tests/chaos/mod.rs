//! A way to a server that goes wrong on purpose (故障代理): delay, reset, half-close, cut, silence.
//!
//! It listens on the loopback and passes on what comes, each connection and each direction by its
//! own fate, which may change while it runs; what is left to chance comes of a seed.
#![allow(dead_code, reason = "each test binary uses its part")]
mod line;

use line::Line;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::thread;
use std::time::Duration;

/// What happens to the bytes of one direction (遭遇).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// They go on.
    #[default]
    Pass,
    /// Each piece waits, by chance up to so long.
    Delay(Duration),
    /// They wait until another fate comes.
    Stall,
    /// They are taken and never go on; this does not heal.
    Swallow,
    /// So many go on, then both ends are closed.
    CutAfter(u64),
    /// The receiving end sees an orderly end; the other direction lives.
    HalfClose,
    /// Both ends see a reset, at once.
    Reset,
}

/// Which direction (方向).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    ToServer,
    ToClient,
}

/// Both directions.
pub const BOTH: [Way; 2] = [Way::ToServer, Way::ToClient];

/// The proxy. It ends, with every connection through it, when it is dropped.
pub struct Chaos {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What the threads of one proxy share.
pub(crate) struct Shared {
    to: SocketAddr,
    stop: AtomicBool,
    seen: AtomicU64,
    chance: Mutex<u64>,
    /// The fates of connections to come.
    fates: Mutex<[Fate; 2]>,
    lines: Mutex<Vec<Weak<Line>>>,
    /// Words to the server that become others of the same length.
    other_words: Mutex<&'static [(&'static str, &'static str)]>,
}

impl Chaos {
    /// Stands before a server.
    pub fn before(to: SocketAddr, seed: u64) -> Chaos {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let shared = Arc::new(Shared {
            to,
            stop: AtomicBool::new(false),
            seen: AtomicU64::new(0),
            chance: Mutex::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            fates: Mutex::default(),
            lines: Mutex::default(),
            other_words: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accepting.accept(&listener));
        Chaos { address, shared }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The fate of a direction, of every connection there is and of those to come.
    pub fn every(&self, way: Way, fate: Fate) {
        lock(&self.shared.fates)[way as usize] = fate;
        self.shared.open().iter().for_each(|line| line.set(way, fate));
    }

    /// The fate of a direction of one connection, picked by chance; whether there was one.
    pub fn one(&self, way: Way, fate: Fate) -> bool {
        let open = self.shared.open();
        let picked = self.shared.below(open.len() as u64).and_then(|at| open.get(at as usize));
        picked.inspect(|line| line.set(way, fate)).is_some()
    }

    /// All is well again; what was swallowed or cut stays so.
    pub fn heal(&self) {
        BOTH.into_iter().for_each(|way| self.every(way, Fate::Pass));
    }

    /// How many connections there are.
    pub fn open(&self) -> usize {
        self.shared.open().len()
    }

    /// How many there have been.
    pub fn seen(&self) -> u64 {
        self.shared.seen.load(Ordering::SeqCst)
    }

    /// The server hears other words instead of some.
    pub fn puts_for(&self, words: &'static [(&'static str, &'static str)]) {
        assert!(words.iter().all(|(some, others)| some.len() == others.len()), "of one length");
        *lock(&self.shared.other_words) = words;
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        BOTH.into_iter().for_each(|way| self.every(way, Fate::Reset));
        // Wakes the one that accepts; nothing is wrong if it has gone.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn accept(self: Arc<Shared>, listener: &TcpListener) {
        for client in listener.incoming().flatten() {
            if self.stop.load(Ordering::SeqCst) {
                return;
            }
            self.seen.fetch_add(1, Ordering::SeqCst);
            // A server that is not there is seen as a connection that closes.
            let Ok(server) = TcpStream::connect(self.to) else { continue };
            let line = Arc::new(Line::new(client, server, *lock(&self.fates)));
            lock(&self.lines).push(Arc::downgrade(&line));
            for way in BOTH {
                let (shared, line) = (Arc::clone(&self), Arc::clone(&line));
                thread::spawn(move || line.carry(way, &shared));
            }
        }
    }

    fn open(&self) -> Vec<Arc<Line>> {
        let mut lines = lock(&self.lines);
        lines.retain(|line| line.strong_count() > 0);
        lines.iter().filter_map(Weak::upgrade).filter(|line| line.lives()).collect()
    }

    /// A number below a limit by chance; nothing below nothing.
    pub(crate) fn below(&self, limit: u64) -> Option<u64> {
        let mut state = lock(&self.chance);
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        state.checked_rem(limit)
    }

    pub(crate) fn words(&self) -> &'static [(&'static str, &'static str)] {
        *lock(&self.other_words)
    }
}

pub(crate) fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().expect("no thread of the proxy breaks")
}

/// Where the server of an address listens.
pub fn server_of(url: &str) -> SocketAddr {
    host(url).parse().unwrap_or_else(|_| panic!("{url} names no IP address and port"))
}

/// The same address, by way of a proxy.
pub fn by_way_of(url: &str, chaos: &Chaos) -> String {
    url.replacen(host(url), &chaos.address().to_string(), 1)
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or(rest);
    rest.rsplit_once('@').map_or(rest, |(_, host)| host)
}
