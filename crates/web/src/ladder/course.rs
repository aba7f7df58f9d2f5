//! `/courses` (网络课程): topics with their material, and one confirmation at the end. Nobody sees who
//! opened what, or for how long.
use super::say::{self, unit};
use super::training_new::{organiser, organisers};
use crate::desk::{Answer, Desk, Nothing, Times, on_to};
use crate::form::{Choice, Field, Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use app::ladder::course::{
    self, BODY_MAX, CoursePage, Courses, LEAD_MAX, LINK_MAX, NewCourse, NewTopic, TITLE_MAX,
};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Basis, CourseId, UnitId};
use serde::Deserialize;

/// What fits a screen and a half.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    before: Option<CourseId>,
}

/// `GET /courses?street=&before=`.
pub async fn list(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let Asked { street, before } = asked;
    let shown =
        desk.read(move |cx, asker| course::list(cx, &asker.who, street, before, PAGE)).await?;
    let streets = say::streets(desk.words, &shown.directory, &shown.streets);
    let f = Given::empty(desk.words).with("street", shown.street);
    let p = desk.page_after(&desk.words.t("course-title"), "course");
    let when = Times(desk.when());
    Ok(render(&ListView { p, when, f, streets, shown }))
}

#[derive(Template)]
#[template(path = "ladder/courses.html")]
struct ListView {
    p: Page,
    when: Times,
    f: Given,
    streets: Vec<Choice>,
    shown: Courses,
}

impl ListView {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }
}

/// `GET /courses/new`.
pub async fn new(desk: Desk) -> Answer {
    let given = Given::empty(desk.words).with("since", desk.today());
    form(&desk, given, None, StatusCode::OK).await
}

/// `POST /courses`.
pub async fn offer(desk: Desk, sent: Form<New>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(sent)? {
        Ok(parts) => parts,
        Err(given) => return form(&desk, given, None, status).await,
    };
    match desk.write(move |cx, asker| course::offer(cx, &asker.who, &new.0)).await {
        Ok(id) => Ok(on_to(format!("/courses/{id}?done=offer"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            form(&desk, given, refused, status).await
        }
    }
}

/// A course as typed: a topic that is left empty altogether is none.
pub struct New(NewCourse);

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let street = organiser(input);
        let title = input.text::<TITLE_MAX>("title");
        let lead = input.optional::<LEAD_MAX>("lead");
        let since = input.day("since");
        let mut topics = Vec::new();
        for no in 1..=course::TOPICS_MAX {
            let typed = |what: &str| input.raw(&format!("{what}_{no}")).trim().to_owned();
            let (title, body, link) = (typed("topic"), typed("body"), typed("link"));
            if !(title.is_empty() && body.is_empty() && link.is_empty()) {
                topics.push(NewTopic { title, body, link });
            }
        }
        Some(New(NewCourse {
            street: street?,
            title: title?.to_string(),
            lead: lead?.map(String::from).unwrap_or_default(),
            since: since?,
            topics,
        }))
    }
}

#[derive(Template)]
#[template(path = "ladder/course_new.html")]
struct FormView {
    p: Page,
    f: Given,
    refused: Option<String>,
    organisers: Vec<Choice>,
    /// As many topics as policy allows.
    topics: Vec<u32>,
    basis: Basis,
}

impl FormView {
    fn title(&self, no: &u32) -> Field {
        self.f.text(&format!("topic_{no}"), self.p.t("course-topic")).max(TITLE_MAX)
    }

    fn body(&self, no: &u32) -> Field {
        self.f.area(&format!("body_{no}"), self.p.t("course-body")).max(BODY_MAX).optional()
    }

    fn link(&self, no: &u32) -> Field {
        let hint = self.p.t("course-link-hint");
        self.f
            .text(&format!("link_{no}"), self.p.t("course-link"))
            .max(LINK_MAX)
            .hint(hint)
            .optional()
    }
}

async fn form(desk: &Desk, f: Given, refused: Option<String>, status: StatusCode) -> Answer {
    let organisers = organisers(desk).await?;
    let (rule, basis) = desk.read(|cx, _| course::rule(cx)).await?;
    let topics = (1..=rule.topics_most.min(course::TOPICS_MAX)).collect();
    let p = desk.page(&desk.words.t("course-new"));
    Ok(render_with(status, &FormView { p, f, refused, organisers, topics, basis }))
}

/// `GET /courses/{id}`: for everybody who is signed in.
pub async fn show(desk: Desk, Path(id): Path<CourseId>) -> Answer {
    page(&desk, id, None, StatusCode::OK).await
}

/// `POST /courses/{id}/confirm`: once, for oneself.
pub async fn confirm(desk: Desk, Path(id): Path<CourseId>, sent: Form<Nothing>) -> Answer {
    let _ = desk.take(sent)?;
    let done = desk.write(move |cx, asker| course::confirm(cx, &asker.who, id)).await;
    after(&desk, id, done, "confirm").await
}

/// `POST /courses/{id}/end`.
pub async fn end(desk: Desk, Path(id): Path<CourseId>, sent: Form<Nothing>) -> Answer {
    let _ = desk.take(sent)?;
    let done = desk.write(move |cx, asker| course::end(cx, &asker.who, id)).await;
    after(&desk, id, done, "end").await
}

async fn after(desk: &Desk, id: CourseId, done: app::Result<()>, what: &str) -> Answer {
    match done {
        Ok(()) => Ok(on_to(format!("/courses/{id}?done={what}"))),
        Err(failed) => {
            let (_, refused) = desk.again(Given::empty(desk.words), failed)?;
            page(desk, id, refused, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

#[derive(Template)]
#[template(path = "ladder/course.html")]
struct View {
    p: Page,
    when: Times,
    refused: Option<String>,
    shown: CoursePage,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }
}

async fn page(desk: &Desk, id: CourseId, refused: Option<String>, status: StatusCode) -> Answer {
    let shown = desk.read(move |cx, asker| course::page(cx, &asker.who, id)).await?;
    let p = desk.page_after(&shown.course.title, "course");
    let when = Times(desk.when());
    Ok(render_with(status, &View { p, when, refused, shown }))
}
