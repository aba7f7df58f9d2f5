//! Turns (轮次): where a question decides whether something is made, and nothing that is there yet
//! can be guarded by a version, whoever asks takes a turn first and asks again.
//!
//! On PostgreSQL two transactions may both find nothing and both make it. SQLite has one writer.
use crate::{Result, Tx, params};

/// Waits until no other transaction has this turn, and has it until the transaction ends.
pub fn take(tx: &mut Tx<'_>, name: &'static str) -> Result<()> {
    const SQL: &str = "
        INSERT INTO counter (scope, next) VALUES ($1, 0)
        ON CONFLICT (scope) DO UPDATE SET next = counter.next";
    tx.run(SQL, params![format!("turn.{name}")]).map(|_| ())
}
