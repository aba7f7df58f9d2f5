//! The panel of raters (评议小组): whether enough of the right people rated, and the mark they gave.
//!
//! Basis: summary 四(三): those who rate must be many and of all kinds. What is *not* here: a
//! rater, or what a group thinks. What comes in are heads by group and one sum of all, so nobody
//! can be told who gave which mark, not even where a group is a single person.
use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::{Panel, Rules};
use crate::worker::exact;
use base::Cited;
use rust_decimal::{Decimal, RoundingStrategy};

/// How many of a group rated (某类评议人数).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub group: String,
    pub raters: u32,
}

/// A mark has so many decimals: as many as are read out.
const MARK_DECIMALS: u32 = 2;

/// What a panel still lacks (评议缺口), all of it; nothing where its marks may be closed.
pub fn missing(tallies: &[Tally], asked: Asked, rules: &Rules) -> Result<Vec<Refused>, Refused> {
    let panel = rules.panel(asked)?;
    Ok(lacks(heads(tallies, panel.value)?, tallies, panel.value))
}

/// The mark of the public (群众评议分): the mean of all who rated; `sum` is that of their marks,
/// each from 0 to 100. Refused where the panel is not what the rules ask for, with what is missing.
pub fn public_mark(
    sum: Decimal,
    tallies: &[Tally],
    asked: Asked,
    rules: &Rules,
) -> Result<(Decimal, Line), Refused> {
    let Cited { value: panel, basis } = rules.panel(asked)?;
    let heads = heads(tallies, panel)?;
    if let Some(first) = lacks(heads, tallies, panel).into_iter().next() {
        return Err(first);
    }
    let raters = exact(i64::from(heads.raters));
    if heads.raters == 0 || sum < Decimal::ZERO || sum > raters * Decimal::ONE_HUNDRED {
        return Err(Refused::NoMark);
    }
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    let mean = (sum / raters).round_dp_with_strategy(MARK_DECIMALS, half_up);
    let line = Line::new("public_mark", Value::Number(mean))
        .with("raters", Value::Count(i64::from(heads.raters)))
        .with("residents", Value::Count(i64::from(heads.residents)))
        .resting_on(basis);
    Ok((mean, line))
}

#[derive(Clone, Copy)]
struct Heads {
    raters: u32,
    residents: u32,
}

fn heads(tallies: &[Tally], panel: &Panel) -> Result<Heads, Refused> {
    let mut heads = Heads { raters: 0, residents: 0 };
    for tally in tallies {
        let known = panel.groups.iter().find(|group| group.code == tally.group);
        let of = known.ok_or(Refused::UnknownGroup { group: tally.group.clone() })?;
        heads.raters += tally.raters;
        heads.residents += if of.residents { tally.raters } else { 0 };
    }
    Ok(heads)
}

fn lacks(heads: Heads, tallies: &[Tally], panel: &Panel) -> Vec<Refused> {
    let mut lacks = Vec::new();
    for group in panel.groups.iter().filter(|group| group.required) {
        if !tallies.iter().any(|tally| tally.group == group.code && tally.raters > 0) {
            lacks.push(Refused::GroupMissing { group: group.code.clone() });
        }
    }
    let Heads { raters, residents } = heads;
    let least = panel.least_raters;
    if raters < least || raters == 0 {
        lacks.push(Refused::TooFewRaters { raters, least });
    }
    // Compared without division, so that a share just below is below.
    let least = panel.least_residents_percent;
    if u64::from(residents) * 100 < u64::from(raters) * u64::from(least) {
        let percent = u64::from(residents) * 100 / u64::from(raters.max(1));
        let percent = u32::try_from(percent).expect("a share is at most a hundred");
        lacks.push(Refused::TooFewResidents { percent, least });
    }
    lacks
}
