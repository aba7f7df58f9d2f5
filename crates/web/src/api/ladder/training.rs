//! Sessions of training (培训班次), invitations, sign-offs, and who still owes days (应训清单).
use super::super::body::Change;
use super::super::client::Staff;
use super::super::matter::path_id;
use super::super::operation::{Operation, get, post};
use super::super::params::{Params, before_mark};
use super::super::shape::{
    At, Day, Id, OnDay, Organiser, PostKind, TitleText, TrainingKind, TrainingPlaceText, WordsText,
};
use super::super::view::UnitView;
use super::{Noted, WorkerName, named, unit};
use crate::optional_text;
use crate::problem::Problem;
use app::App;
use app::ladder::owed::{self, OwedRow};
use app::ladder::training::{self, NewTraining, Training};
use app::org::Directory;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::{PersonId, TrainingId};
use ladder::training::Owed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/training", "trainings", routing::get(list))
            .query(LIST)
            .answers::<Trainings>(200),
        post("/api/v1/training", "plan_training", routing::post(plan))
            .takes::<PlanTraining>(
                r#"{"kind":"on_post","title":"四月班","topics":"职业道德","first_day":"2026-04-13","last_day":"2026-04-15","half_days":6,"capacity":40}"#,
            )
            .answers::<TrainingView>(201),
        get("/api/v1/training/owed", "training_owed", routing::get(owed_days))
            .query(OWED)
            .answers::<OwedDays>(200),
        get("/api/v1/training/{id}", "training", routing::get(one))
            .query(ONE)
            .answers::<TrainingDetail>(200),
        post("/api/v1/training/{id}/invite", "invite_training", routing::post(invite))
            .takes::<Invite>(r#"{"people":["411207312384000000"]}"#)
            .answers::<Noted>(200),
        post("/api/v1/training/{id}/sign", "sign_training", routing::post(sign))
            .takes::<Sign>(r#"{"signed":[{"person":"411207312384000000","half_days":6}]}"#)
            .answers::<Noted>(200),
    ]
}

const LIST: &[&str] = &["street", "before", "limit"];
const ONE: &[&str] = &["before", "limit"];
const OWED: &[&str] = &["street", "year", "before", "limit"];

/// A page of sessions, the last planned first (班次列表).
#[derive(Serialize, ToSchema)]
struct Trainings {
    items: Vec<TrainingView>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// A session (培训班次).
#[derive(Serialize, ToSchema)]
struct TrainingView {
    id: Id,
    unit: Option<UnitView>,
    organiser: Organiser,
    kind: TrainingKind,
    title: String,
    topics: String,
    place: String,
    first_day: Day,
    last_day: Day,
    half_days: u32,
    capacity: u32,
    invited: u32,
    called_off: bool,
}

/// A session with those who are invited, by name (班次详情).
#[derive(Serialize, ToSchema)]
struct TrainingDetail {
    training: TrainingView,
    people: Vec<TrainingPart>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// Somebody who is invited.
#[derive(Serialize, ToSchema)]
struct TrainingPart {
    person: WorkerName,
    invited_on: Day,
    /// For how many half days the organiser signed; 0 says "was not there".
    signed_half_days: Option<u32>,
    signed_on: Option<Day>,
}

/// Who still owes days, by name (应训清单).
#[derive(Serialize, ToSchema)]
struct OwedDays {
    year: i16,
    items: Vec<OwedView>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// What somebody owes.
#[derive(Serialize, ToSchema)]
struct OwedView {
    person: WorkerName,
    kind: PostKind,
    secretary: bool,
    /// Days as an exact number, such as `1.5`.
    yearly_left: String,
    /// Of somebody who counts as new.
    initial_left: Option<String>,
    /// Who has to give the initial training.
    initial_by: Option<Organiser>,
    invited: bool,
}

/// A session to be planned (开设班次); without a street, the district's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanTraining {
    street: Option<Id>,
    kind: TrainingKind,
    title: TitleText,
    topics: WordsText,
    place: Option<TrainingPlaceText>,
    first_day: OnDay,
    last_day: OnDay,
    #[schema(minimum = 1)]
    half_days: u32,
    #[schema(minimum = 1, maximum = 2000)]
    capacity: u32,
}

/// Who is invited; all of them or none (邀请参训).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Invite {
    #[schema(min_items = 1, max_items = 200)]
    people: Vec<Id>,
}

/// For whom how many half days are signed (签认).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sign {
    #[schema(min_items = 1, max_items = 200)]
    signed: Vec<SignOne>,
}

/// One of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignOne {
    person: Id,
    #[schema(minimum = 0)]
    half_days: u32,
}

fn shown(directory: &Directory, it: &Training) -> TrainingView {
    TrainingView {
        id: it.id.into(),
        unit: unit(directory, it.unit),
        organiser: Organiser(it.plan.organiser),
        kind: TrainingKind(it.plan.kind),
        title: it.title.clone(),
        topics: it.topics.clone(),
        place: it.place.clone(),
        first_day: Day(it.plan.first_day),
        last_day: Day(it.plan.last_day),
        half_days: it.plan.half_days,
        capacity: it.plan.capacity,
        invited: it.plan.invited,
        called_off: it.called_off,
    }
}

async fn list(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Trainings>, Problem> {
    let params = params.only(LIST)?;
    let (street, before, limit) = (params.id("street")?, params.before()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let found = training::list(cx, &asker.who, street, before, limit)?;
        let items = found.rows.iter().map(|it| shown(&found.directory, it)).collect();
        Ok(Trainings { items, next: found.next.map(before_mark) })
    });
    found.await.map(Json)
}

async fn plan(
    State(app): State<App>,
    Staff(client): Staff,
    Change { input, named }: Change<PlanTraining>,
) -> Result<Response, Problem> {
    client
        .write(&app, named, StatusCode::CREATED, move |cx, asker| {
            let place = optional_text!(input.place, "place")?;
            let new = NewTraining {
                street: input.street.map(Into::into),
                kind: input.kind.0,
                title: input.title.read("title")?.to_string(),
                topics: input.topics.read("topics")?.to_string(),
                place: place.map(String::from).unwrap_or_default(),
                first_day: input.first_day.0,
                last_day: input.last_day.0,
                half_days: input.half_days,
                capacity: input.capacity,
            };
            let id = training::plan(cx, &asker.who, &new)?;
            let page = training::page(cx, &asker.who, id, None, 1)?;
            Ok(shown(&page.directory, &page.training))
        })
        .await
}

async fn one(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<TrainingDetail>, Problem> {
    let id: TrainingId = path_id(&id)?;
    let params = params.only(ONE)?;
    let (after, limit) = (params.before::<PersonId>()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let page = training::page(cx, &asker.who, id, after, limit)?;
        let people = page.parts.iter().map(|part| TrainingPart {
            person: named(&part.person),
            invited_on: Day(part.invited_on),
            signed_half_days: part.signed.map(|(halves, _)| halves),
            signed_on: part.signed.map(|(_, day)| Day(day)),
        });
        Ok(TrainingDetail {
            people: people.collect(),
            training: shown(&page.directory, &page.training),
            next: page.next.map(before_mark),
        })
    });
    found.await.map(Json)
}

async fn owed_days(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<OwedDays>, Problem> {
    let params = params.only(OWED)?;
    let (street, year) = (params.id("street")?, params.year("year")?);
    let (after, limit) = (params.before::<PersonId>()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let found = owed::owed(cx, &asker.who, street, year, after, limit)?;
        let items = found.rows.iter().map(owes).collect();
        Ok(OwedDays { year: found.year, items, next: found.next.map(before_mark) })
    });
    found.await.map(Json)
}

fn owes(row: &OwedRow) -> OwedView {
    let left = |owed: &Owed| owed.left().normalize().to_string();
    let initial = row.debts.initial.as_ref();
    OwedView {
        person: named(&row.person),
        kind: PostKind(row.kind),
        secretary: row.secretary,
        yearly_left: left(&row.debts.yearly),
        initial_left: initial.map(left),
        initial_by: initial.and_then(|owed| owed.by).map(Organiser),
        invited: row.invited,
    }
}

async fn invite(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<Invite>,
) -> Result<Response, Problem> {
    let id: TrainingId = path_id(&id)?;
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let people: Vec<PersonId> = input.people.iter().map(|id| (*id).into()).collect();
            let changed = training::invite(cx, &asker.who, id, &people)?;
            Ok(Noted { at: At(cx.at), changed })
        })
        .await
}

async fn sign(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<Sign>,
) -> Result<Response, Problem> {
    let id: TrainingId = path_id(&id)?;
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let signed: Vec<(PersonId, u32)> =
                input.signed.iter().map(|it| (it.person.into(), it.half_days)).collect();
            let changed = training::sign(cx, &asker.who, id, &signed)?;
            Ok(Noted { at: At(cx.at), changed })
        })
        .await
}
