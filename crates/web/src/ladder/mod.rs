//! Pages of chapter four (链条): quota against actual, the workers of a street, a worker's record, pay
//! and its runs, what other numbers of pay would cost, the yearly assessment, the promotions of
//! a year, training, courses, the growth channel.
//!
//! What is *not* here: a list of workers by mark or by level. A list goes by name.
mod assessment;
mod course;
mod enter;
mod growth;
mod number;
mod owed;
mod pay;
mod promotions;
mod quota;
mod quota_lines;
mod record;
mod record_deeds;
mod record_terms;
mod roster;
mod say;
mod slip;
mod training;
mod training_new;
pub(crate) mod what_if;
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
        .route("/workers/contracts", get(record_terms::ending))
        .route("/workers/{id}", get(record::show))
        .route("/workers/{id}/place", post(record_deeds::place))
        .route("/workers/{id}/educate", post(record_deeds::educate))
        .route("/workers/{id}/certify", post(record_deeds::certify))
        .route("/workers/{id}/rate", post(record_deeds::rate))
        .route("/workers/{id}/leave", post(record_deeds::leave))
        .route("/workers/{id}/contract", post(record_terms::contract))
        .route("/workers/{id}/absence", post(record_terms::absence))
        .route("/workers/{id}/title", post(record_terms::title))
        .route("/workers/{id}/training", get(owed::record))
        .route("/workers/{id}/number", post(number::set))
        .route("/workers/{id}/number/erase", post(number::erase))
        .route("/workers/{id}/number/look", post(number::look))
        .route("/workers/{id}/pay", get(slip::show))
        .route("/pay/what-if", get(what_if::show))
        .route("/workers/{id}/pay/{run}", get(slip::paid::show))
        .route("/workers/{id}/benefit", post(slip::extra::record))
        .merge(pay::routes())
        .route("/promotions", get(promotions::show).post(promotions::decide))
        .merge(places())
        .merge(trainings())
        .merge(assessment::routes())
}

fn places() -> Router<App> {
    Router::new()
        .route("/quotas", get(quota::show).post(quota::set))
        .route("/quotas/left", get(quota::left))
        .route("/growth", get(growth::show).post(growth::plan))
        .route("/growth/{id}/name", post(growth::name))
        .route("/growth/{id}/decide", post(growth::decide))
}

fn trainings() -> Router<App> {
    Router::new()
        .route("/training", get(training::list).post(training_new::plan))
        .route("/training/new", get(training_new::show))
        .route("/training/own", get(owed::own))
        .route("/training/owed", get(owed::show).post(owed::invite))
        .route("/training/{id}", get(training::show))
        .route("/training/{id}/sign", post(training::sign))
        .route("/training/{id}/withdraw", post(training::withdraw))
        .route("/training/{id}/call-off", post(training::call_off))
        .route("/courses", get(course::list).post(course::offer))
        .route("/courses/new", get(course::new))
        .route("/courses/{id}", get(course::show))
        .route("/courses/{id}/confirm", post(course::confirm))
        .route("/courses/{id}/end", post(course::end))
}

/// Numbers of orders: what the use case takes.
const ORDER_MAX: usize = app::ladder::record::ORDER_MAX;
