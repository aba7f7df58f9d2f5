//! Asking a router in a test.
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header;
use axum::response::Response;
use tower::ServiceExt;

/// The answer to one request.
pub async fn ask(site: Router, request: Request) -> Response {
    site.oneshot(request).await.expect("a router does not fail")
}

pub fn get(path: &str) -> Request {
    Request::get(path).body(Body::empty()).unwrap()
}

/// A form as a browser sends it from our own page.
pub fn post(path: &str, form: &str) -> Request {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(form.to_owned()))
        .unwrap()
}

pub async fn body(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
