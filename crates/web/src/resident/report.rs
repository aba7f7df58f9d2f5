//! `/report`: a resident tells what is the matter (我要反映). Photo, kind, words, place; no account.
//!
//! Whatever is wrong comes back in the form; nothing is stored before everything is right. The
//! code by which the reporter follows is made here and shown by [`slip`].
mod categories;
mod form;
pub mod nearby;
pub(crate) mod photos;
pub mod slip;

use super::{board, names};
use crate::form::{Choice, FieldError, Form, Given};
use crate::page::{Page, render_with};
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::said::problem;
use crate::session::{Visitor, is_secure};
use app::grid::matter::{self, Asker, NewReport};
use app::secret::Code as ReporterCode;
use app::{App, Failed};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use categories::Group;
use form::Report;
use grid::matter::Source;

/// `GET /report`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
) -> Result<Response, Problem> {
    let given = Given::empty(reader.words());
    blank(&app, visitor, reader, given, StatusCode::OK).await
}

/// `POST /report`: stores it and leads to the slip, or brings the form back.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    form: Result<Form<Report>, Problem>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let (report, given) = match form.map(Form::split) {
        Ok(Ok(right)) => right,
        Ok(Err(given)) => return again(&app, visitor, reader, given).await,
        Err(problem) if problem.code == Code::TooLarge => {
            // What was typed is on the reader's side of the line, one step back.
            let given = Given::empty(words).refuse(FieldError::new("photo", "resident_body"));
            return blank(&app, visitor, reader, given, StatusCode::PAYLOAD_TOO_LARGE).await;
        }
        Err(problem) => return Err(problem),
    };
    let had_photos = !report.photos.is_empty();
    match store(&app, report).await {
        Ok(code) => Ok(slip::lead_there(&code, is_secure(&headers))),
        Err(Refused::Field(error)) => {
            let given = given.refuse(error);
            let given = if had_photos && given.error("photo").is_none() {
                given.refuse(FieldError::new("photo", "resident_photo_again"))
            } else {
                given
            };
            again(&app, visitor, reader, given).await
        }
        Err(Refused::Other(Failed::Refused { code: "nobody_on_duty", .. })) => {
            let said = words.t("resident-report-nobody");
            Err(Problem::refused("nobody_on_duty", said.into_owned()))
        }
        Err(Refused::Other(failed)) => Err(problem(words, &failed)),
    }
}

/// Why a report is not stored: a field of the form, or something else.
pub(crate) enum Refused {
    Field(FieldError),
    Other(Failed),
}

async fn store(app: &App, report: Report) -> Result<ReporterCode, Refused> {
    let today = app.policies().day(app.now());
    let limits = app.policies().rules.photo_limits(today);
    let limits = limits.map_err(|missing| Refused::Other(Failed::Policy(missing)))?.value;
    let photos = photos::take_in(report.photos, &limits).await?;
    let code = ReporterCode::random();
    let new = NewReport {
        source: Source::Resident,
        category: report.category,
        body: report.what,
        address: report.address,
        point: report.point,
        community: report.community,
        contact: report.contact,
        on_the_spot: false,
        code: Some(code.digest(app.keys()).to_vec()),
        serial: app.serial(today).await.map_err(Refused::Other)?,
        photos,
        external: None,
    };
    // Whoever is signed in reports as anybody here: staff have a page of their own.
    let stored = app.write(move |cx| matter::report(cx, &Asker::default(), &new)).await;
    stored.map(|_| code).map_err(placed)
}

/// A failure beside the field of this form that it is about.
fn placed(failed: Failed) -> Refused {
    let (field, code) = match &failed {
        Failed::Field { field: "place", code: "outside", .. } => ("lon", "resident_outside"),
        Failed::Field { field: "place", .. } => ("community", "resident_place"),
        Failed::Field { field: "community", .. } => ("community", "unknown"),
        Failed::Field { field: "category", .. } => ("category", "choose"),
        _ => return Refused::Other(failed),
    };
    Refused::Field(FieldError::new(field, code))
}

async fn again(
    app: &App,
    visitor: Visitor,
    reader: Reader,
    given: Given,
) -> Result<Response, Problem> {
    blank(app, visitor, reader, given, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn blank(
    app: &App,
    visitor: Visitor,
    reader: Reader,
    f: Given,
    status: StatusCode,
) -> Result<Response, Problem> {
    let words = reader.words();
    let directory = app.read(|cx| cx.directory()).await;
    let directory = directory.map_err(|failed| problem(words, &failed))?;
    let today = app.policies().day(app.now());
    let rules = &app.policies().rules;
    let missing = |missing| problem(words, &Failed::Policy(missing));
    let groups = categories::groups(&rules.categories(today).map_err(missing)?.value, words, &f);
    let photos_max = rules.photo_limits(today).map_err(missing)?.value.max_per_matter;
    let contact_days = rules.contact_retention_days(today).map_err(missing)?;
    let uri = Uri::from_static("/report");
    let place_open = f.error("lon").is_some();
    Ok(render_with(
        status,
        &Blank {
            p: names::page(words, &uri, "resident-report-title", visitor.frame).with_map(),
            communities: board::communities(&directory, words, "resident-report-community-none"),
            groups,
            photos_max,
            contact_days: contact_days.value,
            contact_basis: contact_days.basis,
            place_open,
            f,
        },
    ))
}

#[derive(Template)]
#[template(path = "resident/report.html")]
struct Blank {
    p: Page,
    f: Given,
    groups: Vec<Group>,
    communities: Vec<Choice>,
    photos_max: u32,
    contact_days: i64,
    contact_basis: base::Basis,
    /// The fields for the numbers of a point stand open where one of them is wrong.
    place_open: bool,
}

/// A redirect to a page of ours, with cookies.
pub(super) fn see_other(to: &str, cookie: String) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned()), (header::SET_COOKIE, cookie)])
        .into_response()
}
