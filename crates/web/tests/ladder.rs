//! Pages of community workers over HTTP: from the entry to the next level, the promotions, a slip.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::Town;

/// Enters the grid worker as a clerk of level 3; gives the address of the record.
fn enter(town: &Town, office: &Browser) -> String {
    let (person, community) = (town.worker.person.to_string(), town.communities[0].to_string());
    let to = office.post(
        "/workers",
        &[
            ("q", "网格员"),
            ("person", &person),
            ("community", &community),
            ("tenure", "hired"),
            ("kind", "clerk"),
            ("level", "3"),
            ("since", "2023-01-01"),
            ("order_no", "街组〔2023〕1号"),
        ],
    );
    to.to().split('?').next().unwrap().to_owned()
}

#[test]
fn a_newcomer_is_found_by_name_entered_and_stands_in_the_list_of_the_street() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    assert!(office.get("/workers").says("还没有登记社区工作者"));
    assert!(office.get("/workers/new").says("请先查找姓名"));
    let found = office.get("/workers/new?q=%E7%BD%91%E6%A0%BC%E5%91%98");
    holds_no_bare_key(&found.text());
    assert!(found.says("网格员") && found.says("甲社区") && found.says("任职方式"));
    let record = enter(&town, &office);
    let street = Browser::of(&town, town.street);
    let list = street.get("/workers");
    holds_no_bare_key(&list.text());
    assert!(list.says("社区干事 3 级") && list.says("聘任 1 人"), "{}", list.text());
    assert!(!list.says("登记入职"), "a street reads");
    let page = street.get(&record);
    assert!(page.says("街组〔2023〕1号") && !page.says("form=place"));
    assert_eq!(Browser::of(&town, town.community).get(&record).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_worker_sees_when_the_next_level_comes_at_the_earliest_and_why() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    let record = enter(&town, &office);
    for (year, rating) in [("2023", "qualified"), ("2024", "basic")] {
        let fields = [("year", year), ("rating", rating), ("order_no", "2号")];
        assert!(office.post(&format!("{record}/rate"), &fields).to().ends_with("done=rate"));
    }
    let worker = Browser::of(&town, town.worker);
    let own = worker.get("/workers/own").to();
    assert_eq!(own, record);
    let page = worker.get(&own);
    holds_no_bare_key(&page.text());
    assert!(page.says("最早 2027年1月1日晋升为 4 级"), "{}", page.text());
    for step in [
        "2023 年考核合格，计 12 个月，累计 12 个月",
        "2024 年考核基本合格，当年不计，累计仍为 12 个月",
        "2025 年按合格推算，计 12 个月，累计 24 个月",
        "累计 36 个月，满 36 个月",
    ] {
        assert!(page.says(step), "{step}");
    }
    assert!(page.says("/policy/ladder.promotion.years?on=2019-01-01"), "each step has its basis");
    let english = worker.get(&format!("{own}?lang=en"));
    holds_no_bare_key(&english.text());
    assert!(english.says("Level 4 at the earliest on 1 Jan 2027"), "{}", english.text());
    let other = Browser::of(&town, town.leader);
    assert!(other.get("/workers/own").says("没有您的社区工作者档案"));
}

#[test]
fn a_form_that_does_not_fit_comes_back_with_what_was_typed_and_what_would_help() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    let record = enter(&town, &office);
    let fields =
        [("kind", "clerk"), ("level", "13"), ("since", "2026-03-01"), ("order_no", "我的文号")];
    let again = office.post(&format!("{record}/place"), &fields);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&again.text());
    assert!(again.says("这类岗位是 1 至 12 级，没有 13 级") && again.says("我的文号"));
    let empty = office.post(&format!("{record}/rate"), &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&empty.text());
}

#[test]
fn a_slip_says_of_every_line_how_it_comes_about() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    let record = enter(&town, &office);
    let papers = [("education", "bachelor"), ("diploma", "on"), ("since", "2015-07-01")];
    office.post(&format!("{record}/educate"), &papers).to();
    let fields = [("certificate", "social_worker"), ("since", "2020-07-01")];
    office.post(&format!("{record}/certify"), &fields).to();
    let worker = Browser::of(&town, town.worker);
    let slip = worker.get(&format!("{record}/pay?month=2026-02"));
    holds_no_bare_key(&slip.text());
    for said in [
        "2026 年 2 月工资条",
        "基数 3,200.00 元 × 系数 1.12（社区干事 3 级）",
        "应发 3,584.00 元 的 80%，按月发放",
        "2,867.20 元",
        "缺学位证书，按 0.5 计",
        "3,117.20 元",
        "/policy/ladder.coefficients?on=2019-01-01",
    ] {
        assert!(slip.says(said), "{said}: {}", slip.text());
    }
    let english = worker.get(&format!("{record}/pay?month=2026-02&lang=en"));
    holds_no_bare_key(&english.text());
    assert!(english.says("CNY 3,117.20"));
    let before = worker.get(&format!("{record}/pay?month=2022-06"));
    assert!(before.says("不在岗"));
    let long_ago = worker.get(&format!("{record}/pay?month=2010-01"));
    assert_eq!(long_ago.status, StatusCode::OK);
    holds_no_bare_key(&long_ago.text());
    let street = Browser::of(&town, town.street);
    assert_eq!(street.get(&format!("{record}/pay")).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_year_is_decided_on_one_page_by_one_order() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    let record = enter(&town, &office);
    for year in ["2023", "2024", "2025"] {
        let fields = [("year", year), ("rating", "qualified"), ("order_no", "2号")];
        office.post(&format!("{record}/rate"), &fields).to();
    }
    let page = office.get("/promotions?year=2025");
    holds_no_bare_key(&page.text());
    assert!(page.says("由 3 级晋升为 4 级，1月1日起") && page.says("同意"), "{}", page.text());
    let street_reads = Browser::of(&town, town.street).get("/promotions?year=2025");
    assert!(street_reads.says("由 3 级晋升为 4 级") && !street_reads.says("审定所选人员"));
    let (street, person) = (town.street_unit.to_string(), town.worker.person.to_string());
    let fields = [("street", &*street), ("year", "2025"), ("person", &*person), ("order_no", "")];
    let again = office.post("/promotions", &fields);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&again.text());
    let fields =
        [("street", &*street), ("year", "2025"), ("person", &*person), ("order_no", "9号")];
    let to = office.post("/promotions", &fields).to();
    let done = office.get(&to);
    assert!(done.says("已审定晋升") && done.says("已审定"), "{}", done.text());
    assert!(office.get(&record).says("9号"));
}
