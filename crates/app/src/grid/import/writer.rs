//! The thread that saves (写入线程): it takes batches while the next ones are prepared.
//!
//! What is *not* here: what is saved of a row (`write`).
use super::prepare::Prepared;
use super::{Stopped, write};
use crate::{App, Cx, Failed};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// How many batches wait for the writer: it never idles, and memory stays small.
const AHEAD: usize = 1;

type Batch = Arc<Mutex<Vec<Prepared>>>;

/// The thread that hands batches to the database while the next ones are prepared.
pub(super) struct Writer {
    batches: SyncSender<Vec<Prepared>>,
    /// Batches that are saved come back, to be freed by the thread that made them: freed by
    /// another, they would have both threads wait for one allocator.
    saved: Receiver<Batch>,
    thread: JoinHandle<Result<(), Stopped>>,
}

impl Writer {
    pub fn start(app: &App, versions: (i64, i64)) -> Writer {
        let (batches, waiting) = sync_channel(AHEAD);
        let app = app.clone();
        let (done, saved) = channel();
        let work = move || write_all(&app, versions, &waiting, &done);
        let builder = std::thread::Builder::new().name("jieli-import".into());
        Writer { batches, saved, thread: builder.spawn(work).expect("a thread can be started") }
    }

    pub fn send(&self, rows: Vec<Prepared>) -> Result<(), ()> {
        let sent = self.batches.send(rows).map_err(|_| ());
        self.saved.try_iter().for_each(drop);
        sent
    }

    pub fn finish(self) -> Result<(), Stopped> {
        drop(self.batches);
        self.saved.iter().for_each(drop);
        let ended = self.thread.join();
        ended.unwrap_or_else(|_| Err(Failed::Broken("the import's writer panicked".into()).into()))
    }
}

fn write_all(
    app: &App,
    versions: (i64, i64),
    batches: &Receiver<Vec<Prepared>>,
    done: &Sender<Batch>,
) -> Result<(), Stopped> {
    while let Ok(rows) = batches.recv() {
        let rows = Batch::new(Mutex::new(rows));
        let kept = Batch::clone(&rows);
        let work = move |cx: &mut Cx<'_, '_>| {
            let mut rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
            write::batch(cx, versions, &mut rows)
        };
        let written = app.write_now(work);
        // Nobody takes it back when the import has ended with an error: it is freed here.
        let _ = done.send(kept);
        match written {
            Ok(()) => {}
            Err(Failed::Stale) => return Err(Stopped::Changed),
            Err(failed) => return Err(failed.into()),
        }
    }
    Ok(())
}
