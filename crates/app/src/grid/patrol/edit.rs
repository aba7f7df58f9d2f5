//! Planning the places (编排巡查点): added, moved, weighed anew, retired; each from a day on.
//!
//! A change counts from the next day, so the list that people have in hand today stays as it is.
//! Nothing is deleted: a place that is retired keeps its past.
use super::super::matter::{Address, Asker};
use super::{NOUN, PatrolPoint, load, windows};
use crate::{Cx, Event, Failed, Result};
use ::grid::patrol::Openings;
use base::place::Point;
use base::{Basis, Date, PatrolPointId, Text, UnitId};
use org::{Action, Denied, Granted, Thing, may};
use serde_json::{Value, json};
use store::grid::patrol;

/// What a place is called: "School gate", "Fire lane behind no. 3".
pub type PointName = Text<60>;

/// A place as somebody wants it (巡查点内容).
#[derive(Clone, Debug)]
pub struct NewPoint {
    pub name: PointName,
    pub address: Option<Address>,
    /// A code of the policy's `grid.patrol.risks`.
    pub risk: String,
    /// A code of the policy's `grid.work_kinds`.
    pub work: String,
    /// Times of its own, as `16:30`; empty to go by the risk.
    pub opens: Openings,
    pub point: Option<Point>,
    /// Where it is, when nobody can point at a map: the middle of this grid.
    pub grid: Option<UnitId>,
}

/// A grid has a few hundred households; more places are a route that nobody walks.
const PER_GRID_MAX: u32 = 40;
/// Nobody plans further ahead.
const AHEAD_DAYS: i64 = 366;

/// Adds a place from a day on (增设巡查点), today if none is named.
pub fn add(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    new: &NewPoint,
    since: Option<Date>,
) -> Result<PatrolPointId> {
    let today = cx.today();
    let since = since.unwrap_or(today);
    check_day(cx, "since", since, today)?;
    let id = PatrolPointId(cx.next_id());
    let (version, basis) = version(cx, new, id, since, None)?;
    let granted = allowed_there(asker, &version)?;
    has_room(cx, &version)?;
    patrol::put(cx.tx, &version)?;
    let detail = json!({ "after": facts(&version) });
    record(cx, asker, &granted, id, "added", detail, &basis)?;
    Ok(id)
}

/// Changes a place from the next day on (调整巡查点); says from which.
pub fn change(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
    new: &NewPoint,
) -> Result<Date> {
    let (versions, granted) = load(cx, asker, id, Action::EditPatrol)?;
    let before = &versions[0];
    let tomorrow = windows::ahead(cx.today(), 1);
    if before.until.is_some_and(|until| until <= tomorrow) {
        return Err(Failed::refused("patrol_point_ended"));
    }
    let since = before.since.max(tomorrow);
    let (after, basis) = version(cx, new, id, since, before.until)?;
    allowed_there(asker, &after)?;
    if after.grid != before.grid {
        has_room(cx, &after)?;
    }
    if before.since < since {
        patrol::end(cx.tx, id, before.since, since)?;
    }
    patrol::put(cx.tx, &after)?;
    let detail = json!({ "before": facts(before), "after": facts(&after), "since": since });
    record(cx, asker, &granted, id, "changed", detail, &basis)?;
    Ok(since)
}

/// Retires a place (停用巡查点): it is looked at no more from a day on, tomorrow if none is named.
pub fn retire(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
    until: Option<Date>,
) -> Result<Date> {
    let (versions, granted) = load(cx, asker, id, Action::EditPatrol)?;
    let last = &versions[0];
    let tomorrow = windows::ahead(cx.today(), 1);
    if last.until.is_some_and(|until| until <= tomorrow) {
        return Err(Failed::refused("patrol_point_ended"));
    }
    let until = until.unwrap_or(tomorrow);
    check_day(cx, "until", until, tomorrow)?;
    // One that has not begun yet never will.
    let until = until.max(last.since);
    patrol::end(cx.tx, id, last.since, until)?;
    let basis = cx.policies().rules.patrol_risks(cx.today())?.basis;
    record(cx, asker, &granted, id, "retired", json!({ "until": until }), &basis)?;
    Ok(until)
}

fn version(
    cx: &mut Cx<'_, '_>,
    new: &NewPoint,
    id: PatrolPointId,
    since: Date,
    until: Option<Date>,
) -> Result<(PatrolPoint, Basis)> {
    let rules = &cx.policies().rules;
    let risks = rules.patrol_risks(cx.today())?;
    if !risks.value.iter().any(|class| class.code == new.risk) {
        return Err(Failed::field("risk", "choose"));
    }
    if !rules.work_kinds(cx.today())?.value.iter().any(|kind| kind.code == new.work) {
        return Err(Failed::field("work", "choose"));
    }
    let map = cx.map()?;
    let point = match (new.point, new.grid) {
        (Some(point), _) => point,
        (None, Some(grid)) => {
            let middle = map.areas.get(&grid).and_then(|area| area.centre);
            middle.ok_or_else(|| Failed::field("grid", "unknown"))?
        }
        (None, None) => return Err(Failed::field("place", "missing_point")),
    };
    // The middle of a bent grid may lie outside of it; the grid that was named counts.
    let place = match new.grid.filter(|_| new.point.is_none()) {
        Some(grid) => map.areas.get(&grid).map(|area| area.place),
        None => map.locate(point).map(|located| located.place),
    };
    let place = place.ok_or_else(|| Failed::field("place", "outside"))?;
    let (Some(grid), Some(community), Some(street)) = (place.grid, place.community, place.street)
    else {
        return Err(Failed::field("place", "outside"));
    };
    let version = PatrolPoint {
        id,
        since,
        until,
        name: new.name.to_string(),
        address: new.address.as_ref().map(Address::to_string).unwrap_or_default(),
        risk: new.risk.clone(),
        work: new.work.clone(),
        opens: new.opens.to_string(),
        point,
        grid,
        community,
        street,
    };
    Ok((version, risks.basis))
}

/// Nobody moves a place to where they may not.
fn allowed_there(asker: &Asker, version: &PatrolPoint) -> Result<Granted> {
    let thing = Thing { place: version.place(), ..Thing::default() };
    may(&asker.who, Action::EditPatrol, &thing).map_err(|denied| match denied {
        Denied::NotHere => Failed::field("place", "not_yours"),
        denied => Failed::Denied(denied),
    })
}

fn has_room(cx: &mut Cx<'_, '_>, version: &PatrolPoint) -> Result<()> {
    let today = cx.today();
    match patrol::count_in(cx.tx, version.grid, today)? < PER_GRID_MAX {
        true => Ok(()),
        false => Err(Failed::field("place", "too_many_points")),
    }
}

fn check_day(cx: &Cx<'_, '_>, field: &'static str, day: Date, first: Date) -> Result<()> {
    match (first..=windows::ahead(cx.today(), AHEAD_DAYS)).contains(&day) {
        true => Ok(()),
        false => Err(Failed::field(field, "day_out_of_range")),
    }
}

fn facts(version: &PatrolPoint) -> Value {
    let PatrolPoint { name, risk, work, opens, grid, point, .. } = version;
    json!({
        "name": name, "risk": risk, "work": work, "opens": opens, "grid": grid,
        "lon": point.lon, "lat": point.lat,
    })
}

fn record(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    granted: &Granted,
    id: PatrolPointId,
    what: &'static str,
    detail: Value,
    basis: &Basis,
) -> Result<()> {
    let (actor, post) = (asker.who.person, granted.post);
    let (noun, subject, basis) = (NOUN, id.0, Some(basis));
    cx.record(Event { actor, post, noun, subject, what, detail, basis })
}
