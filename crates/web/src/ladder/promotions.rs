//! `/promotions` (年度晋升): what the results of a year propose in a street, and the decision.
use super::ORDER_MAX;
use super::say::{self, Said};
use crate::desk::{Answer, Desk, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use crate::said;
use app::ladder::promotion::{self, Proposal};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use base::{PersonId, UnitId};
use ladder::promotion::Next;
use serde::Deserialize;

/// What one reads in one sitting.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    year: Option<i16>,
    after: Option<PersonId>,
}

/// `GET /promotions?street=&year=&after=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    page(&desk, asked, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /promotions`: those ticked, by one order.
pub async fn decide(desk: Desk, form: Form<Decided>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (decided, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let asked = asked(&given);
            return page(&desk, asked, given, None, status).await;
        }
    };
    let Decided { street, year, people, order_no } = decided;
    let done = desk
        .write(move |cx, asker| promotion::decide(cx, &asker.who, year, &people, &order_no))
        .await;
    match done {
        Ok(_) => Ok(on_to(format!("/promotions?street={street}&year={year}&done=promoted"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            let asked = Asked { street: Some(street), year: Some(year), after: None };
            page(&desk, asked, given, refused, status).await
        }
    }
}

/// Who is promoted, by which order.
pub struct Decided {
    street: UnitId,
    year: i16,
    people: Vec<PersonId>,
    order_no: String,
}

impl FromInput for Decided {
    fn read(input: &mut Input) -> Option<Decided> {
        let (street, year) = (input.parsed("street"), input.parsed("year"));
        let people: Vec<PersonId> =
            input.all("person").iter().filter_map(|id| id.parse().ok()).collect();
        if people.is_empty() {
            input.refuse("person", "choose");
        }
        let order_no = input.text::<ORDER_MAX>("order_no");
        Some(Decided { street: street?, year: year?, people, order_no: order_no?.to_string() })
    }
}

fn asked(given: &Given) -> Asked {
    let (street, year) = (given.value("street").parse().ok(), given.value("year").parse().ok());
    Asked { street, year, after: None }
}

#[derive(Template)]
#[template(path = "ladder/promotions.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    streets: Vec<Choice>,
    street: UnitId,
    year: i16,
    rows: Vec<Row>,
    next: Option<String>,
    edits: bool,
    has_open: bool,
}

/// What is proposed for one worker, in words.
struct Row {
    person: PersonId,
    name: String,
    is_open: bool,
    is_done: bool,
    said: String,
    steps: Vec<Said>,
}

fn row(desk: &Desk, proposal: &Proposal) -> Row {
    let (words, when) = (desk.words, desk.when());
    let (person, name) = (&proposal.person, say::name(words, &proposal.person));
    let (said, steps) = match &proposal.answer {
        Ok(forecast) => {
            let steps = forecast.lines.iter().map(|line| say::line(words, &when, line)).collect();
            let from = forecast.level.to_string();
            let said = match forecast.next {
                Next::On { level, day } => {
                    let facts = [("from", from), ("to", level.to_string()), ("day", when.day(day))];
                    words.ta("promotions-to", &facts)
                }
                Next::Top => words.ta("workers-next-top", &[("level", from)]),
                Next::Never => words.t("promotions-not-yet").into_owned(),
            };
            (said, steps)
        }
        Err(refused) => {
            let failed = app::Failed::from(refused.clone());
            let said = said::sentence(words, &failed);
            (said.unwrap_or_else(|| words.t("slip-no-policy").into_owned()), Vec::new())
        }
    };
    let (is_open, is_done) = (proposal.is_open(), proposal.done);
    Row { person: person.id, name, is_open, is_done, said, steps }
}

async fn page(
    desk: &Desk,
    asked: Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let Asked { street, year, after } = asked;
    let found = desk
        .read(move |cx, asker| promotion::proposals(cx, &asker.who, street, year, after, PAGE))
        .await?;
    let streets = say::streets(desk.words, &found.directory, &found.streets);
    let (street, year, edits) = (found.street, found.year, found.edits);
    let rows: Vec<Row> = found.rows.iter().map(|proposal| row(desk, proposal)).collect();
    let has_open = rows.iter().any(|row| row.is_open);
    let next =
        found.next.map(|next| format!("/promotions?street={street}&year={year}&after={next}"));
    let f = f.with("street", street).with("year", year);
    let p = desk.page_after(&desk.words.t("promotions-title"), "workers");
    Ok(render_with(
        status,
        &View { p, f, refused, streets, street, year, rows, next, edits, has_open },
    ))
}
