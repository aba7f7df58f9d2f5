//! 研判与分类: how heavy it is, whose affair it is, who handles it.
use super::loaded::{Asker, By, Loaded};
use super::report::{category, no_deadline};
use super::{Words, load};
use crate::{Cx, Failed, Result};
use base::{MatterId, PostId};
use grid::matter::{Sort, Weight};
use grid::procedure::{ASSESS, HANDLE, SECOND_LOOK, SORT};
use org::{Action, Role};
use relay::{Move, next_holder};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A triage (研判分类): the kind, the weight, whose affair and why, and who handles it.
#[derive(Clone, Debug)]
pub struct Triage {
    pub category: String,
    pub weight: Weight,
    pub sort: Sort,
    /// One of the grounds of policy (`grid.grounds`), of this sort.
    pub ground: String,
    pub reason: Option<Words>,
    /// Who handles it; without one, whoever sorted it.
    pub assign: Option<PostId>,
}

/// A triage that waits for its second look (待复核).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub category: String,
    pub weight: Weight,
    pub sort: Sort,
    pub ground: String,
    pub assign: Option<PostId>,
    /// In the name of which post it was proposed.
    pub by: Option<PostId>,
}

/// Sorts a matter. What changes whose affair it is, or gives more time than the reporter was
/// promised, waits for somebody else's second look; the clock runs meanwhile.
pub fn triage(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, new: &Triage) -> Result<()> {
    let mut loaded = load(cx, id)?;
    loaded.allow(asker, Action::AssessMatter)?;
    let granted = loaded.allow(asker, Action::SortMatter)?;
    loaded.at_step(loaded.main(), &[ASSESS, SORT])?;
    let by = By::right(asker, &granted);
    let category = category(cx, &new.category)?;
    let sorting = grid::triage::Sorting { sort: new.sort, ground: new.ground.clone() };
    let ground = grid::triage::check(&sorting, &cx.policies().rules, cx.today())
        .map_err(|refused| Failed::field("ground", refused.code()))?;
    if let Some(assign) = new.assign {
        may_hold(&loaded, assign)?;
    }
    let proposal = Proposal {
        category: category.code.clone(),
        weight: new.weight,
        sort: new.sort,
        ground: new.ground.clone(),
        assign: new.assign,
        by: by.post,
    };
    let second = grid::triage::needs_second_look(loaded.matter.sort, new.sort)
        || gives_more_time(cx, &loaded, new.weight)?;
    loaded.matter.sorter = asker.who.person;
    if loaded.main().step == ASSESS {
        go(cx, &mut loaded, SORT, None)?;
    }
    let detail = json!({
        "category": proposal.category, "weight": proposal.weight.code(),
        "sort": proposal.sort.code(), "ground": proposal.ground,
        "clause": ground.value.clause, "reason": new.reason.as_ref().map(Words::as_str),
        "from_weight": loaded.matter.weight.code(), "from_sort": loaded.matter.sort.code(),
    });
    if second {
        let text = serde_json::to_string(&proposal).map_err(|e| Failed::Broken(e.to_string()))?;
        loaded.matter.proposal = Some(text);
        let looker = second_looker(&loaded, by.post)?;
        go(cx, &mut loaded, SECOND_LOOK, Some(looker))?;
        loaded.save(cx)?;
        return loaded.record(cx, by, "sorting_proposed", detail, Some(&ground.basis));
    }
    apply(cx, &mut loaded, &proposal, None)?;
    go(cx, &mut loaded, HANDLE, new.assign.or(by.post))?;
    loaded.save(cx)?;
    loaded.record(cx, by, "sorted", detail, Some(&ground.basis))
}

/// Puts a triage into force: the matter's words, and the promise under the new weight. The clock
/// keeps its start; a later day needs an approver, who looked a second time.
pub(super) fn apply(
    cx: &mut Cx<'_, '_>,
    loaded: &mut Loaded,
    proposal: &Proposal,
    approver: Option<PostId>,
) -> Result<()> {
    if proposal.weight != loaded.matter.weight {
        let policies = cx.policies();
        let at = loaded.matter.reported_at;
        let promise =
            grid::deadline::promise(proposal.weight, at, &policies.rules, &policies.calendar)
                .map_err(no_deadline)?;
        let limit = grid::deadline::limit(proposal.weight, at, &policies.rules, &policies.calendar)
            .map_err(no_deadline)?;
        let change = loaded.main().retarget(&promise.stop, &limit, approver, cx.now())?;
        loaded.moved(cx, change)?;
    }
    loaded.matter.category = proposal.category.clone();
    loaded.matter.weight = proposal.weight;
    loaded.matter.sort = proposal.sort;
    loaded.matter.ground = Some(proposal.ground.clone());
    loaded.matter.proposal = None;
    // A kind that must not be shown stays hidden whatever it is called later.
    let shown = cx.policies().rules.category(&proposal.category, cx.today());
    loaded.matter.visible &= shown.is_some_and(|category| category.visible);
    Ok(())
}

/// Whether another weight would move the promised day back.
fn gives_more_time(cx: &Cx<'_, '_>, loaded: &Loaded, weight: Weight) -> Result<bool> {
    let Some(promise) = &loaded.main().promise else { return Ok(false) };
    if weight == loaded.matter.weight {
        return Ok(false);
    }
    let policies = cx.policies();
    let at = loaded.matter.reported_at;
    let limit = grid::deadline::limit(weight, at, &policies.rules, &policies.calendar)
        .map_err(no_deadline)?;
    Ok(promise.clock.under(&limit, &policies.calendar)?.due > promise.clock.due)
}

/// Who looks a second time: the lowest of community, street and district who is another person.
pub(super) fn second_looker(loaded: &Loaded, sorter_post: Option<PostId>) -> Result<PostId> {
    let roles = [Role::Community, Role::Street, Role::District];
    other_than(loaded, &roles, loaded.matter.sorter, sorter_post)
}

/// The first on the ladder who is there and is neither this person nor this post.
pub(super) fn other_than(
    loaded: &Loaded,
    roles: &[Role],
    person: Option<base::PersonId>,
    post: Option<PostId>,
) -> Result<PostId> {
    let directory = &loaded.directory;
    let mut ladder = directory.ladder(roles, &loaded.matter.place);
    let other = |candidate: PostId| {
        Some(candidate) != post && directory.acting(candidate).is_some_and(|p| Some(p) != person)
    };
    for rung in &mut ladder {
        rung.present = other(rung.post);
        for deputy in &mut rung.deputies {
            deputy.present = other(deputy.post);
        }
    }
    let last = directory.last_resort();
    next_holder(&ladder, None, last).post().ok_or_else(|| Failed::refused("nobody_on_duty"))
}

/// Whether a post can be given work: it exists, works on matters, and somebody acts for it.
pub(super) fn may_hold(loaded: &Loaded, post: PostId) -> Result<()> {
    let info = loaded.directory.post(post).ok_or_else(|| Failed::field("assign", "unknown"))?;
    if !info.post.role.is_business() {
        return Err(Failed::field("assign", "no_business"));
    }
    let beside = |a: Option<base::UnitId>, b: Option<base::UnitId>| a.is_some() && a != b;
    if beside(info.place.street, loaded.matter.place.street) {
        return Err(Failed::field("assign", "other_street"));
    }
    if loaded.directory.acting(post).is_none() {
        return Err(Failed::field("assign", "unmanned"));
    }
    Ok(())
}

/// Moves the matter's own relay to a step, with that step's own limit.
pub(super) fn go(
    cx: &mut Cx<'_, '_>,
    loaded: &mut Loaded,
    step: &str,
    holder: Option<PostId>,
) -> Result<()> {
    let procedure = grid::procedure::find(&loaded.main().procedure)
        .ok_or_else(|| Failed::Broken("a relay runs by no procedure of ours".into()))?;
    let limit = cx.policies().rules.leg(step, cx.today())?;
    let change = loaded.main().advance(procedure, &Move { step, holder, limit }, cx.now())?;
    loaded.moved(cx, change)
}
