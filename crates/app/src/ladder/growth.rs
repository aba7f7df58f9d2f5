//! The growth channel (成长通道): per street and year the places kept for community workers, how many
//! are used, and how it stands with each candidate.
//!
//! Every change of a candidate takes the version of the plan's row, so that two who decide at the
//! same moment cannot both give the last place. What is *not* here: the examination.
use super::record::order;
use super::{SERVICES_MAX, allowed, changed, street};
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::ladder::growth::{Candidacy, Channel, Plan, kept, moved, replanned};
use ::ladder::{Line, Refused};
use ::org::{Action, Place, UnitKind, Who, reach};
use base::{Date, GrowthId, PersonId, UnitId};
use serde_json::json;
use std::sync::Arc;

pub use store::ladder::growth::{Candidate, Planned};

/// Two for each street of a district; it has fewer streets than this.
const PLANS_MAX: u32 = 500;
/// Nobody names more for a handful of places.
pub const CANDIDATES_MAX: u32 = 200;
/// A street has fewer places in a year; more is a slip of the hand.
pub const PLACES_MAX: u32 = 9_999;

/// The places of a year (年度成长通道).
pub struct Board {
    pub year: i16,
    /// Those of all streets in sight, by street.
    pub plans: Vec<Shown>,
    /// The street whose candidates are shown.
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    /// Whether the asker sets places, and whether they name and decide about candidates.
    pub plans_any: bool,
    pub decides: bool,
    pub directory: Arc<Directory>,
}

/// A plan with what it comes to.
pub struct Shown {
    pub planned: Planned,
    /// Kept for community workers.
    pub kept: u32,
    /// Why so many.
    pub line: Option<Line>,
    /// Of the street that is shown, by name.
    pub candidates: Vec<Candidate>,
}

/// The places of a year; of this one, where no other is asked for.
pub fn board(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    year: Option<i16>,
) -> Result<Board> {
    let (street, streets, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let today = cx.today();
    let year = year.unwrap_or(today.year()).clamp(2000, today.year() + 1);
    let mut plans = Vec::new();
    for planned in store::ladder::growth::of_year(cx.tx, year, PLANS_MAX)? {
        if !streets.contains(&planned.street) {
            continue;
        }
        let mut candidates = Vec::new();
        if planned.street == street {
            candidates = store::ladder::growth::candidates(cx.tx, planned.id, CANDIDATES_MAX)?;
        }
        let found = kept(planned.plan, today, &cx.policies().ladder).ok();
        let (kept, line) = found.map_or((0, None), |(kept, line)| (kept, Some(line)));
        plans.push(Shown { planned, kept, line, candidates });
    }
    let can = |action| !reach(who, action).is_nothing();
    let (plans_any, decides) = (can(Action::EditQuota), can(Action::EditWorker));
    Ok(Board { year, plans, street, streets, plans_any, decides, directory })
}

/// The places of a year in a street, as typed (招录计划).
#[derive(Clone, Debug)]
pub struct NewPlan {
    pub street: UnitId,
    pub year: i16,
    pub channel: Channel,
    pub places: u32,
    pub order_no: String,
}

/// Sets how many places there are in all; how many of them are kept follows from policy.
pub fn plan(cx: &mut Cx<'_, '_>, who: &Who, new: &NewPlan) -> Result<GrowthId> {
    let granted = super::quota::allowed(who, new.street)?;
    // Two that begin the same plan at a time would begin two.
    store::org::version::hold(cx.tx)?;
    let (today, order_no) = (cx.today(), order(&new.order_no)?);
    let directory = cx.directory()?;
    if directory.unit(new.street).map(|unit| unit.kind) != Some(UnitKind::Street) {
        return Err(Failed::field("street", "choose"));
    }
    if !(2000..=today.year() + 1).contains(&new.year) {
        return Err(Failed::field("year", "day_out_of_range"));
    }
    if new.places > PLACES_MAX {
        let facts = vec![("min", "0".to_owned()), ("max", PLACES_MAX.to_string())];
        return Err(Failed::Field { field: "places", code: "range", facts });
    }
    let NewPlan { street, year, channel, places, .. } = *new;
    let before = store::ladder::growth::find(cx.tx, street, year, channel)?;
    let used = before.as_ref().map_or(0, |it| it.plan.used);
    let bare = Plan { channel, year, places, used };
    let (plan, line) =
        replanned(bare, places, today, &cx.policies().ladder).map_err(super::at("places"))?;
    let id = match before {
        Some(before) => {
            let changed = Planned { plan, order_no: order_no.clone(), ..before };
            store::ladder::growth::save(cx.tx, &changed)?;
            changed.id
        }
        None => {
            let (id, version) = (GrowthId(cx.next_id()), 1);
            let new = Planned { id, street, plan, order_no: order_no.clone(), version };
            store::ladder::growth::insert(cx.tx, &new)?;
            id
        }
    };
    let detail = json!({
        "street": street, "year": year, "channel": channel, "places": places,
        "order_no": order_no,
    });
    let (actor, post, noun, subject) = (who.person, granted.post, "growth_plan", id.0);
    let (what, basis) = ("places_set", line.basis.first());
    cx.record(Event { actor, post, noun, subject, what, detail, basis })?;
    Ok(id)
}

/// Names a worker of the street as a candidate (推荐人选).
pub fn name(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: GrowthId,
    person: PersonId,
    order_no: &str,
) -> Result<()> {
    let planned = store::ladder::growth::get(cx.tx, id)?;
    let of = planned.as_ref().map(|it| it.street);
    let granted = allowed(who, Action::EditWorker, at(of), person)?;
    let planned = planned.ok_or(Failed::NotFound)?;
    let services = store::ladder::service::of(cx.tx, person, SERVICES_MAX)?;
    let today = cx.today();
    let serves = |it: &store::ladder::service::Service| {
        it.lasts(today) && it.since <= today && it.street == planned.street
    };
    if !services.iter().any(serves) {
        return Err(Failed::field("person", "not_a_worker"));
    }
    let from = store::ladder::growth::state(cx.tx, id, person)?;
    if let Some(from) = from.filter(|from| !from.may_become(Candidacy::Named)) {
        let to = Candidacy::Named.code();
        return Err(super::at("person")(Refused::NotFollowing { from: from.code(), to }));
    }
    let candidates = store::ladder::growth::candidates(cx.tx, id, CANDIDATES_MAX)?;
    if candidates.len() >= CANDIDATES_MAX as usize {
        return Err(Failed::refused("candidates_enough"));
    }
    put(cx, (who, granted), &planned, (person, Candidacy::Named), &order(order_no)?, None)
}

/// Says how it stands with a candidate from today on, by an order (人选变更).
pub fn decide(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: GrowthId,
    (person, to): (PersonId, Candidacy),
    order_no: &str,
) -> Result<()> {
    let planned = store::ladder::growth::get(cx.tx, id)?;
    let of = planned.as_ref().map(|it| it.street);
    let granted = allowed(who, Action::EditWorker, at(of), person)?;
    let mut planned = planned.ok_or(Failed::NotFound)?;
    let from = store::ladder::growth::state(cx.tx, id, person)?.ok_or(Failed::NotFound)?;
    let today = cx.today();
    let (plan, line) = moved(planned.plan, (from, to), today, &cx.policies().ladder)?;
    planned.plan = plan;
    put(cx, (who, granted), &planned, (person, to), &order(order_no)?, line)
}

fn put(
    cx: &mut Cx<'_, '_>,
    by: (&Who, ::org::Granted),
    planned: &Planned,
    (person, state): (PersonId, Candidacy),
    order_no: &str,
    line: Option<Line>,
) -> Result<()> {
    let (id, today): (GrowthId, Date) = (planned.id, cx.today());
    store::ladder::growth::save(cx.tx, planned)?;
    store::ladder::growth::put(cx.tx, (id, person), state, today, order_no)?;
    let detail = json!({
        "plan": id, "year": planned.plan.year, "channel": planned.plan.channel, "state": state,
        "order_no": order_no,
    });
    let basis = line.as_ref().and_then(|line| line.basis.first());
    changed(cx, by, person, "candidacy_set", detail, basis)
}

fn at(street: Option<UnitId>) -> Place {
    Place { street, ..Place::default() }
}
