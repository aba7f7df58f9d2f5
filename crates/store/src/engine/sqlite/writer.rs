//! The writer (写入): those who wait for it, and whose turn it is.
use super::super::{Job, Tell, fault};
use super::checkpoint::Checkpoint;
use super::group;
use super::slots::{self, Slots};
use crate::work::Work;
use crate::{Failed, Result, Why};
use rusqlite::Connection;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

pub(super) struct Writer {
    slots: Arc<Slots>,
    /// Whoever holds them has the turn.
    jobs: Mutex<Receiver<Job>>,
    checkpoint: Checkpoint,
    work: Arc<Work>,
}

/// A group whose commit is over, but perhaps not yet on the disk.
struct Written {
    committed: Result<()>,
    began: Instant,
    /// Who is told how it went, and who is refused if it went wrong.
    tells: Vec<Tell>,
    taken: Vec<Job>,
}

/// One of the threads that take turns. It has the turn for the length of a group, not of its flush.
pub(super) fn run(writer: Arc<Writer>, thread: usize) {
    while let Some(written) = writer.turn() {
        let Written { committed, began, tells, taken } = written;
        let durable = committed.and_then(|()| writer.flush(thread));
        if durable.is_ok() {
            writer.work.committed(tells.len(), began.elapsed());
        }
        tells.into_iter().for_each(|tell| tell(durable.clone()));
        if let Err(failed) = durable {
            taken.into_iter().for_each(|job| (job.refuse)(failed.clone()));
        }
    }
    if let Some(last) = Arc::into_inner(writer) {
        last.end();
    }
}

impl Writer {
    pub fn new(
        slots: Arc<Slots>,
        jobs: Receiver<Job>,
        checkpoint: Checkpoint,
        work: Arc<Work>,
    ) -> Writer {
        Writer { slots, jobs: Mutex::new(jobs), checkpoint, work }
    }

    /// Takes whoever waits and commits what they do; nothing when there is nobody any more.
    fn turn(&self) -> Option<Written> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let first = jobs.recv().ok()?;
            let mut slot = self.slots.writer.enter();
            if slot.is_none() && !self.work.health.is_ill() {
                // Closed by a failure that was told while an earlier one was being mended.
                self.work.health.met(&Failed::down(Why::Disk, "the file is closed"));
                self.checkpoint.wake();
            }
            let Some(conn) = slot.as_ref().filter(|_| !self.work.health.is_ill()) else {
                (first.refuse)(self.work.health.failed());
                continue;
            };
            let (mut taken, mut tells) = (Vec::new(), Vec::new());
            let ran = group::run(conn, first, &jobs, &mut taken, &mut tells);
            // A flush may have failed meanwhile on what this group rests on.
            let sound =
                if self.work.health.is_ill() { Err(self.work.health.failed()) } else { ran };
            let began = Instant::now();
            let committed = sound.and_then(|()| {
                fault::before_commit(&mut tells);
                fault::swallowed(commit_of(conn))
            });
            if let Err(failed) = &committed {
                // The outcome is unknown: nothing of it is acknowledged, all of it goes.
                self.work.health.met(failed);
                if !conn.is_autocommit() && conn.execute_batch("ROLLBACK").is_err() {
                    self.work.health.met(&Failed::down(Why::Disk, failed.to_string()));
                }
            }
            self.checkpoint.committed(conn);
            if self.work.health.is_ill() {
                // A flush is never tried again on what it failed on.
                slots::close(&mut slot);
            }
            return Some(Written { committed, began, tells, taken });
        }
    }

    /// Waits for the disk. When that fails, the next turns find no connection until it is back.
    fn flush(&self, thread: usize) -> Result<()> {
        let flushed = fault::swallowed(self.slots.log.flush(thread));
        if let Err(failed) = &flushed {
            // Inside first: whoever mends what is told here finds it closed.
            let mut slot = self.slots.writer.enter();
            self.work.health.met(failed);
            slots::close(&mut slot);
            drop(slot);
            self.checkpoint.wake();
        }
        flushed
    }

    fn end(self) {
        self.checkpoint.end();
        let copied = match self.slots.writer.enter().as_ref() {
            Some(conn) if !self.work.health.is_ill() => {
                conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").is_ok()
            }
            _ => false,
        };
        if !copied {
            self.slots.keep_log();
        }
    }
}

fn commit_of(conn: &Connection) -> Result<()> {
    conn.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}
