//! The places that are looked at (巡查点): a list of an area, and the page of one.
use super::super::matter::Asker;
use super::windows::{Classes, ahead, back, instants};
use super::{Known, PatrolPoint, in_force, load};
use crate::grid::matter::PAGE_MAX;
use crate::org::Directory;
use crate::{Cx, Failed, Result, page_of};
use ::grid::patrol::{State, Window};
use ::grid::rules::{Named, RecurrenceRule, RiskClass, WeighRule};
use base::place::Point;
use base::{Cited, PatrolPointId, SignedDuration, UnitId};
use org::{Action, Denied, Sight, Thing, UnitKind, may, reach};
use std::sync::Arc;

pub use store::grid::patrol::Area;

/// A page of places (巡查点清单).
#[derive(Clone, Debug)]
pub struct PointList {
    /// The unit whose places are shown.
    pub unit: UnitId,
    pub rows: Vec<PatrolPoint>,
    pub next: Option<PatrolPointId>,
    /// Whether the asker may add and change there.
    pub edits: bool,
    pub risks: Arc<Vec<RiskClass>>,
}

/// One place with its past and what comes next (巡查点页).
#[derive(Clone, Debug)]
pub struct PointPage {
    /// The newest first.
    pub versions: Vec<PatrolPoint>,
    /// The windows of the last weeks and the next one, the newest first.
    pub windows: Vec<WindowFacts>,
    pub edits: bool,
    pub visits: bool,
    pub risks: Cited<Arc<Vec<RiskClass>>>,
    pub weigh: Cited<WeighRule>,
    pub recurs: RecurrenceRule,
    /// How much of what the rule counts happened around it; for whoever may change it.
    pub around: Option<u32>,
    pub reasons: Vec<Named>,
}

/// A window with how it stands (时段情况).
#[derive(Clone, Debug, PartialEq)]
pub struct WindowFacts {
    pub window: Window,
    pub state: State,
    pub known: Option<Known>,
}

/// The places of a unit on the day, or of the asker's own unit.
pub fn points(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    unit: Option<UnitId>,
    after: Option<PatrolPointId>,
    limit: u32,
) -> Result<PointList> {
    let directory = cx.directory()?;
    let sight = reach(&asker.who, Action::ReadPatrol);
    let unit = own_or(&directory, &sight, unit)?;
    let area = area(&directory, &sight, unit)?;
    let (today, limit) = (cx.today(), limit.clamp(1, PAGE_MAX));
    // A place that begins tomorrow is planned already, so it stands in the list.
    let period = (today, ahead(today, 1));
    let mut rows = store::grid::patrol::within(cx.tx, area, period, after, 2 * limit + 2)?;
    rows.retain(|point| point.until.is_none_or(|until| point.since < until));
    rows.dedup_by(|later, earlier| later.id == earlier.id);
    let (rows, next) = page_of(rows, limit, |point| point.id);
    let place = directory.place(unit).unwrap_or_default();
    let edits = may(&asker.who, Action::EditPatrol, &Thing { place, ..Thing::default() }).is_ok();
    let risks = cx.policies().rules.patrol_risks(today)?.value;
    Ok(PointList { unit, rows, next, edits, risks })
}

/// The page of one place.
pub fn page(cx: &mut Cx<'_, '_>, asker: &Asker, id: PatrolPointId) -> Result<PointPage> {
    let (versions, _) = load(cx, asker, id, Action::ReadPatrol)?;
    let (today, rules) = (cx.today(), &cx.policies().rules);
    let (risks, reasons) = (rules.patrol_risks(today)?, rules.patrol_reasons(today)?.value);
    let (first, last) = (back(today, PAST_DAYS), ahead(today, NEXT_DAYS));
    let period = instants(cx, first, last);
    let known = store::grid::patrol::window::of_point(cx.tx, id, period, WINDOWS_MAX)?;
    let (mut classes, mut windows) = (Classes::default(), Vec::new());
    for version in &versions {
        for window in classes.windows(cx, version, (first, last))? {
            let known = known.iter().find(|known| known.opens == window.opens).cloned();
            let state = window.state(known.as_ref().map(|known| known.outcome), cx.at);
            windows.push(WindowFacts { window, state, known });
        }
    }
    windows.sort_by_key(|facts| facts.window.opens);
    let ahead = windows.iter().position(|facts| facts.state == State::Ahead);
    windows.truncate(ahead.map_or(windows.len(), |at| at + 1));
    windows.reverse();
    let place = versions[0].place();
    let can = |action| may(&asker.who, action, &Thing { place, ..Thing::default() }).is_ok();
    let (edits, visits) = (can(Action::EditPatrol), can(Action::VisitPoint));
    let (weigh, recurs) = (rules.patrol_weigh(today)?, rules.recurrence(today)?.value);
    let around = match edits {
        true => Some(around(cx, &versions[0], &weigh.value, &recurs)?),
        false => None,
    };
    Ok(PointPage { versions, windows, edits, visits, risks, weigh, recurs, around, reasons })
}

/// How many matters of the rule's groups were reported around a place, as near and as lately as the
/// rule of recurrence says: a count, not whose or which.
fn around(
    cx: &mut Cx<'_, '_>,
    version: &PatrolPoint,
    rule: &WeighRule,
    recurs: &RecurrenceRule,
) -> Result<u32> {
    const HOURS_PER_DAY: i64 = 24;
    let since = cx.at - SignedDuration::from_hours(recurs.days * HOURS_PER_DAY);
    let categories = cx.policies().rules.categories(cx.today())?.value;
    let counts = |code: &str| {
        let category = categories.iter().find(|category| category.code == code);
        let group = category.map(|it| it.parent.as_deref().unwrap_or(&it.code));
        group.is_some_and(|group| rule.groups.iter().any(|known| known == group))
    };
    let near = |point: &Point| version.point.metres_to(*point) <= recurs.metres;
    let cells = version.point.cells_around();
    let mut found = 0;
    for category in categories.iter().filter(|category| counts(&category.code)) {
        let past =
            store::grid::matter::past_around(cx.tx, cells, &category.code, since, AROUND_MAX)?;
        found += past.iter().filter(|(_, point)| near(point)).count();
    }
    for cell in cells {
        let open = store::grid::matter::open_in_cell(cx.tx, cell, since, AROUND_MAX)?;
        found += open.iter().filter(|it| near(&it.point) && counts(&it.category)).count();
    }
    Ok(u32::try_from(found).unwrap_or(u32::MAX))
}

/// Of one kind around one place; more than this is many.
const AROUND_MAX: u32 = 200;

/// A place as it is today, for a form about it; the last version of one that has ended.
pub fn point(cx: &mut Cx<'_, '_>, asker: &Asker, id: PatrolPointId) -> Result<PatrolPoint> {
    let (versions, _) = load(cx, asker, id, Action::ReadPatrol)?;
    let now = in_force(&versions, cx.today()).or(versions.first()).cloned();
    now.ok_or(Failed::NotFound)
}

/// The page shows so many days back, and looks so many ahead for the next window.
const PAST_DAYS: i64 = 14;
const NEXT_DAYS: i64 = 40;
/// More than a place can have in that time.
const WINDOWS_MAX: u32 = 1000;

/// The unit that was asked for, or the asker's own; the first street for whoever sees everything.
pub(super) fn own_or(directory: &Directory, sight: &Sight, unit: Option<UnitId>) -> Result<UnitId> {
    let own = sight.streets.first().or(sight.communities.first()).or(sight.grids.first());
    let first = || directory.units(UnitKind::Street).next().map(|unit| unit.id);
    let own = unit.or(own.copied()).or_else(|| first().filter(|_| sight.everywhere));
    own.ok_or(Failed::Denied(Denied::NoRight))
}

/// The area of a unit in sight.
pub(super) fn area(directory: &Directory, sight: &Sight, unit: UnitId) -> Result<Area> {
    let place = directory.place(unit).ok_or(Failed::NotFound)?;
    if !sight.sees(&Thing { place, ..Thing::default() }) {
        return Err(Failed::NotFound);
    }
    match directory.unit(unit).map(|unit| unit.kind) {
        Some(UnitKind::Street) => Ok(Area::Street(unit)),
        Some(UnitKind::Community) => Ok(Area::Community(unit)),
        Some(UnitKind::Grid) => Ok(Area::Grid(unit)),
        _ => Err(Failed::NotFound),
    }
}
