//! Letting in (放行): a session in a cookie, or the way to the code.
use crate::reader::{encoded, is_local};
use crate::session::{is_secure, keep, set_cookie};
use app::App;
use app::sign_in::{Begun, Browser, Half, SignedIn};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The cookie of a sign-in that waits for its code.
pub const HALF: &str = "jieli-half";
/// Where it is sent to.
pub const HALF_PATH: &str = "/sign-in";

/// On to the page that was wanted, or to the code first.
pub fn go_on(app: &App, headers: &HeaderMap, begun: &Begun, back: &str) -> Response {
    match begun {
        Begun::In(signed_in) => let_in(app, headers, signed_in, back),
        Begun::Half(half) => ask_code(app, headers, half, back),
    }
}

/// The session in its cookie; whoever has an administrator's password changes it first.
pub fn let_in(app: &App, headers: &HeaderMap, signed_in: &SignedIn, back: &str) -> Response {
    let seconds = signed_in.ends_at.duration_since(app.now()).as_secs();
    let cookie = set_cookie(&signed_in.token, is_secure(headers), seconds);
    let to = if signed_in.initial { "/account?done=initial" } else { local(back) };
    let (status, to) = (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]);
    (status, [(header::SET_COOKIE, cookie)], to).into_response()
}

fn ask_code(app: &App, headers: &HeaderMap, half: &Half, back: &str) -> Response {
    let seconds = half.ends_at.duration_since(app.now()).as_secs();
    let cookie = keep(HALF, HALF_PATH, &half.token, is_secure(headers), seconds);
    let to = [(header::LOCATION, format!("/sign-in/code?back={}", encoded(local(back))))];
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie)], to).into_response()
}

/// The family of the browser that asks.
pub fn browser(headers: &HeaderMap) -> Browser {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    Browser::of(agent.unwrap_or(""))
}

/// The way back, if it stays on this site and is not the door itself.
pub fn local(path: &str) -> &str {
    if is_local(path) && !path.starts_with("/sign-") { path } else { "/" }
}
