//! Whether shapes overlap (重叠): points of one that lie well inside another.
//!
//! Corners and one inner point of each shape are tried, not every crossing of borders: this finds
//! what a planner's slip does, a grid drawn twice or a border moved on one side only. Two shapes
//! that touch, or overlap by less than a survey is exact, are left alone; where they do,
//! [`::grid::map::GridMap`] still gives each point one grid.
use base::place::{Bounds, Point, Polygon, edges};

/// Pairs of shapes, by their places in the list, of which one reaches into the other; at most
/// `limit`. Each pair once, the lower place first.
pub(super) fn overlaps(shapes: &[&Polygon], limit: usize) -> Vec<(usize, usize)> {
    let mut sorted: Vec<Probe<'_>> =
        shapes.iter().enumerate().filter_map(|(at, shape)| Probe::new(at, shape)).collect();
    sorted.sort_by(|a, b| a.bounds.west.total_cmp(&b.bounds.west));
    let mut found = Vec::new();
    for (at, one) in sorted.iter().enumerate() {
        // Sorted from the west: who begins east of this one's end cannot meet it.
        let near = sorted[at + 1..].iter().take_while(|two| two.bounds.west <= one.bounds.east);
        for two in near.filter(|two| meet(one.bounds, two.bounds)) {
            if one.reaches_into(two) || two.reaches_into(one) {
                found.push((one.at.min(two.at), one.at.max(two.at)));
                if found.len() == limit {
                    return found;
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// About a metre: what two surveys of one border differ by.
const SLIVER_DEGREES: f64 = 1e-5;

struct Probe<'a> {
    at: usize,
    shape: &'a Polygon,
    bounds: Bounds,
    inner: Option<Point>,
}

impl<'a> Probe<'a> {
    fn new(at: usize, shape: &'a Polygon) -> Option<Probe<'a>> {
        Some(Probe { at, shape, bounds: shape.bounds()?, inner: inner_point(shape) })
    }

    fn reaches_into(&self, other: &Probe<'_>) -> bool {
        let mut points = self.inner.iter().chain(self.shape.rings.iter().flatten());
        points.any(|&point| other.bounds.holds(point) && is_well_inside(other.shape, point))
    }
}

fn is_well_inside(shape: &Polygon, point: Point) -> bool {
    let far = |(a, b)| distance_degrees(point, a, b) > SLIVER_DEGREES;
    shape.contains(point) && shape.rings.iter().flat_map(|ring| edges(ring)).all(far)
}

fn distance_degrees(point: Point, a: Point, b: Point) -> f64 {
    let (x, y) = (b.lon - a.lon, b.lat - a.lat);
    let (px, py) = (point.lon - a.lon, point.lat - a.lat);
    let length = x * x + y * y;
    let along = if length > 0.0 { ((px * x + py * y) / length).clamp(0.0, 1.0) } else { 0.0 };
    (px - along * x).hypot(py - along * y)
}

/// The middle of the longest stretch inside, on the parallel through the middle: unlike the
/// centre, it lies inside of a shape like a horseshoe too.
fn inner_point(shape: &Polygon) -> Option<Point> {
    let lat = shape.centre()?.lat;
    let all = shape.rings.iter().flat_map(|ring| edges(ring));
    let mut crossings: Vec<f64> = all
        .filter(|(a, b)| (a.lat > lat) != (b.lat > lat))
        .map(|(a, b)| a.lon + (lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon))
        .collect();
    crossings.sort_by(f64::total_cmp);
    let stretches = crossings.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    let (west, east) = stretches.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))?;
    Point::new((west + east) / 2.0, lat)
}

fn meet(a: Bounds, b: Bounds) -> bool {
    a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(points: &[(f64, f64)]) -> Polygon {
        let ring = points.iter().map(|&(x, y)| Point { lon: x / 100.0, lat: y / 100.0 }).collect();
        Polygon { rings: vec![ring] }
    }

    fn square(x: f64, y: f64, side: f64) -> Polygon {
        shape(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
    }

    #[test]
    fn shapes_overlap_when_one_reaches_into_the_other_and_not_when_they_touch() {
        let base = square(0.0, 0.0, 4.0);
        let horseshoe = shape(&[
            (0., 0.),
            (5., 0.),
            (5., 5.),
            (4., 5.),
            (4., 1.),
            (1., 1.),
            (1., 5.),
            (0., 5.),
        ]);
        for (one, two, expected, why) in [
            (&base, square(4.0, 0.0, 4.0), false, "neighbours"),
            (&base, square(4.0, 1.0, 2.0), false, "a neighbour with corners on the border"),
            (&base, square(3.0, 3.0, 4.0), true, "a corner reaches in"),
            (&base, square(3.9995, 0.0, 4.0), false, "half a metre is within the survey"),
            (&base, square(0.0, 0.0, 4.0), true, "the same drawn twice"),
            (&base, square(1.0, 1.0, 1.0), true, "one within the other"),
            (&base, shape(&[(-1., 1.), (5., 1.), (5., 3.), (-1., 3.)]), true, "a cross"),
            (&horseshoe, square(2.0, 2.0, 1.0), false, "in the mouth of a horseshoe"),
            (&horseshoe, horseshoe.clone(), true, "a horseshoe drawn twice"),
            (&base, square(9.0, 9.0, 1.0), false, "far apart"),
        ] {
            let found = overlaps(&[one, &two], 10);
            assert_eq!(found, if expected { vec![(0, 1)] } else { vec![] }, "{why}");
            assert_eq!(overlaps(&[&two, one], 10), found, "{why}, the other way round");
        }
    }
}
