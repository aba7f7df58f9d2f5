//! What a reader is told when something does not happen (出错与拒绝): a plain page in their
//! language, or `application/problem+json` (RFC 9457) for the API.
//!
//! A handler returns a [`Problem`]; [`word`] puts it into words, and does the same for the bare
//! answers of the framework, so no reader ever meets a line of raw text.
use crate::guard::RequestId;
use crate::open311;
use crate::page::{Frame, Page, render_with};
use crate::reader::Reader;
use crate::words::Words;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::codes;

/// Middleware: words every problem that comes out of the routes below it.
pub async fn word(request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let response = next.run(request).await;
    match found(&response) {
        None => response,
        Some(problem) => asked.worded(problem, response),
    }
}

codes! {
    /// Which problem (问题种类). Words: `problem-<code>` and `problem-<code>-text`.
    pub enum Code {
        /// 404, also for what is out of sight
        NotFound = "not-found",
        /// 403, where it is no secret that the thing exists
        Forbidden = "forbidden",
        /// 401
        SignIn = "sign-in",
        /// 403: the request came from another site, or its form was too old
        CrossSite = "cross-site",
        /// 405
        Method = "method",
        /// 409: changed since it was read
        Stale = "stale",
        /// 413
        TooLarge = "too-large",
        /// 415
        Unsupported = "unsupported",
        /// 400: not a form, not JSON, not an address we know how to read
        Unreadable = "unreadable",
        /// 422: understood, and refused by a rule
        Refused = "refused",
        /// 429
        TooMany = "too-many",
        /// 503: more is waiting than can be served
        Busy = "busy",
        /// 503: it took too long
        Slow = "slow",
        /// 503: the disk or the database takes no changes for the moment
        Down = "down",
        /// 500: the store failed
        Store = "store",
        /// 500: a promise of ours is broken
        Bug = "bug",
    }
}

impl Code {
    /// The status it is answered with.
    pub fn status(self) -> StatusCode {
        match self {
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::Forbidden | Code::CrossSite => StatusCode::FORBIDDEN,
            Code::SignIn => StatusCode::UNAUTHORIZED,
            Code::Method => StatusCode::METHOD_NOT_ALLOWED,
            Code::Stale => StatusCode::CONFLICT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::Unreadable => StatusCode::BAD_REQUEST,
            Code::Refused => StatusCode::UNPROCESSABLE_ENTITY,
            Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Code::Busy | Code::Slow | Code::Down => StatusCode::SERVICE_UNAVAILABLE,
            Code::Store | Code::Bug => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem that a bare status stands for.
    pub fn of(status: StatusCode) -> Code {
        let same = |code: &&Code| code.status() == status && !matches!(code, Code::CrossSite);
        match Code::ALL.iter().find(same) {
            Some(Code::Store) => Code::Bug,
            Some(code) => *code,
            None if status.is_server_error() => Code::Bug,
            None => Code::Unreadable,
        }
    }
}

/// Something that does not happen, not yet in words (问题).
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: Code,
    /// A sentence already in the reader's language, in place of the general one.
    pub detail: Option<String>,
    /// A code of a rule's refusal, for programs: `too_late_to_return`.
    pub reason: Option<&'static str>,
    pub retry_after_seconds: Option<u32>,
    /// What is wrong with which field, for programs.
    pub errors: Vec<Fault>,
}

/// What is wrong with one field, already in words (字段差错).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    pub field: String,
    pub code: &'static str,
    pub detail: String,
}

impl Problem {
    pub fn new(code: Code) -> Problem {
        let retry_after_seconds = match code {
            Code::Busy | Code::Slow | Code::TooMany => Some(RETRY_AFTER_SECONDS),
            Code::Down => Some(MENDED_AFTER_SECONDS),
            _ => None,
        };
        Problem { code, detail: None, reason: None, retry_after_seconds, errors: Vec::new() }
    }

    pub fn not_found() -> Problem {
        Problem::new(Code::NotFound)
    }

    /// No right. What the asker may not even know of looks as if it were not there.
    pub fn denied(hidden: bool) -> Problem {
        Problem::new(if hidden { Code::NotFound } else { Code::Forbidden })
    }

    /// Refused by a rule, with the sentence that says what would help.
    pub fn refused(reason: &'static str, detail: impl Into<String>) -> Problem {
        let detail = Some(detail.into());
        Problem { detail, reason: Some(reason), ..Problem::new(Code::Refused) }
    }

    pub fn retry_after(self, seconds: u32) -> Problem {
        Problem { retry_after_seconds: Some(seconds), ..self }
    }
}

/// What a client that is turned away for load should wait.
const RETRY_AFTER_SECONDS: u32 = 2;

/// What a client should wait while nothing can be saved: somebody has to make room first, mostly.
const MENDED_AFTER_SECONDS: u32 = 30;

impl IntoResponse for Problem {
    /// Only the status; the words come from [`word`], which knows the reader.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What the problem has to be said for.
struct Asked {
    reader: Reader,
    path: String,
    is_api: bool,
    is_part: bool,
    /// Set where Open311 is spoken, which has its own form of a refusal.
    open311: Option<open311::Format>,
    id: RequestId,
}

impl Asked {
    fn of(request: &Request) -> Asked {
        let (headers, uri) = (request.headers(), request.uri());
        let local = uri.path_and_query().map_or("/", |path| path.as_str());
        Asked {
            reader: Reader::of(headers, uri.query()),
            path: local.to_owned(),
            is_api: is_api(uri.path(), headers),
            is_part: headers.contains_key("hx-request"),
            open311: open311::Format::of_path(uri.path()),
            id: request.extensions().get::<RequestId>().cloned().unwrap_or_default(),
        }
    }

    fn worded(&self, problem: Problem, bare: Response) -> Response {
        let words = self.reader.words();
        let said = Said::new(words, &problem);
        let status = problem.code.status();
        if let Some(format) = self.open311 {
            let mut worded = open311::worded(format, &problem, &said.text);
            keep(&bare, &mut worded, &problem);
            return worded;
        }
        let frame = bare.extensions().get::<Frame>().cloned().unwrap_or_default();
        let mut response = if self.is_api {
            self.json(&problem, &said)
        } else if self.is_part {
            render_with(status, &Part { said, id: self.id.to_string() })
        } else {
            let p = Page::new(words, &self.path, &said.title).framed(frame);
            let sign_in = problem.code == Code::SignIn;
            render_with(
                status,
                &Whole { p, said, code: status.as_u16(), id: self.id.to_string(), sign_in },
            )
        };
        keep(&bare, &mut response, &problem);
        response
    }

    fn json(&self, problem: &Problem, said: &Said) -> Response {
        let mut body = serde_json::json!({
            "type": format!("urn:jieli:problem:{}", problem.code.code()),
            "title": said.title,
            "status": problem.code.status().as_u16(),
            "detail": said.text,
            "reason": problem.reason,
            "instance": format!("urn:jieli:request:{}", self.id),
        });
        if !problem.errors.is_empty() {
            body["errors"] = serde_json::json!(problem.errors);
        }
        let kind = HeaderValue::from_static("application/problem+json");
        (problem.code.status(), [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
    }
}

/// Takes over what the bare answer said in its headers, and says when to come back.
fn keep(bare: &Response, response: &mut Response, problem: &Problem) {
    let headers = response.headers_mut();
    for (name, value) in bare.headers() {
        let ours = [header::CONTENT_TYPE, header::CONTENT_LENGTH];
        if !ours.contains(name) {
            headers.append(name, value.clone());
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = problem.retry_after_seconds {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// The problem of an answer: the one a handler named, or the one its bare status stands for.
fn found(response: &Response) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let bare = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    let failed = status.is_client_error() || status.is_server_error();
    (failed && bare).then(|| Problem::new(Code::of(status)))
}

/// Programs ask under `/api/` and whether we are ready, or say that they take JSON and no page.
fn is_api(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
    let json = accept.contains("json") && !accept.contains("text/html");
    json || path.starts_with("/api/") || path == "/readyz"
}

/// A problem in words.
struct Said {
    title: String,
    text: String,
}

impl Said {
    fn new(words: Words, problem: &Problem) -> Said {
        let code = problem.code.code();
        let general = || words.t(&format!("problem-{code}-text")).into_owned();
        let text = problem.detail.clone().unwrap_or_else(general);
        Said { title: words.tc("problem", code).into_owned(), text }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Whole {
    p: Page,
    said: Said,
    code: u16,
    id: String,
    sign_in: bool,
}

/// For a part of a page that htmx asked for.
#[derive(Template)]
#[template(path = "problem_part.html")]
struct Part {
    said: Said,
    id: String,
}

#[cfg(test)]
mod tests;
