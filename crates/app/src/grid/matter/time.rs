//! 暂停、恢复、延期: the only ways in which a promised day moves, each with a reason on record.
use super::loaded::{Asker, By};
use super::{Words, load};
use crate::{Cx, Failed, Result};
use base::MatterId;
use org::Action;
use serde_json::json;
use store::relay::extension::{self, Extension};

/// Stops the clocks while waiting for others, for one of the reasons of policy.
pub fn pause(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    reason: &str,
    words: Option<&Words>,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::Pause)?;
    let rules = cx.policies().rules.pause(cx.today())?;
    if !rules.value.reasons.iter().any(|known| known.code == reason) {
        return Err(Failed::field("reason", "unknown"));
    }
    let change = loaded.main().pause(reason, rules.value.rule, cx.now())?;
    loaded.moved(cx, change)?;
    let detail = json!({ "reason": reason, "words": words.map(Words::as_str) });
    loaded.record(cx, By::right(asker, &granted), "paused", detail, Some(&rules.basis))
}

/// Lets the clocks run again.
pub fn resume(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::Resume)?;
    let change = loaded.main().resume(cx.now())?;
    loaded.moved(cx, change)?;
    loaded.record(cx, By::right(asker, &granted), "resumed", json!({}), None)
}

/// The longest wish that is a wish: what policy allows is asked when it is made.
const MINUTES_MAX: i64 = 366 * 24 * 60;

/// Asks for more time, before the threshold of policy, with a reason. Nothing moves yet.
pub fn ask_extension(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    minutes: i64,
    reason: &Words,
) -> Result<()> {
    let loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::AskExtension)?;
    let person = asker.who.person.ok_or(Failed::Denied(org::Denied::SignIn))?;
    if !(1..=MINUTES_MAX).contains(&minutes) {
        return Err(Failed::field("minutes", "out_of_range"));
    }
    let relay = loaded.main();
    if extension::of_relay(cx.tx, relay.id)?.iter().any(|wish| wish.decided_at.is_none()) {
        return Err(Failed::refused("extension_waits"));
    }
    // Asks the relay whether it could be granted at this moment, by anybody but the holder.
    let rule = cx.policies().rules.extension(cx.today())?;
    let anybody = loaded.directory.last_resort().filter(|post| *post != relay.holder);
    if let Some(approver) = anybody {
        relay.extend(minutes, approver, rule.value, cx.now())?;
    }
    let wish = Extension {
        relay: relay.id,
        asked_at: cx.at,
        asked_by: person,
        minutes,
        reason: reason.to_string(),
        decided_at: None,
        decided_by: None,
        granted: None,
    };
    extension::insert(cx.tx, &wish)?;
    let detail = json!({ "minutes": minutes, "reason": reason.as_str() });
    loaded.record(cx, By::right(asker, &granted), "extension_asked", detail, Some(&rule.basis))
}

/// Grants or refuses more time. What was asked for in time may be granted later than that: the
/// clock is judged at the moment of the wish.
pub fn decide_extension(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    grant: bool,
    reason: &Words,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::ApproveExtension)?;
    let person = asker.who.person.ok_or(Failed::Denied(org::Denied::SignIn))?;
    let relay = loaded.main().clone();
    let wishes = extension::of_relay(cx.tx, relay.id)?;
    let Some(wish) = wishes.into_iter().find(|wish| wish.decided_at.is_none()) else {
        return Err(Failed::refused("no_extension_waits"));
    };
    if wish.asked_by == person {
        return Err(Failed::Denied(org::Denied::OwnRequest));
    }
    extension::decide(cx.tx, relay.id, person, cx.at, grant)?;
    let rule = cx.policies().rules.extension(cx.today())?;
    if grant {
        let approver =
            granted.post.ok_or_else(|| Failed::Broken("a right without a post".into()))?;
        let asked = relay::Now { at: wish.asked_at, ..cx.now() };
        let change = relay.extend(wish.minutes, approver, rule.value, asked)?;
        loaded.moved(cx, change)?;
    }
    let detail = json!({ "grant": grant, "minutes": wish.minutes, "reason": reason.as_str() });
    let by = By::right(asker, &granted);
    loaded.record(cx, by, "extension_decided", detail, Some(&rule.basis))
}
