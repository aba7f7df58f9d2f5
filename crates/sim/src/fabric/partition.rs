//! Cutting a set of blocks into connected parts, by halves.
use super::Cell;
use super::lattice::Lattice;
use crate::rng::Rng;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::f64::consts::FRAC_PI_2;

/// Cuts connected blocks into so many connected parts, about equally built.
pub fn split(cells: &[Cell], parts: usize, lattice: &Lattice, rng: &mut Rng) -> Vec<Vec<Cell>> {
    assert!((1..=cells.len()).contains(&parts), "{} blocks make no {parts} parts", cells.len());
    if parts == 1 {
        return vec![cells.to_vec()];
    }
    let ((near, near_parts), (far, far_parts)) =
        straight_cut(cells, parts, lattice, rng).unwrap_or_else(|| tree_cut(cells, parts));
    let mut done = split(&near, near_parts, lattice, rng);
    done.extend(split(&far, far_parts, lattice, rng));
    done
}

/// A side of a cut, and into how many parts it goes on being cut.
type Side = (Vec<Cell>, usize);

/// How often a slanting cut is tried, each less slanting than the one before.
const TRIES: usize = 16;
/// How far a first cut may slant: about 25 degrees.
const SLANT: f64 = 0.45;
/// Fewer blocks than this are cut along a lane, as estates are.
const ALONG_LANES: usize = 70;

/// A cut across the longer side, if one leaves both sides whole.
fn straight_cut(
    cells: &[Cell],
    parts: usize,
    lattice: &Lattice,
    rng: &mut Rng,
) -> Option<(Side, Side)> {
    let width = extent(cells.iter().map(|cell| cell.0));
    let height = extent(cells.iter().map(|cell| cell.1));
    let near_parts = parts / 2 + usize::from(parts % 2 == 1 && rng.chance(50));
    for attempt in 0..TRIES {
        let by_column = (width >= height) == (attempt % 4 < 3);
        let across = if by_column { 0.0 } else { FRAC_PI_2 };
        let is_small = cells.len() < ALONG_LANES;
        let calm = 1.0 - attempt as f64 / (TRIES - 2) as f64;
        let slant = if is_small { 0.0 } else { SLANT * calm.max(0.0) };
        let (sin, cos) = (across + rng.swing() * slant).sin_cos();
        let along = |cell: &Cell| cell.0 as f64 * cos + cell.1 as f64 * sin;
        let mut near = cells.to_vec();
        near.sort_by(|a, b| along(a).total_cmp(&along(b)).then(a.cmp(b)));
        let fair = place_of_cut(&near, near_parts, parts, lattice);
        let cut = if is_small && attempt < TRIES / 2 {
            let lane = |cell: &Cell| if by_column { cell.0 } else { cell.1 };
            let room = near_parts..=near.len() - (parts - near_parts);
            lane_near(&near, fair, lane).filter(|cut| room.contains(cut)).unwrap_or(fair)
        } else {
            fair
        };
        let far = near.split_off(cut);
        if is_whole(&near) && is_whole(&far) {
            return Some(((near, near_parts), (far, parts - near_parts)));
        }
    }
    None
}

fn extent(numbers: impl Iterator<Item = usize> + Clone) -> usize {
    let (least, most) = (numbers.clone().min(), numbers.max());
    most.unwrap_or(0) - least.unwrap_or(0)
}

/// How many blocks lie before the cut: their share by density, and enough for the parts.
fn place_of_cut(sorted: &[Cell], near_parts: usize, parts: usize, lattice: &Lattice) -> usize {
    let total: f64 = sorted.iter().map(|&cell| lattice.density(cell)).sum();
    let mut left = total * near_parts as f64 / parts as f64;
    let before = sorted.iter().take_while(|&&cell| {
        left -= lattice.density(cell);
        left >= -lattice.density(cell) / 2.0
    });
    before.count().clamp(near_parts, sorted.len() - (parts - near_parts))
}

/// The cut between two lanes that is nearest to the fair one, if it is nearly as fair.
fn lane_near(sorted: &[Cell], fair: usize, lane: impl Fn(&Cell) -> usize) -> Option<usize> {
    let between = (1..sorted.len()).filter(|&at| lane(&sorted[at - 1]) != lane(&sorted[at]));
    let nearest = between.min_by_key(|at| at.abs_diff(fair))?;
    (nearest.abs_diff(fair) <= sorted.len() / 5 + 1).then_some(nearest)
}

/// Connected by edges, and nowhere touching itself at a corner only.
fn is_whole(cells: &[Cell]) -> bool {
    let set: BTreeSet<Cell> = cells.iter().copied().collect();
    tree(&set).len() == set.len() && !set.iter().any(|&cell| is_pinched(&set, cell))
}

fn is_pinched(set: &BTreeSet<Cell>, (c, r): Cell) -> bool {
    let has = |c: usize, r: usize| set.contains(&(c, r));
    let to_east = has(c + 1, r + 1) && !has(c + 1, r) && !has(c, r + 1);
    let to_west = c > 0 && has(c - 1, r + 1) && !has(c - 1, r) && !has(c, r + 1);
    to_east || to_west
}

/// Each block that is reached from the first, in the order of reaching, with the one before it.
fn tree(set: &BTreeSet<Cell>) -> Vec<(Cell, Option<Cell>)> {
    let Some(&first) = set.first() else { return Vec::new() };
    let mut left = set.clone();
    left.remove(&first);
    let (mut reached, mut next) = (Vec::new(), VecDeque::from([(first, None)]));
    while let Some((cell, before)) = next.pop_front() {
        reached.push((cell, before));
        let (c, r) = cell;
        for near in [(c + 1, r), (c, r + 1), (c.wrapping_sub(1), r), (c, r.wrapping_sub(1))] {
            if left.remove(&near) {
                next.push_back((near, Some(cell)));
            }
        }
    }
    reached
}

/// The cut for awkward shapes: off comes a branch of a tree that spans the blocks. Both sides
/// are connected whichever branch it is; the one nearest to half without a pinch is taken.
fn tree_cut(cells: &[Cell], parts: usize) -> (Side, Side) {
    let set: BTreeSet<Cell> = cells.iter().copied().collect();
    let tree = tree(&set);
    let mut sizes: BTreeMap<Cell, usize> = set.iter().map(|&cell| (cell, 1)).collect();
    for &(cell, before) in tree.iter().rev() {
        if let Some(before) = before {
            let size = sizes[&cell];
            sizes.entry(before).and_modify(|sum| *sum += size);
        }
    }
    let mut branches: Vec<Cell> = tree.iter().skip(1).map(|&(cell, _)| cell).collect();
    branches.sort_by_key(|cell| (cells.len().abs_diff(2 * sizes[cell]), *cell));
    let sides = |branch: Cell| {
        let mut on_it = BTreeSet::from([branch]);
        for &(cell, before) in &tree {
            if before.is_some_and(|before| on_it.contains(&before)) {
                on_it.insert(cell);
            }
        }
        let off_it = set.difference(&on_it).copied().collect();
        (on_it.into_iter().collect::<Vec<_>>(), off_it)
    };
    let all_whole = branches
        .iter()
        .map(|&branch| sides(branch))
        .find(|(a, b): &(_, Vec<Cell>)| is_whole(a) && is_whole(b));
    let (near, far) = all_whole.unwrap_or_else(|| sides(branches[0]));
    // Rounding down a share of no more parts than blocks leaves both sides blocks enough.
    let share = (parts * near.len() + cells.len() / 2) / cells.len();
    let near_parts = share.clamp(1, parts - 1);
    ((near, near_parts), (far, parts - near_parts))
}
