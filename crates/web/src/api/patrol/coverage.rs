//! What was looked at by place (到位情况), and a day's record of one person (每日工作记录).
use super::super::client::Staff;
use super::super::operation::{Operation, get};
use super::super::params::Params;
use super::super::shape::{At, Day, Id};
use super::super::view::{self, BasisView, UnitView};
use crate::problem::Problem;
use app::App;
use app::grid::day_record::{DayRecord, day_record};
use app::grid::patrol::{Counts, CoverageBy, coverage};
use axum::Json;
use axum::extract::State;
use axum::routing;
use jiff::ToSpan;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/patrol/coverage", "coverage", routing::get(covered))
            .query(COVERAGE)
            .answers::<CoverageView>(200),
        get("/api/v1/day-record", "day_record", routing::get(day))
            .query(RECORD)
            .answers::<DayRecordView>(200),
    ]
}

const COVERAGE: &[&str] = &["unit", "first", "last"];
const RECORD: &[&str] = &["on", "person"];
/// A week, where no period is asked for.
const DAYS: i64 = 7;

/// Windows by how they stand (时段数).
#[derive(Serialize, ToSchema)]
struct WindowCounts {
    covered: u32,
    explained: u32,
    missed: u32,
    /// Still open.
    open: u32,
}

/// What was looked at, by place (到位情况).
#[derive(Serialize, ToSchema)]
struct CoverageView {
    unit: Option<UnitView>,
    first: Day,
    last: Day,
    /// `communities`, `grids` or `points`.
    level: &'static str,
    items: Vec<CoverageItem>,
    total: WindowCounts,
}

/// A unit or a place.
#[derive(Serialize, ToSchema)]
struct CoverageItem {
    unit: Option<UnitView>,
    point: Option<Id>,
    name: Option<String>,
    counts: WindowCounts,
}

/// What somebody did on a day (每日工作记录): for themselves and the leader of their grid.
#[derive(Serialize, ToSchema)]
struct DayRecordView {
    on: Day,
    items: Vec<DayRecordItem>,
    basis: BasisView,
}

/// One thing that was worked on.
#[derive(Serialize, ToSchema)]
struct DayRecordItem {
    at: At,
    /// A code of `grid.work_kinds`.
    work: String,
    /// A code of `grid.duties`.
    duty: String,
    noun: String,
    subject: Id,
    called: String,
    did: Vec<String>,
}

async fn covered(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<CoverageView>, Problem> {
    let params = params.only(COVERAGE)?;
    let today = app.policies().day(app.now());
    let first = params.day("first")?.unwrap_or(today.saturating_sub((DAYS - 1).days()));
    let (last, unit) = (params.day("last")?.unwrap_or(today), params.id("unit")?);
    let found = client.read(&app, move |cx, asker| {
        let found = coverage(cx, asker, unit, (first, last))?;
        let directory = cx.directory()?;
        let items = found.rows.iter().map(|row| CoverageItem {
            unit: view::unit(&directory, row.unit),
            point: row.point.as_ref().map(|(id, _)| Id::from(*id)),
            name: row.point.as_ref().map(|(_, name)| name.clone()),
            counts: counts(row.counts),
        });
        Ok(CoverageView {
            unit: view::unit(&directory, Some(found.unit)),
            first: Day(first),
            last: Day(last),
            level: match found.by {
                CoverageBy::Communities => "communities",
                CoverageBy::Grids => "grids",
                CoverageBy::Points => "points",
            },
            items: items.collect(),
            total: counts(found.total),
        })
    });
    found.await.map(Json)
}

async fn day(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<DayRecordView>, Problem> {
    let params = params.only(RECORD)?;
    let (on, person) = (params.day("on")?, params.id("person")?);
    let found = client.read(&app, move |cx, asker| {
        let record = day_record(cx, asker, person, on)?;
        Ok(DayRecordView {
            on: Day(record.day),
            items: items(&record),
            basis: view::basis(&record.basis),
        })
    });
    found.await.map(Json)
}

fn items(record: &DayRecord) -> Vec<DayRecordItem> {
    let lines = record.lines.iter().map(|line| DayRecordItem {
        at: At(line.entry.at),
        work: line.entry.work.clone(),
        duty: line.entry.duty.clone(),
        noun: line.entry.noun.clone(),
        subject: Id(line.entry.subject),
        called: line.called.clone(),
        did: line.entry.whats.clone(),
    });
    lines.collect()
}

fn counts(counts: Counts) -> WindowCounts {
    let Counts { covered, explained, missed, open } = counts;
    WindowCounts { covered, explained, missed, open }
}
