//! The end of a year (年终结算): the part by result, and the reward, once the result is known.
//!
//! Basis: summary 四(四). The part by result is what the months' slips kept, times the factor of
//! the result. It counts from the slips as they were paid, so that the year's end never rewrites a
//! month.
use super::split::At;
use super::{Item, PayLine, Slip, due};
use crate::known::Asked;
use crate::line::{Operand, Value};
use crate::month::Month;
use crate::refused::Refused;
use crate::rules::{PartYear, RewardOf, Rules};
use crate::worker::{Rating, Worker, exact};
use base::{Date, Fen};

/// What the year's end brings (年终结算单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub year: i16,
    pub known: Date,
    pub rating: Rating,
    pub lines: Vec<PayLine>,
}

impl Settlement {
    /// The sum of its lines.
    pub fn total(&self) -> Fen {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

/// The twelve months of a year, without those in which the worker did not serve.
pub fn slips(worker: &Worker, year: i16, known: Date, rules: &Rules) -> Result<Vec<Slip>, Refused> {
    let mut slips = Vec::new();
    for month in Month::of_year(year) {
        match super::month(worker, month, known, rules) {
            Ok(slip) => slips.push(slip),
            Err(Refused::NotInService { .. }) => {}
            Err(refused) => return Err(refused),
        }
    }
    Ok(slips)
}

/// What the year's end brings to a worker, given the slips of the year as they were paid.
pub fn settle(
    worker: &Worker,
    year: i16,
    paid: &[Slip],
    known: Date,
    rules: &Rules,
) -> Result<Settlement, Refused> {
    let rating = worker.result(year, known).ok_or(Refused::NoResult { year })?;
    let served = served_days(worker, year, known);
    let (Some(&first), Some(&last)) = (served.first(), served.last()) else {
        return Err(Refused::NotInService { from: new_year(year) });
    };
    let end = Asked::new(new_year(year + 1).yesterday().expect("a day before new year"), known);
    let rounding = rules.rounding(end)?;
    let line = |item, operands, basis, amount| PayLine {
        item,
        from: first,
        to: last,
        operands,
        basis,
        amount,
    };
    let rule = rules.performance(end)?;
    let kept: Fen = paid.iter().map(|slip| slip.of(Item::PerformanceKept)).sum();
    let factor = rule.value.factors.of(rating);
    let mut lines = Vec::new();
    if kept > Fen::ZERO {
        let operands = vec![
            Operand { name: "kept", value: Value::Money(kept) },
            Operand { name: "rating", value: Value::Rating(rating) },
            Operand { name: "factor", value: Value::Number(factor) },
        ];
        let amount = rounding.value.fen.fen(exact(kept.0) * factor);
        let basis = vec![rule.basis, rounding.basis.clone()];
        lines.push(line(Item::Performance, operands, basis, amount));
    }
    let reward = reward(worker, paid, rating, &served, end, rules)?;
    lines.push(line(Item::Reward, reward.0, reward.1, reward.2));
    Ok(Settlement { year, known, rating, lines })
}

type Parts = (Vec<Operand>, Vec<base::Basis>, Fen);

fn reward(
    worker: &Worker,
    paid: &[Slip],
    rating: Rating,
    served: &[Date],
    end: Asked,
    rules: &Rules,
) -> Result<Parts, Refused> {
    let (rule, rounding) = (rules.reward(end)?, rules.rounding(end)?);
    let months = rule.value.months.of(rating);
    let mut basis = vec![rule.basis, rounding.basis];
    let of = match rule.value.of {
        RewardOf::LastMonth => {
            let last = end.about(*served.last().expect("somebody served"));
            let at = At { values: last, placement: last, certificate: last };
            let due = due::due(worker, &at, rules)?;
            basis.extend(due.basis);
            due.whole
        }
        RewardOf::Mean => {
            let due: Fen = paid.iter().map(|slip| slip.of(Item::Due)).sum();
            let count = i64::try_from(paid.len().max(1)).expect("a year has twelve months");
            rounding.value.fen.fen(exact(due.0) / exact(count))
        }
    };
    let year_days = i64::from(end.on.days_in_year());
    let days = i64::try_from(served.len()).expect("a year has few days");
    let mut operands = vec![
        Operand { name: "month", value: Value::Money(of) },
        Operand { name: "rating", value: Value::Rating(rating) },
        Operand { name: "months", value: Value::Number(months) },
    ];
    let mut amount = exact(of.0) * months;
    if days < year_days && rule.value.part_year != PartYear::Full {
        let share = if rule.value.part_year == PartYear::ByDays { days } else { 0 };
        operands.push(Operand { name: "days", value: Value::Days(share) });
        operands.push(Operand { name: "days_of_year", value: Value::Days(year_days) });
        amount = amount * exact(share) / exact(year_days);
    }
    Ok((operands, basis, rounding.value.fen.fen(amount)))
}

fn served_days(worker: &Worker, year: i16, known: Date) -> Vec<Date> {
    let days = std::iter::successors(Some(new_year(year)), |day| day.tomorrow().ok());
    let days = days.take_while(|day| day.year() == year);
    days.filter(|day| worker.serves(Asked::new(*day, known))).collect()
}

fn new_year(year: i16) -> Date {
    Date::new(year, 1, 1).expect("a year has a first day")
}
