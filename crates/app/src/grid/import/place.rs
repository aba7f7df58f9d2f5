//! Points as other systems write them (坐标): two columns, or both numbers in one.
use base::place::{Crs, Point};

/// How points are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    pub crs: Crs,
    pub decimal_comma: bool,
    /// In one column: longitude first, as in WKT, or latitude first, as on maps.
    pub lon_first: bool,
}

/// Why there is no reading a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoPoint {
    /// Both are numbers far beyond degrees: feet or metres of a projected grid.
    pub projected: bool,
}

const UNREADABLE: NoPoint = NoPoint { projected: false };

impl Points {
    /// A point of two columns. None when there is none: empty cells, or the zero that some
    /// systems write for "unknown".
    pub fn of_two(&self, lon: &str, lat: &str) -> Result<Option<Point>, NoPoint> {
        if lon.is_empty() && lat.is_empty() {
            return Ok(None);
        }
        let number = |text: &str| self.number(text).ok_or(UNREADABLE);
        self.point(number(lon)?, number(lat)?)
    }

    /// A point of one column: `(42.35, -71.09)`, `POINT (-71.09 42.35)`, `42,35; -71,09`.
    pub fn of_one(&self, text: &str) -> Result<Option<Point>, NoPoint> {
        if text.is_empty() {
            return Ok(None);
        }
        let comma = self.decimal_comma;
        let part = |c: char| c.is_ascii_digit() || ".-+".contains(c) || (comma && c == ',');
        let pieces = text.split(|c: char| !part(c)).map(|piece| piece.trim_matches(','));
        let mut numbers = Vec::new();
        for piece in pieces.filter(|piece| !piece.is_empty()) {
            numbers.push(self.number(piece).ok_or(UNREADABLE)?);
        }
        match (&numbers[..], self.lon_first) {
            (&[lon, lat], true) | (&[lat, lon], false) => self.point(lon, lat),
            _ => Err(UNREADABLE),
        }
    }

    fn number(&self, text: &str) -> Option<f64> {
        let number: f64 = match self.decimal_comma {
            true => text.replace(',', ".").parse().ok()?,
            false => text.parse().ok()?,
        };
        number.is_finite().then_some(number)
    }

    fn point(&self, lon: f64, lat: f64) -> Result<Option<Point>, NoPoint> {
        if lon == 0.0 && lat == 0.0 {
            return Ok(None);
        }
        let projected = lon.abs() > BEYOND_DEGREES && lat.abs() > BEYOND_DEGREES;
        let point = Point::new(lon, lat).map(|point| Some(self.crs.to_wgs84(point)));
        point.ok_or(NoPoint { projected })
    }
}

/// No slip of a sign or a comma makes such numbers of both degrees.
const BEYOND_DEGREES: f64 = 1_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_read_as_the_mapping_says() {
        let here = Ok(Some(Point { lon: -71.5, lat: 42.25 }));
        for (text, lon_first, decimal_comma, expected) in [
            ("(42.25, -71.5)", false, false, here),
            ("42.25,-71.5", false, false, here),
            ("POINT (-71.5 42.25)", true, false, here),
            ("42,25; -71,5", false, true, here),
            ("(0, 0)", false, false, Ok(None)),
            ("", false, false, Ok(None)),
            ("42.25", false, false, Err(UNREADABLE)),
            ("42.25, -71.5, 3", false, false, Err(UNREADABLE)),
            ("95, -71.5", false, false, Err(UNREADABLE)),
            ("1-2, 3", false, false, Err(UNREADABLE)),
            ("1193450, 6012345", false, false, Err(NoPoint { projected: true })),
        ] {
            let points = Points { crs: Crs::Wgs84, decimal_comma, lon_first };
            assert_eq!(points.of_one(text), expected, "{text}");
        }
    }
}
