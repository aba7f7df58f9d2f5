//! What a database has to do (负荷): how many wait, for how long, how large groups are and how long
//! a commit takes. Counted as it goes, for those who watch and for whoever turns work away.
use crate::health::Health;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// The counts of one open database.
#[derive(Debug)]
pub struct Work {
    pub writers: Line,
    pub readers: Line,
    /// Whether it takes changes.
    pub health: Health,
    /// Seconds a commit took, until it was durable.
    pub commits: Histogram,
    /// How many changes one commit carried.
    pub groups: Histogram,
}

impl Work {
    pub(crate) fn new() -> Arc<Work> {
        Arc::new(Work {
            writers: Line::new(),
            readers: Line::new(),
            health: Health::default(),
            commits: Histogram::new(SECONDS),
            groups: Histogram::new(SIZES),
        })
    }

    pub(crate) fn committed(&self, group: usize, took: Duration) {
        self.groups.add(group as f64);
        self.commits.add(took.as_secs_f64());
    }
}

/// From a fast disk's flush to the time after which people give up.
pub const SECONDS: &[f64] =
    &[0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];
const SIZES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Those who wait for one thing.
#[derive(Debug)]
pub struct Line {
    begun: Instant,
    waiting: AtomicI64,
    /// How long the last one that was served had waited, in microseconds.
    waited: AtomicU64,
    /// When the line last moved, or began: microseconds since `begun`.
    moved: AtomicU64,
}

impl Line {
    fn new() -> Line {
        let zero = || AtomicU64::new(0);
        Line { begun: Instant::now(), waiting: AtomicI64::new(0), waited: zero(), moved: zero() }
    }

    /// How many wait now.
    pub fn waiting(&self) -> u64 {
        self.waiting.load(Relaxed).max(0).unsigned_abs()
    }

    /// How long whoever comes now may expect to wait: as long as the last one did, or as long as
    /// the line has not moved.
    pub fn delay(&self) -> Duration {
        if self.waiting() == 0 {
            return Duration::ZERO;
        }
        let stood = self.now().saturating_sub(self.moved.load(Relaxed));
        Duration::from_micros(stood.max(self.waited.load(Relaxed)))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// One that waits in line, until its turn comes or it is gone.
pub(crate) struct Waits {
    work: Arc<Work>,
    line: fn(&Work) -> &Line,
    since: u64,
}

impl Waits {
    pub fn begin(work: &Arc<Work>, line: fn(&Work) -> &Line) -> Waits {
        let it = line(work);
        let since = it.now();
        if it.waiting.fetch_add(1, Relaxed) == 0 {
            it.moved.store(since, Relaxed);
            it.waited.store(0, Relaxed);
        }
        Waits { work: Arc::clone(work), line, since }
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        let line = (self.line)(&self.work);
        let now = line.now();
        line.waited.store(now.saturating_sub(self.since), Relaxed);
        line.moved.store(now, Relaxed);
        line.waiting.fetch_sub(1, Relaxed);
    }
}

/// How often something was how much (直方图), by fixed bounds.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [f64],
    counts: Vec<AtomicU64>,
    /// In millionths, so that it is added to without a lock.
    sum: AtomicU64,
}

impl Histogram {
    pub fn new(bounds: &'static [f64]) -> Histogram {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Histogram { bounds, counts, sum: AtomicU64::new(0) }
    }

    pub fn add(&self, value: f64) {
        let at = self.bounds.iter().position(|bound| value <= *bound);
        self.counts[at.unwrap_or(self.bounds.len())].fetch_add(1, Relaxed);
        self.sum.fetch_add((value * 1e6) as u64, Relaxed);
    }

    /// For each bound how many were at most that, and last how many there were.
    pub fn cumulative(&self) -> Vec<(Option<f64>, u64)> {
        let bounds = self.bounds.iter().copied().map(Some).chain([None]);
        let mut so_far = 0;
        bounds
            .zip(&self.counts)
            .map(|(bound, count)| {
                so_far += count.load(Relaxed);
                (bound, so_far)
            })
            .collect()
    }

    pub fn sum(&self) -> f64 {
        self.sum.load(Relaxed) as f64 / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_falls_below_its_bound_and_all_above_it() {
        let histogram = Histogram::new(&[1.0, 2.0]);
        [0.5, 1.0, 1.5, 9.0].into_iter().for_each(|value| histogram.add(value));
        assert_eq!(histogram.cumulative(), [(Some(1.0), 2), (Some(2.0), 3), (None, 4)]);
        assert_eq!(histogram.sum(), 12.0);
    }

    #[test]
    fn a_line_that_does_not_move_grows_slow_and_an_empty_one_is_not() {
        let work = Work::new();
        assert_eq!(work.writers.delay(), Duration::ZERO);
        let first = Waits::begin(&work, |work| &work.writers);
        std::thread::sleep(Duration::from_millis(20));
        assert!(work.writers.delay() >= Duration::from_millis(20));
        let second = Waits::begin(&work, |work| &work.writers);
        drop(first);
        assert!(work.writers.delay() >= Duration::from_millis(20), "as the last one waited");
        drop(second);
        assert_eq!((work.writers.waiting(), work.writers.delay()), (0, Duration::ZERO));
        assert_eq!(work.readers.delay(), Duration::ZERO);
    }
}
