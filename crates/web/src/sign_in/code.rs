//! The second step of the door (输入验证码): a code of the app, or a recovery code.
use super::CODE_MAX;
use super::entry::{HALF, HALF_PATH, browser, let_in, local};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use crate::reader::{Reader, encoded};
use crate::said;
use crate::session::{Visitor, kept};
use crate::words::Words;
use app::{App, Failed};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// `GET /sign-in/code`: the form; without a first step, back to it.
pub async fn show(
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    if kept(&headers, HALF, HALF_PATH).is_none_or(str::is_empty) {
        return Redirect::to("/sign-in").into_response();
    }
    let words = reader.words();
    let back = local(asked.back.as_deref().unwrap_or(""));
    let way = if asked.way.as_deref() == Some(RECOVERY) { RECOVERY } else { "" };
    let f = Given::empty(words).with("back", back).with("way", way);
    render(&Step { p: page(&visitor, words, &uri), f, refused: None })
}

/// `POST /sign-in/code`: a session in a cookie, or the form again.
pub async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    headers: HeaderMap,
    form: Form<Typed>,
) -> Response {
    let words = reader.words();
    let again = |f: Given, refused: Option<String>| {
        let page = Step { p: page(&visitor, words, &uri), f, refused };
        render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let (typed, given) = match form.split() {
        Ok(parts) => parts,
        Err(given) => return again(given, None),
    };
    let half = kept(&headers, HALF, HALF_PATH).unwrap_or("").to_owned();
    match app::sign_in::finish(&app, &half, &typed.code, browser(&headers)).await {
        Ok(signed_in) => let_in(&app, &headers, &signed_in, &typed.back),
        Err(failed @ Failed::Refused { .. }) => again(given, said::sentence(words, &failed)),
        Err(failed) => match said::in_form(given, failed) {
            Ok(given) => again(given, None),
            Err(failed) => said::problem(words, &failed).into_response(),
        },
    }
}

#[derive(Deserialize)]
pub struct Asked {
    back: Option<String>,
    way: Option<String>,
}

/// Asks for a recovery code: no keyboard of digits alone.
const RECOVERY: &str = "recovery";

/// What is typed at the second step.
pub struct Typed {
    code: String,
    back: String,
}

impl FromInput for Typed {
    fn read(input: &mut Input) -> Option<Typed> {
        let back = input.raw("back").to_owned();
        Some(Typed { code: input.secret("login_code", CODE_MAX)?, back })
    }
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct Step {
    p: Page,
    f: Given,
    refused: Option<String>,
}

impl Step {
    /// The way back, for an address.
    fn back(&self) -> String {
        encoded(self.f.value("back"))
    }
}

fn page(visitor: &Visitor, words: Words, uri: &Uri) -> Page {
    let path = uri.path_and_query().map_or("/sign-in/code", |path| path.as_str());
    Page::new(words, path, &words.t("second-factor-code-title")).framed(visitor.frame.clone())
}
