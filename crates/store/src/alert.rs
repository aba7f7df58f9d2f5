//! Rows of `alert` (附近提醒): a sealed address with its area, found by keyed digests only.
use crate::{Result, Row, Tx, params};
use base::{AlertId, Timestamp};

/// An alert as it is kept. What is sealed, `app` opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    pub id: AlertId,
    pub sealed: Vec<u8>,
    /// Digest of the address.
    pub mailbox: Vec<u8>,
    /// Digest of address and area.
    pub same: Vec<u8>,
    pub lang: String,
    /// When the last letter that asks for confirmation was written.
    pub letter_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    /// Everything up to here was told.
    pub told_until: Timestamp,
    /// When the next letter is due.
    pub next_at: Timestamp,
    /// When it is erased.
    pub ends_at: Timestamp,
}

macro_rules! alert_columns {
    () => {
        "id, sealed, mailbox, same, lang, letter_at, confirmed_at, told_until, next_at, ends_at"
    };
}

/// Adds one that nobody has confirmed yet; nothing happens where there is the same already.
pub fn insert(tx: &mut Tx<'_>, new: &Alert) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO alert (id, sealed, mailbox, same, lang, letter_at, told_until, next_at, ends_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (same) DO NOTHING";
    let Alert { id, sealed, mailbox, same, lang, letter_at, told_until, next_at, ends_at, .. } =
        new;
    let values = params![
        *id,
        &sealed[..],
        &mailbox[..],
        &same[..],
        lang,
        *letter_at,
        *told_until,
        *next_at,
        *ends_at
    ];
    Ok(tx.run(SQL, values)? == 1)
}

/// One, by its id.
pub fn find(tx: &mut Tx<'_>, id: AlertId) -> Result<Option<Alert>> {
    const SQL: &str = concat!("SELECT ", alert_columns!(), " FROM alert WHERE id = $1");
    tx.one(SQL, params![id], read)
}

/// The one of this address for this area.
pub fn same(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<Alert>> {
    // Uses the unique index alert_same (same).
    const SQL: &str = concat!("SELECT ", alert_columns!(), " FROM alert WHERE same = $1");
    tx.one(SQL, params![digest], read)
}

/// How many an address has, confirmed or not.
pub fn of_mailbox(tx: &mut Tx<'_>, digest: &[u8]) -> Result<u32> {
    // Uses index alert_mailbox (mailbox).
    const SQL: &str = "SELECT COUNT(*) FROM alert WHERE mailbox = $1";
    let count: Option<i64> = tx.one(SQL, params![digest], |row| row.get(0))?;
    Ok(u32::try_from(count.unwrap_or_default()).unwrap_or(u32::MAX))
}

/// Notes that another letter asks for confirmation.
pub fn asked_again(tx: &mut Tx<'_>, id: AlertId, at: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE alert SET letter_at = $2 WHERE id = $1";
    tx.run(SQL, params![id, at]).map(|_| ())
}

/// Confirms one; `false` where it was already, or is gone.
pub fn confirm(
    tx: &mut Tx<'_>,
    id: AlertId,
    at: Timestamp,
    next_at: Timestamp,
    ends_at: Timestamp,
) -> Result<bool> {
    const SQL: &str = "
        UPDATE alert SET confirmed_at = $2, told_until = $2, next_at = $3, ends_at = $4
        WHERE id = $1 AND confirmed_at IS NULL";
    Ok(tx.run(SQL, params![id, at, next_at, ends_at])? == 1)
}

/// Keeps a confirmed one until another day.
pub fn renew(tx: &mut Tx<'_>, id: AlertId, ends_at: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE alert SET ends_at = $2 WHERE id = $1 AND confirmed_at IS NOT NULL";
    Ok(tx.run(SQL, params![id, ends_at])? == 1)
}

/// The confirmed ones whose letter is due, the longest due first.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<Alert>> {
    // Uses index alert_next (next_at) WHERE confirmed_at IS NOT NULL.
    const SQL: &str = concat!(
        "SELECT ",
        alert_columns!(),
        " FROM alert WHERE confirmed_at IS NOT NULL AND next_at <= $1 AND ends_at > $1
          ORDER BY next_at LIMIT $2"
    );
    tx.all(SQL, params![now, limit], read)
}

/// Moves one on as it was seen; `false` where another server was quicker, or it was erased.
pub fn moved_on(
    tx: &mut Tx<'_>,
    seen: &Alert,
    told_until: Timestamp,
    next_at: Timestamp,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE alert SET told_until = $3, next_at = $4 WHERE id = $1 AND next_at = $2";
    Ok(tx.run(SQL, params![seen.id, seen.next_at, told_until, next_at])? == 1)
}

/// Those whose time is over: their ids, and whether they were ever confirmed.
pub fn over(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<(AlertId, bool)>> {
    // Uses index alert_ends (ends_at).
    const SQL: &str = "
        SELECT id, confirmed_at IS NOT NULL FROM alert WHERE ends_at <= $1
        ORDER BY ends_at LIMIT $2";
    tx.all(SQL, params![now, limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Erases one. SQLite overwrites what it deletes (`secure_delete`).
pub fn erase(tx: &mut Tx<'_>, id: AlertId) -> Result<bool> {
    const SQL: &str = "DELETE FROM alert WHERE id = $1";
    Ok(tx.run(SQL, params![id])? == 1)
}

fn read(row: &Row) -> Result<Alert> {
    Ok(Alert {
        id: row.get(0)?,
        sealed: row.get(1)?,
        mailbox: row.get(2)?,
        same: row.get(3)?,
        lang: row.get(4)?,
        letter_at: row.get(5)?,
        confirmed_at: row.get(6)?,
        told_until: row.get(7)?,
        next_at: row.get(8)?,
        ends_at: row.get(9)?,
    })
}
