//! The inbox of a post (待办): what it holds, soonest due first, page by page.
use crate::grid::matter::{self, Matter, matter_columns};
use crate::relay::relay::{self, relay_columns};
use crate::{Result, Tx, params};
use ::relay::Relay;
use base::{PostId, Timestamp};

/// Where a page begins: after this due instant and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct After {
    pub due: i64,
    pub id: i64,
}

impl After {
    /// Before everything.
    pub const START: After = After { due: i64::MIN, id: i64::MIN };
}

/// One entry of an inbox.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: After,
    pub relay: Relay,
    pub matter: Matter,
}

/// A page of what a post holds.
pub fn page(tx: &mut Tx<'_>, post: PostId, after: After, limit: u32) -> Result<Vec<Entry>> {
    // Uses index relay_inbox (holder, due, id) WHERE ended_at IS NULL.
    const SQL: &str = concat!(
        "SELECT r.due, ",
        relay_columns!(),
        ", ",
        matter_columns!(),
        " FROM relay r JOIN matter m ON m.id = r.subject
          WHERE r.holder = $1 AND r.ended_at IS NULL AND (r.due, r.id) > ($2, $3)
          ORDER BY r.due, r.id LIMIT $4"
    );
    tx.all(SQL, params![post, after.due, after.id, limit], |row| {
        let relay = relay::read(row, 1)?;
        let at = After { due: row.get(0)?, id: relay.id.0 };
        Ok(Entry { at, relay, matter: matter::read(row, 1 + relay::COLUMNS)? })
    })
}

/// How many relays a post holds and how many of them are over, each counted up to `most`.
pub fn counts(tx: &mut Tx<'_>, post: PostId, now: Timestamp, most: u32) -> Result<(u32, u32)> {
    // Uses index relay_inbox (holder, due, id) WHERE ended_at IS NULL.
    const HELD: &str = "
        SELECT COUNT(*) FROM (
            SELECT 1 FROM relay WHERE holder = $1 AND ended_at IS NULL LIMIT $2) AS held";
    const OVER: &str = "
        SELECT COUNT(*) FROM (
            SELECT 1 FROM relay WHERE holder = $1 AND ended_at IS NULL AND due < $3 LIMIT $2
        ) AS late";
    let held = tx.one(HELD, params![post, most], |row| row.get(0))?.unwrap_or(0);
    let over = tx.one(OVER, params![post, most, now], |row| row.get(0))?.unwrap_or(0);
    Ok((held, over))
}
