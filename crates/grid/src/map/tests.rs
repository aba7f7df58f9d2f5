use super::*;
use base::place::Ring;
use proptest::prelude::*;

/// A tiling: the lines of a lattice, bent at will, its cells cut in two where asked.
///
/// Vertices are shared, so neighbours have the very same numbers, as after an import.
#[derive(Clone, Debug)]
struct Tiling {
    side: usize,
    vertices: Vec<Point>,
    cut: Vec<bool>,
}

impl Tiling {
    fn at(&self, column: usize, row: usize) -> Point {
        self.vertices[row * (self.side + 1) + column]
    }

    fn rings(&self) -> Vec<Ring> {
        let mut rings = Vec::new();
        for row in 0..self.side {
            for column in 0..self.side {
                let corners = [
                    self.at(column, row),
                    self.at(column + 1, row),
                    self.at(column + 1, row + 1),
                    self.at(column, row + 1),
                ];
                if self.cut[row * self.side + column] && is_cut_in_two(corners) {
                    // Drawn in opposite directions, as people draw them.
                    rings.push(vec![corners[0], corners[1], corners[2]]);
                    rings.push(vec![corners[3], corners[2], corners[0]]);
                } else {
                    rings.push(corners.to_vec());
                }
            }
        }
        rings
    }

    fn map(&self) -> GridMap {
        let area = |(at, ring)| GridArea {
            grid: UnitId(at as i64 + 1),
            place: Place { grid: Some(UnitId(at as i64 + 1)), ..Place::default() },
            polygon: Polygon { rings: vec![ring] },
        };
        GridMap::new(self.rings().into_iter().enumerate().map(area).collect())
    }
}

/// Whether the line from the first corner to the third has the others on its two sides: bent
/// inwards, a cell would not be cut into two that touch but into two that overlap.
fn is_cut_in_two([a, b, c, d]: [Point; 4]) -> bool {
    let side = |p: Point| (c.lon - a.lon) * (p.lat - a.lat) - (c.lat - a.lat) * (p.lon - a.lon);
    side(b) * side(d) < 0.0
}

fn tiling() -> impl Strategy<Value = Tiling> {
    (1usize..7).prop_flat_map(|side| {
        let bends = prop::collection::vec((-0.3f64..0.3, -0.3f64..0.3), (side + 1) * (side + 1));
        let cut = prop::collection::vec(any::<bool>(), side * side);
        (bends, cut).prop_map(move |(bends, cut)| {
            let vertices = (0..=side).flat_map(|row| (0..=side).map(move |column| (column, row)));
            let vertices = vertices.zip(bends).map(|((column, row), (x, y))| Point {
                lon: 116.4 + (column as f64 + x) * 0.003,
                lat: 39.9 + (row as f64 + y) * 0.003,
            });
            Tiling { side, vertices: vertices.collect(), cut }
        })
    })
}

/// How many grids claim a point, asked one by one: what the index must agree with.
fn owners(map: &GridMap, point: Point) -> Vec<UnitId> {
    map.areas().filter(|area| area.polygon.contains(point)).map(|area| area.grid).collect()
}

fn between(a: Point, b: Point, part: f64) -> Point {
    Point { lon: a.lon + (b.lon - a.lon) * part, lat: a.lat + (b.lat - a.lat) * part }
}

proptest! {
    #[test]
    fn a_border_point_has_exactly_one_grid(tiling in tiling(), part in 0.0f64..=1.0) {
        let map = tiling.map();
        for ring in tiling.rings() {
            for (a, b) in edges(&ring) {
                for point in [a, b, between(a, b, part)] {
                    let owners = owners(&map, point);
                    prop_assert!(owners.len() <= 1, "{point:?} is in {owners:?}");
                    let found = map.find(point).map(|area| area.grid);
                    prop_assert!(found.is_some(), "{point:?} is in no grid");
                    if !owners.is_empty() {
                        prop_assert_eq!(found, owners.first().copied());
                    }
                }
            }
        }
    }

    #[test]
    fn the_index_finds_what_looking_through_all_grids_finds(
        tiling in tiling(), lon in 116.39f64..116.43, lat in 39.89f64..39.93
    ) {
        let map = tiling.map();
        let point = Point { lon, lat };
        let found: Vec<UnitId> = map.find(point).map(|area| area.grid).into_iter().collect();
        let owners = owners(&map, point);
        if owners.is_empty() {
            prop_assert!(map.find(point).is_none_or(|area| on_border(&area.polygon, point)));
        } else {
            prop_assert_eq!(found, owners);
        }
    }

    #[test]
    fn the_order_of_the_rows_makes_no_difference(tiling in tiling(), at in 0usize..40) {
        let map = tiling.map();
        let mut turned: Vec<GridArea> = map.areas().cloned().collect();
        turned.reverse();
        let other = GridMap::new(turned);
        let point = tiling.vertices[at % tiling.vertices.len()];
        prop_assert_eq!(map.find(point), other.find(point));
    }
}

fn square(id: i64, west: f64, south: f64, size: f64) -> GridArea {
    let corner = |x: f64, y: f64| Point { lon: west + x * size, lat: south + y * size };
    let ring = vec![corner(0.0, 0.0), corner(1.0, 0.0), corner(1.0, 1.0), corner(0.0, 1.0)];
    GridArea { grid: UnitId(id), place: Place::default(), polygon: Polygon { rings: vec![ring] } }
}

#[test]
fn a_point_on_the_rim_of_the_district_has_a_grid_and_one_outside_has_none() {
    let map = GridMap::new(vec![square(1, 0.0, 0.0, 1.0), square(2, 1.0, 0.0, 1.0)]);
    let id = |lon, lat| map.find(Point { lon, lat }).map(|area| area.grid.0);
    for (lon, lat, expected) in [
        (0.0, 0.0, Some(1)),
        (0.5, 1.0, Some(1)),
        (1.0, 0.5, Some(2)),
        (2.0, 0.5, Some(2)),
        (2.0, 1.0, Some(2)),
        (2.1, 0.5, None),
        (-0.001, 0.5, None),
        (f64::NAN, 0.5, None),
        (f64::INFINITY, 0.5, None),
    ] {
        assert_eq!(id(lon, lat), expected, "{lon}, {lat}");
    }
}

#[test]
fn a_border_that_only_one_side_has_corners_on_leaves_no_gap() {
    let point = |lon: f64, lat: f64| Point { lon, lat };
    let (a, b) = (point(116.4013, 39.9007), point(116.4071, 39.9093));
    let corners: Vec<Point> = (0..=30).map(|at| between(a, b, f64::from(at) / 30.0)).collect();
    let west = vec![a, b, point(116.39, 39.92), point(116.39, 39.89)];
    let mut east = vec![point(116.42, 39.89), point(116.42, 39.92)];
    east.extend(corners.iter().rev());
    let area = |(at, ring)| GridArea {
        grid: UnitId(at),
        place: Place::default(),
        polygon: Polygon { rings: vec![ring] },
    };
    let map = GridMap::new([(1, west), (2, east)].map(area).into());
    for at in 0..=3_000 {
        let on_it = between(a, b, f64::from(at) / 3_000.0);
        assert!(map.find(on_it).is_some(), "{on_it:?}");
    }
}

#[test]
fn where_shapes_overlap_the_lowest_number_wins() {
    let map = GridMap::new(vec![square(7, 0.0, 0.0, 2.0), square(3, 1.0, 1.0, 2.0)]);
    assert_eq!(map.find(Point { lon: 1.5, lat: 1.5 }).unwrap().grid, UnitId(3));
    assert_eq!(map.area(UnitId(7)).unwrap().grid, UnitId(7));
    assert_eq!(map.area(UnitId(4)), None);
}

#[test]
fn an_empty_map_has_no_grid_and_no_bounds() {
    let nowhere = GridArea { polygon: Polygon::default(), ..square(1, 0.0, 0.0, 1.0) };
    for map in [GridMap::new(Vec::new()), GridMap::new(vec![nowhere])] {
        assert!(map.is_empty());
        assert_eq!(map.find(Point { lon: 0.0, lat: 0.0 }), None);
        assert!(map.bounds().is_none());
    }
}

#[test]
fn a_map_of_ten_thousand_grids_and_one_far_away_finds_them_all() {
    let mut areas: Vec<GridArea> =
        (0..10_000).map(|at| square(at + 1, (at % 100) as f64, (at / 100) as f64, 1.0)).collect();
    areas.push(square(20_000, 170.0, 80.0, 1.0));
    let areas: Vec<GridArea> = areas
        .into_iter()
        .map(|mut area| {
            area.polygon.rings[0].iter_mut().for_each(|point| point.lat /= 2.0);
            area
        })
        .collect();
    let map = GridMap::new(areas);
    for at in 0..10_000 {
        let point = Point { lon: (at % 100) as f64 + 0.5, lat: ((at / 100) as f64 + 0.5) / 2.0 };
        assert_eq!(map.find(point).unwrap().grid, UnitId(at + 1));
    }
    assert_eq!(map.find(Point { lon: 170.5, lat: 40.2 }).unwrap().grid, UnitId(20_000));
}
