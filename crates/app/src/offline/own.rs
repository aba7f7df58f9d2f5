//! 随身清单: the open matters that a person holds, as the phone keeps them for reading without signal.
//!
//! Nothing sealed is among them: no contact, no photo, no rating, nothing of anybody else's work.
use crate::grid::matter::{After, Asker, PAGE_MAX, inbox};
use crate::{Cx, Result};
use base::place::Point;
use base::{MatterId, PersonId, PostId, Timestamp};
use grid::matter::Weight;
use org::{Role, reach};
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
    let grids = reach(&asker.who, org::Action::RecordMatter).grids;
    let map = cx.map()?;
    let stand_in = grids.iter().find_map(|grid| map.areas.get(grid)?.centre);
    Ok(Own { person, at: cx.at, matters, posts, stand_in })
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
