//! Courses (网络课程): read, and confirmed by the worker who asks.
use super::super::body::Change;
use super::super::client::Staff;
use super::super::input::Nothing;
use super::super::matter::path_id;
use super::super::operation::{Operation, get, post};
use super::super::params::{Params, before_mark};
use super::super::shape::{At, Day, Id, Organiser};
use super::super::view::{self, BasisView, UnitView};
use super::{Noted, unit};
use crate::problem::Problem;
use app::App;
use app::ladder::course::{self, Course};
use app::org::Directory;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::CourseId;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/courses", "courses", routing::get(list)).query(LIST).answers::<Courses>(200),
        get("/api/v1/courses/{id}", "course", routing::get(one)).answers::<CourseDetail>(200),
        post("/api/v1/courses/{id}/confirm", "confirm_course", routing::post(confirm))
            .takes::<Nothing>("{}")
            .answers::<Noted>(200),
    ]
}

const LIST: &[&str] = &["street", "before", "limit"];

/// A page of courses, the last offered first (课程列表).
#[derive(Serialize, ToSchema)]
struct Courses {
    items: Vec<CourseCounted>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// A course and how many confirmed it; nobody is named.
#[derive(Serialize, ToSchema)]
struct CourseCounted {
    course: CourseView,
    confirmed: u32,
}

/// A course (网络课程).
#[derive(Serialize, ToSchema)]
struct CourseView {
    id: Id,
    unit: Option<UnitView>,
    organiser: Organiser,
    title: String,
    lead: String,
    since: Day,
    until: Option<Day>,
}

/// A course with its topics (课程详情).
#[derive(Serialize, ToSchema)]
struct CourseDetail {
    course: CourseView,
    topics: Vec<CourseTopic>,
    /// When whoever asks confirmed it.
    confirmed: Option<Day>,
    /// What a confirmation counts for.
    basis: BasisView,
}

/// A topic with its material (专题).
#[derive(Serialize, ToSchema)]
struct CourseTopic {
    no: u32,
    title: String,
    body: String,
    link: String,
}

fn shown(directory: &Directory, course: &Course) -> CourseView {
    CourseView {
        id: course.id.into(),
        unit: unit(directory, course.unit),
        organiser: Organiser(course.organiser),
        title: course.title.clone(),
        lead: course.lead.clone(),
        since: Day(course.since),
        until: course.until.map(Day),
    }
}

async fn list(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Courses>, Problem> {
    let params = params.only(LIST)?;
    let (street, before, limit) = (params.id("street")?, params.before()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let found = course::list(cx, &asker.who, street, before, limit)?;
        let item = |(course, count): &(Course, u32)| CourseCounted {
            course: shown(&found.directory, course),
            confirmed: *count,
        };
        let items = found.rows.iter().map(item).collect();
        Ok(Courses { items, next: found.next.map(before_mark) })
    });
    found.await.map(Json)
}

async fn one(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<CourseDetail>, Problem> {
    let id: CourseId = path_id(&id)?;
    params.only(&[])?;
    let found = client.read(&app, move |cx, asker| {
        let page = course::page(cx, &asker.who, id)?;
        let topics = page.topics.iter().map(|topic| CourseTopic {
            no: topic.no,
            title: topic.title.clone(),
            body: topic.body.clone(),
            link: topic.link.clone(),
        });
        Ok(CourseDetail {
            topics: topics.collect(),
            course: shown(&page.directory, &page.course),
            confirmed: page.confirmed.map(Day),
            basis: view::basis(&page.basis),
        })
    });
    found.await.map(Json)
}

async fn confirm(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { named, .. }: Change<Nothing>,
) -> Result<Response, Problem> {
    let id: CourseId = path_id(&id)?;
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            course::confirm(cx, &asker.who, id)?;
            Ok(Noted { at: At(cx.at), changed: 1 })
        })
        .await
}
