//! About a year of one clock, laid out with running sums, so that a question is a binary search.
use crate::{Date, Timestamp};
use jiff::ToSpan;
use jiff::tz::TimeZone;

/// A block is 2^25 seconds, about 388 days: near a year, and its number is a shift.
const SECONDS: i64 = 1 << 25;
const NANOS: i64 = 1_000_000_000;
/// Blocks from 1970 on; the last one ends in 2106.
pub(super) const BLOCKS: usize = 128;
const END: i64 = BLOCKS as i64 * SECONDS * NANOS;

/// One stretch in which the clock runs, and how long it had run in this block before.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    start: i64,
    end: i64,
    before: i64,
}

/// The stretches of one block, in order and apart from each other; in nanoseconds since 1970.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    stretches: Vec<Stretch>,
    total: i64,
}

impl Block {
    /// Sorts, joins what overlaps (an hour counts once) and cuts at the edges of the block.
    pub(super) fn new(at: usize, mut raw: Vec<(i64, i64)>) -> Block {
        let from = at as i64 * SECONDS * NANOS;
        let to = from + SECONDS * NANOS;
        raw.sort_unstable();
        let mut block = Block::default();
        let mut reached = from;
        for (start, end) in raw {
            let (start, end) = (start.max(reached), end.min(to));
            if start >= end {
                continue;
            }
            block.stretches.push(Stretch { start, end, before: block.total });
            block.total += end - start;
            reached = end;
        }
        block
    }

    /// How long the clock runs in the whole block.
    pub(super) fn total(&self) -> i64 {
        self.total
    }

    /// How long it has run from the start of the block to `instant`.
    pub(super) fn run_until(&self, instant: i64) -> i64 {
        let after = self.stretches.partition_point(|stretch| stretch.start <= instant);
        match after.checked_sub(1).map(|last| self.stretches[last]) {
            Some(last) => last.before + instant.min(last.end) - last.start,
            None => 0,
        }
    }

    /// The instant by which it has run for `ran`, if that lies in this block.
    pub(super) fn instant(&self, ran: i64) -> Option<i64> {
        if ran > self.total {
            return None;
        }
        let at = self.stretches.partition_point(|s| s.before + (s.end - s.start) < ran);
        self.stretches.get(at).map(|stretch| stretch.start + (ran - stretch.before))
    }
}

/// The block that holds an instant within 1970 to 2106.
pub(super) fn index(nanos: i64) -> usize {
    assert!((0..END).contains(&nanos), "an instant outside the calendar: {nanos}");
    (nanos / NANOS / SECONDS) as usize
}

/// The local days whose shifts may reach into a block: one more at either end, as a shift may
/// run past midnight and a zone may lie half a day from Greenwich.
pub(super) fn days(at: usize, tz: &TimeZone) -> (Date, Date) {
    let edge = |seconds: i64| {
        let instant = Timestamp::from_second(seconds).expect("blocks end in 2106");
        tz.to_datetime(instant).date()
    };
    let start = at as i64 * SECONDS;
    let (first, last) = (edge(start), edge(start + SECONDS));
    (first.saturating_sub(2.days()), last.saturating_add(1.day()))
}

/// Nanoseconds since 1970; nothing outside the calendar.
pub(super) fn nanos(at: Timestamp) -> Option<i64> {
    i64::try_from(at.as_nanosecond()).ok().filter(|nanos| (0..END).contains(nanos))
}

/// As [`nanos`], at the nearest edge for what lies outside.
pub(super) fn nanos_clamped(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond().clamp(0, i128::from(END - 1))).expect("clamped to the range")
}

pub(super) fn timestamp(nanos: i64) -> Option<Timestamp> {
    (nanos < END).then(|| Timestamp::from_nanosecond(i128::from(nanos)).ok()).flatten()
}
