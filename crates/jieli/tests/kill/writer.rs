//! Clients that write and remember what they were promised (写入方).
#![allow(dead_code, reason = "each program that includes it uses its part")]
use crate::http::{Answer, Ask, Line};
use base::PostId;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What was acknowledged: a matter's id, or a note's matter and words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promised {
    Matter { id: i64, words: String },
    Note { id: i64, words: String },
    HandOver { id: i64 },
}

/// What all clients of one life of the server share.
pub struct Shared<'a> {
    pub address: SocketAddr,
    pub token: &'a str,
    pub community: PostId,
    pub number: &'a AtomicU64,
    pub stop: &'a AtomicBool,
    /// The server lies: what it acknowledged may not be there yet when it is asked about it.
    pub lies: bool,
}

/// Writes until the line is cut; answers what was acknowledged.
pub fn write(shared: &Shared<'_>) -> Vec<Promised> {
    let mut promised = Vec::new();
    let Ok(mut line) = Line::open(shared.address) else { return promised };
    while !shared.stop.load(Ordering::Relaxed) {
        if round(&mut line, shared, &mut promised).is_none() {
            break;
        }
    }
    promised
}

/// A report, a note on it and now and then a hand-over; nothing once the server is gone.
fn round(line: &mut Line, shared: &Shared<'_>, promised: &mut Vec<Promised>) -> Option<()> {
    let number = shared.number.fetch_add(1, Ordering::Relaxed);
    let words = format!("楼道堆物{number}");
    let report = json!({
        "category": "litter", "body": words.as_str(), "lon": 120.0005, "lat": 30.0005,
    });
    let answer = post(line, "/api/v1/reports", "", &report, 201)?;
    let answered: Value = serde_json::from_slice(&answer.body).expect("an answer is JSON");
    let id = answered["id"].as_str().and_then(|id| id.parse().ok()).expect("it has an id");
    promised.push(Promised::Matter { id, words });

    let staff = format!("Authorization: Bearer {}\r\n", shared.token);
    let words = format!("已约人上门{number}");
    let path = format!("/api/v1/matters/{id}/note");
    let note = json!({ "words": words.as_str() });
    act(line, &path, &staff, &note, shared.lies)?;
    promised.push(Promised::Note { id, words });

    if number.is_multiple_of(3) {
        let path = format!("/api/v1/matters/{id}/hand-over");
        let to = shared.community.0.to_string();
        act(line, &path, &staff, &json!({ "to": to, "reason": "在其片区" }), shared.lies)?;
        promised.push(Promised::HandOver { id });
    }
    Some(())
}

/// Something staff do to a matter that was acknowledged.
fn act(line: &mut Line, path: &str, staff: &str, body: &Value, lies: bool) -> Option<()> {
    let wanted = if lies { ANY } else { &[200] };
    ask(line, path, staff, body, wanted).filter(|answer| answer.status == 200).map(|_| ())
}

/// What a server that lies may say of its own acknowledged matter.
const ANY: &[u16] = &[200, 401, 404, 409];

fn post(line: &mut Line, path: &str, more: &str, body: &Value, wanted: u16) -> Option<Answer> {
    ask(line, path, more, body, &[wanted])
}

fn ask(line: &mut Line, path: &str, more: &str, body: &Value, wanted: &[u16]) -> Option<Answer> {
    let headers = format!("Content-Type: application/json\r\n{more}");
    let body = body.to_string();
    let answer = line.ask(&Ask { method: "POST", path, headers: &headers, body: &body }).ok()?;
    let (status, text) = (answer.status, answer.text());
    assert!(wanted.contains(&status), "{path}: {status} instead of {wanted:?}: {text}");
    Some(answer)
}

/// Signs in; the token.
pub fn sign_in(address: SocketAddr, login: &str, password: &str) -> String {
    let mut line = Line::open(address).expect("the server listens");
    let body = json!({ "login": login, "password": password });
    let answer = post(&mut line, "/api/v1/session", "", &body, 201).expect("it answers");
    let answered: Value = serde_json::from_slice(&answer.body).expect("an answer is JSON");
    answered["token"].as_str().expect("a token").to_owned()
}
