//! Contracts, absences and professional titles in a worker's record (合同、请假、职称).
use super::super::body::Change;
use super::super::client::{Client, Staff};
use super::super::matter::path_id;
use super::super::operation::{Operation, get, post};
use super::super::params::Params;
use super::super::shape::{
    AbsenceKind, At, Day, OnDay, OrderNoText, Tenure, TitleGrade, TitleText,
};
use super::Noted;
use crate::problem::Problem;
use app::ladder::terms::{self, NewAbsence, NewContract, NewTitle};
use app::ladder::worker;
use app::{App, Cx};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::PersonId;
use org::Who;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/workers/{id}/terms", "worker_terms", routing::get(read))
            .answers::<Terms>(200),
        post("/api/v1/workers/{id}/contract", "set_contract", routing::post(contract))
            .takes::<SetContract>(
                r#"{"kind":"hired","since":"2026-01-01","last_day":"2028-12-31","order_no":"1号"}"#,
            )
            .answers::<Noted>(200),
        post("/api/v1/workers/{id}/absence", "set_absence", routing::post(absence))
            .takes::<SetAbsence>(
                r#"{"kind":"annual","since":"2026-05-06","last_day":"2026-05-08","order_no":"1号"}"#,
            )
            .answers::<Noted>(200),
        post("/api/v1/workers/{id}/title", "set_title", routing::post(title))
            .takes::<SetTitle>(
                r#"{"grade":"middle","name":"社会工作师","since":"2025-12-01","order_no":"1号"}"#,
            )
            .answers::<Noted>(200),
    ]
}

/// All of it, the newest first; every entry with the day on which it was known (用工情况).
#[derive(Serialize, ToSchema)]
struct Terms {
    contracts: Vec<ContractView>,
    /// The contract in force ends soon, as policy says.
    ends_soon: bool,
    /// Those that stand, as known today.
    absences: Vec<AbsenceView>,
    titles: Vec<TitleView>,
}

/// A contract or a term of office (合同、任期).
#[derive(Serialize, ToSchema)]
struct ContractView {
    kind: Tenure,
    since: Day,
    /// The first day no longer covered; nothing for one without an end.
    until: Option<Day>,
    known: Day,
    order_no: String,
}

/// Days away (请假).
#[derive(Serialize, ToSchema)]
struct AbsenceView {
    kind: AbsenceKind,
    since: Day,
    /// The first day back.
    until: Day,
    known: Day,
    order_no: String,
}

/// A professional title (职称).
#[derive(Serialize, ToSchema)]
struct TitleView {
    grade: TitleGrade,
    name: String,
    since: Day,
    known: Day,
    order_no: String,
}

/// A contract (合同登记). The same first day again corrects it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetContract {
    kind: Tenure,
    since: OnDay,
    /// Nothing for one without an end.
    last_day: Option<OnDay>,
    order_no: OrderNoText,
}

/// An absence (请假登记). A last day before the first takes it back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetAbsence {
    kind: AbsenceKind,
    since: OnDay,
    last_day: OnDay,
    order_no: OrderNoText,
}

/// A professional title (职称登记).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetTitle {
    grade: TitleGrade,
    name: TitleText,
    since: OnDay,
    order_no: OrderNoText,
}

async fn read(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Terms>, Problem> {
    let id: PersonId = path_id(&id)?;
    params.only(&[])?;
    let found = client.read(&app, move |cx, asker| {
        let record = worker::record(cx, &asker.who, id)?;
        let contracts = record.terms.contracts.iter().map(|it| ContractView {
            kind: Tenure(it.kind),
            since: Day(it.since),
            until: it.until.map(Day),
            known: Day(it.known),
            order_no: it.order_no.clone(),
        });
        let absences = record.terms.absences(cx.today()).into_iter().map(|it| AbsenceView {
            kind: AbsenceKind(it.kind),
            since: Day(it.since),
            until: Day(it.until),
            known: Day(it.known),
            order_no: it.order_no.clone(),
        });
        let titles = record.terms.titles.iter().map(|it| TitleView {
            grade: TitleGrade(it.grade),
            name: it.name.clone(),
            since: Day(it.since),
            known: Day(it.known),
            order_no: it.order_no.clone(),
        });
        Ok(Terms {
            contracts: contracts.collect(),
            ends_soon: record.ends_soon,
            absences: absences.collect(),
            titles: titles.collect(),
        })
    });
    found.await.map(Json)
}

type By = (Client, Option<app::idempotency::Named>);

/// One entry of a record.
async fn note<F>(app: &App, (client, named): By, id: &str, mut work: F) -> Result<Response, Problem>
where
    F: FnMut(&mut Cx<'_, '_>, &Who, PersonId) -> app::Result<()> + Send + 'static,
{
    let id: PersonId = path_id(id)?;
    client
        .write(app, named, StatusCode::OK, move |cx, asker| {
            work(cx, &asker.who, id)?;
            Ok(Noted { at: At(cx.at), changed: 1 })
        })
        .await
}

async fn contract(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<SetContract>,
) -> Result<Response, Problem> {
    let work = move |cx: &mut Cx<'_, '_>, who: &Who, id: PersonId| {
        let new = NewContract {
            since: input.since.0,
            last_day: input.last_day.map(|day| day.0),
            kind: input.kind.0,
            order_no: input.order_no.read("order_no")?.to_string(),
        };
        terms::contract(cx, who, id, &new)
    };
    note(&app, (client, named), &id, work).await
}

async fn absence(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<SetAbsence>,
) -> Result<Response, Problem> {
    let work = move |cx: &mut Cx<'_, '_>, who: &Who, id: PersonId| {
        let new = NewAbsence {
            since: input.since.0,
            last_day: input.last_day.0,
            kind: input.kind.0,
            order_no: input.order_no.read("order_no")?.to_string(),
        };
        terms::absence(cx, who, id, &new)
    };
    note(&app, (client, named), &id, work).await
}

async fn title(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<SetTitle>,
) -> Result<Response, Problem> {
    let work = move |cx: &mut Cx<'_, '_>, who: &Who, id: PersonId| {
        let new = NewTitle {
            since: input.since.0,
            grade: input.grade.0,
            name: input.name.read("name")?.to_string(),
            order_no: input.order_no.read("order_no")?.to_string(),
        };
        terms::title(cx, who, id, &new)
    };
    note(&app, (client, named), &id, work).await
}
