//! 随身清单: the open matters that a person holds and the places to be looked at in their grids, as
//! the phone keeps them for reading without signal.
//!
//! Nothing sealed is among them: no contact, no photo, no rating, nothing of anybody else's work.
use crate::grid::matter::{After, Asker, PAGE_MAX, inbox};
use crate::grid::patrol::{self, PatrolPoint};
use crate::{Cx, Result};
use base::place::Point;
use base::{MatterId, PersonId, PostId, SignedDuration, Timestamp};
use grid::matter::Weight;
use grid::patrol::{State, Window};
use grid::rules::Named;
use org::{Action, Role, reach};
use std::collections::BTreeSet;

/// The most matters a phone keeps: more than a worker holds, and read in one page.
pub const OWN_MAX: u32 = PAGE_MAX;

/// What a person's phone keeps (随身清单).
#[derive(Clone, Debug)]
pub struct Own {
    pub person: PersonId,
    pub at: Timestamp,
    pub matters: Vec<OwnMatter>,
    /// Posts to hand over to: those of the places of these matters who work there today.
    pub posts: Vec<PostId>,
    /// The middle of the grid in which the person works, for a phone that finds no position.
    pub stand_in: Option<Point>,
    /// What is to be looked at today (今日巡查); nothing for whoever walks no grid.
    pub patrol: OwnWindows,
}

/// The windows on the phone that still want a look or a reason (随身巡查).
#[derive(Clone, Debug, Default)]
pub struct OwnWindows {
    pub windows: Vec<OwnWindow>,
    /// What explains that nobody came (说明理由).
    pub reasons: Vec<Named>,
}

/// One window of one place on the phone.
#[derive(Clone, Debug)]
pub struct OwnWindow {
    pub point: PatrolPoint,
    pub window: Window,
    /// A look counts between these: the window with the grace of policy.
    pub counts: (Timestamp, Timestamp),
}

/// A matter on the phone (随身事项).
#[derive(Clone, Debug)]
pub struct OwnMatter {
    pub id: MatterId,
    pub number: String,
    pub category: String,
    pub weight: Weight,
    pub body: String,
    pub address: String,
    pub point: Option<Point>,
    pub place: org::Place,
    pub step: String,
    pub leg: u32,
    pub due: Option<Timestamp>,
    /// It is the matter itself that is held, not a part of it that was reported upward.
    pub whole: bool,
}

/// The own open list.
pub fn own(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<Own> {
    let person = asker.who.person.ok_or(org::Denied::SignIn)?;
    let page = inbox(cx, asker, None, None::<After>, OWN_MAX)?;
    let matters = page.entries.into_iter().map(|entry| OwnMatter {
        id: entry.matter.id,
        number: entry.matter.number,
        category: entry.matter.category,
        weight: entry.matter.weight,
        body: entry.matter.body,
        address: entry.matter.address,
        point: entry.matter.point,
        place: entry.matter.place,
        due: entry.relay.next_due().filter(|_| !entry.relay.is_paused()),
        whole: entry.relay.parent.is_none(),
        step: entry.relay.step,
        leg: entry.relay.leg,
    });
    let matters: Vec<OwnMatter> = matters.collect();
    let posts = posts(cx, asker, &matters)?;
    let grids = reach(&asker.who, Action::RecordMatter).grids;
    let map = cx.map()?;
    let stand_in = grids.iter().find_map(|grid| map.areas.get(grid)?.centre);
    let patrol = windows(cx, asker)?;
    Ok(Own { person, at: cx.at, matters, posts, stand_in, patrol })
}

/// More windows than one person's grids have in a day.
const WINDOWS_MAX: usize = 200;

/// The windows of today that nobody looked at yet, those that close soonest first.
fn windows(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<OwnWindows> {
    if reach(&asker.who, Action::VisitPoint).grids.is_empty() {
        return Ok(OwnWindows::default());
    }
    let today = patrol::today(cx, asker)?;
    let rule = cx.policies().rules.patrol_visit(cx.today())?.value;
    let grace = SignedDuration::from_mins(rule.grace_minutes);
    let wanting = today
        .rows
        .into_iter()
        .filter(|row| matches!(row.state, State::Open | State::Ahead | State::Missed));
    let windows = wanting.take(WINDOWS_MAX).map(|row| OwnWindow {
        point: row.point,
        window: row.window,
        counts: (row.window.opens - grace, row.window.closes + grace),
    });
    Ok(OwnWindows { windows: windows.collect(), reasons: today.reasons })
}

/// Who works in the grids, communities and streets of these matters today, but for oneself.
fn posts(cx: &mut Cx<'_, '_>, asker: &Asker, matters: &[OwnMatter]) -> Result<Vec<PostId>> {
    let directory = cx.directory()?;
    let places = matters.iter().map(|matter| matter.place);
    let units: BTreeSet<_> =
        places.flat_map(|place| [place.grid, place.community, place.street]).flatten().collect();
    let in_place = units.into_iter().flat_map(|unit| directory.posts_in(unit).iter().copied());
    let own: Vec<PostId> = asker.who.posts.iter().map(|held| held.post).collect();
    let works = |post: &PostId| {
        let role = directory.post(*post).map(|info| info.post.role);
        role.is_some_and(Role::is_business) && directory.acting(*post).is_some()
    };
    Ok(in_place.filter(|post| !own.contains(post)).filter(works).collect())
}
