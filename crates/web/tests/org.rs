//! The organisation and its accounts over HTTP.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use staff::Browser;
use store::testing::Fresh;
use town::Town;

#[test]
fn the_tree_leads_to_units_posts_and_people() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let auditor = Browser::of(&town, town.auditor);
    let tree = auditor.get("/org");
    for said in ["城管局", "东街", "甲社区", "乙社区"] {
        assert!(tree.says(said), "{said}");
    }
    assert!(!tree.says("form=unit"), "who may not edit is offered no form");
    let unit = auditor.get(&format!("/org/units/{}", town.street_unit));
    assert!(unit.says("今日在岗") && unit.says(&format!("/org/posts/{}", town.street.post)));
    let post = auditor.get(&format!("/org/posts/{}", town.street.post));
    assert!(post.says("试任〔2024〕1号") && post.says("A岗"));
    let person = auditor.get(&format!("/org/people/{}", town.street.person));
    assert!(person.says("东街 · 街道") && !person.says("请假和外出"));
    assert!(auditor.get("/org/people?q=%E4%B9%A6").says("书记"));
}

#[test]
fn a_unit_a_post_a_person_and_an_appointment_are_made_and_ended() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let guard = Browser::of(&town, town.security);
    let parent = town.street_unit.to_string();
    let office = [
        ("parent", parent.as_str()),
        ("kind", "office"),
        ("name_zh", "党建办"),
        ("since", "2026-03-02"),
    ];
    let unit = guard.post("/org/units", &office).to().replace("?done=added", "");
    let post = [("role", "street"), ("title_zh", "主任"), ("part_time", "on"), ("sent_by", "街道")];
    assert_eq!(guard.post(&format!("{unit}/posts"), &post).to(), format!("{unit}?done=post"));
    let page = guard.get(&unit).text();
    assert!(page.contains("无人在岗") && page.contains("兼职") && page.contains("街道派出"));
    let post = page.split("/org/posts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let person = guard.post("/org/people", &[("name_zh", "林知夏")]).to();
    guard.post("/org/people", &[("name_zh", "林知夏")]).to();
    let appoint = format!("/org/posts/{post}/appoint");
    let order = |name, person, number| {
        [
            ("name", name),
            ("person", person),
            ("since", "2026-03-02"),
            ("order_no", number),
            ("deputy_rank", "0"),
        ]
    };
    for (name, number, said) in [
        ("查无此人", "一号", "没有找到对应的内容"),
        ("林知夏", "一号", "有同名的人"),
        ("林知夏", "", "请填写这一项"),
    ] {
        let answer = guard.post(&appoint, &order(name, "", number));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.says(said), "{said}");
        assert!(answer.says(&format!("value=\"{name}\"")), "what was typed stays");
    }
    let id = person.replace("/org/people/", "").replace("?done=person", "");
    let made = guard.post(&appoint, &order("林知夏", &id, "东任〔2026〕3号"));
    assert_eq!(made.to(), format!("/org/posts/{post}?done=appointed"));
    assert!(guard.get(&unit).says("林知夏"));
    let end = guard.post(&format!("{unit}/end"), &[("until", "2026-03-09")]);
    assert!(end.says("这个单位下面还有单位或在任人员"));
}

#[test]
fn an_absence_is_recorded_by_those_in_charge_and_by_oneself() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (worker, person) = (Browser::of(&town, town.worker), town.worker.person);
    let away = format!("/org/people/{person}/absences");
    let late = worker.post(&away, &[("since", "2026-03-02"), ("until", "2026-03-01")]);
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.says("结束不能早于开始"));
    worker.post(&away, &[("since", "2026-03-02"), ("until", "2026-03-04")]).to();
    let community = Browser::of(&town, town.community);
    assert!(community.get(&format!("/org/people/{person}")).says("请假中"));
    let other = Browser::of(&town, town.other_community);
    let refused = other.post(&away, &[("since", "2026-03-02"), ("until", "2026-03-04")]);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[test]
fn a_first_password_is_shown_once_and_nobody_handles_their_own_account() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let guard = Browser::of(&town, town.security);
    let opened = guard.post("/accounts", &[("name", "区中心"), ("login", "centre")]);
    assert_eq!(opened.status, StatusCode::OK);
    assert!(opened.says("只显示这一次") && opened.says("centre"));
    assert!(guard.post("/accounts", &[("name", "区中心"), ("login", "again")]).says("已有账号"));
    assert!(guard.get("/accounts").says("centre"));
    let person = town.district.person;
    assert_eq!(guard.post(&format!("/accounts/{person}/close"), &[]).to(), "/accounts?done=closed");
    assert!(guard.get("/accounts").says("已停用"));
    let own = guard.post(&format!("/accounts/{}/reset", town.security.person), &[]);
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let street = Browser::of(&town, town.street);
    assert_eq!(street.get("/accounts").status, StatusCode::FORBIDDEN);
}
