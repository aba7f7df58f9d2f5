//! `/report`: a resident tells what is the matter (我要反映). Photo first or words first; no account.
//!
//! Whatever is wrong comes back in the form, photos too ([`kept`]); nothing is stored before
//! everything is right. A danger is told, or stopped, before it is stored ([`stop`]). The code by
//! which the reporter follows is made here and shown by [`slip`].
mod categories;
mod form;
mod kept;
pub mod nearby;
pub(crate) mod photos;
pub mod slip;
pub mod stop;

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
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use categories::Group;
use form::{Report, Sent};
use grid::matter::Source;
use kept::Kept;
use photo::Photo;
use serde::Deserialize;
use stop::Told;

/// What the form begins with.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    first: String,
}

/// `GET /report?first=`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let given = Given::empty(reader.words()).with("first", asked.first);
    Again { given, ..Again::empty(&reader, StatusCode::OK) }.page(&app, visitor, reader).await
}

/// `POST /report`: stores it and leads to the slip, or brings the form back.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    form: Result<Form<Sent>, Problem>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let (sent, given) = match form.map(Form::whole) {
        Ok((Some(sent), given)) => (sent, given),
        Ok((None, given)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let again = Again { given, ..Again::empty(&reader, status) };
            return again.page(&app, visitor, reader).await;
        }
        Err(problem) if problem.code == Code::TooLarge => {
            // What was typed is on the reader's side of the line, one step back.
            let given = Given::empty(words).refuse(FieldError::new("photo", "resident_body"));
            let again = Again { given, ..Again::empty(&reader, StatusCode::PAYLOAD_TOO_LARGE) };
            return again.page(&app, visitor, reader).await;
        }
        Err(problem) => return Err(problem),
    };
    let (photos, fault) = kept::all(&app, sent.kept, sent.fresh).await.map_err(|refused| {
        let Refused::Other(failed) = refused else { return Problem::new(Code::Bug) };
        problem(words, &failed)
    })?;
    let given = match fault {
        Some(error) => given.refuse(error),
        None => given,
    };
    let mut again =
        Again { given, photos, told: Vec::new(), status: StatusCode::UNPROCESSABLE_ENTITY };
    let Some(report) = sent.report.filter(|_| !again.given.has_errors()) else {
        return again.page(&app, visitor, reader).await;
    };
    again.told = stop::told(&app, words, &report.category, report.what.as_str())?;
    if again.told.iter().any(|told| told.stops || !told.is_in(&sent.heeded)) {
        return again.page(&app, visitor, reader).await;
    }
    match store(&app, report, again.photos.clone()).await {
        Ok(code) => Ok(slip::lead_there(&code, is_secure(&headers))),
        Err(Refused::Field(error)) => {
            again.given = again.given.refuse(error);
            again.page(&app, visitor, reader).await
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

async fn store(app: &App, report: Report, photos: Vec<Photo>) -> Result<ReporterCode, Refused> {
    let today = app.policies().day(app.now());
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

/// The form as it comes (back): what was typed, the photos, what was told.
struct Again {
    given: Given,
    photos: Vec<Photo>,
    told: Vec<Told>,
    status: StatusCode,
}

impl Again {
    fn empty(reader: &Reader, status: StatusCode) -> Again {
        let given = Given::empty(reader.words());
        Again { given, photos: Vec::new(), told: Vec::new(), status }
    }

    async fn page(self, app: &App, visitor: Visitor, reader: Reader) -> Result<Response, Problem> {
        let words = reader.words();
        let Again { given: f, photos, told, status } = self;
        let directory = app.read(|cx| cx.directory()).await;
        let directory = directory.map_err(|failed| problem(words, &failed))?;
        let today = app.policies().day(app.now());
        let rules = &app.policies().rules;
        let missing = |missing| problem(words, &Failed::Policy(missing));
        let listed = rules.categories(today).map_err(missing)?.value;
        let groups = categories::groups(&listed, words, &f);
        let photos_max = rules.photo_limits(today).map_err(missing)?.value.max_per_matter;
        let contact_days = rules.contact_retention_days(today).map_err(missing)?;
        let uri = Uri::from_static("/report");
        let heeded: Vec<&str> = told.iter().map(|told| told.code.as_str()).collect();
        let page = Blank {
            p: names::page(words, &uri, "resident-report-title", visitor.frame).with_map(),
            communities: board::communities(&directory, words, "resident-report-community-none"),
            groups,
            photos_max,
            contact_days: contact_days.value,
            contact_basis: contact_days.basis,
            place_open: f.error("lon").is_some(),
            words_first: f.value("first") == "words",
            stopped: told.iter().any(|told| told.stops),
            heeded: heeded.join(" "),
            kept: kept::shown(photos).await,
            told,
            f,
        };
        Ok(render_with(status, &page))
    }
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
    words_first: bool,
    /// What the words and the kind ran into, and whether it may be sent at all.
    told: Vec<Told>,
    stopped: bool,
    /// What whoever sends it again has read.
    heeded: String,
    kept: Vec<Kept>,
}

/// A redirect to a page of ours, with cookies.
pub(super) fn see_other(to: &str, cookie: String) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned()), (header::SET_COOKIE, cookie)])
        .into_response()
}
