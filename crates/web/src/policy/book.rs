//! `/policy`: every value on a day (政策汇编), grouped, each with where it is written.
use super::value::Shown;
use super::{Asked, day, name, page};
use crate::form::{FieldError, Given};
use crate::page::{Page, render_with};
use crate::reader::Reader;
use crate::session::Visitor;
use crate::when::When;
use crate::words::Words;
use ::policy::{Book, Missing, Version};
use app::App;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use base::Date;

/// `GET /policy?on=DAY`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let words = reader.words();
    let (on, is_read) = day(&app, &asked);
    let policies = app.policies();
    let when = When::new(words, policies.calendar.tz().clone(), app.now());
    let f = Given::empty(words).with("on", on);
    let f = if is_read { f } else { f.refuse(FieldError::new("on", "day")) };
    let status = if is_read { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let contradictions = policies.book.note_contradictions().iter().map(|flagged| Contradiction {
        note: flagged.note.clone(),
        source: source_name(&policies.book, &flagged.source.id, &flagged.source.clause),
        keys: flagged.keys.iter().map(|key| (key.clone(), name(words, key))).collect(),
    });
    let p = page(words, &uri, &words.t("policy-title"), visitor.frame);
    let contradictions = contradictions.collect();
    let groups = groups(&policies.book, on, &when, words);
    render_with(status, &Listed { p, f, on, day: when.day(on), groups, contradictions })
}

/// Keys that belong together (规则组).
struct Group {
    /// A key of words.
    title: String,
    rows: Vec<Row>,
}

/// One key on the day.
struct Row {
    key: String,
    name: String,
    /// Nothing where the key has no version that day: then `missing` says so.
    value: Option<InForce>,
    missing: String,
}

/// The version in force, in short.
struct InForce {
    short: String,
    since: String,
    source: String,
    example: bool,
    overlay: bool,
    disputed: bool,
}

struct Contradiction {
    note: String,
    source: String,
    keys: Vec<(String, String)>,
}

/// The groups as readers look for them; what is not named here comes after, by its name.
const ORDER: &[&str] = &["grid.deadline", "grid", "grid.leg", "privacy", "calendar", "security"];

fn groups(book: &Book, on: Date, when: &When, words: Words) -> Vec<Group> {
    let mut names: Vec<&str> = book.keys().map(group).collect();
    let rank = |name: &&str| ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len());
    names.sort_by_key(|name| (rank(name), *name));
    names.dedup();
    let rows = |name: &str| {
        let keys = book.keys().filter(|key| group(key) == name);
        keys.map(|key| Row::of(book, key, on, when, words)).collect()
    };
    names.into_iter().map(|name| Group { title: title(name), rows: rows(name) }).collect()
}

/// All of a key but its last part.
fn group(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(group, _)| group)
}

fn title(group: &str) -> String {
    format!("policy-group-{}", group.replace('.', "-"))
}

/// The key of words for the group of a key.
#[cfg(test)]
pub fn group_key(key: &str) -> String {
    title(group(key))
}

impl Row {
    fn of(book: &Book, key: &str, on: Date, when: &When, words: Words) -> Row {
        let (value, missing) = match in_force(book, key, on) {
            Ok(version) => (Some(InForce::of(book, key, version, when, words)), String::new()),
            Err(missing) => (None, why_none(&missing, when, words)),
        };
        Row { key: key.to_owned(), name: name(words, key), value, missing }
    }
}

impl InForce {
    fn of(book: &Book, key: &str, version: &Version, when: &When, words: Words) -> InForce {
        let record = &version.value;
        let flagged = book.note_contradictions().iter();
        InForce {
            short: Shown::of(record, words).short(words),
            since: when.day(version.since),
            source: source_name(book, &record.source.id, &record.source.clause),
            example: record.example,
            overlay: record.overlay,
            disputed: flagged.flat_map(|flagged| &flagged.keys).any(|disputed| disputed == key),
        }
    }
}

/// The version of a key on a day, found by the day on which it begins.
pub(super) fn in_force<'b>(book: &'b Book, key: &str, on: Date) -> Result<&'b Version, Missing> {
    let since = book.explain(key, on)?.since;
    let found = book.versions(key).iter().find(|version| version.since == since);
    found.ok_or_else(|| Missing::UnknownKey { key: key.to_owned() })
}

/// Why there is no value that day, as a sentence.
pub(super) fn why_none(missing: &Missing, when: &When, words: Words) -> String {
    match missing {
        Missing::TooEarly { first, .. } => {
            words.ta("policy-too-early", &[("first", when.day(*first))])
        }
        Missing::AfterEnd { end, .. } => words.ta("policy-after-end", &[("end", when.day(*end))]),
        Missing::UnknownKey { .. } | Missing::WrongType { .. } => {
            words.t("policy-no-value").into_owned()
        }
    }
}

/// The document and clause that a code such as `id#clause` cites, in one line; nothing where it
/// names no document of the book.
pub(crate) fn cited(book: &Book, code: &str) -> Option<String> {
    let (id, clause) = code.split_once('#')?;
    book.source(id).map(|_| source_name(book, id, clause))
}

/// A document and its clause, in one line.
pub(super) fn source_name(book: &Book, id: &str, clause: &str) -> String {
    let title = book.source(id).map_or(id, |source| &source.title);
    if clause.is_empty() { title.to_owned() } else { format!("{title} · {clause}") }
}

#[derive(Template)]
#[template(path = "policy/book.html")]
struct Listed {
    p: Page,
    f: Given,
    on: Date,
    day: String,
    groups: Vec<Group>,
    contradictions: Vec<Contradiction>,
}
