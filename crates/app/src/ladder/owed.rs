//! Who still owes days of training this year (应训清单), by name, and what one worker did and owes.
//!
//! What is *not* here: an order by days. The list says what is owed so that somebody can be invited,
//! and goes by name like every other.
use super::{load, street};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::Asked;
use ::ladder::scheme::PostKind;
use ::ladder::training::session::days;
use ::ladder::training::{Attended, Debts, Taken, debts, trainee};
use ::org::{Action, Person, Place, Thing, Who, may};
use base::{CourseId, Date, PersonId, UnitId};
use std::sync::Arc;
use store::ladder::course::Course;
use store::ladder::service::Service;
use store::ladder::training::{Own, Training};

/// The longest page.
pub const PAGE_MAX: u32 = 200;
/// So many are looked at for one page; a street has some hundred, and most owe nothing in December.
const LOOKED_AT_MAX: u32 = 600;
/// A working life has fewer sessions.
const SESSIONS_MAX: u32 = 1_000;
/// Fewer courses are offered at a time.
const COURSES_MAX: u32 = 100;
/// To so many sessions one can invite from the list.
const OPEN_MAX: u32 = 50;

/// Who owes days in a year (应训清单).
pub struct OwedList {
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub year: i16,
    pub rows: Vec<OwedRow>,
    pub next: Option<PersonId>,
    /// To which sessions the asker may invite them.
    pub sessions: Vec<Training>,
    pub directory: Arc<Directory>,
}

/// Somebody who owes days.
pub struct OwedRow {
    pub person: Person,
    pub kind: PostKind,
    pub secretary: bool,
    pub debts: Debts,
    /// Invited to a session that is not signed for yet.
    pub invited: bool,
}

/// Those of a street who owe days, by name, after `after`, at most `limit`.
pub fn owed(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    year: Option<i16>,
    after: Option<PersonId>,
    limit: u32,
) -> Result<OwedList> {
    let (street, streets, directory) = street::one(cx, who, Action::ReadTraining, street)?;
    let (today, limit) = (cx.today(), limit.clamp(1, PAGE_MAX) as usize);
    let year = year.unwrap_or(today.year()).clamp(2000, today.year());
    let (mut rows, mut next, mut looked_at) = (Vec::new(), after, 0);
    'pages: loop {
        let page = street::page(cx, street, next, PAGE_MAX)?;
        next = page.next;
        for (at, named) in page.named.iter().enumerate() {
            rows.extend(row(cx, named, year)?);
            looked_at += 1;
            let is_last = next.is_none() && at + 1 == page.named.len();
            if !is_last && (rows.len() == limit || looked_at == LOOKED_AT_MAX) {
                next = Some(named.service.person);
                break 'pages;
            }
        }
        if next.is_none() {
            break;
        }
    }
    let sessions = invitable(cx, who, street, &directory)?;
    Ok(OwedList { street, streets, year, rows, next, sessions, directory })
}

/// What somebody owes; nothing where nothing is left, or nothing can be said yet.
fn row(
    cx: &mut Cx<'_, '_>,
    named: &store::ladder::service::Named,
    year: i16,
) -> Result<Option<OwedRow>> {
    let service = &named.service;
    let Some((kind, debts, own)) = of(cx, service, year)? else { return Ok(None) };
    if !debts.is_open() {
        return Ok(None);
    }
    let invited = own.iter().any(|it| it.signed.is_none() && !it.training.called_off);
    let (person, secretary) = (street::person(named), service.secretary);
    Ok(Some(OwedRow { person, kind, secretary, debts, invited }))
}

/// What somebody owes in a year by what they took part in; nothing before the first placing.
fn of(
    cx: &mut Cx<'_, '_>,
    service: &Service,
    year: i16,
) -> Result<Option<(PostKind, Debts, Vec<Own>)>> {
    let (person, today) = (service.person, cx.today());
    let facts = store::ladder::fact::worker(cx.tx, person)?;
    let asked = Asked::new(service.since.max(today), today);
    let Some(trainee) = trainee(&facts, service.secretary, asked) else { return Ok(None) };
    let own = store::ladder::training::of_person(cx.tx, person, SESSIONS_MAX)?;
    let courses = store::ladder::course::confirmed(cx.tx, person, COURSES_MAX)?;
    let taken = Taken {
        sessions: own.iter().filter(|it| !it.training.called_off).map(attended).collect(),
        courses: courses.into_iter().map(|(_, day)| day).collect(),
    };
    let debts = debts(trainee, &taken, year, today, &cx.policies().ladder)?;
    Ok(Some((trainee.kind, debts, own)))
}

fn attended(own: &Own) -> Attended {
    let plan = own.training.plan;
    let halves = own.signed.map_or(0, |(half_days, _)| half_days);
    Attended {
        kind: plan.kind,
        organiser: plan.organiser,
        first_day: plan.first_day,
        days: days(halves),
        signed: halves > 0,
    }
}

/// The sessions that are not over, of the street and of the district, as far as the asker invites.
fn invitable(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: UnitId,
    directory: &Directory,
) -> Result<Vec<Training>> {
    let today = cx.today();
    let mut sessions = Vec::new();
    let of = |street| {
        let place = Place { street, ..Place::default() };
        Thing { place, ..Thing::default() }
    };
    if may(who, Action::EditTraining, &of(Some(street))).is_ok() {
        sessions.extend(store::ladder::training::open(cx.tx, street, today, OPEN_MAX)?);
    }
    let district = directory.units(::org::UnitKind::District).next().map(|unit| unit.id);
    let district = district.filter(|_| may(who, Action::EditTraining, &of(None)).is_ok());
    if let Some(district) = district {
        sessions.extend(store::ladder::training::open(cx.tx, district, today, OPEN_MAX)?);
    }
    Ok(sessions)
}

/// What somebody took part in and still owes (参训记录).
pub struct Record {
    pub person: Person,
    pub year: i16,
    /// Nothing before the first placing, and of somebody who left.
    pub debts: Option<Debts>,
    /// The last first.
    pub sessions: Vec<Own>,
    /// What is offered today, and what was confirmed.
    pub courses: Vec<(Course, Option<Date>)>,
    /// It is one's own.
    pub is_own: bool,
    pub directory: Arc<Directory>,
}

/// The training of a worker, for whoever may read the record.
pub fn record(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Record> {
    let (services, _) = load(cx, who, person, Action::ReadWorker)?;
    let (today, id) = (cx.today(), person);
    let year = today.year();
    let person = store::org::person::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let serving = services.iter().find(|it| it.lasts(today));
    let mut debts = None;
    if let Some(service) = serving {
        debts = of(cx, service, year)?.map(|(_, debts, _)| debts);
    }
    let sessions = store::ladder::training::of_person(cx.tx, id, SESSIONS_MAX)?;
    let courses = courses(cx, id, services.first().map(|it| it.street))?;
    let (is_own, directory) = (who.person == Some(id), cx.directory()?);
    Ok(Record { person, year, debts, sessions, courses, is_own, directory })
}

fn courses(
    cx: &mut Cx<'_, '_>,
    person: PersonId,
    street: Option<UnitId>,
) -> Result<Vec<(Course, Option<Date>)>> {
    let Some(street) = street else { return Ok(Vec::new()) };
    let confirmed = store::ladder::course::confirmed(cx.tx, person, COURSES_MAX)?;
    let on = |id: CourseId| confirmed.iter().find(|(known, _)| *known == id).map(|(_, day)| *day);
    let (today, last) = (cx.today(), CourseId(i64::MAX));
    let all = store::ladder::course::list(cx.tx, street, last, COURSES_MAX)?;
    let with = all.into_iter().map(|course| (on(course.id), course));
    let shown = with.filter(|(day, course)| {
        let is_offered = course.since <= today && course.until.is_none_or(|until| today < until);
        is_offered || day.is_some()
    });
    Ok(shown.map(|(day, course)| (course, day)).collect())
}
