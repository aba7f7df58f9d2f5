//! Open311 GeoReport v2: every answer in both formats, held to shapes written from the standard.
#[path = "open311/client.rs"]
mod client;
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
    ("address", Is::TextOrNull),
    ("address_id", Is::TextOrNull),
    ("zipcode", Is::Null),
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
fn discovery_says_where_and_in_which_formats() {
    let (_fresh, _town, client) = open();
    let found = client.both("discovery");
    held(
        &found,
        &[
            ("changeset", Is::Text),
            ("contact", Is::Text),
            ("key_service", Is::Text),
            ("endpoints", Is::List),
        ],
    );
    let endpoint = &found["endpoints"][0];
    held(
        endpoint,
        &[
            ("specification", Is::Text),
            ("url", Is::Text),
            ("changeset", Is::Text),
            ("type", Is::Text),
            ("formats", Is::List),
        ],
    );
    assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
    assert_eq!(endpoint["url"], "http://city.example/open311/v2");
    assert_eq!(endpoint["type"], "production");
    assert_eq!(endpoint["formats"], serde_json::json!(["text/xml", "application/json"]));
    let changeset: base::Timestamp = found["changeset"].as_str().unwrap().parse().unwrap();
    assert!(changeset < base::Timestamp::from_second(1_772_000_000).unwrap(), "in the past");
    for path in
        ["/open311/discovery.json", "/open311/v2/", "/open311/v2", "/open311/v2//discovery.json"]
    {
        let got = client.ask(Request::get(path), Body::empty());
        assert_eq!((got.status, got.json()), (200, found.clone()), "{path}");
    }
    let xml = client.ask(Request::get("/open311/discovery.xml"), Body::empty());
    assert_eq!(xml.spark().0, "discovery");
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
                ("keywords", Is::TextOrNull),
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
                    ("datatype_description", Is::TextOrNull),
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
fn a_report_goes_the_way_of_every_report_and_stands_in_the_inbox() {
    let (_fresh, town, client) = open();
    let got = client.post("requests.json", RIGHT);
    assert_eq!((got.status, got.kind()), (200, "application/json; charset=utf-8"));
    let made = got.json();
    assert_eq!(made.as_array().unwrap().len(), 1);
    held(
        &made[0],
        &[("service_request_id", Is::Text), ("service_notice", Is::Text), ("account_id", Is::Null)],
    );
    let number = made[0]["service_request_id"].as_str().unwrap().to_owned();
    let id = id_of(&town, &number);
    let inbox =
        town.act(town.leader, |cx, asker| matter::inbox(cx, asker, None, None, 50)).unwrap();
    assert!(inbox.entries.iter().any(|entry| entry.matter.id == id), "the leader holds it");
    let page = town.page(town.leader, id).unwrap();
    assert_eq!(page.matter.source, Source::Api);
    assert_eq!(page.came_by.as_deref(), Some("市民热线"));
    assert_eq!(page.matter.body, "三号楼前\n路灯不亮 <b>");
    let answers: Vec<_> = page.answered.iter().map(|it| (&*it.attribute, &*it.value)).collect();
    assert_eq!(answers, [("pole_number", "D-12"), ("lights_out", "2")]);
    assert!(page.has_contact, "sealed");
    // The code in the notice is the reporter's: it is a token here, and opens their own page.
    let notice = made[0]["service_notice"].as_str().unwrap();
    let code =
        notice.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).find_map(Code::parse);
    let code = code.expect("a code");
    let token = client.both(&format!("tokens/{}", code.shown()));
    held(&token[0], &[("service_request_id", Is::Text), ("token", Is::Text)]);
    assert_eq!(
        (&token[0]["service_request_id"], &token[0]["token"]),
        (&number.into(), &code.shown().into())
    );
    let rows = town.as_reporter(&code, |cx, asker| {
        let id = matter::find_by_code(cx, asker.code.as_deref().unwrap())?;
        matter::page(cx, asker, id)
    });
    assert_eq!(rows.unwrap().matter.id, id);
    let xml = client.post("requests.xml", RIGHT);
    assert_eq!((xml.status, xml.spark().0.as_str()), (200, "service_requests"));
    assert!(xml.text.contains("<account_id/>"), "{}", xml.text);
}

#[test]
fn nothing_sealed_and_nobodys_words_leave() {
    let (_fresh, _town, client) = open();
    let number = reported(&client, RIGHT);
    let one = client.both(&format!("requests/{number}"));
    held(&one[0], REQUEST);
    let extended = client.both(&format!("requests/{number}?extensions=true"));
    let listed = client.both("requests");
    let updates = client.both("servicerequestupdates");
    let all = [&one, &extended, &listed, &updates].map(Value::to_string).concat();
    for secret in ["13800001234", "example.com", "三号楼", "张", "D-12", "120.0005,", "30.0005,"]
    {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    let rounded = HERE.rounded(100.0);
    let near = |value: &Value, degree: f64| (value.as_f64().unwrap() - degree).abs() < 1e-5;
    assert!(near(&one[0]["lat"], rounded.lat) && near(&one[0]["long"], rounded.lon));
    assert_eq!(one[0]["address_id"], "G1");
    assert_eq!(one[0]["agency_responsible"], "甲社区", "never the handful of people of a grid");
    let public = &extended[0]["attributes"];
    assert_eq!(public[0]["code"], "lights_out");
    assert_eq!(public.as_array().unwrap().len(), 1, "a line of somebody's own words is not shown");
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
        assert_eq!(got.header("allow"), "GET, HEAD, POST");
    }
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
    held(&made[0], &[("service_notice", Is::Text), ("account_id", Is::Null)]);
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
    let notice = made[0]["service_notice"].as_str().unwrap();
    let code =
        notice.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).find_map(Code::parse);
    assert_eq!(client.get(&format!("tokens/{}.json", code.unwrap().shown())).status, 404);
}

#[test]
fn a_key_is_needed_and_a_revoked_one_opens_nothing() {
    let (_fresh, town, client) = open();
    for key in ["", "nothing", &client.key[..63], &format!("{}0", client.key)] {
        for path in ["requests.json", "requests.xml"] {
            let got = client.with_key(key).post(path, RIGHT);
            assert_eq!((got.status, got.errors()[0].0.as_str()), (403, "403"), "{key}");
            assert!(got.errors()[0].1.contains("api_key"));
        }
    }
    let (id, key) = issue(&town, "旧平台", None);
    reported(&client.with_key(&key), RIGHT);
    let district = town.app.read_now(|cx| {
        let directory = cx.directory()?;
        Ok(directory.units(org::UnitKind::District).next().unwrap().id)
    });
    let system = town::hire(&town.app, district.unwrap(), org::Role::SystemAdmin, "系统二");
    let (keys, _) =
        town.act(system, |cx, asker| app::api_key::list(cx, &asker.who, None, 10)).unwrap();
    let used = keys.iter().find(|it| it.id == id).unwrap().used_on;
    assert_eq!(used, Some(town::day("2026-03-02")), "by the day only");
    assert!(
        town.act(town.district, |cx, asker| app::api_key::list(cx, &asker.who, None, 10)).is_err()
    );
    town.act(system, move |cx, asker| app::api_key::revoke(cx, &asker.who, id)).unwrap();
    assert_eq!(client.with_key(&key).post("requests.json", RIGHT).status, 403);
    let events =
        town.app.read_now(move |cx| Ok(store::event::of(cx.tx, "api_key", id.0)?)).unwrap();
    let what: Vec<&str> = events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(what, ["key_issued", "key_revoked"]);
    assert!(events.iter().all(|event| !event.detail.contains(&key[8..])), "no event tells the key");
}

#[test]
fn a_key_has_its_limit_and_an_address_has_one() {
    let (_fresh, town, client) = open();
    let slow = client.with_key(&issue(&town, "慢", Some(2)).1);
    assert_eq!(slow.post("requests.json", RIGHT).status, 200);
    assert_eq!(slow.post("requests.json", RIGHT).status, 200);
    let third = slow.post("requests.xml", RIGHT);
    assert_eq!((third.status, third.errors()[0].0.as_str()), (429, "429"));
    assert_eq!(third.header("retry-after"), "30");
    assert_eq!(client.post("requests.json", RIGHT).status, 200, "another key has its own");
    town.clock.advance(1);
    assert_eq!(slow.post("requests.json", RIGHT).status, 200, "a minute later there is more");
    let form = "application/x-www-form-urlencoded";
    let from = |path: &str, address: &str| {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, form)
            .header("x-forwarded-for", address);
        client.ask(request, Body::from("what=x")).status
    };
    // The three doors count together, whatever comes of a report.
    for at in 0..60 {
        let path = ["/report", "/api/v1/reports", "/open311/v2/requests.json"][at % 3];
        assert_ne!(from(path, "198.51.100.7"), 429, "{at} {path}");
    }
    for path in ["/report", "/api/v1/reports", "/open311/v2/requests.json"] {
        assert_eq!(from(path, "198.51.100.7"), 429, "{path}");
        assert_ne!(from(path, "198.51.100.8"), 429, "{path}");
    }
}

#[test]
fn pages_show_each_row_once_while_rows_come_in() {
    let fresh = Fresh::sqlite();
    pages_show_each_row_once(&fresh);
    let Some(fresh) = Fresh::postgres() else { return eprintln!("PostgreSQL is left out") };
    pages_show_each_row_once(&fresh);
}

fn pages_show_each_row_once(fresh: &Fresh) {
    let town = Town::found(fresh);
    let client = Client::of(&town);
    let report = || town.resident_reports("litter", "垃圾").0.number;
    let before: BTreeSet<String> = (0..25)
        .map(|_| {
            town.clock.advance(1);
            report()
        })
        .collect();
    let numbers = |list: &Value| -> Vec<String> {
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["service_request_id"].as_str().unwrap().to_owned()).collect()
    };
    for start in [
        "requests.json?page_size=7",
        "requests.json?page_size=7&updated_after=2026-03-01T00:00:00Z",
    ] {
        let mut seen: Vec<String> = Vec::new();
        let mut path = start.to_owned();
        loop {
            let got = client.get(&path);
            assert_eq!(got.status, 200, "{}", got.text);
            seen.extend(numbers(&got.json()));
            town.clock.advance(1);
            report();
            let link = got.header("link");
            let Some(rest) = link.strip_prefix("<http://city.example/open311/v2/") else { break };
            assert!(rest.ends_with("; rel=\"next\""), "{link}");
            path = rest.split('>').next().unwrap().to_owned();
        }
        let once: BTreeSet<String> = seen.iter().cloned().collect();
        assert_eq!(once.len(), seen.len(), "none twice");
        assert!(before.is_subset(&once), "none left out");
    }
    // Numbered pages with a fixed end do the same.
    let end = "end_date=2026-03-02T02:25:00Z";
    let mut seen = Vec::new();
    for page in 1..=4 {
        report();
        seen.extend(numbers(&client.both(&format!("requests?page={page}&page_size=7&{end}"))));
    }
    assert_eq!(seen.len(), 25);
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), before);
}

#[test]
fn a_list_goes_ninety_days_back_and_gives_a_thousand_at_most() {
    let (_fresh, town, client) = open();
    let old = town.resident_reports("litter", "旧").0.number;
    const MINUTES_PER_DAY: i64 = 24 * 60;
    town.clock.advance(91 * MINUTES_PER_DAY);
    let serials: Vec<i64> =
        (0..1001).map(|_| town.app.serial_now(town::day("2026-06-01")).unwrap()).collect();
    let new = town.new_report(Source::Resident, "litter", "新");
    town.app
        .write_now(move |cx| {
            for serial in &serials {
                let report = matter::NewReport { serial: *serial, ..new.clone() };
                matter::report(cx, &matter::Asker::default(), &report)?;
            }
            Ok(())
        })
        .unwrap();
    let got = client.get("requests.json");
    let rows = got.json();
    assert_eq!(rows.as_array().unwrap().len(), 1000);
    assert!(!got.text.contains(&old), "older than ninety days");
    assert!(got.header("link").contains("before="), "and a way on");
    rows.as_array().unwrap().iter().for_each(|row| held(row, REQUEST));
    let range =
        client.both("requests?start_date=2026-03-01T00:00:00Z&end_date=2026-03-03T00:00:00Z");
    assert_eq!(range[0]["service_request_id"], old.as_str());
    let ids =
        client.both(&format!("requests?service_request_id={old},nothing&status=closed&page=9"));
    assert_eq!(ids.as_array().unwrap().len(), 1, "numbers override every other argument");
    let repeated = client.both("requests?service_code=litter&service_code=road&status=closed");
    assert_eq!(repeated, serde_json::json!([]));
    let many = vec!["x"; 1001].iter().zip(0..).map(|(x, n)| format!("{x}{n}")).collect::<Vec<_>>();
    let got = client.get(&format!("requests.json?service_request_id={}", many.join(",")));
    assert_eq!(got.status, 400);
}

#[test]
fn what_has_ended_says_honestly_how() {
    let fresh = Fresh::sqlite();
    says_honestly_how_it_ended(&fresh);
    let Some(fresh) = Fresh::postgres() else { return eprintln!("PostgreSQL is left out") };
    says_honestly_how_it_ended(&fresh);
}

fn says_honestly_how_it_ended(fresh: &Fresh) {
    let town = Town::found(fresh);
    let client = Client::of(&town);
    let cannot = reported(&client, RIGHT);
    let duplicate = reported(&client, RIGHT);
    let opened = client.both(&format!("requests/{cannot}"));
    assert_eq!(
        (&opened[0]["status"], &opened[0]["status_notes"]),
        (&"open".into(), &"正在判断轻重".into())
    );
    assert!(opened[0]["expected_datetime"].is_string());
    let (id, merged) = (id_of(&town, &cannot), id_of(&town, &duplicate));
    town.act(town.leader, move |cx, asker| matter::merge(cx, asker, merged, id, &words("同一件")))
        .unwrap();
    town.clock.advance(5);
    close(&town, id, Ending::Cannot);
    let closed = client.both(&format!("requests/{cannot}"));
    held(&closed[0], REQUEST);
    assert_eq!(closed[0]["status"], "closed");
    assert!(closed[0]["status_notes"].as_str().unwrap().contains("没有解决"), "{closed}");
    assert_eq!(closed[0]["updated_datetime"], "2026-03-02T10:05:00+08:00");
    assert!(closed[0]["expected_datetime"].is_null());
    let same = client.both(&format!("requests/{duplicate}"));
    assert_eq!(same[0]["status"], "closed");
    assert!(same[0]["status_notes"].as_str().unwrap().contains(&cannot));
    let english = client.ask(
        Request::get(format!("/open311/v2/requests/{cannot}.xml")).header("accept-language", "en"),
        Body::empty(),
    );
    assert!(english.text.contains("Closed without being solved"), "{}", english.text);
    assert_eq!(client.both("requests?status=open"), serde_json::json!([]));
    assert_eq!(client.both("requests?status=closed").as_array().unwrap().len(), 2);
    let changed = client.both("requests?updated_after=2026-03-02T02:04:00Z");
    assert_eq!(changed.as_array().unwrap().len(), 1);
    let updates = client.both("servicerequestupdates?start_date=2026-03-02T02:00:00Z");
    for update in updates.as_array().unwrap() {
        held(
            update,
            &[
                ("update_id", Is::Text),
                ("service_request_id", Is::Text),
                ("status", Is::Text),
                ("updated_datetime", Is::Moment),
                ("description", Is::Text),
                ("media_url", Is::Null),
            ],
        );
    }
    let last = updates.as_array().unwrap().last().unwrap();
    assert_eq!((&last["status"], &last["service_request_id"]), (&"closed".into(), &cannot.into()));
    assert!(last["description"].as_str().unwrap().contains("没有解决"));
}

/// Takes a matter through the loop to its end.
fn close(town: &Town, id: MatterId, ending: Ending) {
    town.act(town.leader, move |cx, asker| {
        let triage = Triage {
            category: "street_light".into(),
            weight: Weight::General,
            sort: Sort::Public,
            ground: "public_asset".into(),
            reason: None,
            assign: Some(town_post(cx)),
        };
        matter::triage(cx, asker, id, &triage)
    })
    .unwrap();
    let solve = Solve { ending, words: words("不在权限内"), basis: Some(clause("第三条")) };
    town.act(town.worker, move |cx, asker| matter::solve(cx, asker, id, &solve)).unwrap();
    town.act(town.community, move |cx, asker| matter::check(cx, asker, id, true, &words("属实")))
        .unwrap();
    let (holder, step) = town.holder(id);
    assert_eq!(step, "feedback");
    let staff = [town.worker, town.leader, town.community].into_iter().find(|it| it.post == holder);
    town.act(staff.unwrap(), move |cx, asker| matter::feedback(cx, asker, id, &words("已告知")))
        .unwrap();
}

fn town_post(cx: &mut app::Cx<'_, '_>) -> base::PostId {
    let directory = cx.directory().unwrap();
    let worker = directory.posts().find(|info| info.post.role == org::Role::GridWorker);
    worker.unwrap().post.id
}

#[test]
fn whoever_has_an_answer_already_is_told_so() {
    let (_fresh, _town, client) = open();
    let first = client.get("services.xml");
    let etag = first.header("etag").to_owned();
    let again = |given: &str| {
        let request = Request::get("/open311/v2/services.xml").header("if-none-match", given);
        client.ask(request, Body::empty())
    };
    assert_eq!((again(&etag).status, again(&etag).text.len()), (304, 0));
    assert_eq!(again("\"other\"").status, 200);
    let head = Request::builder().method("HEAD").uri("/open311/v2/services.xml");
    let head = client.ask(head, Body::empty());
    assert_eq!((head.status, head.text.len()), (200, 0));
    assert_eq!(first.header("access-control-allow-origin"), "*");
    let other_site =
        Request::post("/open311/v2/requests.json").header("sec-fetch-site", "cross-site");
    let got = client.ask(other_site, Body::empty());
    assert_eq!((got.status, got.errors()[0].0.as_str()), (403, "403"), "a page of another site");
}

#[test]
fn photos_come_as_files_and_lose_what_is_hidden_in_them() {
    let (_fresh, town, client) = open();
    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(8, 8).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let field = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body = [
        field("api_key", &client.key),
        field("service_code", "litter"),
        field("address_id", "G1"),
        "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\n".into(),
    ]
    .concat()
    .into_bytes();
    let send = |bytes: &[u8], mut body: Vec<u8>| {
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let request = Request::post("/open311/v2/requests.json")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        client.ask(request, Body::from(body))
    };
    let wrong = send(b"no picture", body.clone());
    assert_eq!(wrong.status, 400);
    assert!(wrong.errors()[0].1.starts_with("media"), "{}", wrong.text);
    let got = send(picture.get_ref(), std::mem::take(&mut body));
    assert_eq!(got.status, 200, "{}", got.text);
    let number = got.json()[0]["service_request_id"].as_str().unwrap().to_owned();
    assert_eq!(town.page(town.auditor, id_of(&town, &number)).unwrap().photos.len(), 1);
    assert!(
        client.both(&format!("requests/{number}"))[0]["media_url"].is_null(),
        "nobody else's to see"
    );
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
    assert!(attribute["datatype_description"].is_null());
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
