//! Rings of points, read and found free of fault.
//!
//! A MultiPolygon becomes one polygon with all its rings: inside is what lies within an odd number
//! of them, so islands and holes need no telling apart.
use super::problem::GeoFault;
use super::{FEATURE_VERTICES_MAX, RINGS_MAX};
use base::place::{Crs, Point, Polygon, Ring, edges};
use serde_json::Value;

/// The polygon of a geometry.
pub(super) fn polygon(geometry: &Value, crs: Crs) -> Result<Polygon, GeoFault> {
    let coordinates = geometry["coordinates"].as_array();
    let mut rings: Vec<Ring> = Vec::new();
    match (geometry["type"].as_str().unwrap_or_default(), coordinates) {
        ("Polygon", Some(lines)) => add(lines, crs, &mut rings)?,
        ("MultiPolygon", Some(polygons)) => {
            for lines in polygons {
                add(lines.as_array().ok_or(GeoFault::BadCoordinates)?, crs, &mut rings)?;
            }
        }
        ("Polygon" | "MultiPolygon", None) => return Err(GeoFault::BadCoordinates),
        (other, _) => {
            let got = other.chars().take(super::TEXT_MAX).collect();
            return Err(GeoFault::NotAPolygon { got });
        }
    }
    if rings.is_empty() {
        return Err(GeoFault::NoArea { points: 0 });
    }
    // The largest first: what is drawn or measured as "the" ring is the main part.
    rings.sort_by(|a, b| area(b).abs().total_cmp(&area(a).abs()));
    if let Some(Point { lon, lat }) = crossing(&rings) {
        return Err(GeoFault::SelfCrossing { lon, lat });
    }
    match rings.iter().find(|ring| area(ring) == 0.0) {
        Some(ring) => Err(GeoFault::NoArea { points: ring.len() }),
        None => Ok(Polygon { rings }),
    }
}

fn add(lines: &[Value], crs: Crs, rings: &mut Vec<Ring>) -> Result<(), GeoFault> {
    for line in lines {
        if rings.len() == RINGS_MAX {
            return Err(GeoFault::TooManyRings { max: RINGS_MAX });
        }
        let before: usize = rings.iter().map(Vec::len).sum();
        let points = line.as_array().ok_or(GeoFault::BadCoordinates)?;
        if before + points.len() > FEATURE_VERTICES_MAX {
            return Err(GeoFault::TooManyPoints { max: FEATURE_VERTICES_MAX });
        }
        rings.push(ring(points, crs)?);
    }
    Ok(())
}

/// A ring without the repeated last point; one that is not closed is closed for its maker.
fn ring(points: &[Value], crs: Crs) -> Result<Ring, GeoFault> {
    let mut ring: Ring = Vec::with_capacity(points.len());
    for point in points {
        let point = kept(crs.to_wgs84(self::point(point)?));
        if ring.last() != Some(&point) {
            ring.push(point);
        }
    }
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        return Err(GeoFault::NoArea { points: ring.len() });
    }
    Ok(ring)
}

/// A tenth of a millimetre: so many decimals are kept, and written and read again without loss.
const DECIMALS: f64 = 1e9;

fn kept(point: Point) -> Point {
    let round = |degrees: f64| (degrees * DECIMALS).round() / DECIMALS;
    Point { lon: round(point.lon), lat: round(point.lat) }
}

/// A position; what follows longitude and latitude, such as a height, is not ours to keep.
fn point(value: &Value) -> Result<Point, GeoFault> {
    let numbers = value.as_array().filter(|numbers| numbers.len() >= 2);
    let number = |at: usize| numbers.and_then(|numbers| numbers[at].as_f64());
    let (Some(lon), Some(lat)) = (number(0), number(1)) else {
        return Err(GeoFault::BadCoordinates);
    };
    Point::new(lon, lat).ok_or(GeoFault::OutOfRange { lon, lat })
}

/// Twice the area in square degrees; positive when the ring runs against the clock.
pub(super) fn area(ring: &[Point]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    edges(ring)
        .map(|(a, b)| {
            let (ax, ay) = (a.lon - origin.lon, a.lat - origin.lat);
            let (bx, by) = (b.lon - origin.lon, b.lat - origin.lat);
            ax * by - bx * ay
        })
        .sum()
}

/// Where two edges cross, if any do. Edges are met from west to east, each against those that
/// begin before it ends, so a border of ten thousand points is no ten thousand squared.
fn crossing(rings: &[Ring]) -> Option<Point> {
    let mut lines: Vec<(Point, Point)> = rings
        .iter()
        .flat_map(|ring| edges(ring))
        .map(|(a, b)| if a.lon <= b.lon { (a, b) } else { (b, a) })
        .collect();
    lines.sort_by(|(a, _), (b, _)| a.lon.total_cmp(&b.lon));
    for (at, first) in lines.iter().enumerate() {
        let until = first.1.lon;
        for second in lines[at + 1..].iter().take_while(|second| second.0.lon <= until) {
            if cross(*first, *second) {
                return Some(second.0);
            }
        }
    }
    None
}

/// Whether two edges cross in their inside; touching is no crossing.
fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let apart = a.lat.max(b.lat) < c.lat.min(d.lat) || c.lat.max(d.lat) < a.lat.min(b.lat);
    if apart || a == c || a == d || b == c || b == d {
        return false;
    }
    let side = |p: Point, q: Point, r: Point| {
        (q.lon - p.lon) * (r.lat - p.lat) - (q.lat - p.lat) * (r.lon - p.lon)
    };
    let opposite = |one: f64, other: f64| (one > 0.0 && other < 0.0) || (one < 0.0 && other > 0.0);
    opposite(side(a, b, c), side(a, b, d)) && opposite(side(c, d, a), side(c, d, b))
}
