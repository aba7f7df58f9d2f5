//! The panel of raters (评议小组): whether enough of the right people rated, and the mark they gave.
//!
//! Basis: summary 四(三): those who rate must be many and of all kinds. What is *not* here: a
//! rater. What comes in are counts and sums by group, so nobody can be told who gave which mark.
use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::Rules;
use crate::worker::exact;
use rust_decimal::{Decimal, RoundingStrategy};

/// What a group of raters gave (某类人员评议汇总).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub group: String,
    pub raters: u32,
    /// The sum of their marks, each from 0 to 100.
    pub sum: Decimal,
}

/// A mark has so many decimals: as many as are read out.
const MARK_DECIMALS: u32 = 2;

/// The mark of the public (群众评议分): the mean of all who rated. Refused where the panel is not
/// what the rules ask for, with what is missing.
pub fn public_mark(
    tallies: &[Tally],
    asked: Asked,
    rules: &Rules,
) -> Result<(Decimal, Line), Refused> {
    let panel = rules.panel(asked)?;
    let known = |code: &str| panel.value.groups.iter().find(|group| group.code == code);
    let (mut raters, mut residents, mut sum) = (0u32, 0u32, Decimal::ZERO);
    for tally in tallies {
        let group = tally.group.clone();
        let of = known(&tally.group).ok_or(Refused::UnknownGroup { group })?;
        let most = exact(i64::from(tally.raters)) * Decimal::ONE_HUNDRED;
        if tally.sum < Decimal::ZERO || tally.sum > most {
            return Err(Refused::NoMark);
        }
        raters += tally.raters;
        residents += if of.residents { tally.raters } else { 0 };
        sum += tally.sum;
    }
    for group in panel.value.groups.iter().filter(|group| group.required) {
        if !tallies.iter().any(|tally| tally.group == group.code && tally.raters > 0) {
            return Err(Refused::GroupMissing { group: group.code.clone() });
        }
    }
    let least = panel.value.least_raters;
    if raters < least || raters == 0 {
        return Err(Refused::TooFewRaters { raters, least });
    }
    // Compared without division, so that a share just below is below.
    let least = panel.value.least_residents_percent;
    if u64::from(residents) * 100 < u64::from(raters) * u64::from(least) {
        let percent = u64::from(residents) * 100 / u64::from(raters);
        let percent = u32::try_from(percent).expect("a share is at most a hundred");
        return Err(Refused::TooFewResidents { percent, least });
    }
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    let mean = (sum / exact(i64::from(raters))).round_dp_with_strategy(MARK_DECIMALS, half_up);
    let line = Line::new("public_mark", Value::Number(mean))
        .with("raters", Value::Count(i64::from(raters)))
        .with("residents", Value::Count(i64::from(residents)))
        .with("sum", Value::Number(sum))
        .resting_on(panel.basis);
    Ok((mean, line))
}
