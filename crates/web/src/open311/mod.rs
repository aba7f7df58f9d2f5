//! Open311 GeoReport v2 (开放接口): other systems read what is public and report for people.
//!
//! The names of that standard stand in this folder and nowhere else: services are our categories,
//! requests our matters, tokens the reporters' codes. What goes out is what `app` gives to anybody;
//! what comes in goes the way of every report. What is *not* here: rules, and a second way to show.
mod answer;
mod asked;
mod discovery;
mod list;
mod node;
mod report;
mod reported;
mod requests;
mod services;
mod tokens;
mod told;
mod updates;
mod xml;

pub use answer::{Format, worded};

use crate::guard::UPLOAD_BYTES_MAX;
use crate::guard::rate::Caller;
use answer::{Answer, Fault};
use app::App;
use asked::Asked;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};

/// Clients put a slash after the address of an endpoint or do not; both find everything.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/open311/{resource}", get(root).fallback(method))
        .route("/open311/v2", get(start).fallback(method))
        .route("/open311/v2/", get(start).fallback(method))
        .route("/open311/v2/{resource}", all())
        .route("/open311/v2//{resource}", all())
        .route("/open311/v2/{resource}/{id}", get(one).fallback(method))
        .route("/open311/v2//{resource}/{id}", get(one).fallback(method))
        .layer(from_fn(anywhere))
}

fn all() -> MethodRouter<App> {
    let write = post(submit).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    get(read).merge(write).fallback(method)
}

/// Middleware: what anybody may read, a page of any site may read.
async fn anywhere(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = next.run(request).await;
    if reads {
        let headers = response.headers_mut();
        let any = HeaderValue::from_static("*");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
        let shown = HeaderValue::from_static("etag, link, retry-after, x-request-id");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, shown);
    }
    response
}

/// `GET /open311/discovery.[format]`, where the standard looks first.
async fn root(State(app): State<App>, Path(resource): Path<String>, parts: Parts) -> Response {
    answered(&resource, &parts, async |asked, name| match name {
        "discovery" => discovery::show(&app, asked).await,
        _ => Err(asked.not_here()),
    })
    .await
}

/// `GET /open311/v2`: what there is.
async fn start(State(app): State<App>, parts: Parts) -> Response {
    answered("discovery", &parts, async |asked, _| discovery::show(&app, asked).await).await
}

async fn read(State(app): State<App>, Path(resource): Path<String>, parts: Parts) -> Response {
    answered(&resource, &parts, async |asked, name| match name {
        "discovery" => discovery::show(&app, asked).await,
        "services" => services::list(&app, asked).await,
        "requests" => requests::list(&app, asked).await,
        "servicerequestupdates" => updates::list(&app, asked).await,
        "tokens" => Err(Fault::wrong(asked.words.t("open311-need-token"))),
        _ => Err(asked.not_here()),
    })
    .await
}

async fn one(
    State(app): State<App>,
    Path((resource, id)): Path<(String, String)>,
    parts: Parts,
) -> Response {
    answered(&id, &parts, async |asked, id| match resource.as_str() {
        "services" => services::definition(&app, asked, id).await,
        "requests" => requests::one(&app, asked, id).await,
        "tokens" => tokens::find(&app, asked, id).await,
        _ => Err(asked.not_here()),
    })
    .await
}

/// `POST /open311/v2/requests.[format]`; nothing else is written.
async fn submit(
    State(app): State<App>,
    Path(resource): Path<String>,
    caller: Option<Extension<Caller>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let format = format_of(&parts);
    let done = async {
        let asked = Asked::of(&parts)?;
        match Format::split(&resource) {
            Some(("requests", _)) => {}
            Some(("discovery" | "services" | "servicerequestupdates" | "tokens", _)) => {
                return Err(asked.method());
            }
            Some(_) => return Err(asked.not_here()),
            None => return Err(Fault::none(asked.words.t("open311-no-format"))),
        }
        let caller = caller.map(|Extension(caller)| caller);
        report::take(&app, &asked, caller, Request::from_parts(parts.clone(), body)).await
    };
    match done.await {
        Ok(answer) => answer.done(format),
        Err(fault) => fault.response(format),
    }
}

/// What an address is not used for; to `OPTIONS`, what it is used for.
async fn method(parts: Parts) -> Response {
    let fault = match Asked::of(&parts) {
        Ok(asked) => asked.method(),
        Err(fault) => fault,
    };
    let mut response = match parts.method == Method::OPTIONS {
        true => StatusCode::NO_CONTENT.into_response(),
        false => fault.response(format_of(&parts)),
    };
    if matches!(response.status(), StatusCode::METHOD_NOT_ALLOWED | StatusCode::NO_CONTENT) {
        let writes =
            parts.uri.path().contains("/requests") && !parts.uri.path().contains("/requests/");
        let allowed = if writes { "GET, HEAD, OPTIONS, POST" } else { "GET, HEAD, OPTIONS" };
        let headers = response.headers_mut();
        headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
        // A page of another site may read, and asks with these before it does; it may not report.
        let reads = HeaderValue::from_static("GET, HEAD");
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, reads);
        let asks = HeaderValue::from_static("accept, accept-language, if-none-match");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asks);
    }
    response
}

/// Reads the ending of the last name in the address, asks, and answers in that format.
async fn answered(
    named: &str,
    parts: &Parts,
    ask: impl AsyncFnOnce(&Asked, &str) -> Result<Answer, Fault>,
) -> Response {
    let found = async {
        let asked = Asked::of(parts)?;
        let Some((name, _)) = Format::split(named) else {
            return Err(Fault::none(asked.words.t("open311-no-format")));
        };
        ask(&asked, name).await
    };
    let format = format_of(parts);
    match found.await {
        Ok(answer) => answer.read(format, &parts.headers),
        Err(fault) => fault.response(format),
    }
}

fn format_of(parts: &Parts) -> Format {
    Format::of_path(parts.uri.path()).unwrap_or(Format::Json)
}
