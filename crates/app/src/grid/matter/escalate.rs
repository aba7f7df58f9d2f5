//! 升级: what runs out goes to the next holder by rule; what nobody acts for finds somebody.
//!
//! Nothing is skipped: no owner, an absent one, no superior – each has an answer, and what has
//! none is an orphan on a page that must be empty.
use super::loaded::{Asker, By, Loaded, load};
use crate::{Cx, Result};
use base::{MatterId, PostId, RelayId};
use org::{Action, Denied, Thing, may, reach};
use relay::{NextHolder, Relay, next_holder};
use serde_json::json;

/// How many relays one transaction moves: it holds the writer meanwhile.
const BATCH: u32 = 100;

/// What a round did (升级结果).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Escalated {
    pub escalated: u32,
    pub resumed: u32,
    /// There is more than one round took.
    pub more: bool,
}

/// Moves what has run out, the longest waiting first. Call again while `more`.
pub fn escalate_due(cx: &mut Cx<'_, '_>) -> Result<Escalated> {
    let due = store::relay::relay::due(cx.tx, cx.at, BATCH)?;
    let mut done = Escalated { more: due.len() == BATCH as usize, ..Escalated::default() };
    for id in due {
        let Some(Found { loaded, relay }) = found(cx, id)? else { continue };
        // Another server may have moved it since the list was read. What is saved names the
        // version that is looked at here, so nobody moves it in between.
        if relay.next_due().is_none_or(|due| due >= cx.at) {
            continue;
        }
        if relay.is_paused() {
            resume(cx, loaded, &relay)?;
            done.resumed += 1;
        } else {
            escalate(cx, loaded, &relay, "ran_out")?;
            done.escalated += 1;
        }
    }
    Ok(done)
}

/// A relay as it is now, with its matter.
struct Found {
    loaded: Loaded,
    relay: Relay,
}

fn found(cx: &mut Cx<'_, '_>, id: RelayId) -> Result<Option<Found>> {
    let Some(relay) = store::relay::relay::find(cx.tx, id)? else { return Ok(None) };
    let loaded = load(cx, MatterId(relay.subject))?;
    let relay = loaded.relays.iter().find(|relay| relay.id == id).cloned();
    Ok(relay.map(|relay| Found { loaded, relay }))
}

/// A pause has lasted as long as policy allows: the clocks run again.
fn resume(cx: &mut Cx<'_, '_>, mut loaded: Loaded, relay: &Relay) -> Result<()> {
    let change = relay.resume(cx.now())?;
    loaded.moved(cx, change)?;
    loaded.record(cx, By::clock(), "resumed", json!({ "why": "pause_ended" }), None)
}

fn escalate(
    cx: &mut Cx<'_, '_>,
    mut loaded: Loaded,
    relay: &Relay,
    why: &'static str,
) -> Result<()> {
    let rule = cx.policies().rules.ladder(cx.today())?;
    let ladder = loaded.directory.ladder(&rule.value, &loaded.matter.place);
    let next = next_holder(&ladder, Some(relay.holder), loaded.directory.last_resort());
    let passed = match &next {
        NextHolder::Found { passed, .. }
        | NextHolder::LastResort { passed, .. }
        | NextHolder::Nobody { passed } => passed.clone(),
        NextHolder::Stays { .. } => Vec::new(),
    };
    // With nobody above, it stays, visibly late, and comes up again: it is never dropped.
    let to = next.post().unwrap_or(relay.holder);
    let limit = cx.policies().rules.leg(&relay.step, cx.today())?;
    let change = relay.escalate(to, &limit, cx.now())?;
    loaded.moved(cx, change)?;
    let detail = json!({
        "why": why, "from": relay.holder, "to": to, "passed": passed, "relay": relay.id,
    });
    loaded.record(cx, By::clock(), "escalated", detail, Some(&rule.basis))
}

/// Something open whose holder nobody acts for (无主事项).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    pub relay: RelayId,
    pub matter: MatterId,
    pub post: PostId,
}

/// How many orphans a page shows of one post: one is one too many.
const ORPHANS_MAX: u32 = 50;

/// What is open in posts that nobody acts for today, in the asker's sight. Must be empty but for
/// a moment.
pub fn orphans(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<Vec<Orphan>> {
    let sight = reach(&asker.who, Action::ReadOrphans);
    if sight.is_nothing() {
        let denied = may(&asker.who, Action::ReadOrphans, &Thing::default()).err();
        return Err(denied.unwrap_or(Denied::NoRight).into());
    }
    let mut seen = Vec::new();
    for orphan in unmanned(cx)? {
        let matter = store::grid::matter::find(cx.tx, orphan.matter)?;
        let place = matter.map(|matter| matter.place);
        if place.is_some_and(|place| sight.sees(&Thing { place, ..Thing::default() })) {
            seen.push(orphan);
        }
    }
    Ok(seen)
}

/// The same everywhere, for the clock and for a count: nobody asks.
pub(crate) fn unmanned(cx: &mut Cx<'_, '_>) -> Result<Vec<Orphan>> {
    let directory = cx.directory()?;
    let mut found = Vec::new();
    for post in store::relay::relay::holders(cx.tx)? {
        if directory.acting(post).is_some() {
            continue;
        }
        for id in store::relay::relay::held_by(cx.tx, post, ORPHANS_MAX)? {
            if let Some(relay) = store::relay::relay::find(cx.tx, id)? {
                found.push(Orphan { relay: id, matter: MatterId(relay.subject), post });
            }
        }
    }
    Ok(found)
}

/// Gives orphans to the next holder by rule; says how many.
pub fn rescue_unmanned(cx: &mut Cx<'_, '_>) -> Result<u32> {
    let mut rescued = 0;
    for orphan in unmanned(cx)?.into_iter().take(BATCH as usize) {
        let Some(Found { loaded, relay }) = found(cx, orphan.relay)? else { continue };
        // As above: another server may have given it to somebody meanwhile.
        if relay.ended.is_none() && relay.holder == orphan.post {
            escalate(cx, loaded, &relay, "nobody_acts")?;
            rescued += 1;
        }
    }
    Ok(rescued)
}
