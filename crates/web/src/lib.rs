//! The faces of Jieli (界面): server-rendered pages that work without script, in two languages.
//!
//! A handler reads a form, asks `app`, and fills a template. What is *not* here: rules, SQL, and
//! any deadline worked out on the spot.
mod api;
mod api_key;
pub mod assets;
pub mod desk;
pub mod form;
mod grid;
pub mod guard;
mod installed;
mod ladder;
pub mod markup;
mod message;
pub mod metrics;
pub mod nav;
mod open311;
mod org;
mod oversight;
pub mod page;
mod period;
mod photo_file;
mod photos;
mod policy;
pub mod problem;
pub mod reader;
mod resident;
pub mod routes;
pub mod said;
pub mod samples;
mod serve;
pub mod session;
mod sign_in;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod testing;
pub mod when;
pub mod words;

pub use serve::{serve, serve_metrics};
pub use sign_in::service::{Outside, Service, Settings as ServiceSettings};

use app::App;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Extension, Router};
use guard::Shed;

/// Every page and the API of a district, with nothing outside it.
pub fn router(app: App) -> Router {
    router_with(app, Outside::default())
}

/// The same, with what the settings name outside.
pub fn router_with(app: App, outside: Outside) -> Router {
    said::set_zone(app.policies().calendar.tz());
    let district = Router::new()
        .merge(api::routes())
        .merge(api_key::routes())
        .merge(grid::routes())
        .merge(ladder::routes())
        .merge(message::routes())
        .merge(open311::routes())
        .merge(org::routes())
        .merge(oversight::routes())
        .merge(policy::routes())
        .merge(resident::routes())
        .merge(sign_in::routes())
        .layer(Extension(outside))
        .layer(from_fn_with_state(guard::rate::Gate::new(app.clone()), guard::rate::intake));
    let shed = Shed::of(&app);
    layered_by(basics().merge(district.with_state(app)), shed)
}

/// What stands without any district: assets, language, samples, health; with every layer.
pub fn foundation() -> Router {
    layered(basics())
}

/// The routes that need nothing but the program itself.
pub fn basics() -> Router {
    Router::new()
        .route("/assets/{file}", get(assets::serve))
        .route("/service-worker.js", get(installed::service_worker))
        .route("/manifest.webmanifest", get(installed::manifest))
        .route("/lang", post(reader::choose))
        .route("/design", get(samples::show))
        .route("/design/grids.geojson", get(samples::grids))
        .route("/design/points.geojson", get(samples::points))
        .route("/design/form", post(samples::take))
        .route("/healthz", get(async || "ok\n"))
}

/// Puts every layer around the routes; read from the bottom, the outermost.
///
/// The order matters: whatever a layer refuses is put into words and gets its headers, because
/// those two stand outside it; a panic is caught inside the words, so it has a page too.
pub fn layered(routes: Router) -> Router {
    layered_by(routes, Shed::default())
}

/// As [`layered`], with the places of a server.
pub fn layered_by(routes: Router, shed: Shed) -> Router {
    routes
        .layer(DefaultBodyLimit::max(guard::FORM_BYTES_MAX))
        .layer(from_fn(guard::origin::same))
        .layer(from_fn(guard::limits::catch))
        .layer(from_fn(guard::limits::time))
        .layer(from_fn_with_state(shed, guard::shed::admit))
        .layer(from_fn(problem::word))
        .layer(from_fn(guard::headers::add))
        .layer(from_fn(metrics::count))
        .layer(from_fn(guard::number))
}
