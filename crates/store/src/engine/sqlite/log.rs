//! The log's way to the disk (落盘), beside the next commits instead of in their way.
//!
//! A commit writes its changes into SQLite's log; whoever made it then flushes the log here, while
//! others commit. Nobody hears of a change before a flush that began after its commit has ended:
//! its authors do not, and neither do readers who saw it. That is what `synchronous=FULL` promises,
//! without having everybody wait for one flush after the other.
//!
//! A flush that fails leaves it open what is on the disk (Linux forgets the pages it could not
//! write). The log is unsound then: nothing is committed until all of it stands in the database
//! file and that file was flushed. Readers go on meanwhile.
use super::super::Tell;
use crate::{Failed, Result};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) struct Log {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The last commit that was begun, and the last of which all is on the disk.
    begun: u64,
    durable: u64,
    unsound: bool,
    /// Answers of readers, and the commit that each of them may have seen.
    held: Vec<(u64, Tell)>,
}

/// The log as one thread flushes it. Each has its own: the system tells of a failure once a handle.
pub(super) struct Flusher<'a> {
    log: &'a Log,
    file: File,
}

impl Log {
    /// The log of the database at `path`, which a connection has open already.
    pub fn of(path: &Path) -> Log {
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        Log { path: name.into(), state: Mutex::default() }
    }

    pub fn flusher(&self) -> Result<Flusher<'_>> {
        let file = File::options().write(true).open(&self.path);
        let file = file.map_err(|error| broken(&self.path, &error))?;
        Ok(Flusher { log: self, file })
    }

    /// Before a commit: its number.
    pub fn begin(&self) -> u64 {
        let mut state = self.state();
        state.begun += 1;
        state.begun
    }

    pub fn is_sound(&self) -> bool {
        !self.state().unsound
    }

    /// All that was committed so far is on the disk, in the database file if not in the log.
    pub fn healed(&self) {
        let mut state = self.state();
        state.unsound = false;
        let begun = state.begun;
        let freed = state.reached(begun);
        drop(state);
        free(freed);
    }

    /// Tells a reader when all that it may have seen is on the disk.
    pub fn tell(&self, tell: Tell) {
        let mut state = self.state();
        if state.durable >= state.begun || state.unsound {
            drop(state);
            return tell(Ok(()));
        }
        let seen = state.begun;
        state.held.push((seen, tell));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flusher<'_> {
    /// Waits until this commit, and with it all before it, is on the disk.
    pub fn flush(&self, commit: u64) -> Result<()> {
        let flushed = self.file.sync_data();
        let mut state = self.log.state();
        let freed = match &flushed {
            Ok(()) => state.reached(commit),
            Err(_) => {
                state.unsound = true;
                std::mem::take(&mut state.held)
            }
        };
        drop(state);
        free(freed);
        flushed.map_err(|error| broken(&self.log.path, &error))
    }
}

impl State {
    /// The readers who may be told now.
    fn reached(&mut self, commit: u64) -> Vec<(u64, Tell)> {
        self.durable = self.durable.max(commit);
        let durable = self.durable;
        self.held.extract_if(.., |(seen, _)| *seen <= durable).collect()
    }
}

fn free(held: Vec<(u64, Tell)>) {
    for (_, tell) in held {
        tell(Ok(()));
    }
}

fn broken(path: &Path, error: &std::io::Error) -> Failed {
    Failed::Broken(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests;
