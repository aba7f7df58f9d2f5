//! What a number of policy can be at all, and how it is written. Exact numbers and amounts stand in
//! quotes, `"1.05"`, because TOML's own fractions are floating-point and lose the last digit. The
//! bounds are no rules: they catch a slip of the pen on the line where it stands.
use base::Fen;
use policy::bounds::{outside, within};
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error};

/// An exact number has at most so many decimals: as a coefficient does.
const DECIMALS_MAX: u32 = 4;
/// A factor, a coefficient or a mark of more is a slip.
const NUMBER_MAX: i64 = 100;
/// An amount a month of more yuan is a slip.
const YUAN_MAX: Fen = Fen(100_000_000);
/// A table has at most so many levels or posts.
const LIST_MAX: usize = 200;

/// An exact number in quotes, from 0 to 100.
pub(crate) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    parse(&String::deserialize(from)?)
}

pub(crate) fn coefficients<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Decimal>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    if texts.len() > LIST_MAX {
        return Err(outside(texts.len(), 0, LIST_MAX));
    }
    texts.iter().map(|text| parse(text)).collect()
}

/// An amount in yuan, in quotes.
pub(crate) fn yuan<'de, D: Deserializer<'de>>(from: D) -> Result<Fen, D::Error> {
    amount(&String::deserialize(from)?)
}

/// The same, where there may be none yet.
pub(crate) fn some_yuan<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Fen>, D::Error> {
    Option::<String>::deserialize(from)?.map(|text| amount(&text)).transpose()
}

pub(crate) fn yuans<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Fen>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    if texts.len() > LIST_MAX {
        return Err(outside(texts.len(), 0, LIST_MAX));
    }
    texts.iter().map(|text| amount(text)).collect()
}

pub(crate) fn percent<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 0, 100)
}

/// A count of people or of months.
pub(crate) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 0, 10_000)
}

/// Years in a level: a working life is shorter than fifty.
pub(crate) fn years<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    within(from, 1, 50)
}

/// The number of a month, 1 to 12.
pub(crate) fn month<'de, D: Deserializer<'de>>(from: D) -> Result<i8, D::Error> {
    within(from, 1, 12)
}

fn parse<E: Error>(text: &str) -> Result<Decimal, E> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number = text.parse::<Decimal>().ok().filter(|_| plain);
    let Some(number) = number.filter(|number| number.scale() <= DECIMALS_MAX) else {
        let message = format!("`{text}` is no number of at most {DECIMALS_MAX} decimals");
        return Err(E::custom(message));
    };
    if number > Decimal::from(NUMBER_MAX) {
        return Err(outside(number, 0, NUMBER_MAX));
    }
    Ok(number)
}

fn amount<E: Error>(text: &str) -> Result<Fen, E> {
    match Fen::parse_yuan(text) {
        Some(fen) if (Fen::ZERO..=YUAN_MAX).contains(&fen) => Ok(fen),
        Some(fen) => Err(outside(fen, 0, YUAN_MAX)),
        None => Err(E::custom(format!("`{text}` is no amount in yuan, such as \"3200.00\""))),
    }
}
