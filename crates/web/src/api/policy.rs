//! The policy book (政策): every value by its key, with the document it rests on.
use super::client::Anyone;
use super::operation::{Operation, get};
use super::params::Params;
use super::shape::Day;
use crate::problem::Problem;
use app::App;
use axum::Json;
use axum::extract::{Path, State};
use axum::routing;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/policy", "policy", routing::get(keys))
            .tag("policy")
            .answers::<PolicyKeys>(200),
        get("/api/v1/policy/{key}", "policy_value", routing::get(value))
            .tag("policy")
            .query(&["on"])
            .answers::<PolicyValue>(200),
    ]
}

/// All keys of the book (政策目录).
#[derive(Serialize, ToSchema)]
struct PolicyKeys {
    items: Vec<PolicyKey>,
}

/// A key, and the days from which its versions hold.
#[derive(Serialize, ToSchema)]
struct PolicyKey {
    key: String,
    since: Vec<Day>,
}

async fn keys(State(app): State<App>, params: Params) -> Result<Json<PolicyKeys>, Problem> {
    params.only(&[])?;
    let book = &app.policies().book;
    let items = book.keys().map(|key| PolicyKey {
        key: key.to_owned(),
        since: book.versions(key).iter().map(|version| Day(version.since)).collect(),
    });
    Ok(Json(PolicyKeys { items: items.collect() }))
}

/// The version of a value in force on a day (依据说明).
#[derive(Serialize, ToSchema)]
struct PolicyValue {
    key: String,
    /// One field a line.
    value: String,
    since: Day,
    /// The first day on which it no longer holds.
    until: Option<Day>,
    source: String,
    clause: String,
    title: String,
    issuer: String,
    url: Option<String>,
    note: Option<String>,
    /// No document says so: an example to be replaced by the district's own.
    example: bool,
    /// The district's own value.
    overlay: bool,
}

async fn value(
    State(app): State<App>,
    Anyone(client): Anyone,
    Path(key): Path<String>,
    params: Params,
) -> Result<Json<PolicyValue>, Problem> {
    let params = params.only(&["on"])?;
    let on = params.day("on")?.unwrap_or_else(|| app.policies().day(app.now()));
    let found = app.policies().book.explain(&key, on);
    let found = found.map_err(|missing| match missing {
        policy::Missing::TooEarly { .. } | policy::Missing::AfterEnd { .. } => {
            params.refuse("on", "no_version")
        }
        other => client.refuse(&other.into()),
    })?;
    Ok(Json(PolicyValue {
        key: found.key,
        value: found.value,
        since: Day(found.since),
        until: found.until.map(Day),
        source: found.source,
        clause: found.clause,
        title: found.title,
        issuer: found.issuer,
        url: found.url,
        note: found.note,
        example: found.example,
        overlay: found.overlay,
    }))
}
