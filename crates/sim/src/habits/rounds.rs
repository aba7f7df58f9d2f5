//! What comes round (例行): escalation, the night's tidying, and who will be away next week.
use super::attempt;
use super::state::{Act, State, World};
use crate::rng::Rng;
use app::grid::matter::{self, Asker};
use app::{Cx, Result};
use base::{SignedDuration, Timestamp};
use jiff::ToSpan;

/// How often what ran out is looked for: a fraction of the shortest promise.
const ROUND: SignedDuration = SignedDuration::from_mins(10);
const NIGHT: SignedDuration = SignedDuration::from_hours(24);
const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Puts every round between two moments on the list, and one at the very end.
pub(super) fn schedule(state: &mut State, begin: Timestamp, end: Timestamp) {
    for (every, act) in [(ROUND, Act::Round), (NIGHT, Act::Night), (WEEK, Act::Absences)] {
        let mut at = end;
        while at > begin {
            state.put(at, act);
            at -= every;
        }
    }
}

/// Moves what has run out.
pub(super) fn escalate(cx: &mut Cx<'_, '_>, state: &mut State) -> Result<()> {
    loop {
        let done = matter::escalate_due(cx)?;
        state.tally.did("escalated", done.escalated);
        state.tally.did("resumed_by_rule", done.resumed);
        if !done.more {
            return Ok(());
        }
    }
}

/// Finds somebody for what nobody acts for, and erases contacts whose day has come.
pub(super) fn night(cx: &mut Cx<'_, '_>, state: &mut State) -> Result<()> {
    let rescued = matter::rescue_unmanned(cx)?;
    state.tally.did("rescued", rescued);
    let erased = matter::erase_contacts(cx)?;
    state.tally.did("contact_erased", erased);
    Ok(())
}

/// How many people say each week that they will be away.
const AWAY: usize = 6;

/// People ask for leave; one says so too late. The last weeks have theirs from the founding.
pub(super) fn absences(cx: &mut Cx<'_, '_>, world: &World, state: &mut State) -> Result<()> {
    let today = cx.today();
    let mut rng = Rng::named(world.district.seed, &format!("away {today}"));
    let directory = cx.directory()?;
    if world.end.duration_since(cx.at) < WEEK * 3 {
        return Ok(());
    }
    for _ in 0..AWAY {
        let post = rng.pick(&world.district.posts);
        let shown = world.district.showcases.iter().any(|shown| shown.post == post.id);
        let Some(person) = directory.acting(post.id).filter(|_| !shown) else { continue };
        let since = today.saturating_add(rng.range(-1..=3).days());
        let until = since.saturating_add(rng.range(1..=6).days());
        let who = Asker::person(directory.who(person)).who;
        let by = match post.role.is_business() {
            true => who,
            false => directory
                .last_resort()
                .and_then(|post| directory.acting(post))
                .map_or(who, |person| directory.who(person)),
        };
        attempt(cx, &mut state.tally, "absence_recorded", |cx| {
            app::org::absence::record(cx, &by, person, since, until).map(|_| ())
        })?;
    }
    Ok(())
}
