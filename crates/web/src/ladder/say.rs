//! The lines of an answer in words (说明行的说法): `ladder-line-<key>`, with what went in.
use crate::form::Choice;
use crate::when::When;
use crate::words::Words;
use app::org::Directory;
use base::{Basis, Fen, UnitId};
use ladder::pay::PayLine;
use ladder::scheme::PostKind;
use ladder::{Line, Value};
use org::Person;
use std::fmt::Display;

/// One step, said, and on what it rests.
pub struct Said {
    pub text: String,
    pub basis: Vec<Basis>,
}

/// A line of any answer.
pub fn line(words: Words, when: &When, line: &Line) -> Said {
    let assumed = line.operand("assumed") == Some(&Value::Holds(true));
    let key = if assumed { format!("{}_assumed", line.key) } else { line.key.to_owned() };
    Said { text: sentence(words, when, &key, line), basis: line.basis.clone() }
}

/// A line of pay: how it comes about; its amount stands in a column of its own.
pub fn pay(words: Words, when: &When, paid: &PayLine) -> Said {
    let line = paid.line();
    let given = line.clone();
    let has = |name: &str| given.operand(name).is_some();
    let key = match line.key {
        _ if has("was") => "arrears",
        "due" if !has("base") => "due_subsidies",
        "education_allowance" if has("missing") => "education_allowance_half",
        "performance_kept" if !has("percent") => "performance_kept_subsidy",
        "performance" if has("kept") => "performance_year",
        "reward" if has("days") => "reward_part",
        key => key,
    };
    let line = if key == "absence" || key == "probation" {
        line.with("from", Value::Day(paid.from)).with("to", Value::Day(paid.to))
    } else {
        line
    };
    let mut text = sentence(words, when, key, &line);
    // What is taken off, and a year's end, say their days themselves.
    if has("days_of_month") {
        let days = if has("due_of_days") { "days_rest" } else { "days" };
        let mut line = line.clone();
        line = line.with("from", Value::Day(paid.from)).with("to", Value::Day(paid.to));
        text = format!("{text}{}", sentence(words, when, days, &line));
    }
    Said { text, basis: paid.basis.clone() }
}

fn sentence(words: Words, when: &When, key: &str, line: &Line) -> String {
    let mut facts: Vec<(&str, String)> = Vec::new();
    for operand in &line.operands {
        facts.push((operand.name, value(words, when, &operand.value)));
    }
    facts.push(("result", value(words, when, &line.result)));
    words.ta(&format!("ladder-line-{}", key.replace('_', "-")), &facts)
}

fn value(words: Words, when: &When, value: &Value) -> String {
    match value {
        Value::Money(fen) => yuan(words, *fen),
        Value::Day(day) => when.day(*day),
        Value::Rating(rating) => words.tc("rating", rating.code()).into_owned(),
        Value::Code(code) => words.tc("ladder-code", code).into_owned(),
        Value::Months(count) | Value::Days(count) => count.to_string(),
        other => other.to_string(),
    }
}

/// An amount: "3,584.00 元".
pub fn yuan(words: Words, fen: Fen) -> String {
    words.ta("ladder-yuan", &[("yuan", grouped(&fen.to_string()))])
}

/// Thousands apart, so that a column of amounts is read at a glance.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}.{rest}")
}

/// The kinds of post of the scheme in force.
pub fn kinds(words: Words, kinds: impl Iterator<Item = PostKind>) -> Vec<Choice> {
    kinds.map(|kind| Choice::new(kind, words.tc("ladder-code", kind.code()))).collect()
}

/// The name of a unit that is there today.
pub fn unit(words: Words, directory: &Directory, unit: UnitId) -> String {
    let found = directory.unit(unit);
    found.map(|unit| words.lang.pick(&unit.name_zh, &unit.name_en).to_owned()).unwrap_or_default()
}

/// Somebody's name in the reader's language, as far as there is one.
pub fn name(words: Words, person: &Person) -> String {
    let name = words.lang.pick(&person.name_zh, &person.name_en);
    if name.is_empty() { person.name_zh.clone() } else { name.to_owned() }
}

/// Streets to choose from.
pub fn streets(words: Words, directory: &Directory, streets: &[UnitId]) -> Vec<Choice> {
    streets.iter().map(|id| Choice::new(id, unit(words, directory, *id))).collect()
}

/// The codes of a list to choose from, in words of a family.
pub fn codes<T: Display>(words: Words, family: &str, all: &[T]) -> Vec<Choice> {
    let choice = |code: &T| {
        let code = code.to_string();
        Choice::new(&code, words.tc(family, &code))
    };
    all.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Lang;

    #[test]
    fn thousands_stand_apart() {
        for (fen, said) in [(0, "0.00"), (99_999, "999.99"), (100_000, "1,000.00"), (-5, "-0.05")] {
            assert_eq!(grouped(&Fen(fen).to_string()), said);
        }
        assert_eq!(grouped(&Fen(12_345_678_901).to_string()), "123,456,789.01");
    }

    /// Every step that a page shows, with the forms it takes.
    const STEPS: &[&str] = &[
        "level-since",
        "year-counts",
        "year-counts-assumed",
        "year-excellent",
        "year-excellent-assumed",
        "year-void",
        "year-restarts",
        "year-without-result",
        "enough",
        "top-of-post",
        "enter-post",
        "due",
        "due-subsidies",
        "base",
        "post-subsidy",
        "level-subsidy",
        "performance-kept",
        "performance-kept-subsidy",
        "performance",
        "education-allowance",
        "education-allowance-half",
        "professional-allowance",
        "days",
        "days-rest",
        "performance-year",
        "reward",
        "reward-part",
        "absence",
        "probation",
        "arrears",
        "mark",
        "grade",
        "renewal",
    ];

    #[test]
    fn every_step_and_every_code_has_its_words() {
        use ladder::worker::{Certificate, EducationLevel, Rating, Tenure};
        for words in [Lang::Zh, Lang::En].map(Words::new) {
            for step in STEPS {
                assert!(words.has(&format!("ladder-line-{step}")), "{step}");
            }
            let codes = PostKind::ALL.iter().map(|code| code.code());
            let codes = codes
                .chain(EducationLevel::ALL.iter().map(|code| code.code()))
                .chain(Certificate::ALL.iter().map(|code| code.code()))
                .chain(Tenure::ALL.iter().map(|code| code.code()))
                .chain(ladder::terms::AbsenceKind::ALL.iter().map(|code| code.code()))
                .chain(["diploma", "degree", "higher_of_both", "lowest_of_post"]);
            for code in codes {
                assert!(words.has(&format!("ladder-code-{code}")), "{code}");
            }
            for code in ladder::assessment::course::Renewal::ALL {
                assert!(words.has(&format!("ladder-code-{code}")), "{code}");
            }
            for stage in ladder::assessment::course::Stage::ALL {
                for family in ["assessment-stage", "assessment-lead"] {
                    assert!(words.has(&format!("{family}-{stage}")), "{family} {stage}");
                }
            }
            for why in ladder::assessment::excellent::Why::ALL {
                assert!(words.has(&format!("assessment-why-{why}")), "{why}");
            }
            for item in ladder::pay::Item::ALL {
                assert!(words.has(&format!("ladder-item-{item}")), "{item}");
            }
            for rating in Rating::ALL {
                assert!(words.has(&format!("rating-{rating}")), "{rating}");
            }
        }
    }
}
