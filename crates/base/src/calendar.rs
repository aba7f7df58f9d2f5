//! Clocks and the work calendar (计时方式与工作日历): by when so many minutes have run.
//!
//! Three clocks: a natural one that never stops, one that runs during the duty shift of every day,
//! and one that runs during office hours of working days. Days off and make-up working days
//! (调休) come from the State Council's notices, hours from the district's own timetable, both as
//! dated data: nothing is assumed here but that Saturday and Sunday are free.
//!
//! What is *not* here: "now", and where the data come from (`policy` reads them).
//!
//! Why it is quick: the hours of about a year are laid out once, with running sums, and kept; from
//! then on a question is two binary searches and no look-up of a time zone.
mod block;
mod hours;
#[cfg(test)]
mod tests;

use crate::{Date, SignedDuration, Timestamp};
use block::{BLOCKS, Block};
pub use hours::{BadHours, HoursVersion, Season, Shift};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// Which time counts (计时方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClockKind {
    /// Every minute counts (自然时间).
    Natural,
    /// Minutes of the duty shift count, on holidays too (值守时间).
    Duty,
    /// Office hours of working days count (工作时间).
    Working,
}

impl ClockKind {
    pub const ALL: [ClockKind; 3] = [ClockKind::Natural, ClockKind::Duty, ClockKind::Working];

    /// The word used in policy files and in rows.
    pub fn code(self) -> &'static str {
        match self {
            ClockKind::Natural => "natural",
            ClockKind::Duty => "duty",
            ClockKind::Working => "working",
        }
    }

    /// Reads [`ClockKind::code`].
    pub fn parse(code: &str) -> Option<ClockKind> {
        ClockKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl serde::Serialize for ClockKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for ClockKind {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        ClockKind::parse(&code).ok_or_else(|| {
            serde::de::Error::custom(format!("`{code}` is no clock: natural, duty or working"))
        })
    }
}

/// Why no instant can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTime {
    #[error("a clock does not run backwards, got {minutes} minutes")]
    Negative { minutes: i64 },
    #[error("the {} clock has no hours for three years after {after}", .kind.code())]
    NoHours { kind: ClockKind, after: Timestamp },
    #[error("the calendar reaches from 1970 to 2106")]
    OutOfRange,
}

/// How many blocks (each about a year) may pass without a minute before a search gives up.
const EMPTY_BLOCKS_MAX: usize = 3;
const NANOS_PER_MINUTE: i64 = 60_000_000_000;

/// A district's days and hours (工作日历). Make one when policy is loaded, and share it.
#[derive(Clone)]
pub struct WorkCalendar {
    tz: TimeZone,
    days: BTreeMap<Date, bool>,
    hours: Vec<HoursVersion>,
    duty: Vec<HoursVersion>,
    laid_out: [Vec<OnceLock<Block>>; 2],
}

impl fmt::Debug for WorkCalendar {
    /// What went in; the laid-out hours would drown it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkCalendar")
            .field("tz", &self.tz.iana_name())
            .field("days", &self.days)
            .field("hours", &self.hours)
            .field("duty", &self.duty)
            .finish_non_exhaustive()
    }
}

impl WorkCalendar {
    /// `days` holds only what differs from the week: `true` is a make-up working day (调休上班),
    /// `false` a day off. `hours` count on working days, `duty` on every day.
    pub fn new(
        tz: TimeZone,
        days: BTreeMap<Date, bool>,
        mut hours: Vec<HoursVersion>,
        mut duty: Vec<HoursVersion>,
    ) -> WorkCalendar {
        hours.sort_by_key(|version| version.since);
        duty.sort_by_key(|version| version.since);
        let laid_out = [vec![OnceLock::new(); BLOCKS], vec![OnceLock::new(); BLOCKS]];
        WorkCalendar { tz, days, hours, duty, laid_out }
    }

    /// Whether people work on `day` (工作日): what a notice says, else Monday to Friday.
    pub fn is_workday(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.days.get(&day).copied().unwrap_or(!weekend)
    }

    /// The instant by which `minutes` of this clock have run since `from`.
    ///
    /// Time that ends with a shift ends there, not at the start of the next one; a start outside
    /// the hours counts from the next shift.
    pub fn add(&self, kind: ClockKind, from: Timestamp, minutes: i64) -> Result<Timestamp, NoTime> {
        if minutes < 0 {
            return Err(NoTime::Negative { minutes });
        }
        let mut left = minutes.checked_mul(NANOS_PER_MINUTE).ok_or(NoTime::OutOfRange)?;
        let start = block::nanos(from).ok_or(NoTime::OutOfRange)?;
        if kind == ClockKind::Natural || minutes == 0 {
            let end = start.checked_add(left).ok_or(NoTime::OutOfRange)?;
            return block::timestamp(end).ok_or(NoTime::OutOfRange);
        }
        let mut at = block::index(start);
        let mut done = self.block(kind, at).run_until(start);
        let mut empty = 0;
        while at < BLOCKS {
            let block = self.block(kind, at);
            if let Some(end) = block.instant(done + left) {
                return block::timestamp(end).ok_or(NoTime::OutOfRange);
            }
            let here = block.total() - done;
            empty = if here == 0 { empty + 1 } else { 0 };
            if empty > EMPTY_BLOCKS_MAX {
                return Err(NoTime::NoHours { kind, after: from });
            }
            (left, done, at) = (left - here, 0, at + 1);
        }
        Err(NoTime::OutOfRange)
    }

    /// How long this clock has run from `a` to `b`; negative when `b` is the earlier.
    ///
    /// Outside 1970 to 2106 the duty and working clocks stand still.
    pub fn elapsed(&self, kind: ClockKind, a: Timestamp, b: Timestamp) -> SignedDuration {
        if kind == ClockKind::Natural {
            return b.duration_since(a);
        }
        if b < a {
            return -self.elapsed(kind, b, a);
        }
        let (a, b) = (block::nanos_clamped(a), block::nanos_clamped(b));
        let (first, last) = (block::index(a), block::index(b));
        let whole: i64 = (first..last).map(|at| self.block(kind, at).total()).sum();
        let ran =
            whole + self.block(kind, last).run_until(b) - self.block(kind, first).run_until(a);
        SignedDuration::from_nanos(ran)
    }

    /// The stretches in which this clock runs that begin on `day`, in order.
    pub fn intervals(&self, kind: ClockKind, day: Date) -> Vec<(Timestamp, Timestamp)> {
        let shifts = match kind {
            ClockKind::Natural => &[Shift::WHOLE_DAY][..],
            ClockKind::Duty => hours::on(&self.duty, day),
            ClockKind::Working if self.is_workday(day) => hours::on(&self.hours, day),
            ClockKind::Working => &[],
        };
        shifts.iter().filter_map(|shift| shift.on(day, &self.tz)).collect()
    }

    /// The local day of an instant (当地日期).
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.tz.to_datetime(at).date()
    }

    pub fn tz(&self) -> &TimeZone {
        &self.tz
    }

    /// What differs from the week: `true` works, `false` is off.
    pub fn exceptions(&self) -> &BTreeMap<Date, bool> {
        &self.days
    }

    fn block(&self, kind: ClockKind, at: usize) -> &Block {
        let row = match kind {
            ClockKind::Duty => 0,
            ClockKind::Working => 1,
            ClockKind::Natural => unreachable!("the natural clock is not laid out"),
        };
        self.laid_out[row][at].get_or_init(|| self.lay_out(kind, at))
    }

    fn lay_out(&self, kind: ClockKind, at: usize) -> Block {
        let versions = if kind == ClockKind::Duty { &self.duty } else { &self.hours };
        let (first, last) = block::days(at, &self.tz);
        if versions.first().is_none_or(|version| version.since > last) {
            return Block::default(); // no timetable yet: a year of look-ups saved
        }
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        let stretches = days
            .take_while(|day| *day <= last)
            .flat_map(|day| self.intervals(kind, day))
            .filter_map(|(start, end)| Some((block::nanos(start)?, block::nanos(end)?)));
        Block::new(at, stretches.collect())
    }
}
