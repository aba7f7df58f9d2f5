//! 到位情况 on the map: each place with how its windows went, and each grid with the sum of its
//! places. What is *not* here: where anybody was.
use super::super::matter::Asker;
use super::Counts;
use super::coverage::Asked;
use super::windows::Classes;
use crate::{Cx, Result};
use ::grid::patrol::State;
use base::place::Point;
use base::{Date, PatrolPointId, UnitId};
use std::collections::BTreeMap;

/// What the map of a period shows (到位情况图).
#[derive(Clone, Debug)]
pub struct OnMap {
    pub unit: UnitId,
    pub spots: Vec<Spot>,
    pub grids: BTreeMap<UnitId, Counts>,
}

/// A place on the map, where it was last (巡查点).
#[derive(Clone, Debug)]
pub struct Spot {
    pub id: PatrolPointId,
    pub name: String,
    pub point: Point,
    pub counts: Counts,
}

/// More places than a street has; a map of more would show none.
const SPOTS_MAX: usize = 5_000;

/// As [`super::coverage`], for each place of the unit whatever its level.
pub fn on_map(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    unit: Option<UnitId>,
    period: (Date, Date),
) -> Result<OnMap> {
    let asked = Asked::read(cx, asker, unit, period)?;
    let (mut spots, mut grids): (BTreeMap<PatrolPointId, Spot>, BTreeMap<UnitId, Counts>) =
        Default::default();
    let mut classes = Classes::default();
    for version in asked.versions {
        let mut counts = Counts::default();
        for window in classes.windows(cx, &version, asked.period)? {
            let known = asked.known.get(&(version.id, window.opens));
            let state: State = window.state(known.map(|known| known.outcome), cx.at);
            counts.count(state);
        }
        grids.entry(version.grid).or_default().add(counts);
        let full = spots.len() >= SPOTS_MAX;
        match spots.get_mut(&version.id) {
            Some(spot) => {
                spot.counts.add(counts);
                (spot.name, spot.point) = (version.name, version.point);
            }
            None if full => {}
            None => {
                let spot =
                    Spot { id: version.id, name: version.name, point: version.point, counts };
                spots.insert(version.id, spot);
            }
        }
    }
    Ok(OnMap { unit: asked.unit, spots: spots.into_values().collect(), grids })
}
