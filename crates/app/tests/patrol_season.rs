//! Windows by the season, and what is proposed to whoever plans, on both engines.
mod town;
mod world;

use app::grid::patrol::{self, NewPoint, PointName};
use base::{PatrolPointId, Timestamp};
use grid::patrol::State;
use store::testing::on_each_engine;
use town::deeds::assigned;
use town::{HERE, Town};

fn add(town: &Town, name: &str, risk: &str, work: &str) -> PatrolPointId {
    let new = NewPoint {
        name: PointName::new(name).unwrap(),
        address: None,
        risk: risk.into(),
        work: work.into(),
        opens: "".parse().unwrap(),
        point: Some(HERE),
        grid: None,
    };
    town.act(town.community, move |cx, asker| patrol::add(cx, asker, &new, None)).unwrap()
}

fn local(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    zone.to_datetime(at).strftime("%m-%d %H:%M").to_string()
}

/// Opening and close of each window on the page, the oldest first.
fn windows(town: &Town, id: PatrolPointId) -> Vec<(String, String)> {
    let page = town.act(town.community, move |cx, asker| patrol::page(cx, asker, id)).unwrap();
    let of = |it: &patrol::WindowFacts| (local(it.window.opens), local(it.window.closes));
    page.windows.iter().rev().map(of).collect()
}

#[test]
fn a_season_brings_a_place_its_windows_and_no_two_of_them_overlap() {
    on_each_engine(|fresh| {
        let town = Town::found_at(fresh, "2026-05-25T10:00:00+08:00");
        let lane = add(&town, "排水口", "low", "hazards");
        let board = add(&town, "宣传栏", "low", "environment");
        town.clock.advance(14 * 24 * 60); // the eighth of June
        let (flooded, plain) = (windows(&town, lane), windows(&town, board));
        let daily = |day: &str| (format!("{day} 09:00"), format!("{day} 18:00"));
        for day in ["06-01", "06-02", "06-03", "06-04", "06-05", "06-08"] {
            assert!(flooded.contains(&daily(day)), "{day}: {flooded:?}");
        }
        assert!(!plain.contains(&daily("06-02")), "another kind of work: {plain:?}");
        for pair in flooded.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "one ends before the next opens: {pair:?}");
        }
        // What counted then counts for the past as well: nothing is worked out anew.
        let period = (town::day("2026-06-01"), town::day("2026-06-05"));
        let grid = Some(town.grids[0]);
        let found =
            town.act(town.community, move |cx, asker| patrol::coverage(cx, asker, grid, period));
        let counts = found.unwrap().rows.iter().map(|row| row.counts.missed).max();
        assert_eq!(counts, Some(5));
        let id = lane;
        let page = town.act(town.community, move |cx, asker| patrol::page(cx, asker, id)).unwrap();
        assert!(page.windows.iter().any(|it| it.state == State::Missed));
    });
}

#[test]
fn what_keeps_happening_around_a_place_is_told_to_whoever_plans_and_changes_nothing() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = add(&town, "消防通道", "usual", "hazards");
        let before = windows(&town, lane);
        for at in 0..3 {
            let (receipt, _) = town.resident_reports("street_light", &format!("灯{at}不亮"));
            assigned(&town, receipt.id, town.worker);
        }
        town.resident_reports("family_dispute", "说不清");
        let seen = |by| town.act(by, move |cx, asker| patrol::page(cx, asker, lane)).unwrap();
        let page = seen(town.community);
        assert_eq!(page.around, Some(3), "of the groups that count");
        let rule = &page.weigh.value;
        let proposed =
            rule.proposed("usual", 3, &page.recurs, &page.risks.value).map(|class| &*class.code);
        assert_eq!(proposed, Some("raised"));
        assert_eq!(seen(town.worker).around, None, "for whoever may change it");
        assert_eq!(windows(&town, lane), before, "a person decides");
    });
}
