//! One worker's year (个人年度考核): goals, notes of both kinds, the street's mark, the result.
//!
//! Notes keep the day they are about and the day they were written. What the street says is seen
//! by itself and the personnel office, and by whom it is about once results are published.
use super::goals::{self, Goal, Words};
use super::{Assessment, asked, load};
use crate::ladder::street;
use crate::ladder::{SERVICES_MAX, place};
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::ladder::Line;
use ::ladder::assessment::course::{Renewal, Stage, renewal};
use ::ladder::assessment::explain;
use ::org::{Action, Granted, Person, Place, Thing, Who, may};
use base::{Date, PersonId, Text, UnitId};
use rust_decimal::Decimal;
use serde_json::json;
use std::sync::Arc;
use store::ladder::assessment as rows;

pub use rows::result::{Appeal, Decided, PoolRow};
pub use rows::{Note, StreetMark};

/// What a note or a reason may say: half a page.
pub type Said = Text<1000>;
/// The longest page of notes, and more goals or results than a year brings.
pub const NOTES_MAX: u32 = 100;

/// A worker's year, as far as who asks may see it.
pub struct OfWorker {
    pub assessment: Assessment,
    pub stage: Stage,
    pub person: Person,
    pub place: Place,
    /// The newest first.
    pub goals: Vec<Goal>,
    pub notes: Vec<Note>,
    pub next_note: Option<i64>,
    pub mark: Option<StreetMark>,
    /// The one that stands first; after an appeal there may be two.
    pub results: Vec<Decided>,
    /// How the marks led there.
    pub lines: Vec<Line>,
    pub pool: Option<PoolRow>,
    pub renewal: Option<(Renewal, Line)>,
    pub appeal: Option<Appeal>,
    /// When the result went on into the record.
    pub flowed_on: Option<Date>,
    pub can: Can,
    pub directory: Arc<Directory>,
}

/// What who asks may do here now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Can {
    pub note: bool,
    pub evaluate: bool,
    pub appeal: bool,
    pub answer: bool,
    /// May open the record of the worker.
    pub record: bool,
}

/// The page of a worker's year.
pub fn page(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, person): (i16, PersonId),
    before: Option<i64>,
) -> Result<OfWorker> {
    let (place, _) = find(cx, who, person, Action::ReadYear)?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    let id = person;
    let person = store::org::person::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let course = assessment.course;
    let can = |action| may(who, action, &thing(place, id)).is_ok();
    let is_over = course.published.is_some();
    let leads = can(Action::EditWorker) || may(who, Action::ListWorkers, &Thing::default()).is_ok();
    let sees_mark = can(Action::EvaluateWorker) || leads || is_over && can(Action::ReadWorker);
    let sees_result = leads || is_over && can(Action::ReadWorker);
    let goals_seen = course.goals.is_some() || can(Action::EvaluateWorker) || leads;
    let mut goals = rows::goals_of(cx.tx, year, id, NOTES_MAX)?;
    goals.retain(|_| goals_seen);
    let mut notes = rows::notes(cx.tx, year, id, before.unwrap_or(i64::MAX), NOTES_MAX + 1)?;
    let more = notes.len() > NOTES_MAX as usize;
    notes.truncate(NOTES_MAX as usize);
    let next_note = notes.last().filter(|_| more).map(|note| note.id);
    let mut mark = rows::mark(cx.tx, year, id)?;
    mark = mark.filter(|_| sees_mark);
    let mut results = rows::result::of(cx.tx, year, id, NOTES_MAX)?;
    results.retain(|_| sees_result);
    let appeal = rows::result::appeal_of(cx.tx, year, id)?.filter(|_| sees_result);
    let is_decided = course.decided.is_some();
    let can = Can {
        note: !is_decided && can(Action::NoteWorker),
        evaluate: !is_decided && can(Action::EvaluateWorker),
        appeal: course.takes_appeals(today)
            && can(Action::AppealResult)
            && appeal.is_none()
            && results.first().is_some_and(|result| result.rating.is_some()),
        answer: can(Action::EditWorker)
            && appeal.as_ref().is_some_and(|appeal| appeal.answered_on.is_none()),
        record: can(Action::ReadWorker),
    };
    let mut shown = OfWorker {
        stage: course.stage(today),
        assessment,
        person,
        place,
        goals,
        notes,
        next_note,
        mark,
        results,
        lines: Vec::new(),
        pool: None,
        renewal: None,
        appeal,
        flowed_on: rows::result::flowed_on(cx.tx, year, id)?.filter(|_| sees_result),
        can,
        directory: cx.directory()?,
    };
    reasons(cx, &mut shown)?;
    Ok(shown)
}

/// Why the result is what it is, by the values as they were known when it was decided.
fn reasons(cx: &mut Cx<'_, '_>, shown: &mut OfWorker) -> Result<()> {
    let Some(decided) = shown.results.first().cloned() else { return Ok(()) };
    let (year, rules) = (shown.assessment.year, &cx.policies().ladder);
    let asked = asked(year, shown.assessment.course.decided.unwrap_or(decided.known));
    if let Some(rating) = decided.rating {
        shown.lines = explain(decided.marks, asked, rules)?;
        shown.renewal = Some(renewal(rating, asked, rules)?);
    }
    if let Some(at) = decided.pool {
        let pools = rows::result::pools(cx.tx, year, super::COMMUNITIES_MAX)?;
        shown.pool = pools.get(at as usize).map(|(pool, _)| *pool);
    }
    Ok(())
}

/// Sets the goal of a worker (制定个人目标).
pub fn set_goal(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, person): (i16, PersonId),
    words: &Words,
) -> Result<()> {
    let (place, granted) = find(cx, who, person, Action::EvaluateWorker)?;
    let community = place.community.ok_or(Failed::NotFound)?;
    goals::add(cx, who, year, (community, Some(person)), words)?;
    of_worker(cx, (who, granted), person, "goal_set", json!({ "year": year }))
}

/// Writes down something of the year (日常记录): of oneself, or by whoever leads.
pub fn note(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, person): (i16, PersonId),
    (day, words): (Date, &Said),
) -> Result<()> {
    let (_, granted) = find(cx, who, person, Action::NoteWorker)?;
    let (assessment, known) = (load(cx, year)?, cx.today());
    if assessment.course.decided.is_some() {
        return Err(Failed::refused("assessment_decided"));
    }
    if day.year() != year || day > known {
        return Err(Failed::field("day", "day_of_year"));
    }
    let by = signed(who)?;
    let id = cx.next_id();
    let note = Note { id, person, day, known, by, words: words.to_string() };
    rows::add_note(cx.tx, year, &note)?;
    of_worker(cx, (who, granted), person, "year_noted", json!({ "year": year, "day": day }))
}

/// Says the street's mark (街道考评): from 0 to 100, never of oneself; a later one stands.
pub fn evaluate(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, person): (i16, PersonId),
    (mark, words): (Decimal, &Said),
) -> Result<()> {
    let (_, granted) = find(cx, who, person, Action::EvaluateWorker)?;
    let assessment = load(cx, year)?;
    if assessment.course.goals.is_none() {
        return Err(Failed::refused("goals_first"));
    }
    if assessment.course.decided.is_some() {
        return Err(Failed::refused("assessment_decided"));
    }
    let range = Decimal::ZERO..=Decimal::ONE_HUNDRED;
    if !range.contains(&mark) || mark.scale() > MARK_DECIMALS {
        return Err(Failed::field("mark", "mark_range"));
    }
    let (at, by) = (cx.at, signed(who)?);
    let weights = cx.policies().ladder.weights(asked(year, cx.today()))?.basis;
    let new = StreetMark { person, at, mark, words: words.to_string(), by };
    rows::add_mark(cx.tx, year, &new)?;
    let detail = json!({ "year": year, "mark": mark.to_string() });
    let (actor, post, subject) = (who.person, granted.post, person.0);
    let (noun, what, basis) = ("worker", "evaluated", Some(&weights));
    cx.record(Event { actor, post, noun, subject, what, detail, basis })
}

/// A mark has so many decimals: as many as are read out.
const MARK_DECIMALS: u32 = 2;

/// Where a worker serves, if `who` may do this. Somebody without a record, and one out of sight,
/// look alike.
pub(super) fn find(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    action: Action,
) -> Result<(Place, Granted)> {
    let services = store::ladder::service::of(cx.tx, person, SERVICES_MAX)?;
    let last = services.first().ok_or(Failed::NotFound)?;
    let place = place(last.street, last.community);
    let thing = thing(place, person);
    let granted =
        may(who, action, &thing).map_err(|denied| match may(who, Action::ReadYear, &thing) {
            Ok(_) => Failed::Denied(denied),
            Err(_) => Failed::NotFound,
        })?;
    Ok((place, granted))
}

fn thing(place: Place, person: PersonId) -> Thing {
    Thing { place, own_person: Some(person), ..Thing::default() }
}

pub(super) fn signed(who: &Who) -> Result<PersonId> {
    who.person.ok_or(Failed::Denied(::org::Denied::SignIn))
}

/// Records what happened in a worker's year.
pub(super) fn of_worker(
    cx: &mut Cx<'_, '_>,
    (who, granted): (&Who, Granted),
    person: PersonId,
    what: &'static str,
    detail: serde_json::Value,
) -> Result<()> {
    crate::ladder::changed(cx, (who, granted), person, what, detail, None)
}

/// The workers of a street with whether the street has said its mark (街道考评名单), by name.
pub struct Marked {
    pub year: i16,
    pub stage: Stage,
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub rows: Vec<(store::ladder::service::Named, Option<Date>)>,
    pub next: Option<PersonId>,
    pub directory: Arc<Directory>,
}

/// Who of a street still wants its mark; the marks themselves stand on each worker's page.
pub fn marked(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, street): (i16, Option<UnitId>),
    after: Option<PersonId>,
    limit: u32,
) -> Result<Marked> {
    let (street, streets, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    let limit = limit.clamp(1, crate::ladder::worker::PAGE_MAX);
    let last = match after {
        Some(after) => store::org::person::get(cx.tx, after)?,
        None => None,
    };
    let after = last.as_ref().map_or(("", PersonId(0)), |last| (&*last.name_zh, last.id));
    let mut found = store::ladder::service::of_street(cx.tx, street, today, after, limit + 1)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let mut rows = Vec::new();
    for named in found {
        let mark = store::ladder::assessment::mark(cx.tx, year, named.service.person)?;
        let on = mark.map(|mark| cx.policies().day(mark.at));
        rows.push((named, on));
    }
    let next = rows.last().filter(|_| more).map(|(named, _)| named.service.person);
    let stage = assessment.course.stage(today);
    Ok(Marked { year, stage, street, streets, rows, next, directory })
}
