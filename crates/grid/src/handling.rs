//! Handling and its end (处置与办结): what an ending needs, and for how long it can be reopened.
//!
//! What staff say of the result and what the reporter says stay apart ([`Ending`], [`Says`]).
//! What is *not* here: who may close, check or rate (`org`), and the clocks (the relay).
use crate::matter::{Ending, Says};
pub use crate::refused::Refused;
use base::calendar::WorkCalendar;
use base::{Date, SignedDuration, Timestamp};

/// What an ending needs (办结条件): all say what was done, and a refusal names its basis.
pub fn check_ending(ending: Ending, words: &str, basis: Option<&str>) -> Result<(), Refused> {
    if words.trim().is_empty() {
        return Err(Refused::NoWords);
    }
    let needs_basis = match ending {
        Ending::Solved | Ending::Partly | Ending::Explained => false,
        Ending::Cannot => true,
    };
    if needs_basis && basis.is_none_or(|basis| basis.trim().is_empty()) {
        return Err(Refused::NoBasis);
    }
    Ok(())
}

/// Whether the event that ends it is one of being solved; an explanation or a refusal solves
/// nothing, whatever the promise waits for.
pub fn is_solved(ending: Ending) -> bool {
    matches!(ending, Ending::Solved)
}

/// Whether a matter may be taken up again (重办), to the end of the last day; as often as it ended
/// (uReport#403: one reopened could not be reopened again).
pub fn reopen_allowed(
    ended_at: Timestamp,
    now: Timestamp,
    days: i64,
    calendar: &WorkCalendar,
) -> Result<(), Refused> {
    within_days(ended_at, now, days, calendar)
}

/// Whether the reporter may still rate the result (评价), to the end of the last day.
pub fn rate_allowed(
    ended_at: Timestamp,
    now: Timestamp,
    days: i64,
    calendar: &WorkCalendar,
) -> Result<(), Refused> {
    within_days(ended_at, now, days, calendar)
}

/// The last day on which something may be asked for (截止日): so many calendar days after.
pub fn last_day(ended_at: Timestamp, days: i64, calendar: &WorkCalendar) -> Date {
    let span = SignedDuration::try_from_hours(days.saturating_mul(24));
    let last = span.and_then(|span| calendar.day_of(ended_at).checked_add(span).ok());
    last.unwrap_or(Date::MAX)
}

/// Days are those of the calendar on the wall, to their end, not 24 hours each (DIGIT#1462).
pub(crate) fn within_days(
    ended_at: Timestamp,
    now: Timestamp,
    days: i64,
    calendar: &WorkCalendar,
) -> Result<(), Refused> {
    let last = last_day(ended_at, days, calendar);
    if calendar.day_of(now) > last { Err(Refused::TooLate { last }) } else { Ok(()) }
}

/// Whether a matter was worked on again after an end (重办件): it ended more often than it is ended
/// now. One merged into another never counts: it was not worked on.
pub fn counts_as_rework(times_ended: u32, ended_now: bool, merged: bool) -> bool {
    !merged && times_ended > u32::from(ended_now)
}

/// Whether staff may count it as solved (办结计数): it is ended now, with that ending. One that was
/// reopened is not solved until it ends again (DIGIT#1467 went on counting it).
pub fn counts_as_solved(ended_now: bool, ending: Option<Ending>) -> bool {
    ended_now && ending.is_some_and(is_solved)
}

/// Whether staff and reporter disagree (说法不一): counted and shown, and never settled by a rule.
pub fn disagree(ending: Ending, says: Says) -> bool {
    match says {
        Says::Solved => false,
        Says::Partly => is_solved(ending),
        Says::Unsolved => matches!(ending, Ending::Solved | Ending::Partly),
    }
}
