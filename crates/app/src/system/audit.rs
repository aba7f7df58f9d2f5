//! The history as those who watch read it (审计): newest first, and verified from its start.
use crate::{Cx, Result, page_of};
use base::{EventId, PersonId};
use org::{Action, Denied, Thing, Who, may, reach};
use std::collections::BTreeMap;
use store::chain::{Reached, Seal, Step, verify_from};
use store::event::Event;
use store::subject::{Name, Named, names};

/// A page of the history (审计记录).
#[derive(Clone, Debug)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    pub next: Option<EventId>,
    /// The asker sees everybody's events, not only their own.
    pub everywhere: bool,
    pub can_verify: bool,
    /// The asker may open pages of matters, and of the organisation.
    pub reads_matters: bool,
    pub reads_org: bool,
}

/// One event with the names of who did it, in which post, and at what.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    pub event: Event,
    pub actor: Option<Name>,
    pub post: Option<Name>,
    /// Nothing where the thing is gone, or the event is about no single one.
    pub subject: Option<Name>,
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
    let events = store::event::page(cx.tx, actor, before, PAGE + 1)?;
    let (events, next) = page_of(events, PAGE, |event| event.id);
    Ok(AuditPage {
        next,
        entries: named(cx, events)?,
        everywhere: sight.everywhere,
        can_verify: may(who, Action::VerifyAudit, &Thing::default()).is_ok(),
        reads_matters: !reach(who, Action::ReadMatter).is_nothing(),
        reads_org: may(who, Action::ReadOrg, &Thing::default()).is_ok(),
    })
}

/// The events with their names: one question for each kind of thing, however many there are.
fn named(cx: &mut Cx<'_, '_>, events: Vec<Event>) -> Result<Vec<AuditEntry>> {
    let mut kinds: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for event in &events {
        kinds.entry(event.noun.clone()).or_default().push(event.subject);
        kinds.entry(PERSON.into()).or_default().extend(event.actor.map(|id| id.0));
        kinds.entry(POST.into()).or_default().extend(event.post.map(|id| id.0));
    }
    let mut known: BTreeMap<String, Named> = BTreeMap::new();
    for (noun, mut ids) in kinds {
        ids.sort_unstable();
        ids.dedup();
        let found = names(cx.tx, &noun, &ids)?;
        known.insert(noun, found);
    }
    let name = |noun: &str, id: i64| known.get(noun).and_then(|named| named.get(&id)).cloned();
    let entry = |event: Event| AuditEntry {
        actor: event.actor.and_then(|id| name(PERSON, id.0)),
        post: event.post.and_then(|id| name(POST, id.0)),
        subject: name(&event.noun, event.subject),
        event,
    };
    Ok(events.into_iter().map(entry).collect())
}

const PERSON: &str = "person";
const POST: &str = "post";

/// How far a walk along the history came (核验进展).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    pub step: Step,
    /// The last place of the chain at this moment.
    pub last: i64,
}

/// Rows that one part of a walk looks at: some seconds on a slow disk, well within a request.
const PART: i64 = 200_000;

/// Walks the chain on from a place (核验): a part of it, so that the longest history is verified
/// request by request.
pub fn verify(cx: &mut Cx<'_, '_>, who: &Who, from: Reached) -> Result<Verification> {
    may(who, Action::VerifyAudit, &Thing::default())?;
    let last = Seal::last(cx.tx)?.seq;
    Ok(Verification { step: verify_from(cx.tx, from, PART, &[])?, last })
}
