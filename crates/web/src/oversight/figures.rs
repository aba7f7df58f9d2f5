//! Figures of a period (统计): by street, community, grid, each rate with its formula. In the
//! order of codes: nobody is ranked, and no figure is about a person.
use crate::desk::{Answer, Desk, Times};
use crate::form::{FieldError, Given};
use crate::page::{Page, render_with};
use app::Failed;
use app::grid::matter::{Counts, Figures, FiguresBy, figures};
use app::org::Directory;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use base::{Date, Timestamp, UnitId};
use serde::Deserialize;

/// `GET /figures?unit=&from=&to=`; this month where no period is asked for.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let today = Times(desk.when()).today();
    let from = asked.from.as_deref().filter(|day| !day.is_empty());
    let to = asked.to.as_deref().filter(|day| !day.is_empty());
    let first = from.map_or(Ok(today.first_of_month()), str::parse::<Date>);
    let last = to.map_or(Ok(today), str::parse::<Date>);
    let mut f = Given::empty(desk.words);
    for (name, day) in [("from", &first), ("to", &last)] {
        f = match day {
            Ok(day) => f.with(name, day),
            Err(_) => f.refuse(FieldError::new(name, "day")),
        };
    }
    let unit = asked.unit;
    let (Ok(first), Ok(last)) = (first, last) else {
        return Ok(render_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&desk, f, None, unit, "")));
    };
    let days = (start(&desk, first), last.tomorrow().ok().and_then(|day| start(&desk, day)));
    let (Some(begin), Some(end)) = days else {
        let f = f.refuse(FieldError::new("to", "period"));
        return Ok(render_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&desk, f, None, unit, "")));
    };
    let asking = desk.read(move |cx, asker| match figures(cx, asker, unit, begin, end) {
        Ok(found) => Ok(Ok((found, cx.directory()?))),
        Err(Failed::Field { code, .. }) => Ok(Err(code)),
        Err(failed) => Err(failed),
    });
    let period = format!("from={first}&to={last}");
    Ok(match asking.await? {
        Ok((found, directory)) => {
            let table = table(&desk, &found, &directory);
            let path = unit.map(|unit| above(&desk, &directory, unit)).unwrap_or_default();
            let page = View { path, ..view(&desk, f, Some(table), unit, &period) };
            render_with(StatusCode::OK, &page)
        }
        Err(code) => {
            let f = f.refuse(FieldError::new("to", code));
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&desk, f, None, unit, &period))
        }
    })
}

#[derive(Deserialize)]
pub struct Asked {
    unit: Option<UnitId>,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Template)]
#[template(path = "oversight/figures.html")]
struct View {
    p: Page,
    f: Given,
    table: Option<Table>,
    unit: Option<UnitId>,
    /// The period as a query, for links further down.
    period: String,
    path: Vec<(UnitId, String)>,
}

struct Table {
    /// Words: `unit-<level>`.
    level: &'static str,
    /// The rows open into their parts.
    opens: bool,
    rows: Vec<Row>,
    total: Counts,
}

struct Row {
    unit: Option<UnitId>,
    name: String,
    code: String,
    counts: Counts,
}

impl View {
    /// 兑现率 and the like: a share in percent with one digit; nothing of nothing has none.
    fn rate(&self, part: &i64, whole: &i64) -> String {
        if *whole == 0 {
            return "–".to_owned();
        }
        let permille = (part * 1000 + whole / 2) / whole;
        format!("{}.{}%", permille / 10, permille % 10)
    }

    /// The matters of a row's unit; the list knows no period, so it says "all".
    fn list(&self, row: &Row, level: &str) -> String {
        row.unit.map(|unit| format!("/matters?{level}={unit}")).unwrap_or_default()
    }
}

fn view(desk: &Desk, f: Given, table: Option<Table>, unit: Option<UnitId>, period: &str) -> View {
    let p = desk.page(&desk.words.t("figures-title"));
    View { p, f, table, unit, period: period.to_owned(), path: Vec::new() }
}

fn table(desk: &Desk, found: &Figures, directory: &Directory) -> Table {
    let (level, opens) = match found.by {
        FiguresBy::Streets => ("street", true),
        FiguresBy::Communities(_) => ("community", true),
        FiguresBy::Grids(_) => ("grid", false),
    };
    let row = |counts: &Counts| {
        let unit = counts.unit.and_then(|unit| directory.unit(unit));
        let name = unit.map(|unit| desk.pick(&unit.name_zh, &unit.name_en).to_owned());
        Row {
            unit: unit.map(|unit| unit.id),
            name: name.unwrap_or_else(|| desk.words.t("figures-nowhere").into_owned()),
            code: unit.map(|unit| unit.code.clone()).unwrap_or_default(),
            counts: *counts,
        }
    };
    let mut rows: Vec<Row> = found.rows.iter().map(row).collect();
    rows.sort_by(|a, b| {
        (a.unit.is_none(), &a.code, a.unit).cmp(&(b.unit.is_none(), &b.code, b.unit))
    });
    Table { level, opens, rows, total: found.total }
}

/// The street and community on the way to a unit, itself last.
fn above(desk: &Desk, directory: &Directory, unit: UnitId) -> Vec<(UnitId, String)> {
    let units = directory.tree().upward(unit).filter_map(|id| directory.unit(id));
    let named = units.filter(|unit| unit.parent.is_some());
    let mut path: Vec<_> =
        named.map(|unit| (unit.id, desk.pick(&unit.name_zh, &unit.name_en).to_owned())).collect();
    path.reverse();
    path
}

/// The first instant of a local day.
fn start(desk: &Desk, day: Date) -> Option<Timestamp> {
    desk.app.policies().calendar.tz().to_timestamp(day.at(0, 0, 0, 0)).ok()
}
