//! What a list of matters is narrowed to (筛选), and the parts of it that a search leaves over.
use super::Order;
use crate::figures::grid::Counted;
use crate::grid::matter::Matter;
use base::{Timestamp, UnitId, codes};

/// What a list is narrowed to (筛选). Empty parts do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Open matters only, closed ones only, or both.
    pub open: Option<bool>,
    pub category: Option<String>,
    pub sort: Option<String>,
    pub source: Option<String>,
    pub street: Option<UnitId>,
    pub community: Option<UnitId>,
    pub grid: Option<UnitId>,
    /// In no unit of this level.
    pub nowhere: Option<Level>,
    /// From a moment, and before another: reported then, or promised by then where
    /// [`Counted::by_promise`] says so.
    pub period: Option<(Timestamp, Timestamp)>,
    /// What a figure counts, and nothing else.
    pub counted: Option<Counted>,
}

codes! {
    /// A level of the area in which a matter lies (层级).
    pub enum Level {
        Street = "street",
        Community = "community",
        Grid = "grid",
    }
}

impl Filter {
    /// Whether a matter is within the parts that a search leaves to its caller: where it is not,
    /// when, and what a figure counts.
    pub fn holds(&self, m: &Matter, promise: Option<(Timestamp, Option<Timestamp>)>) -> bool {
        let at = match Order::of(self) {
            Order::Promise => promise.map(|(due, _)| due),
            Order::Entry | Order::Report => Some(m.reported_at),
        };
        let place = match self.nowhere {
            None => None,
            Some(Level::Street) => m.place.street,
            Some(Level::Community) => m.place.community,
            Some(Level::Grid) => m.place.grid,
        };
        let within = |(from, to)| at.is_some_and(|at| from <= at && at < to);
        place.is_none()
            && self.period.is_none_or(within)
            && self.counted.is_none_or(|counted| counted.holds(m, promise))
    }

    /// Whether [`Filter::holds`] has anything to say.
    pub fn asks_more(&self) -> bool {
        self.nowhere.is_some() || self.period.is_some() || self.counted.is_some()
    }
}
