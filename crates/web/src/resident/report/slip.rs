//! `/report/slip`: the receipt (回执), with the code that is shown here and never again.
use super::see_other;
use crate::markup::Markup;
use crate::page::{Page, render};
use crate::problem::Problem;
use crate::reader::{Reader, cookie};
use crate::resident::names;
use crate::said::problem;
use crate::session::Visitor;
use app::App;
use app::grid::matter::{self, Asker};
use app::secret::Code;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use base::Basis;

/// Carries the code to the slip and nowhere else; kept long enough to write it down, to reload the
/// page or to change its language.
const COOKIE: &str = "jieli_slip";
const SECONDS: u32 = 15 * 60;
/// The same, as the page says it.
const MINUTES: u32 = SECONDS / 60;

/// The answer to a report that was stored.
pub fn lead_there(code: &Code, secure: bool) -> Response {
    let (shown, secure) = (code.shown(), if secure { "; Secure" } else { "" });
    let kept = format!(
        "{COOKIE}={shown}; Path=/report/slip; Max-Age={SECONDS}; HttpOnly; SameSite=Strict{secure}"
    );
    see_other("/report/slip", kept)
}

/// `GET /report/slip`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let words = reader.words();
    let Some(code) = cookie(&headers, COOKIE).and_then(Code::parse) else {
        return Ok(Redirect::to("/follow?slip=gone").into_response());
    };
    let digest = code.digest(app.keys()).to_vec();
    let page = app
        .read(move |cx| {
            let id = matter::find_by_code(cx, &digest)?;
            matter::page(cx, &Asker::reporter(digest.clone()), id)
        })
        .await;
    let page = page.map_err(|failed| problem(words, &failed))?;
    let (lang, when) = (words.lang, names::when(&app, words));
    let relay = page.main();
    let promise = relay.promise.as_ref().map(|promise| Promise {
        stop: promise.stop.clone(),
        clock: promise.clock.kind.code(),
        due: when.time(promise.clock.due),
        basis: promise.clock.basis.clone(),
    });
    Ok(render(&Slip {
        p: names::page(words, &uri, "resident-slip-title", visitor.frame),
        number: page.matter.number.clone(),
        code: code.shown(),
        category: names::category(&app, &page.matter.category, lang),
        place: names::place(&page.directory, &page.matter.place, lang),
        holder: names::unit_of_post(&page.directory, relay.holder, lang),
        promise,
        minutes: MINUTES,
    }))
}

struct Promise {
    stop: String,
    clock: &'static str,
    due: Markup,
    basis: Basis,
}

#[derive(Template)]
#[template(path = "resident/slip.html")]
struct Slip {
    p: Page,
    number: String,
    code: String,
    category: String,
    place: String,
    holder: String,
    promise: Option<Promise>,
    minutes: u32,
}
