//! What is to be looked at today (今日巡查), for those who work in the grids.
use super::super::matter::Asker;
use super::windows::{Classes, back, instants};
use super::{Area, Known, PatrolPoint};
use crate::{Cx, Failed, Result};
use ::grid::patrol::{State, Window};
use ::grid::rules::Named;
use base::{Basis, PatrolPointId, Timestamp, UnitId};
use org::{Action, Denied, reach};
use std::collections::HashMap;

/// The list of a day (今日清单): what is open first, what closes soonest on top.
#[derive(Clone, Debug)]
pub struct Today {
    pub rows: Vec<TodayRow>,
    /// What explains that nobody came (说明理由).
    pub reasons: Vec<Named>,
    pub basis: Basis,
}

/// One window of one place.
#[derive(Clone, Debug, PartialEq)]
pub struct TodayRow {
    pub point: PatrolPoint,
    pub window: Window,
    pub state: State,
    pub known: Option<Known>,
}

/// The windows of the asker's own grids that are open, that come today, or that still want a
/// reason; and, at the end, those of today that are done.
pub fn today(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<Today> {
    let grids = reach(&asker.who, Action::VisitPoint).grids;
    if grids.is_empty() {
        return Err(Failed::Denied(Denied::NoRight));
    }
    let day = cx.today();
    let rules = &cx.policies().rules;
    let (rule, reasons) = (rules.patrol_visit(day)?.value, rules.patrol_reasons(day)?.value);
    let basis = rules.patrol_risks(day)?.basis;
    let mut classes = Classes::default();
    let first = back(day, classes.reach_back(cx, day)? + rule.explain_days);
    let (start_of_day, _) = instants(cx, day, day);
    let mut rows = Vec::new();
    for grid in grids {
        let known = known_of(cx, grid, instants(cx, first, day))?;
        let versions =
            store::grid::patrol::within(cx.tx, Area::Grid(grid), (first, day), None, VERSIONS_MAX)?;
        for version in versions {
            for window in classes.windows(cx, &version, (first, day))? {
                let known = known.get(&(version.id, window.opens)).cloned();
                let state = window.state(known.as_ref().map(|known| known.outcome), cx.at);
                let shown = match state {
                    State::Ahead | State::Open => true,
                    State::Missed => window.explain_allowed(cx.at, &rule).is_ok(),
                    State::Covered | State::Explained => window.closes > start_of_day,
                };
                if shown {
                    rows.push(TodayRow { point: version.clone(), window, state, known });
                }
            }
        }
    }
    let order = |state| match state {
        State::Open => 0,
        State::Ahead => 1,
        State::Missed => 2,
        State::Explained => 3,
        State::Covered => 4,
    };
    rows.sort_by_key(|row| (order(row.state), row.window.closes, row.window));
    Ok(Today { rows, reasons, basis })
}

/// More versions than a grid can have in a few days.
const VERSIONS_MAX: u32 = 500;
/// More windows than a grid's places have in the days that are looked at.
const WINDOWS_MAX: u32 = 10_000;

type Outcomes = HashMap<(PatrolPointId, Timestamp), Known>;

fn known_of(cx: &mut Cx<'_, '_>, grid: UnitId, period: (Timestamp, Timestamp)) -> Result<Outcomes> {
    let found = store::grid::patrol::window::within(cx.tx, Area::Grid(grid), period, WINDOWS_MAX)?;
    Ok(found.into_iter().map(|known| ((known.point, known.opens), known)).collect())
}
