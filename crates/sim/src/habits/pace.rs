//! How long people take (快慢): mostly in time, some not, by the step and the weight.
use super::state::{Act, Case, State};
use crate::rng::Rng;
use app::{Cx, Result};
use base::calendar::ClockKind;
use base::{MatterId, Timestamp};
use grid::matter::Weight;
use grid::procedure::{ASSESS, CHECK, FEEDBACK, HANDLE, ROOT_CAUSE, SECOND_LOOK, SORT};
use relay::Relay;

/// Puts the next turn to a matter on the list, so many minutes of a kind from now.
pub(super) fn later(
    cx: &mut Cx<'_, '_>,
    state: &mut State,
    id: MatterId,
    leg: u32,
    kind: ClockKind,
    minutes: i64,
) -> Result<()> {
    let at = after(cx, kind, minutes)?;
    state.put(at, Act::Work(id, leg));
    Ok(())
}

/// The moment when so many minutes of a kind have passed.
pub(super) fn after(cx: &Cx<'_, '_>, kind: ClockKind, minutes: i64) -> Result<Timestamp> {
    Ok(cx.policies().calendar.add(kind, cx.at, minutes)?)
}

/// How long people take: mostly in time, some not.
pub(super) fn delay(case: &mut Case, main: &Relay, weight: Weight) -> (ClockKind, i64) {
    use ClockKind::{Duty, Natural, Working};
    let rng = &mut case.rng;
    if case.script.quick {
        return (Natural, rng.range(1..=2));
    }
    let mostly = |rng: &mut Rng, percent, usual: (i64, i64), slow: (i64, i64)| {
        let (from, to) = if rng.chance(percent) { usual } else { slow };
        rng.range(from..=to)
    };
    match (main.step.as_str(), weight) {
        (ASSESS | SORT, _) => (Duty, mostly(rng, 95, (1, 10), (20, 70))),
        (SECOND_LOOK, _) => (Duty, mostly(rng, 94, (3, 25), (60, 200))),
        (HANDLE, Weight::General) => (Duty, mostly(rng, 92, (3, 22), (35, 260))),
        (HANDLE, Weight::Major) => (Duty, mostly(rng, 90, (20, 330), (360, 1100))),
        (HANDLE, _) => (Working, mostly(rng, 85, (40, 380), (400, 1300))),
        (ROOT_CAUSE, _) => (Working, rng.range(2000..=10_500)),
        (CHECK, _) => (Working, mostly(rng, 94, (10, 240), (400, 700))),
        (FEEDBACK, _) => (Working, mostly(rng, 96, (5, 120), (400, 600))),
        _ => (Working, mostly(rng, 92, (40, 500), (700, 1200))),
    }
}
