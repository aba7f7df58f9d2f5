//! Pages for those who watch (监督): figures, orphans, audit, system.
mod audit;
mod figures;
mod orphans;
mod system;

use app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    system::begin();
    Router::new()
        .route("/figures", get(figures::show))
        .route("/orphans", get(orphans::show))
        .route("/audit", get(audit::show))
        .route("/audit/verify", post(audit::verify))
        .route("/system", get(system::show))
}
