//! Adding, changing and retiring a place (编排巡查点), by the community or the street.
use super::super::names::Names;
use super::form::{Choices, Typed, Until, renamed};
use super::points::view;
use super::say::Tabs;
use crate::desk::{Desk, Stop, on_to};
use crate::form::{Form, Given};
use crate::page::{Page, render, render_with};
use crate::said;
use app::Failed;
use app::grid::patrol;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::PatrolPointId;
use org::{Action, Denied, reach};

/// `GET /patrol/points/new`.
pub async fn ask(desk: Desk) -> Result<Response, Stop> {
    let given = Given::empty(desk.words);
    let given = match desk.asked("grid") {
        "" => given,
        grid => given.with("grid", grid),
    };
    Ok(render(&fresh(&desk, given).await?))
}

/// `POST /patrol/points/new`.
pub async fn add(desk: Desk, form: Form<Typed>) -> Result<Response, Stop> {
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let again = async |given| {
        Ok(render_with(StatusCode::UNPROCESSABLE_ENTITY, &fresh(&desk, given).await?))
    };
    let (typed, given) = match form.split() {
        Ok(both) => both,
        Err(given) => return again(given).await,
    };
    let done = desk
        .signed
        .write(&desk.app, move |cx, asker| patrol::add(cx, asker, &typed.point, typed.since));
    match done.await {
        Ok(id) => Ok(on_to(format!("/patrol/points/{id}?done=added"))),
        Err(failed) => match said::in_form(given, renamed(failed)) {
            Ok(given) => again(given).await,
            Err(failed) => Err(desk.failed(&failed)),
        },
    }
}

/// `POST /patrol/points/{id}/change`.
pub async fn change(
    desk: Desk,
    Path(id): Path<String>,
    form: Form<Typed>,
) -> Result<Response, Stop> {
    let id: PatrolPointId = desk.id(&id)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let (typed, given) = match form.split() {
        Ok(both) => both,
        Err(given) => return again(&desk, id, given).await,
    };
    let done = desk
        .signed
        .write(&desk.app, move |cx, asker| patrol::change(cx, asker, id, &typed.point))
        .await;
    match done {
        Ok(_) => Ok(on_to(format!("/patrol/points/{id}?done=changed"))),
        Err(failed) => match said::in_form(given, renamed(failed)) {
            Ok(given) => again(&desk, id, given).await,
            Err(failed) => Err(desk.failed(&failed)),
        },
    }
}

/// `POST /patrol/points/{id}/retire`.
pub async fn retire(
    desk: Desk,
    Path(id): Path<String>,
    form: Form<Until>,
) -> Result<Response, Stop> {
    let id: PatrolPointId = desk.id(&id)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let (Until(until), given) = match form.split() {
        Ok(both) => both,
        Err(given) => return again(&desk, id, given).await,
    };
    let done =
        desk.signed.write(&desk.app, move |cx, asker| patrol::retire(cx, asker, id, until)).await;
    match done {
        Ok(_) => Ok(on_to(format!("/patrol/points/{id}?done=retired"))),
        Err(failed) => match said::in_form(given, failed) {
            Ok(given) => again(&desk, id, given).await,
            Err(failed) => Err(desk.failed(&failed)),
        },
    }
}

async fn again(desk: &Desk, id: PatrolPointId, given: Given) -> Result<Response, Stop> {
    let page = view(desk, id, Some(given)).await?;
    Ok(render_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

#[derive(Template)]
#[template(path = "grid/patrol_new.html")]
struct Fresh {
    p: Page,
    tabs: Tabs,
    f: Given,
    c: Choices,
    fresh: bool,
}

async fn fresh(desk: &Desk, f: Given) -> Result<Fresh, Stop> {
    if reach(&desk.signed.who, Action::EditPatrol).is_nothing() {
        return Err(desk.failed(&Failed::Denied(Denied::NoRight)));
    }
    let directory = desk.read(|cx, _| cx.directory()).await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    Ok(Fresh {
        p: desk.page(&desk.words.t("patrol-add")).with_map(),
        tabs: Tabs::at(desk, "/patrol/points"),
        f,
        c: Choices::of(desk, &names),
        fresh: true,
    })
}
