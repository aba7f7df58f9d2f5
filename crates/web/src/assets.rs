//! Style, scripts and icons (静态资源), bundled from `ui/` and embedded into the program.
//!
//! A file's name holds its hash, so it is cached for ever and a new release is seen at once.
//! Without a built `ui/dist` the pages still work: they are only plain.
use crate::problem::Problem;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Files;

/// The address of a bundled file by its plain name: `url("style.css")`.
pub fn url(name: &str) -> String {
    match names().get(name) {
        Some(hashed) => format!("/assets/{hashed}"),
        None => format!("/assets/{name}"),
    }
}

/// The address of an icon in the sprite; the names are the lines of `ui/icons.txt`.
pub fn icon_url(icon: &str) -> String {
    format!("{}#{icon}", url("icons.svg"))
}

/// Whether `ui/` was built before the program was.
pub fn are_built() -> bool {
    !names().is_empty()
}

/// `GET /assets/{file}`: only what the manifest names, compressed where the browser takes it.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    if !names().values().any(|hashed| *hashed == file) {
        return Problem::not_found().into_response();
    }
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    for (coding, end) in [(Some("br"), ".br"), (Some("gzip"), ".gz"), (None, "")] {
        if coding.is_some_and(|coding| !takes(accepted.unwrap_or(""), coding)) {
            continue;
        }
        if let Some(found) = Files::get(&format!("{file}{end}")) {
            return answer(&file, coding, found.data.into_owned());
        }
    }
    Problem::not_found().into_response()
}

fn answer(file: &str, coding: Option<&'static str>, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(file)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";

fn takes(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        pieces.next() == Some(coding) && pieces.all(|piece| !matches!(piece, "q=0" | "q=0.0"))
    })
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A file by its plain name, for the few addresses that must not change.
pub fn plain(name: &str) -> Option<Vec<u8>> {
    Files::get(names().get(name)?).map(|found| found.data.into_owned())
}

fn names() -> &'static BTreeMap<String, String> {
    static NAMES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let manifest = Files::get("manifest.json");
        let read = |file: rust_embed::EmbeddedFile| serde_json::from_slice(&file.data).ok();
        manifest.and_then(read).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_only_where_the_browser_says_so() {
        for (accepted, coding, taken) in [
            ("gzip, deflate, br", "br", true),
            ("gzip;q=0.5", "gzip", true),
            ("br;q=0, gzip", "br", false),
            ("", "gzip", false),
            ("brotli", "br", false),
        ] {
            assert_eq!(takes(accepted, coding), taken, "{accepted:?} {coding}");
        }
    }

    #[test]
    fn every_icon_that_a_page_names_is_in_the_sprite() {
        let known = include_str!("../../../ui/icons.txt");
        for (file, text) in crate::sources::all() {
            for name in crate::sources::literals(&text, "icon(") {
                assert!(known.lines().any(|line| line == name), "{file}: no icon `{name}`");
            }
        }
    }
}
