//! Those who report (反映人), from the first word to what they say of the result.
use super::attempt;
use super::pace::after;
use super::plan::{Planned, Script, Twist};
use super::state::{Act, Case, State, World};
use super::work::{follow, words};
use crate::rng::Rng;
use crate::texts;
use app::grid::matter::{self, Address, Asker, Body, Contact, NewReport};
use app::secret::Code;
use app::{Cx, Failed, Result};
use base::calendar::ClockKind;
use base::place::Point;
use base::{MatterId, SignedDuration, Timestamp};
use grid::matter::{Ending, Says, Source, Weight};
use org::{Place, Role};

/// A report comes in, and with it, now and then, a root-cause task.
pub(super) fn report(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    at: usize,
) -> Result<()> {
    let planned = &world.plan[at];
    let mut rng = Rng::named(world.district.seed, &format!("matter {at}"));
    let Some(asker) = reporter(cx, world, planned)? else { return Ok(()) };
    let code = (planned.source == Source::Resident).then(Code::random);
    let mut new = words_of(cx, world, planned, &mut rng, code.as_ref())?;
    if rng.chance(1) && planned.script.stop.is_empty() {
        // A slip of the finger on the map: refused, and pointed at again.
        let outside = Point { lon: planned.point.lon + 2.0, ..planned.point };
        let slip = NewReport { point: Some(outside), ..new.clone() };
        let tally = &mut state.tally;
        attempt(cx, tally, "reported", |cx| matter::report(cx, &asker, &slip))?;
        new.on_the_spot = false;
    }
    let told = attempt(cx, &mut state.tally, "reported", |cx| matter::report(cx, &asker, &new))?;
    let Some(receipt) = told else { return Ok(()) };
    let weight = cx.policies().rules.category(planned.category, cx.today()).map(|it| it.weight);
    let twist = planned.script.twist.or_else(|| twist(weight, &mut rng));
    let case = Case {
        rng,
        planned: Some(at),
        category: planned.category.to_owned(),
        has_contact: new.contact.is_some(),
        code,
        twist: if planned.script.quick { planned.script.twist } else { twist },
        script: planned.script,
        looked: false,
        refusals: 0,
        rated: false,
    };
    if let Some(code) = &case.code {
        state.code = Some((receipt.number.clone(), code.clone()));
    }
    state.cases.insert(receipt.id, case);
    root_cause(cx, world, state, &receipt.number)?;
    if receipt.ended { Ok(()) } else { follow(cx, world, state, receipt.id) }
}

/// The task that the rule of recurrence opened with this report, if it did.
fn root_cause(cx: &mut Cx<'_, '_>, world: &World, state: &mut State, number: &str) -> Result<()> {
    let Some(task) = store::grid::matter::by_number(cx.tx, &format!("{number}-G"))? else {
        return Ok(());
    };
    state.tally.did("root_cause_opened", 1);
    let case = Case {
        rng: Rng::named(world.district.seed, &format!("task {number}")),
        planned: None,
        category: task.category,
        code: None,
        has_contact: false,
        twist: None,
        script: Script::default(),
        looked: true,
        refusals: 0,
        rated: true,
    };
    state.cases.insert(task.id, case);
    follow(cx, world, state, task.id)
}

/// Who reports: anybody, or staff of the place in the name of their post.
fn reporter(cx: &mut Cx<'_, '_>, world: &World, planned: &Planned) -> Result<Option<Asker>> {
    let role = match planned.source {
        Source::GridWorker => Role::GridWorker,
        Source::Caller => Role::Community,
        _ => return Ok(Some(Asker::default())),
    };
    let directory = cx.directory()?;
    let unit = world.district.shapes[planned.shape].unit;
    let place = directory.place(unit).unwrap_or(Place::default());
    let person = directory.first_holder(role, &place).and_then(|post| directory.acting(post));
    Ok(person.map(|person| Asker::person(directory.who(person))))
}

fn words_of(
    cx: &mut Cx<'_, '_>,
    world: &World,
    planned: &Planned,
    rng: &mut Rng,
    code: Option<&Code>,
) -> Result<NewReport> {
    let site = &world.sites[planned.shape];
    let (body, address) = texts::matter(rng, planned.category, site);
    let reachable = match planned.source {
        Source::Resident => rng.chance(60),
        Source::Caller => rng.chance(85),
        _ => false,
    };
    // A number that no telephone has.
    let contact =
        reachable.then(|| format!("000-{:04}-{:04}", rng.below(10_000), rng.below(10_000)));
    let today = cx.today();
    Ok(NewReport {
        source: planned.source,
        category: planned.category.to_owned(),
        body: Body::new(&body).map_err(|no| Failed::text("body", no))?,
        address: Address::optional(&address).map_err(|no| Failed::text("address", no))?,
        point: Some(planned.point),
        community: None,
        contact: contact.and_then(|contact| Contact::new(&contact).ok()),
        on_the_spot: planned.on_the_spot,
        code: code.map(|code| code.digest(cx.app.keys()).to_vec()),
        serial: store::grid::number::take(cx.tx, today, 1)?,
        photos: Vec::new(),
        external: None,
    })
}

/// What will be out of the ordinary about a matter of a weight.
fn twist(weight: Option<Weight>, rng: &mut Rng) -> Option<Twist> {
    const LIGHT: &[(Option<Twist>, u32)] = &[
        (None, 62),
        (Some(Twist::Contact), 12),
        (Some(Twist::Note), 8),
        (Some(Twist::HandOver), 3),
        (Some(Twist::TakeOver), 1),
        (Some(Twist::Pause), 3),
        (Some(Twist::Extend), 3),
        (Some(Twist::ReportUp(None)), 2),
        (Some(Twist::SendBack { stubborn: false }), 3),
        (Some(Twist::SendBack { stubborn: true }), 3),
    ];
    const HEAVY: &[(Option<Twist>, u32)] = &[
        (None, 18),
        (Some(Twist::Contact), 6),
        (Some(Twist::Note), 6),
        (Some(Twist::HandOver), 6),
        (Some(Twist::Pause), 40),
        (Some(Twist::Extend), 8),
        (Some(Twist::ReportUp(None)), 12),
        (Some(Twist::SendBack { stubborn: true }), 4),
    ];
    match weight {
        Some(Weight::Complex | Weight::Beyond) => *rng.weighted(HEAVY),
        _ => *rng.weighted(LIGHT),
    }
}

/// It is closed: what its reporter will do about that, if anything.
pub(super) fn closed(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    id: MatterId,
) -> Result<()> {
    let found = store::grid::matter::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let case = state.case(id);
    if case.code.is_none() || found.merged_into.is_some() {
        return Ok(());
    }
    if case.script.appeal {
        if found.appeals == 0 {
            let at = (world.end - APPEALS_BEFORE_END).max(cx.at);
            state.put(at, Act::Appeal(id));
        }
        return Ok(());
    }
    let explained = matches!(found.ending, Some(Ending::Explained | Ending::Cannot));
    let (rates, appeals) = (case.rng.chance(45), explained && case.rng.chance(14));
    let minutes = case.rng.range(30..=4000);
    let at = after(cx, ClockKind::Duty, minutes)?;
    if appeals {
        state.put(at, Act::Appeal(id));
    } else if rates && !case.script.quick {
        state.put(at, Act::Rate(id));
    }
    Ok(())
}

/// Late enough to wait on the street's desk.
const APPEALS_BEFORE_END: SignedDuration = SignedDuration::from_mins(40);

pub(super) fn rate(cx: &mut Cx<'_, '_>, state: &mut State, id: MatterId) -> Result<()> {
    let found = store::grid::matter::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let at = cx.at;
    let case = state.case(id);
    let well = match found.ending {
        Some(Ending::Solved) => case.rng.chance(88),
        Some(Ending::Partly) => case.rng.chance(55),
        _ => case.rng.chance(40),
    };
    let says = match (well, found.ending) {
        (true, Some(Ending::Partly)) => Says::Partly,
        (true, _) => Says::Solved,
        (false, _) => *case.rng.pick(&[Says::Unsolved, Says::Unsolved, Says::Partly]),
    };
    let stars = case.rng.range(if well { 4..=5 } else { 1..=3 }) as u8;
    let said = case.rng.chance(60).then(|| texts::praise_or_blame(&mut case.rng, well));
    let said = said.map(|said| words(&said)).transpose()?;
    let again = !well && case.rng.chance(55) || case.rng.chance(1);
    let Some(asker) = by_code(cx, case) else { return Ok(()) };
    let what = "rated";
    let tally = &mut state.tally;
    let done =
        attempt(cx, tally, what, |cx| matter::rate(cx, &asker, id, stars, says, said.as_ref()))?;
    if done.is_some() && again {
        state.put(an_hour_after(at), Act::Reopen(id));
    } else if done.is_some() && !state.case(id).rated {
        state.case(id).rated = true;
        if state.case(id).rng.chance(2) {
            state.put(an_hour_after(at), Act::Rate(id)); // a second word, which is refused
        }
    }
    Ok(())
}

fn an_hour_after(at: Timestamp) -> Timestamp {
    at + SignedDuration::from_hours(1)
}

pub(super) fn reopen(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    id: MatterId,
) -> Result<()> {
    let Some(asker) = by_code(cx, state.case(id)) else { return Ok(()) };
    let why = words(&texts::praise_or_blame(&mut state.case(id).rng, false))?;
    let tally = &mut state.tally;
    let done = attempt(cx, tally, "reopened", |cx| matter::reopen(cx, &asker, id, &why))?;
    if done.is_some() { follow(cx, world, state, id) } else { Ok(()) }
}

pub(super) fn appeal(
    cx: &mut Cx<'_, '_>,
    world: &World,
    state: &mut State,
    id: MatterId,
) -> Result<()> {
    let Some(asker) = by_code(cx, state.case(id)) else { return Ok(()) };
    let why = words("对结论有异议,请上级再看一次。")?;
    let tally = &mut state.tally;
    let done = attempt(cx, tally, "appealed", |cx| matter::appeal(cx, &asker, id, &why))?;
    if done.is_some() { follow(cx, world, state, id) } else { Ok(()) }
}

fn by_code(cx: &Cx<'_, '_>, case: &Case) -> Option<Asker> {
    let code = case.code.as_ref()?;
    Some(Asker::reporter(code.digest(cx.app.keys()).to_vec()))
}
