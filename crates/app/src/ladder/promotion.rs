//! The promotions of a year (年度晋升): a run proposes, with reasons; a person decides, by an order.
use super::record::{NewPlacing, order, place_on};
use super::street;
use super::worker::PAGE_MAX;
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::promotion::{Forecast, Next, propose};
use ::ladder::{Asked, Refused};
use ::org::{Action, Person, Who, reach};
use base::{PersonId, UnitId};
use std::sync::Arc;

/// The promotions that the results of a year propose in a street (晋升建议).
pub struct Proposals {
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub year: i16,
    pub rows: Vec<Proposal>,
    pub next: Option<PersonId>,
    pub edits: bool,
    pub directory: Arc<Directory>,
}

/// What is proposed for one worker.
pub struct Proposal {
    pub person: Person,
    pub answer: std::result::Result<Forecast, Refused>,
    /// It was decided already: the record has that level from that day on or a later one.
    pub done: bool,
}

impl Proposal {
    /// Whether there is something to decide.
    pub fn is_open(&self) -> bool {
        !self.done && matches!(&self.answer, Ok(Forecast { next: Next::On { .. }, .. }))
    }
}

/// Goes through the workers of a street by name; the year before this one, if none is named.
pub fn proposals(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    year: Option<i16>,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Proposals> {
    let (street, streets, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let today = cx.today();
    let year = year.unwrap_or(today.year() - 1).clamp(2000, today.year());
    let page = street::page(cx, street, after, limit)?;
    let mut rows = Vec::new();
    for named in &page.named {
        let (answer, done) = of(cx, named.service.person, year)?;
        rows.push(Proposal { person: street::person(named), answer, done });
    }
    let next = page.next;
    let edits = !reach(who, Action::EditWorker).is_nothing();
    Ok(Proposals { street, streets, year, rows, next, edits, directory })
}

/// Decides the promotions of a year for those named, by one order (审定晋升). Somebody for whom the
/// results do not propose one stops all of it, and nothing is written.
pub fn decide(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    year: i16,
    people: &[PersonId],
    order_no: &str,
) -> Result<u32> {
    let order_no = order(order_no)?;
    if people.is_empty() {
        return Err(Failed::field("person", "choose"));
    }
    let mut decided = 0;
    for &person in people.iter().take(PAGE_MAX as usize) {
        super::load(cx, who, person, Action::EditWorker)?;
        let (answer, done) = of(cx, person, year)?;
        let forecast = answer?;
        let Next::On { level, day } = forecast.next else {
            return Err(Failed::refused("not_proposed"));
        };
        if done {
            continue;
        }
        let (kind, level, since) = (forecast.kind, Some(level), day);
        let placing = NewPlacing { kind, level, since, order_no: order_no.clone() };
        place_on(cx, who, person, &placing)?;
        decided += 1;
    }
    Ok(decided)
}

/// The answer for one worker, and whether it was carried out already.
fn of(
    cx: &mut Cx<'_, '_>,
    person: PersonId,
    year: i16,
) -> Result<(std::result::Result<Forecast, Refused>, bool)> {
    let (today, rules) = (cx.today(), &cx.policies().ladder);
    let facts = store::ladder::fact::worker(cx.tx, person)?;
    let answer = propose(&facts, year, today, rules);
    let done = match &answer {
        Ok(Forecast { next: Next::On { level, day }, .. }) => {
            let then = facts.placement(Asked::new(*day, today));
            let later = facts.placements.iter().filter(|placing| placing.since >= *day);
            then.into_iter().chain(later).any(|placing| placing.level >= *level)
        }
        _ => false,
    };
    Ok((answer, done))
}
