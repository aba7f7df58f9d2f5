//! The batch of a phone over HTTP: limits, bad input, another's matter, whose cookie counts; and
//! what a phone may keep.
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
use app::offline::{NAME_CHARACTERS_MAX, OPERATIONS_MAX};
use serde_json::{Value, json};
use staff::Browser;
use store::testing::{Fresh, on_each_engine};
use town::deeds::assigned;
use town::{HERE, OUTSIDE, Town};

const PATH: &str = "/api/v1/offline";
const AT: &str = "2026-03-02T01:40:00Z";

fn operation(id: &str, kind: &str, payload: Value) -> Value {
    json!({ "id": id, "at": AT, "kind": kind, "payload": payload })
}

fn report(id: &str) -> Value {
    operation(id, "report", json!({ "category": "street_light", "lon": HERE.lon, "lat": HERE.lat }))
}

fn batch(operations: Vec<Value>) -> Value {
    json!({ "operations": operations })
}

/// State and reason of each answer.
fn ends(answer: &Value) -> Vec<String> {
    let answers = answer["answers"].as_array().expect("answers");
    let end = |answer: &Value| match answer["reason"].as_str() {
        Some(reason) => format!("{} {reason}", reply(&answer["state"])),
        None => reply(&answer["state"]),
    };
    answers.iter().map(end).collect()
}

#[test]
fn a_batch_is_answered_operation_by_operation_and_a_second_time_alike() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let (receipt, _) = api.town.resident_reports("street_light", "灯坏了");
        assigned(&api.town, receipt.id, api.town.worker);
        let (id, to) = (receipt.id.to_string(), api.town.community.post.to_string());
        let worker = api.sign_in(api.town.worker);
        let whole = batch(vec![
            report("r"),
            operation("n", "note", json!({ "matter": id, "words": "到场看过" })),
            operation("h", "hand_over", json!({ "matter": id, "to": to, "reason": "社区的事" })),
            operation("n2", "note", json!({ "matter": id, "words": "再看" })),
        ]);
        let first = api.post(PATH, &whole).by(&worker).ok(200);
        assert_eq!(ends(&first), ["done", "done", "done", "conflict not_here"]);
        let conflict = &first["answers"][3];
        assert!(reply(&conflict["now"]["holder"]).contains("书记"), "{conflict}");
        assert!(!reply(&conflict["words"]).is_empty());
        assert_eq!(first["answers"][0]["counts"], AT);
        let again = api.post(PATH, &whole).by(&worker).ok(200);
        assert_eq!(ends(&again), ["replayed", "replayed", "replayed", "conflict not_here"]);
        let matter = api.get(&format!("/api/v1/matters/{}", reply(&first["answers"][0]["matter"])));
        // Who taps a kind and a place has said enough: its name is the text.
        assert_eq!(matter.by(&worker).ok(200)["matter"]["body"], "路灯不亮");
    });
}

#[test]
fn what_does_not_fit_ends_one_operation_or_the_batch_and_never_the_server() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let worker = api.sign_in(api.town.worker);
    let one = |operation: Value| {
        let answer = api.post(PATH, &batch(vec![operation, report("good")])).by(&worker).ok(200);
        let ends = ends(&answer);
        assert!(["done", "replayed"].contains(&ends[1].as_str()), "one keeps no other back");
        assert!(!reply(&answer["answers"][0]["words"]).contains("field-"), "{answer}");
        ends[0].clone()
    };
    let with = |id: &str, name: &str, value: Value| {
        let mut operation = report(id);
        operation["payload"][name] = value;
        operation
    };
    let long = "长".repeat(4001);
    for (operation, end) in [
        (operation("k", "dance", json!({})), "refused choose"),
        (operation("m", "note", json!({ "words": "x" })), "refused missing"),
        (operation("i", "note", json!({ "matter": "x7", "words": "x" })), "refused id"),
        (operation("l", "note", json!([1])), "refused wrong_type"),
        (operation("e", "note", json!({ "matter": "7", "words": " " })), "refused empty"),
        (with("u", "contact", json!("13800001234")), "refused unknown_field"),
        (with("c", "category", json!("nothing")), "refused unknown"),
        (with("b", "body", json!(long)), "refused too_long"),
        (with("h", "lat", json!(null)), "refused place"),
        (with("f", "lat", json!(91)), "refused place"),
        (with("o", "lon", json!(OUTSIDE.lon)), "refused outside"),
        (with("p", "photos", json!("%%%")), "refused wrong_type"),
        (with("q", "patrol", json!({ "point": "7" })), "refused missing"),
        (operation("w", "clear", json!({ "point": "7", "opens": "noon" })), "refused moment"),
        (operation("x", "explain", json!({ "point": "7", "opens": AT })), "refused missing"),
    ] {
        assert_eq!(one(operation), end);
    }
    let mut timeless = report("t");
    timeless["at"] = json!("yesterday");
    assert_eq!(one(timeless), "refused moment");
    for (id, fits) in [
        ("a".repeat(NAME_CHARACTERS_MAX), true),
        ("a".repeat(NAME_CHARACTERS_MAX + 1), false),
        (String::new(), false),
        ("a b".into(), false),
        ("编号".into(), false),
    ] {
        let asked = api.post(PATH, &batch(vec![report(&id)])).by(&worker);
        if fits {
            assert_eq!(ends(&asked.ok(200)), ["done"])
        } else {
            asked.fault("id", "operation_id")
        }
    }
    api.post(PATH, &json!({})).by(&worker).fault("operations", "missing");
    api.post(PATH, &json!({ "operations": 1 })).by(&worker).fault("operations", "wrong_type");
    api.raw(PATH, b"{", "application/json").by(&worker).status(400);
    api.raw(PATH, b"{}", "text/plain").by(&worker).status(415);
    assert!(ends(&api.post(PATH, &batch(vec![])).by(&worker).ok(200)).is_empty());
}

#[test]
fn a_thousand_are_taken_and_one_more_is_not() {
    let fresh = Fresh::sqlite();
    let api = Api::new(Town::found(&fresh));
    let worker = api.sign_in(api.town.worker);
    let many = |n: usize| batch((0..n).map(|at| report(&format!("r{at}"))).collect());
    let ends = ends(&api.post(PATH, &many(OPERATIONS_MAX)).by(&worker).ok(200));
    assert_eq!(ends.len(), OPERATIONS_MAX);
    assert!(ends.iter().all(|end| end == "done"));
    let over = api.post(PATH, &many(OPERATIONS_MAX + 1)).by(&worker);
    over.fault("operations", "too_many_operations");
}

#[test]
fn anothers_matter_is_a_conflict_without_facts_and_who_may_not_record_sends_nothing() {
    on_each_engine(|fresh| {
        let api = Api::new(Town::found(fresh));
        let stranger = api.town.another_street();
        let stranger = api.sign_in(stranger);
        let (receipt, _) = api.town.resident_reports("street_light", "灯坏了");
        let note = |id: &str, matter: &str| {
            operation(id, "note", json!({ "matter": matter, "words": "x" }))
        };
        let both = batch(vec![note("a", &receipt.id.to_string()), note("b", "7")]);
        let answer = api.post(PATH, &both).by(&stranger).ok(200);
        assert_eq!(ends(&answer), ["conflict not_found", "conflict not_found"]);
        let (mut hidden, mut missing) =
            (answer["answers"][0].clone(), answer["answers"][1].clone());
        for one in [&mut hidden, &mut missing] {
            one["id"] = Value::Null;
            one["matter"] = Value::Null;
        }
        assert_eq!(hidden, missing, "what is out of sight looks as if it were not there");
        let auditor = api.sign_in(api.town.auditor);
        api.post(PATH, &batch(vec![report("r")])).by(&auditor).status(403);
        api.post(PATH, &batch(vec![report("r")])).status(401);
        api.get(PATH).status(401);
    });
}

#[test]
fn a_cookie_sends_only_with_the_sessions_token_beside_it() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let phone = Browser::of(&town, town.worker);
    let own = phone.get(PATH);
    assert_eq!(own.status, 200);
    let own: Value = serde_json::from_slice(&own.bytes).unwrap();
    assert_eq!(own["csrf"], phone.csrf);
    let body = batch(vec![report("r")]).to_string();
    for (csrf, status) in [(None, 403), (Some("guessed"), 403), (Some(phone.csrf.as_str()), 200)] {
        assert_eq!(phone.json(PATH, &body, csrf).status, status, "{csrf:?}");
    }
}

#[test]
fn a_phone_keeps_its_owners_open_matters_and_nothing_sealed() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (mine, _) = town.resident_reports("street_light", "三号楼的灯");
    let (_, _) = town.resident_reports("street_light", "别人手上的灯");
    assigned(&town, mine.id, town.worker);
    let own = Browser::of(&town, town.worker).get(PATH);
    let text = String::from_utf8(own.bytes).unwrap();
    let own: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(own["matters"].as_array().unwrap().len(), 1);
    assert_eq!(own["matters"][0]["number"], mine.number.as_str());
    assert!(!text.contains("13800001234"), "a contact is sealed");
    assert!(!text.contains("别人手上的灯"));
    assert!(!own["posts"].as_array().unwrap().is_empty(), "somebody to hand over to");
    assert_eq!(own["stand_in"]["lon"], 120.0005);
}

#[test]
fn the_page_works_without_script_and_can_be_installed() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (mine, _) = town.resident_reports("street_light", "三号楼的灯");
    assigned(&town, mine.id, town.worker);
    let phone = Browser::of(&town, town.worker);
    let page = phone.get("/work");
    assert_eq!(page.status, 200);
    let text = String::from_utf8(page.bytes).unwrap();
    for part in [
        r#"action="/matters/new""#,
        r#"rel="manifest""#,
        r#"content="on""#,
        &format!("/matters/{}", mine.id),
    ] {
        assert!(text.contains(part), "{part}");
    }
    let manifest = phone.get("/manifest.webmanifest");
    let manifest: Value = serde_json::from_slice(&manifest.bytes).unwrap();
    assert_eq!((&manifest["start_url"], &manifest["scope"]), (&json!("/work"), &json!("/")));
    let door = Browser::visitor(&town).get("/sign-in");
    assert!(
        String::from_utf8(door.bytes).unwrap().contains(r#"name="jieli-offline" content="out""#)
    );
    let report = Browser::visitor(&town).get("/report");
    assert!(
        !String::from_utf8(report.bytes).unwrap().contains("jieli-offline"),
        "residents' pages keep nothing"
    );
    let out = phone.post("/sign-out", &[]);
    assert_eq!(out.headers["clear-site-data"], "\"storage\"");
}
