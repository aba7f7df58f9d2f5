//! The workers of a street (社区工作者名册), and the record of one (档案).
use super::number::Masked;
use super::{SERVICES_MAX, allowed, load, place, street};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::Asked;
use ::ladder::promotion::{Forecast, next_level};
use ::ladder::scheme::{LevelRange, Scheme};
use ::ladder::terms::{Contract, Terms};
use ::ladder::worker::{Placement, Rating, Tenure, Worker};
use ::org::{Action, Denied, Person, Thing, Who, may, reach};
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
    /// Whether pay is read, of the whole district.
    pub pays: bool,
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
    let (street, streets, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let today = cx.today();
    let page = street::page(cx, street, after, limit)?;
    let mut rows = Vec::new();
    for named in page.named {
        let facts = store::ladder::fact::worker(cx.tx, named.service.person)?;
        let placement = facts.placement(Asked::new(today, today)).cloned();
        rows.push(Row { person: street::person(&named), service: named.service, placement });
    }
    let next = page.next;
    let (mut elected, mut hired) = (0, 0);
    for (tenure, count) in store::ladder::service::count(cx.tx, street, today)? {
        match tenure {
            Tenure::Elected => elected = count,
            Tenure::Hired => hired = count,
        }
    }
    let edits = !reach(who, Action::EditWorker).is_nothing();
    let pays = may(who, Action::ReadPay, &Thing::default()).is_ok();
    Ok(List { street, streets, rows, next, elected, hired, edits, pays, directory })
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
    /// Contracts, absences, professional titles.
    pub terms: Terms,
    /// The contract in force, and whether its end is near.
    pub contract: Option<Contract>,
    pub ends_soon: bool,
    /// The next level, with plain results and with the best ones; nothing before the first placing.
    pub steady: Option<Forecast>,
    pub best: Option<Forecast>,
    /// Masked; empty for whoever may not know that there are any.
    pub numbers: Vec<Masked>,
    pub edits: bool,
    pub pays: bool,
    pub looks: bool,
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
    let terms = store::ladder::terms::of(cx.tx, id)?;
    let contract = terms.contract(asked).cloned();
    let soon_days = rules.contract(asked)?.value.soon_days;
    let ends_soon = contract.as_ref().is_some_and(|it| it.ends_soon(today, soon_days));
    let at = services.first().map(|last| place(last.street, last.community)).unwrap_or_default();
    let can = |action| {
        let thing = Thing { place: at, own_person: Some(id), ..Thing::default() };
        may(who, action, &thing).is_ok()
    };
    let (edits, pays) = (can(Action::EditWorker), can(Action::ReadPay));
    let looks = can(Action::ReadNumber);
    let numbers = match looks || who.person == Some(id) {
        true => super::number::masked(cx, id)?,
        false => Vec::new(),
    };
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
        terms,
        contract,
        ends_soon,
        steady,
        best,
        numbers,
        edits,
        pays,
        looks,
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
