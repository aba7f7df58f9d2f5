//! Rows of `idempotency` (幂等): a request that names itself, and what was answered to it.
//!
//! The row is claimed before the work, in the same transaction: of two that come at once, the
//! second waits for the first and then finds its answer. Work that fails takes the claim with it.
use crate::{Result, Tx, params};
use base::Timestamp;

/// What was answered to a request (已答复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The digest of the request it was the answer to.
    pub request: Vec<u8>,
    pub status: u16,
    /// The sealed answer.
    pub answer: Vec<u8>,
}

/// Claims a name; says whether it was free.
pub fn claim(
    tx: &mut Tx<'_>,
    who: &str,
    name: &str,
    request: &[u8],
    at: Timestamp,
) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO idempotency (who, name, body, status, answer, made_at)
        VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (who, name) DO NOTHING";
    let nothing_yet: &[u8] = &[];
    Ok(tx.run(SQL, params![who, name, request, nothing_yet, at])? == 1)
}

/// Writes down the answer of a claimed name.
pub fn answer(tx: &mut Tx<'_>, who: &str, name: &str, status: u16, sealed: &[u8]) -> Result<()> {
    const SQL: &str =
        "UPDATE idempotency SET status = $3, answer = $4 WHERE who = $1 AND name = $2";
    tx.run_one(SQL, params![who, name, u32::from(status), sealed])
}

/// What was answered under a name.
pub fn find(tx: &mut Tx<'_>, who: &str, name: &str) -> Result<Option<Answered>> {
    const SQL: &str = "SELECT body, status, answer FROM idempotency WHERE who = $1 AND name = $2";
    tx.one(SQL, params![who, name], |row| {
        let status: u32 = row.get(1)?;
        let status = u16::try_from(status).unwrap_or_default();
        Ok(Answered { request: row.get(0)?, status, answer: row.get(2)? })
    })
}

/// What the names of operations that come from phones begin with.
pub const PHONE: &str = "phone:";

/// Forgets what was answered up to a moment, to phones up to another; says how many.
pub fn forget(tx: &mut Tx<'_>, up_to: Timestamp, to_phones: Timestamp) -> Result<u64> {
    // Uses index idempotency_made.
    const SQL: &str = "
        DELETE FROM idempotency
        WHERE made_at <= $1 AND (made_at <= $2 OR name NOT LIKE 'phone:%')";
    tx.run(SQL, params![up_to, to_phones])
}
