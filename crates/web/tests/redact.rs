//! Redacted photos by every way that serves one: none shows what was taken away.
#[path = "resident/browser.rs"]
mod browser;
#[path = "staff/mod.rs"]
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter::{self, Asker};
use app::secret::Code;
use axum::http::StatusCode;
use base::{MatterId, PhotoId};
use browser::form;
use grid::matter::Source;
use image::{ImageFormat, Rgb, RgbImage};
use staff::Browser;
use std::io::Cursor;
use store::testing::Fresh;
use town::Town;
use web::routes::ROUTES;

/// A photo with black and white stripes: where it is covered, the stripes are gone.
fn stripes() -> photo::Photo {
    let drawn = RgbImage::from_fn(200, 100, |x, _| {
        if (x / 10).is_multiple_of(2) { Rgb([0, 0, 0]) } else { Rgb([255, 255, 255]) }
    });
    let mut png = Vec::new();
    drawn.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    let limits = photo::Limits { max_bytes: 1 << 20, max_pixels: 1 << 20, edge: 1600 };
    photo::intake(&png, &limits).unwrap()
}

/// The contrast of a JPEG along its middle line.
fn contrast(jpeg: &[u8]) -> u8 {
    let image = image::load_from_memory(jpeg).expect("a photo").into_rgb8();
    let line: Vec<u8> = (0..image.width()).map(|x| image.get_pixel(x, 50).0[0]).collect();
    line.iter().max().unwrap() - line.iter().min().unwrap()
}

fn reported(town: &Town) -> (MatterId, PhotoId, Code, String) {
    let code = Code::random();
    let mut new = town.new_report(Source::Resident, "street_light", "三号楼前路灯不亮");
    new.code = Some(code.digest(town.app.keys()).to_vec());
    new.photos = vec![stripes()];
    let report = move |cx: &mut app::Cx<'_, '_>| matter::report(cx, &Asker::default(), &new);
    let receipt = town.app.write_now(report).unwrap();
    let photo = town.page(town.auditor, receipt.id).unwrap().photos[0].id;
    (receipt.id, photo, code, receipt.number)
}

const COVER: &[(&str, &str)] =
    &[("deed", "cover"), ("areas", "0 0 100 100"), ("reason", "face"), ("note", "窗口里站着人")];

fn post(browser: &Browser, id: PhotoId, fields: &[(&str, &str)], edits: &str) -> StatusCode {
    let fields = [fields, &[("edits", edits)]].concat();
    browser.post(&format!("/photos/{id}/redact"), &fields).status
}

/// Every route that names a photo, and what this test knows it to be. A new one is looked at here
/// before it ships.
const WAYS: &[(&str, &str)] = &[
    ("/my/photos/{id}", "the reporter, by the code"),
    ("/photos/{id}", "staff"),
    ("/photos/{id}/redact", "a page, no file"),
    ("/photos/{id}/original", "the original, for who may redact"),
    ("/api/v1/photos/{id}", "staff, by the API"),
    ("/matters/{id}/photo", "takes some in"),
    ("/api/v1/matters/{id}/photos", "takes one in"),
];

#[test]
fn every_way_of_serving_a_photo_is_known_here() {
    let mut found: Vec<&str> =
        ROUTES.iter().map(|route| route.path).filter(|path| path.contains("photo")).collect();
    found.dedup();
    let known: Vec<&str> = WAYS.iter().map(|(path, _)| *path).collect();
    for path in &found {
        assert!(known.contains(path), "{path} serves a photo: hold it to the redacted one here");
    }
    assert!(known.iter().all(|path| found.contains(path)), "{found:?}");
}

#[test]
fn every_way_serves_the_covered_photo_and_none_a_hidden_one() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (id, photo, code, number) = reported(&town);
    let [worker, community, auditor] =
        [town.worker, town.community, town.auditor].map(|staff| Browser::of(&town, staff));
    let mut reporter = browser::Browser::new(web::router(town.app.clone()));
    reporter.post("/follow", form(&[("code", code.shown())]));
    let (by_page, by_api) = (format!("/photos/{photo}"), format!("/api/v1/photos/{photo}"));
    let by_code = format!("/my/photos/{photo}");
    let mut ways = |expected: StatusCode| {
        let mut files = Vec::new();
        for staff in [&worker, &community, &auditor] {
            files.push(staff.get(&by_page));
            files.push(staff.api_get(&by_api));
        }
        let mine = reporter.get_bytes(&by_code);
        assert_eq!(mine.0, expected, "by the code");
        for file in &files {
            assert_eq!(file.status, expected);
        }
        files.into_iter().map(|file| file.bytes).chain([mine.1]).collect::<Vec<_>>()
    };
    assert!(ways(StatusCode::OK).iter().all(|jpeg| contrast(jpeg) > 200), "the control");

    assert_eq!(post(&community, photo, COVER, "0"), StatusCode::SEE_OTHER);
    let covered = ways(StatusCode::OK);
    assert!(covered.iter().all(|jpeg| contrast(jpeg) < 60), "by every way");
    let original = community.get(&format!("/photos/{photo}/original"));
    assert!(contrast(&original.bytes) > 200);
    assert!(original.headers["cache-control"].to_str().unwrap().contains("no-store"));
    assert_eq!(worker.get(&format!("/photos/{photo}/original")).status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.get(&format!("/photos/{photo}/original")).status, StatusCode::FORBIDDEN);

    let hide = [("deed", "hide"), ("reason", "home"), ("note", "")];
    assert_eq!(post(&community, photo, &hide, "1"), StatusCode::SEE_OTHER);
    ways(StatusCode::NOT_FOUND);

    // Where no photo is shown at all: the pages of the public, and Open311.
    let mut visitor = browser::Browser::new(web::router(town.app.clone()));
    for path in ["/board", &format!("/board/{number}"), "/", "/map/matters.geojson"] {
        assert!(!visitor.get(path).text.contains(&photo.to_string()), "{path}");
    }
    let request = visitor.get(&format!("/open311/v2/requests/{number}.json"));
    assert!(request.text.contains("\"media_url\":null"), "{}", request.text);
    let page = worker.get(&format!("/matters/{id}"));
    assert!(!page.text().contains(&format!("src=\"/photos/{photo}\"")));
    let mine = visitor_with(&town, &code).get("/my");
    assert!(!mine.text.contains("<img class=\"photo\"") && mine.text.contains("由工作人员隐藏"));
}

fn visitor_with(town: &Town, code: &Code) -> browser::Browser {
    let mut browser = browser::Browser::new(web::router(town.app.clone()));
    browser.post("/follow", form(&[("code", code.shown())]));
    browser
}

#[test]
fn a_browser_that_has_the_old_photo_asks_and_gets_the_new_one() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (_, photo, ..) = reported(&town);
    let [worker, community] = [town.worker, town.community].map(|it| Browser::of(&town, it));
    let path = format!("/photos/{photo}");
    let first = worker.get(&path);
    let mark = first.headers["etag"].to_str().unwrap().to_owned();
    let rule = first.headers["cache-control"].to_str().unwrap();
    assert!(rule.contains("no-cache") && !rule.contains("max-age"), "{rule}");
    let again = worker.get_with(&path, "if-none-match", &mark);
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(post(&community, photo, COVER, "0"), StatusCode::SEE_OTHER);
    let changed = worker.get_with(&path, "if-none-match", &mark);
    assert_eq!(changed.status, StatusCode::OK);
    assert!(contrast(&changed.bytes) < 60);
}

#[test]
fn the_history_is_read_by_staff_and_auditor_and_the_form_is_for_who_may() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (id, photo, code, _) = reported(&town);
    let [worker, community, auditor] =
        [town.worker, town.community, town.auditor].map(|staff| Browser::of(&town, staff));
    let path = format!("/photos/{photo}/redact");
    assert_eq!(post(&community, photo, COVER, "0"), StatusCode::SEE_OTHER);
    community.get(&format!("/photos/{photo}/original"));
    for reader in [&worker, &auditor] {
        let page = reader.get(&path).text();
        for said in ["遮挡照片", "书记", "拍到人脸", "窗口里站着人", "查看照片原图"]
        {
            assert!(page.contains(said), "{said}");
        }
        assert!(!page.contains("name=\"deed\"") && !page.contains("/original"));
        assert!(reader.get(&format!("/matters/{id}")).text().contains("遮挡照片"));
        assert_eq!(post(reader, photo, COVER, "1"), StatusCode::FORBIDDEN);
    }
    assert!(community.get(&path).text().contains("name=\"deed\""));
    let mine = visitor_with(&town, &code).get("/my");
    for said in ["遮挡了照片", "由工作人员作了遮挡", "拍到人脸"] {
        assert!(mine.text.contains(said), "{said}");
    }
    assert!(!mine.text.contains("查看照片原图") && !mine.text.contains("窗口里站着人"));
}

#[test]
fn what_is_wrong_with_a_redaction_comes_back_with_what_was_typed() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (_, photo, ..) = reported(&town);
    let community = Browser::of(&town, town.community);
    let path = format!("/photos/{photo}/redact");
    for (areas, reason, said) in [
        ("", "face", "请画出或填写"),
        ("10 20 95 5", "face", "请画出或填写"),
        ("10 20 30", "face", "请画出或填写"),
        ("10 20 30 40", "", "请选择"),
        ("10 20 30 40", "because", "请选择"),
    ] {
        let fields = [
            ("deed", "cover"),
            ("areas", areas),
            ("reason", reason),
            ("note", "留着"),
            ("edits", "0"),
        ];
        let back = community.post(&path, &fields);
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{areas} {reason}");
        let text = back.text();
        assert!(text.contains(said) && text.contains("留着") && text.contains(areas), "{said}");
    }
    let show = [("deed", "show"), ("reason", "mistake"), ("note", ""), ("edits", "0")];
    let back = community.post(&path, &show);
    assert!(back.text().contains("已经是这个状态"));
    let hide = [("deed", "hide"), ("reason", "face"), ("note", "")];
    assert_eq!(post(&community, photo, &hide, "7"), StatusCode::CONFLICT, "somebody was quicker");
}
