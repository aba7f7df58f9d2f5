//! Matters for staff (事项): the list with search, and everything about one.
use super::client::Staff;
use super::operation::{Operation, get};
use super::params::{Params, before_mark};
use super::shape::{At, Ending, Happened, Id, MayDo, Says, Sort, Source, Weight};
use super::view::{self, BasisView, PlaceView, PointView, PostView, RelayView};
use crate::problem::Problem;
use app::App;
use app::grid::matter::{self, Entry, Filter, Matter, Page, Rating};
use app::org::Directory;
use axum::Json;
use axum::extract::{Path, State};
use axum::routing;
use base::{MatterId, Timestamp};
use relay::Relay;
use serde::Serialize;
use serde_json::Value;
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
    "q", "state", "category", "sort", "source", "street", "community", "grid", "before", "limit",
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
    pub fn of(directory: &Directory, matter: &Matter, relay: &Relay, now: Timestamp) -> MatterBrief {
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
        source: params.choice("source", grid::matter::Source::parse)?.map(|it| it.code().to_owned()),
        street: params.id("street")?,
        community: params.id("community")?,
        grid: params.id("grid")?,
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

/// Everything about a matter that this person may know (事项详情).
#[derive(Serialize, ToSchema)]
struct MatterPage {
    matter: MatterView,
    /// The matter's own relay first, then its parts.
    relays: Vec<RelayView>,
    legs: Vec<LegView>,
    events: Vec<EventView>,
    photos: Vec<PhotoView>,
    extensions: Vec<ExtensionView>,
    /// What the person may do to it by right; the step decides which of it goes through.
    may: Vec<MayDo>,
    /// The parts that the person may answer.
    may_answer: Vec<Id>,
    has_contact: bool,
    /// Numbers of the matters merged into it.
    merged: Vec<String>,
    rating: Option<RatingView>,
}

/// The matter itself (事项).
#[derive(Serialize, ToSchema)]
struct MatterView {
    id: Id,
    number: String,
    external: Option<String>,
    source: Source,
    category: String,
    weight: Weight,
    sort: Sort,
    ground: Option<String>,
    body: String,
    address: String,
    point: Option<PointView>,
    place: PlaceView,
    reported_at: At,
    ended_at: Option<At>,
    ending: Option<Ending>,
    staff_says: Option<String>,
    /// Kept from whoever handled it.
    reporter_says: Option<Says>,
    appeals: u32,
    merged_into: Option<String>,
    /// The number of the matter for whose recurrence this is the task.
    root_of: Option<String>,
    version: i64,
}

/// One holder's part of a relay (一棒).
#[derive(Serialize, ToSchema)]
struct LegView {
    relay: Id,
    no: u32,
    step: String,
    holder: PostView,
    since: At,
    until: Option<At>,
    due: Option<At>,
    how: Option<Happened>,
    overdue: bool,
}

/// One line of the timeline (时间线).
#[derive(Serialize, ToSchema)]
struct EventView {
    at: At,
    what: String,
    post: Option<PostView>,
    person_zh: Option<String>,
    person_en: Option<String>,
    #[schema(value_type = Object)]
    facts: Value,
    basis: Option<BasisView>,
}

/// A photo, read at `/api/v1/photos/{id}` (照片).
#[derive(Serialize, ToSchema)]
pub struct PhotoView {
    pub id: Id,
    pub width: u32,
    pub height: u32,
}

/// A wish for more time (延期申请).
#[derive(Serialize, ToSchema)]
struct ExtensionView {
    asked_at: At,
    minutes: i64,
    reason: String,
    decided_at: Option<At>,
    granted: Option<bool>,
}

/// What the reporter says of the result (评价).
#[derive(Serialize, ToSchema)]
struct RatingView {
    at: At,
    stars: u8,
    says: Says,
    words: String,
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

fn whole(page: Page, rating: Option<Rating>, now: Timestamp) -> MatterPage {
    let directory = &page.directory;
    let legs = page.legs.iter().map(|(relay, leg)| LegView {
        relay: (*relay).into(),
        no: leg.no,
        step: leg.step.clone(),
        holder: view::post(directory, leg.holder),
        since: At(leg.since),
        until: leg.until.map(At),
        due: leg.due.map(At),
        how: leg.how.map(Happened),
        overdue: leg.overdue,
    });
    let extensions = page.extensions.iter().map(|wish| ExtensionView {
        asked_at: At(wish.asked_at),
        minutes: wish.minutes,
        reason: wish.reason.clone(),
        decided_at: wish.decided_at.map(At),
        granted: wish.granted,
    });
    MatterPage {
        relays: page.relays.iter().map(|it| view::relay(directory, it, now)).collect(),
        legs: legs.collect(),
        events: page.entries.iter().map(|entry| event(directory, entry)).collect(),
        photos: photos(&page),
        extensions: extensions.collect(),
        may: page.can.iter().map(|action| MayDo(*action)).collect(),
        may_answer: page.answers.iter().map(|part| (*part).into()).collect(),
        has_contact: page.has_contact,
        merged: page.merged.clone(),
        rating: rating.map(rating_view),
        matter: matter_view(&page),
    }
}

fn matter_view(page: &Page) -> MatterView {
    let matter = &page.matter;
    let (ending, reporter_says) = page.said();
    MatterView {
        id: matter.id.into(),
        number: matter.number.clone(),
        external: matter.external.clone(),
        source: Source(matter.source),
        category: matter.category.clone(),
        weight: Weight(matter.weight),
        sort: Sort(matter.sort),
        ground: matter.ground.clone(),
        body: matter.body.clone(),
        address: matter.address.clone(),
        point: matter.point.map(view::point),
        place: view::place(&page.directory, &matter.place),
        reported_at: At(matter.reported_at),
        ended_at: matter.ended_at.map(At),
        ending: ending.map(Ending),
        staff_says: matter.staff_says.clone(),
        reporter_says: reporter_says.map(Says),
        appeals: matter.appeals,
        merged_into: page.merged_into.clone(),
        root_of: page.root_of.as_ref().map(|(_, number)| number.clone()),
        version: matter.version,
    }
}

fn event(directory: &Directory, entry: &Entry) -> EventView {
    let person = entry.person.and_then(|person| directory.person(person));
    EventView {
        at: At(entry.at),
        what: entry.what.clone(),
        post: entry.post.map(|post| view::post(directory, post)),
        person_zh: person.map(|person| person.name_zh.clone()),
        person_en: person.map(|person| person.name_en.clone()),
        facts: view::facts(entry.detail.clone()),
        basis: entry.basis.as_ref().map(view::basis),
    }
}

/// The photos of a matter.
pub fn photos(page: &Page) -> Vec<PhotoView> {
    let view = |&(id, width, height): &(base::PhotoId, u32, u32)| PhotoView {
        id: id.into(),
        width,
        height,
    };
    page.photos.iter().map(view).collect()
}

fn rating_view(rating: Rating) -> RatingView {
    let Rating { at, stars, says, words, .. } = rating;
    RatingView { at: At(at), stars, says: Says(says), words }
}
