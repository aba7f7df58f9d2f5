//! Rows of `second_factor` (双因素) and `recovery_code` (恢复码): a sealed secret, keyed digests.
//!
//! Whether a code is right is the caller's question; that it is taken once is decided here, by one
//! guarded statement each.
use crate::{Result, Row, Tx, params};
use base::{AccountId, Timestamp};

/// A second factor (双因素).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Sealed for this account.
    pub secret: Vec<u8>,
    pub made_at: Timestamp,
    /// Nothing while it is a draft.
    pub confirmed_at: Option<Timestamp>,
    /// The step of the last code that was taken.
    pub last_step: i64,
}

/// The factor of an account, a draft or not.
pub fn get(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<Factor>> {
    const SQL: &str = "
        SELECT secret, made_at, confirmed_at, last_step FROM second_factor WHERE account = $1";
    tx.one(SQL, params![account], read)
}

/// Puts a draft in place of an older draft; says whether it did: a confirmed one stays.
pub fn draft(tx: &mut Tx<'_>, account: AccountId, secret: &[u8], now: Timestamp) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO second_factor (account, secret, made_at, confirmed_at, last_step)
        VALUES ($1, $2, $3, NULL, 0)
        ON CONFLICT (account) DO UPDATE SET secret = $2, made_at = $3, last_step = 0
        WHERE second_factor.confirmed_at IS NULL";
    Ok(tx.run(SQL, params![account, secret, now])? == 1)
}

/// Confirms the draft that was looked at by the code of a step; says whether it did.
pub fn confirm(
    tx: &mut Tx<'_>,
    account: AccountId,
    draft: &Factor,
    step: i64,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE second_factor SET confirmed_at = $4, last_step = $3
        WHERE account = $1 AND made_at = $2 AND confirmed_at IS NULL AND last_step < $3";
    Ok(tx.run(SQL, params![account, draft.made_at, step, now])? == 1)
}

/// Takes the code of a step; says whether it did. Of many at once exactly one does.
pub fn take(tx: &mut Tx<'_>, account: AccountId, step: i64) -> Result<bool> {
    const SQL: &str = "
        UPDATE second_factor SET last_step = $2
        WHERE account = $1 AND last_step < $2 AND confirmed_at IS NOT NULL";
    Ok(tx.run(SQL, params![account, step])? == 1)
}

/// Removes an account's factor, a draft or not, with its recovery codes; says whether there was one.
pub fn remove(tx: &mut Tx<'_>, account: AccountId) -> Result<bool> {
    const FACTOR: &str = "DELETE FROM second_factor WHERE account = $1";
    forget_codes(tx, account)?;
    Ok(tx.run(FACTOR, params![account])? == 1)
}

/// Adds a recovery code.
pub fn add_code(tx: &mut Tx<'_>, account: AccountId, digest: &[u8]) -> Result<()> {
    const SQL: &str = "INSERT INTO recovery_code (account, digest) VALUES ($1, $2)";
    tx.run(SQL, params![account, digest]).map(|_| ())
}

/// Takes a recovery code; says whether it did.
pub fn take_code(
    tx: &mut Tx<'_>,
    account: AccountId,
    digest: &[u8],
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE recovery_code SET used_at = $3
        WHERE account = $1 AND digest = $2 AND used_at IS NULL";
    Ok(tx.run(SQL, params![account, digest, now])? == 1)
}

/// Forgets an account's recovery codes, used and unused.
pub fn forget_codes(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    const SQL: &str = "DELETE FROM recovery_code WHERE account = $1";
    tx.run(SQL, params![account]).map(|_| ())
}

/// How many recovery codes are left.
pub fn codes_left(tx: &mut Tx<'_>, account: AccountId) -> Result<u32> {
    const SQL: &str = "
        SELECT COUNT(*) FROM recovery_code WHERE account = $1 AND used_at IS NULL";
    Ok(tx.one(SQL, params![account], |row| row.get(0))?.unwrap_or(0))
}

fn read(row: &Row) -> Result<Factor> {
    Ok(Factor {
        secret: row.get(0)?,
        made_at: row.get(1)?,
        confirmed_at: row.get(2)?,
        last_step: row.get(3)?,
    })
}
