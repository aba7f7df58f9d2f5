//! `/policy/{key}`: all about one value (依据): what, since when, by which document and clause.
use super::book::{in_force, source_name, why_none};
use super::value::Shown;
use super::{Asked, day, name, page};
use crate::form::{FieldError, Given};
use crate::page::{Page, render_with};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::session::Visitor;
use crate::when::When;
use ::policy::{Book, Explanation};
use app::App;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use base::Date;

/// `GET /policy/{key}?on=DAY`. An unknown key is not found; a day without a version is a sentence.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let policies = app.policies();
    let book = &policies.book;
    if book.versions(&key).is_empty() {
        return Err(Problem::not_found());
    }
    let (on, is_read) = day(&app, &asked);
    let when = When::new(words, policies.calendar.tz().clone(), app.now());
    let f = Given::empty(words).with("on", on);
    let f = if is_read { f } else { f.refuse(FieldError::new("on", "day")) };
    let status = if is_read { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let name = name(words, &key);
    let (version, missing) = match book.explain(&key, on) {
        Ok(explained) => {
            let found = in_force(book, &key, on).map(|version| Shown::of(&version.value, words));
            (found.ok().map(|value| InForce::of(explained, value, &when)), String::new())
        }
        Err(missing) => (None, why_none(&missing, &when, words)),
    };
    let since = version.as_ref().map(|version| version.told.since);
    let versions = versions(book, &key, since, &when);
    let p = page(words, &uri, &name, visitor.frame);
    let day = when.day(on);
    Ok(render_with(status, &About { p, f, key, name, day, version, missing, versions }))
}

/// The version in force on the day.
struct InForce {
    told: Explanation,
    value: Shown,
    since: String,
    until: Option<String>,
    known: Option<String>,
    dated: Option<String>,
    previous: Option<(Date, String)>,
    next: Option<(Date, String)>,
}

impl InForce {
    fn of(told: Explanation, value: Shown, when: &When) -> InForce {
        let day = |day: Date| (day, when.day(day));
        InForce {
            since: when.day(told.since),
            until: told.until.map(|until| when.day(until)),
            known: told.known.map(|known| when.day(known)),
            dated: told.date.map(|date| when.day(date)),
            previous: told.previous.map(day),
            next: told.next.map(day),
            value,
            told,
        }
    }
}

/// One version in the list of all.
struct Listed {
    since: Date,
    from: String,
    until: Option<String>,
    source: String,
    note: String,
    is_here: bool,
}

/// The most versions that a page lists, the newest: a value changes a few times in a decade.
const VERSIONS_MAX: usize = 100;

fn versions(book: &Book, key: &str, here: Option<Date>, when: &When) -> Vec<Listed> {
    let all = book.versions(key);
    let until = |at: usize| all[at].until.or_else(|| all.get(at + 1).map(|next| next.since));
    let newest = (0..all.len()).rev().take(VERSIONS_MAX);
    newest
        .map(|at| {
            let record = &all[at].value;
            Listed {
                since: all[at].since,
                from: when.day(all[at].since),
                until: until(at).map(|until| when.day(until)),
                source: source_name(book, &record.source.id, &record.source.clause),
                note: record.note.clone().unwrap_or_default(),
                is_here: here == Some(all[at].since),
            }
        })
        .collect()
}

#[derive(Template)]
#[template(path = "policy/key.html")]
struct About {
    p: Page,
    f: Given,
    key: String,
    name: String,
    day: String,
    version: Option<InForce>,
    missing: String,
    versions: Vec<Listed>,
}
