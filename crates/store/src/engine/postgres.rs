//! PostgreSQL: a few connections, each a thread, each job a transaction of its own.
//!
//! When two transactions meet (40001, 40P01) the job runs again; so a job has no side effects.
mod line;

pub(crate) use self::line::Line;
use super::{Job, Outcome};
use crate::chain::{self, Hash};
use crate::tx::{On, Tx};
use crate::{Failed, Result};
use postgres::{Client, NoTls};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

const QUEUE: usize = 4096;
/// How often a job is run again when it keeps meeting others.
const TRIES: u32 = 20;
/// How long a connection waits before it calls a server that did not answer.
const RECONNECT: Duration = Duration::from_millis(200);

pub(crate) struct Postgres {
    pub jobs: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Postgres {
    /// Connects, makes the schema current, and starts the threads.
    pub fn open(url: &str, connections: usize, hash: Hash) -> Result<Postgres> {
        let mut first = Client::connect(url, NoTls)?;
        crate::migrate::postgres(&mut first, hash)?;
        let (send, jobs) = sync_channel::<Job>(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::new();
        for at in 0..connections {
            let (url, jobs) = (url.to_owned(), Arc::clone(&jobs));
            let work = move || work_loop(&url, &jobs);
            let builder = std::thread::Builder::new().name(format!("jieli-pg-{at}"));
            threads.push(builder.spawn(work).expect("a thread can be started"));
        }
        Ok(Postgres { jobs: Some(send), threads })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.jobs = None;
        // The last handle may be dropped with a job, on one of our own threads: it ends by itself.
        let here = std::thread::current().id();
        for thread in self.threads.drain(..).filter(|thread| thread.thread().id() != here) {
            let _ = thread.join();
        }
    }
}

fn work_loop(url: &str, jobs: &Mutex<Receiver<Job>>) {
    let mut line: Option<Line> = None;
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = job else { return };
        if line.as_ref().is_none_or(Line::is_closed) {
            line = Line::open(url).ok();
        }
        match &mut line {
            Some(open) => serve(open, &mut job),
            // Dropping the job closes its channel: whoever waits learns that nothing happened.
            None => std::thread::sleep(RECONNECT),
        }
    }
}

fn serve(line: &mut Line, job: &mut Job) {
    for attempt in 1..=TRIES {
        match once(line, job) {
            Ok(Some(Done { outcome, committed })) => {
                if outcome.met && attempt < TRIES {
                    std::thread::sleep(Duration::from_millis(u64::from(attempt)));
                    continue;
                }
                return (outcome.tell)(committed);
            }
            // The job panicked or never began: its closed channel says so.
            Ok(None) | Err(_) => return,
        }
    }
}

struct Done {
    outcome: Outcome,
    committed: Result<()>,
}

/// Runs the job once in a transaction of its own; nothing when it panicked.
fn once(line: &mut Line, job: &mut Job) -> Result<Option<Done>> {
    line.begin();
    let mut tx = Tx::new(On::Postgres(line));
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut outcome = job(&mut tx);
        let queued = if outcome.keep { chain::queue(&mut tx) } else { Ok(()) };
        outcome.met |= tx.met;
        (outcome, queued.is_ok() && !tx.broken)
    }));
    let Ok((mut outcome, is_whole)) = ran else {
        line.roll_back()?;
        return Ok(None);
    };
    if !outcome.keep || outcome.met || !is_whole {
        let ended = line.roll_back();
        let lost = || Failed::Broken("a statement failed and went unnoticed".into());
        let committed = if outcome.keep { Err(lost()) } else { ended };
        return Ok(Some(Done { outcome, committed }));
    }
    let mut tells = vec![std::mem::replace(&mut outcome.tell, Box::new(|_| ()))];
    super::fault::before_commit(&mut tells);
    outcome.tell = tells.pop().unwrap_or_else(|| Box::new(|_| ()));
    let committed = line.commit();
    outcome.met = matches!(committed, Err(Failed::Conflict(_)));
    Ok(Some(Done { outcome, committed }))
}
