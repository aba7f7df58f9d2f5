//! The log's way to the disk (落盘), beside the next commits instead of in their way.
//!
//! A commit writes its changes into SQLite's log; whoever made it then flushes the log here, while
//! others commit. Nobody hears of a change before a flush that began after its commit has ended:
//! its authors do not, and neither do readers who saw it. That is what `synchronous=FULL` promises,
//! without having everybody wait for one flush after the other.
//!
//! What is *not* here: what follows when a flush fails, which [`super::writer`] and the mending in
//! [`super::slots`] know. Readers go on then, and wait for nothing that cannot come.
use super::super::Tell;
use crate::{Failed, Result, Why};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) struct Log {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The last commit that was begun, and the last of which all is settled: on the disk, or known
    /// to have failed.
    begun: u64,
    settled: u64,
    /// How many flushes failed.
    failures: u64,
    /// Answers of readers, and the commit that each of them may have seen.
    held: Vec<(u64, Tell)>,
}

/// The log as one thread flushes it. Each has a handle of its own, for the system tells of pages it
/// could not write once a handle; so whose flush succeeds knows that all before it is there.
pub(super) struct Flusher<'a> {
    log: &'a Log,
    /// And how many flushes had failed when it was opened: after the next one it is opened anew.
    file: Option<(File, u64)>,
}

impl Log {
    /// The log of the database at `path`.
    pub fn of(path: &Path) -> Log {
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        Log { path: name.into(), state: Mutex::default() }
    }

    pub fn flusher(&self) -> Flusher<'_> {
        Flusher { log: self, file: None }
    }

    /// Before a commit: its number.
    pub fn begin(&self) -> u64 {
        let mut state = self.state();
        state.begun += 1;
        state.begun
    }

    /// Tells a reader when all that it may have seen is on the disk.
    pub fn tell(&self, tell: Tell) {
        let mut state = self.state();
        let seen = state.begun;
        if state.settled < seen {
            return state.held.push((seen, tell));
        }
        drop(state);
        tell(Ok(()));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flusher<'_> {
    /// Waits until this commit, and with it all before it, is on the disk.
    pub fn flush(&mut self, commit: u64) -> Result<()> {
        let flushed = self.file().and_then(File::sync_data);
        let mut state = self.log.state();
        state.failures += u64::from(flushed.is_err());
        let settled = if flushed.is_ok() { commit } else { state.begun };
        let freed = state.settle(settled);
        drop(state);
        for (_, tell) in freed {
            tell(Ok(()));
        }
        flushed.map_err(|error| {
            Failed::down(Why::Disk, format!("{}: {error}", self.log.path.display()))
        })
    }

    fn file(&mut self) -> std::io::Result<&File> {
        let failures = self.log.state().failures;
        self.file.take_if(|(_, before)| *before != failures);
        let file = match self.file.take() {
            Some(file) => file,
            None => (File::options().write(true).open(&self.log.path)?, failures),
        };
        Ok(&self.file.insert(file).0)
    }
}

impl State {
    /// The readers who may be told now.
    fn settle(&mut self, commit: u64) -> Vec<(u64, Tell)> {
        self.settled = self.settled.max(commit);
        let settled = self.settled;
        self.held.extract_if(.., |(seen, _)| *seen <= settled).collect()
    }
}

#[cfg(test)]
mod tests;
