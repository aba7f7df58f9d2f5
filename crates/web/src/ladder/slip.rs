//! `/workers/{id}/pay` (工资条): a month, line by line, as things were known on a day.
use super::say::{self, Said, yuan};
use crate::desk::{Answer, Desk, Times};
use crate::form::Given;
use crate::page::{Page, render};
use app::ladder::pay::{self, SlipPage};
use askama::Template;
use axum::extract::{Path, Query};
use base::{Date, Fen, PersonId};
use ladder::Month;
use ladder::pay::{Item, PayLine};
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    month: String,
    #[serde(default)]
    known: String,
}

/// `GET /workers/{id}/pay?month=2026-06&known=2026-07-01`.
pub async fn show(desk: Desk, Path(id): Path<PersonId>, Query(asked): Query<Asked>) -> Answer {
    let month = Month::parse(asked.month.trim());
    let known: Option<Date> = asked.known.trim().parse().ok();
    let shown = desk.read(move |cx, asker| pay::slip(cx, &asker.who, id, month, known)).await?;
    let (words, when) = (desk.words, desk.when());
    let said = |line: &PayLine| Row {
        item: words.tc("ladder-item", line.item.code()).into_owned(),
        is_paid: line.item.is_paid(),
        amount: yuan(words, line.amount),
        said: say::pay(words, &when, line),
    };
    let (rows, total, refused) = match &shown.slip {
        Ok(slip) => {
            (slip.lines.iter().map(said).collect(), yuan(words, slip.total()), String::new())
        }
        Err(refused) => (Vec::new(), String::new(), why(&desk, refused.clone())),
    };
    let difference = |(item, fen): (Item, Fen)| {
        (words.tc("ladder-item", item.code()).into_owned(), yuan(words, fen))
    };
    let arrears = shown.arrears.as_ref().map(|arrears| {
        let paid = arrears.lines.iter().filter(|line| line.item.is_paid());
        let lines = paid.map(|line| difference((line.item, line.amount()))).collect();
        Differences { lines, total: yuan(words, arrears.total()) }
    });
    let written = format!("{:04}-{:02}", shown.month.year, shown.month.month);
    let f = Given::empty(words).with("month", written).with("known", shown.known);
    let facts = [("year", shown.month.year.to_string()), ("month", shown.month.month.to_string())];
    let title = words.ta("slip-title", &facts);
    let person = &shown.person;
    let name = desk.pick(&person.name_zh, &person.name_en);
    let name = if name.is_empty() { &person.name_zh } else { name }.to_owned();
    let p = desk.page(&title);
    let when = Times(when);
    Ok(render(&View { p, when, f, title, name, shown, rows, total, refused, arrears }))
}

/// Why there is no slip, in a sentence.
fn why(desk: &Desk, refused: ladder::Refused) -> String {
    let failed = app::Failed::from(refused);
    crate::said::sentence(desk.words, &failed)
        .unwrap_or_else(|| desk.words.t("slip-no-policy").into_owned())
}

#[derive(Template)]
#[template(path = "ladder/slip.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    title: String,
    name: String,
    shown: SlipPage,
    rows: Vec<Row>,
    total: String,
    refused: String,
    arrears: Option<Differences>,
}

/// A line of the slip, in words.
struct Row {
    item: String,
    is_paid: bool,
    amount: String,
    said: Said,
}

/// What came out otherwise since (补差).
struct Differences {
    lines: Vec<(String, String)>,
    total: String,
}
