//! Units (单位): added, renamed, ended. Never moved: another superior is another unit.
use super::edit::{self, By, CODE, Change, NAME};
use crate::{Cx, Failed, Result};
use ::org::{Action, Place, Unit, UnitKind, Who};
use base::{Date, UnitId};
use serde_json::json;

/// A unit to be added (新设单位).
#[derive(Clone, Debug)]
pub struct NewUnit {
    pub kind: UnitKind,
    /// Only the district has none.
    pub parent: Option<UnitId>,
    pub name_zh: String,
    pub name_en: String,
    /// Empty, or one's own among units of the kind.
    pub code: String,
    pub since: Date,
}

/// Adds a unit under one that is there today (设立).
pub fn add(cx: &mut Cx<'_, '_>, who: &Who, new: NewUnit) -> Result<UnitId> {
    cx.hold_org()?;
    let place = match new.parent {
        None => Place::default(),
        Some(parent) => cx.directory()?.place(parent).unwrap_or_default(),
    };
    let by = edit::allowed(who, Action::EditOrg, place, None)?;
    add_as(cx, by, new)
}

/// Gives a unit other names (更名). What was recorded under the old name keeps it.
pub fn rename(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: UnitId,
    name_zh: &str,
    name_en: &str,
) -> Result<()> {
    cx.hold_org()?;
    let (by, unit) = known(cx, who, id)?;
    let name_zh = edit::text::<NAME>("name_zh", name_zh)?;
    let name_en = edit::text_or_none::<NAME>("name_en", name_en)?;
    store::org::unit::rename(cx.tx, id, &name_zh, &name_en)?;
    let detail = json!({ "before": [unit.name_zh, unit.name_en], "after": [name_zh, name_en] });
    cx.org_changed(by, Change { noun: "unit", subject: id.0, what: "renamed", detail })
}

/// Ends a unit (撤销) under which nothing stands any more from that day on.
pub fn end(cx: &mut Cx<'_, '_>, who: &Who, id: UnitId, until: Date) -> Result<()> {
    cx.hold_org()?;
    let (by, unit) = known(cx, who, id)?;
    edit::end_after(unit.since, Some(until))?;
    if store::org::unit::is_in_use(cx.tx, id, until)? {
        return Err(Failed::refused("unit_in_use"));
    }
    edit::unless_stale(store::org::unit::end(cx.tx, id, until), "already_ended")?;
    let detail = json!({ "until": until });
    cx.org_changed(by, Change { noun: "unit", subject: id.0, what: "ended", detail })
}

pub(super) fn add_as(cx: &mut Cx<'_, '_>, by: By, new: NewUnit) -> Result<UnitId> {
    let since = edit::day("since", new.since)?;
    let unit = Unit {
        id: UnitId(cx.next_id()),
        kind: new.kind,
        parent: new.parent,
        name_zh: edit::text::<NAME>("name_zh", &new.name_zh)?,
        name_en: edit::text_or_none::<NAME>("name_en", &new.name_en)?,
        code: edit::text_or_none::<CODE>("code", &new.code)?,
        since,
        until: None,
    };
    let parent = match new.parent {
        None => None,
        Some(id) => Some(store::org::unit::get(cx.tx, id)?.ok_or(Failed::NotFound)?),
    };
    if !unit.kind.fits_under(parent.as_ref().map(|parent| parent.kind)) {
        return Err(Failed::field("parent", "unit_misplaced"));
    }
    // A superior that is to end would leave this one standing under nothing.
    if parent.is_some_and(|parent| parent.since > since || parent.until.is_some()) {
        return Err(Failed::field("since", "superior_not_there"));
    }
    if unit.kind == UnitKind::District && store::org::unit::is_any(cx.tx, unit.kind)? {
        return Err(Failed::field("kind", "second_district"));
    }
    let named = !unit.code.is_empty();
    if named && store::org::unit::is_code_taken(cx.tx, unit.kind, &unit.code, since)? {
        return Err(Failed::field("code", "code_taken"));
    }
    store::org::unit::insert(cx.tx, &unit)?;
    let detail = serde_json::to_value(&unit).map_err(|error| Failed::Broken(error.to_string()))?;
    cx.org_changed(by, Change { noun: "unit", subject: unit.id.0, what: "added", detail })?;
    Ok(unit.id)
}

fn known(cx: &mut Cx<'_, '_>, who: &Who, id: UnitId) -> Result<(By, Unit)> {
    let place = cx.directory()?.place(id).unwrap_or_default();
    let by = edit::allowed(who, Action::EditOrg, place, None)?;
    Ok((by, store::org::unit::get(cx.tx, id)?.ok_or(Failed::NotFound)?))
}
