//! A group of jobs in one transaction (成组提交), each whole or not at all.
//!
//! Nearly every job either keeps all it did or refuses before it wrote anything; so a group runs
//! first without a savepoint for each, which costs as much as several rows. When a job fails
//! halfway, the group is rolled back and run again, now each under its own savepoint.
use super::super::{Job, Outcome, Tell};
use crate::chain::Seal;
use crate::grid::search::{self, Words};
use crate::tx::{On, Tx};
use crate::{Failed, Result};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// How many jobs one commit may carry: past this, the first in line would wait too long.
const MOST: usize = 256;

/// Runs the jobs that wait, one after another and for about as long as said, in one transaction that
/// is left open. All that were `taken` want an answer: those in `tells` have one that waits for the
/// commit.
pub(super) fn run(
    conn: &Connection,
    first: Job,
    jobs: &Receiver<Job>,
    at_most: Duration,
    taken: &mut Vec<Job>,
    tells: &mut Vec<Tell>,
) -> Result<()> {
    let began = Instant::now();
    let mut next = Some(first);
    let mut group = None;
    let mut whole = true;
    while let Some(job) = next {
        taken.push(job);
        let group = match &mut group {
            Some(group) => group,
            none => none.insert(Group::begin(conn)?),
        };
        let newest = taken.last_mut().expect("it was just put there");
        whole = group.run(newest, tells)?;
        let may_grow = whole && taken.len() < MOST && began.elapsed() < at_most;
        next = if may_grow { jobs.try_recv().ok() } else { None };
    }
    if !whole {
        tells.clear();
        conn.prepare_cached("ROLLBACK")?.execute([])?;
        let mut again = Group::begin(conn)?;
        for job in taken.iter_mut() {
            again.run_apart(job, tells)?;
        }
        group = Some(again);
    }
    let words = group.map(|group| group.words).unwrap_or_default();
    // After the last savepoint: each one open beside the search index would cost it a flush.
    search::index(&mut Tx::new(On::Sqlite(conn)), words)
}

struct Group<'a> {
    conn: &'a Connection,
    seal: Seal,
    words: Vec<Words>,
}

impl<'a> Group<'a> {
    fn begin(conn: &'a Connection) -> Result<Group<'a>> {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let seal = Seal::last(&mut Tx::new(On::Sqlite(conn)))?;
        Ok(Group { conn, seal, words: Vec::new() })
    }

    /// Runs a job; says whether the transaction holds all that it did, or nothing of it.
    fn run(&mut self, job: &mut Job, tells: &mut Vec<Tell>) -> Result<bool> {
        let before = self.conn.total_changes();
        let ran = self.attempt(job)?;
        let whole = ran.kept || self.conn.total_changes() == before;
        if whole {
            tells.extend(ran.tell);
        }
        Ok(whole)
    }

    /// Runs a job under a savepoint; what it did stays or goes.
    fn run_apart(&mut self, job: &mut Job, tells: &mut Vec<Tell>) -> Result<()> {
        self.conn.prepare_cached("SAVEPOINT job")?.execute([])?;
        let ran = self.attempt(job)?;
        if !ran.kept {
            self.conn.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        self.conn.prepare_cached("RELEASE job")?.execute([])?;
        tells.extend(ran.tell);
        Ok(())
    }

    /// Runs a job and gives its events their places in the chain. When the disk failed under it,
    /// the group is over, whatever the job made of it.
    fn attempt(&mut self, job: &mut Job) -> Result<Ran> {
        let mut tx = Tx::new(On::Sqlite(self.conn));
        let ran = catch_unwind(AssertUnwindSafe(|| (job.run)(&mut tx)));
        let pending = std::mem::take(&mut tx.pending);
        let ran = match ran {
            Ok(Outcome { keep: true, tell, .. }) => match self.seal.append(&mut tx, &pending) {
                Ok(next) => {
                    self.seal = next;
                    self.words.append(&mut tx.words);
                    Ran { kept: true, tell: Some(tell) }
                }
                Err(error) => Ran { kept: false, tell: Some(refuse(tell, error)) },
            },
            Ok(Outcome { tell, .. }) => Ran { kept: false, tell: Some(tell) },
            // A job that panicked answers nobody: whoever waits learns it from the closed channel.
            Err(_) => Ran { kept: false, tell: None },
        };
        match tx.down.take() {
            Some(failed) => Err(failed),
            // What comes next would stand alone, each statement by itself.
            None if self.conn.is_autocommit() => {
                Err(Failed::Broken("the transaction ended by itself".into()))
            }
            None => Ok(ran),
        }
    }
}

/// What a job came to: whether it keeps what it did, and whom to tell.
struct Ran {
    kept: bool,
    tell: Option<Tell>,
}

/// Tells that it did not work, whatever becomes of the commit of the others.
fn refuse(tell: Tell, error: Failed) -> Tell {
    Box::new(move |committed| tell(committed.and(Err(error))))
}
