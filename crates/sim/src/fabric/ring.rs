//! The border of a set of blocks, as rings of lattice corners.
use super::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// The rings around connected blocks: the outer one first, then holes; blocks lie on the left.
pub fn around(cells: &BTreeSet<Cell>) -> Vec<Vec<Cell>> {
    let mut edges = border(cells);
    let mut rings = Vec::new();
    while let Some((&start, ends)) = edges.iter().next() {
        let mut ring = vec![start];
        let (mut from, mut to) = (start, ends[0]);
        take(&mut edges, from, to);
        while to != start {
            ring.push(to);
            let next = leftmost(from, to, &edges[&to]);
            (from, to) = (to, next);
            take(&mut edges, from, to);
        }
        rings.push(ring);
    }
    // Only the outer ring turns left, so only its area is positive.
    rings.sort_by_key(|ring| -area(ring));
    rings
}

/// Edges with a block on the left and none on the right, by where they begin.
fn border(cells: &BTreeSet<Cell>) -> BTreeMap<Cell, Vec<Cell>> {
    let mut edges: BTreeMap<Cell, Vec<Cell>> = BTreeMap::new();
    for &(c, r) in cells {
        let sides = [
            (r.checked_sub(1).map(|below| (c, below)), (c, r), (c + 1, r)),
            (Some((c + 1, r)), (c + 1, r), (c + 1, r + 1)),
            (Some((c, r + 1)), (c + 1, r + 1), (c, r + 1)),
            (c.checked_sub(1).map(|before| (before, r)), (c, r + 1), (c, r)),
        ];
        for (beyond, from, to) in sides {
            if beyond.is_none_or(|beyond| !cells.contains(&beyond)) {
                edges.entry(from).or_default().push(to);
            }
        }
    }
    edges
}

fn take(edges: &mut BTreeMap<Cell, Vec<Cell>>, from: Cell, to: Cell) {
    let ends = edges.get_mut(&from).expect("a walk follows edges");
    ends.retain(|&end| end != to);
    if ends.is_empty() {
        edges.remove(&from);
    }
}

/// Where two blocks touch only at a corner, a left turn stays with the same block.
fn leftmost(from: Cell, at: Cell, ends: &[Cell]) -> Cell {
    let step = |a: Cell, b: Cell| (b.0 as i64 - a.0 as i64, b.1 as i64 - a.1 as i64);
    let (x, y) = step(from, at);
    let turn = |&end: &Cell| {
        let (next_x, next_y) = step(at, end);
        x * next_y - y * next_x
    };
    *ends.iter().max_by_key(|end| turn(end)).expect("a border has no end")
}

/// Twice the area, positive when the ring turns left.
fn area(ring: &[Cell]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 as i64 * b.1 as i64 - b.0 as i64 * a.1 as i64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_is_a_ring_of_its_own_after_the_outer_one() {
        let cells = (0..3).flat_map(|c| (0..3).map(move |r| (c, r)));
        let rings = around(&cells.filter(|&cell| cell != (1, 1)).collect());
        assert_eq!(rings.len(), 2);
        assert_eq!((area(&rings[0]), area(&rings[1])), (18, -2));
    }

    #[test]
    fn one_block_has_four_corners() {
        assert_eq!(around(&BTreeSet::from([(4, 7)])), [[(4, 7), (5, 7), (5, 8), (4, 8)]]);
    }
}
