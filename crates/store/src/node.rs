//! Numbers of servers (服务器编号): two that share a database never make the same id.
//!
//! A server says from time to time that its number is in use. The moment it said so last is also
//! the proof that the number is still its own: who was away too long finds another moment there.
use crate::{Failed, Result, Tx, params};
use base::id::NODES;
use base::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// A server that was not seen for so long may lose its number, once every other is taken: many
/// times the distance between two of its words, and short enough for one that falls and is
/// started again every second.
const SILENT: SignedDuration = SignedDuration::from_secs(60);

/// A number that is ours (编号), until another takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    pub id: i64,
    /// When we last said that it is.
    pub seen_at: Timestamp,
}

/// Takes a number that nobody uses: a free one, else the one that was silent for longest.
pub fn claim(tx: &mut Tx<'_>, now: Timestamp) -> Result<Own> {
    const KNOWN: &str = "SELECT id, seen_at FROM node ORDER BY seen_at, id";
    const NEW: &str = "INSERT INTO node (id, seen_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
    let known =
        tx.all(KNOWN, params![], |row| Ok(Own { id: row.get(0)?, seen_at: row.get(1)? }))?;
    let taken: BTreeSet<i64> = known.iter().map(|own| own.id).collect();
    for id in (0..NODES).filter(|id| !taken.contains(id)) {
        // Another server may be quicker.
        if tx.run(NEW, params![id, now])? == 1 {
            return Ok(Own { id, seen_at: now });
        }
    }
    for silent in known.into_iter().take_while(|own| own.seen_at < now - SILENT) {
        if let Some(own) = seen(tx, silent, now)? {
            return Ok(own);
        }
    }
    Err(Failed::Broken(format!("all {NODES} server numbers are in use")))
}

/// Says that the server is still there; nothing where another has taken its number meanwhile.
pub fn seen(tx: &mut Tx<'_>, own: Own, now: Timestamp) -> Result<Option<Own>> {
    const SQL: &str = "UPDATE node SET seen_at = $3 WHERE id = $1 AND seen_at = $2";
    // Two words within one microsecond would be one proof for two servers.
    let now = now.max(own.seen_at + SignedDuration::from_micros(1));
    let is_ours = tx.run(SQL, params![own.id, own.seen_at, now])? == 1;
    Ok(is_ours.then_some(Own { id: own.id, seen_at: now }))
}

/// Gives the number back at a clean stop.
pub fn release(tx: &mut Tx<'_>, own: Own) -> Result<()> {
    const SQL: &str = "DELETE FROM node WHERE id = $1 AND seen_at = $2";
    tx.run(SQL, params![own.id, own.seen_at]).map(|_| ())
}
