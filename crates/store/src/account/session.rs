//! Rows of `session` (会话), by the digest of a token that only the browser has.
use crate::{Result, Row, Tx, params};
use base::{AccountId, PersonId, Timestamp};

/// A sign-in that lasts (会话).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token: 32 bytes.
    pub token: Vec<u8>,
    pub account: AccountId,
    pub csrf: String,
    /// The family of the browser, and nothing finer.
    pub browser: String,
    pub made_at: Timestamp,
    pub seen_at: Timestamp,
    /// It ends at this moment, used or not.
    pub ends_at: Timestamp,
}

/// A session with what its account says (会话及账号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub session: Session,
    pub person: PersonId,
    pub initial: bool,
    /// The account has a confirmed second factor.
    pub has_factor: bool,
}

/// Adds a session.
pub fn insert(tx: &mut Tx<'_>, new: &Session) -> Result<()> {
    const SQL: &str = "
        INSERT INTO session (token, account, csrf, made_at, seen_at, ends_at, browser)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let Session { token, account, csrf, browser, made_at, seen_at, ends_at } = new;
    let token = token.as_slice();
    let values = params![token, *account, csrf, *made_at, *seen_at, *ends_at, browser];
    tx.run(SQL, values).map(|_| ())
}

/// The session of a token, if its account is open. Whether it has ended is the caller's question.
pub fn get(tx: &mut Tx<'_>, token: &[u8]) -> Result<Option<Found>> {
    const SQL: &str = "
        SELECT s.token, s.account, s.csrf, s.made_at, s.seen_at, s.ends_at, s.browser,
            a.person, a.initial, CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END
        FROM session s JOIN account a ON a.id = s.account
        LEFT JOIN second_factor f ON f.account = s.account
        WHERE s.token = $1 AND a.disabled = 0";
    tx.one(SQL, params![token], |row| {
        let (person, initial, has_factor) = (row.get(7)?, row.get(8)?, row.get(9)?);
        Ok(Found { session: read(row)?, person, initial, has_factor })
    })
}

/// An account's sessions, the last used first, at most `limit`.
pub fn of_account(tx: &mut Tx<'_>, account: AccountId, limit: u32) -> Result<Vec<Session>> {
    // Uses index session_account.
    const SQL: &str = "
        SELECT token, account, csrf, made_at, seen_at, ends_at, browser FROM session
        WHERE account = $1 ORDER BY seen_at DESC, token LIMIT $2";
    tx.all(SQL, params![account, limit], read)
}

/// Notes that a session is used, unless that was noted after `before`.
pub fn touch(tx: &mut Tx<'_>, token: &[u8], now: Timestamp, before: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE session SET seen_at = $2 WHERE token = $1 AND seen_at <= $3";
    Ok(tx.run(SQL, params![token, now, before])? == 1)
}

/// Ends one session; says whether it was there.
pub fn delete(tx: &mut Tx<'_>, token: &[u8]) -> Result<bool> {
    const SQL: &str = "DELETE FROM session WHERE token = $1";
    Ok(tx.run(SQL, params![token])? == 1)
}

/// Ends an account's sessions but `kept`; says how many.
pub fn delete_of(tx: &mut Tx<'_>, account: AccountId, kept: Option<&[u8]>) -> Result<u64> {
    // Uses index session_account. No token is empty.
    const SQL: &str = "DELETE FROM session WHERE account = $1 AND token <> $2";
    tx.run(SQL, params![account, kept.unwrap_or(&[])])
}

/// Ends an account's oldest sessions beyond `kept`; says how many.
pub fn trim(tx: &mut Tx<'_>, account: AccountId, kept: u32) -> Result<u64> {
    // Uses index session_account.
    const SQL: &str = "
        DELETE FROM session WHERE account = $1 AND token NOT IN (
            SELECT token FROM session WHERE account = $1
            ORDER BY made_at DESC, token LIMIT $2)";
    tx.run(SQL, params![account, kept])
}

/// Removes sessions that ended by `now` or were last used by `idle`; says how many.
pub fn expire(tx: &mut Tx<'_>, now: Timestamp, idle: Timestamp) -> Result<u64> {
    // Uses index session_ends for the first half; the table holds some thousand rows.
    const SQL: &str = "DELETE FROM session WHERE ends_at <= $1 OR seen_at <= $2";
    tx.run(SQL, params![now, idle])
}

fn read(row: &Row) -> Result<Session> {
    Ok(Session {
        token: row.get(0)?,
        account: row.get(1)?,
        csrf: row.get(2)?,
        made_at: row.get(3)?,
        seen_at: row.get(4)?,
        ends_at: row.get(5)?,
        browser: row.get(6)?,
    })
}
