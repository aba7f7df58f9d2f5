//! From the features of a file to what is to be saved (导入草稿), checked against what is there.
use super::overlap::overlaps;
use super::{MapFault, MapProblem};
use crate::{Cx, Result};
use ::grid::geojson::{Feature, GeoFault, PROBLEMS_MAX, check_kinds};
use ::grid::rules::GridKind;
use ::org::{Unit, UnitKind};
use base::{Basis, Date, UnitId};
use std::collections::{BTreeMap, HashMap};
use store::grid::map::{GridAlias, GridVersion, rounded};

/// Everything to be saved.
pub(super) struct Drafts {
    pub grids: Vec<Draft>,
    pub notes: Vec<MapProblem>,
    pub missing: Vec<String>,
    /// What the kinds of grid rest on.
    pub basis: Basis,
}

/// One grid to be saved.
pub(super) struct Draft {
    pub unit: Unit,
    /// There is no such unit yet.
    pub is_new: bool,
    /// The newest version there is.
    pub before: Option<GridVersion>,
    pub after: GridVersion,
    pub aliases: Vec<GridAlias>,
}

/// Checks every feature; answers with all that is wrong, or with what to save.
pub(super) fn drafts(
    cx: &mut Cx<'_, '_>,
    features: &[Feature],
    since: Date,
) -> Result<std::result::Result<Drafts, Vec<MapProblem>>> {
    let (rules, today) = (&cx.policies().rules, cx.today());
    let kinds = rules.grid_kinds(today)?;
    let legacy = rules.legacy_kinds(today)?.value;
    let problems = MapProblem::of_file(check_kinds(features, &kinds.value, &legacy));
    let known = Known::load(cx, since)?;
    let mut checker = Checker { known, kinds: &kinds.value, since, problems, notes: Vec::new() };
    let mut grids = Vec::new();
    for (at, feature) in features.iter().enumerate() {
        if checker.problems.len() >= PROBLEMS_MAX {
            break;
        }
        if let Some(draft) = checker.draft(cx, at, feature)? {
            checker.note(at, feature, &draft);
            grids.push(draft);
        }
    }
    checker.legacy(features);
    if checker.problems.is_empty() {
        checker.overlapping(&grids);
    }
    let Checker { known, mut problems, notes, .. } = checker;
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.feature);
        return Ok(Err(problems));
    }
    let missing = known.others(&grids).map(|(unit, _)| unit.code.clone()).collect();
    Ok(Ok(Drafts { grids, notes, missing, basis: kinds.basis }))
}

/// The units of the day on which the file holds, and the shapes there are.
struct Known {
    units: BTreeMap<UnitId, Unit>,
    communities: HashMap<String, UnitId>,
    grids: HashMap<String, UnitId>,
    newest: BTreeMap<UnitId, GridVersion>,
    on_the_day: BTreeMap<UnitId, GridVersion>,
}

impl Known {
    fn load(cx: &mut Cx<'_, '_>, day: Date) -> Result<Known> {
        let units = store::org::unit::on(cx.tx, day)?;
        let by_code = |kind: UnitKind| {
            let units = units.iter().filter(|unit| unit.kind == kind && !unit.code.is_empty());
            units.map(|unit| (unit.code.clone(), unit.id)).collect()
        };
        let by_unit = |versions: Vec<GridVersion>| {
            versions.into_iter().map(|version| (version.unit, version)).collect()
        };
        Ok(Known {
            communities: by_code(UnitKind::Community),
            grids: by_code(UnitKind::Grid),
            newest: by_unit(store::grid::map::latest(cx.tx)?),
            on_the_day: by_unit(store::grid::map::on(cx.tx, day)?),
            units: units.into_iter().map(|unit| (unit.id, unit)).collect(),
        })
    }

    fn code(&self, unit: Option<UnitId>) -> String {
        let unit = unit.and_then(|unit| self.units.get(&unit));
        unit.map(|unit| unit.code.clone()).unwrap_or_default()
    }

    /// The grids on the map of that day that the file does not mention.
    fn others<'a>(
        &'a self,
        drafts: &'a [Draft],
    ) -> impl Iterator<Item = (&'a Unit, &'a GridVersion)> {
        let named: std::collections::BTreeSet<UnitId> =
            drafts.iter().map(|draft| draft.unit.id).collect();
        let others = self.on_the_day.values().filter(move |version| !named.contains(&version.unit));
        others.filter_map(|version| Some((self.units.get(&version.unit)?, version)))
    }
}

struct Checker<'a> {
    known: Known,
    kinds: &'a [GridKind],
    since: Date,
    problems: Vec<MapProblem>,
    notes: Vec<MapProblem>,
}

impl Checker<'_> {
    fn draft(
        &mut self,
        cx: &mut Cx<'_, '_>,
        at: usize,
        feature: &Feature,
    ) -> Result<Option<Draft>> {
        if let Some(since) = feature.since.filter(|since| *since > self.since) {
            self.problem(at, feature, MapFault::NotYet { since });
        }
        let found = self.known.grids.get(&feature.code).copied();
        let unit = match found.and_then(|id| self.known.units.get(&id).cloned()) {
            Some(unit) => unit,
            None => match self.new_unit(cx, at, feature)? {
                Some(unit) => unit,
                None => return Ok(None),
            },
        };
        self.superiors(at, feature, &unit);
        let before = self.known.newest.get(&unit.id).cloned();
        if let Some(before) = &before {
            let newest = before.until.unwrap_or(before.since);
            if newest > self.since {
                self.problem(at, feature, MapFault::TooEarly { newest });
            }
        }
        let Some(after) = self.version(at, feature, unit.id, before.as_ref()) else {
            return Ok(None);
        };
        let alias = |(kind, code): (&String, &String)| GridAlias {
            unit: unit.id,
            legacy_kind: kind.clone(),
            code: code.clone(),
        };
        let aliases = feature.legacy.iter().map(alias).collect();
        Ok(Some(Draft { is_new: found.is_none(), unit, before, after, aliases }))
    }

    /// Kind and Party stay as they were where the file leaves them out; households do not, since a
    /// file says 0 for a grid without any by leaving them out.
    fn version(
        &mut self,
        at: usize,
        feature: &Feature,
        unit: UnitId,
        before: Option<&GridVersion>,
    ) -> Option<GridVersion> {
        let kind = feature.kind.clone().or_else(|| before.map(|before| before.kind.clone()));
        let Some(kind) = kind else {
            self.problem(at, feature, GeoFault::MissingField { field: "kind" }.into());
            return None;
        };
        let form = feature.party_form.map(|form| form.code().to_owned());
        let form = form.or_else(|| before.map(|before| before.party_form.clone()));
        let name = feature.party_name.clone();
        let name = name.or_else(|| before.map(|before| before.party_name.clone()));
        Some(GridVersion {
            unit,
            since: self.since,
            until: None,
            kind,
            households: feature.households,
            party_form: form.unwrap_or_default(),
            party_name: name.unwrap_or_default(),
            shape: rounded(&feature.polygon),
        })
    }

    fn new_unit(
        &mut self,
        cx: &mut Cx<'_, '_>,
        at: usize,
        feature: &Feature,
    ) -> Result<Option<Unit>> {
        let before = self.problems.len();
        for (field, text, max) in [
            ("code", Some(&feature.code), CODE_MAX),
            ("name", Some(&feature.name), NAME_MAX),
            ("name_en", feature.name_en.as_ref(), NAME_MAX),
        ] {
            if text.is_some_and(|text| text.chars().count() > max) {
                self.problem(at, feature, GeoFault::BadField { field }.into());
            }
        }
        if store::org::unit::is_code_taken(cx.tx, UnitKind::Grid, &feature.code, self.since)? {
            self.problem(at, feature, MapFault::CodeTaken);
        }
        let Some(code) = feature.community.clone() else {
            self.problem(at, feature, GeoFault::MissingField { field: "community" }.into());
            return Ok(None);
        };
        let Some(parent) = self.known.communities.get(&code).copied() else {
            self.problem(at, feature, MapFault::UnknownCommunity { community: code });
            return Ok(None);
        };
        if self.known.units.get(&parent).is_none_or(|unit| unit.until.is_some()) {
            self.problem(at, feature, MapFault::CommunityEnds { community: code });
        }
        let unit = Unit {
            id: UnitId(cx.next_id()),
            kind: UnitKind::Grid,
            parent: Some(parent),
            name_zh: feature.name.clone(),
            name_en: feature.name_en.clone().unwrap_or_default(),
            code: feature.code.clone(),
            since: self.since,
            until: None,
        };
        Ok((self.problems.len() == before).then_some(unit))
    }

    /// The community and street that the feature names are those the grid lies in.
    fn superiors(&mut self, at: usize, feature: &Feature, unit: &Unit) {
        let community = self.known.code(unit.parent);
        if feature.community.as_ref().is_some_and(|named| *named != community) {
            self.problem(at, feature, MapFault::OtherCommunity { community });
        }
        let above = unit.parent.and_then(|parent| self.known.units.get(&parent));
        let street = self.known.code(above.and_then(|unit| unit.parent));
        if feature.street.as_ref().is_some_and(|named| *named != street) {
            self.problem(at, feature, MapFault::OtherStreet { street });
        }
    }

    /// An old grid is part of one new grid only.
    fn legacy(&mut self, features: &[Feature]) {
        let mut seen = HashMap::new();
        for (at, feature) in features.iter().enumerate() {
            for (kind, code) in &feature.legacy {
                if let Some(first) = seen.insert((kind, code), at) {
                    let (kind, code) = (kind.clone(), code.clone());
                    self.problem(at, feature, MapFault::LegacyTwice { kind, code, first });
                }
            }
        }
    }

    /// Every feature made a draft: the drafts stand in the order of the features.
    fn overlapping(&mut self, drafts: &[Draft]) {
        let mut shapes: Vec<(&str, &base::place::Polygon)> =
            drafts.iter().map(|draft| (&*draft.unit.code, &draft.after.shape)).collect();
        let others = self.known.others(drafts);
        shapes.extend(others.map(|(unit, version)| (&*unit.code, &version.shape)));
        let polygons: Vec<_> = shapes.iter().map(|(_, shape)| *shape).collect();
        // Two of the old shapes that overlap each other are no fault of the file.
        let pairs =
            overlaps(&polygons, PROBLEMS_MAX).into_iter().filter(|(a, _)| *a < drafts.len());
        self.problems.extend(pairs.map(|(a, b)| MapProblem {
            feature: Some(a),
            grid: Some(shapes[a].0.to_owned()),
            fault: MapFault::Overlaps { other: shapes[b].0.to_owned() },
        }));
    }

    fn note(&mut self, at: usize, feature: &Feature, draft: &Draft) {
        let mut note = |fault| {
            let grid = Some(feature.code.clone());
            self.notes.push(MapProblem { feature: Some(at), grid, fault });
        };
        let Draft { unit, after, .. } = draft;
        if unit.name_zh != feature.name {
            note(MapFault::NameKept { kept: unit.name_zh.clone() });
        }
        let kind = self.kinds.iter().find(|kind| kind.code == after.kind);
        if let Some(kind) = kind.filter(|kind| !kind.fits(after.households)) {
            let (min, max) = (kind.min_households, kind.max_households);
            note(MapFault::Size { min, max, got: after.households });
        }
        self.notes.truncate(PROBLEMS_MAX);
    }

    fn problem(&mut self, at: usize, feature: &Feature, fault: MapFault) {
        let grid = Some(feature.code.clone());
        self.problems.push(MapProblem { feature: Some(at), grid, fault });
    }
}

/// As of every unit of the organisation.
const NAME_MAX: usize = 60;
const CODE_MAX: usize = 32;
