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
use std::sync::{Arc, Mutex, PoisonError};

/// The log as so many threads flush it. Each has a handle of its own, for the system tells of pages
/// that it could not write once a handle: so whose flush ends well knows that all before it is
/// there.
pub(super) struct Log {
    path: PathBuf,
    files: Vec<Mutex<Arc<File>>>,
}

impl Log {
    /// The log of the database at `path`, which a connection has open already.
    pub fn open(path: &Path, threads: usize) -> Result<Log> {
        let mut name = path.as_os_str().to_owned();
        name.push("-wal");
        let path = PathBuf::from(name);
        let files: Result<_> = (0..threads).map(|_| open(&path).map(Mutex::new)).collect();
        Ok(Log { files: files?, path })
    }

    /// Waits until all that was committed is on the disk.
    pub fn flush(&self, thread: usize) -> Result<()> {
        let file = Arc::clone(&self.files[thread].lock().unwrap_or_else(PoisonError::into_inner));
        file.sync_data().map_err(|error| down(&self.path, &error))
    }

    /// After a failure was mended: the old handles may still tell of it.
    pub fn renew(&self) -> Result<()> {
        for file in &self.files {
            let anew = open(&self.path)?;
            *file.lock().unwrap_or_else(PoisonError::into_inner) = anew;
        }
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
