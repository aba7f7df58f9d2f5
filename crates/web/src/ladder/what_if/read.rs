//! What is tried, from the query of a page or of the API (试改方案的读法).
use crate::form::{FieldError, Given};
use crate::words::Words;
use app::ladder::what_if::PLACES_MAX;
use base::Date;
use ladder::rules::{Knob, Unit};
use ladder::what_if::Change;

/// A number has at most so many characters: an amount with its decimals.
pub const NUMBER_CHARACTERS_MAX: usize = 14;

/// What was asked, by name; empty for what was left out.
pub trait Asked {
    fn asked(&self, name: &str) -> &str;
}

impl Asked for Vec<(String, String)> {
    fn asked(&self, name: &str) -> &str {
        self.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}

/// The form as it was sent, and what it tries; nothing where nothing is tried yet.
pub fn form(words: Words, asked: &Vec<(String, String)>) -> (Given, Option<Change>) {
    let names = ["since", "places"].into_iter().chain(Knob::ALL.iter().map(|knob| knob.code()));
    let mut given = Given::empty(words);
    for name in names {
        let short: String = asked.asked(name).chars().take(NUMBER_CHARACTERS_MAX).collect();
        given = given.with(name, short);
    }
    match change(asked) {
        Ok(change) => (given, change),
        Err(faults) => (faults.into_iter().fold(given, Given::refuse), None),
    }
}

/// What is tried, or every fault.
pub fn change(asked: &impl Asked) -> Result<Option<Change>, Vec<FieldError>> {
    let mut faults = Vec::new();
    let mut sets = Vec::new();
    for knob in Knob::ALL {
        let text = asked.asked(knob.code());
        match knob.read(text) {
            _ if text.is_empty() => {}
            Some(number) => sets.push((*knob, number)),
            None => faults.push(FieldError::new(knob.code(), fault(*knob))),
        }
    }
    let places = match asked.asked("places") {
        "" => 0,
        text => match text.parse::<u32>() {
            Ok(places) if places <= PLACES_MAX => places,
            _ => {
                let facts = vec![("min", "0".to_owned()), ("max", PLACES_MAX.to_string())];
                faults.push(FieldError { facts, ..FieldError::new("places", "range") });
                0
            }
        },
    };
    let typed = !sets.is_empty() || !faults.is_empty() || places > 0;
    let since = match asked.asked("since") {
        "" if typed => {
            faults.push(FieldError::new("since", "empty"));
            None
        }
        "" => None,
        text => {
            let day: Option<Date> = text.parse().ok();
            if day.is_none() {
                faults.push(FieldError::new("since", "day"));
            }
            day
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let tried = !sets.is_empty() || places > 0;
    Ok(since.filter(|_| tried).map(|since| Change { since, sets, places }))
}

/// What a number of its kind looks like.
fn fault(knob: Knob) -> &'static str {
    match knob.unit() {
        Unit::Yuan => "yuan",
        Unit::Percent => "percent",
        Unit::Number => "factor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &[(&str, &str)]) -> Vec<(String, String)> {
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_fault_is_told_at_its_field_and_nothing_typed_is_no_change() {
        for (query, expected) in [
            (&[][..], Ok(false)),
            (&[("since", "2026-07-01"), ("base", "")], Ok(false)),
            (&[("since", "2026-07-01"), ("base", " 3500.00 ")], Ok(true)),
            (&[("since", "2026-07-01"), ("places", "3")], Ok(true)),
            (&[("base", "3500")], Err(vec![("since", "empty")])),
            (&[("since", "2026-02-30"), ("base", "3500")], Err(vec![("since", "day")])),
            (
                &[("since", "2026-07-01"), ("base", "3500.005"), ("base_percent", "80.5")],
                Err(vec![("base", "yuan"), ("base_percent", "percent")]),
            ),
            (
                &[("since", "2026-07-01"), ("factor_clerk", "-1"), ("places", "1001")],
                Err(vec![("factor_clerk", "factor"), ("places", "range")]),
            ),
            (
                &[("since", "2026-07-01"), ("factor_clerk", "11")],
                Err(vec![("factor_clerk", "factor")]),
            ),
            (&[("since", "2026-07-01"), ("base", "1e3")], Err(vec![("base", "yuan")])),
        ] {
            let found = change(&asked(query));
            let found = found.map(|change| change.is_some());
            let found = found.map_err(|faults| {
                faults.iter().map(|fault| (fault.field, fault.code)).collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "{query:?}");
        }
    }
}
