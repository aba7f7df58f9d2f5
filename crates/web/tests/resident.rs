//! The public pages, from a report to its rating, and what they refuse.
#[path = "resident/browser.rs"]
mod browser;
#[path = "resident/reporting.rs"]
mod reporting;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter::{self, Solve, Triage};
use app::secret::Code;
use axum::http::StatusCode;
use base::MatterId;
use browser::{Browser, form, multipart};
use grid::matter::{Ending, Sort, Weight};
use reporting::{WORDS, open, right, stored, with};
use town::{HERE, Town, clause, words};

#[test]
fn a_report_leads_to_a_slip_with_the_code_and_on_to_the_reporters_page() {
    let (_fresh, _town, mut browser) = open();
    let sent = browser.post("/report", form(&right()));
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/report/slip"));
    let cookie = sent.cookie("jieli_slip");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    let slip = browser.get("/report/slip");
    let code = slip.between("<strong>", "</strong>");
    assert!(Code::parse(&code).is_some(), "{code}");
    for said in ["甲社区", "到期前解决", "按值守时间计", "/policy/grid.deadline.general"]
    {
        assert!(slip.text.contains(said), "{said}");
    }
    assert!(!slip.text.contains("书记") && !slip.text.contains("网格长</dd>"), "no person");
    let followed = browser.post("/follow", form(&[("code", code.to_lowercase())]));
    assert_eq!((followed.status, followed.location()), (StatusCode::SEE_OTHER, "/my"));
    let my = browser.get("/my");
    for said in [WORDS, "正在判断轻重", "data-due", "已加密保存"] {
        assert!(my.text.contains(said), "{said}");
    }
    assert!(!my.text.contains("13800001234"), "the contact is sealed");
    let left = browser.post("/my/leave", form(&[]));
    assert!(left.cookie("jieli_code").contains("Max-Age=0"));
    assert_eq!(browser.get("/my").location(), "/follow");
}

#[test]
fn what_cannot_be_taken_comes_back_in_the_form_and_nothing_is_stored() {
    let (_fresh, town, mut browser) = open();
    for (fields, said) in [
        (with("what", ""), "请填写这一项"),
        (with("what", &"长".repeat(4001)), "最多 4000 字，现在 4001 字"),
        (with("what", "a\u{7}b"), "控制字符"),
        (with("category", ""), "请选择一项"),
        (with("category", "no_such"), "请选择一项"),
        (with("lon", "121.0"), "不在本区的网格内"),
        (with("lon", "NaN"), "位置不完整"),
        (with("lon", "500"), "位置不完整"),
        (with("lat", ""), "位置不完整"),
        (with("community", "x"), "无法识别"),
        (with("contact", &"1".repeat(101)), "最多 100 字"),
        (with("address", &"路".repeat(201)), "最多 200 字"),
        (vec![("what", WORDS.to_owned()), ("category", "other".to_owned())], "选择所在社区"),
        (vec![], "请填写这一项"),
    ] {
        let back = browser.post("/report", form(&fields));
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(back.text.contains(said), "{said}");
        assert!(back.text.contains("error-summary"), "{said}");
    }
    let unknown = vec![
        ("what", WORDS.to_owned()),
        ("category", "other".to_owned()),
        ("community", "7".to_owned()),
    ];
    let back = browser.post("/report", form(&unknown));
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains(WORDS), "what was typed is still there");
    assert_eq!(stored(&town), 0);
}

#[test]
fn photos_are_looked_into_and_what_is_none_is_refused_beside_the_words() {
    let (_fresh, town, mut browser) = open();
    let fake = [b"GIF89a not a photo at all".to_vec()];
    let back = browser.post("/report", multipart(&right(), &fake));
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains("不是能识别的照片") && back.text.contains(WORDS));
    let many: Vec<Vec<u8>> = (0..7).map(|_| browser::png()).collect();
    let back = browser.post("/report", multipart(&right(), &many));
    assert!(back.text.contains("照片最多 6 张"));
    let huge = [vec![0; 17 * 1024 * 1024]];
    let back = browser.post("/report", multipart(&right(), &huge));
    assert_eq!(back.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(back.text.contains("照片总共太大"));
    assert_eq!(stored(&town), 0);

    let sent = browser.post("/report", multipart(&right(), &many[..1]));
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let code = browser.get("/report/slip").between("<strong>", "</strong>");
    browser.post("/follow", form(&[("code", code)]));
    let path = format!("/my/photos/{}", browser.get("/my").between("src=\"/my/photos/", "\""));
    let photo = browser.get(&path);
    assert_eq!(photo.header("content-type"), "image/jpeg");
    let mut other = Browser::new(web::router(town.app.clone()));
    assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND);
}

#[test]
fn every_wrong_code_has_the_same_answer() {
    let (_fresh, _town, mut browser) = open();
    for code in ["", "01ABC-DEFGH", "nonsense", "查询码", "01ABC-DEFGH-01ABC"] {
        let back = browser.post("/follow", form(&[("code", code.to_owned())]));
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        let said = if code.is_empty() { "请填写" } else { "没有找到这个查询码" };
        assert!(back.text.contains(said) && back.cookies().is_empty(), "{code}");
    }
    assert_eq!(browser.get("/my/photos/1").status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/report/slip").location(), "/follow?slip=gone");
}

/// Sorted by the leader, handled by the worker, checked and told by the community.
fn close(town: &Town, id: MatterId, ending: Ending) {
    let sorting = Triage {
        category: "street_light".into(),
        weight: Weight::General,
        sort: Sort::Public,
        ground: "public_asset".into(),
        reason: None,
        assign: Some(town.worker.post),
    };
    let basis = (ending == Ending::Cannot).then(|| clause("条例第九条"));
    let result = Solve { ending, words: words("看过了"), basis };
    town.act(town.leader, move |cx, asker| matter::triage(cx, asker, id, &sorting)).unwrap();
    town.act(town.worker, move |cx, asker| matter::solve(cx, asker, id, &result)).unwrap();
    let seen = |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker, id| {
        matter::check(cx, asker, id, true, &words("到场看过"))
    };
    town.act(town.community, move |cx, asker| seen(cx, asker, id)).unwrap();
    town.act(town.community, move |cx, asker| matter::feedback(cx, asker, id, &words("已告知")))
        .unwrap();
}

#[test]
fn a_refusal_names_unit_and_clause_and_may_be_rated_reopened_and_appealed() {
    let (_fresh, town, mut browser) = open();
    let (receipt, code) = town.resident_reports("street_light", WORDS);
    browser.post("/follow", form(&[("code", code.shown())]));
    let early = browser.post("/my/reopen", form(&[("again", "还是不亮".to_owned())]));
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text.contains("办结后才能"));
    close(&town, receipt.id, Ending::Cannot);
    let my = browser.get("/my");
    for said in ["答复：不能办理", "依据：条例第九条", "未能办理", "评价结果", "要求重办", "申诉"]
    {
        assert!(my.text.contains(said), "{said}");
    }
    let wrong = browser.post("/my/rate", form(&[("stars", "9".into()), ("says", "x".into())]));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rating = [("stars", "1".to_owned()), ("says", "unsolved".to_owned())];
    assert_eq!(browser.post("/my/rate", form(&rating)).location(), "/my?done=rated");
    let twice = browser.post("/my/rate", form(&rating));
    assert!(twice.text.contains("已经评价过"));
    let done = browser.get("/my?done=rated");
    assert!(done.text.contains("toast") && done.text.contains("没解决"));
    assert!(!browser.get("/my?done=%3Cb%3E").text.contains("toast"));
    let why = [("contest", "灯在路上，不是我家的事".to_owned())];
    assert_eq!(browser.post("/my/appeal", form(&why)).location(), "/my?done=appealed");
    assert!(browser.get("/my").text.contains("正在复核"));
}

#[test]
fn the_board_and_the_maps_points_show_no_words_and_no_hidden_kinds() {
    let (_fresh, town, mut browser) = open();
    town.resident_reports("street_light", WORDS);
    town.resident_reports("relief", "家里困难");
    let board = browser.get("/board");
    assert!(board.text.contains("路灯") && board.text.contains("甲社区"));
    assert!(!board.text.contains(WORDS) && !board.text.contains("困难救助"));
    let elsewhere = browser.get(&format!("/board?community={}", town.communities[1]));
    assert!(elsewhere.text.contains("还没有公示的事项"));
    assert_eq!(browser.get("/board?before=x").status, StatusCode::BAD_REQUEST);
    let points = browser.get("/map/matters.geojson");
    assert!(!points.text.contains(WORDS) && !points.text.contains(&HERE.lon.to_string()));
    let read: serde_json::Value = serde_json::from_str(&points.text).unwrap();
    assert_eq!(read["features"].as_array().unwrap().len(), 1);
    let home = browser.get("/");
    assert!(home.text.contains("/report") && home.text.contains("tel:119"));
}

#[test]
fn the_board_pages_back_without_missing_or_repeating_any() {
    let (_fresh, town, mut browser) = open();
    for n in 0..matter::PAGE + 5 {
        town.resident_reports("street_light", &format!("{WORDS} {n}"));
    }
    let (mut seen, mut path) = (Vec::new(), "/board".to_owned());
    loop {
        let page = browser.get(&path);
        seen.extend(page.all("href=\"/board/", "\""));
        match page.text.contains("rel=\"next\"") {
            true => path = page.between_last("href=\"/board?", "\" rel=\"next\""),
            false => break,
        }
        path = format!("/board?{path}");
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (matter::PAGE as usize + 5, matter::PAGE as usize + 5));
}

#[test]
fn the_map_comes_with_its_etag_and_lists_down_to_the_grids() {
    let (_fresh, town, mut browser) = open();
    let map = browser.get("/map/grids.geojson");
    assert_eq!(map.header("content-type"), "application/geo+json");
    let again = browser.get_with("/map/grids.geojson", "if-none-match", &map.header("etag"));
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let whole = browser.get("/map");
    assert!(whole.text.contains("东街") && whole.text.contains("4 个网格"));
    let street = browser.get(&format!("/map?unit={}", town.street_unit));
    assert!(street.text.contains("甲社区") && street.text.contains("乙社区"));
    let community = browser.get(&format!("/map?unit={}", town.communities[0]));
    for said in ["G1", "居民小区", "400", "党小组", "网格长"] {
        assert!(community.text.contains(said), "{said}");
    }
    assert_eq!(browser.get("/map?unit=1").status, StatusCode::NOT_FOUND);
    let here = format!("/map/find?lon={}&lat={}", HERE.lon, HERE.lat);
    assert!(browser.get(&here).text.contains("G1"));
    let json = browser.get_with(&here, "accept", "application/json");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json.text).unwrap()["grid"]["code"],
        "G1"
    );
    assert!(browser.get("/map/find?lon=121&lat=31").text.contains("不在本区"));
    let wrong = browser.get("/map/find?lon=x&lat=31");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.get("/map/find").status, StatusCode::OK);
}

#[test]
fn what_may_be_the_same_is_suggested_without_its_words() {
    let (_fresh, town, mut browser) = open();
    let (receipt, _) = town.resident_reports("street_light", WORDS);
    let asked =
        format!("/report/nearby?lon={}&lat={}&category=street_light&q=x", HERE.lon, HERE.lat);
    let part = browser.get(&asked);
    assert!(part.text.contains(&receipt.number) && !part.text.contains(WORDS));
    for path in ["/report/nearby", "/report/nearby?lon=x&lat=y", "/report/nearby?lon=1&lat=1"] {
        let none = browser.get(path);
        assert_eq!((none.status, none.text.trim()), (StatusCode::OK, ""), "{path}");
    }
}

#[test]
fn a_danger_is_told_on_the_form_before_anything_is_sent() {
    let (_fresh, _town, mut browser) = open();
    for (lang, said) in [("zh", "请立即拨打119"), ("en", "Call 119 now")] {
        browser.speak(lang);
        assert!(browser.get("/report").text.contains(said), "{lang}");
    }
}
