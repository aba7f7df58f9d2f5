//! `/quotas` (员额与在岗): by street and kind of post, elected and hired; and those who left. The
//! first page of the personnel office.
use super::ORDER_MAX;
use super::quota_lines::{read, write};
use super::say::{self, unit};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use app::ladder::quota::{self, Board, Leavers, Left, Street};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use base::{Date, UnitId};
use serde::Deserialize;

/// What fits a screen and a half.
const PAGE: u32 = 50;
/// Lines of a district: a hundred streets at a hundred characters.
const LINES_MAX: usize = 10_000;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    form: String,
}

/// `GET /quotas?form=set`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let given = Given::empty(desk.words).with("since", desk.today());
    page(&desk, &asked.form, given, None, StatusCode::OK).await
}

/// `POST /quotas`: a line a street, by one order from a day on.
pub async fn set(desk: Desk, form: Form<New>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, "set", given, None, status).await,
    };
    let New { since, order_no, lines } = new;
    let done = desk
        .write(move |cx, asker| {
            let board = quota::board(cx, &asker.who)?;
            let read = match board.edits {
                true => read(&lines, &board.directory, &board.kinds),
                false => Ok(Vec::new()), // refused by the right before anything is read
            };
            let quotas = read.map_err(|line| app::Failed::Field {
                field: "quotas",
                code: "quota_line",
                facts: vec![("line", line.to_string())],
            })?;
            quota::set(cx, &asker.who, since, &order_no, &quotas)
        })
        .await;
    match done {
        Ok(_) => Ok(on_to("/quotas?done=set")),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, "set", given, refused, status).await
        }
    }
}

/// Quotas as typed.
pub struct New {
    since: Date,
    order_no: String,
    lines: String,
}

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let (since, order_no) = (input.day("since"), input.text::<ORDER_MAX>("order_no"));
        if input.raw("quotas").chars().count() > LINES_MAX {
            input.refuse("quotas", "malformed");
            return None;
        }
        let lines = input.raw("quotas").to_owned();
        if lines.trim().is_empty() {
            input.refuse("quotas", "empty");
        }
        Some(New { since: since?, order_no: order_no?.to_string(), lines })
    }
}

#[derive(Template)]
#[template(path = "ladder/quotas.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    form: String,
    shown: Board,
    kinds: Vec<Choice>,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    /// Places without anybody: one kind's do not make up for another's.
    fn vacant(&self, street: &Street) -> u32 {
        street.rows.iter().map(|row| row.quota.vacant()).sum()
    }

    fn vacant_in_all(&self) -> u32 {
        self.shown.streets.iter().map(|street| self.vacant(street)).sum()
    }

    fn left(&self) -> u32 {
        self.shown.streets.iter().map(|street| street.left).sum()
    }
}

async fn page(
    desk: &Desk,
    form: &str,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let shown = desk.read(move |cx, asker| quota::board(cx, &asker.who)).await?;
    let words = desk.words;
    let kinds = say::kinds(words, shown.kinds.iter().copied());
    let f = match f.value("quotas").is_empty() {
        true => f.with("quotas", write(&shown, |id| unit(words, &shown.directory, id))),
        false => f,
    };
    let p = desk.page_after(&words.t("quota-title"), "quota");
    let form = form.to_owned();
    Ok(render_with(status, &View { p, f, refused, form, shown, kinds }))
}

#[derive(Default, Deserialize)]
pub struct AskedLeft {
    street: Option<UnitId>,
    before: Option<i64>,
}

/// `GET /quotas/left?street=&before=`: those who left, the last first, and why.
pub async fn left(desk: Desk, Query(asked): Query<AskedLeft>) -> Answer {
    let AskedLeft { street, before } = asked;
    let shown =
        desk.read(move |cx, asker| quota::leavers(cx, &asker.who, street, before, PAGE)).await?;
    let streets = say::streets(desk.words, &shown.directory, &shown.streets);
    let f = Given::empty(desk.words).with("street", shown.street);
    let p = desk.page(&desk.words.t("quota-left"));
    let when = Times(desk.when());
    Ok(render(&LeftView { p, when, f, streets, shown }))
}

#[derive(Template)]
#[template(path = "ladder/left.html")]
struct LeftView {
    p: Page,
    when: Times,
    f: Given,
    streets: Vec<Choice>,
    shown: Leavers,
}

impl LeftView {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn name(&self, left: &Left) -> String {
        let (zh, en) = (&left.named.name_zh, &left.named.name_en);
        let name = self.p.lang().pick(zh, en);
        if name.is_empty() { zh.clone() } else { name.to_owned() }
    }
}
