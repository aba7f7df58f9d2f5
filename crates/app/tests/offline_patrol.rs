//! Patrols in a phone's queue, on both engines: a look counts by the moment of the tap, whoever came
//! second has no conflict, and what is over, moved or gone is said.
mod town;
mod world;

use app::grid::patrol::{self, NewPoint, PointName};
use app::offline::{self, Answer, Found, Kept, Operation, State, What};
use base::{PatrolPointId, SignedDuration, Timestamp};
use grid::matter::Source;
use grid::patrol::State as Window;
use std::collections::BTreeSet;
use store::testing::on_each_engine;
use town::{HERE, Staff, THERE, Town};

/// Ten on a Monday morning, when the town's clock begins; the window of a high risk is open from
/// nine to twelve, and from half past three.
fn at(clock: &str) -> Timestamp {
    format!("2026-03-02T{clock}:00+08:00").parse().unwrap()
}

fn point(town: &Town, name: &str, risk: &str) -> PatrolPointId {
    let new = NewPoint {
        name: PointName::new(name).unwrap(),
        address: None,
        risk: risk.into(),
        work: "hazards".into(),
        opens: "".parse().unwrap(),
        point: Some(HERE),
        grid: None,
    };
    town.act(town.community, move |cx, asker| patrol::add(cx, asker, &new, None)).unwrap()
}

fn send(town: &Town, by: Staff, operations: Vec<Operation>) -> Vec<Answer> {
    let ran = town.act(by, move |cx, asker| {
        let said = |failed: &app::Failed| failed.to_string();
        offline::run(cx, asker, &operations, &mut BTreeSet::new(), &said)
    });
    ran.expect("a batch is answered")
}

fn operation(name: &str, device: Timestamp, what: What) -> Operation {
    Operation { asked: name.as_bytes().to_vec(), name: name.into(), device, what }
}

fn clear(name: &str, device: Timestamp, point: PatrolPointId, opens: &str) -> Operation {
    operation(name, device, What::Clear { point, opens: at(opens) })
}

fn explain(name: &str, point: PatrolPointId, opens: &str, reason: &str) -> Operation {
    let what = What::Explain { point, opens: at(opens), reason: reason.into() };
    operation(name, at("10:00"), what)
}

fn found(town: &Town, name: &str, device: Timestamp, point: PatrolPointId) -> Operation {
    let new = town.new_report(Source::GridWorker, "street_light", name);
    let found = Found { patrol: Some((point, at("09:00"))), ..new.into() };
    operation(name, device, What::Report(Box::new(found)))
}

/// How the window of a place that opens then stands on its page.
fn stands(town: &Town, point: PatrolPointId, opens: &str) -> Window {
    let page = town.act(town.community, move |cx, asker| patrol::page(cx, asker, point)).unwrap();
    let opens = at(opens);
    page.windows.iter().find(|it| it.window.opens == opens).expect("the window").state
}

fn end(answer: &Answer) -> (State, &str, bool) {
    let Kept { reason, already, .. } = &answer.kept;
    (answer.state, reason.as_deref().unwrap_or(""), *already)
}

#[test]
fn a_look_counts_by_the_moment_of_the_tap_and_whoever_comes_second_has_no_conflict() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = point(&town, "消防通道", "high");
        // Five hours later there is signal again: the window is long over.
        town.clock.advance(5 * 60);
        let answers = send(
            &town,
            town.worker,
            vec![
                clear("late", at("10:05"), lane, "09:00"),
                clear("again", at("10:06"), lane, "09:00"),
                explain("moot", lane, "09:00", "weather"),
            ],
        );
        assert_eq!(end(&answers[0]), (State::Done, "", false));
        assert_eq!(answers[0].kept.counts, Some(at("10:05")));
        assert_eq!(answers[0].kept.counted_by.as_deref(), Some("device"));
        assert_eq!((answers[0].kept.matter, &answers[0].kept.number), (None, &None));
        // The first look stands; there is nothing left to explain.
        assert_eq!(end(&answers[1]), (State::Done, "", true));
        assert_eq!(end(&answers[2]), (State::Done, "", true));
        let theirs = send(&town, town.leader, vec![clear("late", at("11:00"), lane, "09:00")]);
        assert_eq!(end(&theirs[0]), (State::Done, "", true), "another's phone, the same name");
        assert_eq!(stands(&town, lane, "09:00"), Window::Covered);
        let replayed = send(&town, town.worker, vec![clear("late", at("10:05"), lane, "09:00")]);
        assert_eq!(end(&replayed[0]), (State::Replayed, "", false));
        let day = town
            .act(town.worker, |cx, asker| app::grid::day_record::day_record(cx, asker, None, None));
        assert_eq!(day.unwrap().lines.len(), 1, "one place, looked at once");
    });
}

#[test]
fn what_is_over_moved_or_gone_is_a_conflict_and_a_wrong_clock_is_refused() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = point(&town, "消防通道", "high");
        let elsewhere = PatrolPointId(7);
        town.clock.advance(4 * 60); // two in the afternoon
        for (name, device, place, opens, state, reason) in [
            ("over", at("13:00"), lane, "09:00", State::Conflict, "no_window"),
            ("early", at("08:00"), lane, "09:00", State::Conflict, "no_window"),
            ("moved", at("10:00"), lane, "09:30", State::Conflict, "window_gone"),
            ("gone", at("10:00"), elsewhere, "09:00", State::Conflict, "point_gone"),
            ("ahead", at("15:00"), lane, "09:00", State::Refused, "clock_ahead"),
        ] {
            let answer = &send(&town, town.worker, vec![clear(name, device, place, opens)])[0];
            assert_eq!(end(answer), (state, reason, false), "{name}");
            assert_eq!(answer.kept.now, None, "a place is in nobody's hands");
        }
        assert_eq!(stands(&town, lane, "09:00"), Window::Missed, "nothing came of all that");
        let stranger = town.another_street();
        let theirs = send(&town, stranger, vec![clear("x", at("10:00"), lane, "09:00")]);
        assert_eq!(end(&theirs[0]).1, "point_gone", "out of sight is not there");
        let wrong = send(&town, town.worker, vec![explain("r", lane, "09:00", "nonsense")]);
        assert_eq!(end(&wrong[0]), (State::Refused, "unknown", false));
    });
}

#[test]
fn four_days_later_a_look_is_too_late_and_a_reason_too() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = point(&town, "消防通道", "high");
        town.clock.advance(4 * 24 * 60);
        let answers = send(
            &town,
            town.worker,
            vec![
                clear("look", at("10:00"), lane, "09:00"),
                explain("why", lane, "09:00", "weather"),
                found(&town, "旧灯", at("10:00"), lane),
            ],
        );
        assert_eq!(end(&answers[0]), (State::Refused, "sent_too_late", false));
        assert_eq!(end(&answers[1]), (State::Refused, "sent_too_late", false));
        // A matter counts all the same, and the phone is told that the look does not.
        assert_eq!(end(&answers[2]), (State::Done, "", false));
        assert!(answers[2].kept.window_missed);
        assert_eq!(answers[2].kept.counted_by.as_deref(), Some("too_late"));
        assert_eq!(stands(&town, lane, "09:00"), Window::Missed);
    });
}

#[test]
fn a_matter_found_at_a_place_covers_its_window_and_an_explained_one_is_covered_after_all() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (lane, gate) = (point(&town, "消防通道", "high"), point(&town, "校门口", "high"));
        let answers = send(
            &town,
            town.worker,
            vec![
                found(&town, "通道被占", at("09:40"), lane),
                explain("why", gate, "09:00", "urgent"),
                explain("other", gate, "09:00", "weather"),
            ],
        );
        assert!(answers.iter().all(|answer| end(answer) == (State::Done, "", false)));
        assert!(answers[0].kept.matter.is_some() && !answers[0].kept.window_missed);
        assert_eq!(stands(&town, lane, "09:00"), Window::Covered);
        assert_eq!(stands(&town, gate, "09:00"), Window::Explained);
        let look = send(&town, town.leader, vec![clear("after", at("09:50"), gate, "09:00")]);
        assert_eq!(end(&look[0]), (State::Done, "", false));
        assert_eq!(stands(&town, gate, "09:00"), Window::Covered);
    });
}

#[test]
fn the_phone_keeps_the_windows_of_its_own_grids_that_still_want_a_look() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let lane = point(&town, "消防通道", "high");
        let (gate, far) = (point(&town, "校门口", "high"), point(&town, "别处", "high"));
        let moved = move |cx: &mut app::Cx<'_, '_>| {
            let mut version = store::grid::patrol::versions(cx.tx, far, 1)?.remove(0);
            (version.point, version.grid) = (THERE, base::UnitId(version.grid.0 + 1));
            Ok(store::grid::patrol::put(cx.tx, &version)?)
        };
        town.app.write_now(moved).unwrap();
        send(&town, town.worker, vec![clear("done", at("09:50"), gate, "09:00")]);
        let own = town.act(town.worker, offline::own).unwrap();
        let kept: Vec<_> =
            own.patrol.windows.iter().map(|it| (it.point.id, it.window.opens)).collect();
        let mut expected = vec![(lane, at("09:00")), (lane, at("15:30")), (gate, at("15:30"))];
        expected.sort_by_key(|(point, opens)| (*opens, *point));
        let mut kept = kept;
        kept.sort_by_key(|(point, opens)| (*opens, *point));
        assert_eq!(kept, expected);
        let first = &own.patrol.windows[0];
        let grace = SignedDuration::from_mins(30);
        assert_eq!(first.counts, (first.window.opens - grace, first.window.closes + grace));
        assert!(!own.patrol.reasons.is_empty());
        let none = town.act(town.street, offline::own).unwrap();
        assert!(none.patrol.windows.is_empty(), "who walks no grid keeps none");
    });
}
