//! PostgreSQL: a few connections, each a thread, each job a transaction of its own.
//!
//! When two transactions meet (40001, 40P01) the job runs again; so a job has no side effects.
mod direct;
mod line;

pub(crate) use self::direct::Direct;
use self::line::Line;
use super::{Job, Outcome};
use crate::chain::{self, Hash};
use crate::tx::{On, Tx};
use crate::work::Work;
use crate::{Failed, Result, Value};
use postgres::{Client, NoTls, Row};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const QUEUE: usize = 4096;
/// How often a job is run again when it keeps meeting others.
const TRIES: u32 = 20;
/// How long a connection waits before it calls a server that did not answer.
const RECONNECT: Duration = Duration::from_millis(200);

/// What a transaction is run over (线路).
pub(crate) trait Wire {
    /// A change that may wait for the next question.
    fn put(&mut self, sql: &'static str, params: &[Value]) -> Result<()>;
    /// Sends what waits.
    fn flush(&mut self) -> Result<()>;
    /// A change, and how many rows it changed.
    fn run(&mut self, sql: &'static str, params: &[Value]) -> Result<u64>;
    /// A question.
    fn rows(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>>;
    /// The transaction that begins only reads, and sees one state of the rows.
    fn only_reads(&mut self);
}

pub(crate) struct Postgres {
    pub jobs: Option<SyncSender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Postgres {
    /// Connects, makes the schema current, and starts the threads.
    pub fn open(url: &str, connections: usize, hash: Hash, work: Arc<Work>) -> Result<Postgres> {
        let mut first = Client::connect(url, NoTls)?;
        crate::migrate::postgres(&mut first, hash)?;
        let (send, jobs) = sync_channel::<Job>(QUEUE);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::new();
        for at in 0..connections {
            let (url, jobs, work) = (url.to_owned(), Arc::clone(&jobs), Arc::clone(&work));
            let work = move || work_loop(&url, &jobs, &work);
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

fn work_loop(url: &str, jobs: &Mutex<Receiver<Job>>, work: &Work) {
    let mut line: Option<Line> = None;
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if line.as_mut().is_some_and(Line::is_gone) {
            line = None;
        }
        match line.take().map_or_else(|| Line::open(url), Ok) {
            Ok(open) => serve(line.insert(open), job, work),
            Err(failed) => {
                work.health.met(&failed);
                (job.refuse)(failed);
                std::thread::sleep(RECONNECT);
            }
        }
    }
}

fn serve(line: &mut Line, mut job: Job, work: &Work) {
    for attempt in 1..=TRIES {
        match once(line, &mut job, work) {
            Ok(Some(Done { outcome, committed })) => {
                if outcome.met && attempt < TRIES {
                    std::thread::sleep(Duration::from_millis(u64::from(attempt)));
                    continue;
                }
                match &committed {
                    Ok(()) if outcome.keep => work.health.rise(),
                    Ok(()) => {}
                    Err(failed) => work.health.met(failed),
                }
                return (outcome.tell)(committed);
            }
            // The job panicked: its closed channel says so.
            Ok(None) => return,
            Err(failed) => {
                work.health.met(&failed);
                return (job.refuse)(failed);
            }
        }
    }
}

struct Done {
    outcome: Outcome,
    committed: Result<()>,
}

/// Runs the job once in a transaction of its own; nothing when it panicked.
fn once(line: &mut Line, job: &mut Job, work: &Work) -> Result<Option<Done>> {
    line.begin();
    let mut tx = Tx::new(On::Postgres(line));
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let mut outcome = (job.run)(&mut tx);
        let queued = if outcome.keep { chain::queue(&mut tx) } else { Ok(()) };
        outcome.met |= tx.met;
        (outcome, queued.is_ok() && !tx.broken)
    }));
    let down = tx.down.take();
    let Ok((mut outcome, is_whole)) = ran else {
        line.roll_back()?;
        return Ok(None);
    };
    if !outcome.keep || outcome.met || !is_whole {
        let ended = line.roll_back();
        let lost = || Failed::Broken("a statement failed and went unnoticed".into());
        let committed = match down {
            Some(failed) => Err(failed),
            None if outcome.keep => Err(lost()),
            None => ended,
        };
        return Ok(Some(Done { outcome, committed }));
    }
    let mut tells = vec![std::mem::replace(&mut outcome.tell, Box::new(|_| ()))];
    super::fault::before_commit(&mut tells);
    outcome.tell = tells.pop().unwrap_or_else(|| Box::new(|_| ()));
    let began = Instant::now();
    let committed = line.commit();
    work.committed(1, began.elapsed());
    outcome.met = matches!(committed, Err(Failed::Conflict(_)));
    Ok(Some(Done { outcome, committed }))
}
