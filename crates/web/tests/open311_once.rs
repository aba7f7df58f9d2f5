//! A report that names itself is taken once, by whichever key and in whichever format it is sent.
#[path = "open311/client.rs"]
#[allow(dead_code, reason = "each test that includes it uses its part")]
mod client;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter;
use axum::body::Body;
use axum::http::{Request, header};
use client::{Client, Got, issue};
use store::testing::on_each_engine;
use town::Town;

const LAMP: &[(&str, &str)] = &[
    ("service_code", "street_light"),
    ("lat", "30.0005"),
    ("long", "120.0005"),
    ("description", "三号楼前路灯不亮"),
];

fn taken(town: &Town) -> usize {
    let listed = town.act(town.auditor, |cx, asker| {
        matter::list(cx, asker, &matter::Filter::default(), None, None, 50)
    });
    listed.unwrap().rows.len()
}

fn is_replayed(got: &Got) -> bool {
    got.header("idempotency-replayed") == "true"
}

#[test]
fn the_same_report_under_the_same_name_is_taken_once_and_answered_alike() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let client = Client::of(&town);
        let first = client.post_named("requests.json", LAMP, Some("r-1"));
        assert_eq!((first.status, is_replayed(&first)), (200, false), "{}", first.text);
        let again = client.post_named("requests.json", LAMP, Some("r-1"));
        assert_eq!((again.status, is_replayed(&again)), (200, true));
        assert_eq!(first.text, again.text, "the number and the code of then");
        // A gateway may ask again in the other format: it is told the same.
        let xml = client.post_named("requests.xml", LAMP, Some("r-1"));
        assert!(is_replayed(&xml));
        let number = first.json()[0]["service_request_id"].clone();
        assert_eq!(xml.spark().1[0]["service_request_id"], number);
        assert_eq!(taken(&town), 1);
        // Another name, or none, is another report.
        assert!(!is_replayed(&client.post_named("requests.json", LAMP, Some("r-2"))));
        assert!(!is_replayed(&client.post("requests.json", LAMP)));
        assert_eq!(taken(&town), 3);
    });
}

#[test]
fn another_report_under_a_used_name_is_refused_and_a_refusal_leaves_the_name_free() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let client = Client::of(&town);
        let mut wrong = LAMP.to_vec();
        wrong[1] = ("lat", "31.0");
        assert_eq!(client.post_named("requests.json", &wrong, Some("r-1")).status, 400);
        assert_eq!(client.post_named("requests.json", LAMP, Some("r-1")).status, 200);
        let mut other = LAMP.to_vec();
        other[3] = ("description", "五号楼前路灯不亮");
        for path in ["requests.json", "requests.xml"] {
            let got = client.post_named(path, &other, Some("r-1"));
            assert_eq!(got.status, 400, "{}", got.text);
            assert_eq!(got.errors()[0].0, "400");
            assert!(got.errors()[0].1.contains("Idempotency-Key"), "{}", got.text);
        }
        let long = "k".repeat(101);
        for name in ["", long.as_str()] {
            let got = client.post_named("requests.json", LAMP, Some(name));
            assert_eq!(got.status, 400, "{name}");
            assert!(got.errors()[0].1.contains("Idempotency-Key"), "{}", got.text);
        }
        assert_eq!(taken(&town), 1);
    });
}

#[test]
fn a_name_belongs_to_its_key_and_a_revoked_key_replays_nothing() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let client = Client::of(&town);
        let other = client.with_key(&issue(&town, "另一平台", None).1);
        assert_eq!(client.post_named("requests.json", LAMP, Some("r-1")).status, 200);
        let theirs = other.post_named("requests.json", LAMP, Some("r-1"));
        assert_eq!((theirs.status, is_replayed(&theirs)), (200, false));
        assert_eq!(taken(&town), 2);
        assert_eq!(client.with_key("").post_named("requests.json", LAMP, Some("r-1")).status, 403);
    });
}

#[test]
fn files_sent_again_in_other_parts_are_the_same_report() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let client = Client::of(&town);
        let mut picture = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(8, 8)
            .write_to(&mut picture, image::ImageFormat::Png)
            .unwrap();
        let send = |boundary: &str, picture: &[u8]| {
            let field = |name: &str, value: &str| {
                format!(
                    "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n\
                     {value}\r\n"
                )
            };
            let mut body = field("api_key", &client.key).into_bytes();
            for (name, value) in LAMP {
                body.extend(field(name, value).into_bytes());
            }
            let file = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"media\"; \
                 filename=\"a.png\"\r\n\r\n"
            );
            body.extend(file.into_bytes());
            body.extend_from_slice(picture);
            body.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
            let kind = format!("multipart/form-data; boundary={boundary}");
            let request = Request::post("/open311/v2/requests.json")
                .header(header::CONTENT_TYPE, kind)
                .header("idempotency-key", "photo-1");
            client.ask(request, Body::from(body))
        };
        let first = send("one", picture.get_ref());
        let again = send("other", picture.get_ref());
        assert_eq!((first.status, again.status), (200, 200), "{} {}", first.text, again.text);
        assert!(is_replayed(&again) && first.text == again.text);
        let mut changed = picture.get_ref().clone();
        changed.push(0);
        assert_eq!(send("one", &changed).status, 400, "another picture is another report");
    });
}
