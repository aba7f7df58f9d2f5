//! Where a request that changes something comes from (来源核对): our own pages only.
use crate::problem::{Code, Problem};
use axum::extract::Request;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

/// Middleware: turns away what another site makes a reader's browser send.
pub async fn same(request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_ours(request.headers(), request.uri()) {
        next.run(request).await
    } else {
        Problem::new(Code::CrossSite).into_response()
    }
}

/// Whether the token of a form is the one of the session. Takes as long for a near miss.
///
/// An empty token matches nothing: without a session there is nothing to forge.
pub fn csrf_matches(expected: &str, given: &str) -> bool {
    !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

/// Browsers say where a request comes from, by `Sec-Fetch-Site` or, older ones, by `Origin`.
/// A program says neither, and then carries no cookie that could be abused.
fn is_ours(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let host = text("host").or_else(|| uri.authority().map(|authority| authority.as_str()));
    match text("origin") {
        Some(origin) => {
            let from = origin.split_once("://").map(|(_, host)| host);
            from.is_some() && from == host
        }
        None => !headers.contains_key(header::COOKIE),
    }
}
