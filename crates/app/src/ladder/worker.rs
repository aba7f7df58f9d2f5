//! The workers of a street (社区工作者名册), and the record of one (档案).
use super::{SERVICES_MAX, allowed, load, place};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::Asked;
use ::ladder::promotion::{Forecast, next_level};
use ::ladder::scheme::{LevelRange, Scheme};
use ::ladder::worker::{Placement, Rating, Tenure, Worker};
use ::org::{Action, Denied, Person, Thing, UnitKind, Who, may, reach};
use base::{Basis, PersonId, UnitId};
use std::sync::Arc;

pub use store::ladder::service::Service;

/// The longest page of a list.
pub const PAGE_MAX: u32 = 200;

/// A page of the workers of a street (名册).
pub struct List {
    pub street: UnitId,
    /// The streets in sight.
    pub streets: Vec<UnitId>,
    pub rows: Vec<Row>,
    pub next: Option<PersonId>,
    /// How many serve today, elected and hired (选任、聘任).
    pub elected: u32,
    pub hired: u32,
    pub edits: bool,
    pub directory: Arc<Directory>,
}

/// A worker in a list.
pub struct Row {
    pub person: Person,
    pub service: Service,
    /// The level today; nothing before the first placing.
    pub placement: Option<Placement>,
}

/// The workers of a street by name, those after `after`, at most `limit`.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    after: Option<PersonId>,
    limit: u32,
) -> Result<List> {
    let (street, streets, directory) = street_of(cx, who, street)?;
    let (today, limit) = (cx.today(), limit.clamp(1, PAGE_MAX));
    let last = match after {
        Some(after) => store::org::person::get(cx.tx, after)?,
        None => None,
    };
    let after = last.as_ref().map_or(("", PersonId(0)), |last| (&*last.name_zh, last.id));
    let found = store::ladder::service::of_street(cx.tx, street, today, after, limit + 1)?;
    let more = found.len() > limit as usize;
    let mut rows = Vec::new();
    for named in found.into_iter().take(limit as usize) {
        let id = named.service.person;
        let facts = store::ladder::fact::worker(cx.tx, id)?;
        let placement = facts.placement(Asked::new(today, today)).cloned();
        let person = Person { id, name_zh: named.name_zh, name_en: named.name_en };
        rows.push(Row { person, service: named.service, placement });
    }
    let next = rows.last().filter(|_| more).map(|row| row.person.id);
    let (mut elected, mut hired) = (0, 0);
    for (tenure, count) in store::ladder::service::count(cx.tx, street, today)? {
        match tenure {
            Tenure::Elected => elected = count,
            Tenure::Hired => hired = count,
        }
    }
    let edits = !reach(who, Action::EditWorker).is_nothing();
    Ok(List { street, streets, rows, next, elected, hired, edits, directory })
}

/// The street that is asked about, among those in sight; one's own or the first for no other.
pub(super) fn street_of(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
) -> Result<(UnitId, Vec<UnitId>, Arc<Directory>)> {
    street_for(cx, who, Action::ListWorkers, street)
}

/// The same for another list.
pub(super) fn street_for(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    action: Action,
    street: Option<UnitId>,
) -> Result<(UnitId, Vec<UnitId>, Arc<Directory>)> {
    let directory = cx.directory()?;
    let sight = reach(who, action);
    if sight.is_nothing() {
        return Err(Failed::Denied(Denied::NoRight));
    }
    let all = directory.units(UnitKind::Street).map(|unit| unit.id);
    let sees = |unit: &UnitId| {
        let place = directory.place(*unit).unwrap_or_default();
        sight.sees(&Thing { place, ..Thing::default() })
    };
    let streets: Vec<UnitId> = all.filter(sees).collect();
    let own = who.posts.iter().find_map(|held| held.path.street);
    let own = own.filter(|own| streets.contains(own));
    let asked = street.or(own).or(streets.first().copied()).ok_or(Failed::NotFound)?;
    if !streets.contains(&asked) {
        return Err(Failed::NotFound);
    }
    Ok((asked, streets, directory))
}

/// What is known of a worker, and what comes next (档案).
pub struct Record {
    pub person: Person,
    /// The newest first.
    pub services: Vec<Service>,
    pub facts: Worker,
    pub placement: Option<Placement>,
    pub scheme: Scheme,
    pub scheme_basis: Basis,
    /// The levels of the present post.
    pub range: Option<LevelRange>,
    /// The next level, with plain results and with the best ones; nothing before the first placing.
    pub steady: Option<Forecast>,
    pub best: Option<Forecast>,
    pub edits: bool,
    pub pays: bool,
    pub directory: Arc<Directory>,
}

/// The record of a worker.
pub fn record(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Record> {
    let (services, _) = load(cx, who, person, Action::ReadWorker)?;
    let id = person;
    let person = store::org::person::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let facts = store::ladder::fact::worker(cx.tx, id)?;
    let (today, rules) = (cx.today(), &cx.policies().ladder);
    let asked = Asked::new(today, today);
    let scheme = rules.scheme(asked)?;
    let placement = facts.placement(asked).cloned();
    let range = placement.as_ref().and_then(|it| scheme.value.range(it.kind).ok()).copied();
    let forecast = |assuming| next_level(&facts, asked, assuming, rules).ok();
    let (steady, best) = (forecast(Rating::Qualified), forecast(Rating::Excellent));
    let at = services.first().map(|last| place(last.street, last.community)).unwrap_or_default();
    let can = |action| {
        let thing = Thing { place: at, own_person: Some(id), ..Thing::default() };
        may(who, action, &thing).is_ok()
    };
    let (edits, pays) = (can(Action::EditWorker), can(Action::ReadPay));
    let directory = cx.directory()?;
    let (scheme, scheme_basis) = (scheme.value.clone(), scheme.basis);
    Ok(Record {
        person,
        services,
        facts,
        placement,
        scheme,
        scheme_basis,
        range,
        steady,
        best,
        edits,
        pays,
        directory,
    })
}

/// One's own record, if one has any (本人档案).
pub fn own(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Option<PersonId>> {
    let person = who.person.ok_or(Failed::Denied(Denied::SignIn))?;
    let services = store::ladder::service::of(cx.tx, person, SERVICES_MAX)?;
    let Some(last) = services.first() else { return Ok(None) };
    let seen = allowed(who, Action::ReadWorker, place(last.street, last.community), person);
    Ok(seen.is_ok().then_some(person))
}
