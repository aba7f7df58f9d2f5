//! What if (假如): what other numbers would cost from a day on, and for how many pay would rise or
//! fall, before anything is decided.
//!
//! Both sides are worked out in bulk over the same facts: as the book stands, and with the numbers
//! that are tried. The result of a year that is not over is assumed: the last known one of each,
//! else qualified; and nobody is promoted or hired in between. What is *not* here: names. Groups
//! have costs, differences have counts.
use crate::known::Asked;
use crate::pay::bulk::{Plan, Roll, Year};
use crate::refused::Refused;
use crate::rules::{Knob, Rules, Wrong};
use crate::worker::{Placement, Rating, Service, Worker};
use base::{Date, Fen};
use rust_decimal::Decimal;

/// An exact number that is tried: yuan, percent, months or a factor (数值).
pub type Number = Decimal;

/// What is tried (试改方案).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first day of the new numbers.
    pub since: Date,
    pub sets: Vec<(Knob, Number)>,
    /// How many places more each group fills from that day on (增加员额): each counts as a clerk of
    /// the lowest level, without papers, with a qualified year.
    pub places: u32,
}

/// Somebody, and the group to whose cost the pay belongs.
#[derive(Clone, Copy, Debug)]
pub struct Member<'w> {
    pub worker: &'w Worker,
    pub group: usize,
}

/// What a year costs, as the book stands and as is tried (年度成本).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// How many are paid in the year, without new places.
    pub workers: u32,
    pub now: Fen,
    pub then: Fen,
}

impl Cost {
    /// What is tried costs so much more.
    pub fn difference(&self) -> Fen {
        self.then - self.now
    }
}

/// How many differ by how much in the year: from `from` on, below `to` (分布区间).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    pub from: Fen,
    pub to: Fen,
    pub workers: u32,
}

/// What a change would do in a year (试算结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub year: i16,
    /// By group, in their order.
    pub groups: Vec<Cost>,
    pub total: Cost,
    /// How many would get more, as much, less.
    pub more: u32,
    pub same: u32,
    pub less: u32,
    /// Those whose pay changes, by how much; from the greatest loss to the greatest gain.
    pub bins: Vec<Bin>,
    /// Whose record gives no answer on either side; they are in no sum.
    pub unanswered: u32,
}

/// A histogram has at most so many bars: more are not read.
const BINS_MAX: i64 = 14;
/// The narrowest bar, in fen.
const BIN_LEAST: i64 = 100;

/// What a change would do in a year; everything as it is known on a day.
pub fn what_if(
    members: &[Member<'_>],
    groups: usize,
    change: &Change,
    (year, known): (i16, Date),
    rules: &Rules,
) -> Result<Outcome, Wrong> {
    let tried = rules.changed(Asked::new(change.since, known), &change.sets)?;
    let plan = |rules: &Rules| Plan::new(year, known, rules).map_err(wrong);
    let (now, then) = (plan(rules)?, plan(&tried)?);
    let mut roll = Roll::new(year, known);
    for member in members {
        roll.add_rated(member.worker, Some(assumed(member.worker, year, known)));
    }
    let mut outcome = Outcome {
        year,
        groups: vec![Cost::default(); groups],
        total: Cost::default(),
        more: 0,
        same: 0,
        less: 0,
        bins: Vec::new(),
        unanswered: 0,
    };
    let mut differences = Vec::new();
    for (member, (was, is)) in members.iter().zip(now.years(&roll).zip(then.years(&roll))) {
        let (Some(was), Some(is)) = (was, is) else {
            outcome.unanswered += 1;
            continue;
        };
        if outcome.add(member.group, &was, &is) {
            differences.push((is.total() - was.total()).0);
        }
    }
    outcome.bins = bins(&mut differences);
    if change.places > 0 {
        outcome.fill(change, &then, &tried)?;
    }
    Ok(outcome)
}

impl Outcome {
    /// Adds somebody; whether the pay changes.
    fn add(&mut self, group: usize, was: &Year, is: &Year) -> bool {
        let (now, then) = (was.total(), is.total());
        for cost in [&mut self.groups[group], &mut self.total] {
            cost.workers += u32::from(was.served());
            cost.now += now;
            cost.then += then;
        }
        match then.cmp(&now) {
            std::cmp::Ordering::Greater => self.more += 1,
            std::cmp::Ordering::Equal => self.same += u32::from(was.served()),
            std::cmp::Ordering::Less => self.less += 1,
        }
        then != now
    }

    /// Adds what the new places cost.
    fn fill(&mut self, change: &Change, then: &Plan, tried: &Rules) -> Result<(), Wrong> {
        let cost = newcomer(change.since, then, tried)?;
        for group in &mut self.groups {
            let more = Fen(cost.0 * i64::from(change.places));
            group.then += more;
            self.total.then += more;
        }
        Ok(())
    }
}

/// What somebody who comes on a day costs in the year of a plan.
fn newcomer(since: Date, plan: &Plan, rules: &Rules) -> Result<Fen, Wrong> {
    let scheme = rules.scheme(Asked::new(since, plan.known()))?;
    let Some(lowest) = scheme.value.posts.first() else { return Ok(Fen::ZERO) };
    let (kind, level, known) = (lowest.post, lowest.lowest, Date::MIN);
    let worker = Worker {
        service: vec![Service { since, known, until: None, until_known: None }],
        placements: vec![Placement { since, known, kind, level, order_no: String::new() }],
        ..Worker::default()
    };
    let mut roll = Roll::new(plan.year(), plan.known());
    roll.add_rated(&worker, Some(Rating::Qualified));
    let year = plan.years(&roll).next().flatten();
    Ok(year.map_or(Fen::ZERO, |year| year.total()))
}

/// The result that is taken for a year: its own, else the last one known, else qualified.
fn assumed(worker: &Worker, year: i16, known: Date) -> Rating {
    let before = worker.results.iter().filter(|it| it.known <= known && it.year < year);
    let last = before.map(|result| result.year).max();
    let of = |year| worker.result(year, known);
    of(year).or_else(|| of(last?)).unwrap_or(Rating::Qualified)
}

/// Bars of one round width, none of which mixes losses and gains.
fn bins(differences: &mut [i64]) -> Vec<Bin> {
    differences.sort_unstable();
    let (Some(&least), Some(&most)) = (differences.first(), differences.last()) else {
        return Vec::new();
    };
    let width = width(most.max(0) - least.min(0));
    let bar = |fen: i64| fen.div_euclid(width);
    let mut bins: Vec<Bin> = (bar(least)..=bar(most))
        .map(|at| Bin { from: Fen(at * width), to: Fen((at + 1) * width), workers: 0 })
        .collect();
    for difference in differences.iter() {
        let at = usize::try_from(bar(*difference) - bar(least)).expect("the least comes first");
        bins[at].workers += 1;
    }
    bins
}

/// The narrowest of 1, 2, 5, 10, 20 … yuan in which a span has few enough bars.
fn width(span: i64) -> i64 {
    let steps = (0..).flat_map(|tens: u32| [1, 2, 5].map(|step| step * 10_i64.pow(tens)));
    let mut widths = steps.map(|step| step * BIN_LEAST);
    widths.find(|width| span / width < BINS_MAX - 1).expect("a width for every span")
}

fn wrong(refused: Refused) -> Wrong {
    match refused {
        Refused::Policy(missing) => Wrong::Missing(missing),
        other => unreachable!("a plan is refused for want of a value only, not for {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bar_mixes_losses_and_gains_and_there_are_few() {
        for mut differences in [
            vec![-1, 1],
            vec![5],
            vec![-100, -99, 100, 250_000],
            vec![-10_000_000, 10_000_000],
            (-500..500).map(|at| at * 997).filter(|at| *at != 0).collect::<Vec<i64>>(),
        ] {
            let count = differences.len();
            let bins = bins(&mut differences);
            assert!(bins.len() as i64 <= BINS_MAX, "{}", bins.len());
            assert!(bins.iter().all(|bin| bin.to.0 <= 0 || bin.from.0 >= 0), "{bins:?}");
            assert_eq!(bins.iter().map(|bin| bin.workers as usize).sum::<usize>(), count);
            assert!(bins.windows(2).all(|pair| pair[0].to == pair[1].from));
            assert!(bins[0].workers > 0 && bins[bins.len() - 1].workers > 0);
        }
        assert_eq!(bins(&mut []), []);
    }
}
