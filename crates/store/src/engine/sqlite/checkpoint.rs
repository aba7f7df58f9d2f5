//! Carrying the log into the file (检查点), beside the writer instead of in its way; and mending
//! (修复) after the disk has failed.
//!
//! A thread of its own copies what is committed, so nobody who waits for a commit waits for that.
//! Only while writers never rest does the log grow past [`LONG`]: then the writer copies the short
//! rest itself, and begins the log anew. What is *not* here: durability, which rests on the log.
use super::slots::{self, Slots};
use crate::work::Work;
use crate::{Failed, Result, Why};
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Pages of a log (128 MB) at which the writer lends a hand: a longer one is slow to read back
/// after a crash, a shorter one writes the same pages into the file more often.
const LONG: i64 = 32_000;
/// Commits of so long are copied together.
const PAUSE: Duration = Duration::from_millis(400);
/// How often it is tried whether the disk is back: nobody waits long for that, and a disk that is
/// not is not kept busy by it.
const TRY_EVERY: Duration = Duration::from_millis(500);

/// The writer's end of it.
pub(super) struct Checkpoint {
    wake: SyncSender<()>,
    thread: JoinHandle<()>,
    /// Pages in the log, as last seen.
    pages: Arc<AtomicI64>,
    work: Arc<Work>,
}

impl Checkpoint {
    /// Starts the thread; it ends when the writer says so.
    pub fn start(slots: &Arc<Slots>, work: &Arc<Work>) -> Result<Checkpoint> {
        let conn = slots.copier()?;
        let (wake, woken) = sync_channel(1);
        let pages = Arc::new(AtomicI64::new(0));
        let (slots, seen, watched) = (Arc::clone(slots), Arc::clone(&pages), Arc::clone(work));
        let copy_loop = move || copy_loop(&slots, conn, &woken, &seen, &watched);
        let thread = super::spawn("jieli-checkpoint", copy_loop);
        Ok(Checkpoint { wake, thread, pages, work: Arc::clone(work) })
    }

    /// After each group, committed or not.
    pub fn committed(&self, writer: &Connection) {
        if self.pages.load(Ordering::Relaxed) > LONG && !self.work.health.is_ill() {
            match copy(writer) {
                // With all copied, the next commit begins the log anew.
                Ok((pages, copied)) => {
                    self.pages.store(if pages == copied { 0 } else { pages }, Ordering::Relaxed);
                }
                Err(error) => note(&self.work, error),
            }
        }
        self.wake();
    }

    /// There is something to copy, or to mend.
    pub fn wake(&self) {
        // A thread that is awake already needs no second call.
        let _ = self.wake.try_send(());
    }

    /// Ends the thread, its connection closed.
    pub fn end(self) {
        drop(self.wake);
        // A thread that panicked has told nobody; there is nobody left to tell.
        let _ = self.thread.join();
    }
}

fn copy_loop(slots: &Slots, conn: Connection, woken: &Receiver<()>, seen: &AtomicI64, work: &Work) {
    let mut conn = Some(conn);
    while woken.recv().is_ok() {
        std::thread::sleep(PAUSE);
        if let Some(conn) = conn.as_ref().filter(|_| !work.health.is_ill()) {
            // What could not be copied now is copied the next time; the log keeps it meanwhile.
            match copy_to_the_end(conn) {
                Ok(pages) => seen.store(pages, Ordering::Relaxed),
                Err(error) => note(work, error),
            }
        }
        while work.health.is_ill() {
            match slots.mend(&mut conn) {
                Ok(()) => work.health.rise(),
                Err(failed) => {
                    work.health.met(&failed);
                    if woken.recv_timeout(TRY_EVERY) == Err(RecvTimeoutError::Disconnected) {
                        break;
                    }
                }
            }
        }
    }
    if work.health.is_ill() {
        slots::close(&mut conn);
    }
}

/// A copy that the disk failed on makes the database ill, for its flush may have been the one that
/// counted. Without room it has simply not happened yet.
fn note(work: &Work, error: rusqlite::Error) {
    let failed = Failed::from(error);
    if matches!(failed, Failed::Down { why: Why::Disk, .. }) {
        work.health.met(&failed);
    }
}

/// Copies; a long log again at once, so that little of it is left for the writer, which stands
/// still for the rest. Says how many pages the log has.
fn copy_to_the_end(conn: &Connection) -> rusqlite::Result<i64> {
    let (pages, copied) = copy(conn)?;
    // Behind by much less than it was: what came while the first copy ran.
    Ok(if pages > LONG && copied > 0 { copy(conn)?.0 } else { pages })
}

/// Copies what no reader still needs; says how many pages the log has and how many are copied.
fn copy(conn: &Connection) -> rusqlite::Result<(i64, i64)> {
    conn.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
}
