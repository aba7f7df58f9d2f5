//! What stands at the door: where and in which formats, keys and limits.
use super::*;

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
    let district = town.district_unit();
    let system = town::hire(&town.app, district, org::Role::SystemAdmin, "系统二");
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
