//! Patrols over HTTP: one tap, a reason, a matter from a place, the places, coverage, a day's record;
//! and what no page, route, figure or table of ours may ever hold.
#[path = "patrol/never.rs"]
mod never;
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::Town;

const LANE: &[(&str, &str)] = &[
    ("name", "消防通道"),
    ("risk", "high"),
    ("work", "hazards"),
    ("opens", ""),
    ("lon", "120.0005"),
    ("lat", "30.0005"),
    ("grid", ""),
    ("address", "东门"),
    ("since", ""),
];

/// Adds a place by the form; gives its address without the question.
fn add(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let to = browser.post("/patrol/points/new", fields).to();
    to.split('?').next().unwrap().to_owned()
}

/// The form with another value in one field.
fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    LANE.iter()
        .map(|&(known, old)| if known == name { (name, value) } else { (known, old) })
        .collect()
}

#[test]
fn nothing_found_is_one_tap_and_the_list_says_so() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (community, worker) = (Browser::of(&town, town.community), Browser::of(&town, town.worker));
    assert!(worker.get("/patrol").says("今天没有要巡查的点"));
    let lane = add(&community, LANE);
    let list = worker.get("/patrol");
    holds_no_bare_key(&list.text());
    assert!(list.says("消防通道") && list.says("没发现问题") && list.says("还剩"));
    assert_eq!(list.text().matches(&format!("{lane}/clear")).count(), 1, "one button, one tap");
    assert!(!list.says("type=\"file\"") && !list.says("data-locate"), "no photo, no position");
    let to = worker.post(&format!("{lane}/clear"), &[]).to();
    let page = worker.get(&to);
    assert!(page.says("已登记：没发现问题") && page.says("已巡查 10:00"), "{}", page.text());
    let again = worker.post(&format!("{lane}/clear"), &[]).to();
    assert!(again.ends_with("done=already"), "{again}");
}

#[test]
fn a_look_that_a_phone_kept_is_taken_at_its_time_and_done_once() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let community = Browser::of(&town, town.community);
    let clear = format!("{}/clear", add(&community, LANE));
    town.clock.advance(8 * 60);
    let worker = Browser::of(&town, town.worker);
    let kept = [("at", "2026-03-02T10:05:00+08:00"), ("key", "0f6c-1")];
    for _ in 0..2 {
        assert!(worker.post(&clear, &kept).to().ends_with("done=clear_late"), "replayed alike");
    }
    assert!(worker.get("/patrol").says("已巡查 10:05"));
    let other = [("at", "2026-03-02T10:06:00+08:00"), ("key", "0f6c-1")];
    assert_eq!(
        worker.post(&clear, &other).status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the key is used"
    );
    let ahead = [("at", "2026-03-02T19:00:00+08:00")];
    let refused = worker.post(&clear, &ahead);
    assert!(refused.status.is_client_error() && refused.says("请校准手机时间"));
    assert_eq!(worker.post(&clear, &[("at", "noon")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(worker.post_bare(&clear, &[]).status.is_client_error(), "no form of ours");
}

#[test]
fn a_reason_is_one_tap_too_and_stands_at_the_place() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (community, worker) = (Browser::of(&town, town.community), Browser::of(&town, town.worker));
    let lane = add(&community, LANE);
    let fields = [("opens", "2026-03-02T01:00:00Z"), ("reason", "weather")];
    let to = worker.post(&format!("{lane}/explain"), &fields).to();
    assert!(worker.get(&to).says("已说明：天气恶劣"));
    for _ in 0..11 {
        town.clock.advance(50); // who reads stays signed in
        worker.get("/patrol");
        community.get("/patrol/points");
    }
    let list = worker.get("/patrol"); // 19:10, the second window is over
    assert!(list.says("没能去成的") && list.says("未巡查"));
    let coverage = community.get(&format!("/patrol/coverage?unit={}", town.grids[0]));
    holds_no_bare_key(&coverage.text());
    assert!(coverage.says("已说明：天气恶劣") && coverage.says("3月2日 15:30–18:30"));
    let street = Browser::of(&town, town.street);
    let by_community = street.get("/patrol/coverage");
    assert!(by_community.says("甲社区") && by_community.says("不按人统计"));
    for (path, status) in [
        ("/patrol/coverage?first=x", 422),
        ("/patrol/coverage?first=2026-03-02&last=2026-03-01", 422),
        ("/patrol/coverage?unit=x", 400),
        ("/patrol/coverage?unit=7", 404),
    ] {
        assert_eq!(street.get(path).status.as_u16(), status, "{path}");
    }
}

#[test]
fn a_matter_opened_from_a_place_is_filled_in_and_covers_it() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (community, worker) = (Browser::of(&town, town.community), Browser::of(&town, town.worker));
    let lane = add(&community, LANE);
    let id = lane.rsplit('/').next().unwrap();
    let opens = "2026-03-02T01:00:00Z";
    let form = worker.get(&format!("/matters/new?patrol_point={id}&opens={opens}"));
    for said in ["在“消防通道 东门”发现的问题", "value=\"120.0005\"", "name=\"patrol_point\""]
    {
        assert!(form.says(said), "`{said}` is missing");
    }
    let fields = [
        ("category", "safety"),
        ("what", "通道被占"),
        ("lon", "120.0005"),
        ("lat", "30.0005"),
        ("patrol_point", id),
        ("opens", opens),
    ];
    let matter = worker.post("/matters/new", &fields).to();
    assert!(matter.starts_with("/matters/"));
    assert!(worker.get(&lane).says("查看事项"));
    assert!(worker.get("/patrol").says("已巡查"));
    let other = Browser::of(&town, town.other_community);
    let hidden = other.get(&format!("/matters/new?patrol_point={id}"));
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
}

#[test]
fn places_are_added_moved_and_retired_by_the_community() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let community = Browser::of(&town, town.community);
    assert_eq!(community.get("/patrol").to(), "/patrol/coverage");
    let lane = add(&community, LANE);
    let page = community.get(&format!("{lane}?done=added"));
    holds_no_bare_key(&page.text());
    assert!(page.says("巡查点已增设") && page.says("调整") && page.says("每天 09:00 15:30"));
    for (field, value, said) in [
        ("name", "", "请填写这一项"),
        ("risk", "", "请选择一项"),
        ("opens", "half past four", "时间写成"),
        ("lon", "121.5", "不在本区范围内"),
        ("lon", "120.0025", "不在您的辖区"),
        ("grid", "7", "重新定位"),
        ("since", "2020-01-01", "日期"),
    ] {
        let mut fields = with(field, value);
        if field == "grid" {
            fields.retain(|(name, _)| !matches!(*name, "lon" | "lat"));
        }
        let answer = community.post("/patrol/points/new", &fields);
        assert_eq!(answer.status.as_u16(), 422, "{field}={value}");
        assert!(answer.says("消防通道") || field == "name", "what was typed comes back");
        assert!(answer.says(said) || field == "grid", "{field}={value}: {said}");
    }
    let to = community.post(&format!("{lane}/change"), &with("opens", "16:30")).to();
    assert!(community.get(&to).says("明天起生效"));
    town.clock.advance(24 * 60);
    let (worker, community) = (Browser::of(&town, town.worker), Browser::of(&town, town.street));
    assert!(worker.get("/patrol").says("16:30–17:30"));
    let retired = community.post(&format!("{lane}/retire"), &[("until", "")]).to();
    assert!(community.get(&retired).says("已停用"));
    let list = community.get("/patrol/points");
    assert!(list.says("3月4日停用"), "{}", list.text());
    let again = community.post(&format!("{lane}/change"), LANE);
    assert!(again.says("已经停用"));
    assert_eq!(worker.get("/patrol/points/new").status, StatusCode::FORBIDDEN);
    assert!(!worker.get(&lane).says("/change"));
}

#[test]
fn a_days_record_is_for_the_person_and_the_grid_leader() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (community, worker) = (Browser::of(&town, town.community), Browser::of(&town, town.worker));
    let lane = add(&community, LANE);
    assert!(worker.get("/day-record").says("没有记录也很正常"));
    worker.post(&format!("{lane}/clear"), &[]);
    let page = worker.get("/day-record");
    holds_no_bare_key(&page.text());
    assert!(page.says("排查安全隐患") && page.says("定时巡查") && page.says("消防通道"));
    assert!(!page.says("<form method=\"post\" action=\"/day-record"), "nobody types it");
    let of_worker = format!("/day-record?person={}", town.worker.person);
    let leader = Browser::of(&town, town.leader);
    assert!(leader.get(&of_worker).says("消防通道"));
    assert!(leader.get("/day-record").says("name=\"person\""));
    assert_eq!(community.get(&of_worker).status, StatusCode::NOT_FOUND);
    for staff in [town.street, town.district, town.department] {
        assert_eq!(Browser::of(&town, staff).get(&of_worker).status, StatusCode::NOT_FOUND);
    }
    let auditor = Browser::of(&town, town.auditor);
    assert_eq!(auditor.get(&of_worker).status, StatusCode::FORBIDDEN);
    assert_eq!(worker.get("/day-record?on=2026-03-09").status.as_u16(), 422);
    assert_eq!(worker.get("/day-record?on=x").status.as_u16(), 422);
}
