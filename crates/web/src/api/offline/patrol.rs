//! 随身巡查: the windows of today as a phone keeps them, so that a look needs no signal.
//!
//! What is *not* here: who looked, where anybody is, and windows that are done.
use crate::api::shape::{At, Id};
use crate::api::view::{self, PointView};
use crate::grid::names::Names;
use crate::grid::patrol::{risk, window_said};
use crate::when::When;
use app::offline::{OwnWindow, OwnWindows};
use grid::rules::RiskClass;
use serde::Serialize;
use utoipa::ToSchema;

/// What is to be looked at today, and what explains that nobody could (随身巡查).
#[derive(Default, Serialize, ToSchema)]
pub struct PatrolOnPhone {
    windows: Vec<WindowOnPhone>,
    reasons: Vec<WindowReason>,
}

/// A window that still wants a look or a reason (随身时段).
#[derive(Serialize, ToSchema)]
struct WindowOnPhone {
    point: Id,
    name: String,
    address: String,
    place: String,
    risk: String,
    opens: At,
    closes: At,
    /// A look counts from here, by the grace of policy.
    counts_from: At,
    /// And until here.
    counts_until: At,
    /// The window in words: `09:00–12:00`.
    said: String,
    /// Where the place lies.
    spot: PointView,
}

/// A reason of policy (说明理由).
#[derive(Serialize, ToSchema)]
struct WindowReason {
    code: String,
    name: String,
}

pub fn on_phone(
    names: &Names,
    when: &When,
    risks: &[RiskClass],
    own: &OwnWindows,
) -> PatrolOnPhone {
    let window = |it: &OwnWindow| WindowOnPhone {
        point: it.point.id.into(),
        name: it.point.name.clone(),
        address: it.point.address.clone(),
        place: names.unit(it.point.grid).unwrap_or_default(),
        risk: risk(names.lang(), risks, &it.point.risk),
        opens: At(it.window.opens),
        closes: At(it.window.closes),
        counts_from: At(it.counts.0),
        counts_until: At(it.counts.1),
        said: window_said(when, &it.window),
        spot: view::point(it.point.point),
    };
    let reason = |it: &grid::rules::Named| WindowReason {
        code: it.code.clone(),
        name: it.name(names.lang()).to_owned(),
    };
    PatrolOnPhone {
        windows: own.windows.iter().map(window).collect(),
        reasons: own.reasons.iter().map(reason).collect(),
    }
}
