//! Pay in use (薪酬用例): what is owed to a worker for a month, the runs that pay, and what was paid.
//!
//! A run ([`make`]) is a draft until a second person makes it final ([`finish`]); a final one is
//! never rewritten, and what becomes known later is in the next one. [`slip`] answers a question and
//! keeps nothing.
pub mod bank;
pub mod extra;
pub mod finish;
pub mod make;
pub mod paid;
pub mod register;
pub mod show;

pub use store::ladder::pay::run::{Run, State, Sums};
pub use store::ladder::pay::slip::Slip as PaidSlip;

use super::load;
use crate::{Cx, Event, Failed, Result};
use ::ladder::pay::arrears::{Arrears, arrears};
use ::ladder::pay::run::{Facts, whole_month};
use ::ladder::pay::{self, Slip};
use ::ladder::{Asked, Month, Refused};
use ::org::{Action, Granted, Person, Thing, Who, may};
use base::{Date, PersonId, PostId};

/// A month of a worker (某月试算).
pub struct SlipPage {
    pub person: Person,
    pub month: Month,
    /// What is taken as known.
    pub known: Date,
    pub slip: std::result::Result<Slip, Refused>,
    /// What came out otherwise since, where that is asked about an earlier knowledge.
    pub arrears: Option<Arrears>,
    /// What was paid, the latest first.
    pub paid: Vec<paid::PaidRow>,
    pub benefits: Vec<extra::RecordedBenefit>,
    pub edits: bool,
}

/// The slip of a month; of the present one, as known today, where nothing else is asked for.
pub fn slip(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    month: Option<Month>,
    known: Option<Date>,
) -> Result<SlipPage> {
    let (services, _) = load(cx, who, person, Action::ReadPay)?;
    let today = cx.today();
    let id = person;
    let person = store::org::person::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let facts = facts(cx, id)?;
    let rules = &cx.policies().ladder;
    let month = month.unwrap_or(Month::of(today));
    let known = known.unwrap_or(today).min(today);
    let at = |known| {
        let lines = whole_month(&facts, month, known, rules);
        lines.map(|lines| pay::Slip { month, known, lines })
    };
    let (slip, now) = (at(known), at(today));
    let arrears = match (&slip, &now) {
        (Ok(then), Ok(now)) if known < today => arrears(then, now),
        _ => None,
    };
    let paid = paid::rows(cx, id)?;
    let benefits = extra::of(cx, id)?;
    let last = services.first();
    let place = last.map(|last| super::place(last.street, last.community)).unwrap_or_default();
    let thing = Thing { place, own_person: Some(id), ..Thing::default() };
    let edits = may(who, Action::EditWorker, &thing).is_ok();
    Ok(SlipPage { person, month, known, slip, arrears, paid, benefits, edits })
}

/// Whether a month can be asked about at all: one that policy has values for (可查月份).
pub fn is_known(cx: &Cx<'_, '_>, month: Month) -> bool {
    let today = cx.today();
    cx.policies().ladder.scheme(Asked::new(month.first(), today)).is_ok()
}

fn facts(cx: &mut Cx<'_, '_>, person: PersonId) -> Result<Facts> {
    let worker = store::ladder::fact::worker(cx.tx, person)?;
    let absences = store::ladder::terms::of(cx.tx, person)?.absences;
    Ok(Facts { worker, absences })
}

/// A right on the runs of the district, which somebody made.
fn right(who: &Who, action: Action, made_by: Option<PersonId>) -> Result<Granted> {
    let thing = Thing { handler: made_by, ..Thing::default() };
    may(who, action, &thing).map_err(Failed::Denied)
}

/// Records what happened to a run.
fn record(
    cx: &mut Cx<'_, '_>,
    run: &Run,
    (actor, post): (Option<PersonId>, Option<PostId>),
    what: &'static str,
) -> Result<()> {
    let Sums { people, refused, total, arrears } = run.sums;
    let basis: Vec<String> = run.basis.iter().map(ToString::to_string).collect();
    let detail = serde_json::json!({
        "period": run.period.to_string(), "known": run.known, "people": people,
        "refused": refused, "total_fen": total.0, "arrears_fen": arrears.0,
        "basis": basis.join(" "),
    });
    let asked = Asked::new(run.period.last(), run.known);
    let basis = cx.policies().ladder.base(asked).ok().map(|base| base.basis);
    let (noun, subject) = ("pay_run", run.id.0);
    cx.record(Event { actor, post, noun, subject, what, detail, basis: basis.as_ref() })
}
