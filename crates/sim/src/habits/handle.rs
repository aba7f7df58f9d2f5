//! Handling (处置): what is done until it is solved, and what happens on the way.
use super::attempt;
use super::pace::after;
use super::plan::{To, Twist};
use super::state::{Act, Case, State, World};
use super::work::{acting, follow, post, words};
use crate::texts;
use app::grid::matter::{self, Asker, Clause, HandOver, Loaded, SendBack, Solve};
use app::{Cx, Failed, Result};
use base::calendar::ClockKind;
use base::{MatterId, RelayId};
use grid::deadline::{PLANNED, REPORTED_UP};
use grid::matter::{Ending, Weight};
use grid::procedure::{ANSWER, HANDLE, ROOT_CAUSE};
use org::Role;

/// The holder handles it: what is owed first, then what is out of the ordinary, then the end.
pub(super) fn handle(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
) -> Result<()> {
    let (id, main) = (loaded.matter.id, loaded.main());
    let case = state.case(id);
    if main.owes(PLANNED) && case.rng.chance(90) {
        let words = words(&texts::plan(&mut case.rng, &loaded.matter.category))?;
        attempt(cx, &mut state.tally, "planned", |cx| matter::plan(cx, asker, id, &words))?;
        return Ok(());
    }
    if main.step == ROOT_CAUSE {
        return solve(cx, state, loaded, asker);
    }
    let case = state.case(id);
    let up = main.owes(REPORTED_UP) || loaded.matter.weight == Weight::Beyond;
    let up = up && loaded.parts().is_empty() && case.twist.is_none();
    if up {
        case.twist = Some(Twist::ReportUp(None));
    }
    match state.case(id).twist {
        Some(twist) => take_twist(cx, world, state, loaded, asker, twist),
        None => solve(cx, state, loaded, asker),
    }
}

fn take_twist(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
    twist: Twist,
) -> Result<()> {
    let id = loaded.matter.id;
    if !matches!(twist, Twist::SendBack { .. }) {
        state.case(id).twist = None;
    }
    match twist {
        Twist::Contact => {
            if state.case(id).has_contact {
                let why = words("约上门时间")?;
                let tally = &mut state.tally;
                let what = "contact_read";
                attempt(cx, tally, what, |cx| matter::read_contact(cx, asker, id, &why))?;
            }
            Ok(())
        }
        Twist::Note => {
            let note = words("已到现场查看,正在联系相关单位。")?;
            attempt(cx, &mut state.tally, "noted", |cx| matter::note(cx, asker, id, &note))?;
            Ok(())
        }
        Twist::HandOver => hand_over(cx, world, state, loaded, asker, To::Community),
        Twist::TakeOver => take_over(cx, state, loaded),
        Twist::Pause => pause(cx, state, loaded, asker),
        Twist::Extend => extend(cx, state, loaded, asker),
        Twist::ReportUp(to) => report_up(cx, world, state, loaded, asker, to),
        Twist::SendBack { stubborn } => send_back(cx, world, state, loaded, asker, stubborn),
    }
}

fn hand_over(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
    to: To,
) -> Result<()> {
    let id = loaded.matter.id;
    let Some(to) = post(loaded, world, to, state.case(id)) else { return Ok(()) };
    let over = HandOver { to, reason: words("按职责分工由该岗位办理")? };
    let tally = &mut state.tally;
    attempt(cx, tally, "handed_over", |cx| matter::hand_over(cx, asker, id, &over))?;
    Ok(())
}

fn take_over(cx: &mut Cx<'_, '_>, state: &mut State, loaded: &Loaded) -> Result<()> {
    let id = loaded.matter.id;
    let above = loaded.directory.first_holder(Role::Street, &loaded.matter.place);
    let Some(above) = above.and_then(|post| acting(loaded, post)) else { return Ok(()) };
    let why = words("群众多次催问,由街道直接办理")?;
    attempt(cx, &mut state.tally, "taken_over", |cx| matter::take_over(cx, &above, id, &why))?;
    Ok(())
}

fn pause(cx: &mut Cx<'_, '_>, state: &mut State, loaded: &Loaded, asker: &Asker) -> Result<()> {
    let id = loaded.matter.id;
    let case = state.case(id);
    let reason = *case.rng.pick(&["reporter", "material", "weather", "access"]);
    let minutes = if case.rng.chance(92) { case.rng.range(600..=12_000) } else { 60_000 };
    let quick = case.script.quick;
    let what = "paused";
    let done =
        attempt(cx, &mut state.tally, what, |cx| matter::pause(cx, asker, id, reason, None))?;
    if done.is_some() && !quick {
        let at = after(cx, ClockKind::Natural, minutes)?;
        state.put(at, Act::Resume(id));
    }
    Ok(())
}

/// What was waited for is there; or the clock resumed by itself, as policy has it.
pub(super) fn resume(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    id: MatterId,
) -> Result<()> {
    let loaded = matter::load(cx, id)?;
    if loaded.main().is_paused()
        && let Some(asker) = acting(&loaded, loaded.main().holder)
    {
        attempt(cx, &mut state.tally, "resumed", |cx| matter::resume(cx, &asker, id))?;
    }
    if loaded.main().ended.is_some() { Ok(()) } else { follow(cx, world, state, id) }
}

fn extend(cx: &mut Cx<'_, '_>, state: &mut State, loaded: &Loaded, asker: &Asker) -> Result<()> {
    let id = loaded.matter.id;
    let case = state.case(id);
    let (minutes, wait) = (case.rng.range(30..=700), case.rng.range(10..=120));
    let quick = case.script.quick;
    let why = words("配件需从外地调运,申请延期")?;
    let what = "extension_asked";
    let done = attempt(cx, &mut state.tally, what, |cx| {
        matter::ask_extension(cx, asker, id, minutes, &why)
    })?;
    if done.is_some() && !quick {
        let at = after(cx, ClockKind::Duty, wait)?;
        state.put(at, Act::DecideExtension(id));
    }
    Ok(())
}

/// The street decides, where it is not the street that asks.
pub(super) fn decide_extension(cx: &mut Cx<'_, '_>, state: &mut State, id: MatterId) -> Result<()> {
    let loaded = matter::load(cx, id)?;
    if loaded.main().ended.is_some() {
        return Ok(());
    }
    let street = loaded.directory.first_holder(Role::Street, &loaded.matter.place);
    let Some(street) = street.and_then(|post| acting(&loaded, post)) else { return Ok(()) };
    let grants = state.case(id).rng.chance(75);
    let words = words(if grants {
        "情况属实,同意。"
    } else {
        "可先行临时处置,不同意延期。"
    })?;
    attempt(cx, &mut state.tally, "extension_decided", |cx| {
        matter::decide_extension(cx, &street, id, grants, &words)
    })?;
    Ok(())
}

fn report_up(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
    to: Option<To>,
) -> Result<()> {
    let id = loaded.matter.id;
    // A department's next level is the district; a grid's is found by rule.
    let role = loaded.directory.post(loaded.main().holder).map(|info| info.post.role);
    let to = to.or((role == Some(Role::Department)).then_some(To::District));
    let to = to.and_then(|to| post(loaded, world, to, state.case(id)));
    let why = words("超出本级权限,请上级协调。")?;
    let what = "reported_up";
    let done =
        attempt(cx, &mut state.tally, what, |cx| matter::report_up(cx, asker, id, to, &why))?;
    let quick = state.case(id).script.quick;
    let parts = store::relay::relay::of_matter(cx.tx, id)?;
    for part in parts.iter().skip(1).filter(|part| part.ended.is_none() && !quick) {
        let minutes = state.case(id).rng.range(60..=1500);
        let at = after(cx, ClockKind::Working, minutes)?;
        state.put(at, Act::Answer(id, part.id));
    }
    // Nothing can be done meanwhile, and most say so.
    if done.is_some() && !quick && state.case(id).rng.chance(70) {
        pause(cx, state, loaded, asker)?;
    }
    Ok(())
}

/// The level above answers, or the owner below takes the answer or asks again.
pub(super) fn answer(
    cx: &mut Cx<'_, '_>,
    state: &mut State,
    id: MatterId,
    part: RelayId,
) -> Result<()> {
    let loaded = matter::load(cx, id)?;
    let relay = loaded.part(part)?.clone();
    if relay.ended.is_some() {
        return Ok(());
    }
    let case = state.case(id);
    let (again, minutes) = (case.rng.chance(12), case.rng.range(10..=300));
    if let Some(asker) = acting(&loaded, relay.holder) {
        let tally = &mut state.tally;
        if relay.step == ANSWER {
            let words = words("已协调相关单位,请按方案办理。")?;
            let what = "answered_up";
            attempt(cx, tally, what, |cx| matter::answer_up(cx, &asker, id, part, &words))?;
        } else if again {
            let words = words("答复未涉及经费,请再予明确。")?;
            let what = "answer_returned";
            attempt(cx, tally, what, |cx| matter::return_answer(cx, &asker, id, part, &words))?;
        } else {
            let what = "answer_taken";
            attempt(cx, tally, what, |cx| matter::take_answer(cx, &asker, id, part))?;
        }
    }
    let at = after(cx, ClockKind::Working, minutes)?;
    state.put(at, Act::Answer(id, part));
    Ok(())
}

/// Not ours: back to whoever gave it, who keeps it or, where they are stubborn, gives it again.
fn send_back(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    loaded: &Loaded,
    asker: &Asker,
    stubborn: bool,
) -> Result<()> {
    let id = loaded.matter.id;
    let case = state.case(id);
    let target = post(loaded, world, case.script.assign.unwrap_or(To::Department), case);
    let owner = post(loaded, world, To::Leader, case);
    let (Some(target), Some(owner)) = (target, owner) else { return Ok(()) };
    if loaded.main().holder != target {
        if !stubborn {
            state.case(id).twist = None;
            return solve(cx, state, loaded, asker);
        }
        let over = HandOver { to: target, reason: words("清单写明由该岗位负责")? };
        let tally = &mut state.tally;
        let done = attempt(cx, tally, "handed_over", |cx| matter::hand_over(cx, asker, id, &over))?;
        if done.is_none() {
            state.case(id).twist = None;
        }
        return Ok(());
    }
    if !stubborn {
        state.case(id).twist = None;
    }
    let clause = texts::refusal(&mut state.case(id).rng);
    let clause = Clause::new(&clause).map_err(|no| Failed::text("clause", no))?;
    let back = SendBack { clause, right_owner: owner };
    let what = "sent_back";
    let done = attempt(cx, &mut state.tally, what, |cx| matter::send_back(cx, asker, id, &back))?;
    if done.is_none() {
        state.case(id).twist = None; // too late, it stays here
    }
    let step = store::relay::relay::find(cx.tx, RelayId(id.0))?.map(|main| main.step);
    if step.as_deref() != Some(HANDLE) {
        state.case(id).twist = None; // it is being arbitrated
    }
    Ok(())
}

fn solve(cx: &mut Cx<'_, '_>, state: &mut State, loaded: &Loaded, asker: &Asker) -> Result<()> {
    let id = loaded.matter.id;
    let category = &loaded.matter.category;
    let case = state.case(id);
    let ending = if case.script.appeal { Ending::Explained } else { ending(case) };
    let root = loaded.main().step == ROOT_CAUSE;
    let said = match ending {
        _ if root => texts::root_cause(&mut case.rng, category),
        Ending::Solved | Ending::Partly => texts::handling(&mut case.rng, category),
        Ending::Explained | Ending::Cannot => texts::explanation(&mut case.rng, category),
    };
    // Somebody forgets the clause, and is told.
    let names = ending == Ending::Cannot && (case.refusals > 0 || case.rng.chance(80));
    let basis = if names { Clause::new("物业管理条例第二十条").ok() } else { None };
    let solve = Solve { ending, words: words(&said)?, basis };
    attempt(cx, &mut state.tally, "handled", |cx| matter::solve(cx, asker, id, &solve))?;
    Ok(())
}

fn ending(case: &mut Case) -> Ending {
    *case.rng.weighted(&[
        (Ending::Solved, 79),
        (Ending::Partly, 7),
        (Ending::Explained, 11),
        (Ending::Cannot, 3),
    ])
}
