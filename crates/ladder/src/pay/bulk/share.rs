//! Shares of whole fen (折算取整): exact fractions of integers, rounded as policy says.
//!
//! What is *not* here: decimals. Factors of policy have four of them at most, so each is a whole
//! number of ten-thousandths, and an amount of pay times a factor, or times the days of a year,
//! fits 64 bits.
use super::super::{Part, Share};
use crate::rules::Rounding;
use rust_decimal::Decimal;

/// Of so many parts a factor is a whole number.
pub(super) const SCALE: i64 = 10_000;

/// `number / whole`, rounded to whole fen.
#[inline]
pub(super) fn round(number: i64, whole: i64, rounding: Rounding) -> i64 {
    let (fen, rest) = (number / whole, number % whole);
    match rounding {
        Rounding::HalfUp if rest.abs() * 2 >= whole => fen + rest.signum(),
        _ => fen,
    }
}

/// A factor in ten-thousandths; nothing for one with more decimals.
pub(super) fn scaled(factor: Decimal) -> Option<i64> {
    let scaled = factor.checked_mul(Decimal::from(SCALE))?;
    scaled.is_integer().then(|| i64::try_from(scaled).ok()).flatten()
}

/// A part of a month's pay as integers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub item: u8,
    whole: i64,
    rest: Option<Rest>,
}

/// What others leave, as [`Share::Rest`].
#[derive(Clone, Copy, Debug)]
struct Rest {
    less: [i64; 2],
    factor: Option<i64>,
}

impl Piece {
    /// The same as a part; nothing for one that integers cannot hold.
    pub(super) fn of(part: &Part) -> Option<Piece> {
        let item = part.item as u8;
        Some(match &part.share {
            Share::Own => Piece { item, whole: part.whole.0, rest: None },
            Share::Rest { due, less, factor } => {
                let [first, second] = match less.as_slice() {
                    [first] => [first.0, 0],
                    [first, second] => [first.0, second.0],
                    _ => return None,
                };
                let factor = match factor {
                    Some(factor) => Some(scaled(*factor)?),
                    None => None,
                };
                let rest = Some(Rest { less: [first, second], factor });
                Piece { item, whole: due.0, rest }
            }
        })
    }

    /// What it comes to for some days of a month.
    pub(super) fn amount(&self, days: i64, month: i64, rounding: Rounding) -> i64 {
        let share = |amount: i64| match days == month {
            true => amount,
            false => round(amount * days, month, rounding),
        };
        let whole = share(self.whole);
        let Some(Rest { less: [first, second], factor }) = self.rest else { return whole };
        let rest = whole - share(first) - share(second);
        factor.map_or(rest, |factor| round(rest * factor, SCALE, rounding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_rounded_as_decimals_are() {
        for (number, whole) in [(1, 2), (-1, 2), (3, 2), (-3, 2), (1, 3), (2, 3), (-2, 3), (7, 1)] {
            for rounding in [Rounding::HalfUp, Rounding::Down] {
                let exact = Decimal::from(number) / Decimal::from(whole);
                assert_eq!(round(number, whole, rounding), rounding.fen(exact).0, "{exact}");
            }
        }
    }

    #[test]
    fn a_factor_of_five_decimals_is_no_whole_number() {
        for (text, parts) in [("1.2", Some(12_000)), ("0.0001", Some(1)), ("0.00001", None)] {
            assert_eq!(scaled(text.parse().unwrap()), parts, "{text}");
        }
    }
}
