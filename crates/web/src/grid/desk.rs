//! What every staff page has in hand (办公桌): who is signed in, the program, the query.
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
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::Date;
use std::collections::HashMap;
use std::str::FromStr;

/// A request of somebody signed in, ready to be answered.
pub struct Desk {
    pub app: App,
    pub signed: Signed,
    pub words: Words,
    /// Path and query of the page.
    pub path: String,
    query: HashMap<String, String>,
}

/// What is answered in place of the page; `?` leads here.
#[derive(Debug)]
pub struct Stop(Box<Response>);

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl FromRequestParts<App> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Desk, Response> {
        let signed = Signed::from_request_parts(parts, app).await?;
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let query = Query::try_from_uri(&parts.uri);
        let Query(query) = query.map_err(|_| Problem::new(Code::Unreadable).into_response())?;
        Ok(Desk { app: app.clone(), signed, words, path, query })
    }
}

impl Desk {
    /// Runs a question as this person, or gives the answer that says why not.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Stop>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> app::Result<T> + Send + 'static,
    {
        self.signed.read(&self.app, work).await.map_err(|failed| self.failed(&failed))
    }

    /// A page in the frame of this reader.
    pub fn page(&self, title: &str) -> Page {
        Page::new(self.words, &self.path, title).framed(self.signed.frame.clone())
    }

    /// The words for "done", where the query names one of these deeds.
    pub fn done(&self, page: Page, family: &str, known: &[&str]) -> Page {
        match known.iter().find(|code| **code == self.asked("done")) {
            Some(code) => page.toast(self.words.tc(family, code)),
            None => page,
        }
    }

    /// Why something does not happen, as a page that keeps the menu.
    pub fn failed(&self, failed: &Failed) -> Stop {
        self.problem(said::problem(self.words, failed))
    }

    /// The same for a problem at hand.
    pub fn problem(&self, problem: Problem) -> Stop {
        let mut response = problem.into_response();
        response.extensions_mut().insert(self.signed.frame.clone());
        Stop(Box::new(response))
    }

    /// Times as seen now, from the district.
    pub fn when(&self) -> When {
        When::new(self.words, self.app.policies().calendar.tz().clone(), self.app.now())
    }

    pub fn today(&self) -> Date {
        self.app.policies().day(self.app.now())
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
}

/// Sends on to another page after something was done.
pub fn see(to: String) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
