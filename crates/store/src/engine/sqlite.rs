//! SQLite: one writer that commits in groups, and readers beside it.
//!
//! One flush of the disk makes a whole group of jobs durable, and only then is anyone answered. The
//! [`writer`] is one thread that never waits for the disk: a few others flush behind it, evenly
//! spread ([`unflushed`], [`log`], decisions 21 and 28).
//!
//! When the disk fails, nobody of the group is told that it went well; reading goes on, changes are
//! refused, and [`checkpoint`] mends it once the disk is back (decision 16).
mod checkpoint;
mod group;
mod log;
mod slots;
mod unflushed;
mod writer;

use self::checkpoint::Checkpoint;
use self::slots::{Slot, Slots};
use self::writer::Writer;
use super::Job;
use crate::chain::Hash;
use crate::tx::{On, Tx};
use crate::work::Work;
use crate::{Failed, Result, Why};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// How many jobs may wait for the writer or the readers before senders wait too.
const QUEUE: usize = 4096;
/// How many statements a connection keeps prepared: more than we have.
const STATEMENTS: usize = 512;
/// Threads that flush. A change waits for at most so much of a flush before its own begins.
const FLUSHERS: u32 = 4;

pub(crate) struct Sqlite {
    pub write: Option<SyncSender<Job>>,
    pub read: Option<SyncSender<Job>>,
    slots: Arc<Slots>,
    threads: Vec<JoinHandle<()>>,
}

impl Sqlite {
    /// Opens the file, makes the schema current, and starts the threads.
    pub fn open(path: &Path, readers: usize, hash: Hash, work: Arc<Work>) -> Result<Sqlite> {
        make_for_owner(path)?;
        let mut writer = connect(path, Part::Writer)?;
        crate::migrate::sqlite(&mut writer, hash)?;
        let slots = Arc::new(Slots::open(path, writer, readers)?);
        let (write, jobs) = sync_channel(QUEUE);
        let checkpoint = Checkpoint::start(&slots, &work)?;
        let writer = Arc::new(Writer::new(Arc::clone(&slots), jobs, checkpoint, work));
        let mut threads = Vec::new();
        for thread in 0..FLUSHERS as usize {
            let writer = Arc::clone(&writer);
            threads.push(spawn("jieli-flush", move || writer::flush(writer, thread)));
        }
        threads.push(spawn("jieli-write", move || writer::write(writer)));

        let (read, jobs) = sync_channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for at in 0..readers {
            let (held, jobs) = (Arc::clone(&slots), Arc::clone(&jobs));
            threads.push(spawn("jieli-read", move || read_loop(&held.readers[at], &jobs)));
        }
        Ok(Sqlite { write: Some(write), read: Some(read), slots, threads })
    }

    /// How many bytes are left where the file lies, if the system says.
    pub fn room(&self) -> Option<u64> {
        self.slots.room()
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.write = None;
        self.read = None;
        // The last handle may be dropped with a job, on one of our own threads: it ends by itself.
        let here = std::thread::current().id();
        for thread in self.threads.drain(..).filter(|thread| thread.thread().id() != here) {
            // A thread that panicked has told nobody; there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    std::thread::Builder::new().name(name.into()).spawn(work).expect("a thread can be started")
}

/// A new file is for its owner only, and so are the log and the index that SQLite puts beside it.
fn make_for_owner(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Failed::Broken(error.to_string()))
        }
        _ => Ok(()),
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Writer,
    Reader,
    /// Carries the log into the file, and tries whether the disk is back.
    Copier,
}

/// Opens one connection with the pragmas that the promise of durability rests on. It makes no file:
/// whoever mends a database that was moved away would go on with an empty one.
pub(crate) fn connect(path: &Path, part: Part) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(PathBuf::from(path), flags)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = 10000;
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 134217728;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = FAST;",
    )?;
    conn.execute_batch(match part {
        // Its commits are flushed beside the next ones (`log.rs`). And a report touches twenty
        // trees; what the writer finds in its cache it need not read.
        Part::Writer => "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -24000;",
        Part::Reader => "PRAGMA query_only = ON; PRAGMA cache_size = -12000;",
        Part::Copier => "PRAGMA cache_size = -100;",
    })?;
    // Otherwise SQLite looks at the bound values too and plans some statements anew at every run,
    // which costs more than running them. Our statements name their index and fit any value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

fn read_loop(slot: &Slot, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = job else { return };
        let slot = slot.enter();
        let Some(conn) = slot.as_ref() else {
            (job.refuse)(Failed::down(Why::Disk, "the file could not be opened again"));
            continue;
        };
        let began = conn.prepare_cached("BEGIN DEFERRED").and_then(|mut begin| begin.execute([]));
        let mut tx = Tx::new(On::Sqlite(conn));
        let ran = catch_unwind(AssertUnwindSafe(|| (job.run)(&mut tx)));
        let _ = conn.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([]));
        if let Ok(outcome) = ran {
            (outcome.tell)(began.map(|_| ()).map_err(Failed::from));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_makes_no_file_where_the_database_was_moved_away() {
        let path = std::env::temp_dir().join(format!("jieli-moved-{}.db", std::process::id()));
        for part in [Part::Writer, Part::Reader, Part::Copier] {
            assert!(matches!(connect(&path, part), Err(Failed::Down { why: Why::Disk, .. })));
            assert!(!path.exists(), "{part:?}");
        }
    }
}
