//! The page of one grid (网格页), and lists of grids.
//!
//! What is *not* here: matters of the grid ([`crate::grid::matter`]).
use super::AreaFacts;
use crate::grid::team::{self, TeamPage};
use crate::org::{Directory, PAGE};
use crate::{Cx, Failed, Result};
use ::grid::rules::GridKind;
use ::org::{Action, Person, Place, Thing, Unit, Who, may};
use base::{Cited, Date, UnitId};
use store::grid::map::{GridAlias, GridVersion};

/// One grid with all that its page shows (网格页).
#[derive(Clone, Debug)]
pub struct GridPage {
    pub unit: Unit,
    pub community: Unit,
    pub street: Unit,
    /// What it is like today; nothing for a grid that has no shape today.
    pub facts: Option<AreaFacts>,
    /// What policy says of its kind.
    pub kind: Option<Cited<GridKind>>,
    /// Whether its households are as many as policy foresees.
    pub fits: Option<bool>,
    /// The legacy grids it absorbed (原网格).
    pub aliases: Vec<GridAlias>,
    /// What it was like, the newest first; at most [`VERSIONS_MAX`].
    pub versions: Vec<VersionFacts>,
    /// Who works here; nothing for a reader without the right.
    pub team: Option<TeamPage>,
}

/// One version of a grid (网格版本).
#[derive(Clone, Debug, PartialEq)]
pub struct VersionFacts {
    pub since: Date,
    pub until: Option<Date>,
    pub kind: String,
    pub households: u32,
    pub party_form: String,
    pub party_name: String,
}

/// Grids that one list shows, and where the next page begins.
#[derive(Clone, Debug)]
pub struct GridList {
    pub rows: Vec<GridRow>,
    /// Pass it as `after`; nothing on the last page.
    pub next: Option<UnitId>,
    /// How many there are in all, and their households.
    pub grids: usize,
    pub households: u64,
}

/// One grid in a list.
#[derive(Clone, Debug)]
pub struct GridRow {
    pub facts: AreaFacts,
    pub community_zh: String,
    pub community_en: String,
    /// Who leads it today; nothing where nobody does, or for a reader without the right.
    pub leader: Option<Person>,
}

/// A grid is redrawn once in years; more versions are a thing for the audit.
pub const VERSIONS_MAX: u32 = 50;
/// Eight kinds of old grid were merged, a few of each kind into one.
pub const ALIASES_MAX: u32 = 200;

/// The page of a grid that is there today (查看网格).
pub fn grid_page(cx: &mut Cx<'_, '_>, who: &Who, grid: UnitId) -> Result<GridPage> {
    let directory = cx.directory()?;
    let place = directory.place(grid).filter(|place| place.grid == Some(grid));
    let place = place.ok_or(Failed::NotFound)?;
    may(who, Action::ReadMap, &thing(place))?;
    let unit = |unit: Option<UnitId>| {
        unit.and_then(|unit| directory.unit(unit)).cloned().ok_or(Failed::NotFound)
    };
    let facts = cx.map()?.areas.get(&grid).cloned();
    let kind = facts.as_ref().map(|facts| kind(cx, &facts.kind)).transpose()?.flatten();
    let fits = kind.as_ref().zip(facts.as_ref());
    let versions = store::grid::map::versions(cx.tx, grid, VERSIONS_MAX)?;
    Ok(GridPage {
        unit: unit(Some(grid))?,
        community: unit(place.community)?,
        street: unit(place.street)?,
        fits: fits.map(|(kind, facts)| kind.value.fits(facts.households)),
        facts,
        kind,
        aliases: store::grid::map::aliases_of(cx.tx, grid, ALIASES_MAX)?,
        versions: versions.into_iter().map(VersionFacts::of).collect(),
        team: match may(who, Action::ReadTeam, &thing(place)) {
            Ok(_) => Some(team::team(cx, who, grid)?),
            Err(_) => None,
        },
    })
}

/// The grid that absorbed a legacy grid (原网格编码查询); nothing where none did.
pub fn find_by_alias(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    legacy_kind: &str,
    code: &str,
) -> Result<Option<UnitId>> {
    may(who, Action::ReadMap, &Thing::default())?;
    Ok(store::grid::map::find_alias(cx.tx, legacy_kind.trim(), code.trim())?)
}

/// The grids of a community, a street or the district by their codes, those after `after`.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    within: UnitId,
    after: Option<UnitId>,
    limit: u32,
) -> Result<GridList> {
    let directory = cx.directory()?;
    let place = directory.place(within).ok_or(Failed::NotFound)?;
    may(who, Action::ReadMap, &thing(place))?;
    let map = cx.map()?;
    let mut all: Vec<&AreaFacts> =
        map.areas.values().filter(|facts| lies_in(facts.place, place)).collect();
    all.sort_by(|a, b| (&a.code, a.grid).cmp(&(&b.code, b.grid)));
    let start = match after {
        None => 0,
        Some(after) => {
            let at = all.iter().position(|facts| facts.grid == after);
            at.ok_or_else(|| Failed::field("after", "unknown"))? + 1
        }
    };
    let limit = limit.clamp(1, PAGE) as usize;
    let shown = &all[start..all.len().min(start + limit)];
    let is_last = start + shown.len() == all.len();
    Ok(GridList {
        rows: shown.iter().map(|facts| row(&directory, who, facts)).collect(),
        next: shown.last().filter(|_| !is_last).map(|facts| facts.grid),
        grids: all.len(),
        households: all.iter().map(|facts| u64::from(facts.households)).sum(),
    })
}

impl VersionFacts {
    fn of(version: GridVersion) -> VersionFacts {
        let GridVersion { since, until, kind, households, party_form, party_name, .. } = version;
        VersionFacts { since, until, kind, households, party_form, party_name }
    }
}

fn row(directory: &Directory, who: &Who, facts: &AreaFacts) -> GridRow {
    let community = facts.place.community.and_then(|unit| directory.unit(unit));
    let sees_team = may(who, Action::ReadTeam, &thing(facts.place)).is_ok();
    let leader = if sees_team { team::leader(directory, facts.grid) } else { None };
    GridRow {
        community_zh: community.map(|unit| unit.name_zh.clone()).unwrap_or_default(),
        community_en: community.map(|unit| unit.name_en.clone()).unwrap_or_default(),
        facts: facts.clone(),
        leader: leader.cloned(),
    }
}

/// Whether every unit that `outer` names is one of `inner`'s too.
fn lies_in(inner: Place, outer: Place) -> bool {
    let within = |inner: Option<UnitId>, outer: Option<UnitId>| outer.is_none() || inner == outer;
    within(inner.street, outer.street)
        && within(inner.community, outer.community)
        && within(inner.grid, outer.grid)
        && within(inner.department, outer.department)
}

fn kind(cx: &Cx<'_, '_>, code: &str) -> Result<Option<Cited<GridKind>>> {
    let Cited { value, basis } = cx.policies().rules.grid_kinds(cx.today())?;
    let found = value.into_iter().find(|kind| kind.code == code);
    Ok(found.map(|value| Cited { value, basis }))
}

fn thing(place: Place) -> Thing {
    Thing { place, ..Thing::default() }
}
