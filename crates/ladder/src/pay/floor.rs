//! Whether pay keeps up (收入底线): the district's mean of a year against the city's mean wage of
//! the year before.
//!
//! Basis: summary 四(四). What is *not* here: a change of anything. It says what is short, and with
//! which base amount it would not be.
use crate::known::Asked;
use crate::refused::Refused;
use crate::rules::Rules;
use crate::scheme::PayForm;
use crate::worker::exact;
use base::{Basis, Date, Fen};
use rust_decimal::{Decimal, RoundingStrategy};

/// Months in a year: a mean of part of a year is taken for a whole one.
const MONTHS: i64 = 12;

/// What was paid in a year, in all of the district (全年发放).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// One for each worker and month that was paid.
    pub worker_months: i64,
    pub paid: Fen,
    /// The part of it that follows from the base amount: without allowances.
    pub by_base: Fen,
}

/// The comparison (收入比对).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    pub year: i16,
    pub counted: Counted,
    /// The mean of a worker and a year.
    pub mean: Fen,
    /// The city's mean wage of the year before; nothing where it is not published yet.
    pub least: Option<Fen>,
    /// What is short of it, for a worker and a year; nothing where pay keeps up.
    pub short: Option<Fen>,
    /// The base amount now, and the least one with which nothing would be short.
    pub base: Option<(Fen, Fen)>,
    pub basis: Vec<Basis>,
}

/// Compares the pay of a year, as known on a day; nothing where nobody was paid.
pub fn floor(
    year: i16,
    counted: Counted,
    known: Date,
    rules: &Rules,
) -> Result<Option<Floor>, Refused> {
    if counted.worker_months <= 0 {
        return Ok(None);
    }
    let last = Date::new(year, 12, 31).expect("a year has a last day");
    let (now, before) = (Asked::new(last, known), Date::new(year - 1, 12, 31));
    let before = Asked::new(before.expect("a year has a last day"), known);
    let (city, rounding) = (rules.city_mean(before)?, rules.rounding(now)?);
    let mean = exact(counted.paid.0) * exact(MONTHS) / exact(counted.worker_months);
    let mean = rounding.value.fen.fen(mean);
    let least = city.value.yuan;
    let short = least.map(|least| least - mean).filter(|short| *short > Fen::ZERO);
    let mut basis = vec![city.basis];
    let mut base = None;
    if let Some(short) = short
        && rules.scheme(now)?.value.pay == PayForm::Coefficients
        && counted.by_base > Fen::ZERO
    {
        let is = rules.base(now)?;
        let missing = exact(short.0) * exact(counted.worker_months) / exact(MONTHS);
        let factor = Decimal::ONE + missing / exact(counted.by_base.0);
        let up = (exact(is.value.yuan.0) * factor)
            .round_dp_with_strategy(0, RoundingStrategy::ToPositiveInfinity);
        base = i64::try_from(up).ok().map(|up| (is.value.yuan, Fen(up)));
        basis.push(is.basis);
    }
    Ok(Some(Floor { year, counted, mean, least, short, base, basis }))
}
