//! Whether what is written can be saved now (可写): since when not, and why.
//!
//! The engine says when it fell and when it rose again; whoever answers requests reads it here and
//! need not try. What is *not* here: how it rises, which each engine knows for itself.
use crate::{Failed, Why};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// With less room than this a group of changes with photos may not fit: the disk counts as full.
pub const ROOM_BYTES: u64 = 8 << 20;

/// Whether the database takes changes (可写状态).
#[derive(Debug, Default)]
pub struct Health {
    is_ill: AtomicBool,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    ill: Option<Ill>,
    /// The last one, over or not, and how many there were.
    last: Option<Ill>,
    falls: u64,
}

/// It takes none (不可写).
#[derive(Clone, Debug)]
pub struct Ill {
    pub why: Why,
    pub since: Instant,
    /// What the disk or the server said last, for the log.
    pub text: String,
}

impl Health {
    /// Whether it takes no changes: one look, without a lock.
    pub fn is_ill(&self) -> bool {
        self.is_ill.load(Relaxed)
    }

    /// Since when and why it takes no changes, if it takes none.
    pub fn ill(&self) -> Option<Ill> {
        self.lock().ill.clone()
    }

    /// How often it stopped taking changes, and how it was the last time: for whoever looks now
    /// and then, and would miss one that was soon over.
    pub fn falls(&self) -> (u64, Option<Ill>) {
        let known = self.lock();
        (known.falls, known.last.clone())
    }

    /// A failure of the disk or the server was met; any other is not the database's.
    pub(crate) fn met(&self, failed: &Failed) {
        let Failed::Down { why, text } = failed else { return };
        let mut known = self.lock();
        known.falls += u64::from(known.ill.is_none());
        let since = known.ill.as_ref().map_or_else(Instant::now, |ill| ill.since);
        known.ill = Some(Ill { why: *why, since, text: text.clone() });
        known.last = known.ill.clone();
        self.is_ill.store(true, Relaxed);
    }

    /// It takes changes again.
    pub(crate) fn rise(&self) {
        if self.is_ill() {
            self.lock().ill = None;
            self.is_ill.store(false, Relaxed);
        }
    }

    /// What whoever comes meanwhile is told.
    pub(crate) fn failed(&self) -> Failed {
        match self.ill() {
            Some(Ill { why, text, .. }) => Failed::Down { why, text },
            None => Failed::Busy, // it has risen since
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_disk_or_the_server_makes_it_ill_and_it_remembers_since_when() {
        let health = Health::default();
        for other in [Failed::Stale, Failed::Busy, Failed::Broken("a bug".into())] {
            health.met(&other);
            assert!(!health.is_ill() && health.ill().is_none(), "{other}");
        }
        health.met(&Failed::down(Why::Disk, "input/output"));
        let first = health.ill().unwrap();
        health.met(&Failed::down(Why::Full, "full"));
        let second = health.ill().unwrap();
        assert_eq!((second.why, second.since), (Why::Full, first.since));
        assert!(matches!(health.failed(), Failed::Down { why: Why::Full, .. }));
        health.rise();
        assert!(!health.is_ill() && health.ill().is_none());
        let (falls, last) = health.falls();
        assert_eq!((falls, last.unwrap().why), (1, Why::Full), "one, and not forgotten");
    }
}
