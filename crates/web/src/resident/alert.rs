//! `/alerts`: news of an area by mail (附近动态提醒), without an account: an address, an area, a letter to
//! confirm. Whatever is asked for, the answer is the same; see `app::alert`.
pub mod own;

use super::{board, names};
use crate::form::{Choice, FieldError, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said::{in_form, problem};
use crate::session::Visitor;
use crate::words::Words;
use app::alert::{self, MailAddress, Wanted, Wish};
use app::{App, Failed};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use base::UnitId;
use base::place::Point;
use grid::rules::AlertRule;
use serde::Deserialize;

/// What the form begins with, or what was just done.
#[derive(Deserialize)]
pub struct Asked {
    unit: Option<String>,
    matter: Option<String>,
    done: Option<String>,
}

/// `GET /alerts?unit&matter`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let unit: Option<UnitId> = names::id(&asked.unit)?;
    let mut given = Given::empty(reader.words());
    if let Some(unit) = unit {
        given = given.with("area", unit);
    }
    if let Some(matter) = asked.matter.filter(|number| number.chars().count() <= NUMBER_MAX) {
        given = given.with("matter", matter);
    }
    let sent = asked.done.as_deref() == Some("sent");
    let gone = asked.done.as_deref() == Some("stopped");
    page(&app, visitor, reader, given, (sent, gone), StatusCode::OK).await
}

/// A number of a matter is shorter.
const NUMBER_MAX: usize = 40;

/// An alert as it was filled in.
#[derive(Clone)]
pub struct New {
    address: MailAddress,
    area: Wanted,
}

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let address: Option<MailAddress> = input.text("mail");
        let number = input.raw("matter").trim().to_owned();
        let point = input.place();
        let area = match (number.is_empty(), point, input.raw("area").trim()) {
            (false, ..) => Some(Wanted::Matter(number)),
            (true, Some(Some(middle)), _) => circle(input, middle),
            (true, Some(None), "") => {
                input.refuse("area", "alert_area");
                None
            }
            (true, Some(None), _) => input.parsed("area").map(Wanted::Unit),
            (true, None, _) => None,
        };
        Some(New { address: address?, area: area? })
    }
}

fn circle(input: &mut Input, middle: Point) -> Option<Wanted> {
    let metres = input.number("metres", 1..=i64::from(u32::MAX))?;
    let metres = u32::try_from(metres).ok()?;
    Some(Wanted::Circle { middle, metres })
}

/// `POST /alerts`: the answer is the same for every address that mail may go to.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    form: Form<New>,
) -> Result<Response, Problem> {
    let (New { address, area }, given) = match form.split() {
        Ok(right) => right,
        Err(given) => return again(&app, visitor, reader, given).await,
    };
    let wish = Wish { address, area, lang: reader.lang };
    match app.write(move |cx| alert::ask(cx, &wish)).await {
        Ok(()) => Ok(Redirect::to("/alerts?done=sent").into_response()),
        Err(Failed::Field { field: "matter", .. }) => {
            let given = given.refuse(FieldError::new("area", "alert_matter"));
            again(&app, visitor, reader, given).await
        }
        Err(failed) => match in_form(given, failed) {
            Ok(given) => again(&app, visitor, reader, given).await,
            Err(failed) => Err(problem(reader.words(), &failed)),
        },
    }
}

async fn again(
    app: &App,
    visitor: Visitor,
    reader: Reader,
    given: Given,
) -> Result<Response, Problem> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(app, visitor, reader, given, (false, false), status).await
}

async fn page(
    app: &App,
    visitor: Visitor,
    reader: Reader,
    f: Given,
    (sent, gone): (bool, bool),
    status: StatusCode,
) -> Result<Response, Problem> {
    let words = reader.words();
    let rule = rule(app, words)?;
    let (chosen, number) = (f.value("area").parse().ok(), f.value("matter").to_owned());
    let found = app
        .read(move |cx| {
            let area = chosen.map(|unit| grid::alert::Area::Unit { unit });
            let named = match &area {
                Some(area) => alert::name(cx, area, words.lang)?,
                None => String::new(),
            };
            Ok((alert::open(cx), cx.directory()?, named))
        })
        .await;
    let (open, directory, named) = found.map_err(|failed| problem(words, &failed))?;
    let mut units = board::places(&directory, words, "alert-unit-none");
    // A grid has too many neighbours for a list, and comes by a link.
    let listed = |unit: &UnitId| units.iter().any(|choice| choice.value == unit.to_string());
    if let Some(unit) = chosen.filter(|unit| !named.is_empty() && !listed(unit)) {
        units.insert(1, Choice::new(unit, &named));
    }
    let radii = RADII.iter().filter(|at| (rule.least_metres..=rule.most_metres).contains(*at));
    let radii =
        radii.map(|metres| Choice::new(metres, words.ta("alert-metres", &[("n", *metres)])));
    let uri = Uri::from_static("/alerts");
    let f = if f.value("metres").is_empty() { f.with("metres", DEFAULT_METRES) } else { f };
    Ok(render_with(
        status,
        &Ask {
            p: names::page(words, &uri, "alert-title", visitor.frame).with_map(),
            open,
            sent,
            gone,
            units,
            radii: radii.collect(),
            number,
            rule,
            f,
        },
    ))
}

/// What a form offers; policy bounds it.
const RADII: [u32; 6] = [300, 500, 800, 1000, 1500, 2000];
const DEFAULT_METRES: u32 = 500;

fn rule(app: &App, words: Words) -> Result<AlertRule, Problem> {
    let rule = app.policies().rules.alert(app.policies().day(app.now()));
    rule.map(|cited| cited.value).map_err(|missing| problem(words, &Failed::Policy(missing)))
}

#[derive(Template)]
#[template(path = "resident/alert.html")]
struct Ask {
    p: Page,
    f: Given,
    /// The operator has opened a way for letters.
    open: bool,
    sent: bool,
    gone: bool,
    units: Vec<Choice>,
    radii: Vec<Choice>,
    /// The matter that is to be followed; empty for an area.
    number: String,
    rule: AlertRule,
}
