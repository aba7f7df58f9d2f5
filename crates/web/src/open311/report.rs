//! A request comes in (报送): with a key, held to its limit, and then the way of every report.
//!
//! Everything that is wrong is told at once, and nothing is stored before all of it is right. A
//! `media_url` is noted for staff and never fetched; photos come as files of the form. A request
//! that names itself (`Idempotency-Key`) is taken once, however often it is sent.
use super::answer::{Answer, Fault};
use super::asked::{Asked, Catalogue};
use super::reported::{Sent, read};
use super::services;
use super::told::{Slip, Told};
use crate::api::body::name_of;
use crate::form::{Input, read_input};
use crate::guard::rate::Caller;
use crate::resident::report::Refused;
use crate::resident::report::photos::take_in;
use crate::resident::report::stop;
use app::api_key::{self, ApiKey};
use app::grid::matter::{self, Asker, NewReport};
use app::idempotency::{Named, once};
use app::secret::Code;
use app::{App, Failed};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use base::ApiKeyId;
use grid::matter::Source;

pub async fn take(
    app: &App,
    asked: &Asked,
    caller: Option<Caller>,
    request: Request,
) -> Result<Answer, Fault> {
    is_form(asked, &request)?;
    let name = name_of(request.headers(), asked.words).map_err(|problem| asked.problem(problem))?;
    let name = name.map(str::to_owned);
    let input = read_input(request, app).await.map_err(|problem| asked.problem(problem))?;
    let mut sent = Sent { input, asked };
    let directory = asked.enter(app, &sent.one("jurisdiction_id")).await?;
    let key = key(app, asked, caller, &sent.one("api_key")).await?.map(|key| key.id);
    let named = name.map(|name| sent.named(app, key, &name));
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
    let dangers = stop::told(app, asked.words, &category.code, reported.body.as_str());
    let dangers = dangers.map_err(|problem| asked.problem(problem))?;
    if let Some(danger) = dangers.iter().find(|danger| danger.stops) {
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
    let slip = Slip::new(asked, category, &follow, &dangers);
    let answers = reported.answers;
    let stored = app.write(move |cx| {
        once(cx, &Asker::default(), named.as_ref(), |cx| {
            let receipt = matter::report_by_key(cx, key, &new, &answers)?;
            slip.told(cx, &receipt).kept()
        })
    });
    let done = stored.await.map_err(|failed| refused(asked, &failed))?;
    Told::answer(&done).map_err(|failed| asked.failed(&failed))
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

/// Not taken in: whoever sends it for somebody is told whom to call.
fn stopped(asked: &Asked, danger: &stop::Told) -> Fault {
    let call = ("call", danger.call.clone());
    let facts = [call, ("text", danger.text.clone())];
    Fault::wrong(asked.words.tca("refused", "stopped", &facts))
}

impl Sent<'_> {
    /// The request by its name and all that was sent, in whatever parts and format it came: sent
    /// again it is the same. A name belongs to the key that used it.
    fn named(&self, app: &App, key: Option<ApiKeyId>, name: &str) -> Named {
        let given = self.asked.given.iter().map(|(name, value)| (&name[..], value.as_bytes()));
        let parts = given.chain(self.input.sent());
        let parts = parts.flat_map(|(name, value)| [name.as_bytes(), value]);
        let whole: Vec<&[u8]> = [&b"open311"[..]].into_iter().chain(parts).collect();
        let by = key.map_or_else(|| "address".to_owned(), |key| key.to_string());
        Named::new(app, &format!("open311 {by} {name}"), &whole)
    }

    fn files(&mut self) -> Vec<crate::form::Upload> {
        let input: &mut Input = &mut self.input;
        let mut files = input.files("media");
        files.extend(input.files("media[]"));
        files
    }
}
