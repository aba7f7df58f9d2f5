//! A mapping to begin with (对照文件初稿): guessed from the headings and first rows of a file.
//!
//! Nothing is imported by a guess. Whoever knows the file reads the draft, mends it and tries it;
//! what could not be told is left as a comment.
mod draft;
mod headings;
mod sample;

use super::Stopped;
use super::moment::{Bad, Format, Moments};
use headings::Key;
use sample::Sample;
use std::collections::BTreeMap;
use std::io::Read;

/// Reads the beginning of a file and drafts its mapping, as the text of a mapping file. `file` is
/// what the file is called.
pub fn draft(input: impl Read, file: &str) -> Result<String, Stopped> {
    let sample = Sample::read(input)?;
    let guess = Guess::of(&sample);
    Ok(draft::text(&sample, &guess, file))
}

/// What the headings and rows seem to say.
struct Guess {
    /// The column of each key that was recognised.
    columns: BTreeMap<Key, usize>,
    /// The column of the day, where the time of the report stands in a column of its own.
    day: Option<usize>,
    formats: Vec<&'static str>,
    /// Times without an offset want a zone.
    wants_zone: bool,
    /// The headings are Chinese, so the zone and what codes mean can be told.
    chinese: bool,
    /// Coordinates that are no degrees.
    projected: bool,
    /// Degrees are written as 42,35.
    decimal_comma: bool,
}

impl Guess {
    fn of(sample: &Sample) -> Guess {
        let mut columns = headings::columns(&sample.headings);
        let day = day(sample, &columns);
        columns.retain(|key, at| {
            let split = *key == Key::Opened && day.is_some();
            split || !key.is_time() || sample.values(*at).any(looks_like_time)
        });
        let places = || {
            let both = [Key::Lon, Key::Lat];
            let both = both.iter().filter_map(|key| columns.get(key).copied());
            both.collect::<Vec<_>>().into_iter().flat_map(|at| sample.values(at))
        };
        let coordinates: Vec<f64> = places().filter_map(|text| text.parse().ok()).collect();
        let comma =
            |text: &str| text.contains(',') && text.replace(',', ".").parse::<f64>().is_ok();
        let decimal_comma = places().next().is_some() && places().all(comma);
        let projected = !coordinates.is_empty() && coordinates.iter().all(|n| n.abs() > 1_000.0);
        let whole = |key: &Key| key.is_time() && !(*key == Key::Opened && day.is_some());
        let whole = columns.iter().filter(|(key, _)| whole(key));
        let mut times: Vec<String> =
            whole.flat_map(|(_, at)| sample.values(*at)).map(str::to_owned).collect();
        if let (Some(day), Some(time)) = (day, columns.get(&Key::Opened)) {
            let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
            let joined = sample.rows.iter().map(|row| (cell(row, day), cell(row, *time)));
            times
                .extend(joined.filter(|(day, _)| !day.is_empty()).map(|(d, t)| format!("{d} {t}")));
        }
        let times: Vec<&str> = times.iter().map(|time| time.trim()).collect();
        let (formats, wants_zone) = formats(&times);
        let chinese = sample.headings.iter().any(|heading| heading.chars().any(is_han));
        Guess { columns, day, formats, wants_zone, chinese, projected, decimal_comma }
    }

    fn heading<'s>(&self, sample: &'s Sample, key: Key) -> Option<&'s str> {
        self.columns.get(&key).map(|at| sample.headings[*at].as_str())
    }
}

/// The column of days beside one of times alone: `上报日期`, `上报时间`.
fn day(sample: &Sample, columns: &BTreeMap<Key, usize>) -> Option<usize> {
    let time = *columns.get(&Key::Opened)?;
    let alone = |text: &str| !looks_like_time(text) && looks_like_time(&format!("2000/1/1 {text}"));
    if !sample.values(time).all(alone) || sample.values(time).next().is_none() {
        return None;
    }
    let heading = |at: usize| sample.headings[at].to_lowercase();
    let day = |at: &usize| {
        let named = heading(*at).contains("日期") || heading(*at).contains("date");
        named && sample.values(*at).any(looks_like_time)
    };
    (0..sample.headings.len()).find(day)
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

fn looks_like_time(text: &str) -> bool {
    FORMATS.iter().any(|format| reads(format, text).is_ok())
}

/// What is tried, the strictest first.
const FORMATS: [&str; 6] = ["iso", "ymd", "mdy", "dmy", "excel", "epoch_millis"];

/// The fewest formats that read every time of the sample, and whether they want a zone.
fn formats(times: &[&str]) -> (Vec<&'static str>, bool) {
    let mut chosen = Vec::new();
    let mut left: Vec<&str> = times.to_vec();
    let wants_zone = times.iter().any(|time| {
        FORMATS.iter().any(|format| reads_local(format, time) && reads(format, time).is_ok())
    });
    // A format that reads all of them is better than several that read some.
    let whole = FORMATS.iter().find(|format| times.iter().all(|time| reads(format, time).is_ok()));
    if let Some(format) = whole.filter(|_| !times.is_empty()) {
        return (vec![*format], wants_zone);
    }
    for format in FORMATS {
        let before = left.len();
        left.retain(|time| reads(format, time).is_err());
        if left.len() < before {
            chosen.push(format);
        }
    }
    if chosen.is_empty() {
        chosen.push("iso");
    }
    (chosen, wants_zone)
}

fn reads(format: &str, text: &str) -> Result<(), Bad> {
    let zone = Some(jiff::tz::TimeZone::UTC);
    read_in(format, text, zone)
}

/// Whether it reads only with a zone.
fn reads_local(format: &str, text: &str) -> bool {
    read_in(format, text, None) == Err(Bad::NoZone)
}

fn read_in(format: &str, text: &str, zone: Option<jiff::tz::TimeZone>) -> Result<(), Bad> {
    let formats = vec![Format::parse(format).map_err(|_| Bad::Unreadable)?];
    Moments { formats, zone, shift_years: 0 }.read(text).map(|_| ())
}
