//! A pay run (发放): what is paid to a worker in one go – a month or a year's end, and what of
//! earlier ones came out otherwise since.
//!
//! An earlier period is never paid again. It is asked again as things are known now, and what was
//! paid for it so far is taken off, item by item: so after any run the sum of all that was paid is
//! what one full run over all periods would pay as known on its day, and a run's arrears are the
//! difference of two such full runs.
//!
//! What is *not* here: who makes a run and who makes it final, and whether one may.
use super::absence;
use super::year::settle;
use super::{Item, PayLine, Slip, month};
use crate::line::{Operand, Value};
use crate::month::Month;
use crate::refused::Refused;
use crate::rules::Rules;
use crate::terms::Absence;
use crate::worker::Worker;
use base::{Basis, Date, Fen};
use std::collections::BTreeMap;
use std::fmt;

/// What an amount is owed for (所属期).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// What a month brings (月度).
    Month(Month),
    /// What the year's end brings (年终结算).
    Year(i16),
}

/// Everything of a worker that a run goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub worker: Worker,
    pub absences: Vec<Absence>,
}

/// What was paid to a worker for a period so far (已发), item by item, arrears of it included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    pub period: Period,
    /// What was known when it was last looked at: on the day of the last run.
    pub known: Date,
    pub items: BTreeMap<Item, (Fen, Vec<Basis>)>,
}

/// A line of a run (发放明细).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunLine {
    /// What it is owed for.
    pub period: Period,
    /// A difference of an earlier period (补发、补扣).
    pub is_arrears: bool,
    pub line: PayLine,
}

/// Why there is nothing to pay to somebody who serves: the period that cannot be worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpaid {
    pub period: Period,
    pub refused: Refused,
}

/// What a run of `period` pays to a worker as things are known on a day; nothing to whoever has no
/// part in it. `before` are the periods paid already, whether to this worker or not.
pub fn draw(
    facts: &Facts,
    period: Period,
    known: Date,
    before: &[Paid],
    rules: &Rules,
) -> Result<Vec<RunLine>, Unpaid> {
    let now = full(facts, period, known, before, rules)?;
    let of_this = now.get(&period).into_iter().flatten().cloned();
    let mut lines: Vec<RunLine> =
        of_this.map(|line| RunLine { period, is_arrears: false, line }).collect();
    let mut earlier: Vec<&Paid> = before.iter().filter(|paid| paid.period != period).collect();
    earlier.sort_by_key(|paid| paid.period);
    for paid in earlier {
        let is = now.get(&paid.period).map(Vec::as_slice).unwrap_or_default();
        lines.extend(differences(paid, is, known));
    }
    Ok(lines)
}

/// Every period as one full run would pay it, as known on a day.
fn full(
    facts: &Facts,
    period: Period,
    known: Date,
    before: &[Paid],
    rules: &Rules,
) -> Result<BTreeMap<Period, Vec<PayLine>>, Unpaid> {
    let mut periods: Vec<Period> = before.iter().map(|paid| paid.period).collect();
    periods.push(period);
    periods.sort();
    periods.dedup();
    let mut all: BTreeMap<Period, Vec<PayLine>> = BTreeMap::new();
    // Months sort before years, whose ends count what the months kept.
    for period in periods {
        let lines = match period {
            Period::Month(month) => whole_month(facts, month, known, rules),
            Period::Year(year) => year_end(facts, year, known, &all, rules),
        };
        let lines = match lines {
            Ok(lines) => lines,
            Err(Refused::NotInService { .. }) => Vec::new(),
            // Of an earlier year whoever has no result yet has got nothing and is owed nothing yet.
            Err(Refused::NoResult { .. }) if is_unpaid(before, period) => Vec::new(),
            Err(refused) => return Err(Unpaid { period, refused }),
        };
        all.insert(period, lines);
    }
    Ok(all)
}

fn is_unpaid(before: &[Paid], period: Period) -> bool {
    before.iter().any(|paid| paid.period == period && paid.items.is_empty())
}

/// A month with what absences take off it.
pub fn whole_month(
    facts: &Facts,
    asked: Month,
    known: Date,
    rules: &Rules,
) -> Result<Vec<PayLine>, Refused> {
    let slip = month(&facts.worker, asked, known, rules)?;
    let less = absence::less(facts, &slip, rules)?;
    Ok(slip.lines.into_iter().chain(less).collect())
}

fn year_end(
    facts: &Facts,
    year: i16,
    known: Date,
    all: &BTreeMap<Period, Vec<PayLine>>,
    rules: &Rules,
) -> Result<Vec<PayLine>, Refused> {
    let slips = all.iter().filter_map(|(period, lines)| match period {
        Period::Month(month) if month.year == year && !lines.is_empty() => {
            Some(Slip { month: *month, known, lines: lines.clone() })
        }
        _ => None,
    });
    let slips: Vec<Slip> = slips.collect();
    Ok(settle(&facts.worker, year, &slips, known, rules)?.lines)
}

/// What of a period is still owed, or was paid too much, item by item.
fn differences(paid: &Paid, is: &[PayLine], known: Date) -> Vec<RunLine> {
    let mut now: BTreeMap<Item, (Fen, Vec<Basis>)> = BTreeMap::new();
    for line in is {
        let (amount, basis) = now.entry(line.item).or_default();
        *amount += line.amount;
        join(basis, &line.basis);
    }
    let period = paid.period;
    let items = Item::ALL.iter().filter_map(|&item| {
        let (was, then) = paid.items.get(&item).cloned().unwrap_or_default();
        let (is, mut basis) = now.get(&item).cloned().unwrap_or_default();
        if was == is {
            return None;
        }
        join(&mut basis, &then);
        let operands = vec![
            Operand { name: "was", value: Value::Money(was) },
            Operand { name: "known_then", value: Value::Day(paid.known) },
            Operand { name: "is", value: Value::Money(is) },
            Operand { name: "known_now", value: Value::Day(known) },
        ];
        let (from, to) = (period.first(), period.last());
        let line = PayLine { item, from, to, operands, basis, amount: is - was };
        Some(RunLine { period, is_arrears: true, line })
    });
    items.collect()
}

fn join(basis: &mut Vec<Basis>, more: &[Basis]) {
    for one in more {
        if !basis.contains(one) {
            basis.push(one.clone());
        }
    }
}

/// The sum of the lines that are paid out (应发合计).
pub fn total(lines: &[RunLine]) -> Fen {
    let paid = lines.iter().filter(|line| line.line.item.is_paid());
    paid.map(|line| line.line.amount).sum()
}

/// The part of it that is of earlier periods (其中补差).
pub fn arrears(lines: &[RunLine]) -> Fen {
    let paid = lines.iter().filter(|line| line.is_arrears && line.line.item.is_paid());
    paid.map(|line| line.line.amount).sum()
}

impl Period {
    /// Reads `2026-06` as a month, `2026` as a year's end.
    pub fn parse(text: &str) -> Option<Period> {
        match text.len() {
            4 => Some(Period::Year(text.parse().ok().filter(|year| *year > 0)?)),
            _ => Month::parse(text).map(Period::Month),
        }
    }

    pub fn first(self) -> Date {
        match self {
            Period::Month(month) => month.first(),
            Period::Year(year) => Date::new(year, 1, 1).expect("a year has a first day"),
        }
    }

    pub fn last(self) -> Date {
        match self {
            Period::Month(month) => month.last(),
            Period::Year(year) => Date::new(year, 12, 31).expect("a year has a last day"),
        }
    }

    /// The next of its kind.
    pub fn next(self) -> Period {
        match self {
            Period::Month(Month { year, month: 12 }) => {
                Period::Month(Month { year: year + 1, month: 1 })
            }
            Period::Month(Month { year, month }) => Period::Month(Month { year, month: month + 1 }),
            Period::Year(year) => Period::Year(year + 1),
        }
    }

    /// The one before of its kind.
    pub fn previous(self) -> Period {
        match self {
            Period::Month(Month { year, month: 1 }) => {
                Period::Month(Month { year: year - 1, month: 12 })
            }
            Period::Month(Month { year, month }) => Period::Month(Month { year, month: month - 1 }),
            Period::Year(year) => Period::Year(year - 1),
        }
    }

    /// Whether it is a year's end.
    pub fn is_year(self) -> bool {
        matches!(self, Period::Year(_))
    }

    pub fn year(self) -> i16 {
        match self {
            Period::Month(month) => month.year,
            Period::Year(year) => year,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Month(month) => write!(f, "{:04}-{:02}", month.year, month.month),
            Period::Year(year) => write!(f, "{year:04}"),
        }
    }
}
