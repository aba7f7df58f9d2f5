//! The API for programs (接口): JSON under `/api/v1/`, described by one table of operations.
//!
//! Each file brings its operations: path, who may ask, what goes in and out, and the handler.
//! Router, OpenAPI document and the page that shows it are all made from these, so none of them
//! can know a route that another does not. What is *not* here: rules (`app`), pages.
mod act;
mod assessment;
mod board;
pub mod body;
pub mod client;
mod danger;
mod docs;
mod figures;
mod health;
mod inbox;
mod input;
mod ladder;
mod matter;
mod message;
mod offline;
mod openapi;
mod operation;
mod outbox;
mod params;
mod patrol;
mod pay;
mod photo;
mod policy;
mod record;
mod refusal;
mod report;
mod session;
mod shape;
mod view;
mod what_if;
mod whole;

use app::App;
use axum::Router;
use axum::routing::get;
use operation::Operation;

/// Every operation, and where they are described.
pub fn routes() -> Router<App> {
    let described = Router::new()
        .route("/api", get(docs::root))
        .route("/api/docs", get(docs::page))
        .route("/api/openapi.json", get(docs::document))
        .route("/readyz", get(health::ready));
    let each =
        |router: Router<App>, operation: Operation| router.route(operation.path, operation.route);
    operations().into_iter().fold(described, each)
}

/// The operations, in the order in which a newcomer reads them.
fn operations() -> Vec<Operation> {
    let mut all = session::operations();
    all.extend(report::operations());
    all.extend(board::operations());
    all.extend(policy::operations());
    all.extend(inbox::operations());
    all.extend(message::operations());
    all.extend(record::operations());
    all.extend(patrol::operations());
    all.extend(offline::operations());
    all.extend(matter::operations());
    all.extend(act::operations());
    all.extend(photo::operations());
    all.extend(ladder::operations());
    all.extend(assessment::operations());
    all.extend(figures::operations());
    all.extend(what_if::operations());
    all.extend(pay::operations());
    all.extend(outbox::operations());
    all
}

#[cfg(test)]
mod tests;
