//! When a commit waits a moment for company (等伴).
//!
//! Whoever was answered by one commit comes back while the next is under way, and finds it closed:
//! sixteen people in turn make two groups of eight and pay every flush twice. So where others were
//! already waiting when a slow commit ended, the next one waits for about as many as both groups
//! have, at most half as long as that commit took. One who works alone never waits.
use super::super::Job;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// A commit quicker than this costs less than waiting would.
const SLOW: Duration = Duration::from_millis(1);
/// After a wait to which nobody came, so many commits go without.
const REST: u32 = 32;

#[derive(Default)]
pub(super) struct Pace {
    /// How many the last commit carried, and how long it took.
    last: (usize, Duration),
    rest: u32,
}

/// A group that is still open: until when, and for how many.
pub(super) struct Open {
    until: Option<Instant>,
    hoped: usize,
    came: bool,
}

impl Pace {
    /// The first job of the next group, and how long the group stays open.
    pub fn next(&mut self, jobs: &Receiver<Job>) -> Option<(Job, Open)> {
        let shut = Open { until: None, hoped: 0, came: false };
        let Ok(waiting) = jobs.try_recv() else { return Some((jobs.recv().ok()?, shut)) };
        let (carried, took) = self.last;
        self.rest = self.rest.saturating_sub(1);
        if took < SLOW || self.rest > 0 {
            return Some((waiting, shut));
        }
        let until = Some(Instant::now() + took / 2);
        Some((waiting, Open { until, hoped: carried + 1, came: false }))
    }

    pub fn committed(&mut self, carried: usize, took: Duration, open: &Open) {
        self.last = (carried, took);
        if open.until.is_some() && !open.came {
            self.rest = REST;
        }
    }
}

impl Open {
    /// The next job of a group that has so many, without or with a little waiting.
    pub fn more(&mut self, jobs: &Receiver<Job>, taken: usize) -> Option<Job> {
        if let Ok(job) = jobs.try_recv() {
            // Whoever waited already is beside those hoped for.
            self.hoped += usize::from(!self.came);
            return Some(job);
        }
        let left = self.until?.saturating_duration_since(Instant::now());
        if taken >= self.hoped || left.is_zero() {
            return None;
        }
        let job = jobs.recv_timeout(left).ok();
        self.came |= job.is_some();
        job
    }
}
