//! Pages for everybody (居民): report, follow, board, map. No account is asked for.
//!
//! What they show of a matter is what `app` gives to anybody, or to whoever has the code. What is
//! *not* here: the pages of staff (`grid`), any rule, and any name of a person.
mod alert;
mod board;
mod follow;
mod home;
mod map;
mod my;
mod names;
mod public;
pub(crate) mod report;
mod state;

use crate::guard::UPLOAD_BYTES_MAX;
use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    // The only public form that carries photos.
    let report =
        get(report::show).merge(post(report::take).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX)));
    Router::new()
        .route("/", get(home::show))
        .route("/report", report)
        .route("/report/slip", get(report::slip::show))
        .route("/report/nearby", get(report::nearby::show))
        .route("/follow", get(follow::show).post(follow::take))
        .route("/my", get(my::show))
        .route("/my/rate", post(my::answer::rate))
        .route("/my/reopen", post(my::answer::reopen))
        .route("/my/appeal", post(my::answer::appeal))
        .route("/my/leave", post(follow::leave))
        .route("/my/photos/{id}", get(my::photo))
        .route("/board", get(board::show))
        .route("/board/{number}", get(public::show))
        .route("/alerts", get(alert::show).post(alert::take))
        .route("/alerts/{token}", get(alert::own::show).post(alert::own::act))
        .route("/map", get(map::show))
        .route("/map/grids.geojson", get(map::geo::grids))
        .route("/map/matters.geojson", get(map::geo::matters))
        .route("/map/find", get(map::find::show))
}
