//! Pay of many for a year (批量计算): the same amounts as [`super::month`] and [`super::year`] give,
//! a hundred nanoseconds each.
//!
//! The rules of a year are worked out once ([`Plan`]): what each level, paper and certificate
//! brings in each month, from the very functions that explain a slip. The facts of each worker are
//! packed for the year ([`Roll`]): what holds on its first day, and the few days on which something
//! changes. A month in which nothing changes for somebody is then looked up; any other is shared
//! out by its days, in whole fen. There is no second set of rules here, and no floating-point
//! number: tests hold the two ways against each other.
//!
//! What is *not* here: lines and their basis. Whoever wants them asks [`super::month`] about the
//! worker in question; so a run over a district costs a table, and an explanation when it is read.
//! Nor is there a refusal with its reason: where this gives nothing, the explained way says why.
mod days;
mod made;
mod plan;
mod roll;
mod share;

pub use plan::Plan;
pub use roll::Roll;

use super::Item;
use base::Fen;
use days::{Days, On};
use plan::Level;
use roll::{Change, Packed, State};
use share::round;

/// The items of a month (月度项目): all but the reward, in their order.
const ITEMS: usize = 8;
/// The months of a year.
const MONTHS: usize = 12;

/// What a month or several come to, item by item (分项合计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums([i64; ITEMS]);

impl Sums {
    /// The sum of an item; a reward is not of a month.
    pub fn of(&self, item: Item) -> Fen {
        Fen(self.0.get(item as usize).copied().unwrap_or(0))
    }

    /// What is paid out of it (应发合计).
    pub fn total(&self) -> Fen {
        let [_, base, post, level, _, performance, education, profession] = self.0;
        Fen(base + post + level + performance + education + profession)
    }

    fn add(&mut self, other: &Sums) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum += more;
        }
    }
}

/// What the year's end brings (年终结算).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    pub performance: Fen,
    pub reward: Fen,
}

/// A worker's year (某人全年应发).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// The items of its months.
    pub items: Sums,
    paid: [i64; MONTHS],
    /// A bit for each month that has a slip.
    slips: u16,
    /// Nothing as long as the result is not known, or for whoever did not serve.
    pub settled: Option<Settled>,
}

impl Year {
    /// What a month pays out, the first being 0; nothing where there is no slip.
    pub fn month(&self, at: usize) -> Option<Fen> {
        (self.slips >> at & 1 == 1).then(|| Fen(self.paid[at]))
    }

    /// Whether there is a slip at all.
    pub fn served(&self) -> bool {
        self.slips != 0
    }

    /// The whole year, its end included.
    pub fn total(&self) -> Fen {
        let end = self.settled.map_or(Fen::ZERO, |settled| settled.performance + settled.reward);
        self.items.total() + end
    }
}

/// Somewhere the tables have no answer: the explained way says which refusal it is.
#[derive(Clone, Copy, Debug)]
struct Odd;

impl Plan {
    /// The year of each worker of a roll, in its order; nothing where the explained way refuses.
    pub fn years<'p>(&'p self, roll: &'p Roll) -> impl Iterator<Item = Option<Year>> + 'p {
        assert_eq!(
            (self.year, self.known),
            (roll.year, roll.known),
            "a plan is of its roll's year"
        );
        roll.workers.iter().map(|worker| self.of_one(worker, roll.changes(worker)).ok())
    }

    /// The months of the worker at a place of a roll: nothing where there is no slip.
    pub fn months(&self, roll: &Roll, at: usize) -> Option<[Option<Sums>; MONTHS]> {
        assert_eq!(
            (self.year, self.known),
            (roll.year, roll.known),
            "a plan is of its roll's year"
        );
        let (worker, mut months) = (&roll.workers[at], [None; MONTHS]);
        for (month, sums) in months.iter_mut().enumerate() {
            *sums = self.month(worker, roll.changes(worker), month).ok()?;
        }
        Some(months)
    }

    fn of_one(&self, worker: &Packed, changes: &[Change]) -> Result<Year, Odd> {
        let mut year = Year { items: Sums::default(), paid: [0; MONTHS], slips: 0, settled: None };
        for month in 0..MONTHS {
            if let Some(sums) = self.month(worker, changes, month)? {
                year.items.add(&sums);
                year.paid[month] = sums.total().0;
                year.slips |= 1 << month;
            }
        }
        year.settled = self.settle(worker, changes, &year)?;
        Ok(year)
    }

    /// A month of a worker; nothing where there is no service.
    #[inline]
    fn month(
        &self,
        worker: &Packed,
        changes: &[Change],
        month: usize,
    ) -> Result<Option<Sums>, Odd> {
        if worker.changing >> month & 1 == 1 {
            return self.shared_out(worker, changes, month);
        }
        let state = match worker.changing {
            0 => worker.start,
            _ => state_on(worker, changes, self.months[month].first),
        };
        if !state.serves {
            return Ok(None);
        }
        let mut sums = *self.steady_month(month, self.level(state, worker.before)?)?;
        let [.., education, profession] = &mut sums.0;
        *education = self.educations[month][usize::from(state.education)].ok_or(Odd)?;
        *profession = self.certificates[month][usize::from(state.certificates)].ok_or(Odd)?;
        Ok(Some(sums))
    }

    /// A month in which something changes for the worker: by its days.
    fn shared_out(
        &self,
        worker: &Packed,
        changes: &[Change],
        month: usize,
    ) -> Result<Option<Sums>, Odd> {
        let of = &self.months[month];
        let inside = changes.iter().filter(|change| of.holds(change.day));
        let starts = inside.fold(of.starts, |starts, change| starts | 1 << (change.day - of.first));
        let days = Days { of, starts };
        let state = |day| state_on(worker, changes, day);
        let pieces = |on: On| {
            let level = self.level(state(on.placement), worker.before)?;
            let papers = state(on.certificate);
            self.parts(on.values, level, papers.education, papers.certificates)
        };
        days.sums(&self.pieces, |day| state(day).serves, pieces)
    }

    /// The end of the year: by the result, from what its months kept.
    fn settle(
        &self,
        worker: &Packed,
        changes: &[Change],
        year: &Year,
    ) -> Result<Option<Settled>, Odd> {
        let Some(rating) = worker.rating else { return Ok(None) };
        let served = Served::of(worker, changes, self.days);
        let Some(last) = served.last else { return Ok(None) };
        let end = self.end.as_ref().ok_or(Odd)?;
        let kept = year.items.of(Item::PerformanceKept).0.max(0);
        let performance = round(kept * end.factors[rating as usize], share::SCALE, end.rounding);
        let month = if end.of_last_month {
            let level = self.level(state_on(worker, changes, last), worker.before)?;
            self.due_on(last, level)?
        } else {
            let slips = i64::from(year.slips.count_ones().max(1));
            round(year.items.of(Item::Due).0, slips, end.rounding)
        };
        let (mut amount, mut whole) = (month * end.months[rating as usize], share::SCALE);
        if let Some(by_days) = end.part_year.filter(|_| served.days < self.days) {
            amount *= if by_days { i64::from(served.days) } else { 0 };
            whole *= i64::from(self.days);
        }
        let reward = Fen(round(amount, whole, end.rounding));
        Ok(Some(Settled { performance: Fen(performance), reward }))
    }

    fn level(&self, state: State, before: u8) -> Result<Level, Odd> {
        self.levels
            .get(usize::from(state.placing))
            .copied()
            .flatten()
            .ok_or(Odd)
            .map(|level| level.rated(if self.by_result_before { before } else { 0 }))
    }
}

/// What holds for a worker on a day.
fn state_on(worker: &Packed, changes: &[Change], day: u16) -> State {
    let last = changes.iter().rev().find(|change| change.day <= day);
    last.map_or(worker.start, |change| change.state)
}

/// The days of the year on which somebody served.
struct Served {
    days: u16,
    last: Option<u16>,
}

impl Served {
    fn of(worker: &Packed, changes: &[Change], year: u16) -> Served {
        let mut served = Served { days: 0, last: None };
        let mut since = (1, worker.start.serves);
        let ends = changes.iter().map(|change| (change.day, change.state.serves));
        for (day, serves) in ends.chain([(year + 1, false)]) {
            if since.1 && day > since.0 {
                served.days += day - since.0;
                served.last = Some(day - 1);
            }
            since = (day, serves);
        }
        served
    }
}
