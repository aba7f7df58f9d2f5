//! A month by its days (按日分段): the stretches between one change and the next, and what their
//! parts come to. It does in whole numbers what [`super::super::month`] does with lines.
//!
//! What is *not* here: what a part is. That is looked up, by the day that decides.
use super::share::Piece;
use super::{Odd, Sums};
use crate::rules::{MonthRule, Rounding, SplitRule};

/// A month of the year, in days of the year.
#[derive(Clone, Debug)]
pub(super) struct MonthOf {
    pub first: u16,
    pub days: u16,
    pub split: SplitRule,
    pub rounding: Rounding,
    /// A bit for each day, from the first, on which a stretch begins for everybody.
    pub starts: u32,
}

/// Which day of the year decides about what.
#[derive(Clone, Copy, Debug)]
pub(super) struct On {
    pub values: u16,
    pub placement: u16,
    pub certificate: u16,
}

/// The stretches of a month: those of everybody, and those of one worker.
pub(super) struct Days<'m> {
    pub of: &'m MonthOf,
    pub starts: u32,
}

/// A piece, and the days for which it holds.
struct Run {
    piece: u32,
    from: u16,
    to: u16,
}

/// More than most months have.
const RUNS: usize = 16;

impl MonthOf {
    pub(super) fn holds(&self, day: u16) -> bool {
        (self.first..self.first + self.days).contains(&day)
    }

    fn day(&self, rule: MonthRule, at: u16) -> u16 {
        match rule {
            MonthRule::ByDays => self.first + at,
            MonthRule::FirstDay => self.first,
            MonthRule::LastDay => self.first + self.days - 1,
        }
    }
}

impl Days<'_> {
    /// What the month comes to; nothing where nobody serves in it.
    pub(super) fn sums<'p>(
        &self,
        all: &[Piece],
        serves: impl Fn(u16) -> bool,
        pieces: impl Fn(On) -> Result<[&'p [u32]; 3], Odd>,
    ) -> Result<Option<Sums>, Odd> {
        let (of, mut left) = (self.of, self.starts);
        let mut runs: Vec<Run> = Vec::with_capacity(RUNS);
        let mut first_served = None;
        while left != 0 {
            let from = place(left);
            left &= left - 1;
            let to = if left == 0 { of.days - 1 } else { place(left) - 1 };
            if !serves(of.day(of.split.service, from)) {
                continue;
            }
            let served = *first_served.get_or_insert(of.first + from);
            let on = On {
                values: of.day(of.split.policy, from),
                placement: of.day(of.split.placement, from).max(served),
                certificate: of.day(of.split.certificate, from),
            };
            for &piece in pieces(on)?.into_iter().flatten() {
                // Where nothing changed for it, its days grow instead.
                match runs.iter_mut().find(|run| run.piece == piece && run.to + 1 == from) {
                    Some(run) => run.to = to,
                    None => runs.push(Run { piece, from, to }),
                }
            }
        }
        let mut sums = Sums::default();
        for run in runs {
            let (piece, days) = (&all[run.piece as usize], i64::from(run.to - run.from + 1));
            let amount = piece.amount(days, i64::from(of.days), of.rounding);
            sums.0[usize::from(piece.item)] += amount;
        }
        Ok(first_served.map(|_| sums))
    }
}

fn place(bits: u32) -> u16 {
    bits.trailing_zeros() as u16 // of 32 bits
}
