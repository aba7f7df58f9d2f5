//! The ground plan (街区肌理): blocks between crooked lanes, a river, and whose block is whose.
//!
//! Blocks are the quadrilaterals of one bent lattice, and every area is a set of blocks. So two
//! neighbours share the very same vertices, and all areas together cover the district once.
//!
//! What is *not* here: names and people.
mod lattice;
mod partition;
mod ring;

use crate::rng::Rng;
use base::place::{Point, Polygon};
use lattice::Lattice;
use std::collections::BTreeSet;

/// A block: its column and row in the lattice, from the south-west.
type Cell = (usize, usize);

/// How a district is cut up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub streets: usize,
    pub communities: usize,
    pub grids: usize,
}

/// A district as areas: streets (街道) hold communities (社区), which hold grids (网格).
#[derive(Clone, Debug, PartialEq)]
pub struct Fabric {
    pub streets: Vec<Vec<Vec<Patch>>>,
    /// The district's own border, of the same vertices as the grids along it.
    pub outline: Polygon,
    /// The middle of the river, from the west; streets meet there.
    pub river: Vec<Point>,
}

/// One grid's ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    pub polygon: Polygon,
    /// How many blocks it has.
    pub blocks: usize,
}

/// No community has fewer grids, so that each grid has a neighbour to stand in for it.
const LEAST_GRIDS: usize = 5;

impl Fabric {
    /// The ground plan of a seed around a point.
    pub fn new(seed: u64, around: Point, cut: Cut) -> Fabric {
        let mut rng = Rng::named(seed, "fabric");
        let lattice = Lattice::new(&mut rng, around);
        let banks = [true, false].map(|north| lattice.bank(north));
        let mut streets = Vec::new();
        for (bank, parts) in banks.iter().zip(shares(&lattice, &banks, cut.streets, 1)) {
            streets.extend(partition::split(bank, parts, &lattice, &mut rng));
        }
        in_reading_order(&mut streets);
        let counts = shares(&lattice, &streets, cut.communities, 1);
        let mut communities: Vec<Vec<Vec<Cell>>> = streets
            .iter()
            .zip(counts)
            .map(|(street, parts)| partition::split(street, parts, &lattice, &mut rng))
            .collect();
        communities.iter_mut().for_each(|of_street| in_reading_order(of_street));
        let all: Vec<Vec<Cell>> = communities.iter().flatten().cloned().collect();
        let mut counts = shares(&lattice, &all, cut.grids, LEAST_GRIDS).into_iter();
        let mut grids_of = |community: &Vec<Cell>| {
            let parts = counts.next().expect("one share for each community");
            let mut grids = partition::split(community, parts, &lattice, &mut rng);
            in_reading_order(&mut grids);
            grids.into_iter().map(|cells| patch(&lattice, cells)).collect()
        };
        Fabric {
            streets: communities.iter().map(|c| c.iter().map(&mut grids_of).collect()).collect(),
            outline: patch(&lattice, banks.concat()).polygon,
            river: lattice.river(),
        }
    }
}

fn patch(lattice: &Lattice, cells: Vec<Cell>) -> Patch {
    let blocks = cells.len();
    let cells: BTreeSet<Cell> = cells.into_iter().collect();
    let rings = ring::around(&cells).into_iter().map(|ring| lattice.line(&ring)).collect();
    Patch { polygon: Polygon { rings }, blocks }
}

/// Shares `total` parts among areas by how densely they are built, each at least `least` and no
/// more than it has blocks.
fn shares(lattice: &Lattice, areas: &[Vec<Cell>], total: usize, least: usize) -> Vec<usize> {
    let weight = |area: &Vec<Cell>| area.iter().map(|&cell| lattice.density(cell)).sum::<f64>();
    let weights: Vec<f64> = areas.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    let wanted: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / sum).collect();
    let mut parts: Vec<usize> = areas
        .iter()
        .zip(&wanted)
        .map(|(area, &wanted)| (wanted as usize).max(least).min(area.len()))
        .collect();
    // What is left goes where most is missing; what is too much comes from where most is over.
    while parts.iter().sum::<usize>() < total {
        let open = (0..areas.len()).filter(|&at| parts[at] < areas[at].len());
        let missing = |at: usize| wanted[at] - parts[at] as f64;
        let most = open.max_by(|&a, &b| missing(a).total_cmp(&missing(b)));
        parts[most.expect("a district has more blocks than parts")] += 1;
    }
    while parts.iter().sum::<usize>() > total {
        let over = |at: usize| parts[at] as f64 - wanted[at];
        let full = (0..areas.len()).filter(|&at| parts[at] > 1);
        let most = full.max_by(|&a, &b| over(a).total_cmp(&over(b)));
        parts[most.expect("a district has fewer areas than parts")] -= 1;
    }
    parts
}

/// How many blocks high a line of text would be: areas are numbered as a page is read.
const READING_BAND: usize = 6;

/// Puts areas in the order of their numbers: from the north, and from the west within a band.
fn in_reading_order(areas: &mut [Vec<Cell>]) {
    areas.sort_by_key(|cells| {
        let (columns, rows) =
            cells.iter().fold((0, 0), |(columns, rows), cell| (columns + cell.0, rows + cell.1));
        let (column, row) = (columns / cells.len(), rows / cells.len());
        ((lattice::ROWS - row) / READING_BAND, column, row)
    });
}

#[cfg(test)]
mod tests;
