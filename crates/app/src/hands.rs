//! Hands for heavy work (人手): off the threads that answer, a few at a time, with a short queue.
//!
//! What is *not* here: what the work is – digests of passwords in `sign_in`, photos in `web`.
use crate::{Failed, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// A few hands for one kind of work, and a queue before them.
pub struct Hands {
    free: Semaphore,
    queue: usize,
    waiting: AtomicUsize,
}

impl Hands {
    /// So many pieces of work together, and so many that wait: more would wait longer than anybody
    /// does, with their memory held.
    pub const fn new(hands: usize, queue: usize) -> Hands {
        Hands { free: Semaphore::const_new(hands), queue, waiting: AtomicUsize::new(0) }
    }

    /// Does it when a hand is free; [`Failed::Busy`] where too many wait already.
    pub async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _waits = Waits::begin(self).ok_or(Failed::Busy)?;
        let broken = |why: String| Failed::Broken(why);
        let hand = self.free.acquire().await.map_err(|error| broken(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even if the one who asked has gone away.
            let _hand = hand;
            work()
        });
        done.await.map_err(|error| broken(error.to_string()))
    }
}

struct Waits(&'static Hands);

impl Waits {
    fn begin(hands: &'static Hands) -> Option<Waits> {
        let waits = Waits(hands);
        (hands.waiting.fetch_add(1, Ordering::Relaxed) < hands.queue).then_some(waits)
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn who_finds_the_queue_full_is_told_so_and_the_others_get_their_turn() {
        static HANDS: Hands = Hands::new(1, 2);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (let_go, held) = channel::<()>();
        runtime.block_on(async {
            let first = tokio::spawn(HANDS.run(move || held.recv().is_ok()));
            let second = tokio::spawn(HANDS.run(|| true));
            tokio::task::yield_now().await;
            assert!(matches!(HANDS.run(|| true).await, Err(Failed::Busy)), "both places are taken");
            let_go.send(()).expect("the work waits");
            assert!(first.await.expect("no panic").expect("done"));
            assert!(second.await.expect("no panic").expect("done"));
            assert!(HANDS.run(|| true).await.expect("the queue is empty again"));
        });
    }
}
