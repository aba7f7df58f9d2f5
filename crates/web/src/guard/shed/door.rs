//! Who is let in next (门): so many at once, the rest stand in line by class, and nobody stands
//! longer than is sensible. Pure: it is told the moment, and knows neither requests nor threads.
//!
//! The line is before the work, so whoever is turned away has cost nothing. In order while the line
//! is short; once whoever came first has stood for half of what a class stands, whoever came last
//! goes first: people who waited that long have mostly left, and a long queue served in order
//! answers everybody too late.
use super::Class;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How many classes there are.
const CLASSES: usize = Class::ALL.len();

/// What a class may take (额度).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many may run at once, those of the classes before it among them. So a class never takes
    /// what is kept for those after it.
    pub places: usize,
    /// How many may stand in line; one more, and whoever stood longest goes.
    pub line: usize,
    /// How long one may stand.
    pub patience: Duration,
}

/// A door, with whoever waits before it.
pub(super) struct Door<W> {
    shares: [Share; CLASSES],
    running: [usize; CLASSES],
    lines: [VecDeque<(Instant, W)>; CLASSES],
}

impl<W> Door<W> {
    pub fn new(shares: [Share; CLASSES]) -> Door<W> {
        Door { shares, running: [0; CLASSES], lines: Default::default() }
    }

    /// Takes a place, where there is one.
    pub fn enter(&mut self, class: Class) -> bool {
        let fits = self.fits(class);
        self.running[class as usize] += usize::from(fits);
        fits
    }

    /// Stands in line. Whoever has no more patience, or no more room, is dropped and so learns it.
    pub fn stand(&mut self, class: Class, now: Instant, who: W) {
        self.dismiss(class, now);
        let (share, line) = (self.shares[class as usize], &mut self.lines[class as usize]);
        line.push_back((now, who));
        if line.len() > share.line {
            line.pop_front();
        }
    }

    /// Gives a place back, and names who is let in for it: of the last class that fits, for that is
    /// the one which is kept longest. `waits` says whether somebody still does.
    pub fn leave(
        &mut self,
        class: Class,
        now: Instant,
        waits: impl Fn(&W) -> bool,
    ) -> Option<(Class, W)> {
        let left = &mut self.running[class as usize];
        *left = left.checked_sub(1).expect("whoever leaves was let in");
        for class in Class::ALL.iter().rev().copied() {
            if !self.fits(class) {
                continue;
            }
            self.dismiss(class, now);
            while let Some(who) = self.first(class, now) {
                if waits(&who) {
                    self.running[class as usize] += 1;
                    return Some((class, who));
                }
            }
        }
        None
    }

    /// How many run.
    #[cfg(test)]
    pub fn running(&self) -> usize {
        self.running.iter().sum()
    }

    fn fits(&self, class: Class) -> bool {
        let mut taken = 0;
        let so_far = self.running.iter().map(|running| {
            taken += running;
            taken
        });
        let limits = self.shares.iter().map(|share| share.places);
        so_far.zip(limits).skip(class as usize).all(|(taken, places)| taken < places)
    }

    fn first(&mut self, class: Class, now: Instant) -> Option<W> {
        let (share, line) = (self.shares[class as usize], &mut self.lines[class as usize]);
        let stood = now.saturating_duration_since(line.front()?.0);
        let next = if stood > share.patience / 2 { line.pop_back() } else { line.pop_front() };
        next.map(|(_, who)| who)
    }

    fn dismiss(&mut self, class: Class, now: Instant) {
        let (share, line) = (self.shares[class as usize], &mut self.lines[class as usize]);
        while line.front().is_some_and(|(since, _)| now.duration_since(*since) >= share.patience) {
            line.pop_front();
        }
    }
}

#[cfg(test)]
mod tests;
