//! Whether this server can serve (就绪): it reaches its database, whose
//! schema is the one it knows, and has its organisation.
use crate::problem::{Code, Problem};
use app::App;
use axum::extract::State;

/// `GET /readyz`: "ok", or 503 while requests should go to another server.
pub async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    let ready = app.read(|cx| Ok(cx.directory().is_ok() && app::system::is_ready(cx)?)).await;
    match ready {
        Ok(true) => Ok("ok\n"),
        Ok(false) => Err(Problem::new(Code::Busy)),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::new(Code::Busy))
        }
    }
}
