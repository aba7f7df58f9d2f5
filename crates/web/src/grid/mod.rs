//! Pages of chapter two for staff (网格): the inbox, matters and what is done to them, grids,
//! teams, patrols.
//!
//! A handler asks `app` through its [`crate::desk::Desk`], says what it got by [`names::Names`], and fills
//! a template. What is *not* here: the pages of residents, and any rule about who may do what.
mod day;
mod deeds;
mod grids;
mod inbox;
mod list;
mod matter;
pub mod names;
pub mod patrol;
mod photos;
pub mod record;
mod redact;
mod team;
mod worker;

use crate::guard::UPLOAD_BYTES_MAX;
use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    let record = get(record::show).post(record::take);
    Router::new()
        .route("/inbox", get(inbox::show))
        .route("/work", get(worker::show))
        .route("/matters", get(list::show))
        .route("/matters/new", record.layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX)))
        .route("/matters/{id}", get(matter::show))
        .route("/photos/{id}", get(photos::show))
        .route("/photos/{id}/redact", get(redact::show).post(redact::take))
        .route("/photos/{id}/original", get(redact::original))
        .route("/grids", get(grids::list))
        .route("/grids/{unit}", get(grids::show))
        .route("/grids/{unit}/work", post(grids::set_work))
        .route("/team", get(team::show))
        .route("/day-record", get(day::show))
        .merge(deeds::routes())
        .merge(patrol::routes())
}
