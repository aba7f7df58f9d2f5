//! The API over HTTP, on a small town: the whole loop, bad input, names of requests, paging, and
//! the document, to which every answer in here is held.
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

mod api {
    pub mod client;
    pub mod schema;
}

use api::client::{Api, Asked, reply};
use axum::http::StatusCode;
use base::place::Point;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::testing::{Fresh, on_each_engine};
use town::{HERE, OUTSIDE, Town};

fn at(point: Point) -> Value {
    json!({ "category": "street_light", "body": "东门路灯不亮", "lon": point.lon, "lat": point.lat })
}

#[test]
fn the_whole_loop_runs_over_the_api() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let receipt = api.post("/api/v1/reports", &at(HERE)).ok(201);
        let (id, code) = (reply(&receipt["id"]), reply(&receipt["code"]));
        assert_eq!(receipt["stop"], "solved");
        let [leader, community, street] =
            [api.town.leader, api.town.community, api.town.street].map(|staff| api.sign_in(staff));
        let inbox = api.get("/api/v1/inbox").by(&leader).ok(200);
        assert_eq!((&inbox["items"][0]["id"], &inbox["held"]), (&json!(id), &json!(1)));
        let act = |action: &str, token: &str, body: Value| {
            api.post(&format!("/api/v1/matters/{id}/{action}"), &body).by(token).ok(200)
        };
        let triage = json!({
            "category": "street_light", "weight": "general", "sort": "public",
            "ground": "public_asset",
        });
        assert_eq!(act("triage", &leader, triage)["step"], "handle");
        act("note", &leader, json!({ "words": "约好电工" }));
        act("pause", &leader, json!({ "reason": "material", "words": "等灯泡" }));
        act("resume", &leader, json!({}));
        let solved = act("solve", &leader, json!({ "ending": "solved", "words": "灯亮了" }));
        assert_eq!(solved["step"], "check");
        let check = json!({ "passes": true, "words": "到场看过" });
        let own = api.post(&format!("/api/v1/matters/{id}/check"), &check).by(&leader);
        own.refused(403, "no_right");
        act("check", &community, check);
        let closed = act("feedback", &community, json!({ "words": "修好了" }));
        assert!(closed["ended_at"].is_string());
        after_closing(&api, &id, &code, [&leader, &street]);
        assert_eq!(api.get("/api/v1/board").ok(200)["items"][0]["number"], receipt["number"]);
    });
}

/// What the reporter says is seen by the street and not by who handled it; then it is reopened.
fn after_closing(api: &Api, id: &str, code: &str, [leader, street]: [&str; 2]) {
    let seen = api.get("/api/v1/report").code(code).ok(200);
    assert_eq!((&seen["ending"], &seen["staff_says"]), (&json!("solved"), &json!("灯亮了")));
    let rate = json!({ "stars": 2, "says": "unsolved", "words": "又不亮" });
    api.post("/api/v1/report/rating", &rate).code(code).ok(200);
    let page = |token: &str| api.get(&format!("/api/v1/matters/{id}")).by(token).ok(200);
    assert_eq!(page(street)["rating"]["stars"], 2);
    assert_eq!(page(leader)["rating"], Value::Null);
    assert_eq!(page(leader)["matter"]["reporter_says"], Value::Null);
    let again = api.post("/api/v1/report/reopen", &json!({ "reason": "又不亮" })).code(code);
    assert_eq!(again.ok(200)["step"], "handle");
    api.town.clock.advance(1); // a period ends before its last moment
    let figures = api.get("/api/v1/figures").by(street).ok(200);
    assert_eq!(figures["total"]["reported"], 1);
    assert_eq!(api.get("/api/v1/orphans").by(street).ok(200)["items"], json!([]));
}

#[test]
fn a_session_is_a_token_that_ends() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let token = api.sign_in(api.town.leader);
    api.get("/api/v1/inbox").refused(401, "sign_in");
    api.get("/api/v1/inbox").by("0000").refused(401, "sign_in");
    api.delete("/api/v1/session").by(&token).empty(204);
    api.get("/api/v1/inbox").by(&token).refused(401, "sign_in");
    api.delete("/api/v1/session").by(&token).refused(401, "sign_in");
    let wrong = json!({ "login": "nobody", "password": "x" });
    for _ in 0..5 {
        api.post("/api/v1/session", &wrong).refused(401, "sign_in");
    }
    api.post("/api/v1/session", &wrong).refused(429, "locked");
}

#[test]
fn bad_input_is_refused_in_words_and_leaves_nothing() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let with = |name: &str, value: Value| {
            let mut body = at(HERE);
            body[name] = value;
            body
        };
        for (body, field, code) in [
            (with("body", json!(17)), "body", "wrong_type"),
            (with("body", json!("路灯不亮的事".repeat(700))), "body", "too_long"),
            (with("body", json!("   ")), "body", "empty"),
            (with("body", json!("a\u{0}b")), "body", "control"),
            (with("lon", json!("120")), "lon", "wrong_type"),
            (with("lon", json!(720)), "lon", "place"),
            (with("lat", Value::Null), "lon", "place"),
            (with("category", json!("dragon")), "category", "unknown"),
            (with("category", json!("a\u{0}b")), "category", "control"),
            (with("contact", json!("9".repeat(101))), "contact", "too_long"),
            (with("visible", json!(true)), "visible", "unknown_field"),
            (with("code", json!("x")), "code", "unknown_field"),
            (with("community", json!(17)), "community", "wrong_type"),
            (with("community", json!("17x")), "community", "id"),
            (json!({ "body": "灯" }), "category", "missing"),
            (at(OUTSIDE), "place", "outside"),
            (json!([1, 2]), "body", "object"),
        ] {
            api.post("/api/v1/reports", &body).fault(field, code);
        }
        let raw = |text: &str, kind: &str| api.raw("/api/v1/reports", text.as_bytes(), kind);
        let json = "application/json";
        raw("{\"category\":\n ?}", json).refused(400, "unreadable");
        raw(&"[".repeat(5000), json).refused(400, "unreadable");
        raw("{\"lon\":1e999}", json).refused(400, "unreadable");
        raw(&format!("{{\"lon\":{}", "[".repeat(5000)), json).status(422);
        raw(&format!("{} {{}}", at(HERE)), json).refused(400, "unreadable");
        raw(&at(HERE).to_string(), "text/plain").status(415);
        raw(&"x".repeat(300 * 1024), json).refused(413, "too_large");
        api.post("/api/v1/reports", &with("body", json!("路灯不亮的事吧好".repeat(500)))).ok(201);
        let all = api.get("/api/v1/board?limit=200").ok(200);
        assert_eq!(all["items"].as_array().unwrap().len(), 1, "nothing half-saved");
    });
}

#[test]
fn bad_questions_are_refused_in_words() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let leader = api.sign_in(api.town.leader);
        for (path, field, code) in [
            ("/api/v1/board?limit=0", "limit", "limit"),
            ("/api/v1/board?limit=201", "limit", "limit"),
            ("/api/v1/board?before=dragon", "before", "cursor"),
            ("/api/v1/board?page=2", "page", "unknown_field"),
            ("/api/v1/board?community=-1", "community", "id"),
            ("/api/v1/locate?lon=120", "lon", "place"),
            ("/api/v1/locate?lon=NaN&lat=1", "lon", "place"),
            ("/api/v1/locate", "lon", "missing"),
            ("/api/v1/policy/grid.pause?on=yesterday", "on", "day"),
            ("/api/v1/inbox?after=1", "after", "cursor"),
            ("/api/v1/matters?state=half", "state", "choose"),
            ("/api/v1/matters?q=%21%21", "q", "no_words"),
            ("/api/v1/matters?category=a%00", "category", "wrong_type"),
            ("/api/v1/figures?from=2026-01-01", "from", "moment"),
            ("/api/v1/figures?from=2020-01-01T00:00:00Z", "to", "period"),
            ("/api/v1/figures?to=-009999-01-03T01:59:59Z", "to", "period"),
        ] {
            api.get(path).by(&leader).fault(field, code);
        }
        api.get("/api/v1/locate?lon=121&lat=31").refused(404, "outside");
        api.get("/api/v1/policy/no.such.key").status(404);
        api.get("/api/v1/report").fault("X-Jieli-Code", "missing");
        for code in ["00000-00000", "dragon", "街里"] {
            api.get("/api/v1/report").code(code).refused(404, "unknown_code");
        }
        for id in ["1", "-1", "dragon", "99999999999999999999"] {
            api.get(&format!("/api/v1/matters/{id}")).by(&leader).status(404);
            api.get(&format!("/api/v1/photos/{id}")).by(&leader).status(404);
        }
        assert_eq!(api.get("/api/v1/nothing").send().kind, "application/problem+json");
        let english = api.get("/api/v1/board?limit=0").header("accept-language", "en").send();
        assert!(english.json()["detail"].as_str().unwrap().contains("1 to 200"));
    });
}

#[test]
fn what_is_no_photo_is_refused_and_what_is_one_is_kept() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let id = reply(&api.post("/api/v1/reports", &at(HERE)).ok(201)["id"]);
    let leader = api.sign_in(api.town.leader);
    let other = api.sign_in(api.town.other_community);
    let path = format!("/api/v1/matters/{id}/photos");
    api.raw(&path, b"MZ not a picture", "image/jpeg").by(&leader).fault("photo", "not_a_photo");
    api.raw(&path, b"", "image/png").by(&leader).fault("photo", "empty");
    api.raw(&path, b"x", "application/json").by(&leader).status(415);
    api.raw(&path, b"x", "multipart/form-data").by(&leader).status(400);
    api.raw(&path, &vec![0; 40 << 20], "image/jpeg").by(&leader).refused(413, "too_large");
    let pixel = pixel();
    api.raw(&path, &pixel, "image/png").by(&other).status(404);
    let kept = api.raw(&path, &pixel, "image/png").by(&leader).ok(201);
    let photo = format!("/api/v1/photos/{}", reply(&kept["photos"][0]["id"]));
    assert!(api.get(&photo).by(&leader).send().body.starts_with(&[0xFF, 0xD8]));
    api.get(&photo).by(&other).status(404);
    let head = b"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\n";
    let form = [&head[..], &pixel, b"\r\n--b--\r\n"].concat();
    let form = api.raw(&path, &form, "multipart/form-data; boundary=b").by(&leader).ok(201);
    assert_eq!(form["photos"].as_array().unwrap().len(), 2);
}

/// A small red picture.
fn pixel() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(20, 20, image::Rgb([200, 30, 30]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn pages_walk_everything_exactly_once() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let report = || reply(&api.post("/api/v1/reports", &at(HERE)).ok(201)["number"]);
        let made: BTreeSet<String> = (0..11).map(|_| report()).collect();
        let leader = api.sign_in(api.town.leader);
        for (path, mark) in [
            ("/api/v1/board?", "before"),
            ("/api/v1/matters?", "before"),
            ("/api/v1/matters?q=%E8%B7%AF%E7%81%AF&", "before"),
            ("/api/v1/inbox?", "after"),
        ] {
            let (mut seen, mut from) = (Vec::new(), String::new());
            loop {
                let page = api.get(&format!("{path}limit=3{from}")).by(&leader).ok(200);
                let items = page["items"].as_array().unwrap();
                seen.extend(items.iter().map(|item| reply(&item["number"])));
                let Some(next) = page["next"].as_str() else { break };
                from = format!("&{mark}={next}");
            }
            // Recurrence at one place opens a task of its own, which lists show too.
            let own: Vec<_> = seen.iter().filter(|number| !number.ends_with("-G")).collect();
            assert_eq!(own.len(), made.len(), "{path}");
            assert!(own.iter().all(|number| made.contains(*number)), "{path}");
        }
    });
}

#[test]
fn what_is_out_of_sight_is_as_if_it_were_not_there() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let id = reply(&api.post("/api/v1/reports", &at(HERE)).ok(201)["id"]);
    let other = api.sign_in(api.town.other_community);
    let unnumbered = |asked: Asked<'_>| {
        let mut answer = asked.by(&other).send().json();
        answer["instance"] = Value::Null;
        answer
    };
    let look = |id: &str| unnumbered(api.get(&format!("/api/v1/matters/{id}")));
    assert_eq!(look(&id), look("1"));
    let words = json!({ "words": "记" });
    let note = |id: &str| unnumbered(api.post(&format!("/api/v1/matters/{id}/note"), &words));
    assert_eq!(note(&id), note("1"));
    let security = api.sign_in(api.town.security);
    api.get("/api/v1/matters").by(&security).refused(403, "no_right");
    api.get("/api/v1/orphans").by(&security).refused(403, "no_right");
}

#[test]
fn the_document_names_every_route_and_its_examples_fit() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let document = api.document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let path = path.replace("{id}", "1").replace("{key}", "grid.pause");
            let status = Asked::method(&api, method, &path).send_undocumented().status.as_u16();
            assert!(![404, 405].contains(&status), "{method} {path} is no route: {status}");
            let content = &operation["requestBody"]["content"]["application/json"];
            if let Some(example) = content.get("example") {
                let fits = api::schema::fits(document, &content["schema"], example);
                fits.unwrap_or_else(|why| panic!("{method} {path}: {why}"));
            }
        }
    }
    assert_eq!(api.get("/api/docs").send_undocumented().status, StatusCode::OK);
    assert_eq!(api.get("/readyz").send_undocumented().status, StatusCode::OK);
}

#[test]
fn the_map_is_sent_again_only_when_it_changed() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let first = api.get("/api/v1/map").send();
    assert_eq!(first.kind, "application/geo+json");
    let again = api.get("/api/v1/map").header("if-none-match", &first.etag).send();
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let here = api.get("/api/v1/locate?lon=120.0005&lat=30.0005").ok(200);
    assert!(here["place"]["grid"].is_object());
    for path in ["/api/v1/categories", "/api/v1/policy"] {
        assert!(!api.get(path).ok(200)["items"].as_array().unwrap().is_empty(), "{path}");
    }
    assert_eq!(api.get("/api/v1/policy/grid.pause").ok(200)["key"], "grid.pause");
}

#[test]
fn a_danger_is_refused_with_the_number_to_call_or_told_in_the_receipt() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let about = |category: &str, body: &str| json!({ "category": category, "body": body, "lon": HERE.lon, "lat": HERE.lat });
    api.post("/api/v1/reports", &about("fire", "二楼窗户着火了")).refused(422, "stopped");
    let receipt = api.post("/api/v1/reports", &about("fire", "烧过的垃圾桶，已扑灭")).ok(201);
    assert_eq!(receipt["notices"][0]["code"], "fire");
    assert_eq!(receipt["notices"][0]["call"], "119");
    let plain = api.post("/api/v1/reports", &at(HERE)).ok(201);
    assert_eq!(plain["notices"], json!([]));
}
