//! Versions of grids are saved (保存网格版本), each with its event, and the map gets a new number.
use super::draft::{Draft, Drafts};
use super::{By, ImportReport};
use crate::{Cx, Event, Failed, Result};
use base::place::Polygon;
use base::{Basis, UnitId};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::grid::map::{GridAlias, GridVersion};

pub(super) fn save(cx: &mut Cx<'_, '_>, by: By, drafts: Drafts) -> Result<ImportReport> {
    let Drafts { grids, notes, missing, basis } = drafts;
    let mut report = ImportReport { notes, missing, ..ImportReport::default() };
    let known = store::grid::map::aliases(cx.tx)?;
    let known: HashMap<(String, String), UnitId> =
        known.into_iter().map(|alias| ((alias.legacy_kind, alias.code), alias.unit)).collect();
    let mut touched = false;
    for draft in grids {
        let mut saver = Saver { cx: &mut *cx, by, basis: &basis };
        if draft.is_new {
            saver.add_unit(&draft)?;
        }
        touched |= saver.absorb(&draft, &known)?;
        let code = draft.unit.code.clone();
        if draft.before.as_ref().is_some_and(|before| is_same(before, &draft.after)) {
            report.unchanged += 1;
            continue;
        }
        saver.redraw(&draft)?;
        let list = if draft.is_new { &mut report.made } else { &mut report.changed };
        list.push(code);
    }
    if !report.made.is_empty() {
        let stamp = cx.next_id();
        store::org::version::changed(cx.tx, stamp)?;
    }
    if touched || !report.made.is_empty() || !report.changed.is_empty() {
        changed(cx)?;
    }
    Ok(report)
}

/// Lays down shapes for units that are there already, without asking for a right: for the demo and
/// for tests. Whoever calls it vouches for kinds, communities and borders.
pub fn lay(cx: &mut Cx<'_, '_>, versions: &[GridVersion], aliases: &[GridAlias]) -> Result<()> {
    store::grid::map::hold(cx.tx)?;
    for version in versions {
        let shape = store::grid::map::rounded(&version.shape);
        let version = GridVersion { shape, ..version.clone() };
        store::grid::map::insert(cx.tx, &version)?;
        let detail = json!({ "before": null, "after": facts(&version) });
        record(cx, By::default(), version.unit, "drawn", detail, None)?;
    }
    for alias in aliases {
        store::grid::map::insert_alias(cx.tx, alias)?;
        let detail = absorbed(&[alias]);
        record(cx, By::default(), alias.unit, "absorbed", detail, None)?;
    }
    changed(cx)
}

struct Saver<'s, 'a, 'c> {
    cx: &'s mut Cx<'a, 'c>,
    by: By,
    basis: &'s Basis,
}

impl Saver<'_, '_, '_> {
    fn add_unit(&mut self, draft: &Draft) -> Result<()> {
        let unit = &draft.unit;
        store::org::unit::insert(self.cx.tx, unit)?;
        let broken = |error: serde_json::Error| Failed::Broken(error.to_string());
        let detail = serde_json::to_value(unit).map_err(broken)?;
        let (actor, post, subject) = (self.by.person, self.by.post, unit.id.0);
        let (noun, what, basis) = ("unit", "added", None);
        self.cx.record(Event { actor, post, noun, subject, what, detail, basis })
    }

    /// The old version ends where the new one begins. One of the same first day is corrected
    /// instead, and the event keeps its shape.
    fn redraw(&mut self, draft: &Draft) -> Result<()> {
        let Draft { before, after, .. } = draft;
        let (mut what, mut old) = ("drawn", Value::Null);
        if let Some(before) = before {
            (what, old) = ("redrawn", facts(before));
            if before.since == after.since {
                what = "corrected";
                old["shape"] = json!(rings(&before.shape));
                store::grid::map::take_back(self.cx.tx, before.unit, before.since)?;
            } else if before.until.is_none() {
                store::grid::map::close(self.cx.tx, before.unit, before.since, after.since)?;
            }
        }
        store::grid::map::insert(self.cx.tx, after)?;
        let detail = json!({ "before": old, "after": facts(after) });
        record(self.cx, self.by, after.unit, what, detail, Some(self.basis))
    }

    /// Old grids that are not part of this one yet. Says whether there were any.
    fn absorb(&mut self, draft: &Draft, known: &HashMap<(String, String), UnitId>) -> Result<bool> {
        let is_known = |alias: &&GridAlias| {
            let key = (alias.legacy_kind.clone(), alias.code.clone());
            known.get(&key) == Some(&alias.unit)
        };
        let new: Vec<&GridAlias> = draft.aliases.iter().filter(|alias| !is_known(alias)).collect();
        if new.is_empty() {
            return Ok(false);
        }
        for alias in &new {
            store::grid::map::insert_alias(self.cx.tx, alias)?;
        }
        record(self.cx, self.by, draft.unit.id, "absorbed", absorbed(&new), None)?;
        Ok(true)
    }
}

fn is_same(before: &GridVersion, after: &GridVersion) -> bool {
    before.until.is_none() && GridVersion { since: before.since, ..after.clone() } == *before
}

fn changed(cx: &mut Cx<'_, '_>) -> Result<()> {
    let stamp = cx.next_id();
    Ok(store::grid::map::changed(cx.tx, stamp)?)
}

fn record(
    cx: &mut Cx<'_, '_>,
    by: By,
    grid: UnitId,
    what: &'static str,
    detail: Value,
    basis: Option<&Basis>,
) -> Result<()> {
    let (actor, post, subject) = (by.person, by.post, grid.0);
    cx.record(Event { actor, post, noun: "grid", subject, what, detail, basis })
}

/// What an event says of a version; the shape by its digest, since the row keeps it.
fn facts(version: &GridVersion) -> Value {
    let GridVersion { since, kind, households, party_form, party_name, shape, .. } = version;
    json!({
        "since": since,
        "kind": kind,
        "households": households,
        "party_form": party_form,
        "party_name": party_name,
        "shape_sha256": digest(shape),
    })
}

fn absorbed(aliases: &[&GridAlias]) -> Value {
    let pair = |alias: &&GridAlias| json!([alias.legacy_kind, alias.code]);
    json!({ "legacy": aliases.iter().map(pair).collect::<Vec<Value>>() })
}

fn rings(shape: &Polygon) -> Vec<Vec<[f64; 2]>> {
    let ring = |ring: &Vec<_>| ring.iter().map(|p: &base::place::Point| [p.lon, p.lat]).collect();
    shape.rings.iter().map(ring).collect()
}

fn digest(shape: &Polygon) -> String {
    let digest = Sha256::digest(json!(rings(shape)).to_string());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
