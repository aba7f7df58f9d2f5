//! How people read what they are told (看消息): when work begins and before it ends, on the days on
//! which they work; some are behind by a day. So a district shows what came since then as unread,
//! and not all that came in ninety days.
use super::state::World;
use crate::rng::Rng;
use app::{Cx, Result};
use base::calendar::ClockKind;
use base::{NoticeId, PersonId, SignedDuration, Timestamp};
use jiff::ToSpan;
use std::collections::BTreeSet;

/// How far back a day's work is looked for: longer than any holiday.
const DAYS: i64 = 14;
/// Of a hundred people, how many have not looked since the day before.
const BEHIND_PERCENT: u32 = 15;
/// How long after work begins, or before it ends, somebody looks.
const WITHIN_MINUTES: i64 = 40;

/// Marks what everybody has read by the end.
pub(super) fn catch_up(cx: &mut Cx<'_, '_>, world: &World) -> Result<()> {
    let looks = looks(cx, world.end);
    let directory = cx.directory()?;
    let posts = world.district.posts.iter();
    let at_work: BTreeSet<PersonId> = posts.filter_map(|post| directory.acting(post.id)).collect();
    for person in &world.district.persons {
        let mut rng = Rng::named(world.district.seed, &format!("reading {}", person.id));
        // Who is away, or has no post any more, looked last before that.
        let behind = match at_work.contains(&person.id) {
            true => usize::from(rng.chance(BEHIND_PERCENT)) * 2,
            false => 6,
        };
        let Some((at, after)) = looks.iter().rev().nth(behind) else { continue };
        let minutes = SignedDuration::from_mins(rng.range(1..=WITHIN_MINUTES));
        let at = if *after { *at + minutes } else { *at - minutes };
        let up_to = NoticeId(base::id::compose(at.as_millisecond(), 0, 0));
        store::message::notice::mark_up_to(cx.tx, person.id, up_to)?;
    }
    Ok(())
}

/// When work began (looked at afterwards) and ended (looked at before), in order, up to a moment
/// that leaves everybody the time.
fn looks(cx: &Cx<'_, '_>, end: Timestamp) -> Vec<(Timestamp, bool)> {
    let calendar = &cx.policies().calendar;
    let today = calendar.day_of(end);
    let days = (0..=DAYS).rev().map(|back| today.saturating_sub(back.days()));
    let mut looks = Vec::new();
    for day in days {
        let hours = calendar.intervals(ClockKind::Working, day);
        let (Some((begin, _)), Some((_, over))) = (hours.first(), hours.last()) else { continue };
        looks.extend([(*begin, true), (*over, false)]);
    }
    let late = SignedDuration::from_mins(WITHIN_MINUTES);
    looks.retain(|(at, after)| if *after { *at + late <= end } else { *at <= end });
    looks
}
