//! Photos of a report, decoded and drawn anew: off the server's threads, a few at a time.
use super::Refused;
use crate::form::{FieldError, Upload};
use app::Failed;
use grid::rules::PhotoLimits;
use photo::{Limits, Photo, intake};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// Reports whose photos are decoded together: each may take a hundred and fifty megabytes.
static HANDS: Semaphore = Semaphore::const_new(2);
/// Those who wait with their files in memory; more would wait longer than anybody does.
const QUEUE: usize = 32;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// The photos that may be kept, or what is wrong with the first that may not.
pub(crate) async fn take_in(
    uploads: Vec<Upload>,
    limits: &PhotoLimits,
) -> Result<Vec<Photo>, Refused> {
    if uploads.is_empty() {
        return Ok(Vec::new());
    }
    if uploads.len() > limits.max_per_matter as usize {
        let facts = vec![("max", limits.max_per_matter.to_string())];
        let error = FieldError { field: "photo", code: "resident_photos", facts };
        return Err(Refused::Field(error));
    }
    let bounds =
        Limits { max_bytes: limits.max_bytes, max_pixels: limits.max_pixels, edge: limits.edge };
    let _waits = Waits::begin().ok_or(Refused::Other(Failed::Busy))?;
    let hand = HANDS.acquire().await.map_err(broken)?;
    let drawn = tokio::task::spawn_blocking(move || {
        // Held until the work is done, even if the one who asked has gone away.
        let _hand = hand;
        uploads.iter().map(|file| intake(&file.bytes, &bounds)).collect::<Result<Vec<_>, _>>()
    });
    drawn.await.map_err(broken)?.map_err(refused)
}

fn refused(refused: photo::Refused) -> Refused {
    let code = match refused {
        photo::Refused::Empty | photo::Refused::NotAPhoto => "resident_not_a_photo",
        photo::Refused::TooManyBytes { .. } | photo::Refused::TooManyPixels { .. } => "file_size",
        photo::Refused::Broken => "resident_photo_broken",
    };
    Refused::Field(FieldError::new("photo", code))
}

fn broken(error: impl std::fmt::Display) -> Refused {
    Refused::Other(Failed::Broken(error.to_string()))
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
