//! Who reads (会话): the signed-in person of a request, or a visitor.
//!
//! A cookie names a session, a session names a person; what the person may do is found anew in the
//! transaction of each use case, so a revoked session or a changed post counts at once.
mod gate;

use gate::First;
pub use gate::SET_UP;

use crate::nav::menu;
use crate::page::{Frame, Page, Signed as Shown};
use crate::problem::{Code, Problem};
use crate::reader::{Reader, cookie};
use crate::said::problem;
use crate::words::Words;
use app::grid::matter::Asker;
use app::sign_in::{factor, session};
use app::{App, Cx, Failed, Result};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base::{Lang, PersonId};
use org::{Denied, UnitKind, Who};

/// Somebody signed in (已登录). A handler that takes it is not reached by anybody else.
#[derive(Clone, Debug)]
pub struct Signed {
    token: String,
    pub person: PersonId,
    pub who: Who,
    /// What forms must send back.
    pub csrf: String,
    pub frame: Frame,
    /// What has to be done before anything else: see [`gate`].
    first: Option<First>,
}

/// Anybody: signed in or not. For pages that everybody may read.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub signed: Option<Signed>,
    pub frame: Frame,
}

/// What an extractor gives: itself, or the answer instead of the page.
type Answer<T> = std::result::Result<T, Response>;

/// The cookie of a session. Scripts cannot read it, other sites cannot send it along with a form;
/// over TLS its name has a prefix, see [`named`].
const COOKIE: &str = "jieli";

impl Signed {
    /// Runs a use case as this person, durably.
    pub async fn write<T, F>(&self, app: &App, mut work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> Result<T> + Send + 'static,
    {
        let token = self.token.clone();
        app.write(move |cx| {
            let asker = asker(cx, &token)?;
            work(cx, &asker)
        })
        .await
    }

    /// Runs a question as this person.
    pub async fn read<T, F>(&self, app: &App, mut work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>, &Asker) -> Result<T> + Send + 'static,
    {
        let token = self.token.clone();
        app.read(move |cx| {
            let asker = asker(cx, &token)?;
            work(cx, &asker)
        })
        .await
    }

    /// The answer of the gate, where this person stands before it.
    fn gate(&self, parts: &Parts) -> Option<Response> {
        self.first.and_then(|first| first.closed(parts))
    }

    /// A page of this person's, under their menu.
    pub fn page(&self, words: Words, uri: &Uri, title: &str) -> Page {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Page::new(words, path, title).framed(self.frame.clone())
    }

    /// The answer to what failed; it keeps this person's menu.
    pub fn failed(&self, words: Words, failed: &Failed) -> Response {
        self.problem(problem(words, failed))
    }

    /// The answer of a problem, under this person's menu.
    pub fn problem(&self, problem: Problem) -> Response {
        let mut response = problem.into_response();
        response.extensions_mut().insert(self.frame.clone());
        response
    }

    /// The session itself, for changing the password and signing out.
    pub async fn session(&self, app: &App) -> Result<app::sign_in::Session> {
        let token = self.token.clone();
        let found = app.read(move |cx| session(cx, &token)).await?;
        found.ok_or(Failed::Denied(Denied::SignIn))
    }
}

/// Who the session's person is at this moment, in this transaction.
fn asker(cx: &mut Cx<'_, '_>, token: &str) -> Result<Asker> {
    let found = session(cx, token)?.ok_or(Failed::Denied(Denied::SignIn))?;
    Ok(Asker::person(cx.directory()?.who(found.person)))
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        match find(parts, app).await {
            Ok(Some(signed)) => signed.gate(parts).map_or(Ok(signed), Err),
            Ok(None) => Err(sign_in_first(parts)),
            Err(failed) => {
                let words = Reader::of(&parts.headers, parts.uri.query()).words();
                Err(problem(words, &failed).into_response())
            }
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        let signed = match find(parts, app).await {
            Ok(signed) => signed,
            Err(failed) => return Err(problem(words, &failed).into_response()),
        };
        if let Some(signed) = signed {
            if let Some(closed) = signed.gate(parts) {
                return Err(closed);
            }
            return Ok(Visitor { frame: signed.frame.clone(), signed: Some(signed) });
        }
        let lang = words.lang;
        let named = app.read(move |cx| district(cx, lang)).await;
        let district = named.map_err(|failed| problem(words, &failed).into_response())?;
        let nav = menu(&Who::anyone(), parts.uri.path());
        Ok(Visitor { signed: None, frame: Frame { nav, district, ..Frame::default() } })
    }
}

async fn find(parts: &Parts, app: &App) -> Result<Option<Signed>> {
    let Some(token) = token(&parts.headers).map(str::to_owned) else { return Ok(None) };
    let lang = Reader::of(&parts.headers, parts.uri.query()).lang;
    let path = parts.uri.path().to_owned();
    let asked = token.clone();
    let found = app
        .read(move |cx| {
            let Some(session) = session(cx, &asked)? else { return Ok(None) };
            let mut frame = frame(cx, session.person, &session.csrf, lang, &path)?;
            let wants_factor = factor::is_wanting(cx, &frame.0, &session)?;
            if wants_factor {
                // A menu that leads nowhere yet would only be in the way.
                frame.1.nav.clear();
            }
            Ok(Some((session, wants_factor, frame.0, frame.1)))
        })
        .await?;
    let Some((session, wants_factor, who, frame)) = found else { return Ok(None) };
    app::sign_in::note_use(app, &session).await?;
    let first = First::of(session.initial, wants_factor);
    let (person, csrf) = (session.person, session.csrf);
    Ok(Some(Signed { token, person, who, csrf, frame, first }))
}

fn frame(
    cx: &mut Cx<'_, '_>,
    person: PersonId,
    csrf: &str,
    lang: Lang,
    path: &str,
) -> Result<(Who, Frame)> {
    let directory = cx.directory()?;
    let who = directory.who(person);
    let name = directory
        .person(person)
        .map(|person| lang.pick(&person.name_zh, &person.name_en).to_owned())
        .unwrap_or_default();
    let post = who.posts.first().and_then(|held| directory.post(held.post));
    let post = post.map(|info| {
        let unit = lang.pick(&info.unit.name_zh, &info.unit.name_en);
        format!("{unit} · {}", lang.pick(&info.post.title_zh, &info.post.title_en))
    });
    let nav = menu(&who, path);
    let shown = Shown { name, post: post.unwrap_or_default() };
    let district = district(cx, lang)?;
    let has_unread = app::message::has_unread(cx, &who)?;
    Ok((who, Frame { who: Some(shown), csrf: csrf.to_owned(), nav, has_unread, district }))
}

fn district(cx: &mut Cx<'_, '_>, lang: Lang) -> Result<String> {
    let directory = cx.directory()?;
    let unit = directory.units(UnitKind::District).next();
    Ok(unit.map(|unit| lang.pick(&unit.name_zh, &unit.name_en).to_owned()).unwrap_or_default())
}

/// A page sends to the sign-in and back; anything else is told so.
fn sign_in_first(parts: &Parts) -> Response {
    let wants_page = parts.method == Method::GET
        && !parts.uri.path().starts_with("/api/")
        && !parts.headers.contains_key("hx-request");
    if !wants_page {
        return Problem::new(Code::SignIn).into_response();
    }
    let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let to = format!("/sign-in?back={}", crate::reader::encoded(back));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// The header that keeps a session's token in the browser, or takes it away.
pub fn set_cookie(token: &str, secure: bool, seconds: i64) -> HeaderValue {
    keep(COOKIE, "/", token, secure, seconds)
}

/// The session's token, as the browser sent it.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    kept(headers, COOKIE, "/")
}

/// What [`keep`] kept in the browser under this name.
pub fn kept<'h>(headers: &'h HeaderMap, name: &str, path: &str) -> Option<&'h str> {
    cookie(headers, &named(name, path, is_secure(headers)))
}

/// Over TLS a browser takes such a name from this very site only, and only over TLS: a neighbour
/// that shares our domain, or somebody on a line without TLS, cannot put theirs in its place.
fn named(name: &str, path: &str, secure: bool) -> String {
    match (secure, path) {
        (false, _) => name.to_owned(),
        (true, "/") => format!("__Host-{name}"),
        (true, _) => format!("__Secure-{name}"),
    }
}

/// The header that keeps a secret in the browser for the addresses below `path`.
pub fn keep(name: &str, path: &str, value: &str, secure: bool, seconds: i64) -> HeaderValue {
    let (name, secure) = (named(name, path, secure), if secure { "; Secure" } else { "" });
    let text =
        format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("a token is plain ASCII")
}

/// Whether the request came over TLS, as the proxy before us says.
pub fn is_secure(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https")
}
