//! Reading the history (留痕): what happened to one thing, or at all.
use crate::{Result, Row, Tx, params};
use base::{Basis, EventId, PersonId, PostId, Timestamp};

/// One recorded change (一条记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub at: Timestamp,
    pub actor: Option<PersonId>,
    pub post: Option<PostId>,
    pub noun: String,
    pub subject: i64,
    pub what: String,
    /// The facts, as JSON.
    pub detail: String,
    pub basis: Option<Basis>,
}

/// How many events of one thing a page shows: its last ones.
pub const SHOWN_MAX: u32 = 500;

/// What happened to one thing, in order; of more than [`SHOWN_MAX`] the last.
pub fn of(tx: &mut Tx<'_>, noun: &str, subject: i64) -> Result<Vec<Event>> {
    // Uses index event_subject (subject, id).
    const SQL: &str = "
        SELECT id, at, actor, post, noun, subject, what, detail, basis FROM event
        WHERE subject = $1 AND noun = $2 ORDER BY id DESC LIMIT $3";
    let mut found = tx.all(SQL, params![subject, noun, SHOWN_MAX], read)?;
    found.reverse();
    Ok(found)
}

/// Events before `before`, the newest first, optionally of one actor.
pub fn page(
    tx: &mut Tx<'_>,
    actor: Option<PersonId>,
    before: Option<EventId>,
    limit: u32,
) -> Result<Vec<Event>> {
    // Walks the primary key; an actor's own events are few among many, hence index event_actor.
    const ALL: &str = "
        SELECT id, at, actor, post, noun, subject, what, detail, basis FROM event
        WHERE id < $1 ORDER BY id DESC LIMIT $2";
    const ONE: &str = "
        SELECT id, at, actor, post, noun, subject, what, detail, basis FROM event
        WHERE actor = $3 AND id < $1 ORDER BY id DESC LIMIT $2";
    let before = before.unwrap_or(EventId(i64::MAX));
    match actor {
        None => tx.all(ALL, params![before, limit], read),
        Some(actor) => tx.all(ONE, params![before, limit, actor], read),
    }
}

/// What somebody did between two ids, which rise with time; the first ones where there are more.
pub fn of_actor(
    tx: &mut Tx<'_>,
    actor: PersonId,
    (from, to): (EventId, EventId),
    limit: u32,
) -> Result<Vec<Event>> {
    // Uses index event_actor (actor, id).
    const SQL: &str = "
        SELECT id, at, actor, post, noun, subject, what, detail, basis FROM event
        WHERE actor = $1 AND id >= $2 AND id < $3 ORDER BY id LIMIT $4";
    tx.all(SQL, params![actor, from, to, limit], read)
}

fn read(row: &Row) -> Result<Event> {
    Ok(Event {
        id: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        post: row.get(3)?,
        noun: row.get(4)?,
        subject: row.get(5)?,
        what: row.get(6)?,
        detail: row.get(7)?,
        basis: row.get(8)?,
    })
}
