//! `/workers` (社区工作者名册): those of a street, by name; and the way to one's own record.
use super::say::{self, unit};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Given};
use crate::page::{Page, render};
use app::ladder::worker::{self, List, Row};
use askama::Template;
use axum::extract::Query;
use base::{PersonId, UnitId};
use serde::Deserialize;

/// What fits a screen and a half.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    after: Option<PersonId>,
}

/// `GET /workers?street=&after=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let Asked { street, after } = asked;
    let shown =
        desk.read(move |cx, asker| worker::list(cx, &asker.who, street, after, PAGE)).await?;
    let streets = say::streets(desk.words, &shown.directory, &shown.streets);
    let f = Given::empty(desk.words).with("street", shown.street);
    let p = desk.page_after(&desk.words.t("workers-title"), "workers");
    let (when, is_first) = (Times(desk.when()), after.is_none());
    Ok(render(&View { p, when, f, streets, shown, is_first }))
}

/// `GET /workers/own`: one's own record, or that there is none.
pub async fn own(desk: Desk) -> Answer {
    let found = desk.read(move |cx, asker| worker::own(cx, &asker.who)).await?;
    match found {
        Some(person) => Ok(on_to(format!("/workers/{person}"))),
        None => Ok(render(&NoRecord { p: desk.page(&desk.words.t("workers-own")) })),
    }
}

#[derive(Template)]
#[template(path = "ladder/workers.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    streets: Vec<Choice>,
    shown: List,
    is_first: bool,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn name(&self, row: &Row) -> String {
        say::name(self.p.words, &row.person)
    }
}

#[derive(Template)]
#[template(path = "ladder/no_record.html")]
struct NoRecord {
    p: Page,
}
