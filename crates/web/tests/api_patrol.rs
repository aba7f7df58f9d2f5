//! Patrols over the API: every answer as the document says, a look sent again done once.
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

mod api {
    pub mod client;
    pub mod schema;
}

use api::client::{Api, reply};
use serde_json::{Value, json};
use store::testing::on_each_engine;
use town::{HERE, OUTSIDE, Town};

fn place(changes: Value) -> Value {
    let mut place = json!({
        "name": "消防通道", "risk": "high", "work": "hazards", "lon": HERE.lon, "lat": HERE.lat,
    });
    for (field, value) in changes.as_object().unwrap() {
        place[field] = value.clone();
    }
    place
}

#[test]
fn a_phone_sends_its_looks_until_they_are_answered() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let (community, worker) = (api.sign_in(api.town.community), api.sign_in(api.town.worker));
        let add = |body: Value| api.post("/api/v1/patrol/points", &body).by(&community);
        let added = add(place(json!({}))).key("add-1").ok(201);
        let again = add(place(json!({}))).key("add-1").send();
        assert!(again.replayed && again.json()["id"] == added["id"]);
        let id = reply(&added["id"]);
        let today = api.get("/api/v1/patrol/today").by(&worker).ok(200);
        let states: Vec<&Value> =
            today["items"].as_array().unwrap().iter().map(|it| &it["window"]["state"]).collect();
        assert_eq!(states, ["open", "ahead"]);
        let clear = format!("/api/v1/patrol/points/{id}/clear");
        let look = json!({ "at": "2026-03-02T09:30:00+08:00" });
        let send = || api.post(&clear, &look).by(&worker).key("look-1").send();
        let (first, second) = (send(), send());
        assert_eq!(first.body, second.body, "byte for byte");
        assert!(!first.replayed && second.replayed);
        assert_eq!(first.json()["late"], true);
        let other = api.post(&clear, &json!({})).by(&worker).ok(200);
        assert_eq!(other["already"], true);
        let ahead = json!({ "at": "2026-03-02T10:30:00+08:00" });
        api.post(&clear, &ahead).by(&worker).refused(422, "clock_ahead");
        api.post(&clear, &json!({ "at": "noon" })).by(&worker).fault("at", "moment");
        let explain = format!("/api/v1/patrol/points/{id}/explain");
        let why = json!({ "opens": "2026-03-02T07:30:00Z", "reason": "weather" });
        let explained = api.post(&explain, &why).by(&worker).ok(200);
        assert_eq!(explained["state"], "explained");
        let covered = json!({ "opens": "2026-03-02T01:00:00Z", "reason": "weather" });
        api.post(&explain, &covered).by(&worker).refused(422, "covered_already");
        let record = api.get("/api/v1/day-record").by(&worker).ok(200);
        assert_eq!(record["items"][0]["did"], json!(["visited", "explained"]));
    });
}

#[test]
fn a_matter_recorded_at_a_place_covers_its_window() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let (community, worker) = (api.sign_in(api.town.community), api.sign_in(api.town.worker));
        let added = api.post("/api/v1/patrol/points", &place(json!({}))).by(&community).ok(201);
        let id = reply(&added["id"]);
        let found = json!({
            "source": "grid_worker", "category": "fire_route", "body": "通道被占",
            "lon": HERE.lon, "lat": HERE.lat, "patrol_point": id,
        });
        let matter = api.post("/api/v1/matters", &found).by(&worker).ok(201);
        let page = api.get(&format!("/api/v1/patrol/points/{id}")).by(&community).ok(200);
        let windows = page["windows"].as_array().unwrap();
        assert!(windows.iter().any(|it| it["state"] == "covered" && it["matter"] == matter["id"]));
        let coverage = api.get("/api/v1/patrol/coverage").by(&community).ok(200);
        assert_eq!(
            (&coverage["level"], &coverage["total"]["covered"]),
            (&json!("grids"), &json!(1))
        );
        assert_eq!(coverage["items"][0]["unit"]["id"], json!(api.town.grids[0].to_string()));
    });
}

#[test]
fn places_are_planned_over_the_api_and_faults_name_their_field() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let community = api.sign_in(api.town.community);
        let add = |body: Value| api.post("/api/v1/patrol/points", &body).by(&community);
        for (changes, field, code) in [
            (json!({ "risk": "none" }), "risk", "choose"),
            (json!({ "work": "none" }), "work", "choose"),
            (json!({ "opens": "25:00" }), "opens", "times"),
            (json!({ "lat": null }), "lon", "place"),
            (json!({ "lon": OUTSIDE.lon, "lat": OUTSIDE.lat }), "place", "outside"),
            (json!({ "since": "2020-01-01" }), "since", "day_out_of_range"),
            (json!({ "since": "soon" }), "since", "day"),
            (json!({ "name": "" }), "name", "empty"),
            (json!({ "quota": 3 }), "quota", "unknown_field"),
        ] {
            add(place(changes)).fault(field, code);
        }
        let ids: Vec<String> =
            (0..3).map(|_| reply(&add(place(json!({}))).ok(201)["id"])).collect();
        let change = format!("/api/v1/patrol/points/{}/change", ids[0]);
        let moved = place(json!({ "opens": "16:30", "risk": "raised" }));
        let changed = api.post(&change, &moved).by(&community).ok(200);
        assert_eq!(changed["since"], "2026-03-03", "from tomorrow");
        let retire = format!("/api/v1/patrol/points/{}/retire", ids[1]);
        let until = json!({ "until": "2026-03-09" });
        assert_eq!(api.post(&retire, &until).by(&community).ok(200)["until"], "2026-03-09");
        let first = api.get("/api/v1/patrol/points?limit=2").by(&community).ok(200);
        let next = reply(&first["next"]);
        let rest = api.get(&format!("/api/v1/patrol/points?before={next}")).by(&community).ok(200);
        let seen: Vec<&Value> = [&first, &rest]
            .iter()
            .flat_map(|page| page["items"].as_array().unwrap())
            .map(|it| &it["id"])
            .collect();
        assert_eq!(seen, ids.iter().collect::<Vec<_>>());
        assert_eq!(rest["next"], Value::Null);
    });
}
