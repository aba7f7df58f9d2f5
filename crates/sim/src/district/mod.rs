//! The made-up district (虚构的区): its units, people and posts, and the ground of its grids.
//!
//! What is *not* here: matters. What is reported in it comes from [`crate::texts`].
mod away;
mod ground;
mod people;
pub(crate) mod post;
mod staff;
mod unit;

pub use ground::{GridKind, GridShape};
pub use people::Showcase;
pub use unit::{CommunityPlan, DEPARTMENTS, GridPlan, OFFICES, Plan, StreetPlan};

use crate::fabric::{Cut, Fabric};
use crate::names;
use crate::rng::Rng;
use crate::texts::Site;
use base::place::{Point, Polygon};
use base::{Date, UnitId};
use org::{Absence, Appointment, Person, Post, Unit};
use std::collections::BTreeMap;

/// How many of each the district has; eight streets and 817 grids are what it stands for.
const CUT: Cut = Cut { streets: 8, communities: 80, grids: 817 };

/// A whole district: everything a demo needs before the first report.
#[derive(Clone, Debug, PartialEq)]
pub struct District {
    pub seed: u64,
    pub units: Vec<Unit>,
    pub persons: Vec<Person>,
    pub posts: Vec<Post>,
    pub appointments: Vec<Appointment>,
    pub absences: Vec<Absence>,
    /// One for each grid unit, in the order of the units.
    pub shapes: Vec<GridShape>,
    /// One person to look at the district as, for each role (角色演示账号).
    pub showcases: Vec<Showcase>,
    /// Which unit stands where, so that nobody has to search the tree.
    pub plan: Plan,
    /// The border of the district, of the same vertices as the grids along it.
    pub outline: Polygon,
    /// The middle of the river, from the west.
    pub river: Vec<Point>,
}

impl District {
    /// The district of a seed around a point, with ids from 1 on.
    pub fn new(seed: u64, around: Point) -> District {
        let mut last = 0;
        District::with_ids(seed, around, &mut || {
            last += 1;
            last
        })
    }

    /// As [`District::new`], with ids from elsewhere: each call gives one never given before.
    pub fn with_ids(seed: u64, around: Point, ids: &mut dyn FnMut() -> i64) -> District {
        let fabric = Fabric::new(seed, around, CUT);
        let (units, plan) = unit::found(&fabric, &mut Rng::named(seed, "units"), ids);
        let shapes = ground::shapes(&fabric, &plan, &mut Rng::named(seed, "ground"));
        let kinds = shapes.iter().map(|shape| (shape.unit, shape.kind)).collect();
        let mut chance = Rng::named(seed, "staff");
        let staff = staff::appoint(&plan, &kinds, &mut chance, ids);
        let mut district = District {
            seed,
            units,
            persons: staff.persons,
            posts: staff.posts,
            appointments: staff.appointments,
            absences: Vec::new(),
            shapes,
            showcases: staff.showcases,
            plan,
            outline: fabric.outline,
            river: fabric.river,
        };
        district.absences = away::absences(&district, away::FIRST_DAY, ids);
        district
    }

    /// The same people away, but around another day: two of three are away on it.
    pub fn away_around(mut self, day: Date) -> District {
        let mut known = self.absences.iter().map(|absence| absence.id.0).collect::<Vec<_>>();
        known.reverse();
        let mut ids = || known.pop().expect("as many are away as before");
        self.absences = away::absences(&self, day, &mut ids);
        self
    }

    /// The same district drawn larger around its middle, to lie under a whole city. Borders that
    /// were shared are shared, since every vertex goes the same way.
    pub fn stretched(mut self, around: Point, times: f64) -> District {
        let short = |degrees: f64| (degrees * 1e7).round() / 1e7;
        let further = |point: &mut Point| {
            point.lon = short(around.lon + (point.lon - around.lon) * times);
            point.lat = short(around.lat + (point.lat - around.lat) * times);
        };
        let shapes = self.shapes.iter_mut().map(|shape| &mut shape.polygon);
        let rings = shapes.chain([&mut self.outline]).flat_map(|polygon| &mut polygon.rings);
        rings.flatten().chain(&mut self.river).for_each(further);
        self
    }

    /// The grid that holds a point; nothing outside the district.
    pub fn grid_at(&self, point: Point) -> Option<&GridShape> {
        self.shapes.iter().find(|shape| shape.polygon.contains(point))
    }

    /// A point inside a grid, any of them (网格内的随机点).
    pub fn point_in(&self, shape: &GridShape, rng: &mut Rng) -> Point {
        let bounds = shape.polygon.bounds().expect("a grid has a border");
        loop {
            let lon = bounds.west + rng.fraction() * (bounds.east - bounds.west);
            let lat = bounds.south + rng.fraction() * (bounds.north - bounds.south);
            // To seven decimals, as corners are.
            let point = Point { lon: (lon * 1e7).round() / 1e7, lat: (lat * 1e7).round() / 1e7 };
            if shape.polygon.contains(point) {
                return point;
            }
        }
    }

    /// What the texts need to know of a grid; nothing for a unit that is no grid.
    pub fn site(&self, grid: UnitId) -> Option<Site> {
        let (street, community) = self.plan.above(grid)?;
        let shape = self.shapes.iter().find(|shape| shape.unit == grid)?;
        Some(Site {
            street: format!("{}街道", street.name.0),
            community: format!("{}社区", community.name.0),
            kind: shape.kind,
            estate: shape.estate.clone(),
            road: shape.road.clone(),
        })
    }

    /// The units by their id, for lookups.
    pub fn unit_index(&self) -> BTreeMap<UnitId, &Unit> {
        self.units.iter().map(|unit| (unit.id, unit)).collect()
    }

    /// The name of the district in Chinese and English.
    pub fn name() -> names::Name {
        names::DISTRICT
    }
}
