//! Chapter four in use (链条用例): the records of community workers, their next level, their pay.
//!
//! A record is read by whom it is about, by the street, by the personnel office and the auditor;
//! only the personnel office writes, and nobody in their own record. What is written later than it
//! holds keeps the day on which it became known.
//!
//! Training is planned and signed for by its organiser, the district or the street; places and quotas
//! are set by the personnel office.
//!
//! Numbers of identity cards and accounts are sealed and stand apart ([`number`]).
//!
//! What is *not* here: any rule ([`ladder`]), any SQL.
pub mod assessment;
pub mod course;
pub mod growth;
pub mod number;
pub mod owed;
pub mod pay;
pub mod promotion;
pub mod quota;
pub mod record;
pub mod roster;
mod street;
pub mod terms;
pub mod training;
pub mod what_if;
pub mod worker;

use crate::{Cx, Event, Failed, Result};
use ::ladder::Refused;
use ::org::{Action, Granted, Place, Thing, Who, may};
use base::{Basis, Date, PersonId, Text, UnitId};
use store::ladder::service::Service;

/// More services than a working life has.
const SERVICES_MAX: u32 = 100;

/// A worker's services, the newest first, if `who` may do this with the record. Somebody without
/// a record, and one out of sight, look alike.
fn load(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    action: Action,
) -> Result<(Vec<Service>, Granted)> {
    let services = store::ladder::service::of(cx.tx, person, SERVICES_MAX)?;
    let last = services.first().ok_or(Failed::NotFound)?;
    let granted = allowed(who, action, place(last.street, last.community), person)?;
    Ok((services, granted))
}

fn allowed(who: &Who, action: Action, place: Place, person: PersonId) -> Result<Granted> {
    let thing = Thing { place, own_person: Some(person), ..Thing::default() };
    may(who, action, &thing).map_err(|denied| match may(who, Action::ReadWorker, &thing) {
        Ok(_) => Failed::Denied(denied),
        Err(_) => Failed::NotFound,
    })
}

fn place(street: UnitId, community: UnitId) -> Place {
    Place { street: Some(street), community: Some(community), ..Place::default() }
}

/// Records a change of somebody's record.
fn changed(
    cx: &mut Cx<'_, '_>,
    by: (&Who, Granted),
    person: PersonId,
    what: &'static str,
    detail: serde_json::Value,
    basis: Option<&Basis>,
) -> Result<()> {
    let ((who, granted), subject) = (by, person.0);
    let (actor, post) = (who.person, granted.post);
    cx.record(Event { actor, post, noun: "worker", subject, what, detail, basis })
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Failed {
        match refused {
            Refused::Policy(missing) => Failed::Policy(missing),
            other => Failed::Refused { code: other.code(), facts: facts(&other) },
        }
    }
}

/// A text that must be there.
fn text<const MAX: usize>(field: &'static str, typed: &str) -> Result<String> {
    Text::<MAX>::new(typed).map(String::from).map_err(|refused| Failed::text(field, refused))
}

/// A text that may be left out.
fn text_or_none<const MAX: usize>(field: &'static str, typed: &str) -> Result<String> {
    let text = Text::<MAX>::optional(typed).map_err(|refused| Failed::text(field, refused))?;
    Ok(text.map(String::from).unwrap_or_default())
}

/// The years in which a day can be meant; outside of them it is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 1980..=2199;

/// A day that somebody can have meant.
fn day(field: &'static str, day: Date) -> Result<Date> {
    match YEARS.contains(&day.year()) {
        true => Ok(day),
        false => Err(Failed::field(field, "day_out_of_range")),
    }
}

/// A refusal that is about one field of a form.
fn at(field: &'static str) -> impl Fn(Refused) -> Failed {
    move |refused| match Failed::from(refused) {
        Failed::Refused { code, facts } => Failed::Field { field, code, facts },
        other => other,
    }
}

fn facts(refused: &Refused) -> Vec<(&'static str, String)> {
    match refused {
        Refused::LevelOutsidePost { level, lowest, highest, .. } => vec![
            ("level", level.to_string()),
            ("lowest", lowest.to_string()),
            ("highest", highest.to_string()),
        ],
        Refused::NoCoefficient { level, .. } => vec![("level", level.to_string())],
        Refused::NotPlaced { on } => vec![("on", on.to_string())],
        Refused::NotInService { from } => vec![("from", from.to_string())],
        Refused::NoResult { year } => vec![("year", year.to_string())],
        Refused::TooFewRaters { raters, least } => {
            vec![("raters", raters.to_string()), ("least", least.to_string())]
        }
        Refused::TooFewResidents { percent, least } => {
            vec![("percent", percent.to_string()), ("least", least.to_string())]
        }
        Refused::GroupMissing { group } | Refused::UnknownGroup { group } => {
            vec![("group", group.clone())]
        }
        Refused::BeforeLast { since, last } => {
            vec![("since", since.to_string()), ("last", last.to_string())]
        }
        Refused::QuotaUsed { quota, used } => {
            vec![("quota", quota.to_string()), ("used", used.to_string())]
        }
        Refused::EndsBefore { first, last } => {
            vec![("first", first.to_string()), ("last", last.to_string())]
        }
        Refused::TooManyDays { most } => vec![("most", most.to_string())],
        Refused::SessionOver { last } | Refused::SessionNotOver { last } => {
            vec![("last", last.to_string())]
        }
        Refused::WrongOrganiser { by } => vec![("by", by.to_string())],
        Refused::SessionFull { capacity } => vec![("capacity", capacity.to_string())],
        _ => Vec::new(),
    }
}
