//! Carrying the log into the file (检查点), beside the writer instead of in its way.
//!
//! A thread of its own copies what is committed, so nobody who waits for a commit waits for that.
//! Only while writers never rest does the log grow past [`LONG`]: then the writer copies the short
//! rest itself, and begins the log anew. What is *not* here: durability, which rests on the log.
use crate::Result;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Pages of a log (64 MB) at which the writer lends a hand: a longer one is slow to read back
/// after a crash, a shorter one writes the same pages into the file more often.
const LONG: i64 = 16_000;
/// Commits of so long are copied together.
const PAUSE: Duration = Duration::from_millis(100);

/// The writer's end of it.
pub(super) struct Checkpoint {
    wake: SyncSender<()>,
    /// Pages in the log, as last seen.
    pages: Arc<AtomicI64>,
}

impl Checkpoint {
    /// Starts the thread; it ends when the writer drops its end.
    pub fn start(path: &Path) -> Result<(Checkpoint, JoinHandle<()>)> {
        let conn = super::connect(path, super::Part::Copier)?;
        let (wake, woken) = sync_channel(1);
        let pages = Arc::new(AtomicI64::new(0));
        let seen = Arc::clone(&pages);
        let thread = super::spawn("jieli-checkpoint", move || copy_loop(&conn, &woken, &seen));
        Ok((Checkpoint { wake, pages }, thread))
    }

    /// After each commit.
    pub fn committed(&self, writer: &Connection) {
        // A thread that is awake already needs no second call.
        let _ = self.wake.try_send(());
        if self.pages.load(Ordering::Relaxed) > LONG
            && let Ok((pages, copied)) = copy(writer)
        {
            // With all copied, the next commit begins the log anew.
            self.pages.store(if pages == copied { 0 } else { pages }, Ordering::Relaxed);
        }
    }
}

fn copy_loop(conn: &Connection, woken: &Receiver<()>, seen: &AtomicI64) {
    while woken.recv().is_ok() {
        std::thread::sleep(PAUSE);
        // What could not be copied now is copied the next time; the log keeps it meanwhile.
        if let Ok((pages, _)) = copy(conn) {
            seen.store(pages, Ordering::Relaxed);
        }
    }
}

/// Copies what no reader still needs; says how many pages the log has and how many are copied.
fn copy(conn: &Connection) -> rusqlite::Result<(i64, i64)> {
    conn.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
}
