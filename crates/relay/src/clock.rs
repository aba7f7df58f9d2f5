//! One clock (计时): how long, by which kind of time, since when, until when.
use crate::Refused;
use base::calendar::{ClockKind, NoTime, WorkCalendar};
use base::{Basis, Timestamp};
use serde::{Deserialize, Serialize};

/// A running or stopped clock with its stored deadline (时限).
///
/// It starts at a domain event and never at "last modified": a note or a comment cannot reset it.
/// The deadline is computed once, when the clock starts, resumes or is extended, and stored with
/// the version of the rule that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub kind: ClockKind,
    /// What was promised, in minutes of this kind of time, extensions included.
    pub minutes: i64,
    pub started: Timestamp,
    pub due: Timestamp,
    /// Stopped since then (挂起).
    pub paused: Option<Timestamp>,
    pub basis: Basis,
}

impl Clock {
    /// Starts a clock at `at`.
    pub fn start(
        kind: ClockKind,
        minutes: i64,
        at: Timestamp,
        basis: Basis,
        calendar: &WorkCalendar,
    ) -> Result<Clock, NoTime> {
        let due = calendar.add(kind, at, minutes)?;
        Ok(Clock { kind, minutes, started: at, due, paused: None, basis })
    }

    /// Stops the clock; what is left stays left.
    pub fn pause(&self, at: Timestamp) -> Result<Clock, Refused> {
        match self.paused {
            Some(since) => Err(Refused::Paused { since }),
            None => Ok(Clock { paused: Some(at), ..self.clone() }),
        }
    }

    /// Lets the clock run on: what was left in its own time when it stopped is left now.
    ///
    /// A clock stopped past its deadline stays past it. The pause is given back in the clock's own
    /// time (frappe/helpdesk#2449 gave it back in natural time), to the second.
    pub fn resume(&self, at: Timestamp, calendar: &WorkCalendar) -> Result<Clock, Refused> {
        let Some(since) = self.paused else { return Err(Refused::NotPaused) };
        let resumed = |due| Clock { due, paused: None, ..self.clone() };
        if since >= self.due {
            return Ok(resumed(self.due));
        }
        let left = calendar.elapsed(self.kind, since, self.due).as_secs();
        Ok(resumed(after_seconds(calendar, self.kind, at, left)?))
    }

    /// Gives more minutes, after the deadline as it stands.
    pub fn extend(&self, minutes: i64, calendar: &WorkCalendar) -> Result<Clock, Refused> {
        assert!(minutes > 0, "an extension gives time, got {minutes}");
        if let Some(since) = self.paused {
            return Err(Refused::Paused { since });
        }
        let due = calendar.add(self.kind, self.due, minutes)?;
        Ok(Clock { due, minutes: self.minutes + minutes, ..self.clone() })
    }

    /// Whether the deadline has passed. A stopped clock stands where it stopped.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.paused.unwrap_or(now) > self.due
    }

    /// How much of the promised time is used, in percent, 100 and more when it is over.
    pub fn used_percent(&self, now: Timestamp, calendar: &WorkCalendar) -> i64 {
        let now = self.paused.unwrap_or(now);
        if now > self.due {
            return 101;
        }
        let left = calendar.elapsed(self.kind, now.max(self.started), self.due).as_secs();
        let whole = (self.minutes * 60).max(1);
        ((whole - left).max(0) * 100 / whole).min(100)
    }
}

/// The instant by which so many seconds of this clock have run: whole minutes, then the rest.
fn after_seconds(
    calendar: &WorkCalendar,
    kind: ClockKind,
    from: Timestamp,
    seconds: i64,
) -> Result<Timestamp, NoTime> {
    let rest = seconds % 60;
    if rest == 0 {
        return calendar.add(kind, from, seconds / 60);
    }
    // One minute too far, then back by what was too much: within that last minute.
    let far = calendar.add(kind, from, seconds / 60 + 1)?;
    Ok(far - base::SignedDuration::from_secs(60 - rest))
}
