//! Patrols (定时巡查): when a place is to be looked at, and how it stands with one look.
//!
//! A place has a risk, its risk a rhythm; together with the calendar they give windows, the same
//! for whoever works them out. A window was covered, or explained, or missed: that is said of the
//! place. What is *not* here, on purpose: who came, from where, how far, how often, and any number
//! that somebody would have to reach.
mod opening;
mod plan;

pub use opening::{Opening, Openings};
pub use plan::{Planned, days, windows_at, windows_on};

use crate::Refused;
use crate::rules::VisitRule;
use base::{PatrolPointId, SignedDuration, Timestamp, codes};

/// A stretch of time in which a place is to be looked at once (巡查时段). It ends before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    pub opens: Timestamp,
    pub closes: Timestamp,
    pub point: PatrolPointId,
}

codes! {
    /// What came of a window (巡查结果).
    pub enum Outcome {
        /// 已巡查
        Covered = "covered",
        /// 已说明
        Explained = "explained",
    }
}

codes! {
    /// How it stands with a window (巡查状态).
    pub enum State {
        /// 未到时段
        Ahead = "ahead",
        /// 待巡查
        Open = "open",
        /// 已巡查
        Covered = "covered",
        /// 已说明
        Explained = "explained",
        /// 未巡查
        Missed = "missed",
    }
}

impl Window {
    /// How it stands at a moment, with what came of it so far.
    pub fn state(&self, outcome: Option<Outcome>, at: Timestamp) -> State {
        match outcome {
            Some(Outcome::Covered) => State::Covered,
            Some(Outcome::Explained) => State::Explained,
            None if at < self.opens => State::Ahead,
            None if at < self.closes => State::Open,
            None => State::Missed,
        }
    }

    pub fn holds(&self, at: Timestamp) -> bool {
        self.opens <= at && at < self.closes
    }

    /// How far a moment lies outside; zero within.
    fn away(&self, at: Timestamp) -> SignedDuration {
        match at {
            at if at < self.opens => self.opens.duration_since(at),
            at if at < self.closes => SignedDuration::ZERO,
            at => at.duration_since(self.closes),
        }
    }

    /// Whether a reason may be given at a moment: until some days after it closed.
    pub fn explain_allowed(&self, at: Timestamp, rule: &VisitRule) -> Result<(), Refused> {
        let last = self.closes + SignedDuration::from_hours(24 * rule.explain_days);
        if at <= last { Ok(()) } else { Err(Refused::ExplainedTooLate { days: rule.explain_days }) }
    }
}

/// When something was done, as the device says (办理时刻).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    /// It came in later: the phone had no signal (补传).
    pub late: bool,
}

/// The moment that counts: the device's where it names one, if it is not to come and not too long
/// ago. A clock that goes a little ahead is taken for the moment of arrival.
pub fn moment(
    device: Option<Timestamp>,
    now: Timestamp,
    rule: &VisitRule,
) -> Result<Moment, Refused> {
    let Some(device) = device else { return Ok(Moment { at: now, late: false }) };
    let slack = SignedDuration::from_mins(rule.clock_ahead_minutes);
    let behind = now.duration_since(device);
    if behind < -slack {
        return Err(Refused::ClockAhead { device });
    }
    if behind > SignedDuration::from_hours(rule.late_hours) {
        return Err(Refused::SentTooLate { hours: rule.late_hours });
    }
    Ok(Moment { at: device.min(now), late: behind > slack })
}

#[cfg(test)]
mod tests;
