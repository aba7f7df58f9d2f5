//! The growth channel (成长通道): the places of a year, and the candidates.
use super::super::body::Change;
use super::super::client::Staff;
use super::super::matter::path_id;
use super::super::operation::{Operation, get, post};
use super::super::params::Params;
use super::super::shape::{At, Candidacy, Channel, Day, Id, OrderNoText};
use super::super::view::UnitView;
use super::{Noted, WorkerName, named, unit};
use crate::problem::Problem;
use app::App;
use app::ladder::growth::{self, NewPlan};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::GrowthId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/growth", "growth", routing::get(places))
            .query(GROWTH)
            .answers::<Growth>(200),
        post("/api/v1/growth", "set_growth", routing::post(plan))
            .takes::<SetGrowth>(
                r#"{"street":"411207312384000000","year":2026,"channel":"institution","places":10,"order_no":"1号"}"#,
            )
            .answers::<Noted>(200),
        post("/api/v1/growth/{id}/name", "name_candidate", routing::post(name))
            .takes::<NameCandidate>(r#"{"person":"411207312384000000","order_no":"1号"}"#)
            .answers::<Noted>(200),
        post("/api/v1/growth/{id}/decide", "decide_candidate", routing::post(decide))
            .takes::<DecideCandidate>(
                r#"{"person":"411207312384000000","state":"chosen","order_no":"1号"}"#,
            )
            .answers::<Noted>(200),
    ]
}

const GROWTH: &[&str] = &["street", "year"];

/// The places of a year (成长通道).
#[derive(Serialize, ToSchema)]
struct Growth {
    year: i16,
    items: Vec<GrowthPlan>,
}

/// Of a street, for civil servants or institutions.
#[derive(Serialize, ToSchema)]
struct GrowthPlan {
    id: Id,
    street: Option<UnitView>,
    channel: Channel,
    /// All places of the year.
    places: u32,
    /// Those kept for community workers.
    kept: u32,
    used: u32,
    order_no: String,
    /// Of the street asked for, by name.
    candidates: Vec<CandidateView>,
}

/// A candidate (人选).
#[derive(Serialize, ToSchema)]
struct CandidateView {
    person: WorkerName,
    state: Candidacy,
    since: Day,
    order_no: String,
}

/// How many places there are in all (招录计划).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetGrowth {
    street: Id,
    year: i16,
    channel: Channel,
    #[schema(minimum = 0, maximum = 9999)]
    places: u32,
    order_no: OrderNoText,
}

/// Who is named (推荐人选).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NameCandidate {
    person: Id,
    order_no: OrderNoText,
}

/// How it stands from today on (人选变更).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecideCandidate {
    person: Id,
    state: Candidacy,
    order_no: OrderNoText,
}

async fn places(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Growth>, Problem> {
    let params = params.only(GROWTH)?;
    let (street, year) = (params.id("street")?, params.year("year")?);
    let found = client.read(&app, move |cx, asker| {
        let board = growth::board(cx, &asker.who, street, year)?;
        let candidate = |it: &growth::Candidate| CandidateView {
            person: named(&it.person),
            state: Candidacy(it.state),
            since: Day(it.since),
            order_no: it.order_no.clone(),
        };
        let items = board.plans.iter().map(|it| GrowthPlan {
            id: it.planned.id.into(),
            street: unit(&board.directory, it.planned.street),
            channel: Channel(it.planned.plan.channel),
            places: it.planned.plan.places,
            kept: it.kept,
            used: it.planned.plan.used,
            order_no: it.planned.order_no.clone(),
            candidates: it.candidates.iter().map(candidate).collect(),
        });
        Ok(Growth { year: board.year, items: items.collect() })
    });
    found.await.map(Json)
}

async fn plan(
    State(app): State<App>,
    Staff(client): Staff,
    Change { input, named }: Change<SetGrowth>,
) -> Result<Response, Problem> {
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let new = NewPlan {
                street: input.street.into(),
                year: input.year,
                channel: input.channel.0,
                places: input.places,
                order_no: input.order_no.read("order_no")?.to_string(),
            };
            growth::plan(cx, &asker.who, &new)?;
            Ok(Noted { at: At(cx.at), changed: 1 })
        })
        .await
}

async fn name(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<NameCandidate>,
) -> Result<Response, Problem> {
    let id: GrowthId = path_id(&id)?;
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let order_no = input.order_no.read("order_no")?.to_string();
            growth::name(cx, &asker.who, id, input.person.into(), &order_no)?;
            Ok(Noted { at: At(cx.at), changed: 1 })
        })
        .await
}

async fn decide(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<DecideCandidate>,
) -> Result<Response, Problem> {
    let id: GrowthId = path_id(&id)?;
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let order_no = input.order_no.read("order_no")?.to_string();
            let to = (input.person.into(), input.state.0);
            growth::decide(cx, &asker.who, id, to, &order_no)?;
            Ok(Noted { at: At(cx.at), changed: 1 })
        })
        .await
}
