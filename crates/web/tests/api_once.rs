//! Requests that name themselves: done once, answered alike, and nothing of it in clear.
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

mod api {
    pub mod client;
    pub mod schema;
}

use api::client::{Api, reply};
use axum::http::StatusCode;
use base::place::Point;
use serde_json::{Value, json};
use store::testing::{Fresh, on_each_engine};
use town::{HERE, OUTSIDE, THERE, Town};

fn at(point: Point) -> Value {
    json!({ "category": "street_light", "body": "东门路灯不亮", "lon": point.lon, "lat": point.lat })
}

#[test]
fn a_request_with_a_name_is_done_once_and_answered_alike() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let send = |body: &Value| api.post("/api/v1/reports", body).key("once-1").send();
        let (first, second) = (send(&at(HERE)), send(&at(HERE)));
        assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
        assert_eq!(first.body, second.body, "byte for byte, the code too");
        assert_eq!((first.replayed, second.replayed), (false, true));
        api.post("/api/v1/reports", &at(THERE)).key("once-1").refused(422, "key_reused");
        api.post("/api/v1/reports", &at(HERE))
            .key(&"k".repeat(101))
            .fault("Idempotency-Key", "key");
        // A refusal is not kept: the name is free for the request put right.
        api.post("/api/v1/reports", &at(OUTSIDE)).key("once-2").fault("place", "outside");
        api.post("/api/v1/reports", &at(THERE)).key("once-2").ok(201);
        let board = api.get("/api/v1/board").ok(200);
        assert_eq!(board["items"].as_array().unwrap().len(), 2);
        // What one person calls a request is free for another.
        let id = reply(&first.json()["id"]);
        let (worker, community) = (api.sign_in(api.town.leader), api.sign_in(api.town.community));
        let path = format!("/api/v1/matters/{id}/take-over");
        let take = || api.post(&path, &json!({ "reason": "片区事务" })).by(&community).key("mine");
        assert!(!take().send().replayed);
        let note = api.post(&format!("/api/v1/matters/{id}/note"), &json!({ "words": "记" }));
        note.by(&worker).key("mine").status(403);
        assert!(take().send().replayed);
    });
}

#[test]
fn neither_code_nor_name_lies_in_clear_though_the_answer_is_kept() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let kept = api.post("/api/v1/reports", &at(HERE)).key("13800001234").ok(201);
    let code = reply(&kept["code"]);
    let store::Place::File(path) = &fresh.place else { panic!("a file") };
    for end in ["", "-wal"] {
        let mut file = path.clone().into_os_string();
        file.push(end);
        let bytes = std::fs::read(file).unwrap_or_default();
        for secret in [code.as_str(), "13800001234"] {
            assert!(!bytes.windows(secret.len()).any(|seen| seen == secret.as_bytes()), "{end}");
        }
    }
}

#[test]
fn eight_at_once_with_one_name_make_one_matter() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let ask = (0..8).map(|_| api.post("/api/v1/reports", &at(HERE)).key("eight"));
        let answers = api.send_together(ask.collect());
        for answer in &answers {
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
            assert_eq!(answer.body, answers[0].body);
        }
        assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
        assert_eq!(api.get("/api/v1/board").ok(200)["items"].as_array().unwrap().len(), 1);
    });
}
