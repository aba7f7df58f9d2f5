//! Everything about one matter (事项详情), as far as the person who asks may know it.
use super::shape::{At, Ending, Happened, Id, MayDo, Says, Sort, Source, Weight};
use super::view::{self, BasisView, PlaceView, PointView, PostView, RelayView};
use app::grid::matter::{Entry, Page, Rating};
use app::org::Directory;
use base::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Everything about a matter that this person may know (事项详情).
#[derive(Serialize, ToSchema)]
pub struct MatterPage {
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
    /// How it stands; a hidden or removed one has no file.
    #[schema(value_type = String)]
    pub state: &'static str,
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

/// Puts it together.
pub fn whole(page: Page, rating: Option<Rating>, now: Timestamp) -> MatterPage {
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
    let view = |photo: &app::grid::matter::Photo| PhotoView {
        id: photo.id.into(),
        width: photo.width,
        height: photo.height,
        state: photo.state.code(),
    };
    page.photos.iter().map(view).collect()
}

fn rating_view(rating: Rating) -> RatingView {
    let Rating { at, stars, says, words, .. } = rating;
    RatingView { at: At(at), stars, says: Says(says), words }
}
