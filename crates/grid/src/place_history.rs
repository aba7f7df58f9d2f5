//! What happened at a place before (地点历史), and whether it keeps coming back (复发).
//!
//! The same thing again and again at one place is not so many matters but one cause. What is *not*
//! here: a history of persons; a place is a point and what was reported there.
use crate::rules::RecurrenceRule;
use base::place::Point;
use base::{SignedDuration, Timestamp};

/// A matter of earlier days (此前事项).
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    pub at: Timestamp,
    pub point: Point,
    pub category: String,
    /// Whether it is ended; one still open is no return but a duplicate.
    pub ended: bool,
}

/// The same thing again (复发): how often, the new report among them, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    pub times: u32,
    pub first: Timestamp,
}

/// Whether the new report makes it too often, by the rule. Days are counted back from the report as
/// stretches of 24 hours, never as months, whose length depends on where one stands (catala#959).
pub fn recurs(events: &[Past], new: &Past, rule: &RecurrenceRule) -> Option<Recurrence> {
    let window = SignedDuration::from_hours(24 * rule.days);
    let again = |past: &&Past| {
        let before = new.at.duration_since(past.at);
        past.ended
            && past.category == new.category
            && before >= SignedDuration::ZERO
            && before <= window
            && past.point.metres_to(new.point) <= rule.metres
    };
    let before: Vec<&Past> = events.iter().filter(again).collect();
    let times = u32::try_from(before.len() + 1).unwrap_or(u32::MAX);
    let first = before.iter().map(|past| past.at).min().unwrap_or(new.at);
    (times >= rule.times).then_some(Recurrence { times, first })
}
