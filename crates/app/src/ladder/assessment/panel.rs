//! The panels (评议小组): opened with so many codes for each group, closed when enough have rated.
//!
//! Codes are made by chance, printed once, kept as digests. Who got which paper is written nowhere.
//! What is seen of a panel, by the auditor too, are heads by group.
use super::{COMMUNITIES_MAX, GROUPS_MAX, asked, changed, leads, load};
use crate::ladder::street;
use crate::org::Directory;
use crate::secret::Code;
use crate::{Cx, Failed, Result};
use ::ladder::Refused;
use ::ladder::assessment::course::Stage;
use ::ladder::assessment::panel::{Tally, missing};
use ::org::{Action, UnitKind, Who};
use base::{Basis, UnitId};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::ladder::assessment::panel as rows;

pub use rows::{Group, Panel};

/// More raters than a community gathers; a sheet of codes of more is a slip of the hand.
pub const CODES_MAX: u32 = 500;
/// More workers than a community has.
pub(super) const SUBJECTS_MAX: u32 = 500;

/// The panels of a street (评议情况).
pub struct Panels {
    pub year: i16,
    pub stage: Stage,
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub rows: Vec<Row>,
    /// What the rules ask for.
    pub rule: ::ladder::rules::Panel,
    pub basis: Basis,
    pub edits: bool,
    pub directory: Arc<Directory>,
}

/// The panel of a community, if it has one yet.
pub struct Row {
    pub community: UnitId,
    pub panel: Option<Panel>,
    pub groups: Vec<Group>,
    /// What it lacks still.
    pub missing: Vec<Refused>,
}

/// New codes, seen this once (评议码).
#[derive(Clone)]
pub struct Printed {
    pub year: i16,
    pub community: UnitId,
    /// Group by group.
    pub codes: Vec<(String, Vec<Code>)>,
    pub rule: ::ladder::rules::Panel,
    pub directory: Arc<Directory>,
}

/// The panels of a street, community by community.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, street): (i16, Option<UnitId>),
) -> Result<Panels> {
    let (street, streets, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    let rule = cx.policies().ladder.panel(asked(year, today))?;
    let (rule, basis) = (rule.value.clone(), rule.basis);
    let panels = rows::of_year(cx.tx, year, COMMUNITIES_MAX)?;
    let panels: BTreeMap<UnitId, Panel> = panels.into_iter().map(|it| (it.community, it)).collect();
    let mut groups = groups_of_year(cx, year)?;
    let below = directory.units(UnitKind::Community).filter(|it| it.parent == Some(street));
    let mut rows = Vec::new();
    for community in below.map(|it| it.id) {
        let panel = panels.get(&community).copied();
        let groups = groups.remove(&community).unwrap_or_default();
        let missing = match panel {
            Some(_) => missing(&tallies(&groups), asked(year, today), &cx.policies().ladder)?,
            None => Vec::new(),
        };
        rows.push(Row { community, panel, groups, missing });
    }
    let (stage, edits) = (assessment.course.stage(today), leads(who).is_ok());
    Ok(Panels { year, stage, street, streets, rows, rule, basis, edits, directory })
}

/// Opens the panel of a community and gives its codes, this once (组建评议小组).
pub fn open(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, community): (i16, UnitId),
    heads: &[(String, u32)],
) -> Result<Printed> {
    let granted = leads(who)?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    if assessment.course.goals.is_none() {
        return Err(Failed::refused("goals_first"));
    }
    if assessment.course.decided.is_some() {
        return Err(Failed::refused("assessment_decided"));
    }
    let directory = cx.directory()?;
    let found = directory.unit(community).filter(|unit| unit.kind == UnitKind::Community);
    let street = found.and_then(|unit| unit.parent);
    let street = street.ok_or(Failed::field("community", "choose"))?;
    let asked = asked(year, today);
    let (rule, basis) = {
        let rule = cx.policies().ladder.panel(asked)?;
        (rule.value.clone(), rule.basis)
    };
    if heads.iter().map(|(_, heads)| heads).sum::<u32>() > CODES_MAX {
        return Err(Failed::field("heads", "too_many_codes"));
    }
    // With fewer papers than raters are asked for, the panel could never be closed.
    let planned =
        heads.iter().map(|(group, raters)| Tally { group: group.clone(), raters: *raters });
    let planned: Vec<Tally> = planned.collect();
    if let Some(lack) = missing(&planned, asked, &cx.policies().ladder)?.into_iter().next() {
        return Err(crate::ladder::at("heads")(lack));
    }
    if !rows::open(cx.tx, &Panel { year, community, street, opened_on: today, closed_on: None })? {
        return Err(Failed::field("community", "panel_there"));
    }
    let served = store::ladder::assessment::panel_service(cx.tx, community, today, SUBJECTS_MAX)?;
    if served.is_empty() {
        return Err(Failed::field("community", "nobody_serves"));
    }
    for (person, head) in served {
        let subject =
            rows::Subject { person, community, street, head, sum: rust_decimal::Decimal::ZERO };
        rows::add_subject(cx.tx, year, &subject)?;
    }
    for (group, heads) in heads {
        rows::add_group(cx.tx, (year, community), group, *heads)?;
    }
    let codes = print(cx, (year, community), heads)?;
    let detail = json!({ "community": community, "codes": codes.iter().map(|it| it.1.len()).sum::<usize>() });
    changed(cx, (who, granted), year, "panel_opened", detail, Some(&basis))?;
    Ok(Printed { year, community, codes, rule, directory })
}

/// Takes back every code that nobody has used and gives as many new ones (重新印发): for papers that
/// were lost, or a printer that failed.
pub fn print_again(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, community): (i16, UnitId),
) -> Result<Printed> {
    let granted = leads(who)?;
    opened(cx, year, community)?;
    let rule = cx.policies().ladder.panel(asked(year, cx.today()))?.value.clone();
    let mut heads = Vec::new();
    for group in rows::groups(cx.tx, year, community)? {
        heads.push((group.code.clone(), rows::void(cx.tx, year, community, &group.code)?));
    }
    let codes = print(cx, (year, community), &heads)?;
    let detail = json!({ "community": community });
    changed(cx, (who, granted), year, "codes_printed_again", detail, None)?;
    let directory = cx.directory()?;
    Ok(Printed { year, community, codes, rule, directory })
}

/// Closes a panel (结束评议); refused while the rules want more raters, with what is missing.
pub fn close(cx: &mut Cx<'_, '_>, who: &Who, (year, community): (i16, UnitId)) -> Result<()> {
    let granted = leads(who)?;
    opened(cx, year, community)?;
    let (today, rules) = (cx.today(), &cx.policies().ladder);
    let basis = rules.panel(asked(year, today))?.basis;
    let tallies = tallies(&rows::groups(cx.tx, year, community)?);
    if let Some(lack) = missing(&tallies, asked(year, today), rules)?.into_iter().next() {
        return Err(lack.into());
    }
    rows::close(cx.tx, year, community, today)?;
    let raters: u32 = tallies.iter().map(|tally| tally.raters).sum();
    let detail = json!({ "community": community, "raters": raters });
    changed(cx, (who, granted), year, "panel_closed", detail, Some(&basis))
}

/// The panel, if raters may still come.
fn opened(cx: &mut Cx<'_, '_>, year: i16, community: UnitId) -> Result<Panel> {
    load(cx, year)?;
    let panel = rows::get(cx.tx, year, community)?.ok_or(Failed::NotFound)?;
    match panel.closed_on {
        None => Ok(panel),
        Some(_) => Err(Failed::refused("panel_closed")),
    }
}

/// Makes codes and keeps their digests, in the digests' order: the rows say nothing of the papers'.
fn print(
    cx: &mut Cx<'_, '_>,
    (year, community): (i16, UnitId),
    heads: &[(String, u32)],
) -> Result<Vec<(String, Vec<Code>)>> {
    let mut kept = Vec::new();
    let mut codes = Vec::new();
    for (group, heads) in heads {
        let made: Vec<Code> = (0..*heads).map(|_| Code::random()).collect();
        kept.extend(made.iter().map(|code| (code.panel_digest(cx.app.keys()), group.clone())));
        codes.push((group.clone(), made));
    }
    kept.sort();
    for (digest, group) in kept {
        let slip = rows::Slip { year, community, group, spent: false };
        rows::add_code(cx.tx, &digest, &slip)?;
    }
    Ok(codes)
}

/// The groups of every panel of a year.
pub(super) fn groups_of_year(
    cx: &mut Cx<'_, '_>,
    year: i16,
) -> Result<BTreeMap<UnitId, Vec<Group>>> {
    let mut groups: BTreeMap<UnitId, Vec<Group>> = BTreeMap::new();
    for (community, group) in rows::all_groups(cx.tx, year, GROUPS_MAX)? {
        groups.entry(community).or_default().push(group);
    }
    Ok(groups)
}

/// The heads of a panel, as the rules take them.
pub(super) fn tallies(groups: &[Group]) -> Vec<Tally> {
    let tally = |group: &Group| Tally { group: group.code.clone(), raters: group.raters };
    groups.iter().map(tally).collect()
}
