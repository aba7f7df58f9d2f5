//! Sorting (三事分流): whose affair it is – 公治公家事, 共治大家事, 自治自家事 – and on which ground.
//!
//! Basis: summary 二(三). A sorting can be argued with: it names a ground, a change of it is seen by
//! a second pair of eyes, and whoever reported may contest the outcome. What is *not* here: who may
//! sort (`org`), and where the matter goes then (the relay).
use crate::handling;
use crate::matter::Sort;
pub use crate::refused::Refused;
use crate::rules::{AppealRule, Ground, Rules};
use base::calendar::WorkCalendar;
use base::{Cited, Date, Timestamp};

/// A sorting as somebody chose it (分流).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorting {
    pub sort: Sort,
    /// The code of its ground (分流理由).
    pub ground: String,
}

/// The ground of a sorting, with its basis: it must exist on the day and belong to the sort.
pub fn check(sorting: &Sorting, rules: &Rules, on: Date) -> Result<Cited<Ground>, Refused> {
    let Cited { value: grounds, basis } = rules.grounds(on)?;
    let code = &sorting.ground;
    let Some(ground) = grounds.into_iter().find(|ground| ground.code == *code) else {
        return Err(Refused::UnknownGround { code: code.clone() });
    };
    if ground.sort != sorting.sort {
        let (of, given) = (ground.sort, sorting.sort);
        return Err(Refused::GroundOfOtherSort { code: code.clone(), of, given });
    }
    Ok(Cited { value: ground, basis })
}

/// Whether somebody else must look (复核): the sorting differs from what it was.
pub fn needs_second_look(before: Sort, after: Sort) -> bool {
    before != after
}

/// Whether an outcome may still be contested (申诉): so often, and to the end of the last day.
pub fn may_appeal(
    ended_at: Timestamp,
    appeals_so_far: u32,
    now: Timestamp,
    rule: &AppealRule,
    calendar: &WorkCalendar,
) -> Result<(), Refused> {
    if appeals_so_far >= rule.times {
        return Err(Refused::AppealedEnough { times: appeals_so_far });
    }
    handling::within_days(ended_at, now, rule.days, calendar)
}

/// One's own affair (自治自家事) is not shrugged off: it ends only when whoever reported it is told
/// where to turn – a service, a mediator, a claim.
pub fn own_needs_guidance(guidance: &str) -> Result<(), Refused> {
    if guidance.trim().is_empty() { Err(Refused::NoGuidance) } else { Ok(()) }
}
