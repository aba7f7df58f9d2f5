//! Pay (薪酬): what is owed for a month, line by line.
//!
//! Basis: summary 四(四): pay has three parts. What a month brings follows from post and level;
//! one part of it is paid each month, the other by the year's result; allowances come besides.
//! The year's end is [`year`], what was known later is [`arrears`], what is paid in one go [`run`].
//!
//! Every part is first taken for a whole month and rounded, then for its days: so a line can be
//! checked with a pocket calculator, and the lines of a slip add up to its total by construction.
//! What is *not* here: taxes and contributions to insurance, which the finance office takes from
//! what is owed.
pub mod absence;
pub mod allowance;
pub mod arrears;
pub mod bulk;
mod due;
pub mod floor;
pub mod kept;
pub mod run;
mod split;
pub mod year;

use crate::known::Asked;
use crate::line::{Line, Operand, Value};
use crate::month::Month;
use crate::refused::Refused;
use crate::rules::{Rounding, Rules};
use crate::worker::{Worker, exact};
use base::{Basis, Date, Fen, codes};
use rust_decimal::Decimal;
use split::Days;

codes! {
    /// What a line of pay is for (项目).
    pub enum Item {
        /// 应发报酬: what a month brings, of which the parts are paid
        Due = "due",
        /// 基本报酬
        Base = "base",
        /// 岗位补贴, in the older scheme
        PostSubsidy = "post_subsidy",
        /// 等级补贴, in the older scheme
        LevelSubsidy = "level_subsidy",
        /// 绩效报酬(留存): kept until the year's result is known
        PerformanceKept = "performance_kept",
        /// 绩效报酬
        Performance = "performance",
        /// 学历津贴
        EducationAllowance = "education_allowance",
        /// 职业津贴
        ProfessionalAllowance = "professional_allowance",
        /// 奖励报酬
        Reward = "reward",
        /// 缺勤扣减: below zero
        Absence = "absence",
        /// 试用期扣减: below zero
        Probation = "probation",
    }
}

impl Item {
    /// Whether it is paid out; else it only shows what the paid lines follow from.
    pub fn is_paid(self) -> bool {
        !matches!(self, Item::Due | Item::PerformanceKept)
    }
}

/// One line of pay (工资条项目): for which days, from what, on what basis, how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayLine {
    pub item: Item,
    pub from: Date,
    /// The last day it counts for.
    pub to: Date,
    pub operands: Vec<Operand>,
    pub basis: Vec<Basis>,
    pub amount: Fen,
}

/// What is owed for a month, as things were known on a day (工资条).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub month: Month,
    pub known: Date,
    pub lines: Vec<PayLine>,
}

impl Slip {
    /// The sum of the lines that are paid out (应发合计).
    pub fn total(&self) -> Fen {
        self.lines.iter().filter(|line| line.item.is_paid()).map(|line| line.amount).sum()
    }

    /// The sum of the lines of an item.
    pub fn of(&self, item: Item) -> Fen {
        self.lines.iter().filter(|line| line.item == item).map(|line| line.amount).sum()
    }
}

impl PayLine {
    /// The same as a line of any answer.
    pub fn line(&self) -> Line {
        Line {
            key: self.item.code(),
            operands: self.operands.clone(),
            basis: self.basis.clone(),
            result: Value::Money(self.amount),
        }
    }
}

/// What is owed to a worker for a month, as things are known on a day.
///
/// Asked again with the same `known` it is the same to the last fen, whatever came to be known
/// since: a paid month is never rewritten.
pub fn month(worker: &Worker, month: Month, known: Date, rules: &Rules) -> Result<Slip, Refused> {
    let first = Asked::new(month.first(), known);
    let split = rules.split(first)?;
    let mut parts: Vec<Stretch> = Vec::new();
    let stretches = split::stretches(worker, month, known, split.value, rules);
    let served = stretches.iter().find(|days| days.served);
    let served = served.ok_or(Refused::NotInService { from: month.first() })?.from;
    for days in stretches.iter().filter(|days| days.served) {
        let at = split.value.asked(days, served, known);
        for part in
            due::parts(worker, &at, rules)?.into_iter().chain(allowance::parts(worker, &at, rules)?)
        {
            join(&mut parts, part, days);
        }
    }
    let rounding = rules.rounding(first)?.value.fen;
    let lines = parts.into_iter().map(|stretch| stretch.line(month, rounding, &split.basis));
    let mut lines: Vec<PayLine> = lines.collect();
    lines.sort_by_key(|line| (line.item, line.from));
    Ok(Slip { month, known, lines })
}

/// What a whole month would bring of an item (整月标准).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    item: Item,
    whole: Fen,
    share: Share,
    operands: Vec<Operand>,
    /// What the line follows from: where that changes, a new line begins.
    follows: Vec<Operand>,
    basis: Vec<Basis>,
}

/// How a part of a month is taken (折算方式).
#[derive(Clone, Debug, PartialEq, Eq)]
enum Share {
    /// By itself.
    Own,
    /// As what the others leave of `due`, so that the parts are the whole for any days; times a
    /// factor where the result decides already.
    Rest { due: Fen, less: Vec<Fen>, factor: Option<Decimal> },
}

/// Days of a month, and how their share is rounded.
#[derive(Clone, Copy)]
struct DaysOf {
    days: i64,
    month: i64,
    rounding: Rounding,
}

impl DaysOf {
    fn share(self, amount: Fen) -> Fen {
        if self.days == self.month {
            return amount;
        }
        self.rounding.fen(exact(amount.0) * exact(self.days) / exact(self.month))
    }
}

/// A part, and the days of the month for which it holds.
struct Stretch {
    part: Part,
    from: Date,
    to: Date,
}

impl Stretch {
    /// The amount for its days: the whole where it holds all month, else the share of the days.
    fn line(self, month: Month, rounding: Rounding, split: &Basis) -> PayLine {
        let Stretch { mut part, from, to } = self;
        let days = i64::from(to.day()) - i64::from(from.day()) + 1;
        let of = DaysOf { days, month: month.days(), rounding };
        let (amount, shown) = match &part.share {
            Share::Own => (of.share(part.whole), vec![("whole_month", part.whole)]),
            Share::Rest { due, less, factor } => {
                let due = of.share(*due);
                let less = less.iter().copied().map(|amount| of.share(amount)).sum();
                let rest = due - less;
                let amount = factor.map_or(rest, |factor| rounding.fen(exact(rest.0) * factor));
                (amount, vec![("due_of_days", due), ("less_of_days", less)])
            }
        };
        if days < month.days() {
            for (name, amount) in shown {
                part = part.with(name, Value::Money(amount));
            }
            part = part
                .with("days", Value::Days(days))
                .with("days_of_month", Value::Days(month.days()));
            part.basis.push(split.clone());
        }
        let Part { item, operands, basis, .. } = part;
        PayLine { item, from, to, operands, basis, amount }
    }
}

/// Adds a part for some days; where nothing changed for it, its days grow instead, so that a
/// change of one value leaves no rounding in the lines of another.
fn join(parts: &mut Vec<Stretch>, part: Part, days: &Days) {
    let same = parts.iter_mut().find(|before| {
        before.to.tomorrow().ok() == Some(days.from)
            && Part { basis: Vec::new(), ..before.part.clone() }
                == Part { basis: Vec::new(), ..part.clone() }
    });
    match same {
        Some(before) => {
            before.to = days.to;
            for basis in part.basis {
                if !before.part.basis.contains(&basis) {
                    before.part.basis.push(basis);
                }
            }
        }
        None => parts.push(Stretch { part, from: days.from, to: days.to }),
    }
}

impl Part {
    fn new(item: Item, whole: Fen, basis: Vec<Basis>) -> Part {
        let (operands, follows) = (Vec::new(), Vec::new());
        Part { item, whole, share: Share::Own, operands, follows, basis }
    }

    /// What `due` leaves after others.
    fn rest(item: Item, due: &Part, less: Vec<Fen>, basis: Vec<Basis>) -> Part {
        let whole = due.whole - less.iter().copied().sum();
        let share = Share::Rest { due: due.whole, less, factor: None };
        Part { share, ..Part::new(item, whole, basis) }
    }

    fn following(mut self, due: &Part) -> Part {
        self.follows.clone_from(&due.operands);
        self
    }

    fn with(mut self, name: &'static str, value: Value) -> Part {
        self.operands.push(Operand { name, value });
        self
    }
}
