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

impl Points {
    /// A point of two columns. None when there is none: empty cells, or the zero that some
    /// systems write for "unknown".
    pub fn of_two(&self, lon: &str, lat: &str) -> Result<Option<Point>, ()> {
        if lon.is_empty() && lat.is_empty() {
            return Ok(None);
        }
        let number = |text: &str| self.number(text).ok_or(());
        self.point(number(lon)?, number(lat)?)
    }

    /// A point of one column: `(42.35, -71.09)`, `POINT (-71.09 42.35)`, `42,35; -71,09`.
    pub fn of_one(&self, text: &str) -> Result<Option<Point>, ()> {
        if text.is_empty() {
            return Ok(None);
        }
        let comma = self.decimal_comma;
        let part = |c: char| c.is_ascii_digit() || ".-+".contains(c) || (comma && c == ',');
        let pieces = text.split(|c: char| !part(c)).map(|piece| piece.trim_matches(','));
        let mut numbers = Vec::new();
        for piece in pieces.filter(|piece| !piece.is_empty()) {
            numbers.push(self.number(piece).ok_or(())?);
        }
        match (&numbers[..], self.lon_first) {
            (&[lon, lat], true) | (&[lat, lon], false) => self.point(lon, lat),
            _ => Err(()),
        }
    }

    fn number(&self, text: &str) -> Option<f64> {
        let number: f64 = match self.decimal_comma {
            true => text.replace(',', ".").parse().ok()?,
            false => text.parse().ok()?,
        };
        number.is_finite().then_some(number)
    }

    fn point(&self, lon: f64, lat: f64) -> Result<Option<Point>, ()> {
        if lon == 0.0 && lat == 0.0 {
            return Ok(None);
        }
        Point::new(lon, lat).map(|point| Some(self.crs.to_wgs84(point))).ok_or(())
    }
}

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
            ("42.25", false, false, Err(())),
            ("42.25, -71.5, 3", false, false, Err(())),
            ("95, -71.5", false, false, Err(())),
            ("1-2, 3", false, false, Err(())),
        ] {
            let points = Points { crs: Crs::Wgs84, decimal_comma, lon_first };
            assert_eq!(points.of_one(text), expected, "{text}");
        }
    }
}
