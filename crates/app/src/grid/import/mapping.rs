//! The mapping (对照): which column of the file is what, checked when it is loaded.
use super::matcher::Matcher;
use super::moment::{Format, Moments};
use super::place::Points;
use super::raw::{self, Raw};
use super::row::Bound;
use super::template::Template;
use super::{EXTERNAL_MAX, Stopped};
use base::place::Crs;
use encoding_rs::Encoding;
use grid::matter::{Ending, Source};
use grid::rules::Category;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use toml::Spanned;

/// How one system's export becomes matters (对照文件).
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Names the system; it stands before each of its numbers, so two systems never share one.
    pub name: String,
    /// How many years the file's times are moved on, said in every report.
    pub shift_years: i16,
    pub(super) delimiter: u8,
    pub(super) encoding: &'static Encoding,
    pub(super) moments: Moments,
    pub(super) columns: raw::Columns,
    pub(super) place: PlaceColumns,
    pub(super) points: Points,
    pub(super) body: Template<String>,
    pub(super) category: Matcher<String>,
    pub(super) status: Option<raw::Status>,
    pub(super) ending: Matcher<Ending>,
    pub(super) source: Matcher<Source>,
}

/// Where the point stands.
#[derive(Clone, Debug)]
pub(super) enum PlaceColumns {
    Two { lon: String, lat: String },
    One(String),
}

/// What is wrong with a mapping file, and on which line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {key}{}{why}", if key.is_empty() { "" } else { ": " })]
pub struct MappingError {
    pub file: String,
    pub line: usize,
    pub key: String,
    pub why: String,
}

/// The text of a mapping file, to name the line of a finding.
pub(super) struct Lines<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Lines<'_> {
    pub fn error(&self, at: usize, key: &str, why: &str) -> MappingError {
        let before = self.text.get(..at).unwrap_or("");
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        MappingError { file: self.file.into(), line, key: key.into(), why: why.into() }
    }
}

/// A name and a colon stand before each number of the file, and both must fit.
const NAME_MAX: usize = 20;
/// Nobody replays a file further back or ahead than this.
const SHIFT_MAX: i16 = 100;

impl Mapping {
    /// Reads a mapping; `categories` are those that policy has today.
    pub fn read(file: &str, text: &str, categories: &[Category]) -> Result<Mapping, MappingError> {
        let lines = Lines { file, text };
        let raw: Raw = toml::from_str(text).map_err(|error| {
            lines.error(error.span().map_or(0, |span| span.start), "", error.message())
        })?;
        let moments = moments(&lines, &raw.time)?;
        let (place, points) = place(&lines, &raw.place)?;
        let known = |code: &str| {
            categories.iter().any(|category| category.code == code).then(|| code.to_owned())
        };
        let ending =
            raw.ending.as_ref().map(|rules| Matcher::new(&lines, "ending", rules, Ending::parse));
        let source = raw.source.as_ref().map(|rules| {
            let parse = |code: &str| Source::parse(code).filter(|s| *s != Source::RootCause);
            Matcher::new(&lines, "source", rules, parse)
        });
        Ok(Mapping {
            name: name(&lines, &raw.name)?,
            shift_years: moments.shift_years,
            delimiter: delimiter(&lines, raw.file.delimiter.as_ref())?,
            encoding: encoding(&lines, raw.file.encoding.as_ref())?,
            moments,
            columns: raw.columns,
            place,
            points,
            body: Template::parse(raw.body.get_ref())
                .map_err(|why| lines.error(raw.body.span().start, "body", why))?,
            category: Matcher::new(&lines, "category", &raw.category, known)?,
            status: raw.status,
            ending: ending.transpose()?.unwrap_or_else(|| Matcher::always(Ending::Solved)),
            source: source.transpose()?.unwrap_or_else(|| Matcher::always(Source::Import)),
        })
    }

    /// Finds the mapping's columns in the file's header.
    pub(super) fn bind(&self, headers: &[String]) -> Result<Bound, Stopped> {
        let places: HashMap<String, usize> =
            headers.iter().enumerate().rev().map(|(at, name)| (fold(name), at)).collect();
        let column = |name: &str| {
            let at = headers.iter().position(|header| header == name);
            at.or_else(|| places.get(&fold(name)).copied())
                .ok_or_else(|| Stopped::Column { column: name.to_owned(), has: headers.join(", ") })
        };
        let optional = |name: &Option<String>| name.as_deref().map(column).transpose();
        let all = |names: &[String]| -> Result<Vec<usize>, Stopped> {
            names.iter().map(|name| column(name)).collect()
        };
        let columns = &self.columns;
        Ok(Bound {
            names: headers.to_vec(),
            external: optional(&columns.external)?,
            opened: column(&columns.opened)?,
            target: optional(&columns.target)?,
            closed: optional(&columns.closed)?,
            address: optional(&columns.address)?,
            result: optional(&columns.result)?,
            status: self.status.as_ref().map(|status| column(&status.column)).transpose()?,
            point: match &self.place {
                PlaceColumns::Two { lon, lat } => (column(lon)?, Some(column(lat)?)),
                PlaceColumns::One(point) => (column(point)?, None),
            },
            body: self.body.bind(column)?,
            category: all(&self.category.columns)?,
            ending: all(&self.ending.columns)?,
            source: all(&self.source.columns)?,
        })
    }
}

/// Names of columns differ in case from one year's file to the next.
fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

fn name(lines: &Lines<'_>, name: &Spanned<String>) -> Result<String, MappingError> {
    let text = name.get_ref();
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if text.is_empty() || !plain || text.len() > NAME_MAX {
        let why = format!("1 to {NAME_MAX} letters, digits, `-` and `_`");
        return Err(lines.error(name.span().start, "name", &why));
    }
    const { assert!(NAME_MAX < EXTERNAL_MAX, "a name leaves room for a number") };
    Ok(text.clone())
}

fn delimiter(lines: &Lines<'_>, text: Option<&Spanned<String>>) -> Result<u8, MappingError> {
    let Some(text) = text else { return Ok(b',') };
    match text.get_ref().as_bytes() {
        [one] if one.is_ascii() && !one.is_ascii_alphanumeric() && *one != b'"' => Ok(*one),
        _ => {
            let why = "one character, such as \",\", \";\" or \"\\t\"";
            Err(lines.error(text.span().start, "file.delimiter", why))
        }
    }
}

fn encoding(
    lines: &Lines<'_>,
    label: Option<&Spanned<String>>,
) -> Result<&'static Encoding, MappingError> {
    let Some(label) = label else { return Ok(encoding_rs::UTF_8) };
    Encoding::for_label(label.get_ref().trim().as_bytes()).ok_or_else(|| {
        let why = format!("`{}` is no encoding: utf-8, gb18030, windows-1252, …", label.get_ref());
        lines.error(label.span().start, "file.encoding", &why)
    })
}

fn moments(lines: &Lines<'_>, time: &raw::Time) -> Result<Moments, MappingError> {
    let parse = |format: &Spanned<String>| {
        Format::parse(format.get_ref()).map_err(|why| {
            let why = format!("`{}`: {why}", format.get_ref());
            lines.error(format.span().start, "time.formats", &why)
        })
    };
    let formats: Vec<Format> =
        time.formats.get_ref().iter().map(parse).collect::<Result<_, _>>()?;
    if formats.is_empty() {
        let why = "name at least one, such as \"iso\" or \"%d.%m.%Y %H:%M\"";
        return Err(lines.error(time.formats.span().start, "time.formats", why));
    }
    let zone = time.zone.as_ref().map(|zone| {
        TimeZone::get(zone.get_ref()).map_err(|_| {
            let why = format!("`{}` is no zone such as America/New_York", zone.get_ref());
            lines.error(zone.span().start, "time.zone", &why)
        })
    });
    let shift_years = time.shift_years.as_ref().map_or(0, |years| *years.get_ref());
    if let Some(years) = time.shift_years.as_ref().filter(|_| shift_years.abs() > SHIFT_MAX) {
        let why = format!("-{SHIFT_MAX} to {SHIFT_MAX} years");
        return Err(lines.error(years.span().start, "time.shift_years", &why));
    }
    Ok(Moments { formats, zone: zone.transpose()?, shift_years })
}

fn place(lines: &Lines<'_>, raw: &raw::Place) -> Result<(PlaceColumns, Points), MappingError> {
    let one_of = |key: &str, value: &Option<Spanned<String>>, known: &[&str]| match value {
        None => Ok(0),
        Some(value) => known.iter().position(|code| code == value.get_ref()).ok_or_else(|| {
            let why = format!("`{}` is none of {}", value.get_ref(), known.join(", "));
            lines.error(value.span().start, key, &why)
        }),
    };
    let crs = one_of("place.crs", &raw.crs, &Crs::ALL.map(Crs::code))?;
    let lon_first = one_of("place.order", &raw.order, &["lat_lon", "lon_lat"])? == 1;
    let columns = match (&raw.lon, &raw.lat, &raw.point) {
        (Some(lon), Some(lat), None) => {
            PlaceColumns::Two { lon: lon.get_ref().clone(), lat: lat.get_ref().clone() }
        }
        (None, None, Some(point)) => PlaceColumns::One(point.get_ref().clone()),
        (lon, lat, point) => {
            let named = lon.as_ref().or(lat.as_ref()).or(point.as_ref());
            let at =
                named.map_or_else(|| lines.text.find("[place]").unwrap_or(0), |n| n.span().start);
            return Err(lines.error(at, "place", "needs `lon` and `lat`, or `point` alone"));
        }
    };
    let points = Points { crs: Crs::ALL[crs], decimal_comma: raw.decimal_comma, lon_first };
    Ok((columns, points))
}
