//! Timetables (作息时间): which hours count, from which day on, in which part of the year.
use crate::{Date, Timestamp};
use jiff::tz::TimeZone;
use std::fmt;
use std::str::FromStr;

const DAY: u16 = 24 * 60;

/// A stretch of the day (班次), in minutes after midnight; past 1440 it ends the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Shift {
    from: u16,
    to: u16,
}

/// Why hours cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no stretch of hours such as `09:00-12:00`")]
pub struct BadHours {
    pub text: String,
}

impl Shift {
    pub const WHOLE_DAY: Shift = Shift { from: 0, to: DAY };

    /// When the shift that begins on `day` starts and ends; nothing when a clock change swallows it.
    pub(super) fn on(self, day: Date, tz: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let instant = |minute: u16| {
            let day = if minute >= DAY { day.tomorrow().ok()? } else { day };
            let minute = minute % DAY;
            let time = day.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
            tz.to_timestamp(time).ok()
        };
        let (start, end) = (instant(self.from)?, instant(self.to)?);
        (start < end).then_some((start, end))
    }
}

impl TryFrom<String> for Shift {
    type Error = BadHours;
    fn try_from(text: String) -> Result<Shift, BadHours> {
        text.parse()
    }
}

impl FromStr for Shift {
    type Err = BadHours;

    /// Reads `09:00-12:00`; `22:00-06:00` ends the next day, `00:00-24:00` is the whole day.
    fn from_str(text: &str) -> Result<Shift, BadHours> {
        let bad = || BadHours { text: text.to_owned() };
        let (from, to) = text.split_once('-').ok_or_else(bad)?;
        let (from, to) = (minute(from).ok_or_else(bad)?, minute(to).ok_or_else(bad)?);
        if from >= DAY || from == to {
            return Err(bad());
        }
        Ok(Shift { from, to: if to < from { to + DAY } else { to } })
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY { self.to - DAY } else { self.to };
        let (from, from_rest) = (self.from / 60, self.from % 60);
        write!(f, "{from:02}:{from_rest:02}-{:02}:{:02}", to / 60, to % 60)
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    if hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

/// A part of the year with its own hours (夏令、冬令作息), first and last day included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    /// Month and day; a season may run over the new year.
    pub first: (i8, i8),
    pub last: (i8, i8),
    pub shifts: Vec<Shift>,
}

impl Season {
    fn holds(&self, day: Date) -> bool {
        let day = (day.month(), day.day());
        if self.first <= self.last {
            (self.first..=self.last).contains(&day)
        } else {
            day >= self.first || day <= self.last
        }
    }
}

/// A timetable in force from `since` (作息时间表的一个版本), until the next one or `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursVersion {
    pub since: Date,
    /// The first day on which it no longer holds.
    pub until: Option<Date>,
    /// The hours outside all seasons.
    pub shifts: Vec<Shift>,
    pub seasons: Vec<Season>,
}

/// The shifts of a day under the version in force; none before the first version.
pub(super) fn on(versions: &[HoursVersion], day: Date) -> &[Shift] {
    let after = versions.partition_point(|version| version.since <= day);
    let Some(version) = after.checked_sub(1).map(|last| &versions[last]) else { return &[] };
    if version.until.is_some_and(|until| day >= until) {
        return &[];
    }
    version.seasons.iter().find(|s| s.holds(day)).map_or(&version.shifts, |s| &s.shifts)
}
