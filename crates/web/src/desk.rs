//! A staff member at work (工作台): what nearly every page of theirs needs, taken in one go.
//!
//! A handler returns an [`Answer`]: the page, or by `?` what is shown instead of it.
use crate::form::{Form, FromInput, Given, Input};
use crate::markup::Markup;
use crate::page::Page;
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::said;
use crate::session::Signed;
use crate::when::When;
use crate::words::Words;
use app::grid::matter::Asker;
use app::{App, Cx, Failed};
use axum::extract::{FromRequestParts, Query};
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Date, Timestamp};
use org::{Absence, Appointment};
use std::collections::HashMap;
use std::str::FromStr;

/// The page, or the answer in its place.
pub type Answer = Result<Response, Stop>;

/// An answer instead of the page; in a box, since it is seldom and large.
#[derive(Debug)]
pub struct Stop(Box<Response>);

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Stop {
    fn from(response: Response) -> Stop {
        Stop(Box::new(response))
    }
}

/// Who is at work, in which language, on which page.
pub struct Desk {
    pub app: App,
    pub signed: Signed,
    pub words: Words,
    pub uri: Uri,
    query: HashMap<String, String>,
}

impl FromRequestParts<App> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let signed = Signed::from_request_parts(parts, app).await?;
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        let query = Query::try_from_uri(&parts.uri);
        let Query(query) = query.map_err(|_| Problem::new(Code::Unreadable).into_response())?;
        Ok(Desk { app: app.clone(), signed, words, uri: parts.uri.clone(), query })
    }
}

impl Desk {
    /// Asks something in this person's name.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> app::Result<T> + Send + 'static,
    {
        self.signed.read(&self.app, work).await.map_err(|failed| self.failed(&failed))
    }

    /// Changes something in this person's name; a form may still put the failure at a field.
    pub async fn write<T, F>(&self, work: F) -> app::Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> app::Result<T> + Send + 'static,
    {
        self.signed.write(&self.app, work).await
    }

    /// A page under this person's menu.
    pub fn page(&self, title: &str) -> Page {
        self.signed.page(self.words, &self.uri, title)
    }

    /// The same, saying what was just done when the address names a key of this family:
    /// `?done=renamed` says `<family>-done-renamed`.
    pub fn page_after(&self, title: &str, family: &str) -> Page {
        let key = format!("{family}-done-{}", self.asked("done"));
        let page = self.page(title);
        match self.words.has(&key) {
            true => page.toast(self.words.t(&key)),
            false => page,
        }
    }

    /// A value of the query; empty where it is missing.
    pub fn asked(&self, name: &str) -> &str {
        self.query.get(name).map_or("", |value| value.trim())
    }

    /// An id or another value of the query; what is no such thing is refused, not passed over.
    pub fn asked_for<T: FromStr>(&self, name: &str) -> Result<Option<T>, Stop> {
        match self.asked(name) {
            "" => Ok(None),
            text => match text.parse() {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(self.problem(Problem::new(Code::Unreadable))),
            },
        }
    }

    /// The id in the path; what is no id names nothing.
    pub fn id<T: FromStr>(&self, text: &str) -> Result<T, Stop> {
        text.parse().map_err(|_| self.problem(Problem::not_found()))
    }

    pub fn when(&self) -> When {
        When::new(self.words, self.app.policies().calendar.tz().clone(), self.app.now())
    }

    pub fn today(&self) -> Date {
        self.app.policies().day(self.app.now())
    }

    /// The name in the reader's language.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.words.lang.pick(zh, en)
    }

    /// The form of this session, read; inside, the form to show again.
    pub fn take<T: FromInput>(&self, form: Form<T>) -> Result<Result<(T, Given), Given>, Stop> {
        let form = form.trusted(&self.signed.csrf).map_err(|problem| self.problem(problem))?;
        Ok(form.split())
    }

    /// A failed change as a form to show again: at its field, or in one sentence above them.
    pub fn again(&self, given: Given, failed: Failed) -> Result<(Given, Option<String>), Stop> {
        if let Some(sentence) = said::sentence(self.words, &failed) {
            return Ok((given, Some(sentence)));
        }
        let given = said::in_form(given, failed).map_err(|failed| self.failed(&failed))?;
        Ok((given, None))
    }

    /// Why something does not happen, as a page that keeps the menu.
    pub fn failed(&self, failed: &Failed) -> Stop {
        self.signed.failed(self.words, failed).into()
    }

    /// The same for a problem at hand.
    pub fn problem(&self, problem: Problem) -> Stop {
        self.signed.problem(problem).into()
    }
}

/// A form that is only a button.
pub struct Nothing;

impl FromInput for Nothing {
    fn read(_: &mut Input) -> Option<Nothing> {
        Some(Nothing)
    }
}

/// As [`When`], for templates: they hand everything over by reference.
pub struct Times(pub When);

impl Times {
    pub fn day(&self, day: &Date) -> String {
        self.0.day(*day)
    }

    pub fn time(&self, at: &Timestamp) -> Markup {
        self.0.time(*at)
    }

    /// The day of a moment, and nothing finer.
    pub fn day_of(&self, at: &Timestamp) -> String {
        self.0.day(self.0.day_of(*at))
    }

    pub fn clock(&self, at: &Timestamp) -> String {
        self.0.clock(*at)
    }

    pub fn ago(&self, at: &Timestamp) -> String {
        self.0.ago(*at)
    }

    /// Whether an appointment is in force today.
    pub fn in_force(&self, appointment: &Appointment) -> bool {
        appointment.covers(self.today())
    }

    /// Whether somebody is away today.
    pub fn is_away(&self, absence: &Absence) -> bool {
        absence.covers(self.today())
    }

    /// Whether a day lies ahead.
    pub fn is_ahead(&self, day: &Date) -> bool {
        *day > self.today()
    }

    pub fn today(&self) -> Date {
        self.0.day_of(self.0.now())
    }
}

/// The way on after a change.
pub fn on_to(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}
