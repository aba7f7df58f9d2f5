//! The pages of those who watch: figures, orphans, audit, system.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use org::Role;
use staff::Browser;
use store::testing::Fresh;
use town::{Town, hire};

#[test]
fn figures_drill_down_and_print_their_formulas() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    town.resident_reports("litter", "路灯下有垃圾");
    let district = Browser::of(&town, town.district);
    let streets = district.get("/figures");
    assert!(streets.says("东街") && streets.says("这段时间到期并按期兑现的承诺 ÷"));
    assert!(streets.says("反映人说解决") && streets.says("经办方说解决"));
    let street =
        district.get(&format!("/figures?unit={}&from=2026-03-01&to=2026-03-31", town.street_unit));
    assert!(
        street.says("甲社区") && street.says(&format!("/figures?unit={}", town.communities[0]))
    );
    let worker = Browser::of(&town, town.worker);
    assert_eq!(worker.get("/figures").status, StatusCode::OK, "a worker sees their own grid");
    let other = format!("/figures?unit={}", town.communities[1]);
    assert_eq!(worker.get(&other).status, StatusCode::NOT_FOUND);
    for (query, said) in [
        ("from=x", "请填写日期"),
        ("from=2026-03-02&to=2026-03-01", "时段不合适"),
        ("from=2020-01-01&to=2026-01-01", "时段不合适"),
    ] {
        let answer = district.get(&format!("/figures?{query}"));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(answer.says(said), "{query}");
    }
}

#[test]
fn orphans_are_named_with_what_happened_and_an_empty_page_is_calm() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (receipt, _) = town.resident_reports("litter", "路灯下有垃圾");
    let district = Browser::of(&town, town.district);
    assert!(district.get("/orphans").says("没有无主事项"));
    for staff in [town.worker, town.leader] {
        town.absent(staff.person, "2026-03-09");
    }
    let page = district.get("/orphans");
    assert!(page.says(&receipt.number) && page.says("反映"), "{}", page.text());
    let community = Browser::of(&town, town.community);
    assert_eq!(community.get("/orphans").status, StatusCode::FORBIDDEN);
}

#[test]
fn the_history_is_read_and_verified_and_damage_is_found() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    town.resident_reports("litter", "路灯下有垃圾");
    let auditor = Browser::of(&town, town.auditor);
    let page = auditor.get("/audit");
    assert!(
        page.says("反映")
            && page.says("居民或系统")
            && page.says("rel=\"next\"") == page.says("更早")
    );
    assert!(auditor.post("/audit/verify", &[]).says("记录完整"));
    let street = Browser::of(&town, town.street);
    assert!(street.get("/audit").says("您自己的操作记录"));
    let other = format!("/audit?actor={}", town.auditor.person);
    assert_eq!(street.get(&other).status, StatusCode::FORBIDDEN);
    assert_eq!(street.post("/audit/verify", &[]).status, StatusCode::FORBIDDEN);
    fresh.tamper("UPDATE event SET detail = '{}' WHERE id = (SELECT MIN(id) FROM event)").unwrap();
    let broken = auditor.post("/audit/verify", &[]);
    assert!(broken.says("记录有损坏") && broken.says("第 1 条"));
}

#[test]
fn a_verification_goes_on_where_it_came_to_and_believes_no_other_place() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    town.resident_reports("litter", "路灯下有垃圾");
    let auditor = Browser::of(&town, town.auditor);
    let part = |tx: &mut store::Tx<'_>| {
        store::chain::verify_from(tx, store::chain::Reached::START, i64::MAX, &[])
    };
    let whole = town.app.db().read_now(part).unwrap();
    let store::chain::Step::Done(store::chain::Verdict::Intact { head, .. }) = whole else {
        panic!("{whole:?}")
    };
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let at = |seq: i64, head: &[u8]| format!("{seq}.{}.0.0", hex(head));
    let posted = |from: &str| auditor.post("/audit/verify", &[("from", from)]);
    assert!(posted(&at(head.seq, &head.head)).says("记录完整"));
    let forged = posted(&at(3, &[7; 32]));
    assert!(forged.says("记录有损坏") && forged.says("第 4 条"));
    for bad in ["x", "3", "3.00.0.0", &at(-1, &head.head)] {
        assert_eq!(posted(bad).status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[test]
fn the_history_names_what_it_is_about_and_leads_there_where_one_may_go() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let auditor = Browser::of(&town, town.auditor);
    let (receipt, _) = town.resident_reports("litter", "路灯下有垃圾");
    town.absent(town.worker.person, "2026-03-09");
    let page = auditor.get("/audit");
    let link = format!("<a href=\"/matters/{}\">{}</a>", receipt.id, receipt.number);
    assert!(page.says(&link), "the number leads to the matter");
    assert!(page.says("审计 · ") && page.says("网格员"), "a login with its person, an absence");
    let unit = format!("<a href=\"/org/units/{}\">", town.grids[0]);
    assert!(page.says(&unit), "grids were drawn");
    let administrator = hire(&town.app, town.district_unit(), Role::AuditAdmin, "审计管理");
    let page = Browser::of(&town, administrator).get("/audit");
    assert!(page.says(&receipt.number) && !page.says(&link) && !page.says(&unit));
}

#[test]
fn the_state_of_the_system_holds_numbers_and_no_matter() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (receipt, _) = town.resident_reports("litter", "路灯下有垃圾");
    let admin = hire(&town.app, town.district_unit(), Role::SystemAdmin, "系统");
    let page = Browser::of(&town, admin).get("/system");
    let current = (1..100).any(|version| page.says(&format!("{version} / {version}")));
    assert!(page.says("SQLite") && current, "the schema it has is the one it knows");
    assert!(!page.says(&receipt.number) && !page.says("垃圾"));
    assert_eq!(Browser::visitor(&town).get("/readyz").status, StatusCode::OK);
    fresh.tamper("INSERT INTO schema_version (version) VALUES (99)").unwrap();
    assert_eq!(Browser::visitor(&town).get("/readyz").status, StatusCode::SERVICE_UNAVAILABLE);
}
