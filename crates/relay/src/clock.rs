//! A clock (时限): so many minutes of one kind of time, from a start, less the pauses.
//!
//! There is one definition of when it runs out, [`Clock::recomputed_due`], and every change of a
//! clock goes through it. A pause is a pair of instants, so two in one minute are two pauses
//! (unlike zammad), and what it gives back is clock time, so a pause over a weekend gives a
//! working clock nothing (unlike frappe/helpdesk).
use base::calendar::{ClockKind, NoTime, WorkCalendar};
use base::{Basis, SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long something may take (期限), and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub kind: ClockKind,
    pub minutes: i64,
    pub basis: Basis,
}

/// The moment of an operation, and the days and hours that count (此刻).
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    pub at: Timestamp,
    pub calendar: &'a WorkCalendar,
}

/// A stretch of time that does not count (暂停).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// A running, paused or run-out clock (时限), with the day it is due as it was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub kind: ClockKind,
    /// What the rule gave.
    pub minutes: i64,
    /// What extensions (延期) added.
    #[serde(default)]
    pub extended: i64,
    pub started: Timestamp,
    /// When it runs out (到期); while paused, when it would have without this pause.
    pub due: Timestamp,
    /// Since when it stands still (暂停于).
    pub paused: Option<Timestamp>,
    /// When the pause ends at the latest; set exactly while paused.
    #[serde(default)]
    pub resume_by: Option<Timestamp>,
    /// The pauses that have ended, in order.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// The leg in whose hands it ran out, once that is on record; 0 when it was in nobody's.
    #[serde(default)]
    pub charged: Option<u32>,
    pub basis: Basis,
}

impl Clock {
    /// Starts a clock.
    pub fn start(limit: &Limit, now: Now<'_>) -> Result<Clock, NoTime> {
        let mut clock = Clock {
            kind: limit.kind,
            minutes: limit.minutes,
            extended: 0,
            started: now.at,
            due: now.at,
            paused: None,
            resume_by: None,
            pauses: Vec::new(),
            charged: None,
            basis: limit.basis.clone(),
        };
        clock.due = clock.recomputed_due(now.calendar)?;
        Ok(clock)
    }

    /// The same start and the same pauses under another limit: what it would be had the limit
    /// been this one from the start. Nothing that was waited is lost (glpi#15605, glpi#6902).
    pub fn under(&self, limit: &Limit, calendar: &WorkCalendar) -> Result<Clock, NoTime> {
        let mut clock = Clock {
            kind: limit.kind,
            minutes: limit.minutes,
            basis: limit.basis.clone(),
            ..self.clone()
        };
        clock.due = clock.recomputed_due(calendar)?;
        Ok(clock)
    }

    /// When it runs out, worked out anew from its start, its minutes and its ended pauses.
    pub fn recomputed_due(&self, calendar: &WorkCalendar) -> Result<Timestamp, NoTime> {
        let mut from = self.started;
        let mut left = self.total();
        for pause in &self.pauses {
            let ran = calendar.elapsed(self.kind, from, pause.from);
            if ran >= left && add(calendar, self.kind, from, left)? < pause.from {
                break; // it had run out before the pause, which gives nothing back
            }
            (from, left) = (pause.to, left - ran);
        }
        add(calendar, self.kind, from, left)
    }

    /// Stops it until [`Clock::resume`].
    ///
    /// Servers' clocks differ by a little, and a promise may open after its holder began to wait:
    /// a pause never begins before the one before it has ended, so no time is given back twice.
    pub(crate) fn pause(&mut self, at: Timestamp, resume_by: Timestamp) {
        assert!(self.paused.is_none(), "a clock is paused once at a time");
        let free = self.pauses.last().map_or(self.started, |pause| pause.to);
        (self.paused, self.resume_by) = (Some(at.max(free)), Some(resume_by));
    }

    /// Lets it run again; does nothing to one that runs. A pause that nobody ended in time ended
    /// when it had to, so a server that was down gives nobody more days than the rule does.
    pub(crate) fn resume(&mut self, now: Now<'_>) -> Result<(), NoTime> {
        if let Some(from) = self.paused.take() {
            let latest = self.resume_by.take().unwrap_or(now.at);
            self.pauses.push(Pause { from, to: now.at.min(latest).max(from) });
            self.due = self.recomputed_due(now.calendar)?;
        }
        Ok(())
    }

    /// Adds minutes of its own kind (延期).
    pub(crate) fn extend(&mut self, minutes: i64, calendar: &WorkCalendar) -> Result<(), NoTime> {
        self.extended += minutes;
        self.due = self.recomputed_due(calendar)?;
        Ok(())
    }

    /// Whether it has run out (超期). On the instant it is due it has not.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.paused.unwrap_or(now) > self.due
    }

    /// What is left, in its own kind of time; none or less once it has run out.
    pub fn left(&self, now: Now<'_>) -> SignedDuration {
        now.calendar.elapsed(self.kind, self.paused.unwrap_or(now.at), self.due)
    }

    /// How much of it is used, in whole percent; over 100 once it has run out.
    pub fn used_percent(&self, now: Now<'_>) -> i64 {
        let total = self.total().as_millis();
        let used = total - self.left(now).as_millis();
        let percent = if total > 0 { (used * 100 / total).max(0) } else { 100 };
        let percent = i64::try_from(percent).unwrap_or(i64::MAX);
        if self.is_over(now.at) { percent.max(101) } else { percent }
    }

    /// How long it has stood still by the wall clock, the present pause included.
    pub fn paused_for(&self, now: Timestamp) -> SignedDuration {
        let ended = self.pauses.iter().map(|pause| pause.to.duration_since(pause.from));
        let open = self.paused.map(|from| now.duration_since(from).max(SignedDuration::ZERO));
        ended.chain(open).fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    fn total(&self) -> SignedDuration {
        let minutes = self.minutes.saturating_add(self.extended);
        // So many that they do not fit are past the calendar's end, which says so.
        SignedDuration::try_from_mins(minutes).unwrap_or(SignedDuration::MAX)
    }
}

/// [`WorkCalendar::add`] for a time that is no whole number of minutes, as after a pause.
fn add(
    calendar: &WorkCalendar,
    kind: ClockKind,
    from: Timestamp,
    left: SignedDuration,
) -> Result<Timestamp, NoTime> {
    let minutes = left.as_mins();
    let before = calendar.add(kind, from, minutes)?;
    let rest = left - SignedDuration::from_mins(minutes);
    if rest.is_zero() {
        return Ok(before);
    }
    // The earliest instant at which the rest has run lies within the next minute of clock time.
    let after = calendar.add(kind, from, minutes + 1)?;
    let (mut low, mut high) = (before.as_nanosecond(), after.as_nanosecond());
    while low < high {
        let middle = low + (high - low) / 2;
        let instant = Timestamp::from_nanosecond(middle).map_err(|_| NoTime::OutOfRange)?;
        if calendar.elapsed(kind, before, instant) >= rest {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Timestamp::from_nanosecond(low).map_err(|_| NoTime::OutOfRange)
}
