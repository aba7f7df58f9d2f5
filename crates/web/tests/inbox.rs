//! The inbox and the list over HTTP: what is held, paging, search, and who may look.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::Town;

#[test]
fn an_inbox_pages_to_its_end_and_each_matter_stands_in_it_once() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    const HELD: usize = 65;
    for n in 0..HELD {
        town.resident_reports("street_light", &format!("第{n}盏灯不亮"));
    }
    let leader = Browser::of(&town, town.leader);
    let (mut path, mut seen) = ("/inbox".to_owned(), Vec::new());
    loop {
        let page = leader.get(&path);
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        holds_no_bare_key(&text);
        seen.extend(
            text.split("inbox-title\"><a href=\"")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned()),
        );
        match text.split_once("\" rel=\"next\"") {
            Some((before, _)) => {
                path =
                    before.rsplit('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
            }
            None => break,
        }
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (HELD, HELD));
}

#[test]
fn what_is_over_says_so_and_an_empty_inbox_is_kind() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    town.resident_reports("street_light", "灯不亮");
    town.clock.advance(90);
    let leader = Browser::of(&town, town.leader);
    let page = leader.get("/inbox");
    assert!(page.says("data-state=\"over\"") && page.says("超期"));
    let worker = Browser::of(&town, town.worker);
    assert!(worker.get("/inbox").says("手上没有待办"));
    for (path, status) in [("/inbox?post=x", 400), ("/inbox?after=1", 400), ("/inbox?post=7", 403)]
    {
        assert_eq!(worker.get(path).status.as_u16(), status, "{path}");
    }
}

#[test]
fn a_search_finds_chinese_words_and_a_number_leads_to_its_matter() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (lamp, _) = town.resident_reports("street_light", "三号楼前路灯不亮");
    town.resident_reports("litter", "院里堆着旧沙发");
    let community = Browser::of(&town, town.community);
    let found = community.get("/matters?q=%E8%B7%AF%E7%81%AF");
    assert!(found.says("三号楼前路灯不亮") && !found.says("院里堆着旧沙发"));
    let by_kind = community.get("/matters?category=litter&state=open");
    assert!(by_kind.says("院里堆着旧沙发") && !by_kind.says("三号楼前路灯不亮"));
    let direct = community.get(&format!("/matters?q={}", lamp.number));
    assert_eq!(direct.to(), format!("/matters/{}", lamp.id));
    let none = community.get("/matters?q=%EF%BC%8C%E3%80%82");
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("error") && none.says("<form"));
    let other = Browser::of(&town, town.other_community);
    assert!(other.get("/matters").says("没有找到事项"));
    assert_eq!(other.get(&format!("/matters?q={}", lamp.number)).status, StatusCode::OK);
    assert_eq!(community.get("/matters?before=x").status, StatusCode::BAD_REQUEST);
}
