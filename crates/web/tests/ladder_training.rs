//! Pages of training, courses, quotas and the growth channel over HTTP; and the same over the API.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use serde_json::{Value, json};
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::{Staff, Town};

/// Enters somebody as a clerk since the first of the year; gives the address of the record.
fn enter(town: &Town, office: &Browser, who: Staff) -> String {
    let (person, community) = (who.person.to_string(), town.communities[0].to_string());
    let fields = [
        ("person", &*person),
        ("community", &*community),
        ("tenure", "hired"),
        ("kind", "clerk"),
        ("level", ""),
        ("since", "2026-01-01"),
        ("order_no", "街组〔2026〕1号"),
    ];
    office.post("/workers", &fields).to().split('?').next().unwrap().to_owned()
}

/// A session of the street; gives its address.
fn plan(town: &Town, street: &Browser, [last_day, days]: [&str; 2]) -> String {
    let unit = town.street_unit.to_string();
    let fields = [
        ("organiser", &*unit),
        ("kind", "initial"),
        ("title", "新任干事班"),
        ("topics", "职业道德\n群众工作"),
        ("place", "街道党校"),
        ("first_day", "2026-03-02"),
        ("last_day", last_day),
        ("days", days),
        ("capacity", "20"),
    ];
    street.post("/training", &fields).to().split('?').next().unwrap().to_owned()
}

#[test]
fn a_street_plans_invites_from_the_list_and_signs_and_the_worker_sees_it() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    let record = enter(&town, &office, town.worker);
    let street = Browser::of(&town, town.street);
    assert!(street.get("/training").says("还没有班次"));
    let session = plan(&town, &street, ["2026-03-03", "1.5"]);
    let owed = street.get("/training/owed");
    holds_no_bare_key(&owed.text());
    assert!(owed.says("2026 年应训清单") && owed.says("网格员") && owed.says("新任干事班"));
    let (id, person) = (session.rsplit('/').next().unwrap(), town.worker.person.to_string());
    let none = street.post("/training/owed", &[("session", id)]);
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&none.text());
    let fields = [("session", id), ("person", &*person)];
    assert!(street.post("/training/owed", &fields).to().ends_with("done=invite"));
    let worker = Browser::of(&town, town.worker);
    let own = worker.get("/training/own").to();
    assert_eq!(own, format!("{record}/training"));
    let page = worker.get(&own);
    holds_no_bare_key(&page.text());
    assert!(page.says("已邀请") && page.says("应 3 天，已签认 0 天，还差 3 天"), "{}", page.text());
    assert_eq!(worker.get(&session).status, StatusCode::NOT_FOUND, "the organiser's page");
    let halves = format!("halves_{person}");
    let signed = [("person", &*person), (&*halves, "3")];
    let early = street.post(&format!("{session}/sign"), &signed);
    assert!(early.says("结束后再签认"), "{}", early.text());
    let session = plan(&town, &street, ["2026-03-02", "1"]);
    let fields = [("session", session.rsplit('/').next().unwrap()), ("person", &*person)];
    street.post("/training/owed", &fields).to();
    let over = street.get(&session);
    holds_no_bare_key(&over.text());
    assert!(over.says("逐人核对后签认") && over.says("未参加"));
    let signed = [("person", &*person), (&*halves, "2")];
    assert!(street.post(&format!("{session}/sign"), &signed).to().ends_with("done=sign"));
    let page = worker.get(&own);
    assert!(page.says("已签认 1 天，还差 2 天"), "{}", page.text());
    assert!(page.says("/policy/ladder.training.yearly?on=2019-01-01"), "each has its basis");
    let english = worker.get(&format!("{own}?lang=en"));
    holds_no_bare_key(&english.text());
    assert!(english.says("3 days due, 1 signed, 2 left"));
    let audit = Browser::of(&town, town.auditor).get("/audit");
    assert!(audit.says("签认培训") && audit.says("开设班次"));
}

#[test]
fn a_course_is_read_by_everybody_and_confirmed_by_a_worker() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    let record = enter(&town, &office, town.worker);
    let form = office.get("/courses/new");
    holds_no_bare_key(&form.text());
    assert!(form.says("最多 6 个专题") && form.says("专题 6") && !form.says("专题 7"));
    let empty = office.post("/courses", &[("organiser", "district"), ("title", "入门")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("organiser", "district"),
        ("title", "入门"),
        ("since", "2026-03-01"),
        ("topic_1", "群众工作"),
        ("body_1", "先听，再记。<script>"),
        ("topic_2", "更多"),
        ("link_2", "https://example.org/a?b=1&c=2"),
    ];
    let course = office.post("/courses", &fields).to().split('?').next().unwrap().to_owned();
    let worker = Browser::of(&town, town.worker);
    assert!(worker.get(&format!("{record}/training")).says("入门"));
    let page = worker.get(&course);
    holds_no_bare_key(&page.text());
    assert!(page.says("我已学完") && page.says("&lt;script&gt;") || page.says("&#60;script"));
    assert!(page.says(r#"href="https://example.org/a?b=1"#), "{}", page.text());
    worker.post(&format!("{course}/confirm"), &[]).to();
    assert!(worker.get(&course).says("3月2日已确认学完"));
    assert!(office.get("/courses").says("入门") && office.get(&course).says("已有 1 人确认"));
    let leader = Browser::of(&town, town.leader);
    let read = leader.get(&course);
    assert!(read.says("群众工作") && !read.says("我已学完") && !read.says("人确认"));
    let refused = leader.post(&format!("{course}/confirm"), &[]);
    assert!(refused.says("没有对您开设"), "{}", refused.text());
}

#[test]
fn the_personnel_office_begins_at_quota_against_actual() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    enter(&town, &office, town.worker);
    let page = office.get("/quotas?form=set");
    holds_no_bare_key(&page.text());
    assert!(page.says("员额与在岗") && page.says("东街\t-\t-\t-\t-"), "{}", page.text());
    let with = |lines: &str| {
        let fields = [("since", "2026-01-01"), ("order_no", "编1号"), ("quotas", lines)];
        office.post("/quotas", &fields)
    };
    for lines in ["东街 1 2 3", "北街 1 2 3 4", "东街 1 2 x 4"] {
        let again = with(lines);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.says("第 1 行看不懂") && again.says(lines), "{lines}");
    }
    assert_eq!(with("东街，1，5，2，1").to(), "/quotas?done=set");
    let street = Browser::of(&town, town.street);
    let own = street.get("/quotas");
    assert!(own.says("1 / 1") && own.says("0 / 5") && !own.says("form=set"), "{}", own.text());
    assert_eq!(Browser::of(&town, town.community).get("/quotas").status, StatusCode::FORBIDDEN);
    let second = town.leader.person.to_string();
    let community = town.communities[0].to_string();
    let fields = [
        ("q", "网格"),
        ("person", &*second),
        ("community", &*community),
        ("tenure", "hired"),
        ("kind", "clerk"),
        ("level", ""),
        ("since", "2026-03-01"),
        ("order_no", "2号"),
    ];
    let full = office.post("/workers", &fields);
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(full.says("没有空额"), "{}", full.text());
    let english = office.get("/quotas?form=set&lang=en");
    holds_no_bare_key(&english.text());
    assert!(english.says("Quota and actual"));
}

#[test]
fn a_record_holds_contract_absence_title_and_why_somebody_left() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    let record = enter(&town, &office, town.worker);
    for form in ["contract", "absence", "title", "leave"] {
        let page = office.get(&format!("{record}?form={form}"));
        holds_no_bare_key(&page.text());
        let again = office.post(&format!("{record}/{form}"), &[]);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        holds_no_bare_key(&again.text());
    }
    let note = |form: &str, fields: &[(&str, &str)]| {
        let to = office.post(&format!("{record}/{form}"), fields).to();
        let page = office.get(&to);
        holds_no_bare_key(&page.text());
        page.text()
    };
    let contract = [
        ("tenure", "hired"),
        ("since", "2026-01-01"),
        ("last_day", "2026-04-30"),
        ("order_no", "合1号"),
    ];
    let page = note("contract", &contract);
    assert!(page.contains("即将到期") && page.contains("4月30日"), "{page}");
    assert!(office.get("/workers/contracts").says("网格员"));
    let absence = [
        ("absence", "annual"),
        ("since", "2026-03-10"),
        ("last_day", "2026-03-11"),
        ("order_no", "假1号"),
    ];
    assert!(note("absence", &absence).contains("年休假"));
    let title = [
        ("title", "社会工作师"),
        ("grade", "middle"),
        ("since", "2025-12-01"),
        ("order_no", "职1号"),
    ];
    assert!(note("title", &title).contains("中级"));
    let leave = [("until", "2026-03-02"), ("reason", "resigned"), ("order_no", "离1号")];
    note("leave", &leave);
    let left = Browser::of(&town, town.street).get("/quotas/left");
    holds_no_bare_key(&left.text());
    assert!(left.says("辞职") && left.says("离1号"), "{}", left.text());
}

#[test]
fn places_are_kept_named_and_given_and_no_more() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    for who in [town.worker, town.leader] {
        enter(&town, &office, who);
    }
    let (street, year) = (town.street_unit.to_string(), "2026");
    assert!(office.get("/growth").says("还没有招录计划"));
    let places = [
        ("street", &*street),
        ("year", year),
        ("channel", "institution"),
        ("places", "5"),
        ("order_no", "计划1号"),
    ];
    let to = office.post("/growth", &places).to();
    let page = office.get(&to);
    holds_no_bare_key(&page.text());
    assert!(page.says("全年 5 个岗位，按 20% 定向 1 个"), "{}", page.text());
    let plan = page.text().split("form=").nth(2).unwrap_or_default().to_owned();
    let plan: String = plan.chars().take_while(char::is_ascii_digit).collect();
    let deed = |deed: &str, who: Staff, state: &str| {
        let person = who.person.to_string();
        let fields = [
            ("person", &*person),
            ("state", state),
            ("street", &*street),
            ("year", year),
            ("order_no", "荐1号"),
        ];
        office.post(&format!("/growth/{plan}/{deed}"), &fields)
    };
    let found = office.get(&format!("/growth?form={plan}&q=%E7%BD%91%E6%A0%BC"));
    holds_no_bare_key(&found.text());
    assert!(found.says("网格长"), "{}", found.text());
    for who in [town.worker, town.leader] {
        assert!(deed("name", who, "").to().ends_with("done=name"));
    }
    assert!(deed("decide", town.worker, "chosen").to().ends_with("done=decide"));
    let full = deed("decide", town.leader, "chosen");
    assert!(full.says("名额 1 个，已用 1 个"), "{}", full.text());
    let street_reads = Browser::of(&town, town.street).get("/growth");
    holds_no_bare_key(&street_reads.text());
    assert!(street_reads.says("已录用") && !street_reads.says("推荐人选"));
}

#[test]
fn a_program_reads_and_writes_the_same() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    enter(&town, &office, town.worker);
    let ok = |answer: staff::Answer, status: u16| -> Value {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        serde_json::from_slice(&answer.bytes).unwrap()
    };
    let (street, person) = (town.street_unit.to_string(), town.worker.person.to_string());
    let quotas = json!({ "since": "2026-01-01", "order_no": "编1号",
        "quotas": [{ "street": street, "kind": "clerk", "places": 4 }] });
    assert_eq!(ok(office.api("/api/v1/quotas", &quotas), 200)["changed"], 1);
    let board = ok(office.api_get("/api/v1/quotas"), 200);
    let clerk = &board["items"][0]["kinds"][0];
    assert_eq!((&clerk["places"], &clerk["hired"]), (&json!(4), &json!(1)));
    let plan = json!({ "street": street, "kind": "on_post", "title": "三月班", "topics": "作风",
        "first_day": "2026-03-02", "last_day": "2026-03-02", "half_days": 2, "capacity": 9 });
    let session = ok(office.api("/api/v1/training", &plan), 201);
    let at = format!("/api/v1/training/{}", session["id"].as_str().unwrap());
    let people = json!({ "people": [person] });
    assert_eq!(ok(office.api(&format!("{at}/invite"), &people), 200)["changed"], 1);
    let signed = json!({ "signed": [{ "person": person, "half_days": 2 }] });
    assert_eq!(ok(office.api(&format!("{at}/sign"), &signed), 200)["changed"], 1);
    assert_eq!(ok(office.api_get(&at), 200)["people"][0]["signed_half_days"], 2);
    let owed = ok(office.api_get("/api/v1/training/owed"), 200);
    assert_eq!(owed["items"][0]["yearly_left"], "2");
    let growth = json!({ "street": street, "year": 2026, "channel": "institution", "places": 10,
        "order_no": "计1号" });
    ok(office.api("/api/v1/growth", &growth), 200);
    let plans = ok(office.api_get("/api/v1/growth?year=2026"), 200);
    assert_eq!(plans["items"][0]["kept"], 2);
    let at = format!("/api/v1/growth/{}/name", plans["items"][0]["id"].as_str().unwrap());
    let name = json!({ "person": person, "order_no": "荐1号" });
    ok(office.api(&at, &name), 200);
    let contract = json!({ "kind": "hired", "since": "2026-01-01", "order_no": "合1号" });
    ok(office.api(&format!("/api/v1/workers/{person}/contract"), &contract), 200);
    let terms = ok(office.api_get(&format!("/api/v1/workers/{person}/terms")), 200);
    assert_eq!(terms["contracts"][0]["until"], Value::Null);
    ok(office.api_get("/api/v1/courses"), 200);
    ok(office.api_get("/api/v1/quotas/left"), 200);
    let worker = Browser::of(&town, town.worker);
    assert_eq!(worker.api_get("/api/v1/quotas").status, StatusCode::FORBIDDEN);
    ok(worker.api_get(&format!("/api/v1/workers/{person}/terms")), 200);
}
