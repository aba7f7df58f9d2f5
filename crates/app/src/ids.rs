//! New ids: the clock's millisecond, this server's number, an order within the millisecond.
use base::id::{ORDERS, compose};
use std::sync::atomic::{AtomicI64, Ordering};

/// Makes ids that grow (编号器). Two servers on one database have two numbers.
pub struct Ids {
    node: AtomicI64,
    /// The last millisecond and its order, in one number.
    last: AtomicI64,
}

impl Ids {
    pub fn new(node: i64) -> Ids {
        Ids { node: AtomicI64::new(node), last: AtomicI64::new(0) }
    }

    /// The next id at this moment. When a millisecond is used up, or the clock steps back, it
    /// borrows from the next, so ids never repeat and never fall.
    pub fn next(&self, unix_ms: i64) -> i64 {
        let fresh = unix_ms * ORDERS;
        let step = |last: i64| Some(fresh.max(last + 1));
        let before = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step)
            .expect("the step always has an answer");
        let now = fresh.max(before + 1);
        compose(now / ORDERS, self.node.load(Ordering::Relaxed), now % ORDERS)
    }

    /// Goes on under another number, from the next millisecond: an id never falls.
    pub(crate) fn renumber(&self, node: i64) {
        let step = |last: i64| Some((last / ORDERS + 1) * ORDERS);
        self.last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step)
            .expect("the step always has an answer");
        self.node.store(node, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_stands_or_steps_back() {
        let ids = Ids::new(7);
        let start = base::id::EPOCH_MS + 5;
        let made: Vec<i64> = [start; 9000]
            .into_iter()
            .chain([start - 5, start + 1])
            .map(|ms| ids.next(ms))
            .collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn ids_grow_also_when_the_server_gets_a_smaller_number() {
        let ids = Ids::new(200);
        let start = base::id::EPOCH_MS + 5;
        let before: Vec<i64> = (0..3).map(|_| ids.next(start)).collect();
        ids.renumber(3);
        let after = ids.next(start);
        assert!(before.iter().all(|id| *id < after), "{before:?} {after}");
    }
}
