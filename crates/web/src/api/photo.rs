//! Photos of a matter (照片): sent as they are or as a form's file, kept as pixels only.
use super::body::{named, read};
use super::client::{Client, Staff};
use super::matter::path_id;
use super::operation::{Operation, get, post};
use super::refusal;
use super::whole::{PhotoView, photos};
use crate::guard::UPLOAD_BYTES_MAX;
use crate::photos::{NotTaken, take_in};
use crate::problem::{Code, Problem};
use crate::words::Words;
use app::App;
use app::grid::matter;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing;
use base::{MatterId, PhotoId};
use grid::rules::PhotoLimits;
use photo::{Photo, Refused};
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    let take = routing::post(take).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    vec![
        post("/api/v1/matters/{id}/photos", "add_photo", take)
            .tag("act")
            .staff()
            .takes_photo()
            .answers::<Photos>(201),
        get("/api/v1/photos/{id}", "photo", routing::get(show)).tag("work").staff().answers_jpeg(),
    ]
}

/// The photos of the matter, the new one last (照片清单).
#[derive(Serialize, ToSchema)]
struct Photos {
    photos: Vec<PhotoView>,
}

async fn take(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let id: MatterId = path_id(&id)?;
    let today = app.policies().day(app.now());
    let policy = app.policies().rules.photo_limits(today);
    let policy = policy.map_err(|missing| client.refuse(&missing.into()))?.value;
    // Asked before the work of decoding; the use case asks again.
    client.read(&app, move |cx, asker| matter::page(cx, asker, id).map(|_| ())).await?;
    let (parts, bytes) = received(request, policy.max_bytes, client.words).await?;
    let named = named(&app, &parts, &bytes, client.words)?;
    let photo = redrawn(bytes, &policy, &client).await?;
    client
        .write(&app, named, StatusCode::CREATED, move |cx, asker| {
            matter::add_photo(cx, asker, id, &photo)?;
            Ok(Photos { photos: photos(&matter::page(cx, asker, id)?) })
        })
        .await
}

/// The bytes of the file: the body itself, or the first file of a form.
async fn received(
    request: Request,
    max_bytes: u64,
    words: Words,
) -> Result<(axum::http::request::Parts, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let kind = kind(&parts.headers);
    let is_form = kind.starts_with("multipart/form-data");
    if !is_form && !kind.starts_with("image/") {
        let detail = Some(words.t("api-photo-wanted").into_owned());
        return Err(Problem { detail, ..Problem::new(Code::Unsupported) });
    }
    // A form has some lines around its file; the photo itself is measured again.
    let around = if is_form { FORM_AROUND_BYTES } else { 0 };
    let bytes = read(&parts.headers, body, max_bytes + around, words).await?;
    if !is_form {
        return Ok((parts, bytes));
    }
    let mut whole = Request::new(bytes.into());
    *whole.headers_mut() = parts.headers.clone();
    *whole.extensions_mut() = parts.extensions.clone();
    let unreadable = || Problem::new(Code::Unreadable);
    let form = Multipart::from_request(whole, &()).await;
    let mut form = form.map_err(|_| unreadable())?;
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        if field.file_name().is_some() {
            return Ok((parts, field.bytes().await.map_err(|_| unreadable())?));
        }
    }
    Err(refusal::field(words, "photo", "missing"))
}

/// Boundaries and headers of a form with a file or two.
const FORM_AROUND_BYTES: u64 = 4096;

async fn redrawn(bytes: Bytes, limits: &PhotoLimits, client: &Client) -> Result<Photo, Problem> {
    let taken = take_in(vec![bytes.into()], limits).await.map_err(|not| match not {
        NotTaken::Failed(failed) => client.refuse(&failed),
        NotTaken::TooMany { .. } => refusal::field(client.words, "photo", "too_many"),
        NotTaken::Photo(Refused::TooManyBytes { max }) => refusal::too_large(client.words, max),
        NotTaken::Photo(other) => refusal::field(client.words, "photo", other.code()),
    })?;
    taken.into_iter().next().ok_or_else(|| refusal::field(client.words, "photo", "missing"))
}

fn kind(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.unwrap_or_default().to_ascii_lowercase()
}

async fn show(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: PhotoId = path_id(&id)?;
    let shown = client.read(&app, move |cx, asker| matter::photo(cx, asker, id)).await?;
    Ok(crate::photo_file::whole(shown))
}
