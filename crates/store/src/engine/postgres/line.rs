//! One connection to the server, and what goes along it together (连线).
//!
//! A round trip wakes two processes and costs more than most statements. So the beginning of a
//! transaction and changes that nobody asks an answer of wait for the next question, or for the
//! end, and are sent with it; the server runs them in order. What is *not* here: which changes
//! can wait, which [`crate::Tx::put`] says.
use super::Wire;
use crate::tx::by_ref;
use crate::{Failed, Result, Value};
use futures_util::future::join_all;
use futures_util::join;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Error, NoTls, Row, Statement};

/// How many changes wait at most: enough for any use case, few enough for the socket's buffer.
const WAITING: usize = 16;
/// How long a connection that is given up takes leave of its server.
const LEAVE: Duration = Duration::from_millis(100);

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
}

/// After so long without use a connection is asked first whether its server is still there.
const RESTED: Duration = Duration::from_secs(1);

impl Line {
    pub fn open(url: &str) -> Result<Line> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failed::Broken(error.to_string()))?;
        let (client, connection) = runtime.block_on(tokio_postgres::connect(url, NoTls))?;
        // A lost connection is told by the next statement on it.
        let driver = runtime.spawn(async move { connection.await.unwrap_or_default() });
        let set = "SET jit = off; SET plan_cache_mode = auto";
        runtime.block_on(client.batch_execute(set))?;
        let (client, driver) = (Some(client), Some(driver));
        let (prepared, waiting) = (HashMap::new(), Vec::new());
        let used = Instant::now();
        Ok(Line { runtime, client, driver, prepared, begin: None, waiting, used })
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
        self.client.as_ref().is_none_or(Client::is_closed)
    }

    /// Begins a transaction, with the first statement of it.
    pub fn begin(&mut self) {
        self.used = Instant::now();
        self.waiting.clear();
        self.begin = Some("BEGIN");
    }

    /// Ends the transaction. After a change that failed, the server takes `COMMIT` for `ROLLBACK`.
    pub fn commit(&mut self) -> Result<()> {
        match self.begin.is_some() && self.waiting.is_empty() {
            true => self.forget(),
            false => self.send(async |client| client.batch_execute("COMMIT").await),
        }
    }

    /// Ends the transaction as if it had never been; what waits is not sent.
    pub fn roll_back(&mut self) -> Result<()> {
        self.waiting.clear();
        match self.begin.is_some() {
            true => self.forget(),
            false => self.send(async |client| client.batch_execute("ROLLBACK").await),
        }
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
        let statement = self.runtime.block_on(client.prepare(sql))?;
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
        let changes = waiting
            .iter()
            .map(async |(statement, params)| client.execute(statement, &by_ref(params)).await);
        let begun = async {
            match begin {
                Some(words) => client.batch_execute(words).await,
                None => Ok(()),
            }
        };
        let all = async { join!(begun, join_all(changes), last(client)) };
        let (begun, changed, answer) = self.runtime.block_on(all);
        begun?;
        changed.into_iter().try_for_each(|change| change.map(|_| ()))?;
        Ok(answer?)
    }
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
            *words = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
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
