//! `/board/{number}`: one matter as anybody may see it (公示事项): how it stands in a plain sentence,
//! where roughly, by when; and how to follow it by mail. No words of a reporter, no person.
use super::{names, state};
use crate::markup::Markup;
use crate::page::{Page, render};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said::problem;
use crate::session::Visitor;
use app::grid::matter;
use app::{App, Failed};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use org::Place;

/// `GET /board/{number}`. What is not public is not there.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let found = app
        .read(move |cx| {
            let alerts = app::alert::open(cx);
            let page = matter::public_of(cx, std::slice::from_ref(&number), None)?;
            let row = page.rows.into_iter().next().ok_or(Failed::NotFound)?;
            Ok((row, page.directory, alerts))
        })
        .await;
    let (row, directory, alerts) = found.map_err(|failed| problem(words, &failed))?;
    let (lang, when) = (words.lang, names::when(&app, words));
    let place = Place { department: None, ..row.place };
    Ok(render(&Show {
        p: names::page(words, &uri, "resident-public-title", visitor.frame),
        category: names::category(&app, &row.category, lang),
        place: names::place(&directory, &place, lang),
        state: state::of_public(&row, &directory, words),
        unit: state::unit_name(&directory, &row, lang),
        reported: when.time(row.reported_at),
        changed: when.time(row.changed_at),
        ended: row.ended_at.map(|at| when.time(at)),
        due: row.due.map(|due| when.time(due)),
        into: row.merged_into.clone(),
        follow: alerts.then(|| format!("/alerts?matter={}", row.number)),
        number: row.number,
    }))
}

#[derive(Template)]
#[template(path = "resident/public.html")]
struct Show {
    p: Page,
    number: String,
    category: String,
    place: String,
    state: state::Said,
    unit: String,
    reported: Markup,
    changed: Markup,
    ended: Option<Markup>,
    due: Option<Markup>,
    into: Option<String>,
    follow: Option<String>,
}
