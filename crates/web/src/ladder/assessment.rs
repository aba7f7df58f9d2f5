//! `/assessments` (年度考核): the years; one year with its steps, values and pools; what the
//! personnel office does next.
//!
//! What is *not* here: a list by mark. Every list goes by name.
mod ballot;
mod goals;
mod panels;
mod results;
mod worker;

use super::ORDER_MAX;
use super::say::unit;
use crate::desk::{Answer, Desk, Nothing, Times, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::App;
use app::ladder::assessment::decide::{self, Lacks};
use app::ladder::assessment::goals as goal_rules;
use app::ladder::assessment::{self, Assessment, Overview, PoolRow, result};
use app::org::Directory;
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use base::PersonId;
use ladder::assessment::course::Stage;
use ladder::rules::Pool;
use std::sync::Arc;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/assessments", get(years).post(open))
        .route("/assessments/{year}", get(show))
        .route("/assessments/{year}/publish-goals", post(publish_goals))
        .route("/assessments/{year}/decide", post(decide_year))
        .route("/assessments/{year}/publish", post(publish))
        .route("/assessments/{year}/settle", post(settle))
        .route("/assessments/{year}/goals", get(goals::show).post(goals::set))
        .route("/assessments/{year}/marks", get(worker::marked))
        .route("/assessments/{year}/panels", get(panels::show).post(panels::open))
        .route("/assessments/{year}/panels/{unit}/print-again", post(panels::print_again))
        .route("/assessments/{year}/panels/{unit}/close", post(panels::close))
        .route("/assessments/{year}/results", get(results::show))
        .route("/assessments/{year}/workers/{id}", get(worker::show))
        .route("/assessments/{year}/workers/{id}/goal", post(worker::goal))
        .route("/assessments/{year}/workers/{id}/note", post(worker::note))
        .route("/assessments/{year}/workers/{id}/mark", post(worker::mark))
        .route("/assessments/{year}/workers/{id}/appeal", post(worker::appeal))
        .route("/assessments/{year}/workers/{id}/answer", post(worker::answer))
        .route("/ballot", get(ballot::show).post(ballot::cast))
        .route("/ballot/open", post(ballot::open))
        .route("/ballot/thanks", get(ballot::thanks))
}

/// The years that a form may name; outside of them it is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i64> = 2000..=2199;

/// `GET /assessments`.
pub async fn years(desk: Desk) -> Answer {
    let year = desk.today().year();
    let given = Given::empty(desk.words).with("year", year);
    years_page(&desk, given, None, StatusCode::OK).await
}

/// `POST /assessments`: opens a year.
pub async fn open(desk: Desk, form: Form<Opened>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (Opened(year), given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return years_page(&desk, given, None, status).await,
    };
    match desk.write(move |cx, asker| assessment::open(cx, &asker.who, year)).await {
        Ok(()) => Ok(on_to(format!("/assessments/{year}?done=opened"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            years_page(&desk, given, refused, status).await
        }
    }
}

/// The year to be opened.
pub struct Opened(i16);

impl FromInput for Opened {
    fn read(input: &mut Input) -> Option<Opened> {
        i16::try_from(input.number("year", YEARS)?).ok().map(Opened)
    }
}

#[derive(Template)]
#[template(path = "ladder/assessments.html")]
struct Years {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    years: Vec<(Assessment, Stage)>,
    own: Option<PersonId>,
    edits: bool,
}

async fn years_page(desk: &Desk, f: Given, refused: Option<String>, status: StatusCode) -> Answer {
    let (years, own, edits) = desk
        .read(|cx, asker| {
            let years = assessment::years(cx, &asker.who)?;
            let own = app::ladder::worker::own(cx, &asker.who)?;
            let all = org::Thing::default();
            let edits = org::may(&asker.who, org::Action::EditWorker, &all).is_ok();
            Ok((years, own, edits))
        })
        .await?;
    let p = desk.page_after(&desk.words.t("assessment-title"), "assessment");
    let when = Times(desk.when());
    Ok(render_with(status, &Years { p, when, f, refused, years, own, edits }))
}

/// `GET /assessments/{year}`.
pub async fn show(desk: Desk, Path(year): Path<String>) -> Answer {
    let year = desk.id(&year)?;
    page(&desk, year, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /assessments/{year}/publish-goals`.
pub async fn publish_goals(desk: Desk, Path(year): Path<String>, form: Form<Nothing>) -> Answer {
    let (year, given) = (desk.id(&year)?, pressed(&desk, form)?);
    let done = desk.write(move |cx, asker| goal_rules::publish(cx, &asker.who, year)).await;
    after(&desk, year, "goals", given, done).await
}

/// `POST /assessments/{year}/decide`: by an order.
pub async fn decide_year(desk: Desk, Path(year): Path<String>, form: Form<Ordered>) -> Answer {
    let year = desk.id(&year)?;
    let (Ordered(order_no), given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            return page(&desk, year, given, None, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let done = desk.write(move |cx, asker| decide::decide(cx, &asker.who, year, &order_no)).await;
    after(&desk, year, "decided", given, done).await
}

/// `POST /assessments/{year}/publish`.
pub async fn publish(desk: Desk, Path(year): Path<String>, form: Form<Nothing>) -> Answer {
    let (year, given) = (desk.id(&year)?, pressed(&desk, form)?);
    let done = desk.write(move |cx, asker| decide::publish(cx, &asker.who, year)).await;
    after(&desk, year, "published", given, done).await
}

/// `POST /assessments/{year}/settle`.
pub async fn settle(desk: Desk, Path(year): Path<String>, form: Form<Nothing>) -> Answer {
    let (year, given) = (desk.id(&year)?, pressed(&desk, form)?);
    let done = desk.write(move |cx, asker| result::settle(cx, &asker.who, year)).await;
    after(&desk, year, "settled", given, done.map(|_| ())).await
}

/// The number of the order.
pub struct Ordered(String);

impl FromInput for Ordered {
    fn read(input: &mut Input) -> Option<Ordered> {
        input.text::<ORDER_MAX>("order_no").map(|text| Ordered(text.to_string()))
    }
}

/// A button of ours was pressed.
fn pressed(desk: &Desk, form: Form<Nothing>) -> Result<Given, crate::desk::Stop> {
    Ok(match desk.take(form)? {
        Ok((Nothing, given)) | Err(given) => given,
    })
}

async fn after(
    desk: &Desk,
    year: i16,
    done_key: &str,
    given: Given,
    done: app::Result<()>,
) -> Answer {
    match done {
        Ok(()) => Ok(on_to(format!("/assessments/{year}?done={done_key}"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(desk, year, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

#[derive(Template)]
#[template(path = "ladder/assessment.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    shown: Overview,
    /// What the office still lacks for the decision; nothing for others.
    lacks: Option<Lacks>,
    own: Option<PersonId>,
    directory: Arc<Directory>,
}

impl View {
    fn year(&self) -> i16 {
        self.shown.assessment.year
    }

    /// Where the year stands among its steps: done, now, or next.
    fn state(&self, step: &str) -> &'static str {
        let at = |code: &str| Stage::ALL.iter().position(|stage| stage.code() == code);
        match at(step).cmp(&at(self.shown.stage.code())) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "next",
        }
    }

    /// The name of a pool: of whom, and where.
    fn pool(&self, pool: &PoolRow) -> String {
        let key = if pool.heads { "assessment-pool-heads" } else { "assessment-pool-others" };
        let place = match (pool.pool, pool.unit) {
            (Pool::District, _) | (_, None) => self.p.t("assessment-pool-district").into_owned(),
            (_, Some(id)) => unit(self.p.words, &self.directory, id),
        };
        format!("{place} · {}", self.p.t(key))
    }
}

async fn page(
    desk: &Desk,
    year: i16,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let (shown, lacks, own, directory) = desk
        .read(move |cx, asker| {
            let shown = assessment::overview(cx, &asker.who, year)?;
            let is_open = shown.edits && shown.assessment.course.decided.is_none();
            let lacks = match is_open {
                true => Some(decide::draft(cx, &asker.who, year)?.lacks),
                false => None,
            };
            let own = app::ladder::worker::own(cx, &asker.who)?;
            Ok((shown, lacks, own, cx.directory()?))
        })
        .await?;
    let title = desk.words.ta("assessment-of", &[("year", year.to_string())]);
    let p = desk.page_after(&title, "assessment");
    let when = Times(desk.when());
    Ok(render_with(status, &View { p, when, f, refused, shown, lacks, own, directory }))
}
