//! Money (金额) in whole fen (分): what is owed, paid and added up. Never a floating-point number.
//!
//! What is *not* here: shares and factors. A chapter multiplies exact decimals and says how it
//! rounds; what comes out is [`Fen`], and parts are made so that they add up to the whole.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// An amount in fen (分), a hundredth of a yuan.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// How many fen are a yuan.
const FEN_PER_YUAN: i64 = 100;
/// A text of an amount has at most so many characters: ten thousand million yuan.
const TEXT_MAX: usize = 14;

impl Fen {
    pub const ZERO: Fen = Fen(0);

    /// Reads an amount in yuan, `3200`, `3200.5` or `3200.50`; nothing for any other text, so a
    /// third decimal is never lost in silence.
    pub fn parse_yuan(text: &str) -> Option<Fen> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (yuan, fen) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if text.len() > TEXT_MAX || !plain(yuan) || !plain(fen) || fen.len() > 2 {
            return None;
        }
        let tenth = if fen.len() == 1 { 10 } else { 1 };
        let whole = yuan.parse::<i64>().ok()?.checked_mul(FEN_PER_YUAN)?;
        let amount = whole.checked_add(fen.parse::<i64>().ok()? * tenth)?;
        Some(Fen(if negative { -amount } else { amount }))
    }
}

impl fmt::Display for Fen {
    /// In yuan with two decimals: `3200.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, fen) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let per_yuan = FEN_PER_YUAN.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / per_yuan, fen % per_yuan)
    }
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0.checked_add(other.0).expect("a sum of pay fits an i64"))
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0.checked_sub(other.0).expect("a difference of pay fits an i64"))
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen::ZERO - self
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        *self = *self + other;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_back_from_the_form_it_is_shown_in() {
        for fen in [0, 1, 9, 10, 99, 100, 320_050, -1, -320_005] {
            assert_eq!(Fen::parse_yuan(&Fen(fen).to_string()), Some(Fen(fen)));
        }
        assert_eq!(Fen(-5).to_string(), "-0.05");
    }

    #[test]
    fn what_is_no_exact_amount_is_refused() {
        for (text, fen) in [("3200", 320_000), ("3200.5", 320_050), ("0.05", 5)] {
            assert_eq!(Fen::parse_yuan(text), Some(Fen(fen)), "{text}");
        }
        for text in ["", "-", ".5", "5.", "1.005", "1,000", "1e3", "+5", "99999999999999999999"] {
            assert_eq!(Fen::parse_yuan(text), None, "{text}");
        }
    }
}
