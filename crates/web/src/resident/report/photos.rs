//! Photos of a report: taken in by the one door for all, and what a resident is told of a refusal.
use super::Refused;
use crate::form::{FieldError, Upload};
use crate::photos::{NotTaken, take_in as take_in_all};
use grid::rules::PhotoLimits;
use photo::Photo;

/// The photos that may be kept, or what is wrong with the first that may not.
pub(crate) async fn take_in(
    uploads: Vec<Upload>,
    limits: &PhotoLimits,
) -> Result<Vec<Photo>, Refused> {
    let files = uploads.into_iter().map(|file| file.bytes).collect();
    take_in_all(files, limits).await.map_err(refused)
}

fn refused(not: NotTaken) -> Refused {
    let code = match not {
        NotTaken::Failed(failed) => return Refused::Other(failed),
        NotTaken::TooMany { max } => {
            let facts = vec![("max", max.to_string())];
            let error = FieldError { field: "photo", code: "resident_photos", facts };
            return Refused::Field(error);
        }
        NotTaken::Photo(refused) => match refused {
            photo::Refused::Empty | photo::Refused::NotAPhoto => "resident_not_a_photo",
            photo::Refused::TooManyBytes { .. } | photo::Refused::TooManyPixels { .. } => {
                "file_size"
            }
            photo::Refused::Broken => "resident_photo_broken",
        },
    };
    Refused::Field(FieldError::new("photo", code))
}
