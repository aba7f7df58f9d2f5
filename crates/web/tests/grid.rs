//! Grids and teams over HTTP.
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
fn a_grid_shows_its_facts_its_team_and_what_is_missing() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let community = Browser::of(&town, town.community);
    let list = community.get("/grids");
    assert_eq!(list.status, StatusCode::OK);
    assert_eq!(list.text().matches("href=\"/grids/").count(), 2, "the grids of one's community");
    let page = community.get(&format!("/grids/{}", town.grids[0])).text();
    holds_no_bare_key(&page);
    for said in ["网格长", "网格员", "400", "党小组", "缺物业服务人员", "name=\"work\""]
    {
        assert!(page.contains(said), "`{said}` is missing");
    }
    let team = community.get("/team").text();
    holds_no_bare_key(&team);
    assert!(team.contains("缺物业服务人员"));
    let district = Browser::of(&town, town.district);
    assert_eq!(district.get("/grids").text().matches("href=\"/grids/").count(), 4);
}

#[test]
fn work_is_set_by_those_who_may_and_for_posts_of_that_grid_only() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let community = Browser::of(&town, town.community);
    let (at, post) = (format!("/grids/{}/work", town.grids[0]), town.worker.post.to_string());
    let fields = [("post", post.as_str()), ("work", "party"), ("work", "voices")];
    let to = community.post(&at, &fields).to();
    let page = community.get(to.split('#').next().unwrap());
    assert!(page.says("工作内容已保存") && page.says("收集社情民意"));
    let elsewhere = format!("/grids/{}/work", town.grids[1]);
    assert_eq!(community.post(&elsewhere, &fields).status, StatusCode::NOT_FOUND);
    let unknown = [("post", post.as_str()), ("work", "nonsense")];
    assert_eq!(community.post(&at, &unknown).status.as_u16(), 422);
    let worker = Browser::of(&town, town.worker);
    assert_eq!(worker.post(&at, &fields).status, StatusCode::FORBIDDEN);
    assert!(!worker.get(&format!("/grids/{}", town.grids[0])).says("name=\"work\""));
    assert_eq!(worker.get("/team").status, StatusCode::OK);
}
