//! Making a draft (编制工资): the slips of all who have a part in it, as known on a day. Made again
//! with the same day it is the same.
use super::{Run, State, Sums, record, right};
use crate::{Cx, Failed, Result};
use ::ladder::pay::run::{self, Paid, Period, RunLine, Unpaid};
use ::ladder::{Asked, Refused};
use ::org::{Action, Who};
use base::{Basis, Date, PayRunId, PersonId, PostId, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use store::ladder::pay::facts::{self, Payable};
use store::ladder::pay::slip::Slip;
use store::ladder::pay::{run as rows, slip};

/// So many workers are worked out at a time: their facts are asked for together.
const PIECE: u32 = 500;
/// Arrears reach back over the whole years before this one; what is older goes by an order of its
/// own. Whole years, because a year's end counts all of its months.
const YEARS_BACK: i16 = 2;
/// More runs than three years have, and than a lifetime has.
const RUNS_MAX: u32 = 60;
const ALL_RUNS_MAX: u32 = 2_000;

/// Makes the draft of a period, or makes it again, as known on a day; today where none is named.
pub fn make(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    period: Period,
    known: Option<Date>,
) -> Result<PayRunId> {
    let granted = right(who, Action::MakePayRun, None)?;
    draft(cx, (who.person, granted.post), period, known)
}

/// The same at the server's console, where nobody is named. Such a draft is looked at; before it
/// can be final somebody makes it again in their own name.
pub fn make_at_console(
    cx: &mut Cx<'_, '_>,
    period: Period,
    known: Option<Date>,
) -> Result<PayRunId> {
    draft(cx, (None, None), period, known)
}

fn draft(
    cx: &mut Cx<'_, '_>,
    by: (Option<PersonId>, Option<PostId>),
    period: Period,
    known: Option<Date>,
) -> Result<PayRunId> {
    let known = known.unwrap_or(cx.today());
    let before = in_order(cx, period, known)?;
    let finals = rows::finals(cx.tx)?;
    let drawn = drawn(cx, period, known, &before)?;
    let there = rows::of(cx.tx, period)?;
    if there.as_ref().is_some_and(|run| run.state == State::Final) {
        return Err(Failed::refused("pay_run_final"));
    }
    let id = there.as_ref().map_or_else(|| PayRunId(cx.next_id()), |run| run.id);
    let run = Run {
        id,
        period,
        known,
        state: State::Draft,
        made_by: by.0,
        made_at: cx.at,
        finished_by: None,
        finished_at: None,
        finals,
        sums: drawn.sums,
        basis: drawn.basis,
        version: there.as_ref().map_or(1, |run| run.version),
    };
    if there.is_some() {
        rows::remake(cx.tx, &run)?;
        slip::clear(cx.tx, id)?;
    } else {
        rows::insert(cx.tx, &run)?;
    }
    slip::insert(cx.tx, id, &drawn.slips)?;
    record(cx, &run, by, "drafted")?;
    Ok(id)
}

/// Whether a period may be paid next, and what was paid before it.
pub(super) fn in_order(cx: &mut Cx<'_, '_>, period: Period, known: Date) -> Result<Vec<Run>> {
    let today = cx.today();
    if known > today {
        return Err(Failed::field("known", "known_ahead"));
    }
    match period {
        Period::Month(month) if month.first() > today => {
            return Err(Failed::field("month", "month_ahead"));
        }
        Period::Year(year) if year >= today.year() => {
            return Err(Failed::field("month", "year_not_over"));
        }
        _ => {}
    }
    cx.policies().ladder.scheme(Asked::new(period.first(), known))?;
    let finals = rows::final_ones(cx.tx, RUNS_MAX)?;
    let same = finals.iter().filter(|run| run.period.is_year() == period.is_year());
    let last = same.map(|run| run.period).max();
    if finals.iter().any(|run| run.period == period) {
        return Err(Failed::refused("pay_run_final"));
    }
    if let Some(expected) = last.map(Period::next).filter(|expected| *expected != period) {
        let facts = vec![("expected", expected.to_string())];
        return Err(Failed::Refused { code: "pay_out_of_order", facts });
    }
    let newest = finals.iter().map(|run| run.known).max();
    if let Some(newest) = newest.filter(|newest| known < *newest) {
        let facts = vec![("known", newest.to_string())];
        return Err(Failed::Refused { code: "pay_known_before", facts });
    }
    Ok(within(finals, period))
}

/// What was paid before a run that is final.
pub(super) fn before(cx: &mut Cx<'_, '_>, run: &Run) -> Result<Vec<Run>> {
    let mut finals = rows::final_ones(cx.tx, ALL_RUNS_MAX)?;
    finals.retain(|other| other.finals < run.finals);
    Ok(within(finals, run.period))
}

fn within(mut finals: Vec<Run>, period: Period) -> Vec<Run> {
    finals.retain(|run| run.period.year() >= period.year() - YEARS_BACK);
    finals
}

/// Slips as they come out.
pub(super) struct Drawn {
    /// By worker.
    pub slips: Vec<Slip>,
    pub sums: Sums,
    pub basis: Vec<Basis>,
}

/// Works out the slips of all who have a part in it.
pub(super) fn drawn(
    cx: &mut Cx<'_, '_>,
    period: Period,
    known: Date,
    before: &[Run],
) -> Result<Drawn> {
    let rules = &cx.policies().ladder;
    let none: Vec<Paid> = before
        .iter()
        .map(|run| {
            let newest = before.iter().map(|run| run.known).max().unwrap_or(run.known);
            Paid { period: run.period, known: newest, items: BTreeMap::new() }
        })
        .collect();
    let first = before.iter().map(|run| run.period.first()).chain([period.first()]).min();
    let days = (first.unwrap_or(period.first()), period.last());
    let (mut slips, mut after) = (Vec::new(), PersonId(0));
    loop {
        let people = facts::people(cx.tx, after, days, PIECE)?;
        let Some(&last) = people.last() else { break };
        let all = facts::of(cx.tx, (after, last), PIECE, (period.last(), known))?;
        let paid = slip::paid_so_far(cx.tx, (after, last), before)?;
        for (person, payable) in all.into_iter().filter(|(person, _)| people.contains(person)) {
            let before = paid.get(&person).unwrap_or(&none);
            let answer = run::draw(&payable.facts, period, known, before, rules);
            slips.extend(slip_of(person, &payable, answer));
        }
        after = last;
    }
    let mut basis: BTreeSet<(String, Date)> = BTreeSet::new();
    let lines = slips.iter().flat_map(|slip| &slip.lines);
    for one in lines.flat_map(|line: &RunLine| &line.line.basis) {
        if !basis.contains(&(one.key.clone(), one.since)) {
            basis.insert((one.key.clone(), one.since));
        }
    }
    let basis = basis.into_iter().map(|(key, since)| Basis::new(key, since)).collect();
    Ok(Drawn { sums: sums(&slips), slips, basis })
}

/// The slip of somebody; none for whoever has no part in the run.
fn slip_of(
    person: PersonId,
    payable: &Payable,
    answer: std::result::Result<Vec<RunLine>, Unpaid>,
) -> Option<Slip> {
    let (street, community) =
        (payable.street.unwrap_or(UnitId(0)), payable.community.unwrap_or(UnitId(0)));
    match answer {
        Ok(lines) if lines.is_empty() => None,
        Ok(lines) => {
            let (total, arrears) = (run::total(&lines), run::arrears(&lines));
            Some(Slip { person, street, community, total, arrears, refused: None, lines })
        }
        Err(unpaid) => Some(Slip {
            person,
            street,
            community,
            total: base::Fen::ZERO,
            arrears: base::Fen::ZERO,
            refused: Some(write(&unpaid)),
            lines: Vec::new(),
        }),
    }
}

fn sums(slips: &[Slip]) -> Sums {
    let count = |paid: bool| {
        let of = slips.iter().filter(|slip| slip.refused.is_none() == paid).count();
        u32::try_from(of).unwrap_or(u32::MAX)
    };
    Sums {
        people: count(true),
        refused: count(false),
        total: slips.iter().map(|slip| slip.total).sum(),
        arrears: slips.iter().map(|slip| slip.arrears).sum(),
    }
}

/// Why somebody is not paid, as it is kept: `not_placed 2026-05 on=2026-05-01`.
fn write(unpaid: &Unpaid) -> String {
    let mut text = format!("{} {}", unpaid.refused.code(), unpaid.period);
    if !matches!(unpaid.refused, Refused::Policy(_)) {
        for (name, value) in crate::ladder::facts(&unpaid.refused) {
            text.push_str(&format!(" {name}={value}"));
        }
    }
    text
}

/// Why somebody is not paid (不能发放的原因), read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    pub code: String,
    pub period: String,
    pub facts: Vec<(String, String)>,
}

/// Reads it; nothing where it is no such text.
pub fn why_not(text: &str) -> Option<WhyNot> {
    let mut words = text.split(' ');
    let (code, period) = (words.next()?.to_owned(), words.next()?.to_owned());
    let facts = words.filter_map(|word| {
        let (name, value) = word.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    });
    Some(WhyNot { code, period, facts: facts.collect() })
}
