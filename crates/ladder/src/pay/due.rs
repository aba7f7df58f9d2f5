//! What a month brings by post and level (应发报酬), in either scheme, and its parts.
//!
//! What is *not* here: days. Everything is for a whole month.
use super::split::At;
use super::{Item, Part, Share};
use crate::known::Asked;
use crate::line::Value;
use crate::refused::Refused;
use crate::rules::{Paid, Rounding, Rules};
use crate::scheme::PayForm;
use crate::worker::{Placement, Worker, exact};
use base::{Basis, Fen};
use rust_decimal::Decimal;

/// What a month brings, and into which parts it falls: they add up to it.
pub(super) fn parts(worker: &Worker, at: &At, rules: &Rules) -> Result<Vec<Part>, Refused> {
    let on = at.placement.on;
    let placement = worker.placement(at.placement).ok_or(Refused::NotPlaced { on })?;
    let scheme = rules.scheme(at.values)?;
    scheme.value.check_level(placement.kind, placement.level)?;
    match scheme.value.pay {
        PayForm::Coefficients => coefficients(worker, placement, at.values, scheme.basis, rules),
        PayForm::Subsidies => subsidies(worker, placement, at.values, scheme.basis, rules),
    }
}

/// What a month brings without its parts: a reward counts in it.
pub(super) fn due(worker: &Worker, at: &At, rules: &Rules) -> Result<Part, Refused> {
    let mut parts = parts(worker, at, rules)?.into_iter();
    Ok(parts.find(|part| part.item == Item::Due).expect("each scheme says what a month brings"))
}

fn coefficients(
    worker: &Worker,
    placement: &Placement,
    asked: Asked,
    scheme: Basis,
    rules: &Rules,
) -> Result<Vec<Part>, Refused> {
    let (base, table) = (rules.base(asked)?, rules.coefficients(asked)?);
    let (shares, rounding) = (rules.parts(asked)?, rules.rounding(asked)?);
    let coefficient = table.value.of(placement.kind, placement.level)?;
    let fen = rounding.value.fen;
    let whole = fen.fen(exact(base.value.yuan.0) * coefficient);
    let due = Part::new(Item::Due, whole, vec![scheme, base.basis, table.basis, rounding.basis])
        .with("post", Value::Code(placement.kind.code()))
        .with("level", Value::Level(placement.level))
        .with("base", Value::Money(base.value.yuan))
        .with("coefficient", Value::Number(coefficient));
    let percent = shares.value.base_percent;
    let monthly = percent_of(whole, percent, fen);
    let paid = Part::new(Item::Base, monthly, vec![shares.basis.clone()])
        .with("due", Value::Money(whole))
        .with("percent", Value::Percent(percent))
        .following(&due);
    let rest = Part::rest(Item::PerformanceKept, &due, vec![monthly], vec![shares.basis])
        .with("due", Value::Money(whole))
        .with("percent", Value::Percent(shares.value.performance_percent))
        .following(&due);
    Ok(vec![due, paid, by_result(worker, rest, asked, fen, rules)?])
}

fn subsidies(
    worker: &Worker,
    placement: &Placement,
    asked: Asked,
    scheme: Basis,
    rules: &Rules,
) -> Result<Vec<Part>, Refused> {
    let (kind, level) = (placement.kind, placement.level);
    let (rows, rounding) = (rules.subsidies(asked)?, rules.rounding(asked)?);
    let missing = || Refused::NoCoefficient { kind, level };
    let of_post = rows.value.posts.iter().find(|row| row.post == kind).ok_or_else(missing)?;
    let of_level = level.checked_sub(1).map(usize::from);
    let of_level = of_level.and_then(|at| rows.value.levels_yuan.get(at)).ok_or_else(missing)?;
    let basis = || vec![scheme.clone(), rows.basis.clone()];
    let (post, performance) = (of_post.post_yuan, of_post.performance_yuan);
    let due = Part::new(Item::Due, post + *of_level + performance, basis())
        .with("post", Value::Code(kind.code()))
        .with("level", Value::Level(level));
    let part = |item, amount| Part::new(item, amount, basis()).following(&due);
    let paid = [
        part(Item::PostSubsidy, post).with("post", Value::Code(kind.code())),
        part(Item::LevelSubsidy, *of_level).with("level", Value::Level(level)),
    ];
    let rest = Part::rest(Item::PerformanceKept, &due, vec![post, *of_level], basis())
        .with("post", Value::Code(kind.code()))
        .following(&due);
    let rest = by_result(worker, rest, asked, rounding.value.fen, rules)?;
    Ok([due].into_iter().chain(paid).chain([rest]).collect())
}

/// The part that the result decides: kept until the year's end, or paid by the year before.
fn by_result(
    worker: &Worker,
    kept: Part,
    asked: Asked,
    rounding: Rounding,
    rules: &Rules,
) -> Result<Part, Refused> {
    let rule = rules.performance(asked)?;
    let mut part = kept;
    part.basis.push(rule.basis);
    if rule.value.paid == Paid::Yearly {
        return Ok(part);
    }
    let year = asked.on.year() - 1;
    let rating = worker.result(year, asked.known);
    let by = rating.map_or(rule.value.without_result, |rating| rule.value.factors.of(rating));
    let of = part.whole;
    part.item = Item::Performance;
    part.whole = rounding.fen(exact(of.0) * by);
    if let Share::Rest { factor, .. } = &mut part.share {
        *factor = Some(by);
    }
    part = part.with("part", Value::Money(of)).with("year", Value::Year(year));
    if let Some(rating) = rating {
        part = part.with("rating", Value::Rating(rating));
    }
    Ok(part.with("factor", Value::Number(by)))
}

fn percent_of(whole: Fen, percent: u32, rounding: Rounding) -> Fen {
    rounding.fen(exact(whole.0) * Decimal::new(i64::from(percent), 2))
}
