//! Worked slips that a personnel officer can read and check: `cases/slips.toml`.
mod made;

use base::{Date, Fen};
use ladder::Month;
use ladder::pay::{Item, month};
use ladder::scheme::PostKind;
use ladder::worker::{Certificate, EducationLevel};
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
    month: String,
    known: Option<toml::value::Datetime>,
    post: PostKind,
    level: u8,
    since: toml::value::Datetime,
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

#[test]
fn every_worked_slip_comes_out_as_it_was_worked_out_by_hand() {
    let file: File = toml::from_str(include_str!("cases/slips.toml")).unwrap();
    assert!(file.case.len() >= 8);
    for case in &file.case {
        let rules = with(&case.base.iter().map(BaseRow::row).collect::<String>());
        let mut worker = worker(case.post, case.level, &case.since.to_string());
        if let Some(education) = case.education {
            worker = worker.educated(education, case.diploma, case.degree);
        }
        if let Some(certificate) = case.certificate {
            worker = worker.certified(certificate);
        }
        let known: Date = case.known.map_or(day(LATER), |known| day(&known.to_string()));
        let asked = Month::parse(&case.month).unwrap();
        let slip = month(&worker, asked, known, &rules).unwrap();
        let expected = |name: &str| {
            let text = case.expect.get(name).map_or("0", String::as_str);
            Fen::parse_yuan(text).unwrap_or_else(|| panic!("{}: `{text}`", case.name))
        };
        for item in Item::ALL {
            assert_eq!(slip.of(*item), expected(item.code()), "{}: {item}", case.name);
        }
        assert_eq!(slip.total(), expected("total"), "{}: total", case.name);
        let known = |name: &&String| Item::parse(name).is_some() || *name == "total";
        assert!(case.expect.keys().all(|name| known(&name)), "{}: an item", case.name);
    }
}
