//! Pages of the organisation (组织): the tree, units, posts, people, accounts.
//!
//! A page shows one form at a time, chosen by `?form=`: so it works without script, and a form
//! that comes back stands where it was.
mod accounts;
mod people;
mod person;
mod post;
mod tree;
mod unit;

use app::App;
use axum::Router;
use axum::routing::{get, post};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/org", get(tree::show))
        .route("/org/units", post(unit::add))
        .route("/org/units/{id}", get(unit::show))
        .route("/org/units/{id}/rename", post(unit::rename))
        .route("/org/units/{id}/end", post(unit::end))
        .route("/org/units/{id}/posts", post(unit::add_post))
        .route("/org/posts/{id}", get(post::show))
        .route("/org/posts/{id}/appoint", post(post::appoint))
        .route("/org/appointments/{id}/end", post(post::end_appointment))
        .route("/org/people", get(people::show).post(people::add))
        .route("/org/people/{id}", get(person::show))
        .route("/org/people/{id}/absences", post(person::record_absence))
        .route("/org/absences/{id}/end", post(person::end_absence))
        .route("/accounts", get(accounts::show).post(accounts::open))
        .route("/accounts/{id}/reset", post(accounts::reset))
        .route("/accounts/{id}/reset-factor", post(accounts::reset_factor))
        .route("/accounts/{id}/close", post(accounts::close))
        .route("/accounts/{id}/reopen", post(accounts::reopen))
        .route("/accounts/{id}/end-sessions", post(accounts::end_sessions))
}

/// Which form the page shows.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    form: String,
}

/// Names and titles: what the use case takes.
const NAME_MAX: usize = 60;
/// Codes of other systems.
const CODE_MAX: usize = 32;
