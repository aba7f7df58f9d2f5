//! Figures of a period (统计): by street, community, grid, each rate with its formula. In the
//! order of codes: nobody is ranked, and no figure is about a person. Each number opens the rows it
//! counts.
use crate::desk::{Answer, Desk, Times};
use crate::form::{FieldError, Given};
use crate::markup::{Markup, escape};
use crate::page::{Page, render_with};
use crate::period::Days;
use app::Failed;
use app::grid::matter::{Counted, Counts, Figures, FiguresBy, figures};
use app::org::Directory;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use base::UnitId;
use serde::Deserialize;

/// `GET /figures?unit=&from=&to=`; this month where no period is asked for.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let today = Times(desk.when()).today();
    let (from, to) = (asked.from.unwrap_or_default(), asked.to.unwrap_or_default());
    let (days, f) = Days::read(Given::empty(desk.words), &from, &to);
    let (first, last) = (days.from.unwrap_or(today.first_of_month()), days.to.unwrap_or(today));
    let unit = asked.unit;
    if f.has_errors() {
        return Ok(render_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&desk, f, None, unit, "")));
    }
    let f = Given::empty(desk.words).with("from", first).with("to", last);
    let Some((begin, end)) = (Days { from: Some(first), to: Some(last) }).span(&desk.app) else {
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
    /// The units above the rows, as a query for lists of what is counted.
    within: String,
}

struct Row {
    unit: Option<UnitId>,
    name: String,
    code: String,
    counts: Counts,
    /// The row's unit, as a query for lists of what is counted.
    within: String,
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

    /// A number with the way down to the rows it counts; none of nothing.
    fn count(&self, n: &i64, counted: Counted, within: &str) -> Markup {
        if *n == 0 {
            return Markup::trusted("0".to_owned());
        }
        let href = format!("/matters?counted={counted}&{}{within}", self.period);
        Markup::trusted(format!(r#"<a class="count" href="{}">{n}</a>"#, escape(&href)))
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
    let within = match found.by {
        FiguresBy::Streets => String::new(),
        FiguresBy::Communities(street) => format!("&street={street}"),
        FiguresBy::Grids(community) => {
            let street = directory.place(community).and_then(|place| place.street);
            let street = street.map(|street| format!("&street={street}")).unwrap_or_default();
            format!("{street}&community={community}")
        }
    };
    let row = |counts: &Counts| {
        let narrowed = match counts.unit {
            Some(unit) => format!("{within}&{level}={unit}"),
            None => format!("{within}&nowhere={level}"),
        };
        let unit = counts.unit.and_then(|unit| directory.unit(unit));
        let name = unit.map(|unit| desk.pick(&unit.name_zh, &unit.name_en).to_owned());
        Row {
            unit: unit.map(|unit| unit.id),
            name: name.unwrap_or_else(|| desk.words.t("figures-nowhere").into_owned()),
            code: unit.map(|unit| unit.code.clone()).unwrap_or_default(),
            counts: *counts,
            within: narrowed,
        }
    };
    let mut rows: Vec<Row> = found.rows.iter().map(row).collect();
    rows.sort_by(|a, b| {
        (a.unit.is_none(), &a.code, a.unit).cmp(&(b.unit.is_none(), &b.code, b.unit))
    });
    Table { level, opens, rows, total: found.total, within }
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
