//! The decision of a year (评定等次): all results of the district at once, by the rules, by an order;
//! then their publication. Before it, the same sheet as a draft.
use super::panel::{groups_of_year, tallies};
use super::worker::signed;
use super::{COMMUNITIES_MAX, PEOPLE_MAX, PoolRow, after_workdays, asked, changed, leads, load};
use crate::ladder::record::order;
use crate::{Cx, Failed, Result};
use ::ladder::assessment::course::months_served;
use ::ladder::assessment::excellent::{Candidate, Sheet, decide as by_rules};
use ::ladder::assessment::panel::public_mark;
use ::ladder::assessment::{Marks, deciding_day};
use ::ladder::worker::Service;
use ::org::{Denied, Who};
use base::{Date, PersonId};
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::BTreeMap;
use store::ladder::assessment as rows;

/// What a year still lacks before it can be decided (评定条件).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lacks {
    /// It is not over.
    pub year_runs: bool,
    /// Communities in which nobody, or too few, have rated.
    pub unrated: u32,
    /// Workers of whom the street has said nothing.
    pub unmarked: u32,
    /// Nobody is there to be assessed.
    pub nobody: bool,
}

impl Lacks {
    pub fn is_nothing(&self) -> bool {
        *self == Lacks::default()
    }
}

/// What would be decided now, and what is missing for it.
pub struct Draft {
    pub lacks: Lacks,
    /// Nothing while something is missing.
    pub sheet: Option<Sheet>,
    candidates: Vec<Candidate>,
}

/// The draft, for the personnel office.
pub fn draft(cx: &mut Cx<'_, '_>, who: &Who, year: i16) -> Result<Draft> {
    leads(who)?;
    load(cx, year)?;
    drafted(cx, year)
}

/// Decides the results of a year (评定). Nobody takes part in the decision about themselves.
pub fn decide(cx: &mut Cx<'_, '_>, who: &Who, year: i16, order_no: &str) -> Result<()> {
    let granted = leads(who)?;
    let (mut assessment, by) = (load(cx, year)?, signed(who)?);
    let (order_no, today) = (order(order_no)?, cx.today());
    if assessment.course.decided.is_some() {
        return Err(Failed::refused("assessment_decided"));
    }
    let draft = drafted(cx, year)?;
    if draft.candidates.iter().any(|candidate| candidate.person == by) {
        return Err(Failed::Denied(Denied::OwnGrant));
    }
    let Some(sheet) = draft.sheet.filter(|_| draft.lacks.is_nothing()) else {
        return Err(lacking(&draft.lacks));
    };
    let candidates: BTreeMap<PersonId, Candidate> =
        draft.candidates.into_iter().map(|it| (it.person, it)).collect();
    for (seq, pool) in (0u32..).zip(&sheet.pools) {
        let (heads, unit, assessed, quota) = (pool.heads, pool.unit, pool.assessed, pool.quota);
        let row = PoolRow { heads, pool: pool.pool, unit, assessed, quota };
        rows::result::add_pool(cx.tx, year, seq, &row)?;
    }
    for row in &sheet.rows {
        let candidate = &candidates[&row.person];
        let decided = rows::result::Decided {
            person: row.person,
            at: cx.at,
            known: today,
            rating: row.rating,
            why: row.why,
            pool: row.pool.and_then(|at| u32::try_from(at).ok()),
            marks: candidate.marks,
            months: candidate.months,
            order_no: order_no.clone(),
            by,
        };
        rows::result::add(cx.tx, year, &decided)?;
    }
    assessment.course.decided = Some(today);
    (assessment.decided_by, assessment.order_no) = (Some(by), Some(order_no.clone()));
    rows::save(cx.tx, &assessment)?;
    let basis = cx.policies().ladder.excellent(asked(year, today))?.basis;
    let granted_places: u32 = sheet.pools.iter().map(|pool| pool.granted).sum();
    let detail =
        json!({ "order_no": order_no, "people": sheet.rows.len(), "excellent": granted_places });
    changed(cx, (who, granted), year, "assessment_decided", detail, Some(&basis))
}

/// Publishes the results (结果公示) with the day on which it ends, and the last one for appeals.
pub fn publish(cx: &mut Cx<'_, '_>, who: &Who, year: i16) -> Result<()> {
    let granted = leads(who)?;
    let (mut assessment, today) = (load(cx, year)?, cx.today());
    if assessment.course.decided.is_none() {
        return Err(Failed::refused("not_decided"));
    }
    if assessment.course.published.is_some() {
        return Err(Failed::refused("already_published"));
    }
    let (days, basis) = {
        let rule = cx.policies().ladder.publication(asked(year, today))?;
        (rule.value.clone(), rule.basis)
    };
    let ends = after_workdays(cx, today, days.publish_days)?;
    let appeal_until = after_workdays(cx, today, days.appeal_days)?;
    assessment.course.published = Some(today);
    assessment.course.ends = Some(ends);
    assessment.course.appeal_until = Some(appeal_until);
    rows::save(cx.tx, &assessment)?;
    let detail = json!({ "ends": ends, "appeal_until": appeal_until });
    changed(cx, (who, granted), year, "results_published", detail, Some(&basis))
}

/// The draft and who is in it, for a list.
pub(super) fn proposed(cx: &mut Cx<'_, '_>, year: i16) -> Result<Option<(Sheet, Vec<Candidate>)>> {
    let draft = drafted(cx, year)?;
    Ok(draft.sheet.map(|sheet| (sheet, draft.candidates)))
}

fn lacking(lacks: &Lacks) -> Failed {
    let (code, n) = match *lacks {
        Lacks { year_runs: true, .. } => return Failed::refused("year_runs"),
        Lacks { unrated: n, .. } if n > 0 => ("panels_open", n),
        Lacks { unmarked: n, .. } if n > 0 => ("marks_missing", n),
        _ => return Failed::refused("nobody_assessed"),
    };
    Failed::Refused { code, facts: vec![("n", n.to_string())] }
}

fn drafted(cx: &mut Cx<'_, '_>, year: i16) -> Result<Draft> {
    let today = cx.today();
    let unrated = rows::result::unrated(cx.tx, year, deciding_day(year), COMMUNITIES_MAX)?;
    let (candidates, unmarked) = candidates(cx, year, today)?;
    let lacks = Lacks {
        year_runs: today.year() <= year,
        unrated: super::count(unrated.len()),
        unmarked,
        nobody: candidates.is_empty(),
    };
    let is_whole = lacks.unrated == 0 && lacks.unmarked == 0 && !lacks.nobody;
    let sheet = match is_whole {
        true => Some(by_rules(&candidates, year, today, &cx.policies().ladder)?),
        false => None,
    };
    Ok(Draft { lacks, sheet, candidates })
}

/// Everybody who is rated, with both marks; and of how many who count the street has said nothing.
/// Nothing at all while a panel still wants raters.
fn candidates(cx: &mut Cx<'_, '_>, year: i16, known: Date) -> Result<(Vec<Candidate>, u32)> {
    let (asked, rules) = (asked(year, known), &cx.policies().ladder);
    let least = rules.eligible(asked)?.value.least_months;
    let groups = groups_of_year(cx, year)?;
    let mut services: BTreeMap<PersonId, Vec<Service>> = BTreeMap::new();
    for (person, service) in rows::result::services(cx.tx, year, PEOPLE_MAX)? {
        services.entry(person).or_default().push(service);
    }
    let (mut candidates, mut unmarked) = (Vec::new(), 0);
    for (subject, street) in rows::result::everybody(cx.tx, year, PEOPLE_MAX)? {
        let served = services.get(&subject.person).map_or(&[][..], Vec::as_slice);
        let months = months_served(served, year, known);
        let tallies = groups.get(&subject.community).map(|of| tallies(of)).unwrap_or_default();
        let public = public_mark(subject.sum, &tallies, asked, rules);
        let public = public.map(|(mark, _)| mark).unwrap_or_default();
        unmarked += u32::from(street.is_none() && months >= least);
        candidates.push(Candidate {
            person: subject.person,
            head: subject.head,
            community: subject.community,
            street: subject.street,
            marks: Marks { street: street.unwrap_or(Decimal::ZERO), public },
            months,
            on_probation: false,
        });
    }
    Ok((candidates, unmarked))
}
