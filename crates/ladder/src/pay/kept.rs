//! What went into a line, as a text that is kept with it (留存的算式): a slip that was paid is read
//! again word for word, whatever the rules say since.
//!
//! What is *not* here: item, days, amount, basis. They stand in columns of their own.
use crate::line::{Operand, Value};
use crate::scheme::PostKind;
use crate::terms::AbsenceKind;
use crate::worker::{Certificate, EducationLevel, Rating};
use base::Fen;

/// Every name that a line of pay uses.
const NAMES: &[&str] = &[
    "absence",
    "allowance",
    "base",
    "certificate",
    "coefficient",
    "days",
    "days_of_month",
    "days_of_year",
    "due",
    "due_of_days",
    "education",
    "factor",
    "is",
    "kept",
    "known_now",
    "known_then",
    "less_of_days",
    "level",
    "missing",
    "month",
    "months",
    "of",
    "of_days",
    "one_paper",
    "part",
    "percent",
    "post",
    "rating",
    "was",
    "whole_month",
    "year",
];

/// The operands in one line of text: `post=code:clerk level=level:3`.
pub fn write(operands: &[Operand]) -> String {
    let words = operands.iter().map(|operand| {
        let (kind, value) = form(&operand.value);
        format!("{}={kind}:{value}", operand.name)
    });
    words.collect::<Vec<String>>().join(" ")
}

/// Reads them again; nothing where it is no such text.
pub fn read(text: &str) -> Option<Vec<Operand>> {
    let words = text.split(' ').filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (name, value) = word.split_once('=')?;
            let (kind, value) = value.split_once(':')?;
            let name = NAMES.iter().copied().find(|known| *known == name)?;
            Some(Operand { name, value: parse(kind, value)? })
        })
        .collect()
}

fn form(value: &Value) -> (&'static str, String) {
    match value {
        Value::Money(fen) => ("money", fen.0.to_string()),
        Value::Number(number) => ("number", number.to_string()),
        Value::Percent(percent) => ("percent", percent.to_string()),
        Value::Count(count) => ("count", count.to_string()),
        Value::Months(months) => ("months", months.to_string()),
        Value::Days(days) => ("days", days.to_string()),
        Value::Year(year) => ("year", year.to_string()),
        Value::Day(day) => ("day", day.to_string()),
        Value::Level(level) => ("level", level.to_string()),
        Value::Rating(rating) => ("rating", rating.code().to_owned()),
        Value::Code(code) => ("code", (*code).to_owned()),
        Value::Holds(holds) => ("holds", holds.to_string()),
    }
}

fn parse(kind: &str, text: &str) -> Option<Value> {
    Some(match kind {
        "money" => Value::Money(Fen(text.parse().ok()?)),
        "number" => Value::Number(text.parse().ok()?),
        "percent" => Value::Percent(text.parse().ok()?),
        "count" => Value::Count(text.parse().ok()?),
        "months" => Value::Months(text.parse().ok()?),
        "days" => Value::Days(text.parse().ok()?),
        "year" => Value::Year(text.parse().ok()?),
        "day" => Value::Day(text.parse().ok()?),
        "level" => Value::Level(text.parse().ok()?),
        "rating" => Value::Rating(Rating::parse(text)?),
        "code" => Value::Code(code(text)?),
        "holds" => Value::Holds(text.parse().ok()?),
        _ => return None,
    })
}

/// The code as ours, which lives as long as the program.
fn code(text: &str) -> Option<&'static str> {
    let posts = PostKind::ALL.iter().map(|code| code.code());
    let all = posts
        .chain(EducationLevel::ALL.iter().map(|code| code.code()))
        .chain(Certificate::ALL.iter().map(|code| code.code()))
        .chain(AbsenceKind::ALL.iter().map(|code| code.code()))
        .chain(["diploma", "degree"]);
    { all }.find(|code| *code == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_reads_back_the_same() {
        for (name, value) in [
            ("post", Value::Code("clerk")),
            ("missing", Value::Code("degree")),
            ("absence", Value::Code("sick")),
            ("level", Value::Level(12)),
            ("base", Value::Money(Fen(-320_000))),
            ("coefficient", Value::Number("1.120".parse().unwrap())),
            ("percent", Value::Percent(80)),
            ("days", Value::Days(28)),
            ("year", Value::Year(2026)),
            ("known_then", Value::Day("2026-02-28".parse().unwrap())),
            ("rating", Value::Rating(Rating::Basic)),
        ] {
            let operands = vec![Operand { name, value: value.clone() }, Operand { name, value }];
            assert_eq!(read(&write(&operands)), Some(operands), "{name}");
        }
        assert_eq!(read(""), Some(Vec::new()));
        for bad in ["post", "post=code", "post=code:king", "nobody=level:1", "level=level:x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
