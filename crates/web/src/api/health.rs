//! Whether this server can serve (就绪): it reaches its database and knows its organisation.
use crate::problem::{Code, Problem};
use app::App;
use axum::extract::State;

/// `GET /readyz`: "ok", or 503 while requests should go to another server.
pub async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    match app.read(|cx| cx.directory().map(|_| ())).await {
        Ok(()) => Ok("ok\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::new(Code::Busy))
        }
    }
}
