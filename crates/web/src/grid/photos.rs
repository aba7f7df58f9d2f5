//! Photos (照片): taken in off the threads that answer, a few at a time; and shown to who may see.
use super::desk::{Desk, Stop};
use crate::form::{FieldError, Upload};
use app::{App, Failed};
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use base::PhotoId;
use photo::{Limits, Photo};
use tokio::sync::Semaphore;

/// Decoding takes some hundred megabytes each at worst; more at once would not be faster either.
const AT_ONCE: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Takes in what was uploaded in the field `photo`, or says at that field why not.
pub async fn take_in(app: &App, uploads: Vec<Upload>) -> Result<Vec<Photo>, Taken> {
    if uploads.is_empty() {
        return Ok(Vec::new());
    }
    let today = app.policies().day(app.now());
    let limits = app.policies().rules.photo_limits(today).map_err(Failed::from)?.value;
    if uploads.len() > limits.max_per_matter as usize {
        return Err(Taken::Field(FieldError::new("photo", "too_many")));
    }
    let limits =
        Limits { max_bytes: limits.max_bytes, max_pixels: limits.max_pixels, edge: limits.edge };
    let _turn = TURNS.acquire().await.map_err(|_| Failed::Busy)?;
    let work = move || -> Result<Vec<Photo>, photo::Refused> {
        uploads.iter().map(|upload| photo::intake(&upload.bytes, &limits)).collect()
    };
    let taken = tokio::task::spawn_blocking(work).await;
    let taken = taken.map_err(|error| Failed::Broken(error.to_string()))?;
    taken.map_err(|refused| Taken::Field(FieldError::new("photo", refused.code())))
}

/// Why photos are not taken in.
pub enum Taken {
    Field(FieldError),
    Failed(Failed),
}

impl From<Failed> for Taken {
    fn from(failed: Failed) -> Taken {
        Taken::Failed(failed)
    }
}

/// `GET /photos/{id}`: for whoever may read its matter, as it may be shown now.
pub async fn show(
    desk: Desk,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Stop> {
    let id: PhotoId = desk.id(&id)?;
    let shown = desk.read(move |cx, asker| app::grid::matter::photo(cx, asker, id)).await?;
    Ok(crate::photo_file::answer(&headers, shown))
}
