//! Courses on a page (网络课程): up to so many topics with their material, and at the end one
//! confirmation by the worker. What it counts for is policy's; by itself, nothing.
//!
//! What is *not* here: who opened what, when, for how long. Nothing of that is kept.
use super::training::organiser;
use super::{changed, day, street, text, text_or_none};
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::ladder::Asked;
use ::ladder::rules::{CourseRule, Organiser};
use ::org::{Action, Denied, Place, Thing, Who, may, reach};
use base::{Basis, CourseId, Date, UnitId};
use serde_json::json;
use std::sync::Arc;

pub use store::ladder::course::{Course, Topic};

/// A title has a line.
pub const TITLE_MAX: usize = 60;
/// What a course is about, in a few sentences.
pub const LEAD_MAX: usize = 500;
/// What one reads of a topic in a quarter of an hour.
pub const BODY_MAX: usize = 6_000;
/// An address of more material.
pub const LINK_MAX: usize = 300;
/// A course has no more topics, whatever policy allows: the form has so many.
pub const TOPICS_MAX: u32 = 12;
/// The longest page.
pub const PAGE_MAX: u32 = 200;

/// A course as typed.
#[derive(Clone, Debug)]
pub struct NewCourse {
    /// The street that offers it; without one, the district.
    pub street: Option<UnitId>,
    pub title: String,
    pub lead: String,
    pub since: Date,
    pub topics: Vec<NewTopic>,
}

/// A topic as typed.
#[derive(Clone, Debug)]
pub struct NewTopic {
    pub title: String,
    pub body: String,
    pub link: String,
}

/// What policy says of courses today, with its basis.
pub fn rule(cx: &Cx<'_, '_>) -> Result<(CourseRule, Basis)> {
    let today = cx.today();
    let rule = cx.policies().ladder.course(Asked::new(today, today))?;
    Ok((rule.value.clone(), rule.basis))
}

/// Offers a course (开设课程).
pub fn offer(cx: &mut Cx<'_, '_>, who: &Who, new: &NewCourse) -> Result<CourseId> {
    let (unit, organiser, granted) = organiser(cx, who, new.street)?;
    let (rule, basis) = rule(cx)?;
    let most = rule.topics_most.min(TOPICS_MAX);
    if new.topics.is_empty() || new.topics.len() > most as usize {
        let facts = vec![("min", "1".to_owned()), ("max", most.to_string())];
        return Err(Failed::Field { field: "topics", code: "range", facts });
    }
    let id = CourseId(cx.next_id());
    let course = Course {
        id,
        unit,
        organiser,
        title: text::<TITLE_MAX>("title", &new.title)?,
        lead: text_or_none::<LEAD_MAX>("lead", &new.lead)?,
        since: day("since", new.since)?,
        until: None,
    };
    let mut topics = Vec::new();
    for (no, topic) in (1..).zip(&new.topics) {
        let title = text::<TITLE_MAX>("topics", &topic.title)?;
        let body = text_or_none::<BODY_MAX>("topics", &topic.body)?;
        let link = text_or_none::<LINK_MAX>("topics", &topic.link)?;
        if !link.is_empty() && !is_address(&link) {
            return Err(Failed::field("topics", "address"));
        }
        if body.is_empty() && link.is_empty() {
            return Err(Failed::field("topics", "no_material"));
        }
        topics.push(Topic { no, title, body, link });
    }
    store::ladder::course::insert(cx.tx, &course, &topics)?;
    let detail = json!({ "title": course.title, "topics": topics.len(), "since": course.since });
    let (actor, post, noun, subject) = (who.person, granted.post, "course", id.0);
    let (what, basis) = ("offered", Some(&basis));
    cx.record(Event { actor, post, noun, subject, what, detail, basis })?;
    Ok(id)
}

/// A link that a reader may follow: to a page, by its full address, on one line.
fn is_address(link: &str) -> bool {
    let scheme = ["https://", "http://"].iter().any(|scheme| link.starts_with(scheme));
    scheme && !link.chars().any(|c| c.is_whitespace() || c.is_control() || "\"<>".contains(c))
}

/// Courses of a street and of the district (课程列表).
pub struct Courses {
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    /// Each with how many confirmed it.
    pub rows: Vec<(Course, u32)>,
    pub next: Option<CourseId>,
    pub offers_here: bool,
    pub offers_district: bool,
    pub rule: CourseRule,
    pub basis: Basis,
    pub directory: Arc<Directory>,
}

/// The last offered first, those before `before`, at most `limit`.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    before: Option<CourseId>,
    limit: u32,
) -> Result<Courses> {
    let (street, streets, directory) = street::one(cx, who, Action::ReadTraining, street)?;
    let (limit, before) = (limit.clamp(1, PAGE_MAX), before.unwrap_or(CourseId(i64::MAX)));
    let mut found = store::ladder::course::list(cx.tx, street, before, limit + 1)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.id);
    let mut rows = Vec::new();
    for course in found {
        let count = store::ladder::course::count(cx.tx, course.id)?;
        rows.push((course, count));
    }
    let (rule, basis) = rule(cx)?;
    let offers = |street| may(who, Action::EditTraining, &thing(street)).is_ok();
    let (offers_here, offers_district) = (offers(Some(street)), offers(None));
    Ok(Courses {
        street,
        streets,
        rows,
        next,
        offers_here,
        offers_district,
        rule,
        basis,
        directory,
    })
}

/// A course as it is read (课程).
pub struct CoursePage {
    pub course: Course,
    pub topics: Vec<Topic>,
    /// When the reader confirmed it.
    pub confirmed: Option<Date>,
    /// The reader is a worker for whom it is offered today, and has not confirmed it.
    pub confirms: bool,
    /// How many confirmed it, for whoever organises training.
    pub count: Option<u32>,
    pub edits: bool,
    pub rule: CourseRule,
    pub basis: Basis,
    pub directory: Arc<Directory>,
}

/// One course: everybody who is signed in may read it.
pub fn page(cx: &mut Cx<'_, '_>, who: &Who, id: CourseId) -> Result<CoursePage> {
    let person = who.person.ok_or(Failed::Denied(Denied::SignIn))?;
    let course = store::ladder::course::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let topics = store::ladder::course::topics(cx.tx, id, TOPICS_MAX)?;
    let confirmed = store::ladder::course::confirmed(cx.tx, person, PAGE_MAX)?;
    let confirmed = confirmed.into_iter().find(|(known, _)| *known == id).map(|(_, day)| day);
    let confirms = confirmed.is_none() && is_for(cx, who, &course)?;
    let edits = may(who, Action::EditTraining, &of(&course)).is_ok();
    let count = match reach(who, Action::ReadTraining).is_nothing() {
        true => None,
        false => Some(store::ladder::course::count(cx.tx, id)?),
    };
    let (rule, basis) = rule(cx)?;
    let directory = cx.directory()?;
    Ok(CoursePage { course, topics, confirmed, confirms, count, edits, rule, basis, directory })
}

/// The worker confirms having gone through it (确认学完): once, for oneself.
pub fn confirm(cx: &mut Cx<'_, '_>, who: &Who, id: CourseId) -> Result<()> {
    let person = who.person.ok_or(Failed::Denied(Denied::SignIn))?;
    let course = store::ladder::course::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    if !is_for(cx, who, &course)? {
        return Err(Failed::refused("course_not_offered"));
    }
    let today = cx.today();
    if store::ladder::course::confirm(cx.tx, person, id, today)? {
        let (_, basis) = rule(cx)?;
        let thing = Thing { own_person: Some(person), ..Thing::default() };
        let granted = may(who, Action::ReadWorker, &thing)?;
        let detail = json!({ "course": id, "title": course.title });
        changed(cx, (who, granted), person, "course_confirmed", detail, Some(&basis))?;
    }
    Ok(())
}

/// Ends a course (停开课程): what was confirmed stays.
pub fn end(cx: &mut Cx<'_, '_>, who: &Who, id: CourseId) -> Result<()> {
    let course = store::ladder::course::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let granted = may(who, Action::EditTraining, &of(&course))?;
    let until = cx.today();
    match store::ladder::course::end(cx.tx, id, until) {
        Err(store::Failed::Stale) => return Err(Failed::refused("course_not_offered")),
        done => done?,
    }
    let detail = json!({ "title": course.title, "until": until });
    let (actor, post, noun, subject, what) = (who.person, granted.post, "course", id.0, "ended");
    cx.record(Event { actor, post, noun, subject, what, detail, basis: None })
}

/// Whether it is offered today, to whoever asks, as a worker in service.
fn is_for(cx: &mut Cx<'_, '_>, who: &Who, course: &Course) -> Result<bool> {
    let (today, Some(person)) = (cx.today(), who.person) else { return Ok(false) };
    if course.since > today || course.until.is_some_and(|until| until <= today) {
        return Ok(false);
    }
    let services = store::ladder::service::of(cx.tx, person, super::SERVICES_MAX)?;
    let serving = services.iter().find(|it| it.lasts(today));
    Ok(serving
        .is_some_and(|it| course.organiser == Organiser::District || it.street == course.unit))
}

fn of(course: &Course) -> Thing {
    thing((course.organiser == Organiser::Street).then_some(course.unit))
}

fn thing(street: Option<UnitId>) -> Thing {
    Thing { place: Place { street, ..Place::default() }, ..Thing::default() }
}
