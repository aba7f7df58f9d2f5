//! Grids written for the map of a page, and a shape as it is kept in a row.
use super::shape::area;
use base::UnitId;
use base::place::{Point, Polygon};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A grid as the map shows it (地图要素).
#[derive(Clone, Debug)]
pub struct Shape<'a> {
    pub grid: UnitId,
    pub properties: Map<String, Value>,
    pub polygon: &'a Polygon,
}

/// A sixth decimal is a tenth of a metre: finer than any border, and a third of the bytes.
const DECIMALS: f64 = 1e6;

/// Writes a FeatureCollection, its points rounded for the screen.
pub fn write<'a>(shapes: impl IntoIterator<Item = Shape<'a>>) -> String {
    let mut text = String::from(r#"{"type":"FeatureCollection","features":["#);
    for (at, shape) in shapes.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        // As text: the numbers of units are larger than a script's numbers are exact.
        let id = json!(shape.grid.to_string());
        let properties = Value::Object(shape.properties);
        let _ = write!(text, r#"{{"type":"Feature","id":{id},"properties":{properties},"#);
        text.push_str(r#""geometry":"#);
        geometry(&mut text, shape.polygon, rounded);
        text.push('}');
    }
    text.push_str("]}");
    text
}

/// A polygon as text, to the last digit that [`super::read`] keeps: how a row holds it.
pub fn to_text(polygon: &Polygon) -> String {
    let mut text = String::new();
    geometry(&mut text, polygon, |point| point);
    text
}

/// Reads [`to_text`]; nothing for any other text.
pub fn from_text(text: &str) -> Option<Polygon> {
    let geometry: Value = serde_json::from_str(text).ok()?;
    super::shape::polygon(&geometry, base::place::Crs::Wgs84).ok()
}

fn rounded(point: Point) -> Point {
    let round = |degrees: f64| (degrees * DECIMALS).round() / DECIMALS;
    Point { lon: round(point.lon), lat: round(point.lat) }
}

/// Outer rings, each with the holes that lie in it.
fn geometry(text: &mut String, polygon: &Polygon, change: fn(Point) -> Point) {
    let parts = parts(polygon);
    let many = parts.len() != 1;
    text.push_str(r#"{"type":""#);
    text.push_str(if many { "MultiPolygon" } else { "Polygon" });
    text.push_str(r#"","coordinates":"#);
    list(text, many, &parts, |text, part| {
        list(text, true, part, |text, (ring, outer)| line(text, ring, *outer, change));
    });
    text.push('}');
}

fn list<T>(text: &mut String, brackets: bool, items: &[T], write: impl Fn(&mut String, &T)) {
    if brackets {
        text.push('[');
    }
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        write(text, item);
    }
    if brackets {
        text.push(']');
    }
}

/// One ring, closed: outer ones against the clock, holes with it, as RFC 7946 wants.
fn line(text: &mut String, ring: &[Point], outer: bool, change: fn(Point) -> Point) {
    let mut points: Vec<Point> = ring.iter().map(|point| change(*point)).collect();
    points.dedup();
    if (area(ring) > 0.0) != outer {
        points.reverse();
    }
    points.extend(points.first().copied());
    list(text, true, &points, |text, point| {
        let _ = write!(text, "[{},{}]", point.lon, point.lat);
    });
}

type Part<'a> = Vec<(&'a [Point], bool)>;

/// A ring in an even number of others is an outer one; the others are holes of the smallest outer
/// ring around them.
fn parts(polygon: &Polygon) -> Vec<Part<'_>> {
    let rings = &polygon.rings;
    let around: Vec<Vec<usize>> = (0..rings.len())
        .map(|at| {
            (0..rings.len())
                .filter(|&other| other != at && lies_in(&rings[at], &rings[other]))
                .collect()
        })
        .collect();
    let is_outer = |at: usize| around[at].len().is_multiple_of(2);
    let outer: Vec<usize> = (0..rings.len()).filter(|&at| is_outer(at)).collect();
    let mut parts: Vec<Part<'_>> = outer.iter().map(|&at| vec![(&rings[at][..], true)]).collect();
    for at in (0..rings.len()).filter(|&at| !is_outer(at)) {
        let near = around[at].iter().copied().filter(|&other| is_outer(other));
        let near = near.max_by_key(|&other| around[other].len());
        let part = near.and_then(|near| outer.iter().position(|&other| other == near));
        match part {
            Some(part) => parts[part].push((&rings[at][..], false)),
            // Rings that touch along a line can seem to lie in each other; both are drawn.
            None => parts.push(vec![(&rings[at][..], true)]),
        }
    }
    parts
}

/// Rings do not cross, so most points of one lie where all of it does; some may touch the border.
fn lies_in(ring: &[Point], other: &[Point]) -> bool {
    let other = Polygon { rings: vec![other.to_vec()] };
    let inside = ring.iter().filter(|point| other.contains(**point)).count();
    inside * 2 > ring.len()
}
