//! Rows of `half_sign_in` (待验证的登录): the password was right, the code is still to come.
use crate::{Result, Tx, params};
use base::{AccountId, Timestamp};

/// Adds one, by the digest of a token that only the browser has.
pub fn insert(tx: &mut Tx<'_>, token: &[u8], account: AccountId, ends_at: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO half_sign_in (token, account, ends_at) VALUES ($1, $2, $3)";
    tx.run(SQL, params![token, account, ends_at]).map(|_| ())
}

/// The account of a token that has not ended.
pub fn get(tx: &mut Tx<'_>, token: &[u8], now: Timestamp) -> Result<Option<AccountId>> {
    const SQL: &str = "SELECT account FROM half_sign_in WHERE token = $1 AND ends_at > $2";
    tx.one(SQL, params![token, now], |row| row.get(0))
}

/// Ends one; says whether it was there.
pub fn delete(tx: &mut Tx<'_>, token: &[u8]) -> Result<bool> {
    const SQL: &str = "DELETE FROM half_sign_in WHERE token = $1";
    Ok(tx.run(SQL, params![token])? == 1)
}

/// Ends all of an account's.
pub fn delete_of(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    // Uses index half_sign_in_account.
    const SQL: &str = "DELETE FROM half_sign_in WHERE account = $1";
    tx.run(SQL, params![account]).map(|_| ())
}

/// Removes those that ended; says how many.
pub fn expire(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64> {
    // Uses index half_sign_in_ends.
    const SQL: &str = "DELETE FROM half_sign_in WHERE ends_at <= $1";
    tx.run(SQL, params![now])
}
