//! Rows of `leg` (一棒): who held a relay from when to when, and what ran out in those hands.
use crate::{Result, Tx, Value, params};
use ::relay::{Happened, Leg};
use base::{MatterId, RelayId};

/// How many legs of a matter a page shows; more is a game of hands, and its last ones count.
pub const SHOWN_MAX: u32 = 500;

/// A leg whose end may be known already, for [`crate::grid::whole`].
pub(crate) const INSERT: &str = "
    INSERT INTO leg (relay, no, step, holder, since, until, due, how, overdue)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// What [`INSERT`] takes.
pub(crate) fn values(relay: RelayId, leg: &Leg) -> Vec<Value> {
    vec![
        Value::from(relay),
        Value::from(leg.no),
        Value::from(leg.step.as_str()),
        Value::from(leg.holder),
        Value::from(leg.since),
        Value::from(leg.until),
        Value::from(leg.due),
        Value::from(leg.how.map(Happened::code)),
        Value::from(leg.overdue),
    ]
}

pub(crate) fn begin(tx: &mut Tx<'_>, relay: RelayId, leg: &Leg) -> Result<()> {
    const SQL: &str = "
        INSERT INTO leg (relay, no, step, holder, since, until, due, how, overdue)
        VALUES ($1, $2, $3, $4, $5, NULL, $6, NULL, 0)";
    let step = leg.step.as_str();
    tx.put(SQL, params![relay, leg.no, step, leg.holder, leg.since, leg.due])
}

pub(crate) fn end(tx: &mut Tx<'_>, relay: RelayId, leg: &Leg) -> Result<()> {
    const SQL: &str = "
        UPDATE leg SET until = $3, due = $4, how = $5, overdue = $6
        WHERE relay = $1 AND no = $2 AND until IS NULL";
    let how = leg.how.map(Happened::code);
    tx.run_one(SQL, params![relay, leg.no, leg.until, leg.due, how, leg.overdue])
}

pub(crate) fn set_due(tx: &mut Tx<'_>, relay: RelayId, leg: &Leg) -> Result<()> {
    const SQL: &str = "UPDATE leg SET due = $3 WHERE relay = $1 AND no = $2 AND until IS NULL";
    tx.run_one(SQL, params![relay, leg.no, leg.due])
}

/// The legs of all relays of a matter, in the order they began.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Vec<(RelayId, Leg)>> {
    // Uses index relay_subject (subject), then the primary key of leg.
    const SQL: &str = "
        SELECT l.relay, l.no, l.step, l.holder, l.since, l.until, l.due, l.how, l.overdue
        FROM relay r JOIN leg l ON l.relay = r.id
        WHERE r.subject = $1 ORDER BY l.since DESC, l.relay DESC, l.no DESC LIMIT $2";
    let mut legs = tx.all(SQL, params![matter, SHOWN_MAX], |row| {
        let leg = Leg {
            no: row.get(1)?,
            step: row.get(2)?,
            holder: row.get(3)?,
            since: row.get(4)?,
            until: row.get(5)?,
            due: row.get(6)?,
            how: row.code_opt(7, Happened::parse)?,
            overdue: row.get(8)?,
        };
        Ok((row.get(0)?, leg))
    })?;
    legs.reverse();
    Ok(legs)
}
