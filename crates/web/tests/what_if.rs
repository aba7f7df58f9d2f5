//! The page and the operation of a what-if: who reads it, what it shows, that a link says it all.
#[path = "what_if/office.rs"]
mod office;
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use office::personnel;
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::Town;

const RISE: &str = "/pay/what-if?since=2026-07-01&base=3500.00";

#[test]
fn an_address_shows_costs_and_counts_and_no_name() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = personnel(&town);
    let office = Browser::of(&town, office);
    assert!(office.get("/workers").says("/pay/what-if"), "the list leads there");
    let plain = office.get("/pay/what-if");
    holds_no_bare_key(&plain.text());
    assert!(plain.says("现为 3200.00") && !plain.says("全区合计"), "{}", plain.text());
    let page = office.get(RISE);
    holds_no_bare_key(&page.text());
    // Level 1 and 3: 300.00 × 2.12 more a month; six months and the reward, then all thirteen.
    for said in ["2026 年成本", "2027 年成本", "+4,452.00 元", "+8,268.00 元", "东街"] {
        assert!(page.says(said), "{said}: {}", page.text());
    }
    assert!(page.says("增加的人数") && page.says("<progress"), "{}", page.text());
    assert!(page.says("value=\"3500.00\"") && page.says("value=\"2026-07-01\""));
    assert!(!page.says("网格员") && !page.says("/workers/"), "nobody is named");
    let english = office.get(&format!("{RISE}&lang=en"));
    holds_no_bare_key(&english.text());
    assert!(english.says("Cost of 2027") && english.says("+CNY 8,268.00"), "{}", english.text());
}

#[test]
fn what_does_not_fit_comes_back_at_its_field() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = personnel(&town);
    let office = Browser::of(&town, office);
    for (query, said) in [
        ("base=3500", "请填写"),
        ("since=2026-07-01&base=1.005", "请填金额"),
        ("since=2026-07-01&base=%3Cscript%3E", "请填金额"),
        ("since=2026-07-01&base_percent=120", "请填 0 到 100 的整数"),
        ("since=2026-07-01&factor_chief=0.00001", "最多四位小数"),
        ("since=2026-07-01&places=5000", "0 到 1000"),
        ("since=2026-07-01&reward_basic=3", "考核更好的反而更少"),
        ("since=2026-07-01&factor_clerk=1.5", "系数表不再随"),
        ("since=2018-07-01&base=3500", "这一天没有政策值"),
        ("since=2026-13-01&base=3500", "日期"),
    ] {
        let page = office.get(&format!("/pay/what-if?{query}"));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        holds_no_bare_key(&page.text());
        assert!(page.says(said), "{query}: {}", page.text());
        assert!(!page.says("全区合计") && !page.says("<script>"), "{query}");
    }
}

#[test]
fn only_those_who_read_all_pay_open_it() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    personnel(&town);
    assert_eq!(Browser::of(&town, town.auditor).get(RISE).status, StatusCode::OK);
    for staff in [town.worker, town.street, town.community, town.district, town.security] {
        let browser = Browser::of(&town, staff);
        assert_eq!(browser.get(RISE).status, StatusCode::FORBIDDEN);
    }
}
