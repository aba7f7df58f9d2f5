//! The file of a photo (照片文件), for every page and interface: what may be shown now, under a mark that
//! changes with each redaction, so that no browser goes on showing what was taken away.
use app::grid::matter::Shown;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The file, or that the one the browser has is still right. It asks each time.
pub fn answer(asked: &HeaderMap, shown: Shown) -> Response {
    let mark = format!("\"{}-{}\"", shown.photo.id, shown.photo.edits);
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == mark));
    let mut response = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => whole(shown),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        headers.insert(header::ETAG, mark);
    }
    response
}

/// The file alone, kept by nobody.
pub fn whole(shown: Shown) -> Response {
    jpeg(shown.jpeg)
}

/// The pixels of an original, for one look.
pub fn jpeg(jpeg: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))], jpeg).into_response()
}
