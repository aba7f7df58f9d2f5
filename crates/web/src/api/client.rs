//! Who asks the API (调用方): staff by a token, a reporter by a code, or anybody.
//!
//! A token comes as `Authorization: Bearer`, never as a cookie, so no other site can send it along.
//! Whom it names and what they may do is found in the transaction of each request.
use super::refusal;
use crate::problem::{self, Problem};
use crate::reader::Reader;
use crate::words::Words;
use app::grid::matter::Asker;
use app::idempotency::{Done, Named, once};
use app::secret::Code;
use app::{App, Cx, Failed};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use org::Denied;
use serde::Serialize;

/// The header of a reporter's code (查询码).
pub const CODE_HEADER: &str = "x-jieli-code";
/// Says that an answer is that of an earlier, same request.
pub const REPLAYED: &str = "idempotency-replayed";

/// Whose password is still the first one changes it on a page before anything else.
const PASSWORD_INITIAL: &str = "password_initial";

/// Who asks, and in which language they are told (调用方).
#[derive(Clone)]
pub struct Client {
    acts: As,
    pub words: Words,
}

#[derive(Clone)]
enum As {
    Session(String),
    Code(Vec<u8>),
    Anyone,
}

/// Staff: a request without a token is refused before anything is read of it.
pub struct Staff(pub Client);
/// Whoever has the code of a report.
pub struct Reporter(pub Client);
/// Anybody.
pub struct Anyone(pub Client);

impl Client {
    /// Whoever has this session's token.
    pub fn session(token: &str, words: Words) -> Client {
        Client { acts: As::Session(token.to_owned()), words }
    }

    /// Runs a change durably.
    pub async fn act<T, F>(&self, app: &App, mut work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> app::Result<T> + Send + 'static,
    {
        let acts = self.acts.clone();
        let ran = app.write(move |cx| {
            let (asker, used) = acts.asker(cx)?;
            if let Some(session) = used {
                app::sign_in::touch(cx, &session)?;
            }
            work(cx, &asker)
        });
        ran.await.map_err(|failed| self.refuse(&failed))
    }

    /// Runs a question.
    pub async fn read<T, F>(&self, app: &App, mut work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> app::Result<T> + Send + 'static,
    {
        let acts = self.acts.clone();
        let ran = app.read(move |cx| {
            let (asker, used) = acts.asker(cx)?;
            Ok((work(cx, &asker)?, used))
        });
        let (found, used) = ran.await.map_err(|failed| self.refuse(&failed))?;
        if let Some(session) = used {
            let noted = app::sign_in::note_use(app, &session).await;
            noted.map_err(|failed| self.refuse(&failed))?;
        }
        Ok(found)
    }

    /// Runs a change durably, once where it has a name, and answers what it gives.
    pub async fn write<T, F>(
        &self,
        app: &App,
        named: Option<Named>,
        status: StatusCode,
        mut work: F,
    ) -> Result<Response, Problem>
    where
        T: Serialize,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> app::Result<T> + Send + 'static,
    {
        let acts = self.acts.clone();
        let ran = app.write(move |cx| {
            let (asker, used) = acts.asker(cx)?;
            if let Some(session) = used {
                app::sign_in::touch(cx, &session)?;
            }
            once(cx, &asker, named.as_ref(), |cx| {
                let answer = work(cx, &asker)?;
                let answer = serde_json::to_string(&answer);
                Ok((status.as_u16(), answer.map_err(|error| Failed::Broken(error.to_string()))?))
            })
        });
        let Done { status, answer, replayed } = ran.await.map_err(|failed| self.refuse(&failed))?;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        let kind = HeaderValue::from_static("application/json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], answer).into_response();
        if replayed {
            let name = HeaderName::from_static(REPLAYED);
            response.headers_mut().insert(name, HeaderValue::from_static("true"));
        }
        Ok(response)
    }

    /// A failure in this reader's words.
    pub fn refuse(&self, failed: &Failed) -> Problem {
        match (&self.acts, failed) {
            // Whose code opens nothing hears that of the code, not that something is missing.
            (As::Code(_), Failed::NotFound) => refusal::unknown_code(self.words),
            (_, Failed::Refused { code: PASSWORD_INITIAL, .. }) => {
                Problem { code: problem::Code::Forbidden, ..refusal::problem(self.words, failed) }
            }
            _ => refusal::problem(self.words, failed),
        }
    }
}

type Used = Option<app::sign_in::Session>;

impl As {
    fn asker(&self, cx: &mut Cx<'_, '_>) -> app::Result<(Asker, Used)> {
        match self {
            As::Anyone => Ok((Asker::default(), None)),
            As::Code(digest) => Ok((Asker::reporter(digest.clone()), None)),
            As::Session(token) => {
                let found = app::sign_in::session(cx, token)?;
                let session = found.ok_or(Failed::Denied(Denied::SignIn))?;
                if session.initial {
                    return Err(Failed::refused(PASSWORD_INITIAL));
                }
                let asker = Asker::person(cx.directory()?.who(session.person));
                if app::sign_in::factor::is_wanting(cx, &asker.who, &session)? {
                    return Err(Failed::refused("enrol_first"));
                }
                Ok((asker, Some(session)))
            }
        }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        let words = words(parts);
        let token = bearer(&parts.headers).ok_or_else(|| refusal::sign_in(words))?;
        Ok(Staff(Client { acts: As::Session(token.to_owned()), words }))
    }
}

impl FromRequestParts<App> for Reporter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let words = words(parts);
        let typed = parts.headers.get(CODE_HEADER).map(|value| value.to_str().unwrap_or(""));
        let typed = typed.ok_or_else(|| refusal::field(words, "X-Jieli-Code", "missing"))?;
        let code = Code::parse(typed).ok_or_else(|| refusal::unknown_code(words))?;
        let digest = code.digest(app.keys()).to_vec();
        Ok(Reporter(Client { acts: As::Code(digest), words }))
    }
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        Ok(Anyone(Client { acts: As::Anyone, words: words(parts) }))
    }
}

/// The token of a request, if it carries one.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let line = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = line.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}

fn words(parts: &Parts) -> Words {
    Reader::of(&parts.headers, parts.uri.query()).words()
}
