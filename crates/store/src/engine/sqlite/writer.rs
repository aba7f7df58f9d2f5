//! The writer (写入): a connection, those who wait for it, and whose turn it is.
use super::super::{Job, Tell, fault};
use super::checkpoint::Checkpoint;
use super::group;
use super::log::Log;
use crate::work::Work;
use crate::{Failed, Result};
use rusqlite::Connection;
use std::sync::mpsc::Receiver;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

pub(super) struct Writer {
    conn: Connection,
    jobs: Receiver<Job>,
    checkpoint: Checkpoint,
}

/// A group whose commit is over, but not yet on the disk.
struct Written {
    tells: Vec<Tell>,
    committed: Result<()>,
    commit: u64,
    began: Instant,
}

/// One of the threads that take turns. It holds the writer for the length of a group, not of its
/// flush.
pub(super) fn run(writer: &Mutex<Writer>, log: &Log, work: &Work) {
    let flusher = log.flusher();
    loop {
        let turn = writer.lock().unwrap_or_else(PoisonError::into_inner).turn(log);
        let Some(written) = turn else { return };
        let flushed = match &flusher {
            Ok(flusher) => flusher.flush(written.commit),
            Err(error) => Err(Failed::Broken(error.to_string())),
        };
        let durable = written.committed.and(flushed);
        if durable.is_ok() {
            work.committed(written.tells.len(), written.began.elapsed());
        }
        for tell in written.tells {
            tell(match &durable {
                Ok(()) => Ok(()),
                Err(error) => Err(Failed::Broken(error.to_string())),
            });
        }
    }
}

impl Writer {
    pub fn new(conn: Connection, jobs: Receiver<Job>, checkpoint: Checkpoint) -> Writer {
        Writer { conn, jobs, checkpoint }
    }

    /// Takes whoever waits and commits what they do; nothing when there is nobody any more.
    fn turn(&mut self, log: &Log) -> Option<Written> {
        let conn = &self.conn;
        let Ok(first) = self.jobs.recv() else {
            let _ = conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
            return None;
        };
        let sound = self.heal(log);
        let mut tells = Vec::new();
        let mut committed = group::run(conn, first, &self.jobs, &mut tells).and(sound);
        let commit = log.begin();
        let began = Instant::now();
        if committed.is_ok() {
            fault::before_commit(&mut tells);
            committed = conn
                .prepare_cached("COMMIT")
                .and_then(|mut it| it.execute([]))
                .map(|_| ())
                .map_err(Failed::from);
        }
        if committed.is_err() && !conn.is_autocommit() {
            // The commit's outcome is unknown: nothing of it is acknowledged, all of it goes.
            let _ = conn.execute_batch("ROLLBACK");
        }
        self.checkpoint.committed(conn);
        Some(Written { tells, committed, commit, began })
    }

    /// After a flush that failed: brings all that the log holds into the database file, whose own
    /// flush then says whether it is safe there.
    fn heal(&self, log: &Log) -> Result<()> {
        if log.is_sound() {
            return Ok(());
        }
        const SQL: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: bool = self.conn.query_row(SQL, [], |row| row.get(0))?;
        if busy {
            return Err(Failed::Busy);
        }
        log.healed();
        Ok(())
    }
}
