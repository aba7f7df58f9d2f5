//! One connection to the server, and what goes along it together (连线).
//!
//! A round trip wakes two processes and costs more than most statements. So the beginning of a
//! transaction and changes that nobody asks an answer of wait for the next question, or for the
//! end, and are sent with it; the server runs them in order.
//!
//! Each of them stands by itself on the way, so none may do harm when another is lost. Outside a
//! transaction the server refuses every change ([`SETTINGS`]): a `BEGIN` that fails alone leaves
//! nothing standing. A change that cannot be written down keeps the commit from being sent. A
//! line whose end is unknown is given up. What is *not* here: which changes can wait, which
//! [`crate::Tx::put`] says.
use super::Wire;
use super::address::{Address, CONNECT};
use crate::tx::by_ref;
use crate::{Failed, Result, Value, Why};
use futures_util::future::join_all;
use futures_util::join;
use std::cell::Cell;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::Severity;
use tokio_postgres::{Client, Error, Row, Statement};

/// How many changes wait at most: enough for any use case, few enough for the socket's buffer.
const WAITING: usize = 16;
/// How long a connection that is given up takes leave of its server.
const LEAVE: Duration = Duration::from_millis(100);
/// How long an answer is waited for: longer than the server gives a statement, shorter than a
/// request may last. A way that swallows everything is found out by nothing else.
const PATIENCE: Duration = Duration::from_secs(25);

/// What every connection says first. Only `BEGIN READ WRITE` allows a change. The server ends
/// what takes longer than any statement of ours, and what a client that vanished left open with
/// its locks: another server waits for them.
const SETTINGS: &str = "
    SET jit = off; SET plan_cache_mode = auto;
    SET default_transaction_read_only = on;
    SET statement_timeout = '20s'; SET idle_in_transaction_session_timeout = '30s';
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2;
    SET tcp_user_timeout = '20s'";
/// The words of a transaction that may change something.
const BEGIN: &str = "BEGIN READ WRITE";
/// Of one that only reads, and sees one state of the rows.
const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

pub(crate) struct Line {
    runtime: Runtime,
    /// Nothing once it has been given up.
    client: Option<Client>,
    driver: Option<JoinHandle<()>>,
    prepared: HashMap<&'static str, Statement>,
    /// The words that begin the transaction, until they are sent.
    begin: Option<&'static str>,
    waiting: Vec<(Statement, Vec<Value>)>,
    /// When it began its last transaction.
    used: Instant,
    /// It was given up because no answer came in time.
    silent: bool,
}

/// After so long without use a connection is asked first whether its server is still there.
const RESTED: Duration = Duration::from_secs(1);

impl Line {
    /// Connects; nothing where the server lets nobody in within its time.
    pub fn open(address: &Address) -> Result<Option<Line>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failed::Broken(error.to_string()))?;
        let opened = async {
            let (client, driver) = address.connect().await?;
            client.batch_execute(SETTINGS).await.map(|()| (client, driver))
        };
        let opened = runtime.block_on(async { timeout(CONNECT, opened).await });
        let Ok(opened) = opened else { return Ok(None) };
        let (client, driver) = opened?;
        let (client, driver) = (Some(client), Some(driver));
        let (prepared, waiting) = (HashMap::new(), Vec::new());
        let (begin, silent, used) = (None, false, Instant::now());
        Ok(Some(Line { runtime, client, driver, prepared, begin, waiting, used, silent }))
    }

    /// Whether the server has left. Nobody listens to a connection that rests, so one that was
    /// stopped and started again is noticed here, not by the first who wants something of it.
    pub fn is_gone(&mut self) -> bool {
        if self.used.elapsed() > RESTED {
            // Once for the socket to be looked at, once for what it said to be read.
            self.runtime.block_on(async {
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
            });
        }
        self.is_closed()
    }

    /// Whether it was given up, or is known to be lost.
    pub fn is_closed(&self) -> bool {
        self.client.as_ref().is_none_or(Client::is_closed)
    }

    /// Whether the server fell silent on it: then it has on others too, which do not know yet.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// Begins a transaction, with the first statement of it.
    pub fn begin(&mut self) {
        self.used = Instant::now();
        self.waiting.clear();
        self.begin = Some(BEGIN);
    }

    /// Ends the transaction. After a change that failed, the server takes `COMMIT` for `ROLLBACK`.
    pub fn commit(&mut self) -> Result<()> {
        if self.begin.is_some() && self.waiting.is_empty() {
            return self.forget();
        }
        let done = self.send(async |client| client.batch_execute("COMMIT").await);
        if done.is_err() && !self.is_closed() {
            // It may be open still: the commit was not sent, or was refused.
            let _ = self.roll_back();
        }
        done
    }

    /// Ends the transaction as if it had never been; what waits is not sent. When even that
    /// fails, nobody may begin another on this line.
    pub fn roll_back(&mut self) -> Result<()> {
        self.waiting.clear();
        if self.begin.is_some() {
            return self.forget();
        }
        let done = self.send(async |client| client.batch_execute("ROLLBACK").await);
        if done.is_err() {
            self.give_up();
        }
        done
    }

    /// A transaction that was never begun needs no end.
    fn forget(&mut self) -> Result<()> {
        self.begin = None;
        Ok(())
    }

    fn prepare(&mut self, sql: &'static str) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let client = self.client.as_ref().ok_or(Failed::Closed)?;
        let asked = self.runtime.block_on(async { timeout(PATIENCE, client.prepare(sql)).await });
        let statement = self.answered(asked.ok())?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }

    /// Sends what waits and one thing more, in order; the first that failed is what is told, for
    /// the server refuses all after it.
    fn send<T>(
        &mut self,
        last: impl AsyncFnOnce(&Client) -> std::result::Result<T, Error>,
    ) -> Result<T> {
        let client = self.client.as_ref().ok_or(Failed::Closed)?;
        let begin = self.begin.take();
        let waiting = std::mem::take(&mut self.waiting);
        // A change that cannot be written down fails here, and the server never hears of it. All
        // are asked to go before the last thing is: it stays here then, or it might be a commit.
        let unsent = Cell::new(false);
        let changes = waiting.iter().map(async |(statement, params)| {
            let changed = client.execute(statement, &by_ref(params)).await;
            unsent.set(unsent.get() || changed.is_err());
            changed.map(|_| ())
        });
        let begun = async {
            match begin {
                Some(words) => client.batch_execute(words).await,
                None => Ok(()),
            }
        };
        let ended = async {
            match unsent.get() {
                true => None,
                false => Some(last(client).await),
            }
        };
        let all = async { join!(begun, join_all(changes), ended) };
        let all = self.runtime.block_on(async { timeout(PATIENCE, all).await });
        let told = all.ok().map(|(begun, changed, answer)| -> std::result::Result<_, Error> {
            begun?;
            changed.into_iter().collect::<std::result::Result<(), Error>>()?;
            answer.transpose()
        });
        let answer = self.answered(told)?;
        answer.ok_or_else(|| Failed::Broken("a change that did not fail was not sent".into()))
    }

    /// An answer, or none in time. Where the line is at its end, it is given up.
    fn answered<T>(&mut self, told: Option<std::result::Result<T, Error>>) -> Result<T> {
        let Some(told) = told else {
            self.silent = true;
            self.give_up();
            return Err(silent());
        };
        told.map_err(|error| {
            let severity = error.as_db_error().and_then(|told| told.parsed_severity());
            if matches!(severity, Some(Severity::Fatal | Severity::Panic)) {
                self.give_up();
            }
            Failed::from(error)
        })
    }

    /// The connection is not used again: what the server made of the last words is unknown.
    fn give_up(&mut self) {
        self.client = None;
        if let Some(driver) = self.driver.take() {
            driver.abort();
        }
    }
}

pub(super) fn silent() -> Failed {
    Failed::down(Why::Server, "the database server does not answer")
}

impl Wire for Line {
    fn put(&mut self, sql: &'static str, params: &[Value]) -> Result<()> {
        let statement = self.prepare(sql)?;
        self.waiting.push((statement, params.to_vec()));
        match self.waiting.len() < WAITING {
            true => Ok(()),
            false => self.flush(),
        }
    }

    fn flush(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.send(async |_| Ok(()))
    }

    fn run(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let statement = self.prepare(sql)?;
        self.send(async |client| client.execute(&statement, &by_ref(params)).await)
    }

    fn rows(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let statement = self.prepare(sql)?;
        self.send(async |client| client.query(&statement, &by_ref(params)).await)
    }

    fn only_reads(&mut self) {
        if let Some(words) = &mut self.begin {
            *words = BEGIN_READING;
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(self.client.take());
        if let Some(driver) = self.driver.take() {
            // It says farewell if it can; the server notices by itself if not.
            let leave = async { tokio::time::timeout(LEAVE, driver).await };
            let _ = self.runtime.block_on(leave);
        }
    }
}
