//! Worked slips that a personnel officer can read and check: `cases/slips.toml`.
mod made;

use base::{Date, Fen};
use ladder::pay::year::{settle, slips};
use ladder::pay::{Item, PayLine, month};
use ladder::scheme::PostKind;
use ladder::worker::{Certificate, EducationLevel, Rating, Worker};
use ladder::{Month, Rules};
use made::{LATER, Told, day, with, worker};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// A month, or a year with its end; one of the two.
    month: Option<String>,
    year: Option<i16>,
    rating: Option<Rating>,
    known: Option<toml::value::Datetime>,
    post: PostKind,
    level: u8,
    since: toml::value::Datetime,
    /// The first day no longer in service.
    until: Option<toml::value::Datetime>,
    #[serde(default)]
    then: Vec<Then>,
    education: Option<EducationLevel>,
    #[serde(default)]
    diploma: bool,
    #[serde(default)]
    degree: bool,
    certificate: Option<Certificate>,
    #[serde(default)]
    base: Vec<BaseRow>,
    /// Amounts by item, and the `total`; every item that is not named is nothing.
    expect: BTreeMap<String, String>,
}

/// A later placing, known on its day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    since: toml::value::Datetime,
    post: PostKind,
    level: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BaseRow {
    since: toml::value::Datetime,
    known: Option<toml::value::Datetime>,
    yuan: String,
}

impl BaseRow {
    fn row(&self) -> String {
        let known = self.known.map(|known| format!("known = {known}\n")).unwrap_or_default();
        let (since, yuan) = (self.since, &self.yuan);
        format!(
            "[[ladder.pay.base]]\nsince = {since}\n{known}source = \"proposal\"\nyuan = \"{yuan}\"\n"
        )
    }
}

impl Case {
    fn worker(&self) -> Worker {
        let mut worker = worker(self.post, self.level, &self.since.to_string());
        for then in &self.then {
            let since = then.since.to_string();
            worker = worker.placed(then.post, then.level, &since, &since);
        }
        if let Some(until) = self.until {
            worker = worker.leaving(&until.to_string());
        }
        if let Some(education) = self.education {
            worker = worker.educated(education, self.diploma, self.degree);
        }
        if let Some(certificate) = self.certificate {
            worker = worker.certified(certificate);
        }
        match (self.year, self.rating) {
            (Some(year), Some(rating)) => worker.rated(year, rating),
            _ => worker,
        }
    }

    /// The lines of the month, or of the twelve months and the year's end.
    fn lines(&self, rules: &Rules) -> Vec<PayLine> {
        let known: Date = self.known.map_or(day(LATER), |known| day(&known.to_string()));
        let worker = self.worker();
        match (&self.month, self.year) {
            (Some(asked), None) => {
                month(&worker, Month::parse(asked).unwrap(), known, rules).unwrap().lines
            }
            (None, Some(year)) => {
                let paid = slips(&worker, year, known, rules).unwrap();
                let end = settle(&worker, year, &paid, known, rules).unwrap();
                paid.into_iter().flat_map(|slip| slip.lines).chain(end.lines).collect()
            }
            _ => panic!("{}: a month or a year", self.name),
        }
    }
}

#[test]
fn every_worked_slip_comes_out_as_it_was_worked_out_by_hand() {
    for case in &cases() {
        let rules = with(&case.base.iter().map(BaseRow::row).collect::<String>());
        let lines = case.lines(&rules);
        let expected = |name: &str| {
            let text = case.expect.get(name).map_or("0", String::as_str);
            Fen::parse_yuan(text).unwrap_or_else(|| panic!("{}: `{text}`", case.name))
        };
        for item in Item::ALL {
            let of = lines.iter().filter(|line| line.item == *item);
            let found: Fen = of.map(|line| line.amount).sum();
            assert_eq!(found, expected(item.code()), "{}: {item}", case.name);
        }
        let paid = lines.iter().filter(|line| line.item.is_paid());
        let total: Fen = paid.map(|line| line.amount).sum();
        assert_eq!(total, expected("total"), "{}: total", case.name);
        let known = |name: &&String| Item::parse(name).is_some() || *name == "total";
        assert!(case.expect.keys().all(|name| known(&name)), "{}: an item", case.name);
    }
}

#[test]
fn the_cases_have_both_schemes_every_result_every_paper_and_parts_of_months() {
    let cases = cases();
    assert!(cases.len() >= 24);
    let has = |told: &str, holds: &dyn Fn(&Case) -> bool| {
        assert!(cases.iter().any(holds), "no case with {told}");
    };
    for rating in Rating::ALL {
        has(rating.code(), &|case| case.rating == Some(*rating));
    }
    for kind in PostKind::ALL {
        has(kind.code(), &|case| case.post == *kind);
    }
    for held in &Certificate::ALL[1..] {
        has(held.code(), &|case| case.certificate == Some(*held));
    }
    for level in EducationLevel::ALL {
        has(level.code(), &|case| case.education == Some(*level) && case.diploma);
    }
    has("one paper", &|case| case.education.is_some() && case.diploma != case.degree);
    has("the older scheme, a year", &|case| case.year == Some(2019));
    has("a leaving", &|case| case.until.is_some());
    has("a promotion", &|case| !case.then.is_empty());
}

fn cases() -> Vec<Case> {
    let file: File = toml::from_str(include_str!("cases/slips.toml")).unwrap();
    file.case
}
