//! Patrols (定时巡查): places to be looked at, and what comes of their windows.
//!
//! "Nothing found" is one tap ([`visit`]); what nobody could look at is explained by a reason or
//! stands as missed, at its place ([`coverage`]). What is *not* here, and must not come: who walked
//! where or how far, how much anybody did, a number to reach. Who did a thing stands in the history
//! alone, where every change stands.
mod coverage;
mod edit;
mod on_map;
mod points;
mod tidy;
mod today;
mod visit;
mod windows;

pub use coverage::{Counts, Coverage, CoverageBy, CoverageRow, coverage};
pub use edit::{NewPoint, PointName, add, change, retire};
pub use on_map::{OnMap, Spot, on_map};
pub use points::{Area, PointList, PointPage, WindowFacts, page, point, points};
pub use tidy::forget_windows;
pub use today::{Today, TodayRow, today};
pub use visit::{Deed, Done, explain, found, nothing_found};

pub use store::grid::patrol::PatrolPoint;
pub use store::grid::patrol::window::Known;

use super::matter::Asker;
use crate::{Cx, Failed, Result};
use ::grid::Refused;
use base::{Date, PatrolPointId};
use org::{Action, Granted, Place, Thing, may};

/// The noun of its events.
const NOUN: &str = "patrol_point";
/// A place is changed a few times a year.
const VERSIONS_MAX: u32 = 50;

/// The versions of a place, the newest first, if the asker may do this there. What is out of sight
/// is not found.
fn load(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
    action: Action,
) -> Result<(Vec<PatrolPoint>, Granted)> {
    let versions = store::grid::patrol::versions(cx.tx, id, VERSIONS_MAX)?;
    let shown = in_force(&versions, cx.today()).or(versions.first()).ok_or(Failed::NotFound)?;
    let granted = allowed(asker, action, shown.place())?;
    Ok((versions, granted))
}

fn allowed(asker: &Asker, action: Action, place: Place) -> Result<Granted> {
    let thing = Thing { place, ..Thing::default() };
    may(&asker.who, action, &thing).map_err(|denied| {
        match may(&asker.who, Action::ReadPatrol, &thing) {
            Ok(_) => Failed::Denied(denied),
            Err(_) => Failed::NotFound,
        }
    })
}

/// The version that holds on a day.
fn in_force(versions: &[PatrolPoint], day: Date) -> Option<&PatrolPoint> {
    let holds = |it: &&PatrolPoint| it.since <= day && it.until.is_none_or(|until| day < until);
    versions.iter().find(holds)
}

/// A refusal of the chapter with its facts.
fn refused(refused: Refused) -> Failed {
    let code = refused.code();
    let facts = match refused {
        Refused::ClockAhead { device } => vec![("at", device.to_string())],
        Refused::SentTooLate { hours } => vec![("hours", hours.to_string())],
        Refused::NoWindow { next: Some(next) } => vec![("at", next.to_string())],
        Refused::NoWindow { next: None } => return Failed::refused("no_window_ahead"),
        Refused::ExplainedTooLate { days } => vec![("days", days.to_string())],
        Refused::UnknownReason { .. } => return Failed::field("reason", "unknown"),
        Refused::Policy(missing) => return Failed::Policy(missing),
        _ => Vec::new(),
    };
    Failed::Refused { code, facts }
}
