//! Messages (消息): what one is told (`/notices`), what did not go out (`/outbox`), what a reply may
//! start from (`/replies`).
//!
//! What is *not* here: sending anything; that happens beside the requests.
mod notices;
mod outbox;
mod replies;

use app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/notices", get(notices::show))
        .route("/notices/open", post(notices::open))
        .route("/notices/read", post(notices::read))
        .route("/notices/mail", post(notices::mail))
        .route("/notices/mail/stop", post(notices::stop_mail))
        .route("/matters/{id}/follow", post(notices::follow))
        .route("/matters/{id}/unfollow", post(notices::unfollow))
        .route("/replies", get(replies::show))
        .route("/outbox", get(outbox::show))
        .route("/outbox/retry", post(outbox::retry))
        .route("/outbox/give-up", post(outbox::give_up))
}
