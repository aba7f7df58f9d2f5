//! Lines (说明行): how an answer came about, step by step, so that somebody can check it by hand.
//!
//! What is *not* here: words. A line has a code, operands with codes, and its basis; `web` says it
//! in Chinese or English, and links the basis to the document.
use crate::worker::Rating;
use base::{Basis, Date, Fen};
use rust_decimal::Decimal;
use std::fmt;

/// One step of an answer (说明行): what was asked, what went in, on what it rests, what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The code of the step, under which `web` keeps its words.
    pub key: &'static str,
    pub operands: Vec<Operand>,
    pub basis: Vec<Basis>,
    pub result: Value,
}

/// Something that went into a line (参数).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    pub name: &'static str,
    pub value: Value,
}

/// What a line can speak of (数值).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Money(Fen),
    /// An exact number: a coefficient, a factor, a mark.
    Number(Decimal),
    Percent(u32),
    Count(i64),
    Months(i64),
    Days(i64),
    Year(i16),
    Day(Date),
    Level(u8),
    Rating(Rating),
    /// A code of policy or of ours: `clerk`, `bachelor`.
    Code(&'static str),
    /// Nothing more than that it holds, or does not.
    Holds(bool),
}

impl Line {
    pub fn new(key: &'static str, result: Value) -> Line {
        Line { key, operands: Vec::new(), basis: Vec::new(), result }
    }

    /// Adds an operand.
    pub fn with(mut self, name: &'static str, value: Value) -> Line {
        self.operands.push(Operand { name, value });
        self
    }

    /// Adds what the line rests on; the same basis stands once.
    pub fn resting_on(mut self, basis: Basis) -> Line {
        if !self.basis.contains(&basis) {
            self.basis.push(basis);
        }
        self
    }

    /// The operand of a name.
    pub fn operand(&self, name: &str) -> Option<&Value> {
        self.operands.iter().find(|operand| operand.name == name).map(|operand| &operand.value)
    }
}

impl fmt::Display for Line {
    /// For tests and for files of lines: `base: due 3200.00, percent 80% = 2560.00 [ladder.…]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.key)?;
        for (at, operand) in self.operands.iter().enumerate() {
            write!(f, "{} {} {}", if at == 0 { "" } else { "," }, operand.name, operand.value)?;
        }
        write!(f, " = {}", self.result)?;
        for (at, basis) in self.basis.iter().enumerate() {
            write!(f, "{}{basis}", if at == 0 { " [" } else { ", " })?;
        }
        f.write_str(if self.basis.is_empty() { "" } else { "]" })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Money(fen) => fen.fmt(f),
            Value::Number(number) => number.normalize().fmt(f),
            Value::Percent(percent) => write!(f, "{percent}%"),
            Value::Count(count) => count.fmt(f),
            Value::Months(months) => write!(f, "{months} months"),
            Value::Days(days) => write!(f, "{days} days"),
            Value::Year(year) => year.fmt(f),
            Value::Day(day) => day.fmt(f),
            Value::Level(level) => level.fmt(f),
            Value::Rating(rating) => rating.fmt(f),
            Value::Code(code) => f.write_str(code),
            Value::Holds(holds) => f.write_str(if *holds { "yes" } else { "no" }),
        }
    }
}
