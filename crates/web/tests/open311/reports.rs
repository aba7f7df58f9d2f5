//! A report goes the way of every report, and nothing sealed leaves.
use super::*;

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
