//! A walk along the whole chain (核验): the first place that does not fit, if there is one.
use super::{Digest, Hash, Leaf, Seal};
use crate::{Result, Row, Tx, params};

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

/// One step of the walk over the chain: rows after `seq`, at most so many.
const WALK: i64 = 5000;

/// Walks the chain from its start. `anchors` are places written down elsewhere earlier.
pub fn verify(tx: &mut Tx<'_>, anchors: &[(i64, Digest)]) -> Result<Verdict> {
    const STRAY: &str = "
        SELECT e.id FROM event e
        WHERE NOT EXISTS (SELECT 1 FROM seal s WHERE s.event = e.id)
          AND NOT EXISTS (SELECT 1 FROM unsealed u WHERE u.event = e.id)
        LIMIT 1";
    const WAITING: &str = "SELECT COUNT(*) FROM unsealed";
    let mut last = Seal { hash: Seal::last(tx)?.hash, seq: 0, head: [0; 32] };
    loop {
        let before = last.seq;
        if let Some(broken) = walk(tx, &mut last, anchors)? {
            return Ok(broken);
        }
        if last.seq == before {
            break;
        }
    }
    if let Some((seq, _)) = anchors.iter().find(|(seq, _)| *seq > last.seq) {
        return Ok(Verdict::Broken { seq: *seq, why: Damage::Anchor });
    }
    if tx.one(STRAY, params![], |row| row.get::<i64>(0))?.is_some() {
        return Ok(Verdict::Broken { seq: last.seq + 1, why: Damage::Unsealed });
    }
    let unsealed = tx.one(WAITING, params![], |row| row.get(0))?.unwrap_or(0);
    Ok(Verdict::Intact { head: last, unsealed })
}

fn walk(tx: &mut Tx<'_>, last: &mut Seal, anchors: &[(i64, Digest)]) -> Result<Option<Verdict>> {
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
