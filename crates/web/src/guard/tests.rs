use super::*;
use crate::testing::{ask, get};
use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::post as on_post;

fn site() -> Router {
    crate::layered(Router::new().route("/change", on_post(|body: String| async move { body })))
}

#[tokio::test]
async fn only_our_own_pages_may_change_something() {
    for (headers, allowed) in [
        (&[("sec-fetch-site", "same-origin")][..], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", "http://here")], false),
        (&[("origin", "http://here")], true),
        (&[("origin", "http://there")], false),
        (&[("origin", "null")], false),
        (&[("cookie", "session=1")], false),
        (&[], true),
    ] {
        let mut request = Request::post("/change").header("host", "here");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = ask(site(), request.body(Body::empty()).unwrap()).await;
        let expected = if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(response.status(), expected, "{headers:?}");
    }
}

#[tokio::test]
async fn a_body_larger_than_a_form_is_refused_in_words() {
    for (bytes, status) in [(FORM_BYTES_MAX, 200), (FORM_BYTES_MAX + 1, 413)] {
        let request = Request::post("/change").body(Body::from("a".repeat(bytes))).unwrap();
        assert_eq!(ask(site(), request).await.status().as_u16(), status, "{bytes} bytes");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for path in ["/", "/healthz", "/design", "/assets/nothing.js"] {
        let response = ask(crate::foundation(), get(path)).await;
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "permissions-policy",
            "cross-origin-opener-policy",
            "x-request-id",
        ] {
            assert!(response.headers().contains_key(name), "{path} lacks {name}");
        }
    }
}

#[tokio::test]
async fn whoever_came_by_tls_is_told_to_come_by_tls_only() {
    for (proto, told) in [("https", true), ("http", false)] {
        let request = Request::get("/healthz").header("x-forwarded-proto", proto);
        let response = ask(crate::foundation(), request.body(Body::empty()).unwrap()).await;
        let header = response.headers().get("strict-transport-security");
        assert_eq!(header.is_some(), told, "{proto}");
    }
}

#[test]
fn a_token_matches_itself_only_and_an_empty_one_matches_nothing() {
    for (expected, given, matches) in
        [("abc", "abc", true), ("abc", "abd", false), ("abc", "", false), ("", "", false)]
    {
        assert_eq!(csrf_matches(expected, given), matches, "{expected:?} {given:?}");
    }
}

#[test]
fn over_tls_a_cookie_is_one_that_no_other_site_can_set() {
    use crate::session::{keep, kept, token};
    for (secure, path, name) in [
        (true, "/", "__Host-jieli"),
        (true, "/sign-in", "__Secure-jieli"),
        (false, "/", "jieli"),
        (false, "/sign-in", "jieli"),
    ] {
        let header = keep("jieli", path, "t", secure, 9).to_str().unwrap().to_owned();
        assert!(header.starts_with(&format!("{name}=t; Path={path};")), "{header}");
        assert_eq!(header.ends_with("; Secure"), secure);
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("cookie", "jieli=theirs".parse().unwrap());
        if secure {
            headers.insert("x-forwarded-proto", "https".parse().unwrap());
            assert_eq!(kept(&headers, "jieli", path), None, "one that anybody could set");
            assert_eq!(token(&headers), None);
        }
        headers.insert("cookie", format!("{name}=ours").parse().unwrap());
        assert_eq!(kept(&headers, "jieli", path), Some("ours"));
    }
}
