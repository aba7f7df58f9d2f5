//! Reading a body into fields: bounded in number and size, whatever the client says.
use super::input::{Input, Upload};
use crate::problem::{Code, Problem};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};

/// No form of ours has this many fields; a client that sends more is no browser.
pub const FIELDS_MAX: usize = 300;
/// A report carries a few photos.
pub const FILES_MAX: usize = 9;

/// The fields and files of a form.
pub async fn input<S: Send + Sync>(request: Request, state: &S) -> Result<Input, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if kind.starts_with("multipart/form-data") {
        parts(request, state).await
    } else {
        pairs(request, state).await
    }
}

async fn pairs<S: Send + Sync>(request: Request, state: &S) -> Result<Input, Problem> {
    let form = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
    let axum::Form(typed) = form.map_err(|rejected| match rejected {
        FormRejection::InvalidFormContentType(_) => Problem::new(Code::Unsupported),
        FormRejection::BytesRejection(bytes) => of_status(bytes.status()),
        _ => Problem::new(Code::Unreadable),
    })?;
    if typed.len() > FIELDS_MAX {
        return Err(Problem::new(Code::TooLarge));
    }
    Ok(Input::new(typed, Vec::new()))
}

async fn parts<S: Send + Sync>(request: Request, state: &S) -> Result<Input, Problem> {
    let multipart = Multipart::from_request(request, state).await;
    let mut multipart = multipart.map_err(|_| Problem::new(Code::Unreadable))?;
    let (mut typed, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = multipart.next_field().await.map_err(broken)? {
        match (part.name().map(str::to_owned), part.file_name().is_some()) {
            (Some(name), true) => files.extend(upload(name, part).await?),
            (Some(name), false) => {
                let bytes = part.bytes().await.map_err(broken)?;
                typed.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
            (None, _) => return Err(Problem::new(Code::Unreadable)),
        }
        if typed.len() > FIELDS_MAX || files.len() > FILES_MAX {
            return Err(Problem::new(Code::TooLarge));
        }
    }
    Ok(Input::new(typed, files))
}

/// A file; nothing where the field was left empty. Its name and declared kind prove nothing, so
/// neither is kept.
async fn upload(field: String, part: Field<'_>) -> Result<Option<Upload>, Problem> {
    let bytes = part.bytes().await.map_err(broken)?;
    Ok((!bytes.is_empty()).then(|| Upload { field, bytes: bytes.to_vec() }))
}

fn broken(error: MultipartError) -> Problem {
    of_status(error.status())
}

fn of_status(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge),
        _ => Problem::new(Code::Unreadable),
    }
}
