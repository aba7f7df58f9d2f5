//! Password work (口令运算), off the server's threads: each takes memory and tens of milliseconds.
use crate::secret::password as digest;
use crate::{Failed, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// Digests worked at together: each takes some twenty megabytes.
static HANDS: Semaphore = Semaphore::const_new(2);
/// Those who wait for a hand; more than this would wait longer than anybody does.
const QUEUE: usize = 256;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// Whether the password is that of the digest. Without a digest it takes as long, and is not.
pub(super) async fn verify(password: &str, stored: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    run(move || match stored {
        Some(stored) => digest::verify(&password, &stored),
        None => digest::verify_nothing(&password),
    })
    .await
}

/// The digest to store of a password.
pub(super) async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    run(move || digest::hash(&password)).await
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _waits = Waits::begin().ok_or(Failed::Busy)?;
    let hand = HANDS.acquire().await.map_err(|error| Failed::Broken(error.to_string()))?;
    let done = tokio::task::spawn_blocking(move || {
        // Held until the work is done, even if the one who asked has gone away.
        let _hand = hand;
        work()
    });
    done.await.map_err(|error| Failed::Broken(error.to_string()))
}

struct Waits;

impl Waits {
    fn begin() -> Option<Waits> {
        let waits = Waits;
        (WAITING.fetch_add(1, Ordering::Relaxed) < QUEUE).then_some(waits)
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }
}
