//! What one is told (消息): read as a list, and marked as read.
use super::body::Change;
use super::client::Staff;
use super::input::Nothing;
use super::operation::{Operation, get, post};
use super::params::{Params, before_mark};
use super::shape::{At, Id};
use crate::problem::Problem;
use app::App;
use app::message::{self, NoticeRow};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::NoticeId;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/notices", "notices", routing::get(notices))
            .tag("work")
            .staff()
            .query(NOTICES)
            .answers::<Notices>(200),
        post("/api/v1/notices/read", "read_notices", routing::post(read))
            .tag("work")
            .staff()
            .takes::<Nothing>("{}")
            .answers::<AllRead>(200),
    ]
}

const NOTICES: &[&str] = &["before", "limit"];

/// A page of what one is told, newest first (消息列表).
#[derive(Serialize, ToSchema)]
struct Notices {
    items: Vec<NoticeView>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// Something that came to one's post, or moved that one follows (消息).
#[derive(Serialize, ToSchema)]
struct NoticeView {
    id: Id,
    at: At,
    matter: Id,
    number: String,
    /// The event it tells of.
    what: String,
    /// The step at which the matter then was.
    step: String,
    /// The post it came to; nothing where one follows the matter.
    post: Option<Id>,
    read: bool,
}

/// All is read (已读).
#[derive(Serialize, ToSchema)]
struct AllRead {
    at: At,
}

async fn notices(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Notices>, Problem> {
    let params = params.only(NOTICES)?;
    let (before, limit) = (params.before::<NoticeId>()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let page = message::list(cx, asker, before, limit)?;
        let items = page.rows.into_iter().map(view).collect();
        Ok(Notices { items, next: page.next.map(before_mark) })
    });
    found.await.map(Json)
}

fn view(row: NoticeRow) -> NoticeView {
    NoticeView {
        id: row.notice.id.into(),
        at: At(row.at),
        matter: row.matter.id.into(),
        number: row.matter.number,
        what: row.notice.what,
        step: row.notice.step,
        post: row.notice.post.map(Id::from),
        read: row.is_read,
    }
}

async fn read(
    State(app): State<App>,
    Staff(client): Staff,
    Change { named, .. }: Change<Nothing>,
) -> Result<Response, Problem> {
    client
        .write(&app, named, StatusCode::OK, |cx, asker| {
            message::mark_all(cx, asker)?;
            Ok(AllRead { at: At(cx.at) })
        })
        .await
}
