//! 移交、退回、接管、裁定: who holds it changes, and what was promised does not.
use super::loaded::{Asker, By, Loaded};
use super::triage::{go, may_hold};
use super::{Clause, Words, load};
use crate::{Cx, Failed, Result};
use base::{MatterId, PostId, RelayId};
use grid::procedure::{ARBITRATE, HANDLE, MATTER, SECOND_LOOK};
use org::{Action, Role};
use relay::{Leg, Refused, Relay, next_holder};
use serde_json::json;

/// To whom, and why (移交).
#[derive(Clone, Debug)]
pub struct HandOver {
    pub to: PostId,
    pub reason: Words,
}

/// By which clause it is not ours, and whose it is (退回).
#[derive(Clone, Debug)]
pub struct SendBack {
    pub clause: Clause,
    pub right_owner: PostId,
}

/// Gives the same step to another post.
pub fn hand_over(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, to: &HandOver) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::HandOver)?;
    may_hold(&loaded, to.to)?;
    may_decide(&loaded, to.to)?;
    let from = loaded.main().holder;
    let limit = cx.policies().rules.leg(&loaded.main().step, cx.today())?;
    let change = loaded.main().hand_over(to.to, &limit, cx.now())?;
    loaded.moved(cx, change)?;
    let detail = json!({ "from": from, "to": to.to, "reason": to.reason.as_str() });
    loaded.record(cx, By::right(asker, &granted), "handed_over", detail, None)
}

/// Sends it back to whoever gave it: early in one's time, with the clause and the right owner.
/// After as many returns as policy allows it goes to arbitration instead.
pub fn send_back(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, back: &SendBack) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::SendBack)?;
    loaded.at_step(loaded.main(), &[HANDLE])?;
    undecided(cx, &loaded)?;
    let owner = right_owner(&loaded, back.right_owner)?;
    let rule = cx.policies().rules.returns(cx.today())?;
    let giver = giver(cx, &loaded)?;
    let limit = cx.policies().rules.leg(HANDLE, cx.today())?;
    let (clause, right_owner) = (back.clause.as_str(), owner.as_str());
    let to = relay::SendBack { to: giver, step: HANDLE, limit, clause, right_owner };
    let from = loaded.main().holder;
    let detail = json!({
        "from": from, "to": giver, "clause": clause, "right_owner": back.right_owner,
    });
    let by = By::right(asker, &granted);
    match loaded.main().send_back(&MATTER, &to, rule.value, cx.now()) {
        Ok(change) => {
            loaded.moved(cx, change)?;
            loaded.record(cx, by, "sent_back", detail, Some(&rule.basis))
        }
        Err(Refused::GoesToArbitration { .. }) => {
            to_arbitration(cx, &mut loaded)?;
            loaded.record(cx, by, "arbitration_asked", detail, Some(&rule.basis))
        }
        Err(refused) => Err(refused.into()),
    }
}

/// Asks for arbitration outright: the clause and the right owner are named all the same.
pub fn ask_arbitration(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    back: &SendBack,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::SendBack)?;
    loaded.at_step(loaded.main(), &[HANDLE])?;
    undecided(cx, &loaded)?;
    right_owner(&loaded, back.right_owner)?;
    let rule = cx.policies().rules.returns(cx.today())?;
    if loaded.main().returns < rule.value.max {
        return Err(Failed::refused("send_back_first"));
    }
    let from = loaded.main().holder;
    to_arbitration(cx, &mut loaded)?;
    let detail = json!({
        "from": from, "clause": back.clause.as_str(), "right_owner": back.right_owner,
    });
    loaded.record(cx, By::right(asker, &granted), "arbitration_asked", detail, Some(&rule.basis))
}

/// What arbitration gave to a post stands: it does not go round again out of the same hands.
fn undecided(cx: &mut Cx<'_, '_>, loaded: &Loaded) -> Result<()> {
    let legs = store::relay::leg::of_matter(cx.tx, loaded.matter.id)?;
    if is_arbitrated(&legs, loaded.main()) {
        return Err(Failed::refused("arbitrated"));
    }
    Ok(())
}

/// Whether its present holder has it by a decision (已裁定).
pub(super) fn is_arbitrated(legs: &[(RelayId, Leg)], main: &Relay) -> bool {
    let own: Vec<_> = legs.iter().filter(|(relay, _)| *relay == main.id).collect();
    let decided = own.iter().rposition(|(_, leg)| leg.step == ARBITRATE);
    let given = decided.and_then(|at| own.get(at + 1)).map(|(_, leg)| leg.holder);
    given == Some(main.holder)
}

/// An appeal goes only to those who may decide it, or it would lie where nobody can.
fn may_decide(loaded: &Loaded, post: PostId) -> Result<()> {
    let is_appeal = loaded.main().step == SECOND_LOOK && loaded.matter.proposal.is_none();
    let role = loaded.directory.post(post).map(|info| info.post.role);
    match role {
        Some(Role::Street | Role::District) => Ok(()),
        _ if is_appeal => Err(Failed::field("to", "cannot_decide")),
        _ => Ok(()),
    }
}

/// The holder before the present one, or who takes a matter of that place first.
fn giver(cx: &mut Cx<'_, '_>, loaded: &Loaded) -> Result<PostId> {
    let legs = store::relay::leg::of_matter(cx.tx, loaded.matter.id)?;
    let main = loaded.main();
    let before =
        legs.iter().rev().filter(|(relay, _)| *relay == main.id).map(|(_, leg)| leg.holder);
    let mut before = before.filter(|holder| *holder != main.holder);
    match before.find(|post| loaded.directory.acting(*post).is_some()) {
        Some(post) => Ok(post),
        None => super::report::first_holder(cx, &loaded.directory, &loaded.matter.place),
    }
}

fn right_owner(loaded: &Loaded, post: PostId) -> Result<String> {
    let info = loaded.directory.post(post).filter(|info| info.post.role.is_business());
    let info = info.ok_or_else(|| Failed::field("right_owner", "unknown"))?;
    if post == loaded.main().holder {
        return Err(Failed::field("right_owner", "yourself"));
    }
    Ok(info.post.title_zh.clone())
}

/// The street decides; where the street itself holds it, the district does.
fn to_arbitration(cx: &mut Cx<'_, '_>, loaded: &mut Loaded) -> Result<()> {
    let ladder = loaded.directory.ladder(&[Role::Street, Role::District], &loaded.matter.place);
    let next = next_holder(&ladder, Some(loaded.main().holder), loaded.directory.last_resort());
    let holder = next.post().ok_or_else(|| Failed::refused("nobody_on_duty"))?;
    go(cx, loaded, ARBITRATE, Some(holder))
}

/// Decides whose it is (裁定). The decision is by a clause and stands.
pub fn arbitrate(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    to: PostId,
    clause: &Clause,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::Arbitrate)?;
    loaded.at_step(loaded.main(), &[ARBITRATE])?;
    may_hold(&loaded, to)?;
    go(cx, &mut loaded, HANDLE, Some(to))?;
    let detail = json!({ "to": to, "clause": clause.as_str() });
    loaded.record(cx, By::right(asker, &granted), "arbitrated", detail, None)
}

/// Takes it out of the hands of a lower post, or of one that nobody acts for (接管).
pub fn take_over(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, reason: &Words) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::TakeOver)?;
    let by = granted.post.ok_or_else(|| Failed::Broken("a right without a post".into()))?;
    let from = loaded.main().holder;
    let limit = cx.policies().rules.leg(&loaded.main().step, cx.today())?;
    let change = loaded.main().take_over(by, &limit, cx.now())?;
    loaded.moved(cx, change)?;
    let detail = json!({ "from": from, "to": by, "reason": reason.as_str() });
    loaded.record(cx, By::right(asker, &granted), "taken_over", detail, None)
}
