//! Rows of `extension` (延期申请): asked for by the holder, decided by somebody else.
use crate::{Result, Tx, params};
use base::{PersonId, RelayId, Timestamp};

/// A wish for more time (延期申请).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub relay: RelayId,
    pub asked_at: Timestamp,
    pub asked_by: PersonId,
    pub minutes: i64,
    pub reason: String,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<PersonId>,
    pub granted: Option<bool>,
}

/// Adds a wish.
pub fn insert(tx: &mut Tx<'_>, new: &Extension) -> Result<()> {
    const SQL: &str = "
        INSERT INTO extension (relay, asked_at, asked_by, minutes, reason)
        VALUES ($1, $2, $3, $4, $5)";
    let reason = new.reason.as_str();
    tx.run(SQL, params![new.relay, new.asked_at, new.asked_by, new.minutes, reason])?;
    Ok(())
}

/// Decides the one open wish; stale when there is none.
pub fn decide(
    tx: &mut Tx<'_>,
    relay: RelayId,
    by: PersonId,
    at: Timestamp,
    granted: bool,
) -> Result<()> {
    const SQL: &str = "
        UPDATE extension SET decided_at = $2, decided_by = $3, granted = $4
        WHERE relay = $1 AND decided_at IS NULL";
    tx.run_one(SQL, params![relay, at, by, granted])
}

/// The wishes for one relay, the newest first.
pub fn of_relay(tx: &mut Tx<'_>, relay: RelayId) -> Result<Vec<Extension>> {
    const SQL: &str = "
        SELECT asked_at, asked_by, minutes, reason, decided_at, decided_by, granted
        FROM extension WHERE relay = $1 ORDER BY asked_at DESC LIMIT 50";
    tx.all(SQL, params![relay], |row| {
        Ok(Extension {
            relay,
            asked_at: row.get(0)?,
            asked_by: row.get(1)?,
            minutes: row.get(2)?,
            reason: row.get(3)?,
            decided_at: row.get(4)?,
            decided_by: row.get(5)?,
            granted: row.get(6)?,
        })
    })
}
