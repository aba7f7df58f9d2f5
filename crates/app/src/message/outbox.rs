//! What did not go out (未送达), for the system administrator: try again, or give it up.
use crate::{Cx, Event, Failed, Result, page_of};
use base::{OutboxId, Timestamp};
use org::{Action, Thing, Who, may};
use serde_json::json;
use store::message::outbox as rows;

/// A page of what failed (未送达列表).
#[derive(Clone, Debug)]
pub struct TroublePage {
    pub rows: Vec<Trouble>,
    pub next: Option<OutboxId>,
}

/// Something that failed, for good or so far: no address, no words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub id: OutboxId,
    pub channel: String,
    /// A receiver's code; nothing for mail, whose receiver is a person.
    pub receiver: Option<String>,
    pub kind: String,
    pub made_at: Timestamp,
    pub tries: u32,
    pub why: String,
    /// When it is tried again; nothing when it has failed for good.
    pub again_at: Option<Timestamp>,
}

/// The longest page.
const PAGE_MAX: u32 = 100;

/// What failed before `before`, the newest first.
pub fn trouble(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    before: Option<OutboxId>,
    limit: u32,
) -> Result<TroublePage> {
    may(who, Action::ReadSystem, &Thing::default())?;
    let limit = limit.clamp(1, PAGE_MAX);
    let before = before.unwrap_or(OutboxId(i64::MAX));
    let (found, next) = page_of(rows::trouble(cx.tx, before, limit + 1)?, limit, |row| row.id);
    let row = |row: rows::Outgoing| Trouble {
        id: row.id,
        receiver: (row.channel == "webhook").then_some(row.target),
        channel: row.channel,
        kind: row.kind,
        made_at: row.made_at,
        tries: row.tries,
        why: row.why.unwrap_or_default(),
        again_at: (row.state == "waiting").then_some(row.due_at),
    };
    Ok(TroublePage { rows: found.into_iter().map(row).collect(), next })
}

/// Tries it again from the start (重发).
pub fn retry(cx: &mut Cx<'_, '_>, who: &Who, id: OutboxId) -> Result<()> {
    let row = failed(cx, who, id)?;
    rows::retry(cx.tx, id, cx.at)?;
    record(cx, who, &row, "delivery_retried")
}

/// Gives it up (放弃发送).
pub fn give_up(cx: &mut Cx<'_, '_>, who: &Who, id: OutboxId) -> Result<()> {
    let row = failed(cx, who, id)?;
    rows::give_up(cx.tx, id)?;
    record(cx, who, &row, "delivery_given_up")
}

fn failed(cx: &mut Cx<'_, '_>, who: &Who, id: OutboxId) -> Result<rows::Outgoing> {
    may(who, Action::ConfigureSystem, &Thing::default())?;
    let row = rows::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    if row.why.is_none() { Err(Failed::NotFound) } else { Ok(row) }
}

fn record(cx: &mut Cx<'_, '_>, who: &Who, row: &rows::Outgoing, what: &'static str) -> Result<()> {
    let granted = may(who, Action::ConfigureSystem, &Thing::default())?;
    let detail = json!({
        "channel": row.channel, "kind": row.kind, "tries": row.tries, "why": row.why,
    });
    let (actor, post, subject) = (who.person, granted.post, row.id.0);
    cx.record(Event { actor, post, noun: "outbox", subject, what, detail, basis: None })
}
