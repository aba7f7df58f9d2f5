//! Pages of chapter four (链条): the workers of a street, a worker's record, a month's pay, the
//! promotions of a year.
//!
//! What is *not* here: a list of workers by mark or by level. A list goes by name.
mod enter;
mod number;
mod promotions;
mod record;
mod roster;
mod say;
mod slip;
mod workers;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    let files = DefaultBodyLimit::max(roster::UPLOAD_BYTES_MAX);
    Router::new()
        .route("/workers", get(workers::show).post(enter::add))
        .route("/workers/new", get(enter::show))
        .route("/workers/import", get(roster::show).post(roster::send).layer(files))
        .route("/workers/import/take", post(roster::take))
        .route("/workers/import/discard", post(roster::discard))
        .route("/workers/import/marked.xlsx", get(roster::marked))
        .route("/workers/list.xlsx", get(roster::list))
        .route("/workers/own", get(workers::own))
        .route("/workers/{id}", get(record::show))
        .route("/workers/{id}/place", post(record::place))
        .route("/workers/{id}/educate", post(record::educate))
        .route("/workers/{id}/certify", post(record::certify))
        .route("/workers/{id}/rate", post(record::rate))
        .route("/workers/{id}/leave", post(record::leave))
        .route("/workers/{id}/number", post(number::set))
        .route("/workers/{id}/number/erase", post(number::erase))
        .route("/workers/{id}/number/look", post(number::look))
        .route("/workers/{id}/pay", get(slip::show))
        .route("/promotions", get(promotions::show).post(promotions::decide))
}

/// Numbers of orders: what the use case takes.
const ORDER_MAX: usize = app::ladder::record::ORDER_MAX;
