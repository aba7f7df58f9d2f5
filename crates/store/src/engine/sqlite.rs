//! SQLite: one writer that commits in groups, and readers beside it.
//!
//! Every job of a group runs under its own savepoint; one commit with `synchronous=FULL` makes
//! the whole group durable, and only then is anyone answered. So sixteen people waiting cost one
//! flush of the disk, and a refused job leaves nothing behind.
use super::{Job, Outcome, Tell};
use crate::chain::{Hash, Seal};
use crate::grid::search::{self, Words};
use crate::tx::{On, Tx};
use crate::work::Work;
use crate::{Failed, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

/// How many jobs one commit may carry: past this, the first in line would wait too long.
const GROUP: usize = 256;
/// How many jobs may wait for the writer or the readers before senders wait too.
const QUEUE: usize = 4096;
/// How many statements a connection keeps prepared: more than we have.
const STATEMENTS: usize = 512;

pub(crate) struct Sqlite {
    pub write: Option<SyncSender<Job>>,
    pub read: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Sqlite {
    /// Opens the file, makes the schema current, and starts the threads.
    pub fn open(path: &Path, readers: usize, hash: Hash, work: Arc<Work>) -> Result<Sqlite> {
        make_for_owner(path)?;
        let mut writer = connect(path, false)?;
        crate::migrate::sqlite(&mut writer, hash)?;
        let (write, jobs) = sync_channel(QUEUE);
        let mut threads = vec![spawn("jieli-write", move || write_loop(&writer, &jobs, &work))];

        let (read, jobs) = sync_channel(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..readers {
            let reader = connect(path, true)?;
            let jobs = Arc::clone(&jobs);
            threads.push(spawn("jieli-read", move || read_loop(&reader, &jobs)));
        }
        Ok(Sqlite { write: Some(write), read: Some(read), threads })
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

/// Opens one connection with the pragmas that the promise of durability rests on.
pub(crate) fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(PathBuf::from(path), flags)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = 10000;
         PRAGMA cache_size = -16000;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = FAST;",
    )?;
    if read_only {
        conn.execute_batch("PRAGMA query_only = ON;")?;
    }
    // Otherwise SQLite looks at the bound values too and plans some statements anew at every run,
    // which costs more than running them. Our statements name their index and fit any value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

fn write_loop(conn: &Connection, jobs: &Receiver<Job>, work: &Work) {
    while let Ok(first) = jobs.recv() {
        let mut group = Vec::new();
        let mut committed = run_group(conn, first, jobs, &mut group);
        if committed.is_ok() {
            super::fault::before_commit(&mut group);
            let began = Instant::now();
            committed = commit(conn);
            work.committed(group.len(), began.elapsed());
        }
        if committed.is_err() && !conn.is_autocommit() {
            // The commit's outcome is unknown: nothing of it is acknowledged, all of it goes.
            let _ = conn.execute_batch("ROLLBACK");
        }
        for tell in group {
            tell(match &committed {
                Ok(()) => Ok(()),
                Err(error) => Err(Failed::Broken(error.to_string())),
            });
        }
    }
    let _ = conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
}

/// Runs the jobs that wait, one after another, in one transaction that is left open.
fn run_group(
    conn: &Connection,
    first: Job,
    jobs: &Receiver<Job>,
    group: &mut Vec<Tell>,
) -> Result<()> {
    conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut seal = Seal::last(&mut Tx::new(On::Sqlite(conn)))?;
    let mut words = Vec::new();
    let mut next = Some(first);
    while let Some(job) = next {
        if let Some(tell) = under_savepoint(conn, job, &mut seal, &mut words)? {
            group.push(tell);
        }
        next = if group.len() < GROUP { jobs.try_recv().ok() } else { None };
    }
    // After the last savepoint: each one open beside the search index would cost it a flush.
    search::index(&mut Tx::new(On::Sqlite(conn)), words)
}

fn commit(conn: &Connection) -> Result<()> {
    conn.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// Runs one job; its changes and their seals stay together or go together.
fn under_savepoint(
    conn: &Connection,
    mut job: Job,
    seal: &mut Seal,
    words: &mut Vec<Words>,
) -> Result<Option<Tell>> {
    conn.prepare_cached("SAVEPOINT job")?.execute([])?;
    let mut tx = Tx::new(On::Sqlite(conn));
    let ran = catch_unwind(AssertUnwindSafe(|| job(&mut tx)));
    let pending = std::mem::take(&mut tx.pending);
    let sealed = match &ran {
        Ok(Outcome { keep: true, .. }) => seal.append(&mut tx, &pending).map(Some),
        _ => Ok(None),
    };
    if let Ok(Some(next)) = &sealed {
        *seal = *next;
        words.append(&mut tx.words);
    } else {
        conn.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    conn.prepare_cached("RELEASE job")?.execute([])?;
    sealed?;
    // A job that panicked answers nobody: whoever waits learns it from the closed channel.
    Ok(ran.ok().map(|outcome| outcome.tell))
}

fn read_loop(conn: &Connection, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = job else { return };
        let began = conn.prepare_cached("BEGIN DEFERRED").and_then(|mut begin| begin.execute([]));
        let mut tx = Tx::new(On::Sqlite(conn));
        let ran = catch_unwind(AssertUnwindSafe(|| job(&mut tx)));
        let _ = conn.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([]));
        if let Ok(outcome) = ran {
            (outcome.tell)(began.map(|_| ()).map_err(Failed::from));
        }
    }
}
