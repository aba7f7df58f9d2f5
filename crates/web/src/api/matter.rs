//! Matters for staff (事项): the list with search, and everything about one.
use super::client::Staff;
use super::operation::{Operation, get};
use super::params::{Params, before_mark};
use super::shape::{At, Ending, Id, Sort, Source, Weight};
use super::view::{self, PlaceView, PostView};
use super::whole::{MatterPage, whole};
use crate::problem::Problem;
use app::App;
use app::grid::matter::{self, Counted, Filter, Level, Matter};
use app::org::Directory;
use axum::Json;
use axum::extract::{Path, State};
use axum::routing;
use base::{MatterId, Timestamp};
use relay::Relay;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/matters", "matters", routing::get(list))
            .tag("work")
            .staff()
            .query(LIST)
            .answers::<MatterList>(200),
        get("/api/v1/matters/{id}", "matter", routing::get(one))
            .tag("work")
            .staff()
            .answers::<MatterPage>(200),
    ]
}

const LIST: &[&str] = &[
    "q",
    "state",
    "category",
    "sort",
    "source",
    "street",
    "community",
    "grid",
    "nowhere",
    "counted",
    "from",
    "to",
    "before",
    "limit",
];

/// A page of matters in sight, newest first (事项清单).
#[derive(Serialize, ToSchema)]
struct MatterList {
    items: Vec<MatterBrief>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// A matter in a list (事项概要).
#[derive(Serialize, ToSchema)]
pub struct MatterBrief {
    id: Id,
    number: String,
    source: Source,
    category: String,
    weight: Weight,
    sort: Sort,
    body: String,
    place: PlaceView,
    reported_at: At,
    ended_at: Option<At>,
    ending: Option<Ending>,
    /// The relay that is held: the matter's own, or a part of it.
    relay: Id,
    step: String,
    holder: PostView,
    due: Option<At>,
    over: bool,
    paused: bool,
}

impl MatterBrief {
    pub fn of(
        directory: &Directory,
        matter: &Matter,
        relay: &Relay,
        now: Timestamp,
    ) -> MatterBrief {
        MatterBrief {
            id: matter.id.into(),
            number: matter.number.clone(),
            source: Source(matter.source),
            category: matter.category.clone(),
            weight: Weight(matter.weight),
            sort: Sort(matter.sort),
            body: matter.body.clone(),
            place: view::place(directory, &matter.place),
            reported_at: At(matter.reported_at),
            ended_at: matter.ended_at.map(At),
            ending: matter.ending.map(Ending),
            relay: relay.id.into(),
            step: relay.step.clone(),
            holder: view::post(directory, relay.holder),
            due: relay.next_due().map(At),
            over: relay.is_over(now),
            paused: relay.is_paused(),
        }
    }
}

async fn list(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<MatterList>, Problem> {
    let params = params.only(LIST)?;
    let state = params.choice("state", |state| match state {
        "open" => Some(Some(true)),
        "closed" => Some(Some(false)),
        "all" => Some(None),
        _ => None,
    })?;
    let filter = Filter {
        open: state.flatten(),
        category: params.text("category")?.map(str::to_owned),
        sort: params.choice("sort", grid::matter::Sort::parse)?.map(|sort| sort.code().to_owned()),
        source: params
            .choice("source", grid::matter::Source::parse)?
            .map(|it| it.code().to_owned()),
        street: params.id("street")?,
        community: params.id("community")?,
        grid: params.id("grid")?,
        nowhere: params.choice("nowhere", Level::parse)?,
        period: period(&params)?,
        counted: params.choice("counted", Counted::parse)?,
    };
    let words = params.text("q")?.map(str::to_owned);
    let (before, limit) = (params.before::<MatterId>()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let page = matter::list(cx, asker, &filter, words.as_deref(), before, limit)?;
        let (directory, now) = (cx.directory()?, cx.at);
        let items = page.rows.iter();
        let items = items.map(|(matter, relay)| MatterBrief::of(&directory, matter, relay, now));
        Ok(MatterList { items: items.collect(), next: page.next.map(before_mark) })
    });
    found.await.map(Json)
}

/// From a moment and before another; an end that is not named is open.
fn period(params: &Params) -> Result<Option<(Timestamp, Timestamp)>, Problem> {
    let (from, to) = (params.moment("from")?, params.moment("to")?);
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let (from, to) = (from.unwrap_or(Timestamp::MIN), to.unwrap_or(Timestamp::MAX));
    if from < to { Ok(Some((from, to))) } else { Err(params.refuse("to", "backwards")) }
}

async fn one(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<MatterPage>, Problem> {
    params.only(&[])?;
    let id: MatterId = path_id(&id)?;
    let found = client.read(&app, move |cx, asker| {
        let page = matter::page(cx, asker, id)?;
        let rating = matter::rating(cx, asker, id)?;
        Ok(whole(page, rating, cx.at))
    });
    found.await.map(Json)
}

/// The id that a path names; what is no id names nothing.
pub fn path_id<T: From<Id>>(text: &str) -> Result<T, Problem> {
    Id::parse(text).map(T::from).ok_or_else(Problem::not_found)
}
