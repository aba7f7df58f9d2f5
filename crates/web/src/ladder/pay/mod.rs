//! `/pay` (工资发放): the runs, and the form that makes a draft.
mod bank;
mod register;
mod run;
mod slips;

use super::say::yuan;
use crate::desk::{Answer, Desk, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use crate::words::Words;
use app::App;
use app::ladder::pay::show::{self, Runs};
use app::ladder::pay::{Run, State, make};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::routing::{get, post};
use base::Date;
use ladder::pay::run::Period;
use org::Person;
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/pay", get(self::show).post(draft))
        .route("/pay/{id}", get(run::show))
        .route("/pay/{id}/finish", post(run::finish))
        .route("/pay/{id}/slips", get(slips::show))
        .route("/pay/{id}/bank.csv", post(bank::take))
        .route("/pay/{id}/register.xlsx", get(register::take))
}

/// Two years of runs.
const PAGE: u32 = 26;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    before: String,
}

/// `GET /pay?before=2026-03`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    page(&desk, &asked.before, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /pay`: makes the draft of a month or of a year's end, or makes it again.
async fn draft(desk: Desk, form: Form<New>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, "", given, None, status).await,
    };
    let made = desk.write(move |cx, asker| make::make(cx, &asker.who, new.period, new.known)).await;
    match made {
        Ok(id) => Ok(on_to(format!("/pay/{id}?done=drafted"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, "", given, refused, status).await
        }
    }
}

/// Which period, as known on which day.
pub struct New {
    period: Period,
    known: Option<Date>,
}

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let is_year = !input.raw("year").trim().is_empty();
        let fits =
            |text: &str| Period::parse(text.trim()).filter(|period| period.is_year() == is_year);
        let period = input.choice(if is_year { "year" } else { "month" }, fits);
        let known = match input.raw("known").trim() {
            "" => Some(None),
            _ => input.day("known").map(Some),
        };
        Some(New { period: period?, known: known? })
    }
}

#[derive(Template)]
#[template(path = "ladder/pay/runs.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    rows: Vec<Row>,
    makes: bool,
    is_first: bool,
    next: Option<Period>,
}

/// A run, in words.
struct Row {
    run: Run,
    period: String,
    is_final: bool,
    total: String,
    arrears: String,
    maker: String,
    finisher: String,
}

async fn page(
    desk: &Desk,
    before: &str,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let before = Period::parse(before.trim());
    let Runs { runs, next, expected, makes } =
        desk.read(move |cx, asker| show::list(cx, &asker.who, before, PAGE)).await?;
    let words = desk.words;
    let rows = runs.into_iter().map(|(run, maker, finisher)| Row {
        period: period(words, run.period),
        is_final: run.state == State::Final,
        total: yuan(words, run.sums.total),
        arrears: yuan(words, run.sums.arrears),
        maker: name(desk, maker.as_ref()),
        finisher: name(desk, finisher.as_ref()),
        run,
    });
    let rows = rows.collect();
    let f = if f.value("month").is_empty() { f.with("month", expected) } else { f };
    let p = desk.page_after(&words.t("pay-title"), "pay");
    let is_first = before.is_none();
    Ok(render_with(status, &View { p, f, refused, rows, makes, is_first, next }))
}

/// A period in words.
pub fn period(words: Words, period: Period) -> String {
    match period {
        Period::Month(month) => {
            let (year, month) = (month.year.to_string(), month.month.to_string());
            words.ta("pay-month", &[("year", year), ("month", month)])
        }
        Period::Year(year) => words.ta("pay-year-end", &[("year", year.to_string())]),
    }
}

/// A name in the reader's language; a dash for nobody.
fn name(desk: &Desk, person: Option<&Person>) -> String {
    person.map_or("–".to_owned(), |person| {
        let name = desk.pick(&person.name_zh, &person.name_en);
        if name.is_empty() { &person.name_zh } else { name }.to_owned()
    })
}
