//! What a number can be at all (数值界限): read from a row, or told that it is a slip of the pen, on
//! the line where it stands. What is *not* here: the bounds themselves. Each chapter knows its own.
use serde::de::{Deserialize, Deserializer, Error};
use std::fmt::Display;

/// A whole number from `min` to `max`.
pub fn within<'de, D, T>(from: D, min: i64, max: i64) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    let number = i64::deserialize(from)?;
    match T::try_from(number) {
        Ok(value) if (min..=max).contains(&number) => Ok(value),
        _ => Err(outside(number, min, max)),
    }
}

/// The fault of a number that is not.
pub fn outside<E: Error>(number: impl Display, min: impl Display, max: impl Display) -> E {
    E::custom(format!("{number} is not from {min} to {max}"))
}
