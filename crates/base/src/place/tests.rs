use super::*;
use proptest::prelude::*;

fn point(lon: f64, lat: f64) -> Point {
    Point::new(lon, lat).unwrap()
}

fn square(west: f64, south: f64, size: f64) -> Polygon {
    let (east, north) = (west + size, south + size);
    let ring = [(west, south), (east, south), (east, north), (west, north)];
    Polygon { rings: vec![ring.map(|(lon, lat)| point(lon, lat)).to_vec()] }
}

#[test]
fn a_point_off_the_earth_or_not_a_number_is_none() {
    assert_eq!(Point::new(181.0, 0.0), None);
    assert_eq!(Point::new(0.0, -90.1), None);
    assert_eq!(Point::new(f64::NAN, 0.0), None);
    assert_eq!(Point::new(f64::INFINITY, 0.0), None);
}

#[test]
fn gcj02_moves_a_point_in_beijing_by_some_five_hundred_metres() {
    let there = point(116.3975, 39.9087);
    let moved = there.metres_to(Crs::Gcj02.from_wgs84(there));
    assert!((400.0..700.0).contains(&moved), "{moved}");
    let abroad = point(-71.06, 42.36);
    assert_eq!(Crs::Gcj02.from_wgs84(abroad), abroad);
}

#[test]
fn a_point_on_a_shared_border_or_corner_is_in_exactly_one_square() {
    let squares: Vec<Polygon> =
        (0..9).map(|at| square(f64::from(at % 3), f64::from(at / 3), 1.0)).collect();
    for (lon, lat) in [(1.0, 0.5), (0.5, 1.0), (1.0, 1.0), (2.0, 1.5), (1.5, 2.0), (2.0, 2.0)] {
        let owners = squares.iter().filter(|square| square.contains(point(lon, lat))).count();
        assert_eq!(owners, 1, "{lon} {lat}");
    }
}

#[test]
fn a_hole_is_outside() {
    let mut ring = square(0.0, 0.0, 4.0);
    ring.rings.extend(square(1.0, 1.0, 2.0).rings);
    assert!(ring.contains(point(0.5, 0.5)));
    assert!(!ring.contains(point(2.0, 2.0)));
}

#[test]
fn the_centre_of_a_square_is_its_middle() {
    let centre = square(116.0, 39.0, 1.0).centre().unwrap();
    assert!(centre.metres_to(point(116.5, 39.5)) < 0.01);
}

#[test]
fn points_within_a_hundred_metres_share_a_cell_or_are_neighbours() {
    let here = point(116.3975, 39.9087);
    let there = point(116.3984, 39.9094);
    assert!(here.metres_to(there) < 111.0);
    assert!(here.cells_around().contains(&there.cell()));
    assert!(!here.cells_around().contains(&point(116.41, 39.92).cell()));
}

proptest! {
    #[test]
    fn every_system_goes_there_and_back(lon in 73.0f64..135.0, lat in 4.0f64..53.0) {
        for crs in Crs::ALL {
            let there = point(lon, lat);
            let back = crs.to_wgs84(crs.from_wgs84(there));
            prop_assert!((back.lon - lon).abs() < 1e-7 && (back.lat - lat).abs() < 1e-7, "{crs:?}");
        }
    }

    #[test]
    fn a_rounded_point_is_near_and_says_no_more_than_its_square(
        lon in -179.0f64..179.0, lat in -80.0f64..80.0
    ) {
        let there = point(lon, lat);
        let rounded = there.rounded(100.0);
        prop_assert!(there.metres_to(rounded) < 75.0);
        prop_assert!(rounded.metres_to(rounded.rounded(100.0)) < 0.01);
    }
}
