//! Whether this server can serve (就绪): it reads its database and saves in it, and the schema is the
//! one it knows.
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use app::App;
use app::system::{Unready, readiness};
use axum::extract::State;

/// `GET /readyz`: "ok", or 503 and why, while requests should go to another server. Reading may
/// work all the same.
pub async fn ready(State(app): State<App>, reader: Reader) -> Result<&'static str, Problem> {
    let reason = match readiness(&app).await {
        Ok(None) => return Ok("ok\n"),
        Ok(Some(Unready::Down(why))) => why.code(),
        Ok(Some(Unready::Schema)) => "schema",
        Err(error) => {
            tracing::warn!(%error, "not ready");
            return Err(Problem::new(Code::Busy));
        }
    };
    let detail = Some(reader.words().tc("ready", &reason.replace('_', "-")).into_owned());
    Err(Problem { detail, reason: Some(reason), ..Problem::new(Code::Down) })
}
