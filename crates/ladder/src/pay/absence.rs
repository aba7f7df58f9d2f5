//! What absences and probation take off a month (缺勤与试用期扣减).
//!
//! The summary does not speak of either; so how much of the monthly part is paid meanwhile is a
//! value that policy states for each kind. It is taken off in lines of its own: the lines it comes
//! from stay as they are. The part that the year's result decides is left alone.
//!
//! What is *not* here: the absences themselves ([`crate::terms`]), and who grants one.
use super::run::Facts;
use super::{Item, PayLine, Slip};
use crate::known::Asked;
use crate::line::{Operand, Value};
use crate::refused::Refused;
use crate::rules::Rules;
use crate::terms;
use crate::worker::exact;
use base::{Basis, Date, Fen};
use rust_decimal::Decimal;

/// What is taken off the monthly lines of a slip: amounts below zero.
pub(super) fn less(facts: &Facts, slip: &Slip, rules: &Rules) -> Result<Vec<PayLine>, Refused> {
    let asked = Asked::new(slip.month.first(), slip.known);
    let (rule, probation) = (rules.absence(asked)?, rules.probation(asked)?);
    let mut lines = Vec::new();
    for absence in terms::standing(&facts.absences, slip.known) {
        let paid = rule.value.part_paid.of(absence.kind);
        let Ok(last) = absence.until.yesterday() else { continue };
        let times = Times { from: absence.since, to: last, paid, basis: &rule.basis };
        for mut line in times.off(slip, Item::Absence, rules)? {
            let operand = Operand { name: "absence", value: Value::Code(absence.kind.code()) };
            line.operands.insert(0, operand);
            lines.push(line);
        }
    }
    if let Some((from, to)) = on_probation(facts, slip.known, probation.value.months) {
        let times = Times { from, to, paid: probation.value.part_paid, basis: &probation.basis };
        lines.extend(times.off(slip, Item::Probation, rules)?);
    }
    Ok(lines)
}

/// The first and the last day of probation, from the first day in service on.
fn on_probation(facts: &Facts, known: Date, months: u32) -> Option<(Date, Date)> {
    let services = facts.worker.service.iter().filter(|service| service.known <= known);
    let first = services.map(|service| service.since).min()?;
    let span = jiff::Span::new().months(i64::from(months));
    let end = first.checked_add(span).ok()?.yesterday().ok()?;
    (months > 0).then_some((first, end))
}

/// Days for which only a part is paid.
struct Times<'a> {
    from: Date,
    to: Date,
    paid: Decimal,
    basis: &'a Basis,
}

impl Times<'_> {
    fn off(&self, slip: &Slip, item: Item, rules: &Rules) -> Result<Vec<PayLine>, Refused> {
        let rounding = rules.rounding(Asked::new(slip.month.first(), slip.known))?;
        let monthly = [Item::Base, Item::PostSubsidy, Item::LevelSubsidy];
        let of = slip.lines.iter().filter(|line| monthly.contains(&line.item));
        let lines = of.filter_map(|line| {
            let (from, to) = (self.from.max(line.from), self.to.min(line.to));
            if from > to || self.paid >= Decimal::ONE {
                return None;
            }
            let (days, of_days) = (count(from, to), count(line.from, line.to));
            let part = exact(line.amount.0) * exact(days) / exact(of_days);
            let amount = rounding.value.fen.fen(part * (Decimal::ONE - self.paid));
            let operands = vec![
                Operand { name: "of", value: Value::Money(line.amount) },
                Operand { name: "days", value: Value::Days(days) },
                Operand { name: "of_days", value: Value::Days(of_days) },
                Operand { name: "factor", value: Value::Number(self.paid) },
            ];
            let basis = vec![self.basis.clone(), rounding.basis.clone()];
            let amount = Fen::ZERO - amount;
            Some(PayLine { item, from, to, operands, basis, amount })
        });
        Ok(lines.collect())
    }
}

/// Days within a month, both ends included.
fn count(from: Date, to: Date) -> i64 {
    i64::from(to.day()) - i64::from(from.day()) + 1
}
