//! What somebody holds (待办), soonest due first.
use super::client::Staff;
use super::matter::MatterBrief;
use super::operation::{Operation, get};
use super::params::{Params, after_mark, mark_of};
use crate::problem::Problem;
use app::App;
use app::grid::matter;
use axum::Json;
use axum::extract::State;
use axum::routing;
use base::PostId;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/inbox", "inbox", routing::get(inbox))
            .tag("work")
            .staff()
            .query(INBOX)
            .answers::<Inbox>(200),
    ]
}

const INBOX: &[&str] = &["after", "limit", "post"];

/// A page of what one's posts hold (待办).
#[derive(Serialize, ToSchema)]
struct Inbox {
    items: Vec<InboxItem>,
    /// Ask for the rest with `after`; nothing at the end.
    next: Option<String>,
    /// How many are held, counted up to a thousand.
    held: u32,
    /// How many of those are over, counted up to a thousand.
    over: u32,
}

/// One thing to do. A matter comes twice where one holds both it and a part of it.
#[derive(Serialize, ToSchema)]
struct InboxItem {
    /// Where this entry stands, for `after`.
    mark: String,
    #[serde(flatten)]
    matter: MatterBrief,
}

async fn inbox(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Inbox>, Problem> {
    let params = params.only(INBOX)?;
    let post: Option<PostId> = params.id("post")?;
    let (after, limit) = (params.after()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let page = matter::inbox(cx, asker, post, after, limit)?;
        let (directory, now) = (cx.directory()?, cx.at);
        let items = page.entries.iter().map(|entry| InboxItem {
            mark: mark_of(entry),
            matter: MatterBrief::of(&directory, &entry.matter, &entry.relay, now),
        });
        let items = items.collect();
        Ok(Inbox { items, next: page.next.map(after_mark), held: page.held, over: page.over })
    });
    found.await.map(Json)
}
