//! Figures of the running program (运行指标), for Prometheus, on a listener of their own.
//!
//! Labels are routes, classes and rounds: never an id, a name or anything that a request brought.
//! One process has one set of counts. What is *not* here: any figure of the district's work.
mod process;
mod text;

use crate::guard::shed::Class;
use app::App;
use app::system::{Histogram, SECONDS};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use std::time::Instant;

/// `GET /metrics`, and nothing else.
pub fn router(app: App) -> Router {
    Router::new().fallback(show).with_state(app)
}

async fn show(State(app): State<App>, request: Request) -> Response {
    if request.uri().path() != "/metrics" {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text::write(&app)).into_response()
}

/// Middleware: counts every answer by its route and the class of its status.
pub async fn count(matched: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let method = method(&request);
    let began = Instant::now();
    let running = Running::begin();
    let response = next.run(request).await;
    drop(running);
    let took = began.elapsed();
    let route = matched.as_ref().map_or(UNMATCHED, MatchedPath::as_str);
    let status = response.status();
    entry(method, route).add(status, took.as_secs_f64());
    let (status, us) = (status.as_u16(), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    tracing::debug!(method, route, status, us, "answered");
    response
}

/// Counts a request that was turned away.
pub(crate) fn turn_away(class: Class) {
    COUNTS.turned[class as usize].fetch_add(1, Relaxed);
}

/// Counts a handler that panicked.
pub(crate) fn panicked() {
    COUNTS.panics.fetch_add(1, Relaxed);
}

/// Paths that no route has are counted together: their number has no end.
const UNMATCHED: &str = "unmatched";

static COUNTS: LazyLock<Counts> = LazyLock::new(Counts::default);

#[derive(Default)]
struct Counts {
    routes: RwLock<BTreeMap<(&'static str, String), Arc<Entry>>>,
    turned: [AtomicU64; 4],
    running: AtomicI64,
    panics: AtomicU64,
}

/// The counts of one route.
struct Entry {
    /// 1xx to 5xx
    classes: [AtomicU64; 5],
    seconds: Histogram,
}

impl Entry {
    fn add(&self, status: StatusCode, seconds: f64) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.classes[class].fetch_add(1, Relaxed);
        self.seconds.add(seconds);
    }
}

fn entry(method: &'static str, route: &str) -> Arc<Entry> {
    let key = (method, route.to_owned());
    let known = COUNTS.routes.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    known.unwrap_or_else(|| {
        let mut routes = COUNTS.routes.write().unwrap_or_else(PoisonError::into_inner);
        let new = || Entry { classes: Default::default(), seconds: Histogram::new(SECONDS) };
        Arc::clone(routes.entry(key).or_insert_with(|| Arc::new(new())))
    })
}

/// A method that we serve, or that it is another one: whoever asks may make up as many as they like.
fn method(request: &Request) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "PUT" => "PUT",
        _ => "other",
    }
}

/// A request that runs; one whose client went away ends too.
struct Running;

impl Running {
    fn begin() -> Running {
        COUNTS.running.fetch_add(1, Relaxed);
        Running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        COUNTS.running.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests;
