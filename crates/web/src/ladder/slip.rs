//! `/workers/{id}/pay` (工资): what was paid; and a month on trial, line by line, as things were
//! known on a day.
pub mod extra;
pub mod paid;

use super::pay::period;
use super::say::{self, Said, yuan};
use crate::desk::{Answer, Desk, Times};
use crate::form::{Choice, Given};
use crate::page::{Page, render_with};
use app::ladder::pay::extra::Benefit;
use app::ladder::pay::{self, SlipPage};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Date, Fen, PayRunId, PersonId};
use ladder::Month;
use ladder::pay::{Item, PayLine};
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    month: String,
    #[serde(default)]
    known: String,
    #[serde(default)]
    form: String,
}

/// `GET /workers/{id}/pay?month=2026-06&known=2026-07-01`, with `&form=benefit`.
pub async fn show(desk: Desk, Path(id): Path<PersonId>, Query(asked): Query<Asked>) -> Answer {
    let today = desk.today();
    let given = Given::empty(desk.words).with("since", today).with("last", today);
    page(&desk, id, &asked, given, None, StatusCode::OK).await
}

async fn page(
    desk: &Desk,
    id: PersonId,
    asked: &Asked,
    f: Given,
    form_refused: Option<String>,
    status: StatusCode,
) -> Answer {
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
        Err(refused) => (Vec::new(), String::new(), why(desk, refused.clone())),
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
    let f = f.with("month", written).with("known", shown.known);
    let facts = [("year", shown.month.year.to_string()), ("month", shown.month.month.to_string())];
    let title = words.ta("slip-title", &facts);
    let person = &shown.person;
    let name = desk.pick(&person.name_zh, &person.name_en);
    let name = if name.is_empty() { &person.name_zh } else { name }.to_owned();
    let p = desk.page_after(&title, "pay");
    let when = Times(when);
    let paid = shown.paid.iter().map(|row| Paid {
        run: row.run,
        period: period(words, row.period),
        total: yuan(words, row.total),
    });
    let paid = paid.collect();
    let form = if shown.edits { asked.form.clone() } else { String::new() };
    let choices = |family: &str, codes: &[&str]| {
        codes.iter().map(|code| Choice::new(code, words.tc(family, code))).collect()
    };
    let benefits: Vec<&str> = Benefit::ALL.iter().map(|kind| kind.code()).collect();
    let benefits = choices("pay-benefit", &benefits);
    let view = View {
        p,
        when,
        f,
        title,
        name,
        shown,
        rows,
        total,
        refused,
        arrears,
        paid,
        form,
        form_refused,
        benefits,
    };
    Ok(render_with(status, &view))
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
    paid: Vec<Paid>,
    form: String,
    form_refused: Option<String>,
    benefits: Vec<Choice>,
}

/// A run in which something was paid.
struct Paid {
    run: PayRunId,
    period: String,
    total: String,
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
