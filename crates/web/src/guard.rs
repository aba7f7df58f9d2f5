//! What stands before every route (防护): headers, origin, sizes, times, load, and panics.
//!
//! What is *not* here: who may do what (`org`), and how often a sign-in is tried (`app` counts that
//! in the store).
pub mod headers;
pub mod limits;
pub mod origin;
pub mod rate;
pub mod shed;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
pub use limits::{FORM_BYTES_MAX, UPLOAD_BYTES_MAX};
pub use origin::csrf_matches;
pub use shed::Shed;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use tracing::Instrument;

/// The number of a request (请求编号), in the log, on every problem page and in the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Middleware: gives the request its number. What a client sends is not taken over.
pub async fn number(mut request: Request, next: Next) -> Response {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let id = RequestId(format!("{now:x}-{count:x}").into());
    request.extensions_mut().insert(id.clone());
    // Every line that is logged on the way carries the number, and no path: a path names things.
    let span = tracing::info_span!("request", %id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

#[cfg(test)]
mod tests;
