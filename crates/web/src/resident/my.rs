//! `/my`: the reporter's own page of a matter (我的事项), by the code.
//!
//! Who holds it is named as a unit, never as a person. What staff say and what the reporter says
//! stand apart, also where they do not agree.
pub mod answer;
mod standing;
mod told;

use super::{follow, names, state};
use crate::form::{Choice, Given};
use crate::markup::Markup;
use crate::page::{Page, render_with};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said::problem;
use crate::session::Visitor;
use app::grid::matter::{self, Asker, Matter, Rating};
use app::{App, Cx, Failed};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use base::PhotoId;
use serde::Deserialize;
use standing::{Refusal, Rights, Standing};
use told::Told;

/// What was just done, said once.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// What may be said as just done; anything else is not said.
const DONE: &[&str] = &["rated", "reopened", "appealed"];

/// `GET /my`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let Some(digest) = follow::digest(&app, &headers) else { return Ok(by_code_first()) };
    let said = Said { f: Given::empty(reader.words()), refused: None, status: StatusCode::OK };
    let done = asked.done.filter(|done| DONE.contains(&&**done));
    page(&app, visitor, reader, digest, said, done).await
}

/// `GET /my/photos/{id}`.
pub async fn photo(
    State(app): State<App>,
    reader: Reader,
    headers: HeaderMap,
    Path(id): Path<PhotoId>,
) -> Result<Response, Problem> {
    let digest = follow::digest(&app, &headers).ok_or_else(Problem::not_found)?;
    let found = app.read(move |cx| matter::photo(cx, &Asker::reporter(digest.clone()), id)).await;
    let shown = found.map_err(|failed| problem(reader.words(), &failed))?;
    Ok(crate::photo_file::answer(&headers, shown))
}

/// Without the code there is nothing to show, and nothing is said about what there might be.
fn by_code_first() -> Response {
    Redirect::to("/follow").into_response()
}

/// What came of a form on this page.
struct Said {
    f: Given,
    /// A sentence above everything: a step that is no longer, or not yet, possible.
    refused: Option<String>,
    status: StatusCode,
}

/// Everything of the page that is read in one transaction.
struct Read {
    page: matter::Page,
    rating: Option<Rating>,
}

fn read(cx: &mut Cx<'_, '_>, digest: &[u8]) -> app::Result<Read> {
    let id = matter::find_by_code(cx, digest)?;
    let asker = Asker::reporter(digest.to_vec());
    Ok(Read { page: matter::page(cx, &asker, id)?, rating: matter::rating(cx, &asker, id)? })
}

async fn page(
    app: &App,
    visitor: Visitor,
    reader: Reader,
    digest: Vec<u8>,
    said: Said,
    done: Option<String>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let Read { page, rating } = match app.read(move |cx| read(cx, &digest)).await {
        Ok(found) => found,
        Err(Failed::NotFound) => return Ok(by_code_first()),
        Err(failed) => return Err(problem(words, &failed)),
    };
    let (lang, when) = (words.lang, names::when(app, words));
    let rights = Rights::of(app, &page, rating.is_some(), &when)
        .map_err(|failed| problem(words, &failed))?;
    let uri = Uri::from_static("/my");
    let mut p = names::page(words, &uri, "resident-my-title", visitor.frame);
    if let Some(done) = done {
        let said = words.tc("resident-done", &done);
        p = p.toast(said);
    }
    let matter = &page.matter;
    let my = My {
        category: names::category(app, &matter.category, lang),
        tone: matter.ending.map_or("plain", super::board::tone),
        reported: when.time(matter.reported_at),
        place: names::place(&page.directory, &matter.place, lang),
        standing: Standing::of(&page, &when, lang),
        refusal: Refusal::of(&page, lang),
        disagree: said_apart(matter),
        told: told::timeline(app, &page, &when, words),
        state: state::of_page(&page, words),
        photos: page.photos.clone(),
        says: says(words),
        stars: stars(words),
        rating,
        rights,
        f: said.f,
        refused: said.refused,
        page,
        p,
    };
    Ok(render_with(said.status, &my))
}

/// Whether staff and reporter say different things of the result.
fn said_apart(matter: &Matter) -> bool {
    let both = matter.ending.zip(matter.reporter_says);
    both.is_some_and(|(ending, says)| grid::handling::disagree(ending, says))
}

fn says(words: crate::words::Words) -> Vec<Choice> {
    let says = grid::matter::Says::ALL.iter().map(|says| says.code());
    says.map(|code| Choice::new(code, words.tc("resident-says", code))).collect()
}

fn stars(words: crate::words::Words) -> Vec<Choice> {
    let say = |n: u8| Choice::new(n, words.tc("resident-stars", &n.to_string()));
    STARS.map(say).collect()
}

/// The steps of content, from not at all to very.
const STARS: std::ops::RangeInclusive<u8> = 1..=5;

#[derive(Template)]
#[template(path = "resident/my.html")]
struct My {
    p: Page,
    page: matter::Page,
    category: String,
    /// The colour of the ending.
    tone: &'static str,
    reported: Markup,
    place: String,
    standing: Standing,
    refusal: Option<Refusal>,
    disagree: bool,
    rating: Option<Rating>,
    rights: Rights,
    told: Vec<Told>,
    state: state::Said,
    photos: Vec<matter::Photo>,
    says: Vec<Choice>,
    stars: Vec<Choice>,
    f: Given,
    refused: Option<String>,
}
