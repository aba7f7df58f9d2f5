//! One connection through the proxy, and what is done to its bytes.
use super::{Fate, Shared, Way, lock};
use socket2::SockRef;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How soon a new fate is noticed.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// A receiver that takes nothing for so long has gone.
const TAKES: Duration = Duration::from_secs(5);

pub(crate) struct Line {
    client: TcpStream,
    server: TcpStream,
    fates: Mutex<[Fate; 2]>,
    over: AtomicBool,
}

enum Goes {
    On,
    End,
}

impl Line {
    pub fn new(client: TcpStream, server: TcpStream, fates: [Fate; 2]) -> Line {
        for end in [&client, &server] {
            // Each is a wish; a socket that takes none of them fails at its first byte.
            let _ = end.set_nodelay(true);
            let _ = end.set_read_timeout(Some(LOOK_EVERY));
            let _ = end.set_write_timeout(Some(TAKES));
        }
        Line { client, server, fates: Mutex::new(fates), over: AtomicBool::new(false) }
    }

    pub fn lives(&self) -> bool {
        !self.over.load(Ordering::SeqCst)
    }

    pub fn set(&self, way: Way, fate: Fate) {
        let mut fates = lock(&self.fates);
        if fates[way as usize] != Fate::Swallow {
            fates[way as usize] = fate;
        }
    }

    fn fate(&self, way: Way) -> Fate {
        lock(&self.fates)[way as usize]
    }

    /// Carries one direction until it ends.
    pub fn carry(&self, way: Way, shared: &Shared) {
        let (from, to) = match way {
            Way::ToServer => (&self.client, &self.server),
            Way::ToClient => (&self.server, &self.client),
        };
        let mut buffer = [0; 16 * 1024];
        while self.lives() {
            match self.fate(way) {
                Fate::Reset => return self.reset(),
                Fate::CutAfter(0) => return self.cut(),
                Fate::HalfClose => return half_close(to),
                Fate::Stall => {
                    thread::sleep(LOOK_EVERY);
                    continue;
                }
                Fate::Pass | Fate::Delay(_) | Fate::Swallow | Fate::CutAfter(_) => {}
            }
            let read = match (&mut &*from).read(&mut buffer) {
                Ok(0) => return half_close(to),
                Ok(read) => read,
                Err(error) if is_patience(error.kind()) => continue,
                Err(_) => return self.reset(),
            };
            match self.pass(way, to, &mut buffer[..read], shared) {
                Goes::On => {}
                Goes::End => return,
            }
        }
    }

    fn pass(&self, way: Way, mut to: &TcpStream, bytes: &mut [u8], shared: &Shared) -> Goes {
        if way == Way::ToServer {
            put_for(bytes, shared.words());
        }
        let mut goes = bytes.len();
        loop {
            match self.fate(way) {
                Fate::Stall if self.lives() => thread::sleep(LOOK_EVERY),
                Fate::Swallow => return Goes::On,
                Fate::CutAfter(left) => {
                    goes = goes.min(usize::try_from(left).unwrap_or(usize::MAX));
                    self.set(way, Fate::CutAfter(left - goes as u64));
                    break;
                }
                Fate::Delay(most) => {
                    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
                    let wait = shared.below(most.saturating_add(1)).unwrap_or(0);
                    thread::sleep(Duration::from_millis(wait));
                    break;
                }
                // What comes next sees to these.
                _ => break,
            }
        }
        if to.write_all(&bytes[..goes]).is_ok() {
            return Goes::On;
        }
        self.reset();
        Goes::End
    }

    /// Whoever still holds an end lets go of it within a moment, and then it is reset.
    fn reset(&self) {
        for end in [&self.client, &self.server] {
            // An end that is gone needs no reset.
            let _ = SockRef::from(end).set_linger(Some(Duration::ZERO));
        }
        self.over.store(true, Ordering::SeqCst);
    }

    fn cut(&self) {
        self.over.store(true, Ordering::SeqCst);
        for end in [&self.client, &self.server] {
            // An end that is gone is closed.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

fn half_close(to: &TcpStream) {
    // An end that is gone is closed.
    let _ = to.shutdown(Shutdown::Write);
}

fn is_patience(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

fn put_for(bytes: &mut [u8], words: &[(&str, &str)]) {
    for (some, others) in words {
        let mut at = 0;
        while let Some(found) = find(&bytes[at..], some.as_bytes()) {
            let begin = at + found;
            at = begin + some.len();
            bytes[begin..at].copy_from_slice(others.as_bytes());
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|some| some == what)
}
