//! People who work here (人员): a name, nothing else about them.
use super::PAGE;
use super::edit::{self, By, Change, NAME};
use crate::{Cx, Result};
use ::org::{Action, Person, Place, Who};
use base::PersonId;
use serde_json::json;

/// Adds a person (录入人员). Without an appointment nobody has a right.
pub fn add(cx: &mut Cx<'_, '_>, who: &Who, name_zh: &str, name_en: &str) -> Result<PersonId> {
    cx.hold_org()?;
    let by = edit::allowed(who, Action::EditOrg, Place::default(), None)?;
    add_as(cx, by, name_zh, name_en)
}

/// Adds a person whose record the personnel office begins (建档录入): a name, without an appointment,
/// hence without any right.
pub fn add_for_record(cx: &mut Cx<'_, '_>, who: &Who, name_zh: &str) -> Result<PersonId> {
    cx.hold_org()?;
    let by = edit::allowed(who, Action::EditWorker, Place::default(), None)?;
    add_as(cx, by, name_zh, "")
}

/// People by name, those after `after`, at most a page.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<Person>> {
    edit::allowed(who, Action::ReadOrg, Place::default(), None)?;
    let after = match after {
        None => None,
        Some(id) => store::org::person::get(cx.tx, id)?,
    };
    Ok(store::org::person::list(cx.tx, after.as_ref(), limit.min(PAGE))?)
}

/// People whose Chinese name begins so, by name, at most `limit` (按姓名查找).
pub fn named(cx: &mut Cx<'_, '_>, who: &Who, begins: &str, limit: u32) -> Result<Vec<Person>> {
    edit::allowed(who, Action::ReadOrg, Place::default(), None)?;
    let begins = begins.trim();
    if begins.is_empty() {
        return Ok(Vec::new());
    }
    // A name sorts before every longer one that begins with it.
    let (id, name_zh, name_en) = (PersonId(0), begins.to_owned(), String::new());
    let first = Person { id, name_zh, name_en };
    let mut found = store::org::person::list(cx.tx, Some(&first), limit.min(PAGE))?;
    found.retain(|person| person.name_zh.starts_with(begins));
    Ok(found)
}

/// One person, appointed or not.
pub fn get(cx: &mut Cx<'_, '_>, who: &Who, id: PersonId) -> Result<Option<Person>> {
    edit::allowed(who, Action::ReadOrg, Place::default(), Some(id))?;
    Ok(store::org::person::get(cx.tx, id)?)
}

pub(super) fn add_as(
    cx: &mut Cx<'_, '_>,
    by: By,
    name_zh: &str,
    name_en: &str,
) -> Result<PersonId> {
    let person = Person {
        id: PersonId(cx.next_id()),
        name_zh: edit::text::<NAME>("name_zh", name_zh)?,
        name_en: edit::text_or_none::<NAME>("name_en", name_en)?,
    };
    store::org::person::insert(cx.tx, &person)?;
    let detail = json!({ "name_zh": person.name_zh, "name_en": person.name_en });
    cx.org_changed(by, Change { noun: "person", subject: person.id.0, what: "added", detail })?;
    Ok(person.id)
}
