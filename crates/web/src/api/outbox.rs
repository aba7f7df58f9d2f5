//! What did not go out (未送达), for the programs that watch over a district: read as a list, tried
//! again or given up. No address and no words, as on the page.
use super::body::Change;
use super::client::Staff;
use super::input::Nothing;
use super::matter::path_id;
use super::operation::{Operation, get, post};
use super::params::{Params, before_mark};
use super::shape::{At, Id};
use crate::problem::Problem;
use app::message::{self, Trouble};
use app::{App, Cx, Result as Outcome};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::OutboxId;
use org::Who;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    let change = |operation: Operation| operation.takes::<Nothing>("{}").answers::<Seen>(200);
    let all = vec![
        get("/api/v1/outbox", "outbox", routing::get(list)).query(LIST).answers::<Outbox>(200),
        change(post("/api/v1/outbox/{id}/retry", "retry_delivery", routing::post(retry))),
        change(post("/api/v1/outbox/{id}/give-up", "give_up_delivery", routing::post(give_up))),
    ];
    all.into_iter().map(|operation| operation.tag("outbox").staff()).collect()
}

const LIST: &[&str] = &["before", "limit"];

/// A page of what failed, newest first (未送达列表).
#[derive(Serialize, ToSchema)]
struct Outbox {
    items: Vec<Delivery>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// Something that failed, so far or for good (未送达).
#[derive(Serialize, ToSchema)]
struct Delivery {
    id: Id,
    /// `mail` or `webhook`
    channel: String,
    /// The code of a webhook's receiver; nothing for mail, whose receiver is a person.
    receiver: Option<String>,
    /// The event it tells of.
    what: String,
    made_at: At,
    tries: u32,
    /// Why the last try failed: a code, `refused_` with the status that came back.
    why: String,
    /// When it is tried again; nothing when it has failed for good.
    again_at: Option<At>,
}

/// The change is made (已办).
#[derive(Serialize, ToSchema)]
struct Seen {
    at: At,
}

async fn list(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Outbox>, Problem> {
    let params = params.only(LIST)?;
    let (before, limit) = (params.before::<OutboxId>()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let page = message::trouble(cx, &asker.who, before, limit)?;
        let items = page.rows.into_iter().map(view).collect();
        Ok(Outbox { items, next: page.next.map(before_mark) })
    });
    found.await.map(Json)
}

fn view(row: Trouble) -> Delivery {
    Delivery {
        id: row.id.into(),
        channel: row.channel,
        receiver: row.receiver,
        what: row.kind,
        made_at: At(row.made_at),
        tries: row.tries,
        why: row.why,
        again_at: row.again_at.map(At),
    }
}

async fn retry(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { named, .. }: Change<Nothing>,
) -> Result<Response, Problem> {
    change(&app, (client, named), &id, message::retry).await
}

async fn give_up(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { named, .. }: Change<Nothing>,
) -> Result<Response, Problem> {
    change(&app, (client, named), &id, message::give_up).await
}

type Act = fn(&mut Cx<'_, '_>, &Who, OutboxId) -> Outcome<()>;
type By = (super::client::Client, Option<app::idempotency::Named>);

async fn change(app: &App, (client, named): By, id: &str, act: Act) -> Result<Response, Problem> {
    let id: OutboxId = path_id(id)?;
    client
        .write(app, named, StatusCode::OK, move |cx, asker| {
            act(cx, &asker.who, id)?;
            Ok(Seen { at: At(cx.at) })
        })
        .await
}
