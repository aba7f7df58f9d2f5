//! Photos (照片): taken in by the one door for all; and shown to who may see.
use crate::desk::{Desk, Stop};
use crate::form::{FieldError, Upload};
use crate::photos::{NotTaken, take_in as take_in_all};
use app::{App, Failed};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base::PhotoId;
use photo::Photo;

/// Takes in what was uploaded in the field `photo`, or says at that field why not.
pub async fn take_in(app: &App, uploads: Vec<Upload>) -> Result<Vec<Photo>, Taken> {
    let today = app.policies().day(app.now());
    let limits = app.policies().rules.photo_limits(today).map_err(Failed::from)?.value;
    let files = uploads.into_iter().map(|upload| upload.bytes).collect();
    take_in_all(files, &limits).await.map_err(|not| match not {
        NotTaken::Failed(failed) => Taken::Failed(failed),
        NotTaken::TooMany { .. } => Taken::Field(FieldError::new("photo", "too_many")),
        NotTaken::Photo(refused) => Taken::Field(FieldError::new("photo", refused.code())),
    })
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

/// `GET /photos/{id}`: for whoever may read its matter, kept by no cache in between.
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: PhotoId = desk.id(&id)?;
    let jpeg = desk.read(move |cx, asker| app::grid::matter::photo(cx, asker, id)).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, jpeg).into_response())
}
