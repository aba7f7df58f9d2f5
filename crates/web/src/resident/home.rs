//! `/`: the resident's home (首页). Whoever is signed in goes to work instead.
use super::{board, names};
use crate::page::{Page, render};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said::problem;
use crate::session::{Signed, Visitor};
use app::App;
use app::grid::matter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};

/// `GET /`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    if let Some(to) = visitor.signed.as_ref().and_then(desk) {
        return Ok(Redirect::to(to).into_response());
    }
    let (words, lang) = (reader.words(), reader.lang);
    let found = app
        .read(move |cx| {
            let directory = cx.directory()?;
            let (rows, _) = matter::board(cx, None, None, LATEST)?;
            Ok((rows, directory))
        })
        .await;
    let (rows, directory) = found.map_err(|failed| problem(words, &failed))?;
    let when = names::when(&app, words);
    let rows = rows.iter().map(|row| board::Row::new(&app, &directory, &when, row, lang)).collect();
    let p = names::page(words, &uri, "resident-home-title", visitor.frame);
    Ok(render(&Home { p, rows }))
}

/// What fits below the two buttons without scrolling far.
const LATEST: u32 = 6;

/// Where work begins, the first of these in the reader's menu.
const DESKS: &[&str] = &["/inbox", "/figures", "/quotas", "/workers", "/org", "/audit", "/system"];

fn desk(signed: &Signed) -> Option<&'static str> {
    let has = |desk: &&&str| signed.frame.nav.iter().any(|item| item.href == **desk);
    DESKS.iter().find(has).copied()
}

#[derive(Template)]
#[template(path = "resident/home.html")]
struct Home {
    p: Page,
    rows: Vec<board::Row>,
}
