//! Founding (立库): a made-up district is put into an empty database.
//!
//! Units, people and posts are written row by row through the store, with one event for each kind
//! of row: nobody is there yet who could have decided any of it one by one. The map comes in as
//! any map does, and accounts are opened as any are.
//!
//! What is *not* here: matters ([`crate::habits`]).
use crate::district::{District, Showcase};
use crate::geojson;
use crate::patrols;
use crate::rng::Rng;
use crate::workers::{self, Former, Record};
use app::grid::map::import::{import_founding, lay};
use app::{App, Cx, Event, Failed, Ids, Result};
use base::place::{Crs, Point};
use base::{Date, SignedDuration, UnitId};
use org::{Post, Role};
use serde_json::json;
use std::collections::BTreeSet;
use store::grid::map::GridAlias;
use store::grid::patrol::PatrolPoint;

/// A district as it stands in a database, and how to sign in to it (演示账号).
pub struct Founded {
    pub district: District,
    pub sign_ins: Vec<SignIn>,
}

/// A sign-in of the demo, with a password made by chance.
#[derive(Clone)]
pub struct SignIn {
    pub role: Role,
    pub name_zh: String,
    pub login: String,
    pub password: String,
}

/// Founds the district of a seed around a point, drawn so many times larger than a district of
/// nine by seven kilometres; its people are away around `today`.
pub fn found(app: &App, seed: u64, (around, times): (Point, f64), today: Date) -> Result<Founded> {
    // Its ids are of an hour before, so none is ever given a second time.
    let ids = Ids::new(0);
    let moment = (app.now() - SignedDuration::from_hours(1)).as_millisecond();
    let district = District::with_ids(seed, around, &mut || ids.next(moment))
        .away_around(today)
        .stretched(around, times);
    let rows = district.clone();
    app.write_now(move |cx| organisation(cx, &rows))?;
    let map = geojson(&district);
    let seconds = second_aliases(&district);
    app.write_now(move |cx| draw(cx, &map, &seconds))?;
    let rows = district.clone();
    app.write_now(move |cx| team(cx, &rows))?;
    let points = patrols::points(&district, today, &mut || ids.next(moment));
    let subject = district.plan.district;
    app.write_now(move |cx| places(cx, subject, &points))?;
    let (rows, asked) = (district.clone(), ladder::Asked::new(today, today));
    let scheme = app.policies().ladder.scheme(asked)?.value.clone();
    let records = workers::records(&rows, (&scheme, today), &mut || ids.next(moment));
    let former = workers::former(&rows, &scheme, &mut || ids.next(moment));
    app.write_now(move |cx| enter(cx, subject, (&records, &former)))?;
    let sign_ins = open_accounts(app, &district)?;
    Ok(Founded { district, sign_ins })
}

/// The first day of the map, as of all units.
const FIRST_DAY: Date = jiff::civil::date(2020, 1, 1);

fn organisation(cx: &mut Cx<'_, '_>, district: &District) -> Result<()> {
    store::org::version::hold(cx.tx)?;
    for unit in &district.units {
        store::org::unit::insert(cx.tx, unit)?;
    }
    for person in &district.persons {
        store::org::person::insert(cx.tx, person)?;
    }
    for post in &district.posts {
        store::org::post::insert(cx.tx, post)?;
    }
    for appointment in &district.appointments {
        store::org::appointment::insert(cx.tx, appointment)?;
    }
    for absence in &district.absences {
        store::org::absence::insert(cx.tx, absence)?;
    }
    let subject = district.plan.district;
    for (noun, count) in [
        ("unit", district.units.len()),
        ("person", district.persons.len()),
        ("post", district.posts.len()),
        ("appointment", district.appointments.len()),
        ("absence", district.absences.len()),
    ] {
        founded(cx, noun, subject, count)?;
    }
    let stamp = cx.next_id();
    Ok(store::org::version::changed(cx.tx, stamp)?)
}

fn draw(cx: &mut Cx<'_, '_>, map: &str, seconds: &[GridAlias]) -> Result<()> {
    let report = import_founding(cx, map, Crs::Wgs84, FIRST_DAY)?;
    match report.problems.first() {
        None => lay(cx, &[], seconds),
        Some(problem) => Err(Failed::Broken(format!("our own map is refused: {problem:?}"))),
    }
}

/// A grid that absorbed two old ones of a kind: the map names the first, here is the other.
fn second_aliases(district: &District) -> Vec<GridAlias> {
    let mut seconds = Vec::new();
    for shape in &district.shapes {
        let mut seen = BTreeSet::new();
        let more = shape.legacy.iter().filter(|(kind, _)| !seen.insert(*kind));
        seconds.extend(more.map(|(kind, code)| GridAlias {
            unit: shape.unit,
            legacy_kind: (*kind).to_owned(),
            code: code.clone(),
        }));
    }
    seconds
}

/// The places that are looked at.
fn places(cx: &mut Cx<'_, '_>, subject: UnitId, points: &[PatrolPoint]) -> Result<()> {
    for point in points {
        store::grid::patrol::put(cx.tx, point)?;
    }
    founded(cx, "patrol_point", subject, points.len())
}

/// The records of those who serve in communities, and of those who left.
fn enter(
    cx: &mut Cx<'_, '_>,
    subject: UnitId,
    (records, former): (&[Record], &[Former]),
) -> Result<()> {
    for record in records {
        let person = record.person;
        store::ladder::service::insert(cx.tx, &record.service)?;
        store::ladder::fact::add_placement(cx.tx, person, &record.placement)?;
        if let Some(education) = &record.education {
            store::ladder::fact::add_education(cx.tx, person, education)?;
        }
        if let Some(held) = &record.certificate {
            store::ladder::fact::add_certificate(cx.tx, person, held)?;
        }
        for result in &record.results {
            store::ladder::fact::add_result(cx.tx, person, result, "")?;
        }
        for contract in &record.contracts {
            store::ladder::terms::add_contract(cx.tx, person, contract)?;
        }
    }
    for Former { service, placement, reason } in former {
        store::ladder::service::insert(cx.tx, service)?;
        store::ladder::fact::add_placement(cx.tx, service.person, placement)?;
        store::ladder::service::say_why(cx.tx, service.id, *reason, &service.order_no)?;
    }
    founded(cx, "worker", subject, records.len() + former.len())
}

/// The kinds of work of the posts in grids, and who heads each grid's branch or group: its leader.
fn team(cx: &mut Cx<'_, '_>, district: &District) -> Result<()> {
    store::org::version::hold(cx.tx)?;
    let today = cx.today();
    let kinds = cx.policies().rules.work_kinds(today)?.value;
    let codes: Vec<String> = kinds.into_iter().map(|kind| kind.code).collect();
    let mut rng = Rng::named(district.seed, "work kinds");
    let mut count = 0;
    for post in &district.posts {
        let Some(work) = work_of(post, &codes, &mut rng) else { continue };
        store::grid::team::set_work(cx.tx, post.id, &work)?;
        count += 1;
    }
    founded(cx, "grid_work", district.plan.district, count)?;
    let leaders = district.posts.iter().filter(|post| post.role == Role::GridLeader);
    let mut heads = 0;
    for post in leaders {
        let held = district.appointments.iter().filter(|held| held.post == post.id);
        let mut held = held.filter(|held| held.deputy_rank == 0 && held.until.is_none());
        if let Some(holder) = held.next() {
            store::grid::team::set_head(cx.tx, post.unit, holder.since, Some(holder.person))?;
            heads += 1;
        }
    }
    founded(cx, "grid_head", district.plan.district, heads)
}

/// A leader looks after what is agreed on, a full-time worker after half of the rest, a part-timer
/// after one or two things.
fn work_of(post: &Post, codes: &[String], rng: &mut Rng) -> Option<Vec<String>> {
    let many = match (post.role, post.part_time) {
        (Role::GridLeader, _) => 3,
        (Role::GridWorker, false) => 6,
        (Role::GridWorker, true) => 2,
        _ => return None,
    };
    let mut work = codes.to_vec();
    rng.shuffle(&mut work);
    work.truncate(many);
    work.sort();
    Some(work)
}

fn founded(cx: &mut Cx<'_, '_>, noun: &'static str, subject: UnitId, count: usize) -> Result<()> {
    let (what, detail) = ("founded", json!({ "count": count }));
    let subject = subject.0;
    cx.record(Event { actor: None, post: None, noun, subject, what, detail, basis: None })
}

fn open_accounts(app: &App, district: &District) -> Result<Vec<SignIn>> {
    let open = |shown: &Showcase| {
        let opened = app::sign_in::settle_now(app, shown.person, shown.login)?;
        let person = district.persons.iter().find(|person| person.id == shown.person);
        let name_zh = person.map(|person| person.name_zh.clone()).unwrap_or_default();
        let (login, password) = (opened.login, opened.password);
        Ok(SignIn { role: shown.role, name_zh, login, password })
    };
    district.showcases.iter().map(open).collect()
}
