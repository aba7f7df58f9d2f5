//! What is refused: with which status, in the format asked for, and with nothing stored.
use super::*;

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
