//! Open311 GeoReport v2: every answer in both formats, held to shapes written from the standard.
#[path = "open311/client.rs"]
mod client;
#[path = "open311/door.rs"]
mod door;
#[path = "open311/lists.rs"]
mod lists;
#[path = "open311/reports.rs"]
mod reports;
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
fn the_error_matrix() {
    let (_fresh, town, client) = open();
    let (hidden, _) = town.resident_reports("relief", "困难");
    for (path, status) in [
        ("services?jurisdiction_id=elsewhere.example", 404),
        ("services?jurisdiction_id=", 200),
        ("services?jurisdiction_id=D", 200),
        ("services?jurisdiction_id=city.example", 200),
        ("services/nothing", 404),
        ("nothing", 404),
        ("nothing/1", 404),
        ("requests/nothing", 404),
        (&format!("requests/{}", hidden.number), 404),
        ("tokens", 400),
        ("tokens/nothing", 404),
        ("tokens/00000-00000", 404),
        ("requests?service_code=nothing", 404),
        ("requests?service_code=litter,nothing", 404),
        ("requests?service_code=relief", 200),
        ("requests?status=pending", 400),
        ("requests?status=open,closed", 200),
        ("requests?start_date=yesterday", 400),
        ("requests?start_date=2026-03-01", 400),
        ("requests?start_date=2026-03-01T00:00:00", 400),
        ("requests?start_date=2026-03-01T00:00:00Z", 200),
        ("requests?start_date=2026-03-01T00:00Z", 200),
        ("requests?start_date=2026-03-01T00:00:00.000Z", 200),
        ("requests?start_date=2026-03-01T00:00:00+08:00", 200),
        ("requests?start_date=2025-11-01T00:00:00Z&end_date=2026-01-30T00:00:00Z", 200),
        ("requests?start_date=2025-11-01T00:00:00Z&end_date=2026-01-30T00:00:01Z", 400),
        ("requests?start_date=2026-03-02T00:00:00Z&end_date=2026-03-01T00:00:00Z", 400),
        ("requests?end_date=9999-12-30T00:00:00Z", 200),
        ("requests?start_date=-009998-01-01T00:00:00Z", 200),
        ("requests?page=x", 400),
        ("requests?page=-1", 400),
        ("requests?page=0&page_size=1", 200),
        ("requests?page=1001", 400),
        ("requests?page_size=0", 400),
        ("requests?page_size=1001", 400),
        ("requests?page_size=1000", 200),
        ("requests?before=x", 400),
        ("requests?updated_after=x", 400),
        ("servicerequestupdates?after=x", 400),
        ("requests?service_request_id=nothing", 200),
        ("requests?%ff", 200),
    ] {
        let (name, query) = path.split_once('?').unwrap_or((path, ""));
        for format in ["json", "xml"] {
            let got = client.get(&format!("{name}.{format}?{query}"));
            assert_eq!(got.status, status, "{path}: {}", got.text);
            let kind = if format == "xml" { "text/xml" } else { "application/json" };
            assert_eq!(got.kind(), format!("{kind}; charset=utf-8"), "{path}");
            assert_eq!(got.header("access-control-allow-origin"), "*", "{path}");
            if status != 200 {
                assert_eq!(got.errors()[0].0, status.to_string(), "{path}");
            }
        }
    }
    for (path, status, kind) in [
        ("services", 200, "application/json"),
        ("services.yaml", 404, "application/json"),
        ("services.", 404, "application/json"),
        ("services/litter.yaml", 404, "application/json"),
        ("a/b/c.xml", 404, "text/xml"),
        ("services/%FF.xml", 400, "text/xml"),
    ] {
        let got = client.get(path);
        assert_eq!(got.status, status, "{path}: {}", got.text);
        assert!(got.kind().starts_with(kind), "{path}: {}", got.kind());
        assert!(status == 200 || got.errors()[0].0 == status.to_string());
    }
}

#[test]
fn what_cannot_be_taken_is_told_in_the_format_asked_for_and_nothing_is_stored() {
    let (_fresh, town, client) = open();
    let long = "长".repeat(4001);
    let phone = "1".repeat(101);
    for (fields, status, said) in [
        (with("service_code", ""), 400, "service_code"),
        (with("service_code", "nothing"), 404, "nothing"),
        (with("lat", ""), 400, "lat"),
        (with("lat", "north"), 400, "lat"),
        (with("lat", "91"), 400, "lat"),
        (with("lat", "NaN"), 400, "lat"),
        (with("lat", "31.0"), 400, "网格"),
        (with("description", &long), 400, "4001"),
        (with("description", "a\u{7}b"), 400, "description"),
        (with("phone", &phone), 400, "phone"),
        (with("media_url", "javascript:alert(1)"), 400, "media_url"),
        (with("attribute[lights_out]", "many"), 400, "lights_out"),
        (with("jurisdiction_id", "elsewhere"), 404, "elsewhere"),
        (vec![("service_code", "litter")], 400, "address_string"),
        (vec![("service_code", "litter"), ("address_string", "某路")], 400, "address_string"),
        (vec![("service_code", "litter"), ("address_id", "G99")], 400, "address_id"),
        (vec![("service_code", "litter"), ("address_string", "甲社区和乙社区之间")], 400, "社区"),
    ] {
        for (path, kind) in [("requests.json", "application/json"), ("requests.xml", "text/xml")] {
            let got = client.post(path, &fields);
            assert_eq!(
                (got.status, got.kind()),
                (status, &*format!("{kind}; charset=utf-8")),
                "{said}"
            );
            let errors = got.errors();
            assert!(errors.iter().any(|(_, text)| text.contains(said)), "{said}: {errors:?}");
            assert!(errors.iter().all(|(code, _)| *code == status.to_string()));
        }
    }
    let both = client.post(
        "requests.json",
        &[("service_code", "street_light"), ("description", &long), ("attribute[lights_out]", "x")],
    );
    assert_eq!(both.errors().len(), 3, "everything at once: {}", both.text);
    for (kind, body) in
        [("application/json", r#"{"service_code":"litter"}"#), ("text/plain", "x"), ("", "")]
    {
        let request = Request::post("/open311/v2/requests.xml").header(header::CONTENT_TYPE, kind);
        let got = client.ask(request, Body::from(body));
        assert_eq!((got.status, got.errors().len()), (400, 1), "{kind}");
    }
    let huge = "x".repeat(17 * 1024 * 1024);
    let form = "application/x-www-form-urlencoded";
    let got = client.ask(
        Request::post("/open311/v2/requests.xml").header(header::CONTENT_TYPE, form),
        Body::from(huge),
    );
    assert_eq!((got.status, got.errors()[0].0.as_str()), (413, "413"));
    for method in ["PUT", "DELETE", "PATCH"] {
        let request = Request::builder().method(method).uri("/open311/v2/requests.xml");
        let got = client.ask(request, Body::empty());
        assert_eq!((got.status, got.errors()[0].0.as_str()), (405, "405"), "{method}");
        assert_eq!(got.header("allow"), "GET, HEAD, OPTIONS, POST");
    }
    for (path, allowed) in [
        ("requests.json", "GET, HEAD, OPTIONS, POST"),
        ("requests/1.xml", "GET, HEAD, OPTIONS"),
        ("services.xml", "GET, HEAD, OPTIONS"),
    ] {
        let asks = Request::builder().method("OPTIONS").uri(format!("/open311/v2/{path}"));
        let got = client.ask(asks, Body::empty());
        assert_eq!((got.status, got.header("allow")), (204, allowed), "{path}");
        assert_eq!(got.header("access-control-allow-origin"), "*");
        assert_eq!(got.header("access-control-allow-methods"), "GET, HEAD", "never to report");
    }
    let head = Request::builder().method("HEAD").uri("/open311/v2/services.xml");
    let got = client.ask(head, Body::empty());
    assert_eq!((got.status, got.text.as_str()), (200, ""));
    for path in ["services.json", "servicerequestupdates.json", "discovery.xml", "tokens.json"] {
        assert_eq!(client.post(path, RIGHT).status, 405, "{path}");
    }
    assert_eq!(client.post("nothing.json", RIGHT).status, 404);
    assert_eq!(client.post("requests/1.json", RIGHT).status, 405);
    let listed = town.act(town.auditor, |cx, asker| {
        matter::list(cx, asker, &matter::Filter::default(), None, None, 10)
    });
    assert!(listed.unwrap().rows.is_empty());
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

#[test]
fn a_danger_is_refused_with_the_number_to_call_or_told_in_the_answer() {
    let (_fresh, town, client) = open();
    let about = |service: &'static str, words: &'static str| {
        let mut fields = with("service_code", service);
        fields.retain(|(name, _)| !name.starts_with("attribute") && *name != "description");
        fields.push(("description", words));
        fields
    };
    for (service, words, call) in
        [("fire", "二楼窗户着火了", "119"), ("litter", "垃圾桶边有人没有呼吸", "120")]
    {
        let got = client.post("requests.json", &about(service, words));
        assert_eq!(got.status, 400, "{}", got.text);
        let said = got.json()[0]["description"].as_str().unwrap().to_owned();
        assert!(said.contains(call) && said.contains("没有受理"), "{said}");
        let xml = client.post("requests.xml", &about(service, words));
        assert!(xml.status == 400 && xml.text.contains(call), "{}", xml.text);
    }
    let none = town.act(town.auditor, |cx, asker| {
        matter::list(cx, asker, &matter::Filter::default(), None, None, 10)
    });
    assert!(none.unwrap().rows.is_empty(), "nothing was taken in");
    for (service, words, call) in
        [("fire", "垃圾桶烧过，已扑灭", "119"), ("family_dispute", "经常吵架", "110")]
    {
        let got = client.post("requests.json", &about(service, words));
        assert_eq!(got.status, 200, "{}", got.text);
        let notice = got.json()[0]["service_notice"].as_str().unwrap().to_owned();
        assert!(notice.contains(call), "{notice}");
    }
}
