//! What was looked at and what was not (巡查到位情况), by place: the communities of a street, the
//! grids of a community, the places of a grid, each in the order of codes. Never by person.
use super::super::matter::Asker;
use super::points::{area, own_or};
use super::windows::{Classes, instants};
use super::{Area, Known, PatrolPoint, WindowFacts};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::grid::patrol::State;
use base::{Date, PatrolPointId, Timestamp, UnitId};
use org::{Action, reach};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Windows of a place or an area, by how they stand (时段数).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub covered: u32,
    pub explained: u32,
    pub missed: u32,
    /// Still open.
    pub open: u32,
}

/// What a page of coverage shows (到位情况).
#[derive(Clone, Debug)]
pub struct Coverage {
    pub unit: UnitId,
    pub by: CoverageBy,
    pub rows: Vec<CoverageRow>,
    pub total: Counts,
}

/// What its rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageBy {
    Communities,
    Grids,
    Points,
}

/// One row: a unit, or a place with the windows that were not looked at.
#[derive(Clone, Debug, Default)]
pub struct CoverageRow {
    pub unit: Option<UnitId>,
    pub point: Option<(PatrolPointId, String)>,
    pub counts: Counts,
    /// Missed and explained ones of a place, the newest first; at most [`OPEN_MAX`].
    pub not_covered: Vec<WindowFacts>,
}

/// The longest period a page counts: a quarter.
const DAYS_MAX: i32 = 92;
/// Of a place the last windows that were not looked at.
const OPEN_MAX: usize = 12;
/// More versions and windows than a street has in a quarter.
const VERSIONS_MAX: u32 = 20_000;
const WINDOWS_MAX: u32 = 500_000;

/// Counts the windows that opened in a period of days up to now.
pub fn coverage(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    unit: Option<UnitId>,
    period: (Date, Date),
) -> Result<Coverage> {
    let asked = Asked::read(cx, asker, unit, period)?;
    let Asked { directory, unit, area, period, versions, known } = asked;
    let by = match area {
        Area::Street(_) => CoverageBy::Communities,
        Area::Community(_) => CoverageBy::Grids,
        Area::Grid(_) => CoverageBy::Points,
    };
    let mut rows: BTreeMap<(Option<UnitId>, Option<PatrolPointId>), CoverageRow> = BTreeMap::new();
    let mut classes = Classes::default();
    for version in versions {
        let (unit, point) = match by {
            CoverageBy::Communities => (Some(version.community), None),
            CoverageBy::Grids => (Some(version.grid), None),
            CoverageBy::Points => (None, Some(version.id)),
        };
        let row = rows.entry((unit, point)).or_default();
        row.unit = unit;
        row.point = point.map(|id| (id, version.name.clone()));
        for window in classes.windows(cx, &version, period)? {
            let known = known.get(&(version.id, window.opens));
            let state = window.state(known.map(|known| known.outcome), cx.at);
            row.counts.count(state);
            if point.is_some() && matches!(state, State::Missed | State::Explained) {
                row.not_covered.push(WindowFacts { window, state, known: known.cloned() });
            }
        }
    }
    let mut rows: Vec<CoverageRow> = rows.into_values().collect();
    for row in &mut rows {
        row.not_covered.sort_by_key(|facts| std::cmp::Reverse(facts.window.opens));
        row.not_covered.truncate(OPEN_MAX);
    }
    let code = |row: &CoverageRow| {
        let unit = row.unit.and_then(|unit| directory.unit(unit));
        (unit.map(|unit| unit.code.clone()), row.point.as_ref().map(|(id, _)| *id))
    };
    rows.sort_by_cached_key(code);
    let mut total = Counts::default();
    rows.iter().for_each(|row| total.add(row.counts));
    Ok(Coverage { unit, by, rows, total })
}

/// What is asked about: the places of an area in a period, and what came of their windows.
pub(super) struct Asked {
    directory: Arc<Directory>,
    pub unit: UnitId,
    area: Area,
    /// Up to today.
    pub period: (Date, Date),
    pub versions: Vec<PatrolPoint>,
    pub known: Outcomes,
}

impl Asked {
    pub fn read(
        cx: &mut Cx<'_, '_>,
        asker: &Asker,
        unit: Option<UnitId>,
        (first, last): (Date, Date),
    ) -> Result<Asked> {
        if last < first || (last - first).get_days() >= DAYS_MAX {
            return Err(Failed::field("last", "patrol_period"));
        }
        let directory = cx.directory()?;
        let sight = reach(&asker.who, Action::ReadPatrol);
        let unit = own_or(&directory, &sight, unit)?;
        let area = area(&directory, &sight, unit)?;
        let period = (first, last.min(cx.today()));
        let known = known_of(cx, area, instants(cx, period.0, period.1))?;
        let versions = store::grid::patrol::within(cx.tx, area, period, None, VERSIONS_MAX)?;
        Ok(Asked { directory, unit, area, period, versions, known })
    }
}

impl Counts {
    pub(super) fn count(&mut self, state: State) {
        match state {
            State::Covered => self.covered += 1,
            State::Explained => self.explained += 1,
            State::Missed => self.missed += 1,
            State::Open => self.open += 1,
            State::Ahead => {}
        }
    }

    pub(super) fn add(&mut self, other: Counts) {
        self.covered += other.covered;
        self.explained += other.explained;
        self.missed += other.missed;
        self.open += other.open;
    }
}

pub(super) type Outcomes = HashMap<(PatrolPointId, Timestamp), Known>;

fn known_of(cx: &mut Cx<'_, '_>, area: Area, period: (Timestamp, Timestamp)) -> Result<Outcomes> {
    let found = store::grid::patrol::window::within(cx.tx, area, period, WINDOWS_MAX)?;
    Ok(found.into_iter().map(|known| ((known.point, known.opens), known)).collect())
}
