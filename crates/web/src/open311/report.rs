//! A request comes in (报送): with a key, held to its limit, and then the way of every report.
//!
//! Everything that is wrong is told at once, and nothing is stored before all of it is right. A
//! `media_url` is noted for staff and never fetched; photos come as files of the form.
use super::answer::{Answer, Fault};
use super::asked::{Asked, Catalogue, moment};
use super::node::Node;
use super::reported::{Sent, read};
use super::services;
use crate::form::{Input, read_input};
use crate::guard::rate::Caller;
use crate::resident::report::Refused;
use crate::resident::report::photos::take_in;
use crate::resident::report::stop::{self, Told};
use crate::words::Words;
use app::api_key::{self, ApiKey};
use app::grid::matter::{self, NewReport, Receipt};
use app::secret::Code;
use app::{App, Failed};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use grid::matter::Source;
use grid::rules::Category;

pub async fn take(
    app: &App,
    asked: &Asked,
    caller: Option<Caller>,
    request: Request,
) -> Result<Answer, Fault> {
    is_form(asked, &request)?;
    let input = read_input(request, app).await.map_err(|problem| asked.problem(problem))?;
    let mut sent = Sent { input, asked };
    let directory = asked.enter(app, &sent.one("jurisdiction_id")).await?;
    let key = key(app, asked, caller, &sent.one("api_key")).await?;
    let catalogue = Catalogue::of(app, asked)?;
    let code = sent.one("service_code");
    if code.is_empty() {
        return Err(Fault::wrong(asked.words.t("open311-need-service")));
    }
    let category = catalogue.find(&code).ok_or_else(|| services::unknown(asked, &code))?;
    let files = sent.files();
    let reported = read(&sent, &directory, &catalogue, category)?;
    let limits = app.policies().rules.photo_limits(app.policies().day(app.now()));
    let limits = limits.map_err(|missing| asked.missing(missing))?.value;
    let photos = take_in(files, &limits).await.map_err(|refused| photo(asked, refused))?;
    let today = app.policies().day(app.now());
    let told = stop::told(app, asked.words, &category.code, reported.body.as_str());
    let told = told.map_err(|problem| asked.problem(problem))?;
    if let Some(danger) = told.iter().find(|danger| danger.stops) {
        return Err(stopped(asked, danger));
    }
    let follow = Code::random();
    let new = NewReport {
        source: Source::Api,
        category: category.code.clone(),
        body: reported.body,
        address: reported.address,
        point: reported.point,
        community: reported.community,
        contact: reported.contact,
        on_the_spot: false,
        code: Some(follow.digest(app.keys()).to_vec()),
        serial: app.serial(today).await.map_err(|failed| asked.failed(&failed))?,
        photos,
        external: None,
    };
    let (key, answers) = (key.map(|key| key.id), reported.answers);
    let stored = app.write(move |cx| matter::report_by_key(cx, key, &new, &answers)).await;
    let receipt = stored.map_err(|failed| refused(asked, &failed))?;
    Ok(answered(app, asked, category, &receipt, &follow, &told))
}

/// The standard takes a form; files may come with it as parts.
fn is_form(asked: &Asked, request: &Request) -> Result<(), Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/x-www-form-urlencoded" | "multipart/form-data" => Ok(()),
        _ => Err(Fault::wrong(asked.words.t("open311-need-form"))),
    }
}

/// The key that is shown, within its limit; without one the address, where policy lets it be.
async fn key(
    app: &App,
    asked: &Asked,
    caller: Option<Caller>,
    shown: &str,
) -> Result<Option<ApiKey>, Fault> {
    let forbidden = |key: &str| Fault::new(StatusCode::FORBIDDEN, asked.words.t(key));
    let limited = |taken: Result<(), crate::problem::Problem>| {
        taken.map_err(|problem| asked.problem(problem))
    };
    // A route of ours always has its caller; one without would be a door that nobody counts.
    let Some(caller) = caller else { return Err(forbidden("open311-key-wrong")) };
    let intake = app.policies().rules.intake(app.policies().day(app.now()));
    let intake = intake.map_err(|missing| asked.missing(missing))?.value;
    if shown.is_empty() {
        limited(caller.by_address())?;
        return match intake.key_required {
            true => Err(forbidden("open311-key-missing")),
            false => Ok(None),
        };
    }
    let given = shown.to_owned();
    let known = app.read(move |cx| api_key::find(cx, &given)).await;
    match known.map_err(|failed| asked.failed(&failed))? {
        Some(key) => {
            limited(caller.by_key(key.id, key.per_minute))?;
            Ok(Some(key))
        }
        None => {
            // Whoever tries out keys is counted by address.
            limited(caller.by_address())?;
            Err(forbidden("open311-key-wrong"))
        }
    }
}

fn photo(asked: &Asked, refused: Refused) -> Fault {
    match refused {
        Refused::Field(error) => Fault::wrong(format!("media: {}", error.say(asked.words))),
        Refused::Other(failed) => asked.failed(&failed),
    }
}

fn refused(asked: &Asked, failed: &Failed) -> Fault {
    let words = asked.words;
    match failed {
        // Revoked between the look at it and the report.
        Failed::NotFound => Fault::new(StatusCode::FORBIDDEN, words.t("open311-key-wrong")),
        Failed::Field { field: "place", code: "outside", .. } => {
            Fault::wrong(words.t("open311-outside"))
        }
        Failed::Refused { code: "nobody_on_duty", .. } => {
            Fault::wrong(words.t("resident-report-nobody"))
        }
        other => asked.failed(other),
    }
}

/// The number to ask by, but for what is not shown; and for the reporter the promise and the code.
fn answered(
    app: &App,
    asked: &Asked,
    category: &Category,
    receipt: &Receipt,
    code: &Code,
    dangers: &[Told],
) -> Answer {
    let mut fields = Vec::new();
    if category.visible {
        fields.push(("service_request_id", Node::text(&receipt.number)));
    }
    fields
        .push(("service_notice", Node::text(notice(app, asked, category, receipt, code, dangers))));
    fields.push(("account_id", Node::Null));
    Answer::new("service_requests", Node::List("request", vec![Node::Fields(fields)]))
}

fn notice(
    app: &App,
    asked: &Asked,
    category: &Category,
    receipt: &Receipt,
    code: &Code,
    dangers: &[Told],
) -> String {
    let words: Words = asked.words;
    let due = moment(receipt.due, app.policies().calendar.tz());
    let facts = [
        ("number", receipt.number.clone()),
        ("stop", words.tc("matter-stop", &receipt.stop).into_owned()),
        ("due", due.get(..MINUTE).unwrap_or(&due).replace('T', " ")),
        ("code", code.shown()),
        ("follow", format!("{}/follow", asked.base)),
    ];
    let notice = words.ta("open311-notice", &facts);
    // What the kind itself warns of, where no danger of its own is told.
    let stop = category.stop(words.lang).filter(|_| dangers.is_empty()).map(str::to_owned);
    let dangers = dangers.iter().map(|danger| danger.text.clone());
    dangers.chain(stop).chain([notice]).collect::<Vec<_>>().join(" ")
}

/// Not taken in: whoever sends it for somebody is told whom to call.
fn stopped(asked: &Asked, danger: &Told) -> Fault {
    let call = ("call", danger.call.clone());
    let facts = [call, ("text", danger.text.clone())];
    Fault::wrong(asked.words.tca("refused", "stopped", &facts))
}

/// `2026-03-02T10:00`: as far as people read a moment.
const MINUTE: usize = 16;

impl Sent<'_> {
    fn files(&mut self) -> Vec<crate::form::Upload> {
        let input: &mut Input = &mut self.input;
        let mut files = input.files("media");
        files.extend(input.files("media[]"));
        files
    }
}
