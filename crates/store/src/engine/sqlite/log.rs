//! The log's way to the disk (落盘), beside the next commits instead of in their way.
//!
//! A commit writes its changes into SQLite's log; whoever made it then flushes the log here, while
//! others commit, and nobody is told that a change was made before that. It is what
//! `synchronous=FULL` promises, without having everybody wait for one flush after the other.
//!
//! What is *not* here: what follows when a flush fails, which [`super::writer`] and the mending in
//! [`super::slots`] know.
use crate::{Failed, Result, Why};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The log as so many threads flush it. Each has a handle of its own, for the system tells of pages
/// that it could not write once a handle: so whose flush ends well knows that all before it is
/// there. A handle that has told is let go, for its next flush may end well over the same pages.
pub(super) struct Log {
    path: PathBuf,
    files: Vec<Mutex<Option<Arc<File>>>>,
    /// How often the handles were opened.
    opening: AtomicU64,
}

/// How a flush went (落盘结果), and of which opening of the log.
#[derive(Debug)]
pub(super) struct Flush {
    pub opening: u64,
    pub done: Result<()>,
}

impl Log {
    /// The log of the database at `path`, which a connection has open already.
    pub fn open(path: &Path, threads: u32) -> Result<Log> {
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        let path = PathBuf::from(name);
        let files: Result<_> =
            (0..threads).map(|_| open(&path).map(Some).map(Mutex::new)).collect();
        Ok(Log { files: files?, path, opening: AtomicU64::new(0) })
    }

    /// Which opening it is; it stays the same while the writer's connection is held.
    pub fn opening(&self) -> u64 {
        self.opening.load(Ordering::Acquire)
    }

    /// Waits until all that was committed is on the disk.
    pub fn flush(&self, thread: usize) -> Flush {
        let lock = || self.files[thread].lock().unwrap_or_else(PoisonError::into_inner);
        // Not held while the disk takes its time: mending, and all reading with it, would wait.
        let (opening, file) = {
            let held = lock();
            (self.opening(), held.clone())
        };
        let done = match file {
            Some(file) => file.sync_data().map_err(|error| down(&self.path, &error)),
            None => Err(Failed::down(Why::Disk, "it failed before and was not mended yet")),
        };
        if done.is_err() {
            let mut held = lock();
            if self.opening() == opening {
                *held = None;
            }
        }
        Flush { opening, done }
    }

    /// After a failure was mended: the old handles may still tell of it.
    pub fn renew(&self) -> Result<()> {
        // All or none: nobody flushes by a new handle for an old opening.
        let mut held: Vec<_> = self
            .files
            .iter()
            .map(|file| file.lock().unwrap_or_else(PoisonError::into_inner))
            .collect();
        let anew: Result<Vec<_>> = held.iter().map(|_| open(&self.path)).collect();
        self.opening.fetch_add(1, Ordering::AcqRel);
        held.iter_mut().zip(anew?).for_each(|(held, file)| **held = Some(file));
        Ok(())
    }
}

fn open(path: &Path) -> Result<Arc<File>> {
    let file = File::options().write(true).open(path);
    file.map(Arc::new).map_err(|error| down(path, &error))
}

fn down(path: &Path, error: &std::io::Error) -> Failed {
    Failed::down(Why::Disk, format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests;
