//! 核查、反馈、评价、重办: checked by another, told to the reporter, rated, taken up again.
use super::loaded::{Asker, By};
use super::triage::go;
use super::{Words, load};
use crate::{Cx, Failed, Result};
use base::{MatterId, PostId};
use grid::matter::Says;
use grid::procedure::{CHECK, FEEDBACK, HANDLE, ROOT, ROOT_CAUSE};
use jiff::ToSpan;
use org::Action;
use relay::Move;
use serde_json::json;
use store::grid::rating::Rating;

/// Checks what was done (核查): by a person who did not do it. What is not so goes back.
pub fn check(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    passes: bool,
    words: &Words,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::CheckMatter)?;
    loaded.at_step(loaded.main(), &[CHECK])?;
    let by = By::right(asker, &granted);
    if passes {
        go(cx, &mut loaded, FEEDBACK, by.post)?;
    } else {
        let handler = last_handler(cx, id)?;
        let work = if loaded.main().procedure == ROOT.code { ROOT_CAUSE } else { HANDLE };
        go(cx, &mut loaded, work, handler)?;
        if loaded.main().promise_met.is_some() && loaded.matter.ending.is_some() {
            let stop = loaded.main().promise.as_ref().map(|promise| promise.stop.clone());
            if stop.as_deref() == Some(grid::deadline::SOLVED) {
                let change = loaded.main().deny_promise(cx.now())?;
                loaded.moved(cx, change)?;
            }
        }
        loaded.matter.ending = None;
        loaded.save(cx)?;
    }
    let detail = json!({ "passes": passes, "words": words.as_str() });
    loaded.record(cx, by, "checked", detail, None)
}

/// The post that held the work before it was checked.
fn last_handler(cx: &mut Cx<'_, '_>, id: MatterId) -> Result<Option<PostId>> {
    let legs = store::relay::leg::of_matter(cx.tx, id)?;
    let worked = legs.iter().rev().map(|(_, leg)| leg);
    let mut worked = worked.filter(|leg| leg.step == HANDLE || leg.step == ROOT_CAUSE);
    Ok(worked.next().map(|leg| leg.holder))
}

/// Tells the reporter and closes (反馈、办结).
pub fn feedback(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, words: &Words) -> Result<()> {
    let mut loaded = load(cx, id)?;
    loaded.allow(asker, Action::GiveFeedback)?;
    let granted = loaded.allow(asker, Action::CloseMatter)?;
    loaded.at_step(loaded.main(), &[FEEDBACK])?;
    relay::may_close_parent(loaded.parts())?;
    let procedure = grid::procedure::find(&loaded.main().procedure)
        .ok_or_else(|| Failed::Broken("a relay runs by no procedure of ours".into()))?;
    let how = loaded.matter.ending.map_or("explained", |ending| ending.code());
    let change = loaded.main().end(procedure, how, cx.now())?;
    loaded.moved(cx, change)?;
    loaded.matter.ended_at = Some(cx.at);
    let retention = cx.policies().rules.contact_retention_days(cx.today())?;
    let erase_on = cx.today().saturating_add(retention.value.days());
    store::grid::contact::erase_on(cx.tx, id, Some(erase_on))?;
    loaded.save(cx)?;
    let detail = json!({ "words": words.as_str(), "ending": how });
    loaded.record(cx, By::right(asker, &granted), "closed", detail, None)
}

/// The reporter rates the result, a refusal too (评价). One word per result, never by the handler.
pub fn rate(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    stars: u8,
    says: Says,
    words: Option<&Words>,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::RateMatter)?;
    if !(1..=5).contains(&stars) {
        return Err(Failed::field("stars", "out_of_range"));
    }
    let Some(ended_at) = loaded.matter.ended_at else {
        return Err(Failed::refused("not_ended"));
    };
    let days = cx.policies().rules.rate_days(cx.today())?;
    let calendar = &cx.policies().calendar;
    grid::handling::rate_allowed(ended_at, cx.at, days.value, calendar)
        .map_err(|refused| Failed::refused(refused.code()))?;
    let words = words.map(Words::to_string).unwrap_or_default();
    let rating = Rating { matter: id, at: cx.at, stars, says, words };
    store::grid::rating::insert(cx.tx, &rating).map_err(|failed| match failed {
        store::Failed::Taken(_) => Failed::refused("rated_already"),
        other => Failed::from(other),
    })?;
    loaded.matter.reporter_says = Some(says);
    loaded.save(cx)?;
    // What was said stays out of the history that the handler reads.
    loaded.record(cx, By::right(asker, &granted), "rated", json!({}), Some(&days.basis))
}

/// Takes a closed matter up again (重办), within the days of policy, as often as it closes.
pub fn reopen(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, reason: &Words) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::ReopenMatter)?;
    let Some(ended_at) = loaded.matter.ended_at else {
        return Err(Failed::refused("not_ended"));
    };
    if loaded.matter.merged_into.is_some() {
        return Err(Failed::refused("merged"));
    }
    let days = cx.policies().rules.reopen_days(cx.today())?;
    let calendar = &cx.policies().calendar;
    grid::handling::reopen_allowed(ended_at, cx.at, days.value, calendar)
        .map_err(|refused| Failed::refused(refused.code()))?;
    let handler = last_handler(cx, id)?;
    let there = handler.filter(|post| loaded.directory.acting(*post).is_some());
    let holder = match there {
        Some(post) => post,
        None => super::report::first_holder(cx, &loaded.directory, &loaded.matter.place)?,
    };
    let procedure = grid::procedure::find(&loaded.main().procedure)
        .ok_or_else(|| Failed::Broken("a relay runs by no procedure of ours".into()))?;
    let step = if procedure.code == ROOT.code { ROOT_CAUSE } else { HANDLE };
    let limit = cx.policies().rules.leg(step, cx.today())?;
    let to = Move { step, holder: Some(holder), limit };
    let change = loaded.main().reopen(procedure, &to, cx.now())?;
    loaded.moved(cx, change)?;
    store::grid::rating::remove(cx.tx, id)?;
    store::grid::contact::erase_on(cx.tx, id, None)?;
    let before = loaded.matter.ending.take();
    loaded.matter.ended_at = None;
    loaded.matter.reporter_says = None;
    loaded.save(cx)?;
    let detail = json!({
        "reason": reason.as_str(), "was": before.map(|ending| ending.code()),
    });
    loaded.record(cx, By::right(asker, &granted), "reopened", detail, Some(&days.basis))
}
