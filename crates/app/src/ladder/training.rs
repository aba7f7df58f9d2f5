//! Sessions of training (培训班次): the district or a street plans them, invites, and signs for each
//! who was there when it is over.
//!
//! What is *not* here: check-in, time, marks. Who still owes days is [`super::owed`].
use super::{at, changed, day, street, text, text_or_none};
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::ladder::Asked;
use ::ladder::rules::Organiser;
use ::ladder::training::{Session, TrainingKind, trainee};
use ::org::{Action, Granted, Place, Thing, UnitKind, Who, may, reach};
use base::{Date, PersonId, TrainingId, UnitId};
use serde_json::json;
use std::sync::Arc;

pub use store::ladder::training::{Part, Training};

/// A title has a line.
pub const TITLE_MAX: usize = 60;
/// Topics, one a line: a programme of a week.
pub const TOPICS_MAX: usize = 2_000;
/// A place in words.
pub const PLACE_MAX: usize = 120;
/// No hall of a district holds more.
pub const CAPACITY_MAX: u32 = 2_000;
/// The longest page of sessions or of those invited.
pub const PAGE_MAX: u32 = 200;
/// How often a new session was changed.
const FIRST_VERSION: i64 = 1;

/// A session as it is planned (班次计划).
#[derive(Clone, Debug)]
pub struct NewTraining {
    /// The street that organises it; without one, the district.
    pub street: Option<UnitId>,
    pub kind: TrainingKind,
    pub title: String,
    pub topics: String,
    pub place: String,
    pub first_day: Date,
    pub last_day: Date,
    pub half_days: u32,
    pub capacity: u32,
}

/// Plans a session (开设班次).
pub fn plan(cx: &mut Cx<'_, '_>, who: &Who, new: &NewTraining) -> Result<TrainingId> {
    let (unit, organiser, granted) = organiser(cx, who, new.street)?;
    let (first_day, last_day) = (day("first_day", new.first_day)?, day("last_day", new.last_day)?);
    let NewTraining { kind, half_days, capacity, .. } = *new;
    let plan = Session { kind, organiser, first_day, last_day, half_days, capacity, invited: 0 };
    plan.check().map_err(|refused| match refused {
        ::ladder::Refused::EndsBefore { .. } => at("last_day")(refused),
        other => at("days")(other),
    })?;
    if !(1..=CAPACITY_MAX).contains(&capacity) {
        let facts = vec![("min", "1".to_owned()), ("max", CAPACITY_MAX.to_string())];
        return Err(Failed::Field { field: "capacity", code: "range", facts });
    }
    let training = Training {
        id: TrainingId(cx.next_id()),
        unit,
        plan,
        title: text::<TITLE_MAX>("title", &new.title)?,
        topics: text::<TOPICS_MAX>("topics", &new.topics)?,
        place: text_or_none::<PLACE_MAX>("place", &new.place)?,
        called_off: false,
        version: FIRST_VERSION,
    };
    store::ladder::training::insert(cx.tx, &training)?;
    let detail = json!({
        "title": training.title, "kind": kind, "first_day": first_day, "last_day": last_day,
        "half_days": half_days, "capacity": capacity,
    });
    noted(cx, (who, granted), training.id, "planned_session", detail)?;
    Ok(training.id)
}

/// In whose name something is organised, if `who` may.
pub(super) fn organiser(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
) -> Result<(UnitId, Organiser, Granted)> {
    let directory = cx.directory()?;
    let Some(street) = street else {
        let granted = may(who, Action::EditTraining, &Thing::default())?;
        let district = directory.units(UnitKind::District).next();
        let district = district.ok_or(Failed::Broken("there is no district".into()))?;
        return Ok((district.id, Organiser::District, granted));
    };
    let granted = may(who, Action::EditTraining, &thing(Some(street), None))?;
    match directory.unit(street).map(|unit| unit.kind) {
        Some(UnitKind::Street) => Ok((street, Organiser::Street, granted)),
        _ => Err(Failed::field("street", "choose")),
    }
}

/// Sessions of a street and of the district (班次列表).
pub struct Sessions {
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub rows: Vec<Training>,
    pub next: Option<TrainingId>,
    /// Whether the asker plans any, for the street and for the district.
    pub plans_here: bool,
    pub plans_district: bool,
    pub directory: Arc<Directory>,
}

/// The last planned first, those before `before`, at most `limit`.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    before: Option<TrainingId>,
    limit: u32,
) -> Result<Sessions> {
    let (street, streets, directory) = street::one(cx, who, Action::ReadTraining, street)?;
    let (limit, before) = (limit.clamp(1, PAGE_MAX), before.unwrap_or(TrainingId(i64::MAX)));
    let mut rows = store::ladder::training::list(cx.tx, street, before, limit + 1)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id);
    let plans = |street| may(who, Action::EditTraining, &thing(street, None)).is_ok();
    let (plans_here, plans_district) = (plans(Some(street)), plans(None));
    Ok(Sessions { street, streets, rows, next, plans_here, plans_district, directory })
}

/// A session with those who are invited (班次).
pub struct TrainingPage {
    pub training: Training,
    /// By name; of the district's sessions a street sees its own people.
    pub parts: Vec<Part>,
    pub next: Option<PersonId>,
    pub edits: bool,
    /// It is over, so that it can be signed for.
    pub is_over: bool,
    pub directory: Arc<Directory>,
}

/// One session.
pub fn page(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: TrainingId,
    after: Option<PersonId>,
    limit: u32,
) -> Result<TrainingPage> {
    let training = seen(cx, who, id)?;
    let (today, limit) = (cx.today(), limit.clamp(1, PAGE_MAX));
    let sight = reach(who, Action::ReadTraining);
    let own = if sight.everywhere { None } else { sight.streets.first().copied() };
    let last = street::after_whom(cx, after)?;
    let last = (&*last.0, last.1);
    let mut parts = store::ladder::training::parts(cx.tx, id, (own, today), last, limit + 1)?;
    let more = parts.len() > limit as usize;
    parts.truncate(limit as usize);
    let next = parts.last().filter(|_| more).map(|part| part.person.id);
    let edits = may(who, Action::EditTraining, &of(&training, None)).is_ok();
    let is_over = today >= training.plan.last_day;
    let directory = cx.directory()?;
    Ok(TrainingPage { training, parts, next, edits, is_over, directory })
}

/// Invites people, all of them or none (邀请参训); says how many were not invited before.
pub fn invite(cx: &mut Cx<'_, '_>, who: &Who, id: TrainingId, people: &[PersonId]) -> Result<u32> {
    let (training, _) = held(cx, who, id)?;
    if people.is_empty() || people.len() > PAGE_MAX as usize {
        return Err(Failed::field("person", "choose"));
    }
    let (today, mut plan) = (cx.today(), training.plan);
    for &person in people {
        let granted = may(who, Action::EditTraining, &of(&training, Some(person)))?;
        let services = store::ladder::service::of(cx.tx, person, super::SERVICES_MAX)?;
        let serving = services.iter().find(|it| it.lasts(today));
        let serving = serving.ok_or(Failed::refused("not_a_worker"))?;
        if plan.organiser == Organiser::Street && serving.street != training.unit {
            return Err(Failed::refused("not_a_worker"));
        }
        if store::ladder::training::part(cx.tx, id, person)?.is_some() {
            continue;
        }
        let facts = store::ladder::fact::worker(cx.tx, person)?;
        let on = serving.since.max(today);
        let new = trainee(&facts, serving.secretary, Asked::new(on, today));
        let new = new.ok_or(::ladder::Refused::NotPlaced { on })?;
        plan = plan.invite(new, today, &cx.policies().ladder)?;
        store::ladder::training::invite(cx.tx, id, person, today)?;
        let detail = json!({ "session": id, "title": training.title });
        changed(cx, (who, granted), person, "training_invited", detail, None)?;
    }
    let invited = plan.invited - training.plan.invited;
    store::ladder::training::set_invited(cx.tx, id, training.version, plan.invited)?;
    Ok(invited)
}

/// Takes an invitation back for which nothing is signed (取消邀请).
pub fn withdraw(cx: &mut Cx<'_, '_>, who: &Who, id: TrainingId, person: PersonId) -> Result<()> {
    let (training, _) = held(cx, who, id)?;
    let granted = may(who, Action::EditTraining, &of(&training, Some(person)))?;
    let part = store::ladder::training::part(cx.tx, id, person)?;
    if part.ok_or(Failed::NotFound)?.signed.is_some() {
        return Err(Failed::refused("signed_already"));
    }
    store::ladder::training::withdraw(cx.tx, id, person)?;
    let invited = training.plan.invited.saturating_sub(1);
    store::ladder::training::set_invited(cx.tx, id, training.version, invited)?;
    let detail = json!({ "session": id, "title": training.title });
    changed(cx, (who, granted), person, "training_withdrawn", detail, None)
}

/// Signs for those who were there, each for so many half days; none at all says "was not there"
/// (签认). Signing again corrects. Says how many were not signed so before.
pub fn sign(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: TrainingId,
    signed: &[(PersonId, u32)],
) -> Result<u32> {
    let (training, _) = held(cx, who, id)?;
    if signed.is_empty() || signed.len() > PAGE_MAX as usize {
        return Err(Failed::field("person", "choose"));
    }
    let (today, mut count) = (cx.today(), 0);
    let signer = who.person.ok_or(Failed::Denied(::org::Denied::SignIn))?;
    for &(person, half_days) in signed {
        let granted = may(who, Action::EditTraining, &of(&training, Some(person)))?;
        let part = store::ladder::training::part(cx.tx, id, person)?.ok_or(Failed::NotFound)?;
        training.plan.sign(half_days, today).map_err(|refused| match refused {
            ::ladder::Refused::TooManyDays { .. } => at("days")(refused),
            other => Failed::from(other),
        })?;
        if part.signed.is_some_and(|(before, _)| before == half_days) {
            continue;
        }
        store::ladder::training::sign(cx.tx, (id, person), today, half_days, signer)?;
        let detail = json!({
            "session": id, "title": training.title, "half_days": half_days,
            "first_day": training.plan.first_day,
        });
        changed(cx, (who, granted), person, "training_signed", detail, None)?;
        count += 1;
    }
    Ok(count)
}

/// Calls a session off that is not over (取消班次).
pub fn call_off(cx: &mut Cx<'_, '_>, who: &Who, id: TrainingId) -> Result<()> {
    let (training, granted) = held(cx, who, id)?;
    let last = training.plan.last_day;
    if cx.today() > last {
        return Err(::ladder::Refused::SessionOver { last }.into());
    }
    store::ladder::training::call_off(cx.tx, id, training.version)?;
    noted(cx, (who, granted), id, "called_off", json!({ "title": training.title }))
}

/// A session that the asker may see: of a street in sight, or the district's.
fn seen(cx: &mut Cx<'_, '_>, who: &Who, id: TrainingId) -> Result<Training> {
    let training = store::ladder::training::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let sight = reach(who, Action::ReadTraining);
    let sees = match training.plan.organiser {
        Organiser::District => !sight.is_nothing(),
        Organiser::Street => sight.sees(&of(&training, None)),
    };
    if sees { Ok(training) } else { Err(Failed::NotFound) }
}

/// A session that the asker organises, and that takes place.
fn held(cx: &mut Cx<'_, '_>, who: &Who, id: TrainingId) -> Result<(Training, Granted)> {
    let training = seen(cx, who, id)?;
    let granted = may(who, Action::EditTraining, &of(&training, None))?;
    match training.called_off {
        true => Err(Failed::refused("session_called_off")),
        false => Ok((training, granted)),
    }
}

/// What is asked about: a session, perhaps as it concerns somebody.
fn of(training: &Training, person: Option<PersonId>) -> Thing {
    let is_street = training.plan.organiser == Organiser::Street;
    thing(is_street.then_some(training.unit), person)
}

fn thing(street: Option<UnitId>, person: Option<PersonId>) -> Thing {
    let place = Place { street, ..Place::default() };
    Thing { place, own_person: person, ..Thing::default() }
}

fn noted(
    cx: &mut Cx<'_, '_>,
    (who, granted): (&Who, Granted),
    id: TrainingId,
    what: &'static str,
    detail: serde_json::Value,
) -> Result<()> {
    let (actor, post, noun, subject) = (who.person, granted.post, "training", id.0);
    cx.record(Event { actor, post, noun, subject, what, detail, basis: None })
}
