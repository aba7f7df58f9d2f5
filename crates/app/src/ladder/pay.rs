//! What is owed to a worker for a month (工资条), as things were known on any day.
//!
//! What is *not* here: a run that pays. This answers a question; nothing is kept of it.
use super::load;
use crate::{Cx, Failed, Result};
use ::ladder::pay::arrears::{Arrears, arrears};
use ::ladder::pay::{self, Slip};
use ::ladder::{Asked, Month, Refused};
use ::org::{Action, Person, Who};
use base::{Date, PersonId};

/// A month of a worker (某月工资条).
pub struct SlipPage {
    pub person: Person,
    pub month: Month,
    /// What is taken as known.
    pub known: Date,
    pub slip: std::result::Result<Slip, Refused>,
    /// What came out otherwise since, where that is asked about an earlier knowledge.
    pub arrears: Option<Arrears>,
}

/// The slip of a month; of the present one, as known today, where nothing else is asked for.
pub fn slip(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    month: Option<Month>,
    known: Option<Date>,
) -> Result<SlipPage> {
    load(cx, who, person, Action::ReadPay)?;
    let today = cx.today();
    let id = person;
    let person = store::org::person::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let facts = store::ladder::fact::worker(cx.tx, id)?;
    let rules = &cx.policies().ladder;
    let month = month.unwrap_or(Month::of(today));
    let known = known.unwrap_or(today).min(today);
    let slip = pay::month(&facts, month, known, rules);
    let now = pay::month(&facts, month, today, rules);
    let arrears = match (&slip, &now) {
        (Ok(then), Ok(now)) if known < today => arrears(then, now),
        _ => None,
    };
    Ok(SlipPage { person, month, known, slip, arrears })
}

/// Whether a month can be asked about at all: one that policy has values for (可查月份).
pub fn is_known(cx: &Cx<'_, '_>, month: Month) -> bool {
    let today = cx.today();
    cx.policies().ladder.scheme(Asked::new(month.first(), today)).is_ok()
}
