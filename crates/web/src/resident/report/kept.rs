//! Photos of a form that comes back (保留的照片): a browser does not send files twice by itself, so the
//! page carries them, drawn small, and the next sending brings them again.
//!
//! Nothing of them is kept on the server. What comes back is judged and drawn anew like any upload.
use super::Refused;
use super::photos::take_in;
use crate::form::{FieldError, Input, Upload};
use app::App;
use app::Failed;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use photo::{Limits, Photo, intake};

/// A photo that the page carries.
pub struct Kept {
    /// For the picture: a small one, as an address of its own.
    pub small: String,
    /// For the hidden field.
    pub whole: String,
}

/// More than any policy allows is not even undone.
const KEPT_MAX: usize = 20;
/// The side of the picture that shows which photo it is.
const SMALL_EDGE: u32 = 160;

/// The carried photos that were not taken out.
pub fn read(input: &Input) -> Vec<Upload> {
    let dropped = input.all("drop");
    let carried = input.all("kept").into_iter().take(KEPT_MAX).enumerate();
    let wanted = carried.filter(|(at, _)| !dropped.contains(&at.to_string().as_str()));
    wanted
        .filter_map(|(_, text)| STANDARD.decode(text).ok())
        .map(|bytes| Upload { field: "photo".to_owned(), bytes })
        .collect()
}

/// All photos of the form, and what is wrong with those that are new. What was carried was good
/// once; should it be no more, it is left out.
pub(super) async fn all(
    app: &App,
    kept: Vec<Upload>,
    fresh: Vec<Upload>,
) -> Result<(Vec<Photo>, Option<FieldError>), Refused> {
    let today = app.policies().day(app.now());
    let limits = app.policies().rules.photo_limits(today);
    let limits = limits.map_err(|missing| Refused::Other(Failed::Policy(missing)))?.value;
    let most = limits.max_per_matter as usize;
    let total = kept.len() + fresh.len();
    let mut photos = match take_in(kept, &limits).await {
        Ok(photos) => photos,
        Err(Refused::Field(_)) => Vec::new(),
        Err(other) => return Err(other),
    };
    if total > most {
        let facts = vec![("max", limits.max_per_matter.to_string())];
        let error = FieldError { field: "photo", code: "resident_photos", facts };
        return Ok((photos, Some(error)));
    }
    match take_in(fresh, &limits).await {
        Ok(taken) => {
            photos.extend(taken);
            Ok((photos, None))
        }
        Err(Refused::Field(error)) => Ok((photos, Some(error))),
        Err(other) => Err(other),
    }
}

/// The photos as the page carries them. Drawing them small is quick, but not for this thread.
pub(super) async fn shown(photos: Vec<Photo>) -> Vec<Kept> {
    if photos.is_empty() {
        return Vec::new();
    }
    let work = move || photos.iter().map(carried).collect();
    tokio::task::spawn_blocking(work).await.unwrap_or_default()
}

fn carried(photo: &Photo) -> Kept {
    let pixels = u64::from(photo.width) * u64::from(photo.height);
    let limits =
        Limits { max_bytes: photo.jpeg.len() as u64, max_pixels: pixels, edge: SMALL_EDGE };
    let small = intake(&photo.jpeg, &limits).map(|small| STANDARD.encode(small.jpeg));
    Kept {
        small: format!("data:image/jpeg;base64,{}", small.unwrap_or_default()),
        whole: STANDARD.encode(&photo.jpeg),
    }
}
