//! How things look to a program (对外形态): own shapes, so that a new column shows nowhere by itself.
use super::shape::{At, ClockKind, Day, Id, Role};
use app::grid::matter::Loaded;
use app::org::Directory;
use app::{Cx, Result};
use base::place::Point;
use base::{Basis, MatterId, PostId, Timestamp, UnitId};
use relay::{Clock, Relay};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What an answer rests on (依据); read it at `/api/v1/policy/{key}?on={since}`.
#[derive(Serialize, ToSchema)]
pub struct BasisView {
    pub key: String,
    pub since: Day,
}

/// A unit of the organisation (单位).
#[derive(Serialize, ToSchema)]
pub struct UnitView {
    pub id: Id,
    pub name_zh: String,
    pub name_en: String,
}

/// A post, and whether anybody acts for it today (岗位).
#[derive(Serialize, ToSchema)]
pub struct PostView {
    pub id: Id,
    pub role: Option<Role>,
    pub title_zh: String,
    pub title_en: String,
    pub unit: Option<UnitView>,
    pub acted_for: bool,
}

/// Where it is (所属).
#[derive(Serialize, ToSchema)]
pub struct PlaceView {
    pub street: Option<UnitView>,
    pub community: Option<UnitView>,
    pub grid: Option<UnitView>,
}

/// A point in WGS-84 (坐标).
#[derive(Serialize, ToSchema)]
pub struct PointView {
    pub lon: f64,
    pub lat: f64,
}

/// A clock (时限).
#[derive(Serialize, ToSchema)]
pub struct ClockView {
    pub kind: ClockKind,
    pub minutes: i64,
    /// What extensions added.
    pub extended_minutes: i64,
    pub started: At,
    pub due: At,
    pub over: bool,
    /// Since when it stands still.
    pub paused: Option<At>,
    pub basis: BasisView,
}

/// What was promised, and whether it was kept (承诺).
#[derive(Serialize, ToSchema)]
pub struct PromiseView {
    /// The event that keeps it.
    pub stop: String,
    pub clock: ClockView,
    pub met: Option<At>,
}

/// A relay: who holds it, which step, which clock (接力).
#[derive(Serialize, ToSchema)]
pub struct RelayView {
    pub id: Id,
    pub procedure: String,
    /// The relay that it is a part of.
    pub parent: Option<Id>,
    pub step: String,
    pub holder: PostView,
    pub leg: u32,
    pub leg_since: At,
    pub clock: Option<ClockView>,
    pub promise: Option<PromiseView>,
    pub returns: u32,
    pub extensions: u32,
    pub escalated: u32,
    pub ended_at: Option<At>,
    pub how: Option<String>,
}

/// Where a matter stands after a change (办理现状).
#[derive(Serialize, ToSchema)]
pub struct Standing {
    pub id: Id,
    pub number: String,
    pub step: String,
    pub holder: PostView,
    /// When the holder must have acted, or what was promised falls due, the sooner.
    pub due: Option<At>,
    pub paused: bool,
    pub ended_at: Option<At>,
    /// Counts the changes.
    pub version: i64,
}

/// Where the matter stands in this transaction; for whoever just changed it.
pub fn standing(cx: &mut Cx<'_, '_>, id: MatterId) -> Result<Standing> {
    let loaded: Loaded = app::grid::matter::load(cx, id)?;
    let main = loaded.main();
    Ok(Standing {
        id: id.into(),
        number: loaded.matter.number.clone(),
        step: main.step.clone(),
        holder: post(&loaded.directory, main.holder),
        due: main.next_due().map(At),
        paused: main.is_paused(),
        ended_at: loaded.matter.ended_at.map(At),
        version: loaded.matter.version,
    })
}

pub fn basis(basis: &Basis) -> BasisView {
    BasisView { key: basis.key.clone(), since: Day(basis.since) }
}

pub fn unit(directory: &Directory, id: Option<UnitId>) -> Option<UnitView> {
    let found = directory.unit(id?)?;
    let (name_zh, name_en) = (found.name_zh.clone(), found.name_en.clone());
    Some(UnitView { id: found.id.into(), name_zh, name_en })
}

/// A post; one that has gone since keeps its number and loses its name.
pub fn post(directory: &Directory, id: PostId) -> PostView {
    let acted_for = directory.acting(id).is_some();
    let info = directory.post(id);
    let title = |pick: fn(&org::Post) -> &String| {
        info.map(|info| pick(&info.post).clone()).unwrap_or_default()
    };
    PostView {
        id: id.into(),
        role: info.map(|info| Role(info.post.role)),
        title_zh: title(|post| &post.title_zh),
        title_en: title(|post| &post.title_en),
        unit: unit(directory, info.map(|info| info.unit.id)),
        acted_for,
    }
}

pub fn place(directory: &Directory, place: &org::Place) -> PlaceView {
    PlaceView {
        street: unit(directory, place.street),
        community: unit(directory, place.community),
        grid: unit(directory, place.grid),
    }
}

pub fn point(point: Point) -> PointView {
    PointView { lon: point.lon, lat: point.lat }
}

pub fn clock(clock: &Clock, now: Timestamp) -> ClockView {
    ClockView {
        kind: ClockKind(clock.kind),
        minutes: clock.minutes,
        extended_minutes: clock.extended,
        started: At(clock.started),
        due: At(clock.due),
        over: clock.is_over(now),
        paused: clock.paused.map(At),
        basis: basis(&clock.basis),
    }
}

pub fn promise(relay: &Relay, now: Timestamp) -> Option<PromiseView> {
    let promise = relay.promise.as_ref()?;
    let mut running = clock(&promise.clock, now);
    // What is kept runs out no more.
    running.over &= relay.promise_met.is_none();
    let met = relay.promise_met.map(At);
    Some(PromiseView { stop: promise.stop.clone(), clock: running, met })
}

pub fn relay(directory: &Directory, relay: &Relay, now: Timestamp) -> RelayView {
    RelayView {
        id: relay.id.into(),
        procedure: relay.procedure.clone(),
        parent: relay.parent.map(Id::from),
        step: relay.step.clone(),
        holder: post(directory, relay.holder),
        leg: relay.leg,
        leg_since: At(relay.leg_since),
        clock: relay.leg_clock.as_ref().map(|running| clock(running, now)),
        promise: promise(relay, now),
        returns: relay.returns,
        extensions: relay.extensions,
        escalated: relay.escalated,
        ended_at: relay.ended.as_ref().map(|ended| At(ended.at)),
        how: relay.ended.as_ref().map(|ended| ended.how.clone()),
    }
}

/// Facts of an event for a program: numbers too large for JavaScript, which are ids, as text.
pub fn facts(detail: Value) -> Value {
    match detail {
        Value::Number(number) if number.as_i64().is_some_and(|n| n.abs() > EXACT_MAX) => {
            Value::String(number.to_string())
        }
        Value::Array(items) => items.into_iter().map(facts).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, facts(value))).collect()
        }
        other => other,
    }
}

/// The largest whole number that a double holds exactly.
const EXACT_MAX: i64 = (1 << 53) - 1;
