//! A list against what is on record (台账比对): who is new, what is added to whom, what contradicts.
use super::entry::{self, Entry};
use super::places::Places;
use super::records::{Records, Whom};
use super::{Column, Finding, Opened};
use crate::ladder::{SERVICES_MAX, number};
use crate::{Cx, Result};
use ::ladder::worker::Worker;
use ::ladder::{Asked, Refused};
use ::org::{Action, Thing, Who, may};
use base::PersonId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::ladder::service::Service;

/// What a list comes to (导入方案).
#[derive(Default)]
pub(super) struct Plan {
    pub steps: Vec<Step>,
    pub findings: Vec<Finding>,
    pub rows: usize,
}

/// What is done about one row.
pub(super) struct Step {
    pub entry: Entry,
    pub person: Whom,
    /// Comes into service by this list.
    pub enters: bool,
    /// Is placed on another level.
    pub places: bool,
    /// What is written in addition, of the entry's own lists.
    pub adds: Adds,
}

/// What is added, by the places in the entry's lists.
#[derive(Default)]
pub(super) struct Adds {
    pub education: Vec<usize>,
    pub certificate: bool,
    pub results: Vec<usize>,
    pub id_number: bool,
    pub bank_card: bool,
}

impl Step {
    pub fn changes(&self) -> bool {
        let Adds { education, certificate, results, id_number, bank_card } = &self.adds;
        let papers = !education.is_empty() || *certificate || !results.is_empty();
        self.enters || self.places || papers || *id_number || *bank_card
    }
}

/// Compares everything; nothing is written.
pub(super) fn plan(cx: &mut Cx<'_, '_>, who: &Who, opened: &Opened) -> Result<Plan> {
    let (places, today) = (Places::new(cx.directory()?), cx.today());
    let mut plan = Plan { findings: opened.missing(), ..Plan::default() };
    let mut entries = Vec::new();
    for table in &opened.tables {
        for line in &table.lines {
            plan.rows += 1;
            match entry::read(table.sheet, line, &places, today) {
                Ok(entry) => entries.push(entry),
                Err(findings) => plan.findings.extend(findings),
            }
        }
    }
    twice(&entries, &mut plan.findings);
    let mut record = Records::load(cx, &places, &entries)?;
    let mut taken: BTreeMap<PersonId, u32> = BTreeMap::new();
    for entry in entries {
        let before = plan.findings.len();
        let whom = record.whom(cx, &entry, &mut plan.findings)?;
        if let Some(Whom::Known(person)) = whom
            && let Some(row) = taken.insert(person, entry.line.row)
        {
            plan.findings.push(entry.wrong(
                Column::Name,
                "twice",
                &[("row", (row + 1).to_string())],
            ));
        }
        let Some(whom) = whom else { continue };
        let step = step(cx, who, entry, whom, &mut plan.findings)?;
        if plan.findings.len() == before {
            plan.steps.push(step);
        }
    }
    plan.findings.sort_by_key(|finding| (finding.sheet, finding.row));
    Ok(plan)
}

/// The same person in two rows: by the identity number, or by a name that only a number would tell
/// apart.
fn twice(entries: &[Entry], findings: &mut Vec<Finding>) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut cards: HashMap<String, u32> = HashMap::new();
    let mut names: HashMap<&str, &Entry> = HashMap::new();
    let row = |row: u32| [("row", (row + 1).to_string())];
    for entry in entries {
        if let Some(number) = &entry.id_number
            && let Some(first) = numbers.insert(number.canonical(), entry.line.row)
        {
            findings.push(entry.wrong(Column::IdNumber, "same_number", &row(first)));
            continue;
        }
        if let Some(card) = &entry.bank_card
            && let Some(first) = cards.insert(card.canonical(), entry.line.row)
        {
            findings.push(entry.wrong(Column::BankCard, "same_number", &row(first)));
        }
        match names.get(&*entry.name) {
            Some(first) if first.id_number.is_none() || entry.id_number.is_none() => {
                findings.push(entry.wrong(Column::Name, "same_name", &row(first.line.row)));
            }
            _ => drop(names.insert(&entry.name, entry)),
        }
    }
}

fn step(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    entry: Entry,
    person: Whom,
    findings: &mut Vec<Finding>,
) -> Result<Step> {
    let mut wrong = |column, code, facts: &[(&'static str, String)]| {
        findings.push(entry.wrong(column, code, facts));
    };
    let own = if let Whom::Known(person) = person { Some(person) } else { None };
    let place = cx.directory()?.place(entry.community).unwrap_or_default();
    if let Err(denied) =
        may(who, Action::EditWorker, &Thing { place, own_person: own, ..Thing::default() })
    {
        let code = if own.is_some() && own == who.person { "own_record" } else { "no_right" };
        wrong(Column::Name, code, &[("why", denied.code().to_owned())]);
    }
    let asked = Asked::new(entry.placed, cx.today());
    let scheme = cx.policies().ladder.scheme(asked).map_err(Refused::from);
    let fits = scheme.and_then(|scheme| scheme.value.check_level(entry.kind, entry.level));
    match fits {
        Ok(()) => {}
        Err(Refused::LevelOutsidePost { lowest, highest, .. }) => {
            let facts = [("lowest", lowest.to_string()), ("highest", highest.to_string())];
            wrong(Column::Level, "level_outside_post", &facts);
        }
        Err(Refused::NoSuchPost { .. }) => wrong(Column::Post, "no_such_post", &[]),
        Err(_) => wrong(Column::Placed, "no_scheme", &[]),
    }
    let mut step = Step { entry, person, enters: false, places: false, adds: Adds::default() };
    match own {
        None => compare_none(&mut step),
        Some(person) => compare(cx, person, &mut step, findings)?,
    }
    numbers(cx, own, &mut step, findings)?;
    Ok(step)
}

/// Nothing is on record: everything is written.
fn compare_none(step: &mut Step) {
    let entry = &step.entry;
    step.enters = true;
    step.adds.education = (0..entry.education.len()).collect();
    step.adds.certificate = entry.certificate.is_some();
    step.adds.results = (0..entry.results.len()).collect();
}

fn compare(
    cx: &mut Cx<'_, '_>,
    person: PersonId,
    step: &mut Step,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let services = store::ladder::service::of(cx.tx, person, SERVICES_MAX)?;
    if services.is_empty() {
        compare_none(step);
        return Ok(());
    }
    let facts = store::ladder::fact::worker(cx.tx, person)?;
    let today = cx.today();
    let directory = cx.directory()?;
    let entry = &step.entry;
    match services.iter().find(|service| service.lasts(today)) {
        None if services.iter().any(|service| service.lasts(entry.since)) => {
            findings.push(entry.wrong(Column::Since, "served_then", &[]));
        }
        None => step.enters = true,
        Some(open) => {
            let name = directory.unit(open.community).map(|unit| unit.name_zh.clone());
            findings.extend(against(entry, open, name.unwrap_or_default()));
        }
    }
    step.places = !step.enters && placing(entry, &facts, findings);
    let asked = Asked::new(today, today);
    let held: Vec<_> = facts.education(asked).map(|it| (it.level, it.diploma, it.degree)).collect();
    let certificates: BTreeSet<_> = facts.certificates(asked).collect();
    let papers = entry.education.iter().enumerate();
    step.adds.education = papers.filter(|(_, it)| !held.contains(it)).map(|(at, _)| at).collect();
    step.adds.certificate = entry.certificate.is_some_and(|(it, _)| !certificates.contains(&it));
    for (at, (year, rating)) in entry.results.iter().enumerate() {
        match facts.result(*year, today) {
            None => step.adds.results.push(at),
            Some(known) if known == *rating => {}
            Some(_) => {
                let facts = [("year", year.to_string())];
                findings.push(entry.wrong(Column::Results, "result_differs", &facts));
            }
        }
    }
    Ok(())
}

/// Where a row and a service that lasts do not agree. A list corrects nothing: that is an order's.
fn against(entry: &Entry, open: &Service, community: String) -> Vec<Finding> {
    let mut found = Vec::new();
    if open.community != entry.community {
        let facts = [("community", community)];
        found.push(entry.wrong(Column::Community, "elsewhere", &facts));
    }
    if open.since != entry.since {
        let facts = [("since", open.since.to_string())];
        found.push(entry.wrong(Column::Since, "since_differs", &facts));
    }
    if open.tenure != entry.tenure {
        found.push(entry.wrong(Column::Tenure, "tenure_differs", &[]));
    }
    found
}

/// Whether a row places somebody anew.
fn placing(entry: &Entry, facts: &Worker, findings: &mut Vec<Finding>) -> bool {
    let last = facts.placements.iter().max_by_key(|placing| (placing.since, placing.known));
    let Some(last) = last else { return true };
    let is_same = last.kind == entry.kind && last.level == entry.level;
    let facts = [("last", last.since.to_string()), ("level", last.level.to_string())];
    match () {
        () if is_same && last.since == entry.placed => false,
        () if is_same => {
            findings.push(entry.wrong(Column::Placed, "placed_differs", &facts));
            false
        }
        () if entry.placed < last.since => {
            findings.push(entry.wrong(Column::Placed, "placed_before", &facts));
            false
        }
        () => true,
    }
}

/// Numbers that are kept already stay; another than the one that is kept is not put in its place.
fn numbers(
    cx: &mut Cx<'_, '_>,
    person: Option<PersonId>,
    step: &mut Step,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let entry = &step.entry;
    for (number, column) in
        [(&entry.id_number, Column::IdNumber), (&entry.bank_card, Column::BankCard)]
    {
        let Some(number) = number else { continue };
        let owner = number::owner(cx, number)?;
        let has_one = match person {
            Some(person) => number::keeps(cx, person, number.kind())?,
            None => false,
        };
        match owner {
            Some(owner) if Some(owner) == person => {}
            Some(_) => findings.push(entry.wrong(column, "number_taken", &[])),
            None if has_one => findings.push(entry.wrong(column, "number_differs", &[])),
            None if column == Column::IdNumber => step.adds.id_number = true,
            None => step.adds.bank_card = true,
        }
    }
    Ok(())
}
