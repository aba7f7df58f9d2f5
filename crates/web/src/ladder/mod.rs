//! Pages of chapter four (链条): the workers of a street, a worker's record, a month's pay, the
//! yearly assessment, the promotions of a year.
//!
//! What is *not* here: a list of workers by mark or by level. A list goes by name.
mod assessment;
mod enter;
mod promotions;
mod record;
mod say;
mod slip;
mod workers;

use app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/workers", get(workers::show).post(enter::add))
        .route("/workers/new", get(enter::show))
        .route("/workers/own", get(workers::own))
        .route("/workers/{id}", get(record::show))
        .route("/workers/{id}/place", post(record::place))
        .route("/workers/{id}/educate", post(record::educate))
        .route("/workers/{id}/certify", post(record::certify))
        .route("/workers/{id}/rate", post(record::rate))
        .route("/workers/{id}/leave", post(record::leave))
        .route("/workers/{id}/pay", get(slip::show))
        .route("/promotions", get(promotions::show).post(promotions::decide))
        .merge(assessment::routes())
}

/// Numbers of orders: what the use case takes.
const ORDER_MAX: usize = app::ladder::record::ORDER_MAX;
