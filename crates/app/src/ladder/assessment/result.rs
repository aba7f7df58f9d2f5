//! Results (考核结果): a street's by name, once they are published; one appeal each, answered by
//! somebody else than decided; and, after the last day, into the records.
use super::decide;
use super::worker::{Said, find, of_worker, signed};
use super::{COMMUNITIES_MAX, PEOPLE_MAX, YEARS_MAX, after_workdays, asked, changed, leads, load};
use crate::ladder::record::order;
use crate::ladder::street;
use crate::ladder::worker::PAGE_MAX;
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::ladder::assessment::course::{Stage, may_become};
use ::ladder::assessment::excellent::Why;
use ::ladder::worker::{Rating, YearResult};
use ::org::{Action, Denied, Place, Thing, Who, may};
use base::{Date, PersonId, UnitId};
use serde_json::json;
use std::sync::Arc;
use store::ladder::assessment as rows;

pub use rows::result::{Appeal, Named};

/// The results of a street (考核结果公示).
pub struct Results {
    pub year: i16,
    pub stage: Stage,
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub rows: Vec<Named>,
    pub next: Option<PersonId>,
    /// It is what would be decided now.
    pub is_draft: bool,
    /// May see why, not only what.
    pub sees_why: bool,
    /// Published to all staff, until when.
    pub ends: Option<Date>,
    pub directory: Arc<Directory>,
}

/// The results of a street by name, never by mark. Before the publication the personnel office and
/// the auditor alone see them; before the decision the office sees a draft.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, street): (i16, Option<UnitId>),
    after: Option<PersonId>,
    limit: u32,
) -> Result<Results> {
    let (street, streets, directory) = street::one(cx, who, Action::ReadAssessment, street)?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    let course = assessment.course;
    let all = Thing::default();
    let first = may(who, Action::EditWorker, &all).or(may(who, Action::ListWorkers, &all)).is_ok();
    let here = Place { street: Some(street), ..Place::default() };
    let here = Thing { place: here, ..Thing::default() };
    let limit = limit.clamp(1, PAGE_MAX);
    let last = match after {
        Some(after) => store::org::person::get(cx.tx, after)?,
        None => None,
    };
    let after = last.as_ref().map_or(("", PersonId(0)), |last| (&*last.name_zh, last.id));
    let is_draft = course.decided.is_none();
    let mut found = match (is_draft, course.published) {
        (true, _) if leads(who).is_ok() => draft(cx, year, street, &directory, after, limit + 1)?,
        (false, None) if first => rows::result::of_street(cx.tx, (year, street), after, limit + 1)?,
        (false, Some(_)) => rows::result::of_street(cx.tx, (year, street), after, limit + 1)?,
        _ => Vec::new(),
    };
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|row| row.person);
    Ok(Results {
        year,
        stage: course.stage(today),
        street,
        streets,
        rows: found,
        next,
        is_draft,
        sees_why: may(who, Action::ListWorkers, &here).is_ok(),
        ends: course.ends,
        directory,
    })
}

/// What would be decided now, of one street, in the order of the list.
fn draft(
    cx: &mut Cx<'_, '_>,
    year: i16,
    street: UnitId,
    directory: &Directory,
    after: (&str, PersonId),
    limit: u32,
) -> Result<Vec<Named>> {
    let Some((sheet, candidates)) = decide::proposed(cx, year)? else { return Ok(Vec::new()) };
    let of_street = candidates.iter().filter(|candidate| candidate.street == street);
    let mut found: Vec<Named> = of_street
        .filter_map(|candidate| {
            let row = sheet.rows.iter().find(|row| row.person == candidate.person)?;
            let person = directory.person(candidate.person)?;
            Some(Named {
                person: candidate.person,
                name_zh: person.name_zh.clone(),
                name_en: person.name_en.clone(),
                community: candidate.community,
                head: candidate.head,
                rating: row.rating,
                why: row.why,
            })
        })
        .collect();
    found.sort_by(|a, b| (&a.name_zh, a.person).cmp(&(&b.name_zh, b.person)));
    found.retain(|row| (&*row.name_zh, row.person) > after);
    found.truncate(limit as usize);
    Ok(found)
}

/// Hands in the one appeal against a published result (提出申诉).
pub fn appeal(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, person): (i16, PersonId),
    words: &Said,
) -> Result<()> {
    let (_, granted) = find(cx, who, person, Action::AppealResult)?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    let result = rows::result::of(cx.tx, year, person, 1)?.into_iter().next();
    let is_rated = result.is_some_and(|result| result.rating.is_some());
    if assessment.course.published.is_none() || !is_rated {
        return Err(Failed::refused("nothing_to_appeal"));
    }
    if !assessment.course.takes_appeals(today) {
        let last = assessment.course.appeal_until.unwrap_or(today).to_string();
        return Err(Failed::Refused { code: "appeal_late", facts: vec![("day", last)] });
    }
    let days = cx.policies().ladder.publication(asked(year, today))?.value.answer_days;
    let new = Appeal {
        person,
        submitted_on: today,
        words: words.to_string(),
        due_on: after_workdays(cx, today, days)?,
        answered_on: None,
        answered_by: None,
        rating: None,
        answer: None,
    };
    if !rows::result::appeal(cx.tx, year, &new)? {
        return Err(Failed::refused("appealed_once"));
    }
    let detail = json!({ "year": year, "due_on": new.due_on });
    of_worker(cx, (who, granted), person, "result_appealed", detail)
}

/// The answer to an appeal.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Another result; nothing where it stands.
    pub rating: Option<Rating>,
    pub words: Said,
    pub order_no: String,
}

/// Answers an appeal (答复申诉): by somebody else than decided, and than said the street's mark. A
/// changed result is added beside the first, and the places for excellent ones hold for it too.
pub fn answer(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, person): (i16, PersonId),
    answer: &Answer,
) -> Result<()> {
    let (_, granted) = find(cx, who, person, Action::EditWorker)?;
    let (assessment, today, by) = (load(cx, year)?, cx.today(), signed(who)?);
    let appeal = rows::result::appeal_of(cx.tx, year, person)?;
    let mut appeal = appeal.ok_or(Failed::refused("no_appeal"))?;
    if appeal.answered_on.is_some() {
        return Err(Failed::refused("appeal_answered"));
    }
    let marked = rows::mark(cx.tx, year, person)?.map(|mark| mark.by);
    if assessment.decided_by == Some(by) || marked == Some(by) {
        return Err(Failed::Denied(Denied::OwnWork));
    }
    let order_no = order(&answer.order_no)?;
    let first = rows::result::of(cx.tx, year, person, 1)?.into_iter().next();
    let first = first.ok_or(Failed::NotFound)?;
    if let Some(rating) = answer.rating.filter(|rating| Some(*rating) != first.rating) {
        let pools = rows::result::pools(cx.tx, year, COMMUNITIES_MAX)?;
        let pool = first.pool.and_then(|at| pools.get(at as usize));
        let places = pool.map_or((0, 0), |(pool, granted)| (*granted, pool.quota));
        may_become(first.rating, rating, places).map_err(crate::ladder::at("rating"))?;
        let (at, known, why) = (cx.at, today, Why::Appealed);
        let order_no = order_no.clone();
        let rating = Some(rating);
        let changed = rows::result::Decided { at, known, rating, why, order_no, by, ..first };
        // Of two in one moment the later must stand.
        if changed.at <= first.at {
            return Err(Failed::Stale);
        }
        rows::result::add(cx.tx, year, &changed)?;
        // The places of a pool are shared: two answers at a time must see each other.
        rows::save(cx.tx, &assessment)?;
    }
    appeal.rating = answer.rating.or(first.rating);
    (appeal.answered_on, appeal.answered_by) = (Some(today), Some(by));
    appeal.answer = Some(answer.words.to_string());
    rows::result::answer(cx.tx, year, &appeal)?;
    let detail = json!({ "year": year, "rating": appeal.rating, "order_no": order_no });
    of_worker(cx, (who, granted), person, "appeal_answered", detail)?;
    if assessment.course.stage(today) == Stage::Over {
        flow_one(cx, year, person)?;
    }
    Ok(())
}

/// Takes results whose publication is over into the records (结果归档), where promotion and pay find
/// them; whoever waits for an answer waits on.
pub fn settle(cx: &mut Cx<'_, '_>, who: &Who, year: i16) -> Result<u32> {
    let granted = leads(who)?;
    let assessment = load(cx, year)?;
    if assessment.course.stage(cx.today()) != Stage::Over {
        return Err(Failed::refused("still_published"));
    }
    let flowed = flow(cx, year)?;
    if flowed > 0 {
        changed(cx, (who, granted), year, "results_settled", json!({ "people": flowed }), None)?;
    }
    Ok(flowed)
}

/// The same for every year, by itself (到期归档).
pub fn settle_due(cx: &mut Cx<'_, '_>) -> Result<u32> {
    let today = cx.today();
    let mut flowed = 0;
    for assessment in rows::list(cx.tx, YEARS_MAX)? {
        if assessment.course.stage(today) != Stage::Over {
            continue;
        }
        let now = flow(cx, assessment.year)?;
        if now > 0 {
            let (noun, subject) = ("assessment", i64::from(assessment.year));
            let (what, detail) = ("results_settled", json!({ "people": now }));
            cx.record(Event { actor: None, post: None, noun, subject, what, detail, basis: None })?;
        }
        flowed += now;
    }
    Ok(flowed)
}

fn flow(cx: &mut Cx<'_, '_>, year: i16) -> Result<u32> {
    let waiting = rows::result::waiting(cx.tx, year, PEOPLE_MAX)?;
    for &person in &waiting {
        flow_one(cx, year, person)?;
    }
    Ok(super::count(waiting.len()))
}

fn flow_one(cx: &mut Cx<'_, '_>, year: i16, person: PersonId) -> Result<()> {
    let today = cx.today();
    let Some(result) = rows::result::of(cx.tx, year, person, 1)?.into_iter().next() else {
        return Ok(());
    };
    rows::result::flowed(cx.tx, year, person, today)?;
    let Some(rating) = result.rating else { return Ok(()) };
    let order_no = result.order_no;
    let fact = YearResult { year, known: today, rating };
    store::ladder::fact::add_result(cx.tx, person, &fact, &order_no)?;
    let detail = json!({ "year": year, "rating": rating, "order_no": order_no });
    let (noun, subject, what) = ("worker", person.0, "result_set");
    cx.record(Event { actor: None, post: None, noun, subject, what, detail, basis: None })
}
