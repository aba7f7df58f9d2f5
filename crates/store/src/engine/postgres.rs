//! PostgreSQL: a few connections, each a thread, each job a transaction of its own.
//!
//! When two transactions meet (40001, 40P01) the job runs again, and when the connection was lost
//! before its commit was sent; so a job has no side effects. Once the commit is sent and not
//! answered nobody knows, and whoever waits is told so.
mod address;
mod direct;
mod line;
mod seal;

pub(crate) use self::address::Address;
pub use self::address::Guard;
pub(crate) use self::direct::Direct;
use self::line::Line;
use super::{Job, Outcome};
use crate::chain::{self, Hash};
use crate::tx::{On, Tx};
use crate::work::Work;
use crate::{Failed, Result, Value, Why};
use ::postgres::Row;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const QUEUE: usize = 4096;
/// How often a job is run again when it keeps meeting others.
const TRIES: u32 = 20;
/// How often it is run on another connection when one was lost.
const LINES: u32 = 3;
/// Whoever has waited longer than that for a connection that was lost is told so.
const AGAIN_WITHIN: Duration = Duration::from_secs(10);
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
        let address = Address::parse(url)?;
        let mut first = address.client()?;
        crate::migrate::postgres(&mut first, hash)?;
        let (send, jobs) = sync_channel::<Job>(QUEUE);
        let (jobs, silences) = (Mutex::new(jobs), AtomicU64::new(0));
        let shared = Arc::new(Shared { address, jobs, work, silences });
        let mut threads = Vec::new();
        for at in 0..connections {
            let shared = Arc::clone(&shared);
            let builder = std::thread::Builder::new().name(format!("jieli-pg-{at}"));
            threads.push(builder.spawn(move || work_loop(&shared)).expect("a thread is started"));
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

/// What the threads of one pool share.
struct Shared {
    address: Address,
    jobs: Mutex<Receiver<Job>>,
    work: Arc<Work>,
    /// How often the server fell silent: every line that is older is not trusted.
    silences: AtomicU64,
}

impl Shared {
    /// Before anybody is told of it, and asks again.
    fn fell_silent(&self) {
        self.silences.fetch_add(1, Ordering::Relaxed);
    }
}

fn work_loop(shared: &Shared) {
    let (mut line, mut silences): (Option<Line>, u64) = (None, 0);
    loop {
        let job = shared.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let known = shared.silences.load(Ordering::Relaxed);
        if silences < known {
            (line, silences) = (None, known);
        }
        serve(&mut line, job, shared);
    }
}

/// Runs a job until it is told, or refused.
fn serve(line: &mut Option<Line>, mut job: Job, shared: &Shared) {
    let (begun, mut lines) = (Instant::now(), 0);
    let health = &shared.work.health;
    for attempt in 1..=TRIES {
        let open = match ready(line, shared) {
            Ok(open) => open,
            Err(failed) => {
                health.met(&failed);
                (job.refuse)(failed);
                return std::thread::sleep(RECONNECT);
            }
        };
        let ran = once(open, &mut job, &shared.work);
        if open.is_silent() {
            shared.fell_silent();
        }
        match ran {
            Ok(Some(Done { outcome, committed, lost })) => {
                lines += u32::from(lost);
                let again = !lost || (lines < LINES && begun.elapsed() < AGAIN_WITHIN);
                if (outcome.met || lost) && again && attempt < TRIES {
                    std::thread::sleep(Duration::from_millis(u64::from(attempt)));
                    continue;
                }
                match &committed {
                    Ok(()) if outcome.keep => health.rise(),
                    Ok(()) => {}
                    Err(failed) => health.met(failed),
                }
                return (outcome.tell)(committed);
            }
            // The job panicked: its closed channel says so.
            Ok(None) => return,
            Err(failed) => {
                health.met(&failed);
                return (job.refuse)(failed);
            }
        }
    }
}

/// The line, opened anew where it is gone.
fn ready<'a>(line: &'a mut Option<Line>, shared: &Shared) -> Result<&'a mut Line> {
    if line.as_mut().is_none_or(Line::is_gone) {
        *line = Line::open(&shared.address)?;
    }
    line.as_mut().ok_or_else(|| {
        shared.fell_silent();
        line::silent()
    })
}

struct Done {
    outcome: Outcome,
    committed: Result<()>,
    /// The connection was lost, and its commit never sent: nothing happened.
    lost: bool,
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
    if !is_whole && line.is_closed() {
        let committed = Err(Failed::down(Why::Server, "the connection to the database was lost"));
        return Ok(Some(Done { outcome, committed, lost: true }));
    }
    if !outcome.keep || outcome.met || !is_whole {
        let ended = line.roll_back();
        let lost = || Failed::Broken("a statement failed and went unnoticed".into());
        let committed = match down {
            Some(failed) => Err(failed),
            None if outcome.keep => Err(lost()),
            None => ended,
        };
        return Ok(Some(Done { outcome, committed, lost: false }));
    }
    let mut tells = vec![std::mem::replace(&mut outcome.tell, Box::new(|_| ()))];
    super::fault::before_commit(&mut tells);
    outcome.tell = tells.pop().unwrap_or_else(|| Box::new(|_| ()));
    let began = Instant::now();
    let committed = line.commit();
    work.committed(1, began.elapsed());
    outcome.met = matches!(committed, Err(Failed::Conflict(_)));
    Ok(Some(Done { outcome, committed, lost: false }))
}
