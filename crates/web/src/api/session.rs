//! Signing in for a program (登录): a token for an hour's work, ended when it is done.
use super::body::Change;
use super::client::{Anyone, Staff, bearer};
use super::operation::{Operation, delete, post};
use super::refusal;
use super::shape::{At, Id, LoginText};
use crate::problem::{Code, Problem};
use crate::words::Words;
use app::sign_in::Browser;
use app::{App, Failed};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing;
use base::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        post(PATH, "sign_in", routing::post(sign_in))
            .tag("session")
            .takes::<SignIn>(r#"{"login":"dongjie01","password":"correct horse battery"}"#)
            .answers::<SignedIn>(201)
            .each_time(),
        delete(PATH, "sign_out", routing::delete(sign_out)).tag("session").staff(),
    ]
}

const PATH: &str = "/api/v1/session";
/// As long as a password may be, and as a text that is none may cost us.
const PASSWORD_CHARACTERS_MAX: usize = 128;
/// Twice as long as a code with its dash and blanks.
const CODE_CHARACTERS_MAX: usize = 32;

/// Who signs in (登录).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: LoginText,
    #[schema(min_length = 1, max_length = 128)]
    password: String,
    /// The code of the authenticator app, or a recovery code, where the account has a second factor.
    #[serde(default)]
    #[schema(max_length = 32)]
    code: Option<String>,
}

/// A session (会话). The token is shown this once.
#[derive(Serialize, ToSchema)]
struct SignedIn {
    /// Send it as `Authorization: Bearer`.
    token: String,
    person: Id,
    /// It ends by then, used or not; unused for long it ends before.
    ends_at: At,
    /// The password was made by an administrator and wants changing on the page of the account.
    password_wants_changing: bool,
}

async fn sign_in(
    State(app): State<App>,
    Anyone(client): Anyone,
    Change { input, .. }: Change<SignIn>,
) -> Result<(StatusCode, Json<SignedIn>), Problem> {
    let login = input.login.read("login").map_err(|failed| client.refuse(&failed))?;
    let code = input.code.as_deref();
    if code.is_some_and(|code| code.chars().count() > CODE_CHARACTERS_MAX) {
        return Err(refusal::field(client.words, "code", "wrong_code"));
    }
    if input.password.chars().count() > PASSWORD_CHARACTERS_MAX {
        return Err(refused(client.words, &Failed::refused("sign_in"), app.now()));
    }
    let (login, password) = (login.as_str(), &input.password);
    let done = app::sign_in::sign_in_with(&app, login, password, code, Browser::Program).await;
    let done = done.map_err(|failed| refused(client.words, &failed, app.now()))?;
    let answer = SignedIn {
        token: done.token,
        person: done.person.into(),
        ends_at: At(done.ends_at),
        password_wants_changing: done.initial,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// A wrong password is 401; too many of them are 429, which says how long to wait.
fn refused(words: Words, failed: &Failed, now: Timestamp) -> Problem {
    let problem = refusal::problem(words, failed);
    match failed {
        // The form calls it otherwise than the body here does.
        Failed::Field { field: "login_code", code, .. } => refusal::field(words, "code", code),
        Failed::Refused { code: "sign_in" | "code_wanted", .. } => {
            Problem { code: Code::SignIn, ..problem }
        }
        Failed::Refused { code: "locked", facts } => {
            let until = facts.iter().find(|(name, _)| *name == "until");
            let until = until.and_then(|(_, until)| until.parse::<Timestamp>().ok());
            let wait = until.map_or(0, |until| until.duration_since(now).as_secs());
            let problem = Problem { code: Code::TooMany, ..problem };
            problem.retry_after(u32::try_from(wait).unwrap_or_default())
        }
        _ => problem,
    }
}

async fn sign_out(
    State(app): State<App>,
    Staff(client): Staff,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let token = bearer(&headers).unwrap_or_default().to_owned();
    let ended = app.write(move |cx| {
        let session = app::sign_in::session(cx, &token)?;
        let session = session.ok_or(Failed::Denied(org::Denied::SignIn))?;
        app::sign_in::sign_out(cx, &session)
    });
    ended.await.map_err(|failed| client.refuse(&failed))?;
    Ok(StatusCode::NO_CONTENT)
}
