//! `/follow`: the way to one's own report, by the code alone (凭码查询).
use super::names;
use super::report::see_other;
use crate::form::{FieldError, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use crate::problem::Problem;
use crate::reader::{Reader, cookie};
use crate::said::problem;
use crate::session::{Visitor, is_secure};
use app::grid::matter;
use app::secret::Code;
use app::{App, Failed};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use base::Text;
use std::time::Duration;
use tokio::time::sleep;

/// Carries the code to the pages below `/my`. Scripts cannot read it, other sites cannot use it.
const COOKIE: &str = "jieli_code";
/// Half a day: long enough for a day's visits, short enough for a borrowed phone.
const SECONDS: u32 = 12 * 60 * 60;
/// Whatever is wrong with a code, the answer takes this long.
const WRONG: Duration = Duration::from_millis(400);

/// The digest of the code that this reader has shown (凭码).
pub fn digest(app: &App, headers: &HeaderMap) -> Option<Vec<u8>> {
    let code = cookie(headers, COOKIE).and_then(Code::parse)?;
    Some(code.digest(app.keys()).to_vec())
}

/// What was typed. Longer than a code, for blanks and dashes.
pub struct Typed(Text<40>);

impl FromInput for Typed {
    fn read(input: &mut Input) -> Option<Typed> {
        input.text("code").map(Typed)
    }
}

/// `GET /follow`.
pub async fn show(visitor: Visitor, reader: Reader, uri: Uri) -> Response {
    let gone = uri.query() == Some("slip=gone");
    page(visitor, reader, Given::empty(reader.words()), gone, StatusCode::OK)
}

/// `POST /follow`.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    form: Form<Typed>,
) -> Result<Response, Problem> {
    let (Typed(typed), given) = match form.split() {
        Ok(right) => right,
        Err(given) => {
            sleep(WRONG).await;
            return Ok(page(visitor, reader, given, false, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let code = Code::parse(typed.as_str());
    let known = match &code {
        None => false,
        Some(code) => {
            let digest = code.digest(app.keys());
            match app.read(move |cx| matter::find_by_code(cx, &digest)).await {
                Ok(_) => true,
                Err(Failed::NotFound) => false,
                Err(failed) => return Err(problem(reader.words(), &failed)),
            }
        }
    };
    match code.filter(|_| known) {
        Some(code) => Ok(see_other("/my", kept(&code.shown(), SECONDS, is_secure(&headers)))),
        None => {
            sleep(WRONG).await;
            let given = given.refuse(FieldError::new("code", "resident_code"));
            Ok(page(visitor, reader, given, false, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// `POST /my/leave`: forgets the code on this device.
pub async fn leave(headers: HeaderMap) -> Response {
    see_other("/", kept("", 0, is_secure(&headers)))
}

fn kept(value: &str, seconds: u32, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/my; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

fn page(visitor: Visitor, reader: Reader, f: Given, gone: bool, status: StatusCode) -> Response {
    let uri = Uri::from_static("/follow");
    let p = names::page(reader.words(), &uri, "resident-follow-title", visitor.frame);
    render_with(status, &Follow { p, f, gone })
}

#[derive(Template)]
#[template(path = "resident/follow.html")]
struct Follow {
    p: Page,
    f: Given,
    /// The slip is no longer there to be shown.
    gone: bool,
}
