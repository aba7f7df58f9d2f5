//! Places on the earth (地点): points, polygons, and the coordinate systems in use in China.
//!
//! Everything inside is WGS-84, which CGCS2000 equals to within centimetres; GCJ-02 (Amap, Tencent)
//! and BD-09 (Baidu) are converted at the edge. What is *not* here: whose place it is.
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// A point in degrees of WGS-84 (坐标点).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub lon: f64,
    pub lat: f64,
}

/// Metres of one degree of latitude, on the mean sphere.
const METRES_PER_DEGREE: f64 = 6_371_008.8 * PI / 180.0;

impl Point {
    /// A point, if both numbers are finite and on the earth.
    pub fn new(lon: f64, lat: f64) -> Option<Point> {
        let on_earth = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        on_earth.then_some(Point { lon, lat })
    }

    /// The distance in metres; good to a thousandth over the length of a district.
    pub fn metres_to(self, other: Point) -> f64 {
        let middle = ((self.lat + other.lat) / 2.0).to_radians().cos();
        let east = (self.lon - other.lon) * middle;
        let north = self.lat - other.lat;
        east.hypot(north) * METRES_PER_DEGREE
    }

    /// The middle of the square of about so many metres that holds the point: what the public
    /// may see of where a report was made (模糊位置).
    pub fn rounded(self, metres: f64) -> Point {
        assert!(metres > 0.0, "a square has a size, got {metres}");
        let step = metres / METRES_PER_DEGREE;
        let lat = ((self.lat / step).floor() + 0.5) * step;
        let step = step / lat.to_radians().cos().max(0.01);
        let lon = ((self.lon / step).floor() + 0.5) * step;
        Point { lon: lon.clamp(-180.0, 180.0), lat: lat.clamp(-90.0, 90.0) }
    }

    /// The number of the square of about 100 m that holds the point, to find neighbours by.
    pub fn cell(self) -> i64 {
        cell_of((self.lon * CELLS).floor() as i64, (self.lat * CELLS).floor() as i64)
    }

    /// The numbers of the square around the point and of its eight neighbours.
    pub fn cells_around(self) -> [i64; 9] {
        let (x, y) = ((self.lon * CELLS).floor() as i64, (self.lat * CELLS).floor() as i64);
        std::array::from_fn(|at| cell_of(x + at as i64 % 3 - 1, y + at as i64 / 3 - 1))
    }
}

/// Squares per degree: about 111 m high.
const CELLS: f64 = 1000.0;

fn cell_of(x: i64, y: i64) -> i64 {
    (x + 180_000) * 1_000_000 + (y + 90_000)
}

/// A coordinate system as declared by whoever sends points (坐标系).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crs {
    #[default]
    Wgs84,
    Cgcs2000,
    Gcj02,
    Bd09,
}

impl Crs {
    pub const ALL: [Crs; 4] = [Crs::Wgs84, Crs::Cgcs2000, Crs::Gcj02, Crs::Bd09];

    pub fn code(self) -> &'static str {
        match self {
            Crs::Wgs84 => "wgs84",
            Crs::Cgcs2000 => "cgcs2000",
            Crs::Gcj02 => "gcj02",
            Crs::Bd09 => "bd09",
        }
    }

    pub fn parse(code: &str) -> Option<Crs> {
        Crs::ALL.into_iter().find(|crs| crs.code() == code)
    }

    /// A point of this system, in WGS-84.
    pub fn to_wgs84(self, point: Point) -> Point {
        match self {
            Crs::Wgs84 | Crs::Cgcs2000 => point,
            Crs::Gcj02 => undo(point, shift),
            Crs::Bd09 => undo(undo(point, bend), shift),
        }
    }

    /// A point of WGS-84, in this system.
    pub fn from_wgs84(self, point: Point) -> Point {
        match self {
            Crs::Wgs84 | Crs::Cgcs2000 => point,
            Crs::Gcj02 => shift(point),
            Crs::Bd09 => bend(shift(point)),
        }
    }
}

/// Goes back through `forth` by coming nearer step by step; it moves points by metres only.
fn undo(target: Point, forth: fn(Point) -> Point) -> Point {
    let mut guess = target;
    for _ in 0..12 {
        let there = forth(guess);
        guess.lon += target.lon - there.lon;
        guess.lat += target.lat - there.lat;
    }
    guess
}

/// From WGS-84 to GCJ-02. Outside China there is no shift.
fn shift(point: Point) -> Point {
    let Point { lon, lat } = point;
    if !(72.004..=137.8347).contains(&lon) || !(0.8293..=55.8271).contains(&lat) {
        return point;
    }
    const AXIS: f64 = 6_378_245.0;
    const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
    let (x, y) = (lon - 105.0, lat - 35.0);
    let root = x.abs().sqrt();
    let common = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let mut north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common;
    north += (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0;
    north += (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y / 30.0 * PI).sin()) * 2.0 / 3.0;
    let mut east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common;
    east += (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0;
    east += (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let radians = lat.to_radians();
    let bulge = 1.0 - ECCENTRICITY * radians.sin().powi(2);
    let north = north * 180.0 / ((AXIS * (1.0 - ECCENTRICITY)) / (bulge * bulge.sqrt()) * PI);
    let east = east * 180.0 / (AXIS / bulge.sqrt() * radians.cos() * PI);
    Point { lon: lon + east, lat: lat + north }
}

/// From GCJ-02 to BD-09.
fn bend(point: Point) -> Point {
    const TURN: f64 = PI * 3000.0 / 180.0;
    let Point { lon, lat } = point;
    let length = lon.hypot(lat) + 0.000_02 * (lat * TURN).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * TURN).cos();
    Point { lon: length * angle.cos() + 0.0065, lat: length * angle.sin() + 0.006 }
}

/// A closed line of points; the last joins the first, which is not repeated.
pub type Ring = Vec<Point>;

/// An area (多边形): its outer ring, then its holes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygon {
    pub rings: Vec<Ring>,
}

/// The least box around something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Bounds {
    /// The box around points; nothing for no point.
    pub fn of<'a>(points: impl IntoIterator<Item = &'a Point>) -> Option<Bounds> {
        points.into_iter().fold(None, |bounds: Option<Bounds>, point| {
            let old = bounds.unwrap_or(Bounds {
                west: point.lon,
                south: point.lat,
                east: point.lon,
                north: point.lat,
            });
            Some(Bounds {
                west: old.west.min(point.lon),
                south: old.south.min(point.lat),
                east: old.east.max(point.lon),
                north: old.north.max(point.lat),
            })
        })
    }

    pub fn holds(&self, point: Point) -> bool {
        (self.west..=self.east).contains(&point.lon)
            && (self.south..=self.north).contains(&point.lat)
    }
}

impl Polygon {
    /// Whether the point is inside. On a border that two polygons share, exactly one says yes.
    ///
    /// An edge is crossed when one end lies above the point's parallel and the other does not, and
    /// the crossing is computed from the southern end, whichever way the edge is drawn: so both
    /// neighbours compute the same number, and a point on it is west of it for both.
    pub fn contains(&self, point: Point) -> bool {
        let crossed = self.rings.iter().flat_map(|ring| edges(ring)).filter(|&(a, b)| {
            if (a.lat > point.lat) == (b.lat > point.lat) {
                return false;
            }
            let (low, high) = if (a.lat, a.lon) < (b.lat, b.lon) { (a, b) } else { (b, a) };
            let along = (point.lat - low.lat) / (high.lat - low.lat);
            point.lon < low.lon + along * (high.lon - low.lon)
        });
        crossed.count() % 2 == 1
    }

    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.rings.iter().flatten())
    }

    /// The middle of the outer ring's area.
    pub fn centre(&self) -> Option<Point> {
        let ring = self.rings.first()?;
        let origin = *ring.first()?;
        let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
        for (a, b) in edges(ring) {
            let (ax, ay) = (a.lon - origin.lon, a.lat - origin.lat);
            let (bx, by) = (b.lon - origin.lon, b.lat - origin.lat);
            let cross = ax * by - bx * ay;
            area += cross;
            x += (ax + bx) * cross;
            y += (ay + by) * cross;
        }
        if area == 0.0 {
            return Some(origin);
        }
        Point::new(origin.lon + x / (3.0 * area), origin.lat + y / (3.0 * area))
    }
}

/// The edges of a ring, the last joining the first.
pub fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&a, &b)| (a, b))
}

#[cfg(test)]
mod tests;
