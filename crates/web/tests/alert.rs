//! The pages of alerts: asked for, confirmed by the link, ended by one press; the same answer always.
#[path = "resident/browser.rs"]
mod browser;
#[path = "../../send/tests/there/mod.rs"]
mod there;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use browser::{Browser, form};
use store::testing::Fresh;
use there::{Smtp, settings};
use tokio::runtime::Runtime;
use tower::ServiceExt;
use town::{HERE, Town};

fn open(domains: &str) -> (Fresh, Town, Browser, Smtp) {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let smtp = Smtp::start();
    let text = format!("{}alert_domains = {domains}\n", settings(Some(&smtp), None, ""));
    town.app.open_outlets(send::Outlets::parse(&text).unwrap()).unwrap();
    let browser = Browser::new(web::router(town.app.clone()));
    (fresh, town, browser, smtp)
}

fn fields(area: impl ToString, mail: &str) -> Vec<(&'static str, String)> {
    vec![("area", area.to_string()), ("mail", mail.to_owned()), ("metres", "500".to_owned())]
}

/// The path of the link in the last letter.
fn link(town: &Town, smtp: &Smtp) -> String {
    Runtime::new().unwrap().block_on(app::message::sender::send_due(&town.app)).unwrap();
    let taken = smtp.taken();
    let header = taken.last().expect("a letter").header("List-Unsubscribe");
    header.trim_matches(['<', '>']).strip_prefix("https://jieli.example").unwrap().to_owned()
}

#[test]
fn an_alert_is_asked_for_confirmed_and_ended_without_account_or_cookie() {
    let (_fresh, town, mut browser, smtp) = open("[\"*\"]");
    let sent = browser.post("/alerts", form(&fields(town.communities[0], "a@home.example")));
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, "/alerts?done=sent"));
    assert!(sent.cookies().is_empty());
    assert!(browser.get("/alerts?done=sent").text.contains("请到邮箱里确认"));
    let path = link(&town, &smtp);
    let page = browser.get(&path);
    assert!(page.text.contains("还没有确认") && page.text.contains("甲社区"));
    assert!(!page.text.contains("home.example"), "the address is shown to nobody");
    assert!(browser.get(&path).text.contains("还没有确认"), "looking changes nothing");
    let done = browser.post(&path, form(&[("do", "confirm".to_owned())]));
    assert_eq!(done.location(), format!("{path}?done=confirmed"));
    assert!(browser.get(&path).text.contains("正在提醒"));
    browser.post(&path, form(&[("do", "renew".to_owned())]));
    let ended = browser.post(&path, form(&[("do", "stop".to_owned())]));
    assert_eq!(ended.location(), "/alerts?done=stopped");
    let gone = browser.get(&path);
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.text.contains("已经没有了"));
}

#[test]
fn a_mail_program_ends_it_by_one_request_of_its_own() {
    let (_fresh, town, mut browser, smtp) = open("[\"*\"]");
    browser.post("/alerts", form(&fields(town.communities[0], "a@home.example")));
    let path = link(&town, &smtp);
    // RFC 8058: no cookie, no origin, one field, and the answer is no redirect.
    let request = Request::post(&path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"))
        .unwrap();
    let site = web::router(town.app.clone());
    let answer = Runtime::new().unwrap().block_on(site.oneshot(request)).unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(browser.get(&path).status, StatusCode::NOT_FOUND);
}

#[test]
fn every_answer_to_an_address_is_the_same() {
    let (_fresh, town, mut browser, _smtp) = open("[\"*\"]");
    let mut ask = |mail: &str| {
        let page = browser.post("/alerts", form(&fields(town.communities[0], mail)));
        (page.status, page.location().to_owned(), page.text.clone())
    };
    let first = ask("a@home.example");
    assert_eq!(ask("a@home.example"), first, "known");
    assert_eq!(ask("b@home.example"), first, "new");
}

#[test]
fn what_is_wrong_comes_back_in_the_form_with_what_was_typed() {
    let (_fresh, town, mut browser, _smtp) = open("[\"home.example\"]");
    let here = |metres: &str| {
        vec![
            ("lon", HERE.lon.to_string()),
            ("lat", HERE.lat.to_string()),
            ("metres", metres.to_owned()),
            ("mail", "a@home.example".to_owned()),
        ]
    };
    let (receipt, _) = town.resident_reports("street_light", "路灯不亮");
    for (sent, said) in [
        (fields("", "a@home.example"), "请选一个街道或社区"),
        (fields(town.communities[0], "a@else.example"), "不能用来收提醒"),
        (fields(town.communities[0], "nonsense"), "不能用来收提醒"),
        (fields(town.communities[0], ""), "请填写"),
        (fields("1", "a@home.example"), "没有找到"),
        (here("10"), "半径不在允许的范围内"),
        (vec![("matter", "x".to_owned()), ("mail", "a@home.example".to_owned())], "没有这件公开"),
    ] {
        let back = browser.post("/alerts", form(&sent));
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(back.text.contains(said), "{said}: {}", back.text);
        let mail = sent.iter().find(|(name, _)| *name == "mail").unwrap();
        assert!(back.text.contains(&format!("value=\"{}\"", mail.1)), "{said}");
    }
    let matter = [("matter", receipt.number), ("mail", "a@home.example".to_owned())];
    for right in [here("500"), matter.to_vec()] {
        assert_eq!(browser.post("/alerts", form(&right)).location(), "/alerts?done=sent");
    }
    let grid = browser.get(&format!("/alerts?unit={}", town.grids[2]));
    assert!(grid.text.contains(&format!("value=\"{}\" selected", town.grids[2])), "a grid by link");
}

#[test]
fn without_a_way_out_the_page_says_so_and_offers_no_form() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let mut browser = Browser::new(web::router(town.app.clone()));
    let page = browser.get("/alerts");
    assert!(page.text.contains("没有开通") && !page.text.contains("name=\"mail\""));
    let sent = browser.post("/alerts", form(&fields(town.communities[0], "a@home.example")));
    assert!(sent.status.is_client_error() && sent.text.contains("没有开通"));
    for path in ["/alerts/x", "/alerts/1-00", "/alerts/1-00000000000000000000000000000000"] {
        assert_eq!(browser.get(path).status, StatusCode::NOT_FOUND, "{path}");
        let forged = browser.post(path, form(&[("do", "stop".to_owned())]));
        assert_eq!(forged.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn one_network_address_asks_a_few_times_a_minute_only() {
    let (_fresh, town, _browser, _smtp) = open("[\"*\"]");
    let site = web::router(town.app.clone());
    let runtime = Runtime::new().unwrap();
    let ask = |from: &str, at: usize| {
        let body = format!("area={}&mail=a{at}@home.example&metres=500", town.communities[0]);
        let request = Request::post("/alerts")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", from)
            .body(Body::from(body))
            .unwrap();
        runtime.block_on(site.clone().oneshot(request)).unwrap().status()
    };
    let answers: Vec<StatusCode> = (0..8).map(|at| ask("203.0.113.9", at)).collect();
    assert!(answers[..6].iter().all(|status| *status == StatusCode::SEE_OTHER), "{answers:?}");
    assert_eq!(answers[7], StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask("203.0.113.10", 9), StatusCode::SEE_OTHER);
}
