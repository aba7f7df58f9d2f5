//! Quota against actual (员额与在岗), and those who left.
use super::super::body::Change;
use super::super::client::Staff;
use super::super::operation::{Operation, get, post};
use super::super::params::{Params, before_mark};
use super::super::shape::{At, Day, Id, LeaveReason, OnDay, OrderNoText, PostKind, Tenure};
use super::super::view::UnitView;
use super::{Noted, WorkerName, named, unit};
use crate::problem::Problem;
use app::App;
use app::ladder::quota;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use org::Person;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/quotas", "quotas", routing::get(board)).answers::<Quotas>(200),
        post("/api/v1/quotas", "set_quotas", routing::post(set))
            .takes::<SetQuotas>(r#"{"since":"2026-01-01","order_no":"编〔2026〕1号","quotas":[]}"#)
            .answers::<Noted>(200),
        get("/api/v1/quotas/left", "quota_left", routing::get(left))
            .query(LEFT)
            .answers::<Leavers>(200),
    ]
}

const LEFT: &[&str] = &["street", "before", "limit"];

/// Quota against actual, of the streets in sight (员额与在岗).
#[derive(Serialize, ToSchema)]
struct Quotas {
    items: Vec<StreetQuota>,
}

/// A street's.
#[derive(Serialize, ToSchema)]
struct StreetQuota {
    street: Option<UnitView>,
    kinds: Vec<KindQuota>,
    /// Serving, and placed on no level yet.
    unplaced: u32,
    /// How many left this year.
    left: u32,
}

/// Of a kind of post.
#[derive(Serialize, ToSchema)]
struct KindQuota {
    kind: PostKind,
    /// Nothing where no quota is set.
    places: Option<u32>,
    since: Option<Day>,
    elected: u32,
    hired: u32,
}

/// Quotas from a day on, by one order; all of them or none (核定员额).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetQuotas {
    since: OnDay,
    order_no: OrderNoText,
    #[schema(max_items = 1000)]
    quotas: Vec<SetQuota>,
}

/// One of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetQuota {
    street: Id,
    kind: PostKind,
    #[schema(minimum = 0, maximum = 9999)]
    places: u32,
}

/// Those who left a street, the last first (离职人员).
#[derive(Serialize, ToSchema)]
struct Leavers {
    items: Vec<Leaver>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// Somebody who left.
#[derive(Serialize, ToSchema)]
struct Leaver {
    person: WorkerName,
    community: Option<UnitView>,
    tenure: Tenure,
    since: Day,
    /// The first day no longer in service.
    until: Option<Day>,
    reason: Option<LeaveReason>,
    order_no: Option<String>,
}

async fn board(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Quotas>, Problem> {
    params.only(&[])?;
    let found = client.read(&app, |cx, asker| {
        let board = quota::board(cx, &asker.who)?;
        let kind = |row: &quota::Row| KindQuota {
            kind: PostKind(row.kind),
            places: row.set.as_ref().map(|set| set.places),
            since: row.set.as_ref().map(|set| Day(set.since)),
            elected: row.quota.elected,
            hired: row.quota.hired,
        };
        let items = board.streets.iter().map(|street| StreetQuota {
            street: unit(&board.directory, street.unit),
            kinds: street.rows.iter().map(kind).collect(),
            unplaced: street.unplaced,
            left: street.left,
        });
        Ok(Quotas { items: items.collect() })
    });
    found.await.map(Json)
}

async fn set(
    State(app): State<App>,
    Staff(client): Staff,
    Change { input, named }: Change<SetQuotas>,
) -> Result<Response, Problem> {
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let order_no = input.order_no.read("order_no")?.to_string();
            let quotas: Vec<_> =
                input.quotas.iter().map(|it| (it.street.into(), it.kind.0, it.places)).collect();
            let changed = quota::set(cx, &asker.who, input.since.0, &order_no, &quotas)?;
            Ok(Noted { at: At(cx.at), changed })
        })
        .await
}

async fn left(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Leavers>, Problem> {
    let params = params.only(LEFT)?;
    let (street, before) = (params.id("street")?, params.before::<Id>()?);
    let limit = params.limit()?;
    let found = client.read(&app, move |cx, asker| {
        let before = before.map(|id| id.0);
        let found = quota::leavers(cx, &asker.who, street, before, limit)?;
        let items = found.rows.iter().map(|left| {
            let (service, named_as) = (&left.named.service, &left.named);
            let (name_zh, name_en) = (named_as.name_zh.clone(), named_as.name_en.clone());
            Leaver {
                person: named(&Person { id: service.person, name_zh, name_en }),
                community: unit(&found.directory, service.community),
                tenure: Tenure(service.tenure),
                since: Day(service.since),
                until: service.until.map(Day),
                reason: left.reason.map(LeaveReason),
                order_no: left.order_no.clone(),
            }
        });
        let items = items.collect();
        Ok(Leavers { items, next: found.next.map(|id| before_mark(Id(id))) })
    });
    found.await.map(Json)
}
