//! A walk along the whole chain (核验): the first place that does not fit, if there is one. In one
//! go, or in parts that each fit into a request.
use super::{Digest, Hash, Leaf, Seal};
use crate::{Result, Row, Tx, params};
use base::EventId;

/// What a look at the whole chain found (核验结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every event is in its place, up to this one; so many wait for their seal.
    Intact { head: Seal, unsealed: i64 },
    /// The first place that does not fit.
    Broken { seq: i64, why: Damage },
}

/// What does not fit (损坏).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A place of the chain is missing.
    Gap,
    /// The event of this place is gone.
    EventGone,
    /// The event was altered, or changed its place with another.
    Altered,
    /// An event has no place and waits for none.
    Unsealed,
    /// The chain is shorter than, or differs from, what was written down elsewhere.
    Anchor,
}

/// Where a walk stands: what it has looked at so far is in order (核验进度).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The chain is in order up to here.
    pub seq: i64,
    /// What the hash of that place must be.
    pub head: Digest,
    /// Once the chain is walked: no event up to this one is without a place.
    pub event: EventId,
    /// How many events that was.
    pub events: i64,
}

impl Reached {
    pub const START: Reached = Reached { seq: 0, head: [0; 32], event: EventId(0), events: 0 };
}

/// What a part of the walk came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// In order up to here; there is more.
    Further(Reached),
    Done(Verdict),
}

/// Rows read at a time.
const WALK: i64 = 5000;

/// Walks the chain from its start. `anchors` are places written down elsewhere earlier.
pub fn verify(tx: &mut Tx<'_>, anchors: &[(i64, Digest)]) -> Result<Verdict> {
    let mut place = Reached::START;
    loop {
        match verify_from(tx, place, i64::MAX, anchors)? {
            Step::Further(further) => place = further,
            Step::Done(verdict) => return Ok(verdict),
        }
    }
}

/// Walks on from a place, over about so many rows: first along the chain, then along the events,
/// to find one that has no place. Whoever shows it to somebody asks again until it is done.
pub fn verify_from(
    tx: &mut Tx<'_>,
    from: Reached,
    rows: i64,
    anchors: &[(i64, Digest)],
) -> Result<Step> {
    const WAITING: &str = "SELECT COUNT(*) FROM unsealed";
    let mut place = from;
    let mut last = Seal { hash: Seal::last(tx)?.hash, seq: from.seq, head: from.head };
    let mut left = rows;
    while place.events == 0 {
        let before = last.seq;
        if let Some(broken) = walk(tx, &mut last, anchors)? {
            return Ok(Step::Done(broken));
        }
        (place.seq, place.head, left) = (last.seq, last.head, left - (last.seq - before));
        if last.seq == before {
            break;
        }
        if left <= 0 {
            return Ok(Step::Further(place));
        }
    }
    if let Some((seq, _)) = anchors.iter().find(|(seq, _)| *seq > last.seq) {
        return Ok(Step::Done(Verdict::Broken { seq: *seq, why: Damage::Anchor }));
    }
    loop {
        let Some((event, events)) = strays(tx, place.event)? else {
            return Ok(Step::Done(Verdict::Broken { seq: last.seq + 1, why: Damage::Unsealed }));
        };
        (place.event, place.events, left) = (event, place.events + events, left - events);
        if events < WALK {
            break;
        }
        if left <= 0 {
            return Ok(Step::Further(place));
        }
    }
    let unsealed = tx.one(WAITING, params![], |row| row.get(0))?.unwrap_or(0);
    Ok(Step::Done(Verdict::Intact { head: last, unsealed }))
}

/// Looks at the next events after one: the last of them and how many, or nothing where one of them
/// has no place in the chain and waits for none.
fn strays(tx: &mut Tx<'_>, after: EventId) -> Result<Option<(EventId, i64)>> {
    // Walks the primary key of event; uses the unique index of seal (event), the key of unsealed.
    const SQL: &str = "
        SELECT e.id, EXISTS (SELECT 1 FROM seal s WHERE s.event = e.id)
            OR EXISTS (SELECT 1 FROM unsealed u WHERE u.event = e.id)
        FROM event e WHERE e.id > $1 ORDER BY e.id LIMIT $2";
    let rows =
        tx.all(SQL, params![after, WALK], |row| Ok((row.get::<EventId>(0)?, row.get::<bool>(1)?)))?;
    if rows.iter().any(|(_, has_place)| !has_place) {
        return Ok(None);
    }
    Ok(Some((rows.last().map_or(after, |(id, _)| *id), rows.len() as i64)))
}

fn walk(tx: &mut Tx<'_>, last: &mut Seal, anchors: &[(i64, Digest)]) -> Result<Option<Verdict>> {
    // Walks the primary key of seal and finds each event by its own.
    const SQL: &str = "
        SELECT s.seq, s.hash, e.id, e.at, e.actor, e.post, e.noun, e.subject, e.what, e.detail,
               e.basis
        FROM seal s LEFT JOIN event e ON e.id = s.event
        WHERE s.seq > $1 ORDER BY s.seq LIMIT $2";
    let places = tx.all(SQL, params![last.seq, WALK], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?, leaf_of(row)?))
    })?;
    for (seq, hash, leaf) in places {
        let broken = |why| Ok(Some(Verdict::Broken { seq: last.seq + 1, why }));
        if seq != last.seq + 1 {
            return broken(Damage::Gap);
        }
        let Some(leaf) = leaf else { return broken(Damage::EventGone) };
        let next = last.next(&leaf);
        if next.head.as_slice() != hash.as_slice() {
            return broken(Damage::Altered);
        }
        if anchors.iter().any(|(at, head)| *at == seq && *head != next.head) {
            return broken(Damage::Anchor);
        }
        *last = next;
    }
    Ok(None)
}

fn leaf_of(row: &Row) -> Result<Option<Digest>> {
    let Some(id) = row.get::<Option<i64>>(2)? else { return Ok(None) };
    let (noun, what): (String, String) = (row.get(6)?, row.get(8)?);
    let (detail, basis): (String, Option<String>) = (row.get(9)?, row.get(10)?);
    let leaf = Leaf {
        id,
        at: row.get(3)?,
        actor: row.get(4)?,
        post: row.get(5)?,
        noun: &noun,
        subject: row.get(7)?,
        what: &what,
        detail: &detail,
        basis: basis.as_deref(),
    };
    Ok(Some(leaf.digest(Hash::Sha256)))
}
