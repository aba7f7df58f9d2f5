//! A roll (名册): the facts of many workers, packed for one year as they are known on one day.
//!
//! A worker takes some twenty bytes: what holds on the first of January, and each day on which
//! anything changes. What is *not* here: who they are. A place in the roll is all that is known.
use crate::known::Asked;
use crate::worker::{Certificate, EducationLevel, Placement, Rating, Worker};
use base::Date;

/// Workers in the order in which they were added (名册).
#[derive(Clone, Debug)]
pub struct Roll {
    pub(super) year: i16,
    pub(super) known: Date,
    pub(super) workers: Vec<Packed>,
    changes: Vec<Change>,
}

/// A worker's year (压缩的一年).
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed {
    pub start: State,
    /// A bit for each month in which something changes.
    pub changing: u16,
    from: u32,
    count: u16,
    /// The result of the year before, as [`before`] numbers it.
    pub before: u8,
    pub rating: Option<Rating>,
}

/// What holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// As [`placing`] numbers it.
    pub placing: u16,
    /// Two bits for each level of education: the diploma, the degree.
    pub education: u8,
    /// A bit for each certificate.
    pub certificates: u8,
    pub serves: bool,
}

/// What holds from a day of the year on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub day: u16,
    pub state: State,
}

/// How many sets of papers there are, and how many of certificates.
pub(super) const EDUCATIONS: usize = 1 << 6;
pub(super) const CERTIFICATES: usize = 1 << 3;
/// Levels are written with two digits.
const LEVELS: u16 = 100;
/// A place on no level, and one that no scheme can have.
pub(super) const UNPLACED: u16 = 0;
const NOWHERE: u16 = u16::MAX;

impl Roll {
    pub fn new(year: i16, known: Date) -> Roll {
        Roll { year, known, workers: Vec::new(), changes: Vec::new() }
    }

    /// Adds a worker, with the result of the year as far as it is known.
    pub fn add(&mut self, worker: &Worker) {
        self.add_rated(worker, worker.result(self.year, self.known));
    }

    /// Adds a worker as if the year's result were this one.
    pub fn add_rated(&mut self, worker: &Worker, rating: Option<Rating>) {
        let first = Date::new(self.year, 1, 1).expect("a year has a first day");
        let from = u32::try_from(self.changes.len()).expect("a roll holds less than 2^32 changes");
        let start = state(worker, Asked::new(first, self.known));
        let (mut changing, mut last) = (0, start);
        let mut days: Vec<Date> = days(worker, self.year).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let state = state(worker, Asked::new(day, self.known));
            if state == last {
                continue;
            }
            last = state;
            changing |= 1 << (day.month() - 1);
            self.changes.push(Change { day: day.day_of_year().unsigned_abs(), state });
        }
        let count = self.changes.len() - from as usize;
        let count = u16::try_from(count).expect("a year has fewer days");
        let before = before(worker.result(self.year - 1, self.known));
        self.workers.push(Packed { start, changing, from, count, before, rating });
    }

    pub fn len(&self) -> usize {
        self.workers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.workers.is_empty()
    }

    #[inline]
    pub(super) fn changes(&self, worker: &Packed) -> &[Change] {
        let from = worker.from as usize;
        &self.changes[from..from + usize::from(worker.count)]
    }
}

/// The days of the year, after its first, on which anything may change.
fn days(worker: &Worker, year: i16) -> impl Iterator<Item = Date> {
    let service = worker.service.iter().flat_map(|it| [Some(it.since), it.until]).flatten();
    let placed = worker.placements.iter().map(|placing| placing.since);
    let papers = worker.education.iter().map(|entry| entry.since);
    let held = worker.certificates.iter().map(|held| held.since);
    let all = service.chain(placed).chain(papers).chain(held);
    all.filter(move |day| day.year() == year && day.day_of_year() > 1)
}

fn state(worker: &Worker, asked: Asked) -> State {
    let mut education = 0;
    for entry in worker.education(asked).filter(|entry| entry.level != EducationLevel::None) {
        let papers = u8::from(entry.diploma) | u8::from(entry.degree) << 1;
        education |= papers << (2 * (entry.level as u8 - 1));
    }
    let mut certificates = 0;
    for held in worker.certificates(asked).filter(|held| *held != Certificate::None) {
        certificates |= 1 << (held as u8 - 1);
    }
    let placing = worker.placement(asked).map_or(UNPLACED, placing);
    State { placing, education, certificates, serves: worker.serves(asked) }
}

/// The number of a kind of post and a level.
pub(super) fn placing(placement: &Placement) -> u16 {
    match u16::from(placement.level) {
        level if level < LEVELS => 1 + placement.kind as u16 * LEVELS + level,
        _ => NOWHERE,
    }
}

/// The number of the result of the year before.
pub(super) fn before(rating: Option<Rating>) -> u8 {
    rating.map_or(0, |rating| 1 + rating as u8)
}
