//! Patrols through the use cases, on both engines: planned, looked at, explained, missed; with a
//! phone that had no signal; and what is never kept of anybody.
mod town;
mod world;

use app::grid::day_record::{DayRecord, day_record};
use app::grid::matter::{self, Address};
use app::grid::patrol::{self, CoverageBy, Deed, Done, NewPoint, PatrolPoint, PointName};
use app::{Failed, Result};
use base::{PatrolPointId, Timestamp, UnitId};
use grid::matter::Source;
use grid::patrol::{Outcome, State};
use store::testing::on_each_engine;
use town::{HERE, OUTSIDE, Staff, THERE, Town, day};
use world::refusal;

fn new(name: &str, risk: &str) -> NewPoint {
    NewPoint {
        name: PointName::new(name).unwrap(),
        address: Address::optional("东门").unwrap(),
        risk: risk.into(),
        work: "hazards".into(),
        opens: "".parse().unwrap(),
        point: Some(HERE),
        grid: None,
    }
}

fn add(town: &Town, by: Staff, new: NewPoint) -> Result<PatrolPointId> {
    town.act(by, move |cx, asker| patrol::add(cx, asker, &new, None))
}

fn clear(town: &Town, by: Staff, id: PatrolPointId, deed: Deed) -> Result<Done> {
    town.act(by, move |cx, asker| patrol::nothing_found(cx, asker, id, deed))
}

fn explain(town: &Town, id: PatrolPointId, opens: Timestamp, reason: &str) -> Result<Done> {
    let (reason, deed) = (reason.to_owned(), Deed { opens: Some(opens), at: None });
    town.act(town.worker, move |cx, asker| patrol::explain(cx, asker, id, deed, &reason))
}

/// Name, opening and state of each row of the worker's list.
fn list(town: &Town) -> Vec<String> {
    let found = town.act(town.worker, patrol::today).unwrap();
    let said = found
        .rows
        .iter()
        .map(|row| format!("{} {} {}", row.point.name, local(row.window.opens), row.state.code()));
    said.collect()
}

fn local(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    zone.to_datetime(at).strftime("%d %H:%M").to_string()
}

fn at(text: &str) -> Timestamp {
    format!("2026-03-{text}+08:00").parse().unwrap()
}

fn counts(town: &Town, by: Staff, unit: Option<UnitId>) -> Vec<(u32, u32, u32, u32)> {
    let period = (day("2026-03-01"), day("2026-03-31"));
    let found = town.act(by, move |cx, asker| patrol::coverage(cx, asker, unit, period)).unwrap();
    let of = |row: &patrol::CoverageRow| row.counts;
    let each = found.rows.iter().map(of).map(|it| (it.covered, it.explained, it.missed, it.open));
    each.collect()
}

#[test]
fn a_day_of_patrols_from_the_plan_to_what_was_not_covered() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let gate = add(
            &town,
            town.community,
            NewPoint { opens: "16:30".parse().unwrap(), ..new("校门口", "raised") },
        )
        .unwrap();
        let lane = add(&town, town.community, new("消防通道", "high")).unwrap();
        assert_eq!(
            list(&town),
            ["消防通道 02 09:00 open", "校门口 02 16:30 ahead", "消防通道 02 15:30 ahead"]
        );
        let done = clear(&town, town.worker, lane, Deed::default()).unwrap();
        assert_eq!((done.outcome, done.late, done.already), (Outcome::Covered, false, false));
        let again = clear(&town, town.leader, lane, Deed::default()).unwrap();
        assert!(again.already && again.at == done.at, "the first look stands: {again:?}");
        // Between its windows a place is looked at by nobody.
        town.clock.advance(150); // 12:30
        assert!(clear(&town, town.worker, lane, Deed::default()).unwrap().already, "just over");
        town.clock.advance(60); // 13:30
        assert_eq!(refusal(clear(&town, town.worker, lane, Deed::default())), "no_window");
        town.clock.advance(330); // 19:00
        assert_eq!(
            list(&town),
            ["校门口 02 16:30 missed", "消防通道 02 15:30 missed", "消防通道 02 09:00 covered"]
        );
        let missed = at("02T15:30");
        assert_eq!(refusal(explain(&town, lane, missed, "nonsense")), "unknown");
        assert_eq!(explain(&town, lane, missed, "urgent").unwrap().outcome, Outcome::Explained);
        assert!(explain(&town, lane, missed, "urgent").unwrap().already);
        assert!(!explain(&town, lane, missed, "weather").unwrap().already, "another reason");
        assert_eq!(refusal(explain(&town, lane, at("02T09:00"), "urgent")), "covered_already");
        // What was explained is looked at after all: the phone says when.
        let deed = Deed { opens: Some(missed), at: Some(at("02T18:10")) };
        let done = clear(&town, town.worker, lane, deed).unwrap();
        assert!(done.late && !done.already, "{done:?}");
        assert_eq!(counts(&town, town.worker, None), [(0, 0, 1, 0), (2, 0, 0, 0)]);
        town.clock.advance(24 * 60 * 5); // Saturday, 19:00
        assert_eq!(counts(&town, town.community, None), [(2, 0, 15, 0)], "by grid");
        let street = town.act(town.street, |cx, asker| {
            patrol::coverage(cx, asker, None, (day("2026-03-01"), day("2026-03-31")))
        });
        assert_eq!(street.unwrap().by, CoverageBy::Communities);
        assert_eq!(refusal(explain(&town, gate, at("02T16:30"), "weather")), "explained_too_late");
        let page = town.act(town.worker, move |cx, asker| patrol::page(cx, asker, gate)).unwrap();
        assert_eq!(page.windows[0].state, State::Ahead, "the next one on top");
        assert_eq!(local(page.windows[0].window.opens), "09 16:30");
    });
}

#[test]
fn a_phone_without_signal_sends_later_and_says_when_it_was() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = add(&town, town.community, new("消防通道", "high")).unwrap();
        let sent = |device: &str| {
            clear(&town, town.worker, lane, Deed { opens: None, at: Some(at(device)) })
        };
        assert_eq!(refusal(sent("02T10:03")), "clock_ahead");
        let now = sent("02T10:01").unwrap();
        assert_eq!((now.at, now.late), (at("02T10:00"), false), "a clock a little ahead");
        town.clock.advance(30 * 60); // Tuesday, 16:00
        let late = sent("02T17:00").unwrap();
        assert!(late.late && local(late.window.opens) == "02 15:30", "{late:?}");
        assert!(sent("02T17:00").unwrap().already, "sent twice, done once");
        town.clock.advance(72 * 60); // Friday, 16:00
        assert_eq!(refusal(sent("03T15:59")), "sent_too_late");
        assert!(sent("03T16:00").unwrap().late);
        let record = record_of(&town, town.worker, None, "2026-03-02").unwrap();
        assert_eq!(record.lines.len(), 1, "one place, one line");
        assert_eq!(record_of(&town, town.worker, None, "2026-03-03").unwrap().lines.len(), 1);
    });
}

#[test]
fn a_matter_found_at_a_place_covers_its_window() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = add(&town, town.community, new("消防通道", "high")).unwrap();
        let found = town.new_report(Source::GridWorker, "fire_route", "通道被占");
        let (receipt, done) = town
            .act(town.worker, move |cx, asker| {
                let receipt = matter::report(cx, asker, &found)?;
                let done = patrol::found(cx, asker, lane, Deed::default(), receipt.id)?;
                Ok((receipt, done))
            })
            .unwrap();
        assert_eq!(done.unwrap().outcome, Outcome::Covered);
        let page = town.act(town.worker, move |cx, asker| patrol::page(cx, asker, lane)).unwrap();
        let known = page.windows.iter().find_map(|facts| facts.known.clone()).unwrap();
        assert_eq!(known.matter, Some(receipt.id));
        town.clock.advance(240); // 14:00, between the windows
        let other = town.new_report(Source::GridWorker, "litter", "垃圾");
        let nothing = town.act(town.worker, move |cx, asker| {
            let receipt = matter::report(cx, asker, &other)?;
            patrol::found(cx, asker, lane, Deed::default(), receipt.id)
        });
        assert_eq!(nothing.unwrap(), None, "the matter counts, whatever the hour");
    });
}

#[test]
fn a_place_is_dated_and_changed_from_the_next_day_on() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = add(&town, town.community, new("消防通道", "high")).unwrap();
        let change = |by, new: NewPoint| {
            town.act(by, move |cx, asker| patrol::change(cx, asker, lane, &new))
        };
        let school = || NewPoint { opens: "16:30".parse().unwrap(), ..new("校门口", "raised") };
        assert_eq!(change(town.community, school()).unwrap(), day("2026-03-03"));
        assert_eq!(change(town.community, school()).unwrap(), day("2026-03-03"), "once more");
        assert_eq!(list(&town).len(), 2, "today stays as it is");
        town.clock.advance(24 * 60);
        assert_eq!(list(&town)[0], "校门口 03 16:30 ahead");
        let versions = versions(&town, lane);
        assert_eq!((versions.len(), versions[0].until), (2, None));
        assert_eq!(versions[1].until, Some(day("2026-03-03")));
        for (field, wrong) in [
            ("outside", NewPoint { point: Some(OUTSIDE), ..school() }),
            ("not_yours", NewPoint { point: Some(THERE), ..school() }),
            ("missing_point", NewPoint { point: None, ..school() }),
            ("choose", NewPoint { risk: "none".into(), ..school() }),
            ("choose", NewPoint { work: "none".into(), ..school() }),
        ] {
            assert_eq!(refusal(change(town.community, wrong)), field);
        }
        let by_grid = NewPoint { point: None, grid: Some(town.grids[1]), ..school() };
        change(town.community, by_grid).unwrap();
        assert_eq!(self::versions(&town, lane)[0].grid, town.grids[1], "moved by its grid");
        let retire = move |until: Option<&str>| {
            let until = until.map(day);
            town.act(town.street, move |cx, asker| patrol::retire(cx, asker, lane, until))
        };
        assert_eq!(refusal(retire(Some("2026-03-03"))), "day_out_of_range");
        assert_eq!(retire(None).unwrap(), day("2026-03-04"));
        assert_eq!(refusal(retire(None)), "patrol_point_ended");
    });
}

#[test]
fn only_those_of_the_place_plan_it_and_only_those_of_the_grid_look() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = add(&town, town.community, new("消防通道", "high")).unwrap();
        for (by, refused) in [
            (town.worker, "no_right"),
            (town.leader, "no_right"),
            (town.other_community, "not_yours"),
            (town.department, "no_right"),
            (town.security, "no_right"),
        ] {
            assert_eq!(refusal(add(&town, by, new("门", "low"))), refused);
        }
        for (by, refused) in [
            (town.community, "no_right"),
            (town.street, "no_right"),
            (town.district, "no_right"),
            (town.other_community, "not_found"),
            (town.department, "not_found"),
            (town.security, "not_found"),
        ] {
            assert_eq!(refusal(clear(&town, by, lane, Deed::default())), refused);
        }
        let seen = |by: Staff| town.act(by, move |cx, asker| patrol::page(cx, asker, lane)).is_ok();
        for by in [town.worker, town.leader, town.community, town.street, town.district] {
            assert!(seen(by));
        }
        assert!(seen(town.auditor) && !seen(town.other_community) && !seen(town.department));
    });
}

#[test]
fn a_days_record_writes_itself_for_its_person_and_the_grid_leader() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = add(&town, town.community, new("消防通道", "high")).unwrap();
        assert!(record_of(&town, town.worker, None, "2026-03-02").unwrap().lines.is_empty());
        clear(&town, town.worker, lane, Deed::default()).unwrap();
        let mut swept = town.new_report(Source::GridWorker, "litter", "清扫");
        swept.on_the_spot = true;
        town.act(town.worker, move |cx, asker| matter::report(cx, asker, &swept)).unwrap();
        let worker = Some(town.worker.person);
        for by in [town.worker, town.leader] {
            let record = record_of(&town, by, worker, "2026-03-02").unwrap();
            let said: Vec<(&str, &str)> = record
                .lines
                .iter()
                .map(|line| (line.entry.work.as_str(), line.entry.duty.as_str()))
                .collect();
            assert_eq!(said, [("hazards", "patrol"), ("environment", "report")]);
            assert_eq!(record.lines[0].called, "消防通道");
        }
        let leader = record_of(&town, town.leader, None, "2026-03-02").unwrap();
        assert_eq!((leader.team.len(), leader.lines.len()), (2, 0));
        for by in [town.community, town.street, town.district] {
            assert_eq!(refusal(record_of(&town, by, worker, "2026-03-02")), "not_found");
        }
        assert_eq!(refusal(record_of(&town, town.auditor, worker, "2026-03-02")), "no_right");
        let own = record_of(&town, town.worker, Some(town.leader.person), "2026-03-02");
        assert_eq!(refusal(own), "not_found", "a worker reads their own alone");
        let tomorrow = record_of(&town, town.worker, None, "2026-03-03");
        assert_eq!(refusal(tomorrow), "day_out_of_range");
        assert_eq!(record_of(&town, town.community, None, "2026-03-02").unwrap().lines.len(), 1);
    });
}

#[test]
fn what_came_of_windows_is_forgotten_after_a_year() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = add(&town, town.community, new("消防通道", "high")).unwrap();
        clear(&town, town.worker, lane, Deed::default()).unwrap();
        let forget = || town.app.write_now(patrol::forget_windows).unwrap();
        town.clock.advance(365 * 24 * 60);
        assert_eq!(forget(), 0);
        town.clock.advance(24 * 60);
        assert_eq!((forget(), forget()), (1, 0));
        assert_eq!(versions(&town, lane).len(), 1, "the place itself stays");
    });
}

fn versions(town: &Town, id: PatrolPointId) -> Vec<PatrolPoint> {
    town.act(town.district, move |cx, asker| patrol::page(cx, asker, id)).unwrap().versions
}

fn record_of(
    town: &Town,
    by: Staff,
    person: Option<base::PersonId>,
    on: &str,
) -> std::result::Result<DayRecord, Failed> {
    let on = day(on);
    town.act(by, move |cx, asker| day_record(cx, asker, person, Some(on)))
}
