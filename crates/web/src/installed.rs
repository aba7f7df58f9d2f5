//! The pages as an app on the phone (安装到手机): manifest and service worker, served by us.
//!
//! The worker's script lies at the root, because its scope is the site: it answers for staff's
//! pages when there is no signal, and touches nothing else. What is *not* here: what it does
//! (`ui/src/service-worker.ts`) and what the phone keeps (`api/offline`).
use crate::assets;
use crate::problem::Problem;
use crate::reader::Reader;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// `GET /service-worker.js`: asked for anew each time, so that a release is taken up at once.
pub async fn service_worker() -> Response {
    match assets::plain("service-worker.js") {
        None => Problem::not_found().into_response(),
        Some(script) => {
            let kind = (header::CONTENT_TYPE, "text/javascript; charset=utf-8");
            ([kind, (header::CACHE_CONTROL, "no-cache")], script).into_response()
        }
    }
}

/// `GET /manifest.webmanifest`, in the reader's language.
pub async fn manifest(reader: Reader) -> Response {
    let words = reader.words();
    let icon = |name: &str, sizes: &str, purpose: &str| {
        let kind = if name.ends_with("svg") { "image/svg+xml" } else { "image/png" };
        json!({ "src": assets::url(name), "sizes": sizes, "type": kind, "purpose": purpose })
    };
    let manifest = json!({
        "id": "/work",
        "name": words.t("brand"),
        "short_name": words.t("brand"),
        "description": words.t("offline-lead"),
        "lang": reader.lang.code(),
        "start_url": "/work",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#b3362b",
        "icons": [
            icon("icon.svg", "any", "any"),
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("icon-maskable.png", "512x512", "maskable"),
        ],
    });
    (
        [(header::CONTENT_TYPE, "application/manifest+json")],
        Json(manifest).into_response().into_body(),
    )
        .into_response()
}
