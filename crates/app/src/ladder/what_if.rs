//! What other numbers of pay would cost (调薪试算), over all workers of the district at once.
//!
//! It reads and keeps nothing: no event, no draft. The address of the page holds what was tried,
//! and whoever opens it gets the answer as things are known then. What is *not* here: names.
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::Asked;
use ::ladder::rules::{Knob, Wrong};
use ::ladder::what_if::{Change, Member, Number, Outcome, what_if};
use ::ladder::worker::Worker;
use ::org::{Action, Thing, UnitKind, Who, may};
use base::{Date, PersonId, UnitId};
use std::sync::Arc;
use store::ladder::pay::facts;

/// A district has some hundred to some thousand community workers. With more the sums would be of
/// a part of them only, so they are refused.
const WORKERS_MAX: usize = 50_000;
/// More places in each street is a slip of the hand.
pub const PLACES_MAX: u32 = 1_000;
/// How many years are shown: that of the day itself, and the first whole one.
const YEARS: i16 = 2;
/// As for the days of a record.
const YEAR_RANGE: std::ops::RangeInclusive<i16> = 1980..=2198;

/// What the numbers are on a day, and what others would do (试算).
pub struct WhatIf {
    pub since: Date,
    /// Each number as it stands on that day; nothing where none is in force.
    pub stands: Vec<(Knob, Option<Number>)>,
    /// The streets, in the order of the groups of an outcome.
    pub streets: Vec<UnitId>,
    /// Two years, where something is tried.
    pub years: Vec<Outcome>,
    pub directory: Arc<Directory>,
}

impl WhatIf {
    /// What a number is on that day.
    pub fn stands(&self, knob: Knob) -> Option<Number> {
        self.stands.iter().find(|(known, _)| *known == knob).and_then(|(_, number)| *number)
    }
}

/// What a change would do; without one, only how the numbers stand.
pub fn of(cx: &mut Cx<'_, '_>, who: &Who, change: Option<&Change>) -> Result<WhatIf> {
    may(who, Action::ReadPay, &Thing::default()).map_err(Failed::Denied)?;
    let (today, directory) = (cx.today(), cx.directory()?);
    let since = change.map_or(today, |change| change.since);
    if !YEAR_RANGE.contains(&since.year()) {
        return Err(Failed::field("since", "day_out_of_range"));
    }
    let rules = &cx.policies().ladder;
    let asked = Asked::new(since, today);
    let stands = Knob::ALL.iter().map(|knob| (*knob, rules.stands(*knob, asked).ok())).collect();
    let mut streets: Vec<UnitId> = directory.units(UnitKind::Street).map(|unit| unit.id).collect();
    let years = match change {
        Some(change) => outcomes(cx, change, &mut streets)?,
        None => Vec::new(),
    };
    Ok(WhatIf { since, stands, streets, years, directory })
}

fn outcomes(
    cx: &mut Cx<'_, '_>,
    change: &Change,
    streets: &mut Vec<UnitId>,
) -> Result<Vec<Outcome>> {
    let found = members(cx, change.since)?;
    let mut members: Vec<Member<'_>> = Vec::with_capacity(found.len());
    for (street, worker) in &found {
        let group = streets.iter().position(|known| known == street);
        // Somebody may still stand under a street that is no longer there: the sums are of all.
        let group = group.unwrap_or_else(|| {
            streets.push(*street);
            streets.len() - 1
        });
        members.push(Member { worker, group });
    }
    let (known, rules) = (cx.today(), &cx.policies().ladder);
    let years = (0..YEARS).map(|later| change.since.year() + later);
    let outcomes = years.map(|year| what_if(&members, streets.len(), change, (year, known), rules));
    outcomes.map(|outcome| outcome.map_err(failed)).collect()
}

/// So many are read at a time.
const PIECE: u32 = 500;

/// All who serve in the years that are shown, each with the street of the last service.
fn members(cx: &mut Cx<'_, '_>, since: Date) -> Result<Vec<(UnitId, Worker)>> {
    let first = since.first_of_year();
    let last = Date::new(since.year() + YEARS - 1, 12, 31).unwrap_or(first);
    let (mut found, mut after, known) = (Vec::new(), PersonId(0), cx.today());
    loop {
        let people = facts::people(cx.tx, after, (first, last), PIECE)?;
        let Some(&end) = people.last() else { return Ok(found) };
        for payable in facts::of(cx.tx, (after, end), PIECE, (last, known))?.into_values() {
            let worker = payable.facts.worker;
            // Of somebody who left before, only the day on which it was heard of lies within.
            let mut service = worker.service.iter();
            if service.any(|service| service.until.is_none_or(|until| until > first)) {
                found.push((payable.street.unwrap_or(UnitId(0)), worker));
            }
        }
        if found.len() > WORKERS_MAX {
            return Err(Failed::refused("too_many_workers"));
        }
        after = end;
    }
}

fn failed(wrong: Wrong) -> Failed {
    match wrong {
        Wrong::Fault(knob, code) => Failed::field(knob.code(), code),
        // Before the first version of a value, or after the end of the last.
        Wrong::Missing(_) => Failed::field("since", "no_version"),
    }
}
