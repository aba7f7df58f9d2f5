//! The writer (写入): one thread that runs and commits group after group, and never waits for the
//! disk; whoever is to be told stands in [`Unflushed`] until a flush has covered their group.
use super::super::{Job, Tell, fault};
use super::checkpoint::Checkpoint;
use super::group;
use super::log::Flush;
use super::slots::{self, Slots};
use super::unflushed::Unflushed;
use crate::work::Work;
use crate::{Failed, Result, Why};
use rusqlite::Connection;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So long a group may run however soon the next flush begins: each costs a commit.
const SHORTEST: Duration = Duration::from_millis(1);

pub(super) struct Writer {
    slots: Arc<Slots>,
    /// Taken out by the one thread that writes.
    jobs: Mutex<Option<Receiver<Job>>>,
    unflushed: Unflushed<Written>,
    checkpoint: Checkpoint,
    work: Arc<Work>,
}

/// A group whose commit is over, but not yet on the disk.
struct Written {
    committed: Result<()>,
    began: Instant,
    /// Which opening of the log it was written into.
    opening: u64,
    /// Who is told how it went, and who is refused if it went wrong.
    tells: Vec<Tell>,
    taken: Vec<Job>,
}

/// The thread that writes, until nobody can ask any more.
pub(super) fn write(writer: Arc<Writer>) {
    let jobs = writer.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(jobs) = jobs {
        while let Some(written) = writer.turn(&jobs) {
            let size = written.taken.len();
            writer.unflushed.put(written, size);
        }
    }
    writer.unflushed.close();
    end(writer);
}

/// One of the threads that flush, until all is flushed and nothing more comes.
pub(super) fn flush(writer: Arc<Writer>, thread: usize) {
    while let Some(groups) = writer.unflushed.take() {
        let began = Instant::now();
        let flushed = writer.flush(thread);
        writer.unflushed.flushed(began.elapsed());
        groups.into_iter().for_each(|written| writer.tell(written, &flushed));
    }
    end(writer);
}

/// The last of the threads closes the file.
fn end(writer: Arc<Writer>) {
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
        let (jobs, unflushed) = (Mutex::new(Some(jobs)), Unflushed::new(super::FLUSHERS));
        Writer { slots, jobs, unflushed, checkpoint, work }
    }

    /// Takes whoever waits and commits what they do; nothing when there is nobody any more.
    fn turn(&self, jobs: &Receiver<Job>) -> Option<Written> {
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
            let opening = self.slots.log.opening();
            let (mut taken, mut tells) = (Vec::new(), Vec::new());
            let ran = group::run(
                conn,
                first,
                jobs,
                self.unflushed.apart().max(SHORTEST),
                &mut taken,
                &mut tells,
            );
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
            return Some(Written { committed, began, opening, tells, taken });
        }
    }

    /// Waits for the disk. When that fails, the next turns find no connection until it is back.
    fn flush(&self, thread: usize) -> Flush {
        let flush = self.slots.log.flush(thread);
        let flush = Flush { done: fault::swallowed(flush.done), ..flush };
        if let Err(failed) = &flush.done {
            // Inside first: whoever mends what is told here finds it closed.
            let mut slot = self.slots.writer.enter();
            self.work.health.met(failed);
            slots::close(&mut slot);
            drop(slot);
            self.checkpoint.wake();
        }
        flush
    }

    /// Tells a group how it went. A log that was opened anew meanwhile may be without it, however
    /// well its flush went.
    fn tell(&self, written: Written, flush: &Flush) {
        let Written { committed, began, opening, tells, taken } = written;
        let durable = committed.and_then(|()| match opening == flush.opening {
            true => flush.done.clone(),
            false => Err(Failed::down(Why::Disk, "the file was opened anew before the flush")),
        });
        if durable.is_ok() {
            self.work.committed(tells.len(), began.elapsed());
        }
        tells.into_iter().for_each(|tell| tell(durable.clone()));
        if let Err(failed) = durable {
            taken.into_iter().for_each(|job| (job.refuse)(failed.clone()));
        }
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
