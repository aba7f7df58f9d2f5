//! Deadlines (办理时限): what is promised to whoever reports, by when, and what keeps the promise.
//!
//! Basis: summary 二(三). Four weights, four promises with their own stop events: a general matter
//! and a major one are solved, a complex one has a plan, one beyond us has been reported upward.
//!
//! The clock starts at the report, not at the sorting: slow sorting must not buy time. The rule is
//! the one of the report's local day, so a change of policy never moves an earlier matter. The
//! promise is kept by its own event and by no other (zammad#5177), and no comment, note or change
//! of hands touches it. What is *not* here: moving a promise, which is the relay's `retarget`.
use crate::matter::Weight;
use crate::rules::Rules;
use base::Timestamp;
use base::calendar::{NoTime, WorkCalendar};
use policy::Missing;
use relay::{Clock, Limit, Now, Promise};

/// It is solved (解决).
pub const SOLVED: &str = "solved";
/// There is a plan (拿出方案).
pub const PLANNED: &str = "planned";
/// It has gone up (报到上级).
pub const REPORTED_UP: &str = "reported_up";
/// The events that stop a promise's clock (停表事件).
pub const STOPS: [&str; 3] = [SOLVED, PLANNED, REPORTED_UP];

/// Why nothing can be promised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDeadline {
    #[error(transparent)]
    Policy(#[from] Missing),
    #[error(transparent)]
    Time(#[from] NoTime),
}

/// What whoever reported a matter of this weight is owed (承诺).
pub fn promise(
    weight: Weight,
    reported: Timestamp,
    rules: &Rules,
    calendar: &WorkCalendar,
) -> Result<Promise, NoDeadline> {
    let stop = rules.deadline(weight, calendar.day_of(reported))?.value.stop;
    let limit = limit(weight, reported, rules, calendar)?;
    let clock = Clock::start(&limit, Now { at: reported, calendar })?;
    Ok(Promise { stop, clock })
}

/// The time a matter of this weight has, for a promise that is set anew: by the rule of the day of
/// its report, whenever it is sorted.
pub fn limit(
    weight: Weight,
    reported: Timestamp,
    rules: &Rules,
    calendar: &WorkCalendar,
) -> Result<Limit, NoDeadline> {
    let deadline = rules.deadline(weight, calendar.day_of(reported))?;
    let (kind, minutes) = (deadline.value.clock, deadline.value.minutes);
    Ok(Limit { kind, minutes, basis: deadline.basis })
}
