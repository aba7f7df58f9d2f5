//! The gate before everything else (先设验证码): who must have a second factor and has none is led
//! to where it is set up, and can do nothing but that, change the password, and leave.
use crate::problem::Problem;
use crate::reader::Reader;
use crate::words::Words;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where a second factor is set up.
pub const SET_UP: &str = "/account/second-factor";

/// The answer instead of a page that is behind the gate; nothing for one that is before it.
pub fn closed(parts: &Parts) -> Option<Response> {
    let path = parts.uri.path();
    if is_before(path) {
        return None;
    }
    let wants_page = parts.method == Method::GET && !parts.headers.contains_key("hx-request");
    if wants_page {
        let to = [(header::LOCATION, SET_UP)];
        return Some((StatusCode::SEE_OTHER, to).into_response());
    }
    Some(problem(Reader::of(&parts.headers, parts.uri.query()).words()).into_response())
}

/// What a change is answered with.
fn problem(words: Words) -> Problem {
    Problem::refused("enrol_first", words.t("refused-enrol-first"))
}

fn is_before(path: &str) -> bool {
    let own = ["/account", "/sign-in", "/sign-out"];
    let below = |own: &&str| path.strip_prefix(*own).is_some_and(|rest| rest.starts_with('/'));
    own.contains(&path) || own.iter().any(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_s_own_account_and_the_door_stand_before_the_gate() {
        for (path, before) in [
            ("/account", true),
            ("/account/second-factor", true),
            ("/account/password", true),
            ("/sign-out", true),
            ("/sign-in/code", true),
            ("/accounts", false),
            ("/accounts/7/reset", false),
            ("/", false),
            ("/inbox", false),
            ("/sign-ins", false),
            ("", false),
        ] {
            assert_eq!(is_before(path), before, "{path:?}");
        }
    }
}
