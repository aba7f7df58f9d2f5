//! `/patrol/coverage` (巡查到位情况): which places were looked at, which were not and why; by street,
//! community, grid and place in the order of their codes. No row is a person, none is a rank.
use super::super::names::Names;
use super::points::choices;
use super::say::{Tabs, outcome, window_with_day};
use crate::desk::{Desk, Stop};
use crate::form::{Choice, FieldError, Given};
use crate::page::{Page, render_with};
use crate::problem::Problem;
use app::Failed;
use app::grid::patrol::{Counts, Coverage, CoverageBy, CoverageRow, Spot, coverage, on_map};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Date, UnitId};
use grid::rules::Named;
use jiff::ToSpan;
use serde_json::json;

/// A week, where no period is asked for.
const DAYS: i64 = 7;

/// `GET /patrol/coverage?unit=&first=&last=`.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let unit = desk.asked_for::<UnitId>("unit")?;
    let today = desk.today();
    let (first, last) = period(&desk);
    let mut f = Given::empty(desk.words);
    for (name, day) in [("first", &first), ("last", &last)] {
        f = match day {
            Ok(day) => f.with(name, day),
            Err(_) => f.refuse(FieldError::new(name, "day")),
        };
    }
    let period = first.ok().zip(last.ok());
    let asked = period.unwrap_or((today, today));
    let found = desk.read(move |cx, asker| {
        let found = match coverage(cx, asker, unit, asked) {
            Err(Failed::Field { field, code, .. }) => Err((field, code)),
            other => Ok(other?),
        };
        let reasons = cx.policies().rules.patrol_reasons(cx.today())?.value;
        Ok((found, cx.directory()?, reasons))
    });
    let (found, directory, reasons) = found.await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, today);
    let table = match found {
        Ok(found) => {
            f = f.with("unit", found.unit);
            period.map(|_| Table::of(&desk, &names, &found, &reasons))
        }
        Err((field, code)) => {
            f = f.refuse(FieldError::new(field, code));
            None
        }
    };
    let status = if f.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let units = match &table {
        Some(table) => choices(&desk, &names, table.unit),
        None => Vec::new(),
    };
    Ok(render_with(
        status,
        &View {
            p: desk.page(&desk.words.t("patrol-coverage-title")).with_map(),
            tabs: Tabs::at(&desk, "/patrol/coverage"),
            period: format!("first={}&last={}", asked.0, asked.1),
            f,
            units,
            table,
        },
    ))
}

type Asked = Result<Date, jiff::Error>;

/// The days that are asked for; a week up to today where none are.
fn period(desk: &Desk) -> (Asked, Asked) {
    let day = |name: &str, missing: Date| match desk.asked(name) {
        "" => Ok(missing),
        text => text.parse::<Date>(),
    };
    let today = desk.today();
    (day("first", today.saturating_sub((DAYS - 1).days())), day("last", today))
}

/// `GET /patrol/coverage.geojson?unit=&first=&last=`: the same for the map. Beside the places, each
/// grid's number of windows that nobody looked at.
pub async fn map(desk: Desk) -> Result<Response, Stop> {
    let unit = desk.asked_for::<UnitId>("unit")?;
    let (first, last) = period(&desk);
    let malformed = || desk.problem(Problem::refused("malformed", desk.words.t("field-day")));
    let period = (first.map_err(|_| malformed())?, last.map_err(|_| malformed())?);
    let found = desk.read(move |cx, asker| on_map(cx, asker, unit, period)).await?;
    let note = |counts: Counts| {
        let Counts { covered, explained, missed, .. } = counts;
        let facts = [("covered", covered), ("explained", explained), ("missed", missed)];
        desk.words.ta("patrol-map-note", &facts.map(|(name, n)| (name, n.to_string())))
    };
    let spot = |spot: &Spot| {
        let (state, mark) = look(spot.counts);
        json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [spot.point.lon, spot.point.lat] },
            "properties": {
                "name": spot.name, "note": note(spot.counts), "state": state, "mark": mark,
                "href": format!("/patrol/points/{}", spot.id),
            },
        })
    };
    let grids: serde_json::Map<String, serde_json::Value> = found
        .grids
        .iter()
        .map(|(grid, counts)| {
            let href = format!("/patrol/coverage?unit={grid}&first={}&last={}", period.0, period.1);
            let value = json!({ "value": counts.missed, "note": note(*counts), "href": href });
            (grid.to_string(), value)
        })
        .collect();
    let spots: Vec<_> = found.spots.iter().map(spot).collect();
    let body = json!({ "type": "FeatureCollection", "features": spots, "grids": grids });
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"))];
    Ok((kind, body.to_string()).into_response())
}

/// The worst that came of its windows, as a colour and as a sign for whoever sees no colours.
fn look(counts: Counts) -> (&'static str, &'static str) {
    match counts {
        Counts { missed: 1.., .. } => ("missed", "×"),
        Counts { explained: 1.., .. } => ("explained", "!"),
        Counts { covered: 1.., .. } => ("covered", "✓"),
        _ => ("none", ""),
    }
}

#[derive(Template)]
#[template(path = "grid/patrol_coverage.html")]
struct View {
    p: Page,
    tabs: Tabs,
    f: Given,
    units: Vec<Choice>,
    period: String,
    table: Option<Table>,
}

struct Table {
    unit: UnitId,
    /// Words: `patrol-by-<level>`.
    level: &'static str,
    total: Counts,
    rows: Vec<Line>,
}

/// A unit or a place; the ones that were not looked at, each with why.
struct Line {
    href: String,
    name: String,
    code: String,
    /// The link keeps the period.
    opens: bool,
    counts: Counts,
    not_covered: Vec<(String, String, &'static str)>,
}

impl Table {
    fn of(desk: &Desk, names: &Names, found: &Coverage, reasons: &[Named]) -> Table {
        let level = match found.by {
            CoverageBy::Communities => "community",
            CoverageBy::Grids => "grid",
            CoverageBy::Points => "point",
        };
        let rows = found.rows.iter().map(|row| Line::of(desk, names, row, reasons)).collect();
        Table { unit: found.unit, level, total: found.total, rows }
    }
}

impl Line {
    fn of(desk: &Desk, names: &Names, row: &CoverageRow, reasons: &[Named]) -> Line {
        let unit = row.unit.and_then(|unit| names.directory.unit(unit));
        let (href, name) = match (&row.point, unit) {
            (Some((id, name)), _) => (format!("/patrol/points/{id}"), name.clone()),
            (None, Some(unit)) => {
                (format!("/patrol/coverage?unit={}", unit.id), names.name(unit).to_owned())
            }
            (None, None) => (String::new(), desk.words.t("patrol-unit-gone").into_owned()),
        };
        let when = desk.when();
        let said = row.not_covered.iter().map(|facts| {
            let window = window_with_day(&when, &facts.window);
            (window, outcome(desk, facts, reasons), facts.state.code())
        });
        Line {
            href,
            name,
            code: unit.map(|unit| unit.code.clone()).unwrap_or_default(),
            opens: row.point.is_none(),
            counts: row.counts,
            not_covered: said.collect(),
        }
    }
}
