//! Setting up one's own second factor (双因素登录): by a picture or a text, then a first code.
use super::{CODE_MAX, SECRET_MAX};
use crate::desk::{Answer, Desk, Nothing, Stop, Times, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::markup::{Markup, qr};
use crate::page::{Page, render, render_with};
use crate::session::SET_UP;
use crate::when::When;
use app::Failed;
use app::secret::Code;
use app::sign_in::{Session, factor};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use serde::Deserialize;

/// `GET /account/second-factor`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let f = Given::empty(desk.words);
    page(&desk, f, None, asked.form.as_deref().unwrap_or(""), StatusCode::OK).await
}

/// `POST /account/second-factor/begin`: a secret for the app to learn.
pub async fn begin(desk: Desk, form: Form<Nothing>) -> Answer {
    trusted(&desk, form)?;
    let session = session(&desk).await?;
    match desk.write(move |cx, _| factor::begin(cx, &session)).await {
        Ok(()) => Ok(on_to(SET_UP)),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

/// `POST /account/second-factor/confirm`: by a first code and the password.
pub async fn confirm(desk: Desk, form: Form<Confirm>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (typed, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, given, None, "", status).await,
    };
    let session = session(&desk).await?;
    match factor::confirm(&desk.app, &session, &typed.password, &typed.code).await {
        Ok(codes) => Ok(once(&desk, codes)),
        Err(failed) => again(&desk, given, failed, "").await,
    }
}

/// `POST /account/second-factor/codes`: ten new recovery codes.
pub async fn new_codes(desk: Desk, form: Form<Typed>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (typed, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, given, None, CODES, status).await,
    };
    let session = session(&desk).await?;
    match factor::new_codes(&desk.app, &session, &typed.code).await {
        Ok(codes) => Ok(once(&desk, codes)),
        Err(failed) => again(&desk, given, failed, CODES).await,
    }
}

/// `POST /account/second-factor/remove`: by a last code.
pub async fn remove(desk: Desk, form: Form<Typed>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (typed, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, given, None, REMOVE, status).await,
    };
    let session = session(&desk).await?;
    match factor::remove(&desk.app, &session, &typed.code).await {
        Ok(()) => Ok(on_to("/account?done=factor-removed")),
        Err(failed) => again(&desk, given, failed, REMOVE).await,
    }
}

/// Which form the page shows, by `?form=`.
const CODES: &str = "codes";
const REMOVE: &str = "remove";

#[derive(Deserialize)]
pub struct Asked {
    form: Option<String>,
}

/// The password and a first code.
pub struct Confirm {
    password: String,
    code: String,
}

impl FromInput for Confirm {
    fn read(input: &mut Input) -> Option<Confirm> {
        let code = input.secret("login_code", CODE_MAX);
        let password = input.secret("password", SECRET_MAX);
        Some(Confirm { password: password?, code: code? })
    }
}

/// A code alone.
pub struct Typed {
    code: String,
}

impl FromInput for Typed {
    fn read(input: &mut Input) -> Option<Typed> {
        Some(Typed { code: input.secret("login_code", CODE_MAX)? })
    }
}

#[derive(Template)]
#[template(path = "sign_in/second_factor.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    form: String,
    state: factor::State,
    picture: Option<Markup>,
    secret: String,
}

#[derive(Template)]
#[template(path = "sign_in/recovery_codes.html")]
struct Once {
    p: Page,
    codes: Vec<String>,
}

/// The recovery codes. They are not stored anywhere in this form, so they are shown now.
fn once(desk: &Desk, codes: Vec<Code>) -> axum::response::Response {
    let p = desk.page(&desk.words.t("recovery-title"));
    render(&Once { p, codes: codes.iter().map(Code::shown).collect() })
}

async fn again(desk: &Desk, given: Given, failed: Failed, form: &str) -> Answer {
    let (given, refused) = desk.again(given, failed)?;
    page(desk, given, refused, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn page(
    desk: &Desk,
    f: Given,
    refused: Option<String>,
    form: &str,
    status: StatusCode,
) -> Answer {
    let session = session(desk).await?;
    let state = desk.read(move |cx, asker| factor::state(cx, &asker.who, &session)).await?;
    let p = desk.page(&desk.words.t("second-factor-title"));
    let now = desk.app.now();
    let when = Times(When::new(desk.words, desk.app.policies().calendar.tz().clone(), now));
    let name = &desk.signed.frame.district;
    let issuer = if name.is_empty() { "街里" } else { name };
    let uri = state.draft.as_ref().map(|secret| secret.uri(issuer, &state.login));
    let picture = uri.and_then(|uri| qr(&uri, &desk.words.t("second-factor-picture")));
    let secret = state.draft.as_ref().map(|secret| secret.shown()).unwrap_or_default();
    let form = form.to_owned();
    Ok(render_with(status, &View { p, when, f, refused, form, state, picture, secret }))
}

async fn session(desk: &Desk) -> Result<Session, Stop> {
    desk.signed.session(&desk.app).await.map_err(|failed| desk.failed(&failed))
}

fn trusted(desk: &Desk, form: Form<Nothing>) -> Result<(), Stop> {
    let trusted = form.trusted(&desk.signed.csrf).map(|_| ());
    trusted.map_err(|problem| desk.signed.problem(problem).into())
}
