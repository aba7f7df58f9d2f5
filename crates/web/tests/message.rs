//! Messages over HTTP: the bell, the list, following, reminders, and what did not go out.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::{StatusCode, header};
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::Town;

#[test]
fn the_bell_tells_of_what_came_until_it_is_opened() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let leader = Browser::of(&town, town.leader);
    assert!(!leader.get("/inbox").text().contains("data-unread"));
    let (receipt, _) = town.resident_reports("street_light", "路灯不亮");
    assert!(leader.get("/inbox").text().contains("data-unread"));
    let page = leader.get("/notices").text();
    holds_no_bare_key(&page);
    let field = page.split("name=\"notice\" value=\"").nth(1).expect("a button to open it");
    let notice = field.split('"').next().unwrap().to_owned();
    let other = Browser::of(&town, town.other_community);
    assert_eq!(other.post("/notices/open", &[("notice", &notice)]).status, StatusCode::NOT_FOUND);
    let opened = leader.post("/notices/open", &[("notice", &notice)]);
    assert_eq!(opened.headers[header::LOCATION], format!("/matters/{}", receipt.id));
    assert!(!leader.get("/inbox").text().contains("data-unread"));
    assert_eq!(leader.post("/notices/open", &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    town.resident_reports("street_light", "又坏了");
    assert_eq!(leader.post("/notices/read", &[]).status, StatusCode::SEE_OTHER);
    assert!(!leader.get("/notices").text().contains("data-unread"));
}

#[test]
fn a_matter_is_followed_from_its_page_and_a_reply_begins_with_the_template() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (receipt, _) = town.resident_reports("street_light", "路灯不亮");
    let street = Browser::of(&town, town.street);
    let path = format!("/matters/{}", receipt.id);
    assert_eq!(street.post(&format!("{path}/follow"), &[]).status, StatusCode::SEE_OTHER);
    assert!(street.get(&path).text().contains(&format!("{path}/unfollow")));
    town::deeds::assigned(&town, receipt.id, town.worker);
    let page = street.get("/notices").text();
    holds_no_bare_key(&page);
    assert!(page.contains(&receipt.number));
    town::deeds::solve(&town, town.worker, receipt.id, grid::matter::Ending::Solved).unwrap();
    town::deeds::check(&town, town.community, receipt.id, true).unwrap();
    let community = Browser::of(&town, town.community);
    let page = community.get(&format!("{path}?do=feedback")).text();
    assert!(page.contains(&format!("（{}）已修复", receipt.number)), "the draft names the matter");
}

#[test]
fn without_settings_no_mail_is_offered_and_the_outbox_says_that_nothing_leaves() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let worker = Browser::of(&town, town.worker);
    assert!(!worker.get("/notices").text().contains("/notices/mail"));
    let refused = worker.post("/notices/mail", &[("mail_address", "a@office.example")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let system = town.hire_at_district(org::Role::SystemAdmin, "系统");
    let page = Browser::of(&town, system).get("/outbox").text();
    holds_no_bare_key(&page);
    assert!(page.contains("没有配置对外发送"));
    assert_eq!(worker.get("/outbox").status, StatusCode::FORBIDDEN);
}

#[test]
fn a_reply_starts_from_the_template_that_is_picked_and_all_are_shown_by_category() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (receipt, _) = town.resident_reports("street_light", "路灯不亮");
    let path = format!("/matters/{}", receipt.id);
    town::deeds::assigned(&town, receipt.id, town.worker);
    town::deeds::solve(&town, town.worker, receipt.id, grid::matter::Ending::Solved).unwrap();
    town::deeds::check(&town, town.community, receipt.id, true).unwrap();
    let community = Browser::of(&town, town.community);
    let words = |query: &str| {
        let page = community.get(&format!("{path}?do=feedback{query}")).text();
        holds_no_bare_key(&page);
        let area = page.split("<textarea").nth(1).expect("a field for the words");
        (area.split("</textarea>").next().unwrap().to_owned(), page)
    };
    let (nearest, page) = words("");
    assert!(nearest.contains("已修复") && page.contains("draft=facility_solved"));
    let (picked, page) = words("&draft=solved");
    assert!(picked.contains("已处理好") && !picked.contains("已修复"), "{picked}");
    let chosen = page.split("draft=solved#do").nth(1).unwrap();
    assert!(chosen.starts_with("\" aria-current"), "it is the one that is here");
    let (unknown, _) = words("&draft=nothing");
    assert!(unknown.contains("已修复"), "the nearest, where there is no such one");

    let page = community.get("/replies?category=street_light").text();
    holds_no_bare_key(&page);
    for gap in ["{number}", "{category}", "{reported_on}"] {
        assert!(!page.contains(gap), "gaps are filled or named");
    }
    for text in ["设施已修复", "路灯", "（编号）", "无法办理"] {
        assert!(page.contains(text), "{text}");
    }
    let place = |text: &str| page.find(text).expect(text);
    assert!(place("设施已修复") < place("已处理好"), "the nearest first");
    assert!(!community.get("/replies?category=dumping").text().contains("设施已修复"));
    assert_eq!(community.get("/replies?category=nothing").status, StatusCode::OK);
}

#[test]
fn notices_stand_under_the_day_on_which_they_came() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    town.resident_reports("street_light", "前天");
    town.clock.advance(2 * 24 * 60);
    town.resident_reports("street_light", "今天");
    town.resident_reports("street_light", "又是今天");
    let page = Browser::of(&town, town.leader).get("/notices").text();
    holds_no_bare_key(&page);
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    assert_eq!(page.matches("class=\"inbox\"").count(), 2, "two days");
    assert!(place("又是今天") < place("前天"));
    assert!(place("今天 · 3月4日") < place("又是今天"));
    assert!(place("3月2日") < place("前天") && place("又是今天") < place("3月2日"));
}
