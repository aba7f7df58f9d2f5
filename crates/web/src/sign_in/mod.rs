//! Signing in and one's own account (登录).
//!
//! No password reaches a log, a page or an event: a form's secret is taken out of what was typed.
mod account;
mod code;
mod door;
mod entry;
mod second_factor;
pub mod service;

use app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(door::show).post(door::enter))
        .route("/sign-in/code", get(code::show).post(code::enter))
        .route("/sign-in/service", get(service::go))
        .route("/sign-in/service/back", get(service::back))
        .route("/sign-out", post(door::leave))
        .route("/account", get(account::show))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions/{session}/end", post(account::end_session))
        .route("/account/sessions/end-others", post(account::end_others))
        .route("/account/second-factor", get(second_factor::show))
        .route("/account/second-factor/begin", post(second_factor::begin))
        .route("/account/second-factor/confirm", post(second_factor::confirm))
        .route("/account/second-factor/codes", post(second_factor::new_codes))
        .route("/account/second-factor/remove", post(second_factor::remove))
        .route("/account/service", post(service::bind))
        .route("/account/service/remove", post(service::unbind))
}

/// The longest password that is looked at; the use case has a limit of its own below it.
const SECRET_MAX: usize = 200;
/// Twice as long as a recovery code with its dash and blanks.
const CODE_MAX: usize = 32;
