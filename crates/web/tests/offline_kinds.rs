//! What a phone's batch may hold besides words: photos, looks at places, and a time of its own; what
//! of it is told on the pages.
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

mod api {
    pub mod client;
    pub mod schema;
}
mod staff;

use api::client::{Api, reply};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use staff::Browser;
use std::io::Cursor;
use store::testing::{Fresh, on_each_engine};
use town::{HERE, Town};

const PATH: &str = "/api/v1/offline";

fn operation(id: &str, at: &str, kind: &str, payload: Value) -> Value {
    json!({ "operations": [{ "id": id, "at": at, "kind": kind, "payload": payload }] })
}

fn report(photos: Value) -> Value {
    json!({ "category": "street_light", "lon": HERE.lon, "lat": HERE.lat, "photos": photos })
}

/// A JPEG whose file also says where and with what it was taken.
fn telling_jpeg() -> Vec<u8> {
    let mut plain = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(64, 48).write_to(&mut plain, image::ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    let secret = b"Exif\0\0 a phone of somebody at 30.0005 120.0005";
    let length = (secret.len() as u16 + 2).to_be_bytes();
    let (start, rest) = plain.split_at(2);
    [start, &[0xff, 0xe1], &length, secret, rest].concat()
}

#[test]
fn a_photo_from_the_queue_is_drawn_anew_and_says_nothing_more() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let worker = api.sign_in(api.town.worker);
        let bytes = telling_jpeg();
        assert!(bytes.windows(9).any(|it| it == b"120.0005\xff" || it == b" 120.0005"));
        let batch = operation(
            "p",
            "2026-03-02T01:40:00Z",
            "report",
            report(json!([STANDARD.encode(&bytes)])),
        );
        let answer = api.post(PATH, &batch).by(&worker).ok(200);
        let one = &answer["answers"][0];
        assert_eq!((&one["state"], &one["words"]), (&json!("done"), &Value::Null), "{one}");
        assert_eq!(one["photos_left_out"], json!([]));
        let path = format!("/api/v1/matters/{}", reply(&one["matter"]));
        let matter = api.get(&path).by(&worker).ok(200);
        let photo = format!("/api/v1/photos/{}", reply(&matter["photos"][0]["id"]));
        let kept = api.get(&photo).by(&worker).send().body;
        assert!(kept.starts_with(&[0xff, 0xd8]), "a JPEG");
        assert!(!kept.windows(4).any(|it| it == b"Exif"), "and nothing beside it");
        let again = api.post(PATH, &batch).by(&worker).ok(200);
        assert_eq!(again["answers"][0]["state"], "replayed");
        let matter = api.get(&path).by(&worker).ok(200);
        assert_eq!(matter["photos"].as_array().unwrap().len(), 1, "sent twice, kept once");
    });
}

#[test]
fn a_photo_that_cannot_be_kept_is_named_and_its_report_counts_without_it() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let worker = api.sign_in(api.town.worker);
        let good = STANDARD.encode(telling_jpeg());
        let send = |id: &str, photos: Value| {
            let batch = operation(id, "2026-03-02T01:40:00Z", "report", report(photos));
            api.post(PATH, &batch).by(&worker).ok(200)["answers"][0].clone()
        };
        let mut short = telling_jpeg();
        short.truncate(short.len() / 2);
        let many: Vec<&String> = vec![&good; 8];
        for (id, photos, left_out, said) in [
            ("base64", json!(["%%%", good]), json!([1]), "第 1 张"),
            ("no photo", json!([good, "aGVsbG8="]), json!([2]), "JPEG"),
            ("cut", json!([STANDARD.encode(short)]), json!([1]), "第 1 张"),
            ("many", json!(many), json!([7, 8]), "太多"),
        ] {
            let answer = send(&id.replace(' ', "-"), photos);
            assert_eq!(answer["state"], "done", "{id}: {answer}");
            assert_eq!(answer["photos_left_out"], left_out, "{id}");
            assert!(reply(&answer["words"]).contains(said), "{id}: {answer}");
            assert!(!reply(&answer["matter"]).is_empty());
        }
    });
}

#[test]
fn a_look_goes_with_the_batch_and_the_phone_is_told_in_words() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let (community, worker) = (api.sign_in(api.town.community), api.sign_in(api.town.worker));
    let place = json!({ "name": "消防通道", "risk": "high", "work": "hazards", "lon": HERE.lon, "lat": HERE.lat });
    let point = reply(&api.post("/api/v1/patrol/points", &place).by(&community).ok(201)["id"]);
    let own = api.get(PATH).by(&worker).ok(200);
    let windows = own["patrol"]["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 2, "this morning's and this afternoon's");
    let first = &windows[0];
    assert_eq!((&first["point"], &first["said"]), (&json!(point), &json!("09:00–12:00")));
    assert_eq!(first["counts_from"], "2026-03-02T00:30:00Z");
    assert_eq!(first["spot"], json!({ "lon": HERE.lon, "lat": HERE.lat }));
    assert!(own["patrol"]["reasons"].as_array().unwrap().iter().any(|it| it["code"] == "weather"));
    assert_eq!(own["photos_max"], 6);
    let text = own["patrol"].to_string();
    for never in ["person", "actor", "visited", "worker"] {
        assert!(!text.contains(never), "a place says nothing of people: {never}");
    }
    let look = |opens: &str| json!({ "point": point, "opens": opens });
    let send = |id: &str, at: &str, kind: &str, payload: Value| {
        let answer = api.post(PATH, &operation(id, at, kind, payload)).by(&worker).ok(200);
        answer["answers"][0].clone()
    };
    let opens = "2026-03-02T01:00:00Z";
    let early = send("early", "2026-03-02T00:10:00Z", "clear", look(opens));
    assert_eq!((&early["state"], &early["reason"]), (&json!("conflict"), &json!("no_window")));
    assert!(reply(&early["words"]).contains("不在这个巡查时段"), "{early}");
    let gone = send("gone", "2026-03-02T01:10:00Z", "clear", look("2026-03-02T01:30:00Z"));
    assert!(reply(&gone["words"]).contains("调整或停用"), "{gone}");
    let done = send("done", "2026-03-02T01:10:00Z", "clear", look(opens));
    assert_eq!((&done["state"], &done["already"]), (&json!("done"), &json!(false)));
    assert_eq!((&done["words"], &done["matter"]), (&Value::Null, &Value::Null));
    let second = send("second", "2026-03-02T01:20:00Z", "clear", look(opens));
    assert_eq!((&second["state"], &second["already"]), (&json!("done"), &json!(true)));
    assert_eq!(second["words"], Value::Null, "nothing to read, nothing to press");
    let mut why = look("2026-03-02T07:30:00Z");
    why["reason"] = json!("weather");
    assert_eq!(send("why", "2026-03-02T01:20:00Z", "explain", why)["state"], "done");
    let left = api.get(PATH).by(&worker).ok(200);
    assert_eq!(left["patrol"]["windows"], json!([]), "what is done is not kept on the phone");
}

#[test]
fn a_matter_that_came_in_later_says_both_times_and_which_counts() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let api = Api::new(town);
    let worker = api.sign_in(api.town.worker);
    let leader = Browser::of(&api.town, api.town.leader);
    for (id, at, said) in [
        ("late", "2026-03-02T01:12:00Z", Some("手机上 3月2日 09:12 记下，10:00 收到")),
        ("soon", "2026-03-02T01:51:00Z", None),
        ("old", "2026-02-20T01:12:00Z", Some("隔得太久，时限从收到时起算")),
        ("ahead", "2026-03-02T05:00:00Z", Some("手机时间不准，时限从收到时起算")),
    ] {
        let batch = operation(id, at, "report", report(json!([])));
        let answer = api.post(PATH, &batch).by(&worker).ok(200);
        let matter = reply(&answer["answers"][0]["matter"]);
        let page = leader.get(&format!("/matters/{matter}"));
        let text = page.text();
        assert_eq!(text.contains("手机时间</dt>"), said.is_some(), "{id}: a fact of the matter");
        let shown = said.is_none_or(|said| text.matches(said).count() == 2);
        assert!(shown, "{id}: {said:?} stands in the facts and in the timeline");
    }
}
