//! One's own account (我的账号): posts, sessions, password.
use super::SECRET_MAX;
use super::service::Outside;
use crate::desk::{Nothing, Times};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said;
use crate::session::Signed;
use crate::when::When;
use crate::words::Words;
use app::sign_in::outside::bound_since;
use app::sign_in::{SessionInfo, factor};
use app::{App, Failed};
use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use base::Timestamp;
use org::{Action, reach};
use org::{Appointment, Post};
use serde::Deserialize;

/// `GET /account`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    reader: Reader,
    uri: Uri,
    Extension(outside): Extension<Outside>,
    Query(asked): Query<Done>,
) -> Response {
    let words = reader.words();
    let page = signed.page(words, &uri, &words.t("account"));
    let page = match asked.done.as_deref() {
        Some("password") => page.toast(words.t("account-done-password").into_owned()),
        Some("session") => page.toast(words.t("account-done-session").into_owned()),
        Some("others") => page.toast(words.t("account-done-others").into_owned()),
        Some("factor-removed") => page.toast(words.t("second-factor-done-removed").into_owned()),
        Some("bound") => page.toast(words.t("service-done-bound").into_owned()),
        Some("unbound") => page.toast(words.t("service-done-unbound").into_owned()),
        _ => page,
    };
    answer(&app, &signed, &outside, page, (Given::empty(words), None), StatusCode::OK).await
}

/// `POST /account/password`: the old one is asked for; every other session ends.
pub async fn change_password(
    State(app): State<App>,
    signed: Signed,
    reader: Reader,
    uri: Uri,
    Extension(outside): Extension<Outside>,
    form: Form<Change>,
) -> Response {
    let words = reader.words();
    let form = match form.trusted(&signed.csrf) {
        Ok(form) => form,
        Err(problem) => return signed.problem(problem),
    };
    let page = signed.page(words, &uri, &words.t("account"));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (change, given) = match form.split() {
        Ok(parts) => parts,
        Err(given) => return answer(&app, &signed, &outside, page, (given, None), status).await,
    };
    let session = match signed.session(&app).await {
        Ok(session) => session,
        Err(failed) => return signed.failed(words, &failed),
    };
    match app::sign_in::change_password(&app, &session, &change.old, &change.new).await {
        Ok(()) => Redirect::to("/account?done=password").into_response(),
        Err(failed @ Failed::Refused { .. }) => {
            let refused = said::sentence(words, &failed);
            answer(&app, &signed, &outside, page, (given, refused), status).await
        }
        Err(failed) => match said::in_form(given, failed) {
            Ok(given) => answer(&app, &signed, &outside, page, (given, None), status).await,
            Err(failed) => signed.failed(words, &failed),
        },
    }
}

/// `POST /account/sessions/{session}/end`: signs a forgotten desk or a lost phone out.
pub async fn end_session(
    State(app): State<App>,
    signed: Signed,
    reader: Reader,
    Path(session): Path<String>,
    form: Form<Nothing>,
) -> Response {
    if let Err(problem) = form.trusted(&signed.csrf) {
        return signed.problem(problem);
    }
    let Some(digest) = bytes(&session) else { return signed.problem(Problem::not_found()) };
    let person = signed.person;
    let ended = signed
        .write(&app, move |cx, asker| app::sign_in::end_session(cx, &asker.who, person, &digest))
        .await;
    match ended {
        Ok(()) => Redirect::to("/account?done=session").into_response(),
        Err(failed) => signed.failed(reader.words(), &failed),
    }
}

/// `POST /account/sessions/end-others`: signs every other desk and phone out.
pub async fn end_others(
    State(app): State<App>,
    signed: Signed,
    reader: Reader,
    form: Form<Nothing>,
) -> Response {
    if let Err(problem) = form.trusted(&signed.csrf) {
        return signed.problem(problem);
    }
    let ended = match signed.session(&app).await {
        Ok(session) => app.write(move |cx| app::sign_in::end_others(cx, &session)).await,
        Err(failed) => Err(failed),
    };
    match ended {
        Ok(_) => Redirect::to("/account?done=others").into_response(),
        Err(failed) => signed.failed(reader.words(), &failed),
    }
}

#[derive(Deserialize)]
pub struct Done {
    done: Option<String>,
}

/// The old password and the new one, twice.
pub struct Change {
    old: String,
    new: String,
}

impl FromInput for Change {
    fn read(input: &mut Input) -> Option<Change> {
        let old = input.secret("old", SECRET_MAX);
        let new = input.secret("password", SECRET_MAX);
        let again = input.secret("again", SECRET_MAX);
        if new.is_some() && again.is_some() && new != again {
            input.refuse("again", "not_the_same");
        }
        Some(Change { old: old?, new: new? })
    }
}

#[derive(Template)]
#[template(path = "sign_in/account.html")]
struct Account {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    initial: bool,
    /// There is a record of their days (每日工作记录).
    has_days: bool,
    posts: Vec<(Appointment, Option<Post>)>,
    sessions: Vec<(SessionInfo, bool)>,
    factor: factor::State,
    service: Option<Bound>,
}

/// The district's sign-in service, and since when one's account is bound to it.
struct Bound {
    name: String,
    since: Option<Timestamp>,
}

impl Account {
    /// The name of a session in an address.
    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }

    fn title(&self, post: &Option<Post>) -> String {
        let post = post.as_ref();
        post.map(|post| name(self.p.words, &post.title_zh, &post.title_en)).unwrap_or_default()
    }
}

async fn answer(
    app: &App,
    signed: &Signed,
    outside: &Outside,
    page: Page,
    (given, refused): (Given, Option<String>),
    status: StatusCode,
) -> Response {
    let words = page.words;
    let person = signed.person;
    let own = match signed.session(app).await {
        Ok(own) => own,
        Err(failed) => return signed.failed(words, &failed),
    };
    let (asked, service) = (own.clone(), outside.service.clone());
    let found = signed
        .read(app, move |cx, asker| {
            let posts = app::org::chart::own(cx, &asker.who)?;
            let sessions = app::sign_in::sessions(cx, &asker.who, person)?;
            let factor = factor::state(cx, &asker.who, &asked)?;
            let service = match &service {
                None => None,
                Some(service) => {
                    let since = bound_since(cx, &asked, service.issuer())?;
                    Some(Bound { name: service.name(words.lang).to_owned(), since })
                }
            };
            Ok((posts, sessions, factor, service))
        })
        .await;
    let (posts, sessions, factor, service) = match found {
        Ok(found) => found,
        Err(failed) => return signed.failed(words, &failed),
    };
    let here = |info: SessionInfo| {
        let here = info.token_digest == own.token_digest;
        (info, here)
    };
    let when = Times(When::new(words, app.policies().calendar.tz().clone(), app.now()));
    let sessions = sessions.into_iter().map(here).collect();
    let initial = own.initial;
    let has_days = !reach(&signed.who, Action::ReadDayRecord).is_nothing();
    let (p, f) = (page, given);
    let page = Account { p, when, f, refused, initial, has_days, posts, sessions, factor, service };
    render_with(status, &page)
}

fn name(words: Words, zh: &str, en: &str) -> String {
    words.lang.pick(zh, en).to_owned()
}

/// The name of a session in an address: the digest of its token, which opens nothing.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != DIGEST_DIGITS || !hex.is_ascii() {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

/// Two for each byte of a digest.
const DIGEST_DIGITS: usize = 64;
