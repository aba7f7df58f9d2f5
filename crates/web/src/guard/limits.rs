//! How large, how long, how many at once (容量上限), and that a panic ends one request only. Who
//! goes first when there is too much is said in [`super::shed`].
use crate::problem::{Code, Problem};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Duration;
use tokio::time::timeout;

/// A form of the longest text we take (thousands of Chinese characters, nine bytes each when
/// percent-encoded) fits several times; a route that takes files sets its own limit.
pub const FORM_BYTES_MAX: usize = 256 * 1024;
/// A photo straight from a phone's camera fits, should its browser not have made it smaller.
pub const UPLOAD_BYTES_MAX: usize = 16 * 1024 * 1024;
/// No page takes this long; whoever waits longer has lost the line.
pub const REQUEST_MAX: Duration = Duration::from_secs(30);
/// More changes than this at once only wait for the same two things: the processor and the disk.
pub const AT_ONCE_MAX: usize = 1024;
/// Reading has no slow line to wait for: many fewer keep every reader and processor busy, and who
/// stands at the door can still be let go for nothing.
pub const READ_AT_ONCE_MAX: usize = 128;

/// Middleware: ends a request that takes too long.
pub async fn time(request: Request, next: Next) -> Response {
    match timeout(REQUEST_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Code::Slow).into_response(),
    }
}

/// Middleware: a broken promise of ours ends in a page that says so, not in a cut connection.
pub async fn catch(request: Request, next: Next) -> Response {
    let mut run = Box::pin(next.run(request));
    let caught = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| run.as_mut().poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(response)) => Poll::Ready(Some(response)),
        Err(_) => Poll::Ready(None), // the panic hook has written it down
    });
    match caught.await {
        Some(response) => response,
        None => {
            crate::metrics::panicked();
            tracing::error!("a handler panicked");
            Problem::new(Code::Bug).into_response()
        }
    }
}
