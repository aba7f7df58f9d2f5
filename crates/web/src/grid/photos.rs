//! Photos (照片): taken in by the one door for all; and shown to who may see.
use crate::desk::{Desk, Stop};
use crate::form::{FieldError, Upload};
use crate::photos::{NotTaken, take_in as take_in_all};
use app::{App, Failed};
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
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
