//! Signing in by the district's own service (统一登录): off unless the settings name one.
//!
//! A way there begins on our page, comes back once with what was sent along, and ends as if the
//! password had been right: whoever has a second factor is asked for it. An account is bound by its
//! signed-in owner; nothing is found by name or e-mail.
mod client;

pub use client::{Service, Settings};

use super::door;
use super::entry::{browser, go_on, local};
use crate::desk::{Answer, Desk, Nothing, Stop, on_to};
use crate::form::Form;
use crate::page::{Page, render};
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::said;
use crate::session::{Visitor, is_secure, keep, kept};
use crate::words::Words;
use app::oidc::{Flow, Purpose};
use app::sign_in::outside::{self, Identity};
use app::{App, Failed};
use askama::Template;
use axum::Extension;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

/// What stands outside this program and is known by its settings alone (外部服务).
#[derive(Clone, Default)]
pub struct Outside {
    pub service: Option<Arc<Service>>,
}

impl Outside {
    /// What the service is called on a button.
    pub(super) fn name(&self, words: Words) -> Option<String> {
        self.service.as_ref().map(|service| service.name(words.lang).to_owned())
    }
}

/// The cookie of a way that is not back yet.
const WAY: &str = "jieli-way";
const WAY_PATH: &str = "/sign-in/service";
/// As long as the way itself lasts.
const WAY_SECONDS: i64 = 600;

/// Who is at the door of the service, and what they came with.
pub struct AtService {
    app: App,
    visitor: Visitor,
    words: Words,
    uri: Uri,
    headers: HeaderMap,
    outside: Outside,
}

impl FromRequestParts<App> for AtService {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        let outside = parts.extensions.get::<Outside>().cloned().unwrap_or_default();
        let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
        Ok(AtService { app: app.clone(), visitor, words, uri, headers, outside })
    }
}

impl AtService {
    fn service(&self) -> Result<&Arc<Service>, Stop> {
        let missing = || Stop::from(no_service(self.words).into_response());
        self.outside.service.as_ref().ok_or_else(missing)
    }

    /// The door again, with why it did not open.
    fn refused(&self, failed: &Failed) -> Response {
        match said::sentence(self.words, failed) {
            Some(sentence) => {
                let name = self.outside.name(self.words);
                door::refused(&self.visitor, self.words, &self.uri, sentence, name)
            }
            None => said::problem(self.words, failed).into_response(),
        }
    }
}

/// `GET /sign-in/service?back=`: off to the service.
pub async fn go(at: AtService, Query(asked): Query<Asked>) -> Answer {
    let service = at.service()?;
    let back = local(asked.back.as_deref().unwrap_or("")).to_owned();
    let begun = begin(&at.app, service, &at.headers, Purpose::SignIn { back }).await;
    let (cookie, to) = begun.map_err(|failed| Stop::from(at.refused(&failed)))?;
    let (cookie, to) = ([(header::SET_COOKIE, cookie)], [(header::LOCATION, to)]);
    Ok((StatusCode::SEE_OTHER, cookie, to).into_response())
}

/// `GET /sign-in/service/back?code=&state=`: in, or bound, or why not.
pub async fn back(at: AtService, Query(brought): Query<Brought>) -> Answer {
    let AtService { app, visitor, words, headers, .. } = &at;
    let arrived = arrive(app, at.service()?, headers, &brought).await;
    let done = match arrived {
        Ok((flow, identity)) => match flow.purpose {
            Purpose::SignIn { back } => enter(app, headers, identity, &back).await,
            Purpose::Bind { session } => Ok(finish(app, visitor, *words, identity, session).await),
        },
        Err(failed) => Err(failed),
    };
    let mut response = done.unwrap_or_else(|failed| at.refused(&failed));
    // A way is gone once, whatever came of it.
    let over = keep(WAY, WAY_PATH, "", is_secure(headers), 0);
    response.headers_mut().append(header::SET_COOKIE, over);
    Ok(response)
}

/// `POST /account/service`: off to the service, to bind one's own account. A form may not lead to
/// another site by itself, so a page stands between.
pub async fn bind(
    desk: Desk,
    headers: HeaderMap,
    Extension(outside): Extension<Outside>,
    form: Form<Nothing>,
) -> Answer {
    trusted(&desk, form)?;
    let service = outside.service.as_ref().ok_or_else(|| missing(&desk))?;
    let session = desk.signed.session(&desk.app).await.map_err(|failed| desk.failed(&failed))?;
    let purpose = Purpose::Bind { session: session.token_digest };
    let begun = begin(&desk.app, service, &headers, purpose).await;
    let (cookie, to) = begun.map_err(|failed| desk.failed(&failed))?;
    let p = desk.page(&desk.words.t("service-bind"));
    let mut response = render(&Between { p, to, name: service.name(desk.words.lang).to_owned() });
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `POST /account/service/remove`.
pub async fn unbind(
    desk: Desk,
    Extension(outside): Extension<Outside>,
    form: Form<Nothing>,
) -> Answer {
    trusted(&desk, form)?;
    let service = outside.service.clone().ok_or_else(|| missing(&desk))?;
    let session = desk.signed.session(&desk.app).await.map_err(|failed| desk.failed(&failed))?;
    let done = desk.write(move |cx, _| outside::unbind(cx, &session, service.issuer())).await;
    done.map_err(|failed| desk.failed(&failed))?;
    Ok(on_to("/account?done=unbound"))
}

#[derive(Deserialize)]
pub struct Asked {
    back: Option<String>,
}

/// What the service sends back with the browser.
#[derive(Deserialize)]
pub struct Brought {
    code: Option<String>,
    state: Option<String>,
    /// Where the service gives its name too, it must be the one that was asked (RFC 9207).
    iss: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in/between.html")]
struct Between {
    p: Page,
    to: String,
    name: String,
}

/// The cookie and the address of a new way.
async fn begin(
    app: &App,
    service: &Arc<Service>,
    headers: &HeaderMap,
    purpose: Purpose,
) -> Result<(HeaderValue, String), Failed> {
    let flow = Flow::begin(purpose, app.now());
    let to = service.address(&flow).await?;
    let kept = flow.seal(app.keys())?;
    Ok((keep(WAY, WAY_PATH, &kept, is_secure(headers), WAY_SECONDS), to))
}

/// Whom the service names, for the way that this browser went.
async fn arrive(
    app: &App,
    service: &Arc<Service>,
    headers: &HeaderMap,
    brought: &Brought,
) -> Result<(Flow, Identity), Failed> {
    let again = || Failed::refused("service_again");
    let state = brought.state.as_deref().ok_or_else(again)?;
    let kept = kept(headers, WAY, WAY_PATH).ok_or_else(again)?;
    let flow = Flow::open(app.keys(), kept, state, app.now()).ok_or_else(again)?;
    if brought.iss.as_deref().is_some_and(|issuer| issuer != service.issuer()) {
        return Err(again());
    }
    let code = brought.code.as_deref().filter(|code| !code.is_empty()).ok_or_else(again)?;
    let identity = service.identity(code, &flow, app.now()).await?;
    Ok((flow, identity))
}

async fn enter(
    app: &App,
    headers: &HeaderMap,
    identity: Identity,
    back: &str,
) -> Result<Response, Failed> {
    let browser = browser(headers);
    let begun = app.write(move |cx| outside::enter(cx, &identity, browser)).await??;
    Ok(go_on(app, headers, &begun, back))
}

/// Binds the account of the session that began the way, if it is still that one's.
async fn finish(
    app: &App,
    visitor: &Visitor,
    words: Words,
    identity: Identity,
    began: Vec<u8>,
) -> Response {
    let Some(signed) = &visitor.signed else { return Problem::new(Code::SignIn).into_response() };
    let session = match signed.session(app).await {
        Ok(session) if session.token_digest == began => session,
        Ok(_) => return signed.failed(words, &Failed::refused("service_again")),
        Err(failed) => return signed.failed(words, &failed),
    };
    match app.write(move |cx| outside::bind(cx, &session, &identity)).await {
        Ok(()) => Redirect::to("/account?done=bound").into_response(),
        Err(failed) => signed.failed(words, &failed),
    }
}

fn missing(desk: &Desk) -> Stop {
    desk.signed.problem(no_service(desk.words)).into()
}

fn no_service(words: Words) -> Problem {
    Problem::refused("no_service", words.t("refused-no-service"))
}

fn trusted(desk: &Desk, form: Form<Nothing>) -> Result<(), Stop> {
    let trusted = form.trusted(&desk.signed.csrf).map(|_| ());
    trusted.map_err(|problem| desk.signed.problem(problem).into())
}
