//! Planning (排期): on which days and in which windows a place is due, from its risk and the calendar.
//!
//! Days are parted into periods of `every_days`, shifted by the place's own number so that the work
//! of a week is spread. In each period a place is due on the first day that counts; a period
//! without one, such as a long holiday, asks for nothing.
use super::{Opening, Openings, Window};
use crate::Refused;
use crate::rules::{RiskClass, VisitRule};
use base::calendar::WorkCalendar;
use base::{Date, PatrolPointId, SignedDuration, Timestamp};
use jiff::ToSpan;

/// A place as far as planning needs it (排期要素).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub point: PatrolPointId,
    /// The first day it is looked at.
    pub since: Date,
    /// The first day it is no longer.
    pub until: Option<Date>,
    /// Its own times; none to go by its risk.
    pub opens: Openings,
}

/// The windows that open on a day, in order; none where the place is not due.
///
/// `class` is that of the place's risk on that day. No two windows of a place overlap.
pub fn windows_on(
    planned: &Planned,
    class: &RiskClass,
    calendar: &WorkCalendar,
    day: Date,
) -> Vec<Window> {
    if !is_due(planned, class, calendar, day) {
        return Vec::new();
    }
    let (opens, minutes) = match planned.opens.list() {
        [] => (&class.opens[..], class.window_minutes),
        own => (own, class.own_minutes),
    };
    let Some(first) = opens.first() else { return Vec::new() };
    let next_period = period_end(planned, class, day);
    let mut ends: Vec<Option<Timestamp>> =
        opens[1..].iter().map(|opening| instant(calendar, day, *opening)).collect();
    ends.push(next_period.and_then(|day| instant(calendar, day, *first)));
    let last =
        planned.until.and_then(|until| calendar.tz().to_timestamp(until.at(0, 0, 0, 0)).ok());
    let length = SignedDuration::from_mins(minutes);
    let window = |(opening, end): (&Opening, Option<Timestamp>)| {
        let opens = instant(calendar, day, *opening)?;
        let mut closes = opens.checked_add(length).ok()?;
        for end in [end, last].into_iter().flatten() {
            closes = closes.min(end);
        }
        (opens < closes).then_some(Window { opens, closes, point: planned.point })
    };
    opens.iter().zip(ends).filter_map(window).collect()
}

/// The windows that a moment counts for, the one that holds it first, then those near it by the
/// grace of policy; where there is none, when the next one opens.
///
/// `all` are the windows around the moment, in order.
pub fn windows_at(all: &[Window], at: Timestamp, rule: &VisitRule) -> Result<Vec<Window>, Refused> {
    let grace = SignedDuration::from_mins(rule.grace_minutes);
    let mut near: Vec<Window> = all.iter().copied().filter(|it| it.away(at) <= grace).collect();
    near.sort_by_key(|window| (!window.holds(at), window.away(at), window.opens));
    if near.is_empty() {
        let next = all.iter().map(|window| window.opens).find(|opens| *opens > at);
        return Err(Refused::NoWindow { next });
    }
    Ok(near)
}

/// The days from one to another, both included.
pub fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.series(1.day()).take_while(move |day| *day <= last)
}

/// Whether the place is due on a day: the first of its period that counts.
fn is_due(planned: &Planned, class: &RiskClass, calendar: &WorkCalendar, day: Date) -> bool {
    let counts = |day: Date| {
        day >= planned.since
            && planned.until.is_none_or(|until| day < until)
            && (!class.workdays_only || calendar.is_workday(day))
    };
    let earlier = (1..=place_in_period(planned.point, class, day))
        .filter_map(|back| day.checked_sub(back.days()).ok());
    counts(day) && !earlier.into_iter().any(counts)
}

/// How many days of its period lie before a day.
fn place_in_period(point: PatrolPointId, class: &RiskClass, day: Date) -> i64 {
    // Neighbouring numbers are spread over the days of a period.
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let shift = (point.0.cast_unsigned().wrapping_mul(SPREAD) >> 33).cast_signed();
    let since_epoch = i64::from((day - Date::constant(1970, 1, 1)).get_days());
    (since_epoch + shift).rem_euclid(class.every_days)
}

/// The first day after the period of a day.
fn period_end(planned: &Planned, class: &RiskClass, day: Date) -> Option<Date> {
    let left = class.every_days - place_in_period(planned.point, class, day);
    day.checked_add(left.days()).ok()
}

fn instant(calendar: &WorkCalendar, day: Date, opening: Opening) -> Option<Timestamp> {
    calendar.tz().to_timestamp(day.at(opening.hour(), opening.minute(), 0, 0)).ok()
}

/// Whether a day is the first of a period, for tests.
#[cfg(test)]
pub(super) fn starts_period(point: PatrolPointId, class: &RiskClass, day: Date) -> bool {
    place_in_period(point, class, day) == 0
}
