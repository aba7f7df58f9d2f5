//! Quota against actual (员额与在岗): the first screen of the personnel office; a street sees its own.
//!
//! Nobody is hired beyond a quota that is set; an election holds whatever the quota says. Where none
//! is set, nothing is refused. What is *not* here: who serves; that is [`super::worker`].
use super::record::order;
use super::{day, street};
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::ladder::Asked;
use ::ladder::quota::{Quota, Set, in_force};
use ::ladder::scheme::PostKind;
use ::ladder::worker::Tenure;
use ::org::{Action, Place, Thing, UnitKind, Who, may, reach};
use base::{Date, UnitId};
use serde_json::json;
use std::sync::Arc;
pub use store::ladder::service::Left;

/// Of a street no more quotas are read: four kinds, changed some times a year for decades.
const SETS_MAX: u32 = 1_000;
/// A street has no more places of a kind; more is a slip of the hand.
pub const PLACES_MAX: u32 = 9_999;
/// The longest page of those who left.
pub const PAGE_MAX: u32 = 200;

/// Quota against actual, on today (员额使用情况).
pub struct Board {
    pub streets: Vec<Street>,
    pub total: Quota,
    pub kinds: Vec<PostKind>,
    pub edits: bool,
    pub directory: Arc<Directory>,
}

/// A street's.
pub struct Street {
    pub unit: UnitId,
    /// In the order of the scheme's posts.
    pub rows: Vec<Row>,
    pub total: Quota,
    /// Serving, and placed on no level yet.
    pub unplaced: u32,
    /// How many left this year.
    pub left: u32,
}

/// A kind of post in a street.
pub struct Row {
    pub kind: PostKind,
    /// The quota in force; nothing where none is set.
    pub set: Option<Set>,
    pub quota: Quota,
}

/// The streets in sight.
pub fn board(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Board> {
    let (units, directory) = street::in_sight(cx, who, Action::ListWorkers)?;
    let kinds = kinds(cx)?;
    let mut streets = Vec::new();
    for unit in units {
        streets.push(of_street(cx, unit, &kinds)?);
    }
    let total = streets.iter().fold(Quota::default(), |sum, street| sum.and(street.total));
    let edits = !reach(who, Action::EditQuota).is_nothing();
    Ok(Board { streets, total, kinds, edits, directory })
}

/// The kinds of post of the scheme in force.
fn kinds(cx: &Cx<'_, '_>) -> Result<Vec<PostKind>> {
    let today = cx.today();
    let scheme = cx.policies().ladder.scheme(Asked::new(today, today))?.value;
    Ok(scheme.posts.iter().map(|range| range.post).collect())
}

fn of_street(cx: &mut Cx<'_, '_>, unit: UnitId, kinds: &[PostKind]) -> Result<Street> {
    let today = cx.today();
    let sets = store::ladder::quota::of_street(cx.tx, unit, SETS_MAX)?;
    let counts = store::ladder::quota::counts(cx.tx, unit, today)?;
    let people = |kind: Option<PostKind>, tenure: Tenure| {
        let found = counts.iter().filter(|it| it.kind == kind && it.tenure == tenure);
        found.map(|it| it.people).sum::<u32>()
    };
    let row = |kind: PostKind| {
        let set = in_force(&sets, kind, Asked::new(today, today)).cloned();
        let places = set.as_ref().map_or(0, |set| set.places);
        let (elected, hired) =
            (people(Some(kind), Tenure::Elected), people(Some(kind), Tenure::Hired));
        Row { kind, set, quota: Quota { places, elected, hired } }
    };
    let rows: Vec<Row> = kinds.iter().map(|kind| row(*kind)).collect();
    let total = rows.iter().fold(Quota::default(), |sum, row| sum.and(row.quota));
    let unplaced = people(None, Tenure::Elected) + people(None, Tenure::Hired);
    let year = (today.first_of_year(), today.tomorrow().unwrap_or(today));
    let left = store::ladder::service::count_left(cx.tx, unit, year)?;
    Ok(Street { unit, rows, total, unplaced, left })
}

/// Sets quotas from a day on, by one order (核定员额): those that are not as they are already. All of
/// them, or none. Says how many were set.
pub fn set(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    since: Date,
    order_no: &str,
    new: &[(UnitId, PostKind, u32)],
) -> Result<u32> {
    let granted = may(who, Action::EditQuota, &Thing::default())?;
    let (since, known, order_no) = (day("since", since)?, cx.today(), order(order_no)?);
    let (directory, kinds) = (cx.directory()?, kinds(cx)?);
    let mut count = 0;
    for &(unit, kind, places) in new {
        let is_street = directory.unit(unit).is_some_and(|unit| unit.kind == UnitKind::Street);
        if !is_street || !kinds.contains(&kind) {
            return Err(Failed::field("quotas", "unknown"));
        }
        if places > PLACES_MAX {
            let facts = vec![("min", "0".into()), ("max", PLACES_MAX.to_string())];
            return Err(Failed::Field { field: "quotas", code: "range", facts });
        }
        let sets = store::ladder::quota::of_street(cx.tx, unit, SETS_MAX)?;
        if in_force(&sets, kind, Asked::new(since, known)).map(|set| set.places) == Some(places) {
            continue;
        }
        let set = Set { kind, since, known, places, order_no: order_no.clone() };
        store::ladder::quota::add(cx.tx, unit, &set)?;
        let detail =
            json!({ "kind": kind, "since": since, "places": places, "order_no": set.order_no });
        let (actor, post, subject) = (who.person, granted.post, unit.0);
        let (noun, what) = ("quota", "quota_set");
        cx.record(Event { actor, post, noun, subject, what, detail, basis: None })?;
        count += 1;
    }
    Ok(count)
}

/// Whether one more fits who comes on a day (员额控制). The caller has waited its turn.
pub(super) fn fits(
    cx: &mut Cx<'_, '_>,
    street: UnitId,
    kind: PostKind,
    since: Date,
    tenure: Tenure,
) -> Result<()> {
    let today = cx.today();
    let on = since.max(today);
    let sets = store::ladder::quota::of_street(cx.tx, street, SETS_MAX)?;
    let Some(set) = in_force(&sets, kind, Asked::new(on, today)) else { return Ok(()) };
    let mut quota = Quota { places: set.places, ..Quota::default() };
    let counts = store::ladder::quota::counts(cx.tx, street, on)?;
    for count in counts.iter().filter(|count| count.kind == Some(kind)) {
        match count.tenure {
            Tenure::Elected => quota.elected += count.people,
            Tenure::Hired => quota.hired += count.people,
        }
    }
    quota.with(tenure).map_err(super::at("kind"))?;
    Ok(())
}

/// Those who left a street (离职人员), the last first.
pub struct Leavers {
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub rows: Vec<Left>,
    /// Before which service the next page begins.
    pub next: Option<i64>,
    pub directory: Arc<Directory>,
}

/// Who left a street up to today, those before the service `before`, at most `limit`.
pub fn leavers(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    before: Option<i64>,
    limit: u32,
) -> Result<Leavers> {
    let (street, streets, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let (today, limit) = (cx.today(), limit.clamp(1, PAGE_MAX));
    let mut from = (Date::MAX, i64::MAX);
    if let Some(id) = before {
        let ended = store::ladder::service::ended(cx.tx, id)?;
        from = (ended.ok_or(Failed::NotFound)?, id);
    }
    let mut rows = store::ladder::service::left(cx.tx, street, today, from, limit + 1)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|left| left.named.service.id);
    Ok(Leavers { street, streets, rows, next, directory })
}

/// Whether somebody may change the places of a street.
pub(super) fn allowed(who: &Who, street: UnitId) -> Result<::org::Granted> {
    let place = Place { street: Some(street), ..Place::default() };
    Ok(may(who, Action::EditQuota, &Thing { place, ..Thing::default() })?)
}
