//! The one door by which a photo comes in (照片入口): decoded and drawn anew, off the threads that
//! answer, a few at a time.
//!
//! Every way of a photo into the house leads through [`take_in`]; a test of the house lists them.
//! What is *not* here: the forms and bodies it comes in, and what each says of a refusal.
use app::Failed;
use app::hands::Hands;
use grid::rules::PhotoLimits;
use photo::{Limits, Photo, intake};

/// Photos of two who sent some are decoded together: each takes up to a hundred and fifty megabytes
/// and most of a processor. More than so many waiting would hold too much of what they sent.
static HANDS: Hands = Hands::new(2, 32);

/// Why photos are not taken in (拒收照片).
#[derive(Debug)]
pub enum NotTaken {
    /// More than one matter may have.
    TooMany {
        max: u32,
    },
    /// The first that is no photo for us.
    Photo(photo::Refused),
    Failed(Failed),
}

/// The photos that may be kept, or why none is.
pub async fn take_in(files: Vec<Vec<u8>>, limits: &PhotoLimits) -> Result<Vec<Photo>, NotTaken> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    if files.len() > limits.max_per_matter as usize {
        return Err(NotTaken::TooMany { max: limits.max_per_matter });
    }
    let bounds =
        Limits { max_bytes: limits.max_bytes, max_pixels: limits.max_pixels, edge: limits.edge };
    let work = move || files.iter().map(|file| intake(file, &bounds)).collect::<Result<_, _>>();
    HANDS.run(work).await.map_err(NotTaken::Failed)?.map_err(NotTaken::Photo)
}
