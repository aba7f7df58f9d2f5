//! How patrols look to a program (巡查形态), and what it sends.
use super::super::shape::{
    AddressText, At, CodeText, Day, Id, Instant, OnDay, PointNameText, WindowState,
};
use super::super::view::{self, PlaceView, PointView};
use crate::optional_text;
use app::Failed;
use app::grid::patrol::{Done, NewPoint, PatrolPoint, WindowFacts};
use app::org::Directory;
use base::place::Point;
use grid::patrol::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A window of a place (巡查时段).
#[derive(Serialize, ToSchema)]
pub(super) struct WindowView {
    pub(super) opens: At,
    pub(super) closes: At,
    pub(super) state: WindowState,
    /// When it was looked at or explained, by the device.
    pub(super) at: Option<At>,
    /// A code of `grid.patrol.reasons` in the policy book.
    pub(super) reason: Option<String>,
    /// What was found there.
    pub(super) matter: Option<Id>,
}

/// A place to be looked at, as it is from a day on (巡查点).
#[derive(Serialize, ToSchema)]
pub(super) struct PatrolPointView {
    pub(super) id: Id,
    pub(super) since: Day,
    pub(super) until: Option<Day>,
    pub(super) name: String,
    pub(super) address: String,
    /// A code of `grid.patrol.risks`.
    pub(super) risk: String,
    /// A code of `grid.work_kinds`.
    pub(super) work: String,
    /// Times of its own; empty to go by the risk.
    pub(super) opens: String,
    pub(super) point: PointView,
    pub(super) place: PlaceView,
}

/// What is to be looked at today (今日巡查).
#[derive(Serialize, ToSchema)]
pub(super) struct TodayList {
    pub(super) items: Vec<TodayItem>,
}

/// One window of one place.
#[derive(Serialize, ToSchema)]
pub(super) struct TodayItem {
    pub(super) point: PatrolPointView,
    pub(super) window: WindowView,
}

/// A page of places (巡查点清单).
#[derive(Serialize, ToSchema)]
pub(super) struct PatrolPoints {
    pub(super) items: Vec<PatrolPointView>,
    /// Ask for the rest with `before`; nothing at the end.
    pub(super) next: Option<String>,
}

/// A place with its windows, the newest first (巡查点详情).
#[derive(Serialize, ToSchema)]
pub(super) struct PatrolPointPage {
    pub(super) point: PatrolPointView,
    pub(super) windows: Vec<WindowView>,
}

/// A place as somebody wants it (巡查点内容). Where: a point, or the middle of a grid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PatrolPointInput {
    pub(super) name: PointNameText,
    pub(super) address: Option<AddressText>,
    pub(super) risk: CodeText,
    pub(super) work: CodeText,
    /// Times of its own, as `07:40 16:30`.
    #[schema(max_length = 64)]
    pub(super) opens: Option<String>,
    #[schema(minimum = -180, maximum = 180)]
    pub(super) lon: Option<f64>,
    #[schema(minimum = -90, maximum = 90)]
    pub(super) lat: Option<f64>,
    pub(super) grid: Option<Id>,
    /// Its first day; of a new place only.
    pub(super) since: Option<OnDay>,
}

/// Looked at, nothing found (没发现问题).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Clear {
    /// The window meant, by when it opens; else the one of the moment.
    pub(super) opens: Option<Instant>,
    /// By the device's clock; else now.
    pub(super) at: Option<Instant>,
}

/// Why nobody could look (说明原因).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Explain {
    pub(super) opens: Instant,
    /// A code of `grid.patrol.reasons` in the policy book.
    pub(super) reason: CodeText,
    /// By the device's clock; else now.
    pub(super) at: Option<Instant>,
}

/// From when on it is looked at no more (停用).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Retire {
    pub(super) until: Option<OnDay>,
}

/// What came of a look or a reason (登记结果).
#[derive(Serialize, ToSchema)]
pub(super) struct LookView {
    pub(super) opens: At,
    pub(super) closes: At,
    pub(super) state: WindowState,
    /// The moment that counts.
    pub(super) at: At,
    /// It came in later, and counts from the device's time (补传).
    pub(super) late: bool,
    /// There was a result before; nothing changed.
    pub(super) already: bool,
}

impl PatrolPointInput {
    pub(super) fn read(&self) -> app::Result<NewPoint> {
        let point = match (self.lon, self.lat) {
            (None, None) => None,
            (Some(lon), Some(lat)) => Point::new(lon, lat),
            _ => return Err(Failed::field("lon", "place")),
        };
        if point.is_none() && self.lon.is_some() {
            return Err(Failed::field("lon", "place"));
        }
        let opens = self.opens.as_deref().unwrap_or_default().parse();
        Ok(NewPoint {
            name: self.name.read("name")?,
            address: optional_text!(self.address, "address")?,
            risk: self.risk.read("risk")?.to_string(),
            work: self.work.read("work")?.to_string(),
            opens: opens.map_err(|_| Failed::field("opens", "times"))?,
            point,
            grid: self.grid.map(Into::into),
        })
    }
}

pub(super) fn point_view(directory: &Directory, point: &PatrolPoint) -> PatrolPointView {
    PatrolPointView {
        id: point.id.into(),
        since: Day(point.since),
        until: point.until.map(Day),
        name: point.name.clone(),
        address: point.address.clone(),
        risk: point.risk.clone(),
        work: point.work.clone(),
        opens: point.opens.clone(),
        point: view::point(point.point),
        place: view::place(directory, &point.place()),
    }
}

pub(super) fn window_view(facts: &WindowFacts) -> WindowView {
    let known = facts.known.as_ref();
    WindowView {
        opens: At(facts.window.opens),
        closes: At(facts.window.closes),
        state: WindowState(facts.state),
        at: known.map(|known| At(known.at)),
        reason: known.and_then(|known| known.reason.clone()),
        matter: known.and_then(|known| known.matter).map(Id::from),
    }
}

pub(super) fn look_view(done: Done) -> LookView {
    let state = match done.outcome {
        Outcome::Covered => grid::patrol::State::Covered,
        Outcome::Explained => grid::patrol::State::Explained,
    };
    LookView {
        opens: At(done.window.opens),
        closes: At(done.window.closes),
        state: WindowState(state),
        at: At(done.at),
        late: done.late,
        already: done.already,
    }
}
