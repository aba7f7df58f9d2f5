//! Places to be looked at (虚构的巡查点): a few in every grid of the street that is shown.
//!
//! They begin two weeks before the day of the demo, so what was covered can be seen in full.
use crate::district::{District, GridKind, GridShape};
use crate::rng::Rng;
use base::{Date, PatrolPointId, UnitId};
use jiff::ToSpan;
use org::Role;
use store::grid::patrol::PatrolPoint;

/// For so many days the places were looked at.
pub const DAYS: i64 = 14;

/// The street in which the worker who is shown works.
pub fn street(district: &District) -> Option<UnitId> {
    let (street, _) = district.plan.above(home(district)?)?;
    Some(street.unit)
}

/// The grid in which the worker who is shown works.
pub fn home(district: &District) -> Option<UnitId> {
    let shown = district.showcases.iter().find(|shown| shown.role == Role::GridWorker)?;
    Some(district.posts.iter().find(|post| post.id == shown.post)?.unit)
}

/// The places of that street, the same for the same seed.
pub fn points(district: &District, today: Date, ids: &mut dyn FnMut() -> i64) -> Vec<PatrolPoint> {
    let street = street(district);
    let mut rng = Rng::named(district.seed, "patrols");
    let mut found = Vec::new();
    for shape in &district.shapes {
        let Some((above, community)) = district.plan.above(shape.unit) else { continue };
        if Some(above.unit) != street {
            continue;
        }
        let mut spots = spots(shape.kind).to_vec();
        rng.shuffle(&mut spots);
        let at_home = home(district) == Some(shape.unit);
        let many = if at_home { spots.len() } else { rng.range(2..=3) as usize };
        for &Spot(name, risk, work, opens) in spots.iter().take(many) {
            found.push(PatrolPoint {
                id: PatrolPointId(ids()),
                since: today.saturating_sub((DAYS - 1).days()),
                until: None,
                name: name.to_owned(),
                address: address(shape),
                risk: risk.to_owned(),
                work: work.to_owned(),
                opens: opens.to_owned(),
                point: district.point_in(shape, &mut rng),
                grid: shape.unit,
                community: community.unit,
                street: above.unit,
            });
        }
    }
    found
}

fn address(shape: &GridShape) -> String {
    if shape.estate.is_empty() { shape.road.clone() } else { shape.estate.clone() }
}

/// Name, risk, kind of work, times of its own.
#[derive(Clone, Copy)]
struct Spot(&'static str, &'static str, &'static str, &'static str);

fn spots(kind: GridKind) -> &'static [Spot] {
    match kind {
        GridKind::Residential => &[
            Spot("消防通道", "high", "hazards", ""),
            Spot("电动车充电棚", "raised", "hazards", "20:00"),
            Spot("垃圾投放点", "raised", "environment", ""),
            Spot("地下车库入口", "usual", "hazards", ""),
            Spot("儿童游乐场", "usual", "environment", ""),
        ],
        GridKind::Compound => &[
            Spot("院门与消防通道", "raised", "hazards", ""),
            Spot("老旧线路箱", "usual", "hazards", ""),
            Spot("公共厕所", "usual", "environment", ""),
        ],
        GridKind::Building => &[
            Spot("楼道与疏散出口", "raised", "hazards", ""),
            Spot("电梯机房", "usual", "hazards", ""),
            Spot("楼顶平台", "low", "hazards", ""),
        ],
        GridKind::Organisation => &[
            Spot("门前道路", "usual", "environment", ""),
            Spot("放学时段校门口", "raised", "hazards", "16:30"),
            Spot("食堂后门", "usual", "environment", ""),
        ],
        GridKind::Market => &[
            Spot("沿街商铺燃气", "high", "hazards", ""),
            Spot("占道摊位", "raised", "environment", "17:30"),
            Spot("市场消防栓", "usual", "hazards", ""),
            Spot("装卸货通道", "usual", "environment", ""),
        ],
    }
}
