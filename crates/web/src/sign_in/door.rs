//! The door (登录、退出): one answer to whatever was wrong, and a way back inside the site only.
use super::SECRET_MAX;
use super::entry::{browser, go_on, local};
use super::service::Outside;
use crate::desk::Nothing;
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use crate::reader::{Reader, encoded};
use crate::said;
use crate::session::{Signed, Visitor, is_secure, set_cookie};
use crate::words::Words;
use app::{App, Failed};
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// `GET /sign-in`: the form, or the way on for who is in already.
pub async fn show(
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    Extension(outside): Extension<Outside>,
    Query(asked): Query<Asked>,
) -> Response {
    let back = local(asked.back.as_deref().unwrap_or(""));
    if visitor.signed.is_some() {
        return Redirect::to(back).into_response();
    }
    let words = reader.words();
    let page = door(&visitor, words, &uri);
    let page = match asked.done.as_deref() {
        Some("signed-out") => page.toast(words.t("sign-in-done-signed-out").into_owned()),
        Some("password") => page.toast(words.t("sign-in-done-password").into_owned()),
        _ => page,
    };
    let f = Given::empty(words).with("back", back);
    render(&Door { p: page, f, refused: None, service: outside.name(words) })
}

/// `POST /sign-in`: a session in a cookie, or the form again.
pub async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    headers: HeaderMap,
    Extension(outside): Extension<Outside>,
    form: Form<Entry>,
) -> Response {
    let words = reader.words();
    let again = |given: Given, refused: Option<String>| {
        let service = outside.name(words);
        let page = Door { p: door(&visitor, words, &uri), f: given, refused, service };
        render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let (entry, given) = match form.split() {
        Ok(parts) => parts,
        Err(given) => return again(given, None),
    };
    let browser = browser(&headers);
    match app::sign_in::begin(&app, &entry.login, &entry.password, browser).await {
        Ok(begun) => go_on(&app, &headers, &begun, &entry.back),
        Err(failed @ Failed::Refused { .. }) => again(given, said::sentence(words, &failed)),
        Err(failed) => said::problem(words, &failed).into_response(),
    }
}

/// `POST /sign-out`: ends the session and takes the cookie away.
pub async fn leave(
    State(app): State<App>,
    signed: Signed,
    reader: Reader,
    headers: HeaderMap,
    form: Form<Nothing>,
) -> Response {
    if let Err(problem) = form.trusted(&signed.csrf) {
        return signed.problem(problem);
    }
    let ended = match signed.session(&app).await {
        Ok(session) => app.write(move |cx| app::sign_in::sign_out(cx, &session)).await,
        Err(failed) => Err(failed),
    };
    if let Err(failed) = ended {
        return signed.failed(reader.words(), &failed);
    }
    let cookie = set_cookie("", is_secure(&headers), 0);
    let to = [(header::LOCATION, "/sign-in?done=signed-out")];
    // What the phone kept for reading without signal goes with the session (随身清单).
    let erase = [(HeaderName::from_static("clear-site-data"), "\"storage\"")];
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie)], erase, to).into_response()
}

#[derive(Deserialize)]
pub struct Asked {
    back: Option<String>,
    done: Option<String>,
}

/// What is typed at the door.
pub struct Entry {
    login: String,
    password: String,
    back: String,
}

/// Longer than any login; a longer one is nobody's.
const LOGIN_MAX: usize = 64;

impl FromInput for Entry {
    fn read(input: &mut Input) -> Option<Entry> {
        let login = input.text::<LOGIN_MAX>("login");
        let password = input.secret("password", SECRET_MAX);
        let back = input.raw("back").to_owned();
        Some(Entry { login: login?.to_string(), password: password?, back })
    }
}

#[derive(Template)]
#[template(path = "sign_in/door.html")]
struct Door {
    p: Page,
    f: Given,
    refused: Option<String>,
    /// What the district's own sign-in service is called, where there is one.
    service: Option<String>,
}

impl Door {
    /// The way back, for an address.
    fn back(&self) -> String {
        encoded(self.f.value("back"))
    }
}

/// The door again, with why the way by the service did not lead in.
pub(super) fn refused(
    visitor: &Visitor,
    words: Words,
    uri: &Uri,
    refused: String,
    service: Option<String>,
) -> Response {
    let (p, f) = (door(visitor, words, uri), Given::empty(words).with("back", "/"));
    let page = Door { p, f, refused: Some(refused), service };
    render_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn door(visitor: &Visitor, words: Words, uri: &Uri) -> Page {
    let path = uri.path_and_query().map_or("/sign-in", |path| path.as_str());
    Page::new(words, path, &words.t("sign-in")).framed(visitor.frame.clone())
}
