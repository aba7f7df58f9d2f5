//! Rows of `outbox` (待发): what is to leave, claimed by one server at a time.
use crate::{Result, Row, Tx, params};
use base::{OutboxId, Timestamp};

/// Something that is to leave (待发件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub id: OutboxId,
    /// `mail`, `webhook` or `alert`
    pub channel: String,
    /// A person's number for mail, a receiver's code for a webhook, the number of an alert: no
    /// address stands here.
    pub target: String,
    /// The event it tells of.
    pub kind: String,
    pub body: String,
    pub made_at: Timestamp,
    pub due_at: Timestamp,
    /// Which claim this is; a claim that was outlived changes nothing.
    pub claims: i64,
    pub tries: u32,
    /// `waiting`, `sent`, `failed` or `given_up`
    pub state: String,
    /// Why the last try failed.
    pub why: Option<String>,
}

/// Adds one, to be sent at once.
pub fn insert(tx: &mut Tx<'_>, new: &Outgoing) -> Result<()> {
    const SQL: &str = "
        INSERT INTO outbox (id, channel, target, kind, body, made_at, due_at, leased_until, claims,
            tries, state)
        VALUES ($1, $2, $3, $4, $5, $6, $6, 0, 0, 0, 'waiting')";
    let Outgoing { id, channel, target, kind, body, made_at, .. } = new;
    tx.put(SQL, params![*id, channel, target, kind, body, *made_at])
}

/// What waits for its turn, the longest due first.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<Outgoing>> {
    // Uses index outbox_due (due_at, id) WHERE state = 'waiting'.
    const SQL: &str = "
        SELECT id, channel, target, kind, body, made_at, due_at, claims, tries, state, why
        FROM outbox WHERE state = 'waiting' AND due_at <= $1 AND leased_until <= $1
        ORDER BY due_at, id LIMIT $2";
    tx.all(SQL, params![now, limit], read)
}

/// Claims one as it was seen, until a moment; `false` where another server was quicker.
pub fn claim(tx: &mut Tx<'_>, seen: &Outgoing, now: Timestamp, until: Timestamp) -> Result<bool> {
    const SQL: &str = "
        UPDATE outbox SET claims = claims + 1, leased_until = $4
        WHERE id = $1 AND claims = $2 AND state = 'waiting' AND leased_until <= $3";
    Ok(tx.run(SQL, params![seen.id, seen.claims, now, until])? == 1)
}

/// It went out. [`crate::Failed::Stale`] where the claim was outlived.
pub fn sent(tx: &mut Tx<'_>, id: OutboxId, claims: i64) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox SET state = 'sent', why = NULL, tries = tries + 1, leased_until = 0
        WHERE id = $1 AND claims = $2 AND state = 'waiting'";
    tx.run_one(SQL, params![id, claims])
}

/// It did not; it is due again at a moment, or with none it has failed for good.
pub fn missed(
    tx: &mut Tx<'_>,
    id: OutboxId,
    claims: i64,
    why: &str,
    again: Option<Timestamp>,
) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox SET state = $4, why = $3, tries = tries + 1, leased_until = 0,
            due_at = COALESCE($5, due_at)
        WHERE id = $1 AND claims = $2 AND state = 'waiting'";
    let state = if again.is_some() { "waiting" } else { "failed" };
    tx.run_one(SQL, params![id, claims, why, state, again])
}

/// One of them.
pub fn find(tx: &mut Tx<'_>, id: OutboxId) -> Result<Option<Outgoing>> {
    const SQL: &str = "
        SELECT id, channel, target, kind, body, made_at, due_at, claims, tries, state, why
        FROM outbox WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// What failed, for good or so far, before `before`, the newest first.
pub fn trouble(tx: &mut Tx<'_>, before: OutboxId, limit: u32) -> Result<Vec<Outgoing>> {
    // Uses index outbox_trouble (id) WHERE why IS NOT NULL.
    const SQL: &str = "
        SELECT id, channel, target, kind, body, made_at, due_at, claims, tries, state, why
        FROM outbox WHERE why IS NOT NULL AND id < $1 ORDER BY id DESC LIMIT $2";
    tx.all(SQL, params![before, limit], read)
}

/// From the start, now. A claim that runs is not cut short.
pub fn retry(tx: &mut Tx<'_>, id: OutboxId, now: Timestamp) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox SET state = 'waiting', tries = 0, due_at = $2
        WHERE id = $1 AND why IS NOT NULL";
    tx.run_one(SQL, params![id, now])
}

/// No more.
pub fn give_up(tx: &mut Tx<'_>, id: OutboxId) -> Result<()> {
    const SQL: &str = "
        UPDATE outbox SET state = 'given_up', why = NULL WHERE id = $1 AND why IS NOT NULL";
    tx.run_one(SQL, params![id])
}

/// Takes away what is done and was made before an id, so many at a time; says how many.
pub fn expire(tx: &mut Tx<'_>, before: OutboxId, limit: u32) -> Result<u64> {
    // Walks the primary key from its start.
    const SQL: &str = "
        DELETE FROM outbox WHERE id IN (
            SELECT id FROM outbox WHERE id < $1 AND state IN ('sent', 'given_up')
            ORDER BY id LIMIT $2)";
    tx.run(SQL, params![before, limit])
}

fn read(row: &Row) -> Result<Outgoing> {
    Ok(Outgoing {
        id: row.get(0)?,
        channel: row.get(1)?,
        target: row.get(2)?,
        kind: row.get(3)?,
        body: row.get(4)?,
        made_at: row.get(5)?,
        due_at: row.get(6)?,
        claims: row.get(7)?,
        tries: row.get(8)?,
        state: row.get(9)?,
        why: row.get(10)?,
    })
}
