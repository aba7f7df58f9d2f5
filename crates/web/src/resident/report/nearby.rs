//! `/report/nearby`: what to know while somebody still writes: a danger to call about, and what may
//! be the same (疑似重复), to be followed instead of reported again. A part of a page.
use super::stop::{self, Told};
use crate::markup::{Markup, icon};
use crate::page::render;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::resident::names;
use crate::said::problem;
use crate::session::Visitor;
use crate::words::Words;
use app::App;
use app::grid::matter::{self, Asker, Suggestion};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::place::Point;
use serde::Deserialize;
use std::borrow::Cow;

/// What is in the form so far.
#[derive(Deserialize)]
pub struct Asked {
    lon: Option<String>,
    lat: Option<String>,
    category: Option<String>,
    #[serde(alias = "q")]
    what: Option<String>,
}

/// `GET /report/nearby?lon&lat&category&q`. Nothing nearby where there is no place yet.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let (category, what) = (asked.category.unwrap_or_default(), asked.what.unwrap_or_default());
    let told = stop::told(&app, words, &category, &what)?;
    let degrees = |text: &Option<String>| text.as_deref().and_then(|text| text.trim().parse().ok());
    let point = degrees(&asked.lon).zip(degrees(&asked.lat));
    let Some(point) = point.and_then(|(lon, lat)| Point::new(lon, lat)) else {
        return Ok(render(&Part { words, told, rows: Vec::new() }));
    };
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &Asker| {
        let found = matter::suggest(cx, asker, &category, point, &what)?;
        Ok((found, app::alert::open(cx)))
    };
    let found = match &visitor.signed {
        Some(signed) => signed.read(&app, work).await,
        None => app.read(move |cx| work(cx, &Asker::default())).await,
    };
    let (found, alerts) = found.map_err(|failed| problem(words, &failed))?;
    let rows = found.iter().map(|found| Row::new(&app, words, found, alerts)).collect();
    Ok(render(&Part { words, told, rows }))
}

struct Row {
    number: String,
    category: String,
    metres: i64,
    when: Markup,
    /// The words, where the reader may read them.
    body: Option<String>,
    /// Where it is seen by anybody, and followed by mail; nothing for what is not public.
    page: Option<String>,
    follow: Option<String>,
}

impl Row {
    fn new(app: &App, words: Words, found: &Suggestion, alerts: bool) -> Row {
        let number = &found.number;
        Row {
            number: number.clone(),
            category: names::category(app, &found.category, words.lang),
            // Rounded up, so that nobody is told the exact spot of somebody else's report.
            metres: ((found.metres / STEP_METRES).ceil().max(1.0) * STEP_METRES) as i64,
            when: names::when(app, words).time(found.reported_at),
            body: found.body.clone(),
            page: found.visible.then(|| format!("/board/{number}")),
            follow: (found.visible && alerts).then(|| format!("/alerts?matter={number}")),
        }
    }
}

/// How coarsely a distance is said.
const STEP_METRES: f64 = 10.0;

#[derive(Template)]
#[template(path = "resident/nearby.html")]
struct Part {
    words: Words,
    told: Vec<Told>,
    rows: Vec<Row>,
}

impl Part {
    fn t(&self, key: &str) -> Cow<'static, str> {
        self.words.t(key)
    }

    fn icon(&self, name: &str) -> Markup {
        icon(name)
    }
}
