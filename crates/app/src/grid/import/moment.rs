//! Times as other systems write them (时间格式), in the order in which the mapping names them.
//!
//! What is *not* here: numbers in an order, with anything between them (`numbers`).
use super::numbers::{self, Order};
use base::Timestamp;
use jiff::ToSpan;
use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;

/// One way of writing a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// ISO 8601, with an offset or as a local time.
    Iso,
    EpochSeconds,
    EpochMillis,
    /// Days since the end of 1899, as spreadsheets count: `45717.337`.
    Excel,
    /// Year, month and day in an order, then perhaps a time: `2025/3/1 8:05`.
    Numbers(Order),
    /// As `strptime` has it: `%m/%d/%Y %I:%M:%S %p`.
    Pattern(String),
}

impl Format {
    /// Reads a format of the mapping; a pattern that never fits anything is refused.
    pub fn parse(text: &str) -> Result<Format, String> {
        Ok(match text {
            "iso" => Format::Iso,
            "epoch_seconds" => Format::EpochSeconds,
            "epoch_millis" => Format::EpochMillis,
            "excel" => Format::Excel,
            "ymd" => Format::Numbers(Order::Ymd),
            "mdy" => Format::Numbers(Order::Mdy),
            "dmy" => Format::Numbers(Order::Dmy),
            pattern => {
                let sample = jiff::civil::date(2020, 1, 31).at(13, 0, 0, 0);
                let sample = sample.in_tz("UTC").map_err(|e| e.to_string())?;
                let shown =
                    jiff::fmt::strtime::format(pattern, &sample).map_err(|e| e.to_string())?;
                let time = BrokenDownTime::parse(pattern, &shown).map_err(|e| e.to_string())?;
                time.to_date().map_err(|_| "it holds no whole date".to_owned())?;
                Format::Pattern(pattern.to_owned())
            }
        })
    }
}

/// Why a time cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Unreadable,
    /// A local time, and the mapping names no zone.
    NoZone,
}

/// How times are read (读时间).
#[derive(Clone, Debug)]
pub(super) struct Moments {
    pub formats: Vec<Format>,
    pub zone: Option<TimeZone>,
    pub shift_years: i16,
}

impl Moments {
    /// Reads a time by the first format that fits, and moves it on by the mapping's years.
    pub fn read(&self, text: &str) -> Result<Timestamp, Bad> {
        let mut bad = Bad::Unreadable;
        for format in &self.formats {
            match self.read_as(format, text).and_then(|at| self.shift(at)) {
                Ok(at) => return Ok(at),
                Err(Bad::NoZone) => bad = Bad::NoZone,
                Err(Bad::Unreadable) => {}
            }
        }
        Err(bad)
    }

    fn read_as(&self, format: &Format, text: &str) -> Result<Timestamp, Bad> {
        let number = || text.parse::<i64>().map_err(|_| Bad::Unreadable);
        match format {
            Format::EpochSeconds => {
                // Exports of spreadsheets write a whole number as `1420088732.0`.
                let whole = text.strip_suffix(".0").unwrap_or(text);
                let seconds = whole.parse().map_err(|_| Bad::Unreadable)?;
                Timestamp::from_second(seconds).map_err(|_| Bad::Unreadable)
            }
            Format::EpochMillis => {
                Timestamp::from_millisecond(number()?).map_err(|_| Bad::Unreadable)
            }
            Format::Iso => match text.parse::<DateTime>() {
                Ok(local) if !has_offset(text) => self.local(local),
                _ => text.parse().map_err(|_| Bad::Unreadable),
            },
            Format::Excel => self.local(numbers::excel(text).ok_or(Bad::Unreadable)?),
            Format::Numbers(order) => {
                self.local(numbers::read(text, *order).ok_or(Bad::Unreadable)?)
            }
            Format::Pattern(pattern) => {
                let time = BrokenDownTime::parse(pattern, text).map_err(|_| Bad::Unreadable)?;
                if time.offset().is_some() {
                    return time.to_timestamp().map_err(|_| Bad::Unreadable);
                }
                let local = time.to_datetime().or_else(|_| time.to_date().map(DateTime::from));
                self.local(local.map_err(|_| Bad::Unreadable)?)
            }
        }
    }

    /// A local time of the mapping's zone. One that a clock change leaves out or repeats is taken
    /// as if the clock had not been changed yet.
    fn local(&self, local: DateTime) -> Result<Timestamp, Bad> {
        let zone = self.zone.as_ref().ok_or(Bad::NoZone)?;
        zone.to_timestamp(local).map_err(|_| Bad::Unreadable)
    }

    /// The same day and hour, years later.
    fn shift(&self, at: Timestamp) -> Result<Timestamp, Bad> {
        if self.shift_years == 0 {
            return Ok(at);
        }
        let zone = self.zone.clone().unwrap_or(TimeZone::UTC);
        let local = zone.to_datetime(at).checked_add(i64::from(self.shift_years).years());
        zone.to_timestamp(local.map_err(|_| Bad::Unreadable)?).map_err(|_| Bad::Unreadable)
    }
}

/// Whether an ISO time says its offset: a `Z`, or a sign after the time.
fn has_offset(text: &str) -> bool {
    let time = text.find(['T', 't', ' ']).map_or("", |at| &text[at + 1..]);
    time.contains(['Z', 'z', '+', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_the_mapping_says() {
        let zone = Some(TimeZone::get("America/New_York").unwrap());
        for (format, text, expected) in [
            ("%m/%d/%Y %I:%M:%S %p", "07/01/2015 12:25:36 AM", "2015-07-01T04:25:36Z"),
            ("%d.%m.%Y", "01.07.2015", "2015-07-01T04:00:00Z"),
            ("iso", "2015-07-01T00:25:36.000", "2015-07-01T04:25:36Z"),
            ("iso", "2015-07-01 00:25:36", "2015-07-01T04:25:36Z"),
            ("iso", "2015-07-01T00:25:36+08:00", "2015-06-30T16:25:36Z"),
            ("iso", "2015-07-01T00:25:36Z", "2015-07-01T00:25:36Z"),
            ("iso", "2015-07-01", "2015-07-01T04:00:00Z"),
            ("%Y-%m-%d %H:%M:%S %z", "2015-07-01 00:25:36 +0800", "2015-06-30T16:25:36Z"),
            ("epoch_seconds", "1420088732", "2015-01-01T05:05:32Z"),
            ("epoch_millis", "1420088732000", "2015-01-01T05:05:32Z"),
            ("excel", "42186.0177777778", "2015-07-01T04:25:36Z"),
            ("mdy", "7/1/2015 12:25 AM", "2015-07-01T04:25:00Z"),
        ] {
            let formats = vec![Format::parse(format).unwrap()];
            let moments = Moments { formats, zone: zone.clone(), shift_years: 0 };
            assert_eq!(moments.read(text).map(|at| at.to_string()), Ok(expected.into()), "{text}");
        }
    }

    #[test]
    fn years_move_the_day_and_keep_the_hour() {
        let zone = Some(TimeZone::get("America/New_York").unwrap());
        let moments = Moments { formats: vec![Format::Iso], zone, shift_years: 10 };
        let moved = moments.read("2015-07-01T00:25:36").unwrap();
        assert_eq!(moved.to_string(), "2025-07-01T04:25:36Z");
        assert_eq!(moments.read("2016-02-29").unwrap().to_string(), "2026-02-28T05:00:00Z");
    }

    #[test]
    fn a_local_time_without_a_zone_is_refused_not_guessed() {
        let moments = Moments { formats: vec![Format::Iso], zone: None, shift_years: 0 };
        assert_eq!(moments.read("2015-07-01T00:25:36"), Err(Bad::NoZone));
        assert_eq!(moments.read("soon"), Err(Bad::Unreadable));
    }

    #[test]
    fn a_pattern_without_a_whole_date_is_refused() {
        assert!(Format::parse("%H:%M").is_err());
        assert!(Format::parse("%Q").is_err());
    }
}
