//! What people wait for (页面与接口): reports taken in, the inbox, the search, over HTTP.
use crate::direct::CATEGORIES;
use crate::district::Filled;
use crate::load::{self, Ask, Line, Make, Outcome};
use crate::server::Server;
use base::place::Point;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// So many clients report without a pause.
pub fn create(
    server: &Server,
    points: &Arc<Vec<Point>>,
    clients: usize,
    lasting: Duration,
) -> Result<Outcome, String> {
    let points = Arc::clone(points);
    let make: Make = Arc::new(move |number| {
        let at = usize::try_from(number).unwrap_or_default();
        let point = points[at * 31 % points.len()];
        let body = json!({
            "category": CATEGORIES[at % CATEGORIES.len()],
            "body": format!("楼道里堆了旧家具,第{number}次,老人过不去,请尽快清走。"),
            "lon": point.lon, "lat": point.lat, "contact": "13800001234",
        });
        let headers = "Content-Type: application/json\r\n".to_owned();
        ("POST".to_owned(), "/api/v1/reports".to_owned(), headers, body.to_string())
    });
    load::closed(server.address, clients, lasting, &make, 201)
}

/// So many readers a second open a page, or ask the API, as the holder of the many matters.
pub fn read(
    server: &Server,
    token: &str,
    path: &'static str,
    a_second: u32,
    lasting: Duration,
) -> Result<Outcome, String> {
    // The API takes the token as a bearer's, a page as a browser's cookie: the same session.
    let headers = match path.starts_with("/api/") {
        true => format!("Authorization: Bearer {token}\r\n"),
        false => format!("Cookie: jieli={token}\r\n"),
    };
    let make: Make =
        Arc::new(move |_| ("GET".to_owned(), path.to_owned(), headers.clone(), String::new()));
    load::open(server.address, a_second, lasting, &make, 200)
}

/// The token of a new session.
pub fn sign_in(server: &Server, filled: &Filled) -> Result<String, String> {
    let body = json!({ "login": filled.login, "password": filled.password }).to_string();
    let headers = "Content-Type: application/json\r\n";
    let ask = Ask { method: "POST", path: "/api/v1/session", headers, body: &body };
    let answer = Line::open(server.address).and_then(|mut line| line.ask(&ask));
    let answer = answer.map_err(|error| error.to_string())?;
    let said: Value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    let token = said["token"].as_str().ok_or_else(|| format!("no sign-in: {}", answer.text()))?;
    Ok(token.to_owned())
}
