//! Numbers of servers (服务器编号): two that share a database never make the same id.
use crate::{Failed, Result, Tx, params};
use base::id::NODES;
use base::{SignedDuration, Timestamp};

/// A server that was not seen for so long has given up its number.
const SILENT: SignedDuration = SignedDuration::from_hours(1);

/// Takes a number that nobody uses.
pub fn claim(tx: &mut Tx<'_>, now: Timestamp) -> Result<i64> {
    const SQL: &str = "
        INSERT INTO node (id, seen_at) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET seen_at = $2 WHERE node.seen_at < $3";
    for id in 0..NODES {
        if tx.run(SQL, params![id, now, now - SILENT])? == 1 {
            return Ok(id);
        }
    }
    Err(Failed::Broken(format!("all {NODES} server numbers are in use")))
}

/// Says that the server is still there.
pub fn seen(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<()> {
    const SQL: &str = "
        INSERT INTO node (id, seen_at) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET seen_at = $2";
    tx.run(SQL, params![id, now]).map(|_| ())
}

/// Gives the number back at a clean stop.
pub fn release(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM node WHERE id = $1";
    tx.run(SQL, params![id]).map(|_| ())
}
