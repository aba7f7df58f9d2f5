//! Turning to a matter (办理): the holder of the hour does what its step asks for.
use super::attempt;
use super::handle;
use super::pace::{delay, later};
use super::plan::{To, Twist};
use super::public;
use super::state::{Case, State, World};
use crate::texts;
use app::grid::matter::{self, Asker, Clause, Loaded, Triage, Words};
use app::{Cx, Failed, Result};
use base::calendar::ClockKind;
use base::{MatterId, PostId, RelayId};
use grid::matter::{Sort, Weight};
use grid::procedure::{ARBITRATE, ASSESS, CHECK, FEEDBACK, HANDLE, ROOT_CAUSE, SECOND_LOOK, SORT};
use org::Role;

/// The holder turns to it. If it went into other hands meanwhile, these will, in their own time.
pub(super) fn turn_to(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    id: MatterId,
    leg: u32,
) -> Result<()> {
    let loaded = matter::load(cx, id)?;
    let main = loaded.main();
    if main.ended.is_some() {
        return Ok(());
    }
    if main.is_paused() {
        return Ok(());
    }
    if main.leg != leg {
        // What comes up from below is late already: it is not left lying.
        let minutes = state.case(id).rng.range(3..=40);
        return later(cx, state, id, main.leg, ClockKind::Duty, minutes);
    }
    let Some(asker) = acting(&loaded, main.holder) else {
        // Nobody is there: the night finds somebody.
        return later(cx, state, id, leg, ClockKind::Natural, 12 * 60);
    };
    // Who waits for an answer from above mostly knows that nothing ends before it.
    if loaded.parts().iter().any(|part| part.ended.is_none()) && state.case(id).rng.chance(85) {
        return later(cx, state, id, leg, ClockKind::Working, 180);
    }
    let before = state.tally.refusals();
    match main.step.as_str() {
        ASSESS | SORT => triage(cx, world, state, &loaded, &asker)?,
        SECOND_LOOK => second_look(cx, state, &loaded, &asker)?,
        HANDLE | ROOT_CAUSE => handle::handle(cx, world, state, &loaded, &asker)?,
        CHECK => check(cx, state, &loaded, &asker)?,
        FEEDBACK => feedback(cx, state, &loaded, &asker)?,
        ARBITRATE => arbitrate(cx, world, state, &loaded, &asker)?,
        other => return Err(Failed::Broken(format!("nobody knows the step {other}"))),
    }
    if state.tally.refusals() > before {
        return refused(cx, state, id);
    }
    follow(cx, world, state, id)
}

/// Who was refused comes back to it later; after many refusals, much later.
fn refused(cx: &mut Cx<'_, '_>, state: &mut State, id: MatterId) -> Result<()> {
    let case = state.case(id);
    case.refusals += 1;
    let minutes = if case.refusals < 6 { case.rng.range(10..=60) } else { 24 * 60 };
    let main = store::relay::relay::find(cx.tx, RelayId(id.0))?;
    let leg = main.map_or(0, |main| main.leg);
    later(cx, state, id, leg, ClockKind::Duty, minutes)
}

/// Puts the next turn on the list, unless it is left for a visitor.
pub(super) fn follow(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    id: MatterId,
) -> Result<()> {
    let main = store::relay::relay::find(cx.tx, RelayId(id.0))?;
    let main = main.ok_or_else(|| Failed::Broken("a matter without its relay".into()))?;
    if main.ended.is_some() {
        return public::closed(cx, world, state, id);
    }
    let found = store::grid::matter::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let case = state.case(id);
    let waits = case.twist.is_none() && case.script.stop == main.step;
    if waits || main.is_paused() {
        return Ok(());
    }
    let (kind, minutes) = delay(case, &main, found.weight);
    later(cx, state, id, main.leg, kind, minutes)
}

/// Who acts for a post at this moment.
pub(super) fn acting(loaded: &Loaded, post: PostId) -> Option<Asker> {
    let person = loaded.directory.acting(post)?;
    Some(Asker::person(loaded.directory.who(person)))
}

/// The post that somebody has in mind.
pub(super) fn post(loaded: &Loaded, world: &World, to: To, case: &Case) -> Option<PostId> {
    let (directory, place) = (&loaded.directory, &loaded.matter.place);
    match to {
        To::Worker => directory.first_holder(Role::GridWorker, place),
        To::Leader => directory.first_holder(Role::GridLeader, place),
        To::Community => directory.first_holder(Role::Community, place),
        To::Street => directory.first_holder(Role::Street, place),
        To::Department if case.script.quick => Some(world.department),
        To::Department => {
            let found = loaded.directory.department_post(department(case)?);
            found.or(Some(world.department))
        }
        To::District => directory.last_resort(),
    }
}

/// The department that usually helps with a group of categories.
fn department(case: &Case) -> Option<&'static str> {
    match texts::group_of(&case.category) {
        "environment" | "facility" => Some("city_management"),
        "property" => Some("housing"),
        "dispute" => Some("justice"),
        "safety" => Some("emergency"),
        "livelihood" => Some("civil_affairs"),
        "noise" => Some("environment"),
        _ => None,
    }
}

fn triage(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
) -> Result<()> {
    let id = loaded.matter.id;
    if merged(cx, world, state, loaded, asker)? {
        return Ok(());
    }
    let case = state.case(id);
    let matter = &loaded.matter;
    let mut sort = matter.sort;
    let mut weight = matter.weight;
    if case.script.changes_sort || !case.script.quick && case.rng.chance(7) {
        sort = if sort == Sort::Shared { Sort::Public } else { Sort::Shared };
    }
    if !case.script.quick && weight == Weight::General && case.rng.chance(4) {
        weight = *case.rng.pick(&[Weight::Major, Weight::Complex]);
    }
    // Now and then somebody picks a ground of another sort.
    let slip = !case.script.quick && case.refusals == 0 && case.rng.chance(3);
    let grounds = cx.policies().rules.grounds(cx.today())?.value;
    let fitting: Vec<_> = grounds.iter().filter(|ground| (ground.sort == sort) != slip).collect();
    let ground = case.rng.pick(&fitting).code.clone();
    let to = match case.script.assign {
        Some(to) => to,
        None => *case.rng.weighted(TO),
    };
    let assign = post(loaded, world, to, case);
    let category = matter.category.clone();
    let reason = Words::new("现场了解后研判").ok();
    let new = Triage { category, weight, sort, ground, reason, assign };
    attempt(cx, &mut state.tally, "sorted", |cx| matter::triage(cx, asker, id, &new))?;
    Ok(())
}

/// To whom a leader gives what comes in.
const TO: &[(To, u32)] = &[
    (To::Worker, 62),
    (To::Leader, 14),
    (To::Community, 9),
    (To::Department, 11),
    (To::Street, 4),
];

/// Whether it was merged: who sorts notices that the same thing is reported already.
fn merged(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
) -> Result<bool> {
    let id = loaded.matter.id;
    let case = state.case(id);
    let double = case.planned.is_some_and(|at| world.plan[at].double);
    if !double || std::mem::replace(&mut case.looked, true) {
        return Ok(false);
    }
    let Some(point) = loaded.matter.point else { return Ok(false) };
    let body = &loaded.matter.body;
    let found = matter::suggest(cx, asker, &loaded.matter.category, point, body)?;
    let Some(other) = found.iter().find(|found| found.id != id).map(|found| found.id) else {
        return Ok(false);
    };
    let reason = Words::new("同一地点同一事项").map_err(|no| Failed::text("reason", no))?;
    let tally = &mut state.tally;
    let done = attempt(cx, tally, "merged", |cx| matter::merge(cx, asker, id, other, &reason))?;
    Ok(done.is_some())
}

fn second_look(
    cx: &mut Cx<'_, '_>,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
) -> Result<()> {
    let id = loaded.matter.id;
    let case = state.case(id);
    let yes = case.rng.chance(if loaded.matter.proposal.is_some() { 86 } else { 60 });
    let words =
        words(if yes { "经复核,同意。" } else { "经复核,不同意,请重新研判。" })?;
    let tally = &mut state.tally;
    if loaded.matter.proposal.is_some() {
        attempt(cx, tally, "second_look", |cx| matter::second_look(cx, asker, id, yes, &words))?;
    } else {
        let what = "appeal_decided";
        attempt(cx, tally, what, |cx| matter::decide_appeal(cx, asker, id, yes, &words))?;
    }
    Ok(())
}

fn check(cx: &mut Cx<'_, '_>, state: &mut State, loaded: &Loaded, asker: &Asker) -> Result<()> {
    let id = loaded.matter.id;
    let case = state.case(id);
    let passes = case.script.quick || case.rng.chance(93);
    let words = words(if passes {
        "现场核查,情况属实。"
    } else {
        "现场核查,尚未办好,退回处置。"
    })?;
    let tally = &mut state.tally;
    let done = attempt(cx, tally, "checked", |cx| matter::check(cx, asker, id, passes, &words))?;
    if done.is_some() || asker.who.person != loaded.matter.handler {
        return Ok(());
    }
    // The holder handled it, standing in for another post: the street takes it.
    let street = loaded.directory.first_holder(Role::Street, &loaded.matter.place);
    let Some(street) = street.and_then(|post| acting(loaded, post)) else { return Ok(()) };
    let why = self::words("核查人即处置人,由街道接管核查")?;
    attempt(cx, tally, "taken_over", |cx| matter::take_over(cx, &street, id, &why))?;
    Ok(())
}

fn feedback(cx: &mut Cx<'_, '_>, state: &mut State, loaded: &Loaded, asker: &Asker) -> Result<()> {
    let id = loaded.matter.id;
    let words = words("办理结果已告知反映人。")?;
    attempt(cx, &mut state.tally, "closed", |cx| matter::feedback(cx, asker, id, &words))?;
    Ok(())
}

fn arbitrate(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
) -> Result<()> {
    let id = loaded.matter.id;
    let case = state.case(id);
    if matches!(case.twist, Some(Twist::SendBack { .. })) {
        case.twist = None;
        if case.script.stop == ARBITRATE {
            return Ok(());
        }
    }
    let to = *case.rng.pick(&[To::Department, To::Worker, To::Community]);
    let Some(to) = post(loaded, world, to, case) else { return Ok(()) };
    let clause = Clause::new("职责清单第三条").map_err(|no| Failed::text("clause", no))?;
    attempt(cx, &mut state.tally, "arbitrated", |cx| {
        matter::arbitrate(cx, asker, id, to, &clause)
    })?;
    Ok(())
}

pub(super) fn words(text: &str) -> Result<Words> {
    Words::new(text).map_err(|refused| Failed::text("words", refused))
}
