//! What the form of a report keeps, what stops it, and what anybody may see of a matter.
#[path = "resident/browser.rs"]
mod browser;
#[path = "resident/reporting.rs"]
mod reporting;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter;
use axum::http::StatusCode;
use browser::{form, multipart};
use grid::matter::Ending;
use reporting::{WORDS, open, right, stored, with};
use town::{HERE, deeds};

/// The hidden field of a photo that the page carries.
fn kept(page: &browser::Page) -> Vec<(&'static str, String)> {
    page.all("name=\"kept\" value=\"", "\"").into_iter().map(|photo| ("kept", photo)).collect()
}

#[test]
fn nothing_typed_and_no_photo_is_lost_when_a_form_comes_back() {
    let (_fresh, town, mut browser) = open();
    let photo = [browser::png()];
    // Three refusals one after another: a field, another photo that is none, a place outside.
    let back = browser.post("/report", multipart(&with("category", ""), &photo));
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains(WORDS) && back.text.contains("data:image/jpeg;base64,"));
    let carried = kept(&back);
    assert_eq!(carried.len(), 1);
    let fields = [right(), carried.clone()].concat();
    let back = browser.post("/report", multipart(&fields, &[b"GIF89a no photo".to_vec()]));
    assert!(back.text.contains("不是能识别的照片"));
    assert_eq!(kept(&back).len(), 1, "the good one stays");
    let fields = [with("lon", "121"), kept(&back)].concat();
    let back = browser.post("/report", multipart(&fields, &photo));
    assert_eq!(kept(&back).len(), 2, "and the new one with it");
    assert_eq!(stored(&town), 0);

    let mut fields = [right(), kept(&back)].concat();
    fields.push(("drop", "0".to_owned()));
    let sent = browser.post("/report", multipart(&fields, &[]));
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let code = browser.get("/report/slip").between("<strong>", "</strong>");
    browser.post("/follow", form(&[("code", code)]));
    assert_eq!(browser.get("/my").all("<img class=\"photo\"", ">").len(), 1, "one was left out");
}

#[test]
fn what_is_carried_back_is_judged_like_any_upload() {
    let (_fresh, town, mut browser) = open();
    let many: Vec<(&str, String)> = (0..3).map(|_| ("kept", "bm8gcGhvdG8=".to_owned())).collect();
    let nonsense = [right(), many, vec![("kept", "%%%".to_owned())]].concat();
    let sent = browser.post("/report", multipart(&nonsense, &[]));
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(stored(&town), 1);
    let page = town.act(town.auditor, |cx, asker| {
        let list = matter::list(cx, asker, &matter::Filter::default(), None, None, 1)?;
        matter::page(cx, asker, list.rows[0].0.id)
    });
    assert!(page.unwrap().photos.is_empty());
}

#[test]
fn a_photo_comes_first_or_the_words_as_the_reporter_likes() {
    let (_fresh, _town, mut browser) = open();
    let order = |page: &browser::Page| {
        page.text.find("id=\"photo\"").unwrap() < page.text.find("id=\"what\"").unwrap()
    };
    assert!(order(&browser.get("/report")));
    assert!(order(&browser.get("/report?first=photo")));
    assert!(!order(&browser.get("/report?first=words")));
    let mut wrong = with("category", "");
    wrong.push(("first", "words".to_owned()));
    assert!(!order(&browser.post("/report", multipart(&wrong, &[]))), "it stays so");
    let home = browser.get("/");
    assert!(home.text.contains("拍照反映") && home.text.contains("/report?first=words"));
}

#[test]
fn a_danger_that_stops_is_not_taken_in_and_says_whom_to_call() {
    let (_fresh, town, mut browser) = open();
    for (category, what, call) in [
        ("fire", "二楼窗户着火了", "119"),
        ("gas", "楼道里还在漏", "119"),
        ("street_light", "路灯下有人没有呼吸", "120"),
    ] {
        let mut fields = with("category", category);
        fields.retain(|(name, _)| *name != "what");
        fields.push(("what", what.to_owned()));
        for heeded in [vec![], vec![("heeded", "burning leaking life fire gas".to_owned())]] {
            let sent = [fields.clone(), heeded].concat();
            let back = browser.post("/report", multipart(&sent, &[browser::png()]));
            assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert!(back.text.contains(&format!("tel:{call}")), "{what}");
            assert!(back.text.contains("没有提交") && back.text.contains(what), "{what}");
            assert_eq!(kept(&back).len(), 1, "{what}");
        }
    }
    assert_eq!(stored(&town), 0);
}

#[test]
fn a_danger_that_warns_is_read_once_and_then_taken_in() {
    let (_fresh, town, mut browser) = open();
    for (lang, said, go) in [("zh", "还没有提交", "继续提交"), ("en", "not sent yet", "send")]
    {
        browser.speak(lang);
        let fields = with("category", "fire");
        let back = browser.post("/report", form(&fields));
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        for text in [said, go, "tel:119", WORDS] {
            assert!(back.text.contains(text), "{text}");
        }
        let heeded = back.between("name=\"heeded\" value=\"", "\"");
        assert_eq!(heeded, "fire");
        let sent = [fields, vec![("heeded", heeded)]].concat();
        assert_eq!(browser.post("/report", form(&sent)).status, StatusCode::SEE_OTHER);
    }
    assert_eq!(stored(&town), 2);
    let part = browser.get("/report/nearby?category=gas&q=x");
    assert!(part.text.contains("tel:119"), "told while somebody still writes");
}

#[test]
fn a_public_matter_has_a_page_with_an_honest_sentence() {
    let (_fresh, town, mut browser) = open();
    let (receipt, code) = town.resident_reports("street_light", WORDS);
    let path = format!("/board/{}", receipt.number);
    let page = browser.get(&path);
    assert!(page.text.contains("已收到") && page.text.contains("甲社区"));
    for never in [WORDS, "13800001234", "网格长", "/my/photos"] {
        assert!(!page.text.contains(never), "{never}");
    }
    deeds::assigned(&town, receipt.id, town.worker);
    deeds::solve(&town, town.worker, receipt.id, Ending::Cannot).unwrap();
    deeds::check(&town, town.community, receipt.id, true).unwrap();
    deeds::feedback(&town, town.community, receipt.id).unwrap();
    let page = browser.get(&path);
    assert!(page.text.contains("不能办理，没有解决") && !page.text.contains("已解决"));
    browser.post("/follow", form(&[("code", code.shown())]));
    let my = browser.get("/my");
    assert!(my.text.contains("决定不能办理，问题没有解决") && !my.text.contains("notice-good"));
    let (hidden, _) = town.resident_reports("relief", "家里困难");
    assert_eq!(browser.get(&format!("/board/{}", hidden.number)).status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/board/nothing").status, StatusCode::NOT_FOUND);
    assert!(browser.get("/board").text.contains(&path), "the board leads there");
    let asked = format!("/report/nearby?lon={}&lat={}&category=street_light", HERE.lon, HERE.lat);
    let (open, _) = town.resident_reports("street_light", WORDS);
    let part = browser.get(&asked);
    assert!(part.text.contains(&format!("/board/{}", open.number)));
    assert!(!part.text.contains("/alerts?matter="), "nothing is offered that does not work");
}
