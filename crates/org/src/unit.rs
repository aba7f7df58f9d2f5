//! Units (单位) and the tree they stand in: district, street, community, grid; departments beside.
use base::codes;
use base::{Date, UnitId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What a unit is (单位类型).
    pub enum UnitKind {
        /// 区
        District = "district",
        /// 区直部门
        Department = "department",
        /// 街道
        Street = "street",
        /// 内设机构
        Office = "office",
        /// 社区
        Community = "community",
        /// 网格
        Grid = "grid",
    }
}

impl UnitKind {
    /// Whether a unit of this kind may stand under `parent`. Kinds only descend, so no loop fits.
    pub fn fits_under(self, parent: Option<UnitKind>) -> bool {
        use UnitKind::*;
        matches!(
            (self, parent),
            (District, None)
                | (Department | Street, Some(District))
                | (Office, Some(District | Department | Street))
                | (Community, Some(Street))
                | (Grid, Some(Community))
        )
    }
}

/// A part of the organisation (单位), dated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub id: UnitId,
    pub kind: UnitKind,
    pub parent: Option<UnitId>,
    pub name_zh: String,
    pub name_en: String,
    /// The code it goes by in other systems (编码).
    pub code: String,
    /// The first day it exists.
    pub since: Date,
    /// The first day it no longer exists (撤销日); nothing while it lasts.
    pub until: Option<Date>,
}

impl Unit {
    /// Whether the unit exists on `day`.
    pub fn covers(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Where something lies in the tree (所属): of a post, its own unit and those above; of a matter,
/// the grid of its point and those above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub street: Option<UnitId>,
    pub community: Option<UnitId>,
    pub grid: Option<UnitId>,
    pub department: Option<UnitId>,
}

/// Why units make no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeRefused {
    #[error("unit {unit} appears twice")]
    Twice { unit: UnitId },
    #[error("unit {unit} stands under {parent}, which is not there")]
    NoParent { unit: UnitId, parent: UnitId },
    #[error("unit {unit}, a {kind}, cannot stand under {parent:?}")]
    Misplaced { unit: UnitId, kind: UnitKind, parent: Option<UnitKind> },
}

impl TreeRefused {
    /// The code that pages and the API translate.
    pub fn code(&self) -> &'static str {
        match self {
            TreeRefused::Twice { .. } => "unit_twice",
            TreeRefused::NoParent { .. } => "unit_no_parent",
            TreeRefused::Misplaced { .. } => "unit_misplaced",
        }
    }
}

/// The units of a day in their order (组织树).
#[derive(Clone, Debug, Default)]
pub struct Tree {
    units: BTreeMap<UnitId, (UnitKind, Option<UnitId>)>,
}

impl Tree {
    /// Puts units in their order, or says what keeps them from one.
    pub fn new<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Result<Tree, TreeRefused> {
        let mut tree = Tree::default();
        for unit in units {
            if tree.units.insert(unit.id, (unit.kind, unit.parent)).is_some() {
                return Err(TreeRefused::Twice { unit: unit.id });
            }
        }
        for (&unit, &(kind, parent)) in &tree.units {
            let above = match parent {
                None => None,
                Some(parent) => {
                    Some(tree.kind(parent).ok_or(TreeRefused::NoParent { unit, parent })?)
                }
            };
            if !kind.fits_under(above) {
                return Err(TreeRefused::Misplaced { unit, kind, parent: above });
            }
        }
        Ok(tree)
    }

    /// What the unit is; nothing for one that is not in the tree.
    pub fn kind(&self, unit: UnitId) -> Option<UnitKind> {
        self.units.get(&unit).map(|&(kind, _)| kind)
    }

    /// The unit above (上级单位).
    pub fn superior(&self, unit: UnitId) -> Option<UnitId> {
        self.units.get(&unit)?.1
    }

    /// The unit and those above it, itself first. Ends, because kinds only descend.
    pub fn upward(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        let first = self.units.contains_key(&unit).then_some(unit);
        std::iter::successors(first, |&unit| self.superior(unit))
    }

    /// Where the unit lies; nothing for one that is not in the tree.
    pub fn place(&self, unit: UnitId) -> Option<Place> {
        self.kind(unit)?;
        let mut place = Place::default();
        for above in self.upward(unit) {
            match self.kind(above)? {
                UnitKind::Street => place.street = Some(above),
                UnitKind::Community => place.community = Some(above),
                UnitKind::Grid => place.grid = Some(above),
                UnitKind::Department => place.department = Some(above),
                UnitKind::District | UnitKind::Office => {}
            }
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use UnitKind::*;

    fn unit(id: i64, kind: UnitKind, parent: Option<i64>) -> Unit {
        Unit {
            id: UnitId(id),
            kind,
            parent: parent.map(UnitId),
            name_zh: "甲".into(),
            name_en: "A".into(),
            code: String::new(),
            since: "2020-01-01".parse().unwrap(),
            until: None,
        }
    }

    #[test]
    fn a_grid_lies_in_its_community_and_street_and_an_office_in_its_street_only() {
        let tree = Tree::new(&[
            unit(5, Grid, Some(4)),
            unit(4, Community, Some(2)),
            unit(3, Office, Some(2)),
            unit(2, Street, Some(1)),
            unit(6, Department, Some(1)),
            unit(1, District, None),
        ])
        .unwrap();
        let [street, community, grid] = [2, 4, 5].map(|id| Some(UnitId(id)));
        let none = Place::default();
        assert_eq!(tree.place(UnitId(5)), Some(Place { street, community, grid, ..none }));
        assert_eq!(tree.place(UnitId(3)), Some(Place { street, ..none }));
        assert_eq!(tree.place(UnitId(6)), Some(Place { department: Some(UnitId(6)), ..none }));
        assert_eq!(tree.place(UnitId(1)), Some(none));
        assert_eq!(tree.place(UnitId(9)), None);
        assert_eq!(tree.superior(UnitId(5)), community);
        assert_eq!(tree.upward(UnitId(9)).count(), 0);
    }

    #[test]
    fn units_that_make_no_tree_are_refused_loops_among_them() {
        for (units, code) in [
            (vec![unit(1, District, None), unit(1, District, None)], "unit_twice"),
            (vec![unit(2, Street, Some(1))], "unit_no_parent"),
            (vec![unit(2, Street, None)], "unit_misplaced"),
            (vec![unit(1, District, None), unit(2, Grid, Some(1))], "unit_misplaced"),
            (vec![unit(1, Office, Some(2)), unit(2, Office, Some(1))], "unit_misplaced"),
            (vec![unit(1, District, Some(1))], "unit_misplaced"),
        ] {
            assert_eq!(Tree::new(&units).unwrap_err().code(), code);
        }
    }
}
