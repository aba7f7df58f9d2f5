//! A calendar and clocks for the tests of this crate.
#![allow(dead_code, reason = "each test file uses its part")]
use base::calendar::{ClockKind, HoursVersion, WorkCalendar};
use base::{Basis, Timestamp};
use relay::Clock;
use std::collections::BTreeMap;

/// Office hours 9–12 and 13–18, duty 8–20, National Day 2026 off with its make-up days.
pub fn calendar() -> WorkCalendar {
    let day = |text: &str| text.parse().unwrap();
    let hours = |shifts: &[&str]| HoursVersion {
        since: day("2018-01-01"),
        until: None,
        shifts: shifts.iter().map(|shift| shift.parse().unwrap()).collect(),
        seasons: vec![],
    };
    let off = (1..=7).map(|at| (day(&format!("2026-10-{at:02}")), false));
    let work = ["2026-09-20", "2026-10-10"].map(|at| (day(at), true));
    let days: BTreeMap<_, _> = off.chain(work).collect();
    let tz = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    WorkCalendar::new(
        tz,
        days,
        vec![hours(&["09:00-12:00", "13:00-18:00"])],
        vec![hours(&["08:00-20:00"])],
    )
}

/// An instant in Chinese time, `2026-09-30T17:00`.
pub fn at(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

pub fn basis() -> Basis {
    Basis::new("test.clock", "2020-01-01".parse().unwrap())
}

pub fn clock(kind: ClockKind, minutes: i64, from: &str) -> Clock {
    Clock::start(kind, minutes, at(from), basis(), &calendar()).unwrap()
}
