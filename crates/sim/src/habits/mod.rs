//! How the people of the district live (日常): ninety days of matters, through the real use cases.
//!
//! A queue by simulated time holds who turns to what next. Everybody acts in the name of a post,
//! late now and then, mistaken now and then; a refusal is part of life and is counted by its code,
//! while a broken promise of the program ends the run. What is not done by the end stays open.
//!
//! What is *not* here: the texts ([`crate::texts`]), and whether the outcome holds together
//! ([`crate::invariants`]).
mod handle;
mod pace;
mod patrols;
mod plan;
mod public;
mod reading;
mod rounds;
mod stage;
mod state;
mod tally;
mod work;

pub use tally::Tally;

use crate::clock::Clock;
use crate::district::District;
use app::secret::Code;
use app::{App, Cx, Failed, Result};
use base::{PostId, SignedDuration, Timestamp};
use org::Role;
use state::{Act, State, World};
use std::sync::Arc;

/// How much happens (规模).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub matters: usize,
    pub days: i64,
}

impl Scale {
    /// Ninety days of so many matters.
    pub fn of(matters: usize) -> Scale {
        Scale { matters, days: 90 }
    }

    /// When everything begins: the founding, before the first report.
    pub fn begin(self, end: Timestamp) -> Timestamp {
        end - SignedDuration::from_hours(24 * (self.days + 2))
    }
}

/// What came of a run (运行结果).
#[derive(Clone, Debug, Default)]
pub struct Lived {
    pub reported: u32,
    pub tally: Tally,
    /// The number of a resident's report and the code to follow it by, for the demo.
    pub code: Option<(String, Code)>,
}

/// How many actions share a transaction: one commit to the disk for all of them.
const BATCH: usize = 1000;

/// Lets the people of a founded district live until `end`. `app` runs by `clock`; `progress` is
/// told how much of the time has passed, from 0 to 1.
pub fn live(
    app: &App,
    clock: &Clock,
    district: &District,
    end: Timestamp,
    scale: Scale,
    mut progress: impl FnMut(f64),
) -> Result<Lived> {
    let mut world = prepare(app, clock, district, end, scale)?;
    let looks = patrols::plan(app, &mut world)?;
    let world = Arc::new(world);
    let mut state = first_day(&world, scale);
    patrols::schedule(&mut state, &looks);
    let begin = scale.begin(end);
    loop {
        let (shared, before) = (Arc::clone(&world), state.clone());
        // The closure may run again: each run begins with the state as it was.
        let (after, at) = app.write_now(move |cx| {
            let mut state = before.clone();
            let at = batch(cx, &shared, &mut state)?;
            Ok((state, at))
        })?;
        state = after;
        let Some(at) = at else { break };
        let passed = at.duration_since(begin).as_secs_f64();
        progress(passed / end.duration_since(begin).as_secs_f64());
    }
    clock.set(end);
    app.write_now(move |cx| reading::catch_up(cx, &world))?;
    let reported = state.tally.done.get("reported").copied().unwrap_or(0);
    Ok(Lived { reported, tally: state.tally, code: state.code })
}

fn prepare(
    app: &App,
    clock: &Clock,
    district: &District,
    end: Timestamp,
    scale: Scale,
) -> Result<World> {
    let plan = plan::plan(district, &app.policies().calendar, end, scale);
    let site = |shape: &crate::district::GridShape| district.site(shape.unit);
    let sites: Option<Vec<_>> = district.shapes.iter().map(site).collect();
    Ok(World {
        clock: clock.clone(),
        district: district.clone(),
        sites: sites.ok_or_else(|| Failed::Broken("a shape that is no grid".into()))?,
        plan,
        rounds: Vec::new(),
        department: shown(district, Role::Department)?,
        end,
    })
}

fn shown(district: &District, role: Role) -> Result<PostId> {
    let shown = district.showcases.iter().find(|shown| shown.role == role);
    shown.map(|shown| shown.post).ok_or_else(|| Failed::Broken(format!("nobody shows {role}")))
}

/// Everything that does not depend on what people do is on the list from the start.
fn first_day(world: &World, scale: Scale) -> State {
    let mut state = State::default();
    for (at, planned) in world.plan.iter().enumerate() {
        state.put(planned.at, Act::Report(at));
    }
    rounds::schedule(&mut state, scale.begin(world.end), world.end);
    state
}

/// Does what is next, as often as a transaction holds. Says how far it came; nothing at the end.
fn batch(cx: &mut Cx<'_, '_>, world: &World, state: &mut State) -> Result<Option<Timestamp>> {
    let mut last = None;
    for _ in 0..BATCH {
        let Some((at, act)) = state.next(world.end) else { break };
        world.clock.set(at);
        let mut now = cx.at(at);
        do_one(&mut now, world, state, act)?;
        last = Some(at);
    }
    Ok(last)
}

fn do_one(cx: &mut Cx<'_, '_>, world: &World, state: &mut State, act: Act) -> Result<()> {
    match act {
        Act::Report(at) => public::report(cx, world, state, at),
        Act::Work(id, leg) => work::turn_to(cx, world, state, id, leg),
        Act::Answer(id, part) => handle::answer(cx, state, id, part),
        Act::Resume(id) => handle::resume(cx, world, state, id),
        Act::DecideExtension(id) => handle::decide_extension(cx, state, id),
        Act::Rate(id) => public::rate(cx, state, id),
        Act::Reopen(id) => public::reopen(cx, world, state, id),
        Act::Appeal(id) => public::appeal(cx, world, state, id),
        Act::Patrol(at) => patrols::look(cx, world, state, at),
        Act::Round => rounds::escalate(cx, state),
        Act::Night => rounds::night(cx, state),
        Act::Absences => rounds::absences(cx, world, state),
    }
}

/// Tries something that people may be refused, and leaves nothing behind if they are.
fn attempt<T>(
    cx: &mut Cx<'_, '_>,
    tally: &mut Tally,
    what: &'static str,
    work: impl FnOnce(&mut Cx<'_, '_>) -> Result<T>,
) -> Result<Option<T>> {
    let (app, at) = (cx.app, cx.at);
    match cx.tx.part(|tx| work(&mut Cx { app, tx, at, phone: None })) {
        Ok(done) => {
            tally.did(what, 1);
            Ok(Some(done))
        }
        Err(failed) => match tally::code(&failed) {
            Some(code) => {
                tally.refuse(what, code);
                Ok(None)
            }
            None => Err(failed),
        },
    }
}
