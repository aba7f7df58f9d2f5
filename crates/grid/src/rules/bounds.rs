//! What a number of policy can be at all. These are no rules: they catch a slip of the pen, such
//! as a minus sign or minutes written as seconds, on the line where it stands.
use policy::bounds::{outside, within};
use serde::de::{Deserialize, Deserializer};

/// Ten years: a promise beyond that is none.
const MINUTES_MAX: i64 = 10 * 366 * 24 * 60;
/// Ten years, too.
const DAYS_MAX: i64 = 3_660;
/// More often than that is no limit.
const TIMES_MAX: i64 = 1_000;
/// Wider than a district is no place.
const METRES_MAX: f64 = 10_000.0;
/// A photo has at most so many bytes or pixels; more does not fit the memory of a small server.
const SIZE_MAX: i64 = 200_000_000;

pub(super) fn minutes<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    within(from, 1, MINUTES_MAX)
}

/// Hours of a session: a month without signing in again is none.
pub(super) fn hours<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    within(from, 1, 720)
}

pub(super) fn days<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    within(from, 0, DAYS_MAX)
}

pub(super) fn percent<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    within(from, 0, 100)
}

/// A count that may be none at all.
pub(super) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 0, TIMES_MAX)
}

/// Reports by one key in a minute: a city's hotline brings thousands on a day of storm.
pub(super) fn per_minute<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 1, 100_000)
}

/// A count of at least one.
pub(super) fn times<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 1, TIMES_MAX)
}

/// Days between two looks: a year without a look is no patrol.
pub(super) fn every_days<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    within(from, 1, 366)
}

pub(super) fn size<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    within(from, 1, SIZE_MAX)
}

/// The longer edge of a stored photo, in pixels.
pub(super) fn edge<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 16, 16_384)
}

/// Characters of a password: below eight it would be guessed whatever else is done.
pub(super) fn password<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    within(from, 8, 128)
}

pub(super) fn metres<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let metres = f64::deserialize(from)?;
    if metres > 0.0 && metres <= METRES_MAX {
        return Ok(metres);
    }
    Err(outside(metres, 0, METRES_MAX))
}

/// A hour of the day.
pub(super) fn hour<'de, D: Deserializer<'de>>(from: D) -> Result<i8, D::Error> {
    within(from, 0, 23)
}

/// The radius of a circle on the ground, in whole metres.
pub(super) fn whole_metres<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 1, METRES_MAX as i64)
}
