//! What is on a grid's ground (网格底数): kind, households, Party branch, the grids it absorbed.
//!
//! What is *not* here: who lives there. A household is a number, never a name.
use super::unit::{CommunityPlan, Plan};
use crate::fabric::{Fabric, Patch};
use crate::names;
use crate::rng::Rng;
use base::place::Polygon;
use base::{UnitId, codes};

codes! {
    /// What a grid is made of (网格类型); the codes of the policy book.
    pub enum GridKind {
        /// 居民小区
        Residential = "residential",
        /// 独立院落
        Compound = "compound",
        /// 楼栋
        Building = "building",
        /// 机关企事业单位
        Organisation = "organisation",
        /// 商圈市场
        Market = "market",
    }
}

/// One grid on the map (网格图斑).
#[derive(Clone, Debug, PartialEq)]
pub struct GridShape {
    pub unit: UnitId,
    pub kind: GridKind,
    pub households: u32,
    /// `branch` (党支部) or `group` (党小组).
    pub party_form: &'static str,
    pub party_name: String,
    pub polygon: Polygon,
    /// The old grids it absorbed (原网格): kind and code, each code in one grid only.
    pub legacy: Vec<(&'static str, String)>,
    /// The estate or place that addresses in it name.
    pub estate: String,
    /// The road that addresses in it name.
    pub road: String,
}

/// The old kinds of grid, the letters their codes began with, and how many in a hundred new
/// grids took one over.
pub const LEGACY: &[(&str, &str, u32)] = &[
    ("party", "DJ", 90),
    ("security", "ZZ", 100),
    ("city", "CG", 70),
    ("civil", "MZ", 45),
    ("health", "WJ", 40),
    ("safety", "AQ", 50),
    ("market", "SC", 35),
    ("labour", "LB", 30),
];

/// The shapes of all grids, in the order of their units.
pub fn shapes(fabric: &Fabric, plan: &Plan, rng: &mut Rng) -> Vec<GridShape> {
    let mut shapes = Vec::new();
    for (street_at, (street, areas)) in plan.streets.iter().zip(&fabric.streets).enumerate() {
        for (at, (community, patches)) in street.communities.iter().zip(areas).enumerate() {
            let code = format!("{:02}{:02}", street_at + 1, at + 1);
            shapes.extend(community_shapes(community, patches, &code, rng));
        }
    }
    shapes
}

fn community_shapes(
    community: &CommunityPlan,
    patches: &[Patch],
    code: &str,
    rng: &mut Rng,
) -> Vec<GridShape> {
    let roads: Vec<&str> = (0..3).map(|_| rng.pick(names::ROADS).0).collect();
    let mut numbers = [0; LEGACY.len()];
    let mut shapes = Vec::new();
    for (grid, patch) in community.grids.iter().zip(patches) {
        let kind = kind(patch, rng);
        let households = households(kind, rng);
        let has_branch = households > 200 || rng.chance(30);
        let party = if has_branch { "党支部" } else { "党小组" };
        let number = names::ordinal(grid.number);
        shapes.push(GridShape {
            unit: grid.unit,
            kind,
            households,
            party_form: if has_branch { "branch" } else { "group" },
            party_name: format!("{}社区第{number}网格{party}", community.name.0),
            polygon: patch.polygon.clone(),
            legacy: legacy(code, &mut numbers, rng),
            estate: estate(kind, rng),
            road: (*rng.pick(&roads)).to_owned(),
        });
    }
    shapes
}

/// Few blocks make a tower or a compound, many an estate; offices and markets lie anywhere.
fn kind(patch: &Patch, rng: &mut Rng) -> GridKind {
    use GridKind::*;
    *match patch.blocks {
        0..=3 => rng.weighted(&[(Building, 40), (Compound, 25), (Residential, 25), (Market, 10)]),
        4..=7 => rng.weighted(&[
            (Residential, 70),
            (Compound, 10),
            (Building, 8),
            (Market, 6),
            (Organisation, 6),
        ]),
        _ => rng.weighted(&[(Residential, 72), (Organisation, 16), (Compound, 6), (Market, 6)]),
    }
}

/// As many as this made-up district has; a test holds them to the bounds of the policy book.
fn households(kind: GridKind, rng: &mut Rng) -> u32 {
    let drawn = match kind {
        GridKind::Residential => (rng.range(304..=492) + rng.range(304..=492)) / 2,
        GridKind::Compound => rng.range(38..=278),
        GridKind::Building => rng.range(96..=420),
        GridKind::Organisation => 0,
        GridKind::Market => rng.range(0..=48),
    };
    drawn as u32
}

/// Old grids of a kind are numbered through the community; public order had smaller ones.
fn legacy(code: &str, numbers: &mut [u32], rng: &mut Rng) -> Vec<(&'static str, String)> {
    let mut absorbed = Vec::new();
    for (&(kind, letters, percent), number) in LEGACY.iter().zip(numbers) {
        let twice = kind == "security" && rng.chance(35);
        let times = u32::from(rng.chance(percent)) + u32::from(twice);
        for _ in 0..times {
            *number += 1;
            absorbed.push((kind, format!("{letters}-{code}-{number:02}")));
        }
    }
    absorbed
}

fn estate(kind: GridKind, rng: &mut Rng) -> String {
    match kind {
        GridKind::Residential => names::estate(rng),
        GridKind::Compound => format!("{}{}号院", rng.pick(names::ROADS).0, rng.range(2..=98)),
        GridKind::Building => {
            let word = *rng.pick(&["大厦", "公寓楼", "高层住宅"]);
            format!("{}{word}", rng.pick(names::ESTATE_FIRST))
        }
        GridKind::Organisation => (*rng.pick(names::WORKPLACES)).to_owned(),
        GridKind::Market => {
            let word = *rng.pick(&["农贸市场", "商业街", "购物中心", "步行街", "建材市场"]);
            format!("{}{word}", rng.pick(names::ESTATE_FIRST))
        }
    }
}
