//! A person at work (人员): appointments with their orders, and absences where those may be known.
use super::Asked;
use super::unit::Until;
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::org::absence;
use app::org::chart::{self, PersonPage};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{AbsenceId, Date, PersonId};
use org::Post;

/// `GET /org/people/{id}`, with `?form=absence|account`.
pub async fn show(desk: Desk, Path(id): Path<PersonId>, Query(asked): Query<Asked>) -> Answer {
    let today = desk.when().day_of(desk.app.now());
    let given = Given::empty(desk.words).with("since", today);
    page(&desk, id, &asked.form, given, None, StatusCode::OK).await
}

/// `POST /org/people/{id}/absences`.
pub async fn record_absence(desk: Desk, Path(id): Path<PersonId>, form: Form<Away>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (away, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, id, "absence", given, None, status).await,
    };
    let Away { since, until } = away;
    match desk.write(move |cx, asker| absence::record(cx, &asker.who, id, since, until)).await {
        Ok(_) => Ok(on_to(format!("/org/people/{id}?done=away"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, id, "absence", given, refused, status).await
        }
    }
}

/// `POST /org/absences/{id}/end`: the person is back on that day.
pub async fn end_absence(desk: Desk, Path(id): Path<AbsenceId>, form: Form<Back>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (back, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let person = given.value("person").parse().unwrap_or(PersonId(0));
            return page(&desk, person, "", given, None, status).await;
        }
    };
    let Back { person, until } = back;
    match desk.write(move |cx, asker| absence::end(cx, &asker.who, id, until)).await {
        Ok(()) => Ok(on_to(format!("/org/people/{person}?done=back"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, person, "", given, refused, status).await
        }
    }
}

/// From a day until back on another.
pub struct Away {
    since: Date,
    until: Date,
}

impl FromInput for Away {
    fn read(input: &mut Input) -> Option<Away> {
        let (since, until) = (input.day("since"), input.day("until"));
        Some(Away { since: since?, until: until? })
    }
}

/// Back on a day.
pub struct Back {
    person: PersonId,
    until: Date,
}

impl FromInput for Back {
    fn read(input: &mut Input) -> Option<Back> {
        let (person, until) = (input.parsed("person"), Until::read(input));
        Some(Back { person: person?, until: until?.0 })
    }
}

#[derive(Template)]
#[template(path = "org/person.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    form: String,
    shown: PersonPage,
    name: String,
}

impl View {
    fn post(&self, post: &Option<Post>) -> String {
        let Some(post) = post else { return String::new() };
        let pick = |zh: &str, en: &str| self.p.lang().pick(zh, en).to_owned();
        let title = pick(&post.title_zh, &post.title_en);
        match self.shown.directory.unit(post.unit) {
            Some(unit) => format!("{} · {title}", pick(&unit.name_zh, &unit.name_en)),
            None => title,
        }
    }
}

async fn page(
    desk: &Desk,
    id: PersonId,
    form: &str,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let shown = desk.read(move |cx, asker| chart::person(cx, &asker.who, id)).await?;
    let name = desk.pick(&shown.person.name_zh, &shown.person.name_en).to_owned();
    let p = desk.page_after(&name, "org");
    let when = Times(desk.when());
    let form = form.to_owned();
    Ok(render_with(status, &View { p, when, f, refused, form, shown, name }))
}
