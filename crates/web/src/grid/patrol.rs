//! `/patrol` (定时巡查): what a grid worker looks at today, one tap for "nothing found".
//!
//! The places are planned on [`points`], what was not looked at stands on [`coverage`], by place.
//! What is *not* here: a photo that must be taken, a position, a number to reach.
mod coverage;
mod edit;
mod form;
mod points;
mod say;

use super::names::Names;
use crate::desk::{Desk, Stop, on_to};
use crate::form::{Form, FromInput, Input};
use crate::page::{Page, render};
use crate::problem::Problem;
use app::grid::patrol::{Deed, Done, explain, nothing_found, today};
use app::idempotency::{Named, once};
use app::{App, Cx, Failed};
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use base::{Basis, PatrolPointId, Timestamp};
use grid::patrol::{Outcome, State};
use org::{Action, reach};
use say::Row;
pub use say::{Tabs, risk, window_said};

pub fn routes() -> Router<App> {
    let add = get(edit::ask).post(edit::add);
    Router::new()
        .route("/patrol", get(show))
        .route("/patrol/points", get(points::list))
        .route("/patrol/points/new", add)
        .route("/patrol/points/{id}", get(points::show))
        .route("/patrol/points/{id}/clear", post(clear))
        .route("/patrol/points/{id}/explain", post(say_why))
        .route("/patrol/points/{id}/change", post(edit::change))
        .route("/patrol/points/{id}/retire", post(edit::retire))
        .route("/patrol/coverage", get(coverage::show))
        .route("/patrol/coverage.geojson", get(coverage::map))
}

/// `GET /patrol`. Who works in no grid is shown what was covered.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let reaches = |action| !reach(&desk.signed.who, action).is_nothing();
    if !reaches(Action::VisitPoint) && reaches(Action::ReadPatrol) {
        return Ok(on_to("/patrol/coverage"));
    }
    let found = desk.read(|cx, asker| Ok((today(cx, asker)?, cx.directory()?))).await?;
    let (today, directory) = found;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let rows = |state: &[State]| {
        let of = today.rows.iter().filter(|row| state.contains(&row.state));
        of.map(|row| Row::of(&desk, &names, row, &today.reasons)).collect()
    };
    Ok(render(&View {
        p: desk.page_after(&desk.words.t("patrol-title"), "patrol"),
        tabs: Tabs::at(&desk, "/patrol"),
        open: rows(&[State::Open]),
        missed: rows(&[State::Missed]),
        ahead: rows(&[State::Ahead]),
        done: rows(&[State::Covered, State::Explained]),
        reasons: say::reasons(&desk, &today.reasons),
        basis: today.basis,
    }))
}

#[derive(Template)]
#[template(path = "grid/patrol_today.html")]
struct View {
    p: Page,
    tabs: Tabs,
    open: Vec<Row>,
    missed: Vec<Row>,
    ahead: Vec<Row>,
    done: Vec<Row>,
    /// Code and name.
    reasons: Vec<(String, String)>,
    basis: Basis,
}

/// `POST /patrol/points/{id}/clear`: looked at, nothing found.
pub async fn clear(desk: Desk, Path(id): Path<String>, form: Form<Look>) -> Result<Response, Stop> {
    let (id, look) = read(&desk, &id, form)?;
    let deed = look.deed;
    run(&desk, look, id, move |cx, asker| nothing_found(cx, asker, id, deed)).await
}

/// `POST /patrol/points/{id}/explain`: one of the reasons of policy, one tap.
pub async fn say_why(
    desk: Desk,
    Path(id): Path<String>,
    form: Form<Look>,
) -> Result<Response, Stop> {
    let (id, look) = read(&desk, &id, form)?;
    let (deed, reason) = (look.deed, look.reason.clone());
    run(&desk, look, id, move |cx, asker| explain(cx, asker, id, deed, &reason)).await
}

/// A look as the page sends it, now or later (巡查登记).
pub struct Look {
    deed: Deed,
    reason: String,
    /// A name by which it is done only once, however often it is sent.
    key: Option<String>,
}

/// A name is made by a script; a UUID has 36 characters.
const KEY_CHARACTERS_MAX: usize = 100;

impl FromInput for Look {
    fn read(input: &mut Input) -> Option<Look> {
        let moment = |input: &mut Input, name: &'static str| match input.raw(name) {
            "" => Some(None),
            _ => input.parsed::<Timestamp>(name).map(Some),
        };
        let (opens, at) = (moment(input, "opens"), moment(input, "at"));
        let key = input.raw("key").to_owned();
        let plain = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.len() > KEY_CHARACTERS_MAX || !plain {
            input.refuse("key", "malformed");
            return None;
        }
        let deed = Deed { opens: opens?, at: at? };
        Some(Look {
            deed,
            reason: input.raw("reason").to_owned(),
            key: Some(key).filter(|key| !key.is_empty()),
        })
    }
}

fn read(desk: &Desk, id: &str, form: Form<Look>) -> Result<(PatrolPointId, Look), Stop> {
    let id = desk.id(id)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    match form.split() {
        Ok((look, _)) => Ok((id, look)),
        Err(given) => {
            let said = given.errors().into_iter().map(|(_, said)| said).collect::<Vec<_>>();
            Err(desk.problem(Problem::refused("malformed", said.join(" "))))
        }
    }
}

/// Does it once, and goes back to the list with what came of it.
async fn run(
    desk: &Desk,
    look: Look,
    id: PatrolPointId,
    work: impl Fn(&mut Cx<'_, '_>, &app::grid::matter::Asker) -> app::Result<Done> + Send + 'static,
) -> Result<Response, Stop> {
    let asked = format!("{id} {:?} {}", look.deed, look.reason);
    let named = look.key.as_deref();
    let named = named.map(|key| Named::new(&desk.app, key, &[b"patrol", asked.as_bytes()]));
    let done = desk.signed.write(&desk.app, move |cx, asker| {
        once(cx, asker, named.as_ref(), |cx| Ok((200, said(&work(cx, asker)?).to_owned())))
    });
    let done = done.await.map_err(|failed: Failed| desk.failed(&failed))?;
    Ok(on_to(format!("/patrol?done={}", done.answer)))
}

/// What the list says afterwards. Words: `patrol-done-…`.
fn said(done: &Done) -> &'static str {
    match (done.already, done.outcome, done.late) {
        (true, ..) => "already",
        (_, Outcome::Covered, false) => "clear",
        (_, Outcome::Covered, true) => "clear_late",
        (_, Outcome::Explained, false) => "explained",
        (_, Outcome::Explained, true) => "explained_late",
    }
}
