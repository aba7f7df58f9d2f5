//! The gate before everything else (先办): who has a first password still is led to its change; who
//! must have a second factor and has none is led to where it is set up. Until then they can do
//! nothing but that, and leave.
use crate::problem::Problem;
use crate::reader::Reader;
use crate::words::Words;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where a second factor is set up.
pub const SET_UP: &str = "/account/second-factor";

/// What a session wants done before anything else (先办).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The password is one that somebody else has seen (初始口令).
    Password,
    /// Policy asks for a second factor, and there is none.
    Factor,
}

impl First {
    pub fn of(is_initial: bool, wants_factor: bool) -> Option<First> {
        match (is_initial, wants_factor) {
            (true, _) => Some(First::Password),
            (false, true) => Some(First::Factor),
            (false, false) => None,
        }
    }

    /// The answer instead of a page that is behind the gate; nothing for one that is before it.
    pub fn closed(self, parts: &Parts) -> Option<Response> {
        let path = parts.uri.path();
        let (is_open, to) = match self {
            First::Password => (changes_password(path), PASSWORD),
            First::Factor => (is_before(path), SET_UP),
        };
        if is_open {
            return None;
        }
        let wants_page = parts.method == Method::GET && !parts.headers.contains_key("hx-request");
        if wants_page || self == First::Password {
            return Some((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response());
        }
        Some(problem(Reader::of(&parts.headers, parts.uri.query()).words()).into_response())
    }
}

/// Where a first password is changed.
const PASSWORD: &str = "/account?done=initial";

fn changes_password(path: &str) -> bool {
    matches!(path, "/account" | "/account/password" | "/sign-out") || path.starts_with("/sign-in")
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
