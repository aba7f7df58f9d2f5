//! Signing in and one's own account (登录).
//!
//! No password reaches a log, a page or an event: a form's secret is taken out of what was typed.
mod account;
mod door;

use app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(door::show).post(door::enter))
        .route("/sign-out", post(door::leave))
        .route("/account", get(account::show))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions/{session}/end", post(account::end_session))
}

/// The longest password that is looked at; the use case has a limit of its own below it.
const SECRET_MAX: usize = 200;
