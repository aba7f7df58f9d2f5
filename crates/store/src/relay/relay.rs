//! Rows of `relay`: who holds it, which step, which clock. Clocks are kept as JSON.
use crate::relay::leg;
use crate::{Failed, Result, Row, Tx, Value, params};
use ::relay::{Change, Clock, Ended, Happened, Promise, Relay};
use base::{MatterId, RelayId, Timestamp};

/// The day of a relay that waits for nothing: after every other in an inbox.
pub const NEVER: i64 = i64::MAX;

/// Saves what an operation did: the relay, the leg that ended, the leg that began.
///
/// An update names the version it read, so two operations on one relay never both succeed.
pub fn save(tx: &mut Tx<'_>, change: &Change) -> Result<()> {
    let relay = &change.relay;
    match change.happened {
        Happened::Started => insert(tx, relay)?,
        _ => update(tx, relay)?,
    }
    if let Some(ended) = &change.ended_leg {
        leg::end(tx, relay.id, ended)?;
    }
    let begins = change.ended_leg.is_some()
        || matches!(change.happened, Happened::Started | Happened::Reopened);
    match (relay.ended.is_some(), begins) {
        (true, _) => Ok(()),
        (false, true) => leg::begin(tx, relay.id, &relay.current_leg()),
        (false, false) => leg::set_due(tx, relay.id, &relay.current_leg()),
    }
}

fn insert(tx: &mut Tx<'_>, relay: &Relay) -> Result<()> {
    tx.put(INSERT, &values(relay)?)
}

pub(crate) const INSERT: &str = "
    INSERT INTO relay (id, procedure, subject, parent, step, holder, leg, leg_since, leg_clock,
        promise_clock, promise_stop, promise_met, due, returns, extensions, escalated,
        ended_at, how, version, promise_due)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20)";

fn update(tx: &mut Tx<'_>, relay: &Relay) -> Result<()> {
    const SQL: &str = "
        UPDATE relay SET procedure = $2, subject = $3, parent = $4, step = $5, holder = $6,
            leg = $7, leg_since = $8, leg_clock = $9, promise_clock = $10, promise_stop = $11,
            promise_met = $12, due = $13, returns = $14, extensions = $15, escalated = $16,
            ended_at = $17, how = $18, version = $19, promise_due = $20
        WHERE id = $1 AND version = $19 - 1";
    tx.run_one(SQL, &values(relay)?)
}

/// What [`INSERT`] takes.
pub(crate) fn values(relay: &Relay) -> Result<Vec<Value>> {
    let json = |clock: Option<&Clock>| {
        clock.map(serde_json::to_string).transpose().map_err(|e| Failed::Broken(e.to_string()))
    };
    let promise = relay.promise.as_ref();
    let due = relay.next_due().map_or(NEVER, Timestamp::as_microsecond);
    Ok(vec![
        Value::from(relay.id),
        Value::from(relay.procedure.as_str()),
        Value::from(relay.subject),
        Value::from(relay.parent),
        Value::from(relay.step.as_str()),
        Value::from(relay.holder),
        Value::from(relay.leg),
        Value::from(relay.leg_since),
        Value::from(json(relay.leg_clock.as_ref())?),
        Value::from(json(promise.map(|promise| &promise.clock))?),
        Value::from(promise.map(|promise| promise.stop.as_str())),
        Value::from(relay.promise_met),
        Value::from(due),
        Value::from(relay.returns),
        Value::from(relay.extensions),
        Value::from(relay.escalated),
        Value::from(relay.ended.as_ref().map(|ended| ended.at)),
        Value::from(relay.ended.as_ref().map(|ended| ended.how.as_str())),
        Value::from(relay.version),
        Value::from(promise.map(|promise| promise.clock.due)),
    ])
}

/// The columns that [`read`] wants, in its order, of a table named `r`.
macro_rules! relay_columns {
    () => {
        "r.id, r.procedure, r.subject, r.parent, r.step, r.holder, r.leg, r.leg_since, r.leg_clock,
         r.promise_clock, r.promise_stop, r.promise_met, r.returns, r.extensions, r.escalated,
         r.ended_at, r.how, r.version"
    };
}
pub(crate) use relay_columns;

/// How many columns [`read`] takes.
pub(crate) const COLUMNS: usize = 18;

/// Reads a relay from the columns that start at `at`.
pub(crate) fn read(row: &Row, at: usize) -> Result<Relay> {
    let clock = |text: Option<String>| -> Result<Option<Clock>> {
        text.map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|error| Failed::Broken(format!("a clock cannot be read: {error}")))
    };
    let promise = match (clock(row.get(at + 9)?)?, row.get::<Option<String>>(at + 10)?) {
        (Some(clock), Some(stop)) => Some(Promise { stop, clock }),
        _ => None,
    };
    let ended = match (row.get(at + 15)?, row.get(at + 16)?) {
        (Some(at), Some(how)) => Some(Ended { at, how }),
        _ => None,
    };
    Ok(Relay {
        id: row.get(at)?,
        procedure: row.get(at + 1)?,
        subject: row.get(at + 2)?,
        parent: row.get(at + 3)?,
        step: row.get(at + 4)?,
        holder: row.get(at + 5)?,
        leg: row.get(at + 6)?,
        leg_since: row.get(at + 7)?,
        leg_clock: clock(row.get(at + 8)?)?,
        promise,
        promise_met: row.get(at + 11)?,
        returns: row.get(at + 12)?,
        extensions: row.get(at + 13)?,
        escalated: row.get(at + 14)?,
        ended,
        version: row.get(at + 17)?,
    })
}

/// One relay.
pub fn find(tx: &mut Tx<'_>, id: RelayId) -> Result<Option<Relay>> {
    const SQL: &str = concat!("SELECT ", relay_columns!(), " FROM relay r WHERE r.id = $1");
    tx.one(SQL, params![id], |row| read(row, 0))
}

/// The relays of a matter, its own first, then its parts in the order they began.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Vec<Relay>> {
    // Uses index relay_subject (subject). A matter has a handful.
    const SQL: &str = concat!(
        "SELECT ",
        relay_columns!(),
        " FROM relay r WHERE r.subject = $1 ORDER BY (r.parent IS NOT NULL), r.id LIMIT 200"
    );
    tx.all(SQL, params![matter], |row| read(row, 0))
}

/// Relays whose clock has run out, or whose pause has ended, the longest waiting first.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<RelayId>> {
    // Uses index relay_due (due, id) WHERE ended_at IS NULL.
    const SQL: &str = "
        SELECT id FROM relay WHERE ended_at IS NULL AND due < $1 ORDER BY due, id LIMIT $2";
    tx.all(SQL, params![now, limit], |row| row.get(0))
}

/// Open relays that a post holds, for moving them when nobody acts for it.
pub fn held_by(tx: &mut Tx<'_>, post: base::PostId, limit: u32) -> Result<Vec<RelayId>> {
    // Uses index relay_inbox (holder, due, id) WHERE ended_at IS NULL.
    const SQL: &str = "
        SELECT id FROM relay WHERE holder = $1 AND ended_at IS NULL ORDER BY due, id LIMIT $2";
    tx.all(SQL, params![post, limit], |row| row.get(0))
}

/// Every post that holds something open.
pub fn holders(tx: &mut Tx<'_>) -> Result<Vec<base::PostId>> {
    // Leaps along index relay_inbox from holder to holder instead of reading every open row.
    const SQL: &str = "
        WITH RECURSIVE held (holder) AS (
            SELECT MIN(holder) FROM relay WHERE ended_at IS NULL
            UNION ALL
            SELECT (SELECT MIN(r.holder) FROM relay r WHERE r.ended_at IS NULL AND r.holder > h.holder)
            FROM held h WHERE h.holder IS NOT NULL
        )
        SELECT holder FROM held WHERE holder IS NOT NULL";
    tx.all(SQL, params![], |row| row.get(0))
}
