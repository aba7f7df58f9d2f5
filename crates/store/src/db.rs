//! The handle through which everything is read and written.
use crate::chain::Hash;
use crate::engine::postgres::{Address, Guard, Postgres};
use crate::engine::sqlite::Sqlite;
use crate::engine::{Job, Outcome};
use crate::work::{Waits, Work};
use crate::{Engine, Failed, Tx};
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// SQLite connections that read while the writer writes: two cores, and one for a slow list.
const READERS: usize = 3;
/// Connections to PostgreSQL of one server.
const CONNECTIONS: usize = 16;

/// Where the district's rows live (库址).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// One file, the default.
    File(PathBuf),
    /// `postgres://…`; a `search_path` option in the address picks the district's schema.
    Server(String),
}

impl Place {
    /// Reads `JIELI_DATABASE`: a PostgreSQL address, or a path.
    pub fn parse(text: &str) -> Place {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Place::Server(text.to_owned())
        } else {
            Place::File(PathBuf::from(text))
        }
    }

    /// How the way there is closed to others; refuses an address that promises nothing.
    pub fn guard(&self) -> Result<Guard, Failed> {
        match self {
            Place::File(_) => Ok(Guard::Near),
            Place::Server(url) => Ok(Address::parse(url)?.guard().clone()),
        }
    }
}

/// A district's database (库). Cloning shares it.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Running>,
    work: Arc<Work>,
}

enum Running {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Db {
    /// Opens the database and brings its schema up to date. `hash` counts for a new one only.
    pub fn open(place: &Place, hash: Hash) -> Result<Db, Failed> {
        let work = Work::new();
        let watched = Arc::clone(&work);
        let engine = match place {
            Place::File(path) => Running::Sqlite(Sqlite::open(path, READERS, hash, watched)?),
            Place::Server(url) => {
                Running::Postgres(Postgres::open(url, CONNECTIONS, hash, watched)?)
            }
        };
        Ok(Db { engine: Arc::new(engine), work })
    }

    /// What it has to do, and how it fares.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// How many bytes are left where the file lies; nothing where the rows lie on a server.
    pub fn room(&self) -> Option<u64> {
        match &*self.engine {
            Running::Sqlite(sqlite) => sqlite.room(),
            Running::Postgres(_) => None,
        }
    }

    pub fn engine(&self) -> Engine {
        match &*self.engine {
            Running::Sqlite(_) => Engine::Sqlite,
            Running::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a change. It answers only when the change is durable, or says that it is not.
    ///
    /// The closure may run more than once: it must do nothing but read and write rows.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failed> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (job, answer) = job(work, self.waits(true), true);
        send(self.writer()?, job)?;
        answer.await.unwrap_or_else(|_| Err(lost()))
    }

    /// As [`Db::write`], from a thread that is not the web server's.
    pub fn write_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failed> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (job, answer) = job(work, self.waits(true), true);
        send(self.writer()?, job)?;
        answer.blocking_recv().unwrap_or_else(|_| Err(lost()))
    }

    /// Runs a question on one consistent state of the rows.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failed> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (job, answer) = job(work, self.waits(false), false);
        send(self.reader()?, job)?;
        answer.await.unwrap_or_else(|_| Err(lost()))
    }

    /// As [`Db::read`], from a thread that is not the web server's.
    pub fn read_now<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failed> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (job, answer) = job(work, self.waits(false), false);
        send(self.reader()?, job)?;
        answer.blocking_recv().unwrap_or_else(|_| Err(lost()))
    }

    fn waits(&self, writes: bool) -> Waits {
        Waits::begin(&self.work, if writes { |work| &work.writers } else { |work| &work.readers })
    }

    fn writer(&self) -> Result<&SyncSender<Job>, Failed> {
        match &*self.engine {
            // It is being mended beside the jobs; none of them need try.
            Running::Sqlite(_) if self.work.health.is_ill() => {
                return Err(self.work.health.failed());
            }
            Running::Sqlite(sqlite) => sqlite.write.as_ref(),
            Running::Postgres(postgres) => postgres.jobs.as_ref(),
        }
        .ok_or(Failed::Closed)
    }

    fn reader(&self) -> Result<&SyncSender<Job>, Failed> {
        match &*self.engine {
            Running::Sqlite(sqlite) => sqlite.read.as_ref(),
            Running::Postgres(postgres) => postgres.jobs.as_ref(),
        }
        .ok_or(Failed::Closed)
    }
}

fn send<E: From<Failed>>(to: &SyncSender<Job>, job: Job) -> Result<(), E> {
    to.try_send(job).map_err(|refused| match refused {
        TrySendError::Full(_) => E::from(Failed::Busy),
        TrySendError::Disconnected(_) => E::from(Failed::Closed),
    })
}

/// The closure ended without an answer: it panicked.
fn lost<E: From<Failed>>() -> E {
    E::from(Failed::Broken("the transaction ended without an answer".into()))
}

type Answer<T, E> = oneshot::Receiver<Result<T, E>>;

/// Wraps a closure so that its answer waits for the commit.
fn job<T, E, F>(mut work: F, waits: Waits, keep: bool) -> (Job, Answer<T, E>)
where
    T: Send + 'static,
    E: From<Failed> + Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (send, answer) = oneshot::channel();
    let send = Arc::new(Mutex::new(Some(send)));
    let refused = Arc::clone(&send);
    let refuse = move |failed: Failed| answer_once(&refused, Err(E::from(failed)));
    let mut waits = Some(waits);
    let run = move |tx: &mut Tx<'_>| {
        drop(waits.take());
        if !keep {
            tx.only_reads();
        }
        let done = work(tx);
        let keep = keep && done.is_ok();
        // The job keeps the sender for another run; it leaves with the run that is told.
        let send = Arc::clone(&send);
        let tell = move |committed: Result<(), Failed>| {
            let answer = match committed {
                Ok(()) => done,
                Err(failed) if done.is_ok() => Err(E::from(failed)),
                Err(_) => done,
            };
            answer_once(&send, answer);
        };
        Outcome { keep, met: tx.met, tell: Box::new(tell) as Box<_> }
    };
    (Job { run: Box::new(run), refuse: Box::new(refuse) }, answer)
}

fn answer_once<T>(send: &Mutex<Option<oneshot::Sender<T>>>, answer: T) {
    let send = send.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(send) = send {
        // Nobody waits any more when the client went away: the row stays all the same.
        let _ = send.send(answer);
    }
}
