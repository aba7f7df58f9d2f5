use super::*;
use base::place::edges;
use std::collections::{BTreeMap, HashSet};

const CUT: Cut = Cut { streets: 8, communities: 80, grids: 817 };

fn middle() -> Point {
    Point::new(110.0, 33.0).unwrap()
}

fn patches(fabric: &Fabric) -> Vec<&Patch> {
    fabric.streets.iter().flatten().flatten().collect()
}

fn key(point: Point) -> (i64, i64) {
    ((point.lon * 1e7).round() as i64, (point.lat * 1e7).round() as i64)
}

/// Twice the area, positive when the ring turns left.
fn area(ring: &[Point]) -> f64 {
    edges(ring)
        .map(|(a, b)| (a.lon - 110.0) * (b.lat - 33.0) - (b.lon - 110.0) * (a.lat - 33.0))
        .sum()
}

#[test]
fn every_seed_gives_as_many_areas_as_asked_for_and_each_is_one_simple_ring() {
    for seed in 0..12 {
        let fabric = Fabric::new(seed, middle(), CUT);
        assert_eq!(fabric.streets.len(), CUT.streets, "seed {seed}");
        assert_eq!(fabric.streets.iter().flatten().count(), CUT.communities, "seed {seed}");
        assert_eq!(patches(&fabric).len(), CUT.grids, "seed {seed}");
        assert_eq!(fabric.outline.rings.len(), 1, "seed {seed}");
        for patch in patches(&fabric) {
            assert_eq!(patch.polygon.rings.len(), 1, "seed {seed}");
            let ring = &patch.polygon.rings[0];
            let distinct: HashSet<_> = ring.iter().map(|&point| key(point)).collect();
            assert_eq!(distinct.len(), ring.len(), "seed {seed}: a ring touches itself");
            assert!(area(ring) > 0.0, "seed {seed}: a ring turns right");
        }
    }
}

/// Each inner edge is walked once in each direction, each outer edge once: no gap, no overlap.
#[test]
fn neighbours_share_the_very_same_edges_and_the_rest_is_the_outline() {
    let fabric = Fabric::new(5, middle(), CUT);
    let mut walked: BTreeMap<_, usize> = BTreeMap::new();
    for patch in patches(&fabric) {
        for (a, b) in patch.polygon.rings.iter().flat_map(|ring| edges(ring)) {
            *walked.entry((key(a), key(b))).or_default() += 1;
        }
    }
    assert!(walked.values().all(|&times| times == 1));
    let open: HashSet<_> = walked.keys().filter(|&&(a, b)| !walked.contains_key(&(b, a))).collect();
    let outline: Vec<_> = edges(&fabric.outline.rings[0]).map(|(a, b)| (key(a), key(b))).collect();
    assert_eq!(open.len(), outline.len());
    assert!(outline.iter().all(|edge| open.contains(edge)));
    let parts: f64 = patches(&fabric).iter().map(|patch| area(&patch.polygon.rings[0])).sum();
    assert!((parts / area(&fabric.outline.rings[0]) - 1.0).abs() < 1e-9);
}

#[test]
fn the_district_is_about_nine_by_seven_kilometres_with_a_river_from_side_to_side() {
    let fabric = Fabric::new(1, middle(), CUT);
    let bounds = fabric.outline.bounds().unwrap();
    let corner = |lon, lat| Point::new(lon, lat).unwrap();
    let width = corner(bounds.west, 33.0).metres_to(corner(bounds.east, 33.0));
    let height = corner(110.0, bounds.south).metres_to(corner(110.0, bounds.north));
    assert!((8_000.0..11_000.0).contains(&width), "{width}");
    assert!((6_500.0..9_000.0).contains(&height), "{height}");
    let (first, last) = (fabric.river[0], fabric.river[fabric.river.len() - 1]);
    assert!(first.metres_to(last) > 7_000.0);
}

#[test]
fn a_district_fits_anywhere_on_the_earth() {
    for (lon, lat) in [(180.0, 0.0), (-180.0, 90.0), (0.0, -90.0), (-71.06, 42.36)] {
        let fabric = Fabric::new(1, Point::new(lon, lat).unwrap(), CUT);
        for &point in patches(&fabric).iter().flat_map(|patch| &patch.polygon.rings[0]) {
            assert_eq!(Point::new(point.lon, point.lat), Some(point));
        }
    }
}
