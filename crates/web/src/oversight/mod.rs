//! Pages for those who watch (监督): figures, orphans, audit, system.
use app::App;
use axum::Router;

pub fn routes() -> Router<App> {
    Router::new()
}
