//! `/workers/list.xlsx` (导出台账): a street's workers in an office's form. Our own import reads it.
use super::super::say::unit;
use super::file;
use crate::desk::{Answer, Desk};
use crate::words::Words;
use app::Failed;
use app::ladder::roster::{self, Exported};
use axum::extract::Query;
use base::{Date, UnitId};
use ladder::Asked;
use ladder::worker::{EducationLevel, Worker};
use serde::Deserialize;
use sheet::form::{self, Cell, Form, Kind};

#[derive(Default, Deserialize)]
pub struct OfStreet {
    street: Option<UnitId>,
}

/// How many of the last years' results a list shows (近三年考核).
const YEARS_SHOWN: usize = 3;

/// `GET /workers/list.xlsx?street=`.
pub async fn list(desk: Desk, Query(asked): Query<OfStreet>) -> Answer {
    let words = desk.words;
    let found = desk.read(move |cx, asker| roster::export(cx, &asker.who, asked.street)).await?;
    let written = super::beside(move || form::write(&form_of(words, &found))).await;
    let written = written.and_then(|written| {
        written.map_err(|_| Failed::Broken("a workbook could not be written".into()))
    });
    let bytes = written.map_err(|failed| desk.failed(&failed))?;
    Ok(file("workers.xlsx", bytes))
}

fn form_of(words: Words, found: &Exported) -> Form {
    let street = unit(words, &found.directory, found.street);
    let day = found.day.to_string();
    let rows = found.rows.iter().zip(1..).map(|(row, number)| cells(words, found, row, number));
    Form {
        title: words.ta("roster-list-title", &[("street", street.clone())]),
        note: words.ta("roster-list-note", &[("street", street), ("day", day)]),
        columns: columns(words),
        rows: rows.collect(),
        total: None,
        foot: words.t("roster-list-foot").into_owned(),
    }
}

fn columns(words: Words) -> Vec<form::Column> {
    let column = |group: Option<&str>, head: &str, kind: Kind, width: u16| form::Column {
        group: group.map(|group| words.t(group).into_owned()),
        head: words.t(head).into_owned(),
        kind,
        width,
        total: false,
    };
    let group = Some("roster-list-certificate");
    vec![
        column(None, "roster-list-number", Kind::Count, 6),
        column(None, "roster-column-street", Kind::Text, 14),
        column(None, "roster-column-community", Kind::Text, 16),
        column(None, "roster-column-name", Kind::Text, 12),
        column(None, "roster-column-education", Kind::Text, 12),
        column(None, "roster-column-degree", Kind::Text, 8),
        column(None, "roster-column-post", Kind::Text, 14),
        column(None, "roster-column-title", Kind::Text, 12),
        column(None, "roster-column-tenure", Kind::Text, 10),
        column(None, "roster-column-since", Kind::Code, 13),
        column(None, "roster-column-level", Kind::Count, 8),
        column(None, "roster-column-placed", Kind::Code, 13),
        column(None, "roster-column-order_no", Kind::Text, 20),
        column(group, "roster-list-grade", Kind::Text, 16),
        column(group, "roster-list-got", Kind::Code, 13),
        column(None, "roster-column-results", Kind::Text, 26),
    ]
}

fn cells(words: Words, found: &Exported, row: &roster::Row, number: i64) -> Vec<Cell> {
    let (service, facts, day) = (&row.named.service, &row.facts, found.day);
    let text = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    let code = |code: &str| words.tc("ladder-code", code).into_owned();
    let name = match row.named.name_en.is_empty() {
        true => row.named.name_zh.clone(),
        false => words.lang.pick(&row.named.name_zh, &row.named.name_en).to_owned(),
    };
    let title = match service.secretary {
        true => words.t("workers-secretary").into_owned(),
        false => String::new(),
    };
    let placing = row.placement.as_ref();
    let (diploma, degree) = papers(words, facts, day);
    let (grade, got) = certificate(words, facts, day);
    vec![
        Cell::Number(number),
        text(unit(words, &found.directory, service.street)),
        text(unit(words, &found.directory, service.community)),
        text(name),
        text(diploma),
        text(degree),
        text(placing.map(|it| code(it.kind.code())).unwrap_or_default()),
        text(title),
        text(code(service.tenure.code())),
        text(service.since.to_string()),
        placing.map_or(Cell::Empty, |it| Cell::Number(i64::from(it.level))),
        text(placing.map(|it| it.since.to_string()).unwrap_or_default()),
        text(placing.map(|it| it.order_no.clone()).unwrap_or_default()),
        text(grade),
        text(got),
        text(results(words, facts, day)),
    ]
}

/// The highest diploma and the highest degree.
fn papers(words: Words, facts: &Worker, day: Date) -> (String, String) {
    let (mut diploma, mut degree) = (EducationLevel::None, EducationLevel::None);
    for entry in facts.education(Asked::new(day, day)) {
        diploma = if entry.diploma { diploma.max(entry.level) } else { diploma };
        degree = if entry.degree { degree.max(entry.level) } else { degree };
    }
    let said = |family: &str, level: EducationLevel| match level {
        EducationLevel::None => String::new(),
        level => words.tc(family, level.code()).into_owned(),
    };
    (said("ladder-code", diploma), said("roster-degree", degree))
}

/// The highest certificate and its day.
fn certificate(words: Words, facts: &Worker, day: Date) -> (String, String) {
    let held = facts.certificates.iter().filter(|it| it.since <= day && it.known <= day);
    let best = held.max_by_key(|it| it.certificate);
    let said = |code: &str| words.tc("ladder-code", code).into_owned();
    let best = best.map(|it| (said(it.certificate.code()), it.since.to_string()));
    best.unwrap_or_default()
}

/// The last results with their years, the oldest first.
fn results(words: Words, facts: &Worker, day: Date) -> String {
    let mut years: Vec<i16> = facts.results.iter().map(|result| result.year).collect();
    years.sort_unstable();
    years.dedup();
    let last = years.into_iter().rev().take(YEARS_SHOWN).collect::<Vec<_>>().into_iter().rev();
    let said = last.filter_map(|year| {
        let rating = words.tc("rating", facts.result(year, day)?.code()).into_owned();
        Some(words.ta("roster-list-result", &[("year", year.to_string()), ("rating", rating)]))
    });
    said.collect::<Vec<_>>().join(&words.t("roster-between"))
}
