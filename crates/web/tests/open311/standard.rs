//! A client that knows the text of the standard and nothing of us: from the discovery to a report
//! to every service, and back.
use super::*;

/// A service as the standard describes it, with an answer to everything that it asks.
struct Service {
    code: String,
    is_shown: bool,
    attributes: Vec<Value>,
}

#[test]
fn whoever_knows_only_the_standard_reports_to_every_service_and_reads_it_back() {
    let (_fresh, town, client) = open();
    let found = client.ask(Request::get("/open311/discovery.json"), Body::empty()).json();
    let endpoint = found["endpoints"].as_array().unwrap().iter().find(|endpoint| {
        endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
            && endpoint["type"] == "production"
    });
    let url = endpoint.expect("an endpoint of the standard")["url"].as_str().unwrap();
    assert_eq!(url, "http://city.example/open311/v2", "where this client asks");
    for (at, service) in services(&client).iter().enumerate() {
        town.clock.advance(1);
        let format = if at % 2 == 0 { "json" } else { "xml" };
        let made = report(&client, service, format);
        match service.is_shown {
            true => reads_back(&client, service, &made["service_request_id"]),
            false => {
                assert!(made["token"].is_string() && made.get("service_request_id").is_none());
                let listed = client.both(&format!("requests?service_code={}", service.code));
                assert_eq!(listed, serde_json::json!([]), "{}", service.code);
            }
        }
    }
}

fn services(client: &Client) -> Vec<Service> {
    let list = client.both("services");
    let service = |it: &Value| {
        let code = it["service_code"].as_str().unwrap().to_owned();
        assert!(["realtime", "batch", "blackbox"].contains(&it["type"].as_str().unwrap()));
        let attributes = match it["metadata"].as_bool().unwrap() {
            false => Vec::new(),
            true => {
                let definition = client.both(&format!("services/{code}"));
                definition["attributes"].as_array().unwrap().clone()
            }
        };
        Service { is_shown: it["type"] != "blackbox", code, attributes }
    };
    list.as_array().unwrap().iter().map(service).collect()
}

/// Answers by the kind of the question: the first choice, of several the first two.
fn answers(service: &Service) -> Vec<(String, String)> {
    let mut given = Vec::new();
    for attribute in service.attributes.iter().filter(|it| it["variable"] == true) {
        let name = format!("attribute[{}]", attribute["code"].as_str().unwrap());
        let keys = attribute["values"].as_array().unwrap().iter();
        let mut keys = keys.map(|value| value["key"].as_str().unwrap().to_owned());
        match attribute["datatype"].as_str().unwrap() {
            "string" | "text" => given.push((name, "甲".to_owned())),
            "number" => given.push((name, "1".to_owned())),
            "datetime" => given.push((name, "2026-03-01T08:00:00+08:00".to_owned())),
            "singlevaluelist" => given.push((name, keys.next().expect("a choice"))),
            "multivaluelist" => {
                given.extend(keys.take(2).map(|key| (format!("{name}[]"), key)));
            }
            other => panic!("{other} is no kind of question of the standard"),
        }
    }
    given
}

fn report(client: &Client, service: &Service, format: &str) -> Value {
    let place = [("lat", "30.0005"), ("long", "120.0005"), ("description", "请处理")];
    let answers = answers(service);
    let mut fields = vec![("service_code", service.code.as_str())];
    fields.extend(place);
    fields.extend(answers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for attribute in service.attributes.iter().filter(|it| it["required"] == true) {
        let name = format!("attribute[{}]", attribute["code"].as_str().unwrap());
        let without: Vec<_> =
            fields.iter().copied().filter(|(known, _)| !known.starts_with(&name)).collect();
        let got = client.post(&format!("requests.{format}"), &without);
        assert_eq!(got.status, 400, "{} without {name}: {}", service.code, got.text);
    }
    let got = client.post(&format!("requests.{format}"), &fields);
    assert_eq!(got.status, 200, "{}: {}", service.code, got.text);
    let made = match format {
        "xml" => got.spark().1,
        _ => got.json(),
    };
    assert_eq!(made.as_array().map(Vec::len), Some(1));
    made[0].clone()
}

fn reads_back(client: &Client, service: &Service, number: &Value) {
    let (number, code) = (number.as_str().expect("a number"), &service.code);
    let one = client.both(&format!("requests/{number}"));
    assert_eq!(one.as_array().map(Vec::len), Some(1), "a list of one");
    held(&one[0], REQUEST);
    let facts = ["service_request_id", "service_code", "status"].map(|name| one[0][name].clone());
    assert_eq!(facts, [number, code, "open"].map(Value::from));
    let day = "start_date=2026-03-02T00:00:00Z&end_date=2026-03-03T00:00:00Z";
    for narrowed in [
        format!("requests?service_code={code}"),
        format!("requests?service_code={code}&status=open"),
        format!("requests?service_code={code},litter&status=open,closed&{day}"),
        format!("requests?service_code={code}&page=1&page_size=5"),
        format!("requests?service_request_id={number}"),
    ] {
        let listed = client.both(&narrowed);
        let mut rows = listed.as_array().unwrap().iter();
        assert!(rows.any(|row| row == &one[0]), "{narrowed}: {listed}");
    }
    for narrowed in ["status=closed", "start_date=2026-03-03T00:00:00Z"] {
        let listed = client.both(&format!("requests?service_code={code}&{narrowed}"));
        assert_eq!(listed, serde_json::json!([]), "{narrowed}");
    }
    let extended = client.both(&format!("requests/{number}?extensions=true"));
    let chosen = service.attributes.iter().filter(|it| {
        it["variable"] == true && !["string", "text"].contains(&it["datatype"].as_str().unwrap())
    });
    let shown = extended[0]["attributes"].as_array().unwrap();
    for attribute in chosen {
        let mut shown = shown.iter();
        assert!(shown.any(|it| it["code"] == attribute["code"]), "{code}: {attribute}");
    }
}
