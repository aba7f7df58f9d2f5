//! The single keys of a mapping (对照文件各项): name, file, times and place, each checked with its line.
use super::EXTERNAL_MAX;
use super::lines::{Lines, MappingError};
use super::mapping::{PlaceCells, PointCells};
use super::moment::{Format, Moments};
use super::place::Points;
use super::raw;
use base::place::Crs;
use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use toml::Spanned;

/// A name and a colon stand before each number of the file, and both must fit.
const NAME_MAX: usize = 20;
/// Nobody replays a file further back or ahead than this.
const SHIFT_MAX: i16 = 100;
/// Titles and dates above the headings take a few rows; further down they are not looked for.
const HEADER_MAX: u32 = 20;

pub(super) fn name(lines: &Lines<'_>, name: &Spanned<String>) -> Result<String, MappingError> {
    let text = name.get_ref();
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if text.is_empty() || !plain || text.len() > NAME_MAX {
        let why = format!("1 to {NAME_MAX} letters, digits, `-` and `_`");
        return Err(lines.error(name.span().start, "name", &why));
    }
    const { assert!(NAME_MAX < EXTERNAL_MAX, "a name leaves room for a number") };
    Ok(text.clone())
}

pub(super) fn delimiter(
    lines: &Lines<'_>,
    text: Option<&Spanned<String>>,
) -> Result<u8, MappingError> {
    let Some(text) = text else { return Ok(b',') };
    match text.get_ref().as_bytes() {
        [one] if one.is_ascii() && !one.is_ascii_alphanumeric() && *one != b'"' => Ok(*one),
        _ => {
            let why = "one character, such as \",\", \";\" or \"\\t\"";
            Err(lines.error(text.span().start, "file.delimiter", why))
        }
    }
}

pub(super) fn encoding(
    lines: &Lines<'_>,
    label: Option<&Spanned<String>>,
) -> Result<&'static Encoding, MappingError> {
    let Some(label) = label else { return Ok(encoding_rs::UTF_8) };
    Encoding::for_label(label.get_ref().trim().as_bytes()).ok_or_else(|| {
        let why = format!("`{}` is no encoding: utf-8, gb18030, windows-1252, …", label.get_ref());
        lines.error(label.span().start, "file.encoding", &why)
    })
}

pub(super) fn header(lines: &Lines<'_>, row: Option<&Spanned<u32>>) -> Result<u32, MappingError> {
    let Some(row) = row else { return Ok(1) };
    if !(1..=HEADER_MAX).contains(row.get_ref()) {
        let why = format!("1 to {HEADER_MAX}: the row that holds the headings");
        return Err(lines.error(row.span().start, "file.header", &why));
    }
    Ok(*row.get_ref())
}

pub(super) fn moments(lines: &Lines<'_>, time: &raw::Time) -> Result<Moments, MappingError> {
    let parse = |format: &Spanned<String>| {
        Format::parse(format.get_ref()).map_err(|why| {
            let why = format!("`{}`: {why}", format.get_ref());
            lines.error(format.span().start, "time.formats", &why)
        })
    };
    let formats: Vec<Format> =
        time.formats.get_ref().iter().map(parse).collect::<Result<_, _>>()?;
    if formats.is_empty() {
        let why = "name at least one, such as \"iso\", \"ymd\" or \"%d.%m.%Y %H:%M\"";
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

pub(super) fn place(
    lines: &Lines<'_>,
    raw: &Spanned<raw::Place>,
) -> Result<(PlaceCells<String>, Points), MappingError> {
    let (at, raw) = (raw.span().start, raw.get_ref());
    let one_of = |key: &str, value: &Option<Spanned<String>>, known: &[&str]| match value {
        None => Ok(0),
        Some(value) => known.iter().position(|code| code == value.get_ref()).ok_or_else(|| {
            let why = format!("`{}` is none of {}", value.get_ref(), known.join(", "));
            lines.error(value.span().start, key, &why)
        }),
    };
    let crs = one_of("place.crs", &raw.crs, &Crs::ALL.map(Crs::code))?;
    let lon_first = one_of("place.order", &raw.order, &["lat_lon", "lon_lat"])? == 1;
    let cells = |key: &str, taken| lines.optional(key, Option::as_ref(taken));
    let lon_lat = (cells("place.lon", &raw.lon)?, cells("place.lat", &raw.lat)?);
    let point = match (lon_lat, cells("place.point", &raw.point)?) {
        ((Some(lon), Some(lat)), None) => PointCells::Two { lon, lat },
        ((None, None), Some(point)) => PointCells::One(point),
        ((None, None), None) => PointCells::None,
        _ => return Err(lines.error(at, "place", "needs `lon` and `lat`, or `point` alone")),
    };
    let place = PlaceCells {
        point,
        grid: cells("place.grid", &raw.grid)?,
        community: cells("place.community", &raw.community)?,
        street: cells("place.street", &raw.street)?,
        named_in: cells("place.named_in", &raw.named_in)?,
    };
    if matches!(place.point, PointCells::None) && !place.has_names() {
        let why = "needs `lon` and `lat`, `point`, `grid`, `community` or `named_in`";
        return Err(lines.error(at, "place", why));
    }
    let points = Points { crs: Crs::ALL[crs], decimal_comma: raw.decimal_comma, lon_first };
    Ok((place, points))
}
