//! What is committed and not yet flushed (待落盘): the writer puts groups in, and each of a few threads
//! takes all there are, flushes once for them, and tells.
//!
//! Flushes under way begin evenly spread over the time that one takes. Without that the first small
//! groups after a lull would take all threads at once, and the large one behind them would wait for
//! a whole flush before its own could begin.
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Past so many changes the writer waits too: a disk that stands still is felt by those who come,
/// not by the memory.
const MOST: usize = 1024;

pub(super) struct Unflushed<T> {
    state: Mutex<State<T>>,
    /// Something came, or nothing more will.
    came: Condvar,
    /// Something went.
    went: Condvar,
    threads: u32,
}

struct State<T> {
    groups: Vec<T>,
    /// How many changes they hold.
    size: usize,
    is_closed: bool,
    /// When the last flush began; nothing before the first.
    began: Option<Instant>,
    /// How long the last one took.
    took: Duration,
}

impl<T> Unflushed<T> {
    /// For so many threads that flush.
    pub fn new(threads: u32) -> Unflushed<T> {
        let (groups, took) = (Vec::new(), Duration::ZERO);
        let state = State { groups, size: 0, is_closed: false, began: None, took };
        let (came, went) = (Condvar::new(), Condvar::new());
        Unflushed { state: Mutex::new(state), came, went, threads }
    }

    /// A group of so many changes was committed.
    pub fn put(&self, group: T, size: usize) {
        let mut state = self.lock();
        while state.size > MOST {
            state = self.went.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.groups.push(group);
        state.size += size;
        self.came.notify_one();
    }

    /// All that wait for a flush, once it is time for the next one; nothing when no more comes.
    pub fn take(&self) -> Option<Vec<T>> {
        let mut state = self.lock();
        loop {
            if state.groups.is_empty() {
                if state.is_closed {
                    return None;
                }
                state = self.came.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let early = state.early(self.threads).filter(|_| !state.is_closed);
            let Some(early) = early else { break };
            let waited = self.came.wait_timeout(state, early);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.began = Some(Instant::now());
        state.size = 0;
        self.went.notify_one();
        Some(std::mem::take(&mut state.groups))
    }

    /// A flush is over that took so long.
    pub fn flushed(&self, took: Duration) {
        self.lock().took = took;
    }

    /// How long after one flush the next may begin; a group that runs longer would make those in it
    /// come back all at once.
    pub fn apart(&self) -> Duration {
        self.lock().took / self.threads
    }

    /// Nothing more comes: what is there is flushed, then the threads end.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.came.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    /// How much too early it is for a flush to begin, if it is.
    fn early(&self, threads: u32) -> Option<Duration> {
        let apart = self.took / threads;
        let early = apart.saturating_sub(self.began?.elapsed());
        (!early.is_zero()).then_some(early)
    }
}

#[cfg(test)]
mod tests;
