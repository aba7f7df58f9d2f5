//! Open311 GeoReport v2: every answer in both formats, held to shapes written from the standard.
#[path = "open311/client.rs"]
mod client;
#[path = "open311/door.rs"]
mod door;
#[path = "open311/lists.rs"]
mod lists;
#[path = "open311/refusals.rs"]
mod refusals;
#[path = "open311/reports.rs"]
mod reports;
#[path = "open311/standard.rs"]
mod standard;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter::{self, Solve, Triage};
use app::secret::Code;
use axum::body::Body;
use axum::http::{Request, header};
use base::MatterId;
use client::{Client, Is, held, issue};
use grid::matter::{Ending, Sort, Source, Weight};
use serde_json::Value;
use std::collections::BTreeSet;
use store::testing::Fresh;
use town::{HERE, Town, clause, words};

fn open() -> (Fresh, Town, Client) {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let client = Client::of(&town);
    (fresh, town, client)
}

const REQUEST: &[(&str, Is)] = &[
    ("service_request_id", Is::Text),
    ("status", Is::Text),
    ("status_notes", Is::Text),
    ("service_name", Is::Text),
    ("service_code", Is::Text),
    ("description", Is::Text),
    ("agency_responsible", Is::TextOrNull),
    ("service_notice", Is::Null),
    ("requested_datetime", Is::Moment),
    ("updated_datetime", Is::Moment),
    ("expected_datetime", Is::MomentOrNull),
    ("address", Is::TextOrEmpty),
    ("address_id", Is::TextOrEmpty),
    ("zipcode", Is::TextOrEmpty),
    ("lat", Is::NumberOrNull),
    ("long", Is::NumberOrNull),
    ("media_url", Is::Null),
];

/// A report that is right.
const RIGHT: &[(&str, &str)] = &[
    ("service_code", "street_light"),
    ("lat", "30.0005"),
    ("long", "120.0005"),
    ("description", "三号楼前\n路灯不亮 <b>"),
    ("phone", "13800001234"),
    ("email", "a@example.com"),
    ("first_name", "三"),
    ("last_name", "张"),
    ("attribute[pole_number]", "D-12"),
    ("attribute[lights_out]", "2"),
];

fn reported(client: &Client, fields: &[(&str, &str)]) -> String {
    let got = client.post("requests.json", fields);
    assert_eq!(got.status, 200, "{}", got.text);
    got.json()[0]["service_request_id"].as_str().expect("a number").to_owned()
}

/// The same with one field changed; without it where the value is empty.
fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = RIGHT.iter().copied().filter(|(known, _)| *known != name).collect();
    if !value.is_empty() {
        fields.push((name, value));
    }
    fields
}

fn id_of(town: &Town, number: &str) -> MatterId {
    let number = number.to_owned();
    town.act(town.auditor, move |cx, asker| matter::by_number(cx, asker, &number)).unwrap()
}

#[test]
fn services_are_the_categories_and_their_questions() {
    let (_fresh, _town, client) = open();
    let services = client.both("services");
    let services = services.as_array().unwrap();
    assert_eq!(services.len(), 42);
    for service in services {
        held(
            service,
            &[
                ("service_code", Is::Text),
                ("service_name", Is::Text),
                ("description", Is::Text),
                ("metadata", Is::Flag),
                ("type", Is::Text),
                ("keywords", Is::TextOrEmpty),
                ("group", Is::Text),
            ],
        );
        let code = service["service_code"].as_str().unwrap();
        let definition = client.both(&format!("services/{code}"));
        held(&definition, &[("service_code", Is::Text), ("attributes", Is::List)]);
        let attributes = definition["attributes"].as_array().unwrap();
        assert_eq!(service["metadata"], !attributes.is_empty(), "{code}");
        for (attribute, order) in attributes.iter().zip(1..) {
            held(
                attribute,
                &[
                    ("variable", Is::Flag),
                    ("code", Is::Text),
                    ("datatype", Is::Text),
                    ("required", Is::Flag),
                    ("datatype_description", Is::TextOrEmpty),
                    ("order", Is::Whole),
                    ("description", Is::Text),
                    ("values", Is::List),
                ],
            );
            assert_eq!(attribute["order"], order);
            for value in attribute["values"].as_array().unwrap() {
                held(value, &[("key", Is::Text), ("name", Is::Text)]);
            }
        }
    }
    let hidden: Vec<&str> = services
        .iter()
        .filter(|service| service["type"] == "blackbox")
        .map(|service| service["service_code"].as_str().unwrap())
        .collect();
    assert_eq!(hidden, ["family_dispute", "relief"]);
    let gas = services.iter().find(|service| service["service_code"] == "gas").unwrap();
    assert!(
        gas["description"].as_str().unwrap().contains("119"),
        "who smells gas reads this first"
    );
    let english = client.ask(
        Request::get("/open311/v2/services/manhole.json").header("accept-language", "en"),
        Body::empty(),
    );
    assert_eq!(english.json()["attributes"][0]["values"][1]["name"], "Sewage");
}

#[test]
fn optional_things_may_be_empty_and_a_place_may_be_named_in_three_ways() {
    let (_fresh, town, client) = open();
    for (fields, grid, body) in [
        (vec![("lat", "30.0005"), ("long", "120.0005"), ("description", "")], true, "垃圾堆放"),
        (vec![("address_id", "G1"), ("description", "x"), ("attribute[no_such]", "1")], false, "x"),
        (
            vec![("address_id", "甲社区"), ("media_url", "https://p.example/1.jpg")],
            false,
            "垃圾堆放\nhttps://p.example/1.jpg",
        ),
        (
            vec![("address_string", "东街 甲社区 3号楼"), ("account_id", "7"), ("device_id", "d")],
            false,
            "垃圾堆放",
        ),
    ] {
        let mut fields = fields;
        fields.extend([("service_code", "litter"), ("jurisdiction_id", ""), ("email", "")]);
        let number = reported(&client, &fields);
        let page = town.page(town.auditor, id_of(&town, &number)).unwrap();
        assert_eq!(page.matter.place.grid.is_some(), grid, "{fields:?}");
        assert_eq!(page.matter.place.community, Some(town.communities[0]));
        assert_eq!(page.matter.body, body);
        assert!(!page.has_contact);
    }
    // Clients send some arguments in the address, and endpoints with two slashes.
    let path = format!("/requests.json?jurisdiction_id=D&api_key={}", client.key);
    let got = client.with_key("").post(&path, RIGHT);
    assert_eq!(got.status, 200, "{}", got.text);
    let path = "requests.json?service_code=street_light&lat=30.0005&long=120.0005&\
                attribute%5Blights_out%5D=2";
    let number = client.post(path, &[]).json()[0]["service_request_id"].clone();
    let one = client.both(&format!("requests/{}?extensions=true", number.as_str().unwrap()));
    assert_eq!(one[0]["attributes"][0]["values"][0]["key"], "2");
    let several = [
        ("service_code", "manhole"),
        ("address_id", "G1"),
        ("attribute[cover_kind]", "rain"),
        ("attribute[cover_danger][]", "open"),
        ("attribute[cover_danger][]", "in_lane"),
    ];
    let number = reported(&client, &several);
    let one = client.both(&format!("requests/{number}?extensions=true"));
    let values = one[0]["attributes"][1]["values"].as_array().unwrap();
    assert_eq!(values.iter().map(|it| &it["key"]).collect::<Vec<_>>(), ["open", "in_lane"]);
}

#[test]
fn a_blackbox_takes_reports_and_shows_none() {
    let (_fresh, town, client) = open();
    let mut fields = with("service_code", "relief");
    fields.retain(|(name, _)| !name.starts_with("attribute"));
    let got = client.post("requests.json", &fields);
    assert_eq!(got.status, 200, "{}", got.text);
    let made = got.json();
    held(&made[0], &[("token", Is::Text), ("service_notice", Is::Text), ("account_id", Is::Null)]);
    let all = town.act(town.auditor, |cx, asker| {
        matter::list(cx, asker, &matter::Filter::default(), None, None, 10)
    });
    let all = all.unwrap();
    assert_eq!(all.rows.len(), 1, "it was taken in");
    let number = all.rows[0].0.number.clone();
    for path in [
        "requests",
        "requests?service_code=relief",
        &format!("requests?service_request_id={number}"),
        "requests?updated_after=2026-03-01T00:00:00Z",
        "servicerequestupdates",
    ] {
        assert_eq!(client.both(path), serde_json::json!([]), "{path}");
    }
    assert_eq!(client.get(&format!("requests/{number}.json")).status, 404);
    // Whoever has the token learns the number; it opens nothing by itself.
    let token = made[0]["token"].as_str().unwrap();
    let known = client.both(&format!("tokens/{token}"));
    assert_eq!(known, serde_json::json!([{ "service_request_id": number, "token": token }]));
}

#[test]
fn a_district_may_open_the_door_and_ask_its_own_questions() {
    let (fresh, town, _client) = open();
    let own = "
[[security.intake]]
since = 2026-01-01
source = \"proposal#安全\"
key_required = false
address_per_minute = 2
key_per_minute = 5

[[grid.attributes]]
since = 2026-01-01
source = \"proposal#补充信息\"
list = [
    { code = \"since_when\", categories = [\"litter\", \"road\"], type = \"moment\", required = true, zh = \"何时开始\", en = \"Since when\" },
]
";
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let overlay = [policy::PolicyFile::new("own.toml", own)];
    let policies = app::Policies::load(&overlay, zone).unwrap_or_else(|found| panic!("{found:?}"));
    let moment: base::Timestamp = "2026-03-02T02:00:00Z".parse().unwrap();
    let own = app::App::new(app::Settings {
        db: fresh.open(),
        policies,
        keys: app::secret::Keys::random(),
        node: 77,
        clock: Box::new(move || moment),
    });
    let client = Client::at(&own, "");
    let definition = client.both("services/road");
    let attribute = &definition["attributes"][0];
    assert_eq!(
        (&attribute["required"], &attribute["datatype"]),
        (&true.into(), &"datetime".into())
    );
    assert_eq!(attribute["datatype_description"], "");
    let at = ("address_id", "G1");
    let missing = client.post("requests.xml", &[("service_code", "road"), at]);
    assert_eq!(missing.status, 400);
    assert!(missing.errors()[0].1.contains("since_when"), "{}", missing.text);
    let answer = ("attribute[since_when]", "2026-03-01T08:00:00+08:00");
    let got = client.post("requests.json", &[("service_code", "road"), at, answer]);
    assert_eq!(got.status, 200, "no key is needed: {}", got.text);
    let number = got.json()[0]["service_request_id"].as_str().unwrap().to_owned();
    let page = town.page(town.auditor, id_of(&town, &number)).unwrap();
    assert_eq!((page.came_by, page.answered.len()), (None, 1));
    // Without a key the address counts.
    let from = || {
        let request = Request::post("/open311/v2/requests.json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-forwarded-for", "198.51.100.7");
        client.ask(request, Body::from("service_code=other&address_id=G1")).status
    };
    assert_eq!([from(), from(), from()], [200, 200, 429]);
}
