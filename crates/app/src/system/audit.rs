//! The history as those who watch read it (审计): newest first, and verified from its start.
use crate::{Cx, Result};
use base::{EventId, PersonId};
use org::{Action, Denied, Thing, Who, may, reach};
use store::chain::Verdict;
use store::event::Event;

/// A page of the history (审计记录).
#[derive(Clone, Debug)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    pub next: Option<EventId>,
    /// The asker sees everybody's events, not only their own.
    pub everywhere: bool,
    pub can_verify: bool,
}

/// One event with the names of who did it, in which post.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    pub event: Event,
    /// Name in Chinese and English.
    pub actor: Option<(String, String)>,
    pub post: Option<(String, String)>,
}

/// A page of events: what fits two screens.
const PAGE: u32 = 50;

/// Events before `before`, of one actor or of all; who may read only their own reads those.
pub fn audit(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    actor: Option<PersonId>,
    before: Option<EventId>,
) -> Result<AuditPage> {
    let sight = reach(who, Action::ReadAudit);
    if sight.is_nothing() {
        let denied = may(who, Action::ReadAudit, &Thing::default()).err();
        return Err(denied.unwrap_or(Denied::NoRight).into());
    }
    let actor = if sight.everywhere { actor } else { actor.or(who.person) };
    may(who, Action::ReadAudit, &Thing { own_person: actor, ..Thing::default() })?;
    let mut events = store::event::page(cx.tx, actor, before, PAGE + 1)?;
    let more = events.len() > PAGE as usize;
    events.truncate(PAGE as usize);
    let next = events.last().filter(|_| more).map(|event| event.id);
    let can_verify = may(who, Action::VerifyAudit, &Thing::default()).is_ok();
    let mut entries = Vec::with_capacity(events.len());
    for event in events {
        entries.push(named(cx, event)?);
    }
    Ok(AuditPage { entries, next, everywhere: sight.everywhere, can_verify })
}

/// Walks the whole chain and says whether it is intact (核验).
pub fn verify(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Verdict> {
    may(who, Action::VerifyAudit, &Thing::default())?;
    Ok(store::chain::verify(cx.tx, &[])?)
}

fn named(cx: &mut Cx<'_, '_>, event: Event) -> Result<AuditEntry> {
    let actor = match event.actor {
        None => None,
        Some(id) => store::org::person::get(cx.tx, id)?.map(|it| (it.name_zh, it.name_en)),
    };
    let post = match event.post {
        None => None,
        Some(id) => store::org::post::get(cx.tx, id)?.map(|it| (it.title_zh, it.title_en)),
    };
    Ok(AuditEntry { event, actor, post })
}
