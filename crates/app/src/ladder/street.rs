//! Those who serve in a street, page by page (按街道翻页): by name, whatever the list is about.
use super::worker::PAGE_MAX;
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::org::{Action, Denied, Person, Thing, UnitKind, Who, reach};
use base::{PersonId, UnitId};
use std::sync::Arc;
use store::ladder::service::{Named, of_street};

/// A page of them.
pub(super) struct Page {
    pub named: Vec<Named>,
    /// After whom the next page begins; nothing at the end.
    pub next: Option<PersonId>,
}

/// Who serves today or comes later, those after `after`, at most `limit`.
pub(super) fn page(
    cx: &mut Cx<'_, '_>,
    street: UnitId,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Page> {
    let (today, limit) = (cx.today(), limit.clamp(1, PAGE_MAX));
    let last = after_whom(cx, after)?;
    let after = (&*last.0, last.1);
    let mut named = of_street(cx.tx, street, today, after, limit + 1)?;
    let more = named.len() > limit as usize;
    named.truncate(limit as usize);
    let next = named.last().filter(|_| more).map(|last| last.service.person);
    Ok(Page { named, next })
}

/// Where a list by name goes on.
pub(super) fn after_whom(
    cx: &mut Cx<'_, '_>,
    after: Option<PersonId>,
) -> Result<(String, PersonId)> {
    let last = match after {
        Some(after) => store::org::person::get(cx.tx, after)?,
        None => None,
    };
    Ok(last.map_or((String::new(), PersonId(0)), |last| (last.name_zh, last.id)))
}

/// Somebody of a page.
pub(super) fn person(named: &Named) -> Person {
    let (name_zh, name_en) = (named.name_zh.clone(), named.name_en.clone());
    Person { id: named.service.person, name_zh, name_en }
}

/// The streets in sight with an action, by id.
pub(super) fn in_sight(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    action: Action,
) -> Result<(Vec<UnitId>, Arc<Directory>)> {
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
    Ok((all.filter(sees).collect(), directory))
}

/// The street that is asked about, among those in sight; one's own or the first for no other.
pub(super) fn one(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    action: Action,
    street: Option<UnitId>,
) -> Result<(UnitId, Vec<UnitId>, Arc<Directory>)> {
    let (streets, directory) = in_sight(cx, who, action)?;
    let own = who.posts.iter().find_map(|held| held.path.street);
    let own = own.filter(|own| streets.contains(own));
    let asked = street.or(own).or(streets.first().copied()).ok_or(Failed::NotFound)?;
    match streets.contains(&asked) {
        true => Ok((asked, streets, directory)),
        false => Err(Failed::NotFound),
    }
}
