//! 复核与申诉: somebody else looks again – at a changed sorting, or at what a reporter contests.
use super::loaded::{Asker, By};
use super::triage::{Proposal, apply, go, may_hold, other_than, second_looker};
use super::{Words, load};
use crate::{Cx, Failed, Result};
use base::MatterId;
use grid::procedure::{FEEDBACK, HANDLE, MATTER, SECOND_LOOK, SORT};
use org::{Action, Role};
use relay::Move;
use serde_json::json;

/// Confirms a proposed triage, or sends it back to whoever sorted it.
pub fn second_look(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    agree: bool,
    reason: &Words,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::ConfirmSort)?;
    loaded.at_step(loaded.main(), &[SECOND_LOOK])?;
    let by = By::right(asker, &granted);
    let Some(text) = loaded.matter.proposal.clone() else {
        return Err(Failed::refused("no_proposal"));
    };
    let proposal: Proposal =
        serde_json::from_str(&text).map_err(|error| Failed::Broken(error.to_string()))?;
    let detail = json!({
        "agree": agree, "reason": reason.as_str(), "sort": proposal.sort.code(),
        "weight": proposal.weight.code(), "ground": proposal.ground,
    });
    if agree {
        // Two posts stand behind a later day: the one that proposed it, and the one that looks.
        apply(cx, &mut loaded, &proposal, proposal.by)?;
        let assigned = proposal.assign.filter(|post| may_hold(&loaded, *post).is_ok());
        go(cx, &mut loaded, HANDLE, assigned.or(proposal.by))?;
    } else {
        loaded.matter.proposal = None;
        go(cx, &mut loaded, SORT, proposal.by)?;
    }
    loaded.save(cx)?;
    loaded.record(cx, by, "second_look", detail, None)
}

/// A reporter contests the outcome, once, within the days of policy: the street looks at it.
pub fn appeal(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, reason: &Words) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::Appeal)?;
    let rule = cx.policies().rules.appeal(cx.today())?;
    let Some(ended_at) = loaded.matter.ended_at else {
        return Err(Failed::refused("not_ended"));
    };
    if loaded.matter.merged_into.is_some() {
        return Err(Failed::refused("merged"));
    }
    let calendar = &cx.policies().calendar;
    grid::triage::may_appeal(ended_at, loaded.matter.appeals, cx.at, &rule.value, calendar)
        .map_err(|refused| Failed::refused(refused.code()))?;
    // Nobody looks at what is said against their own work.
    let handler = loaded.matter.handler;
    let holder = other_than(&loaded, &[Role::Street, Role::District], handler, None)?;
    let limit = cx.policies().rules.leg(SECOND_LOOK, cx.today())?;
    let to = Move { step: SECOND_LOOK, holder: Some(holder), limit };
    let change = loaded.main().reopen(&MATTER, &to, cx.now())?;
    loaded.moved(cx, change)?;
    loaded.matter.appeals += 1;
    loaded.matter.ended_at = None;
    loaded.matter.proposal = None;
    store::grid::contact::erase_on(cx.tx, id, None)?;
    loaded.save(cx)?;
    let detail = json!({ "reason": reason.as_str() });
    loaded.record(cx, By::right(asker, &granted), "appealed", detail, Some(&rule.basis))
}

/// Decides an appeal: the outcome stands and is explained again, or the work goes on.
pub fn decide_appeal(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    stands: bool,
    reason: &Words,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::DecideAppeal)?;
    loaded.at_step(loaded.main(), &[SECOND_LOOK])?;
    if loaded.matter.proposal.is_some() {
        return Err(Failed::refused("no_appeal"));
    }
    let by = By::right(asker, &granted);
    if stands {
        go(cx, &mut loaded, FEEDBACK, None)?;
    } else {
        loaded.matter.ending = None;
        store::grid::rating::remove(cx.tx, id)?;
        loaded.matter.reporter_says = None;
        let holder = second_looker(&loaded, None)?;
        go(cx, &mut loaded, HANDLE, Some(holder))?;
    }
    loaded.save(cx)?;
    let detail = json!({ "stands": stands, "reason": reason.as_str() });
    loaded.record(cx, by, "appeal_decided", detail, None)
}
