//! The closed loop as its people live it, on both engines: from a report to its feedback.
//! What is not here: whose hands it is in (`loop_hands.rs`), how it ends and begins again (`loop_end.rs`).
mod town;
mod world;

use app::Failed;
use app::grid::matter;
use base::MatterId;
use grid::matter::{Ending, Source};
use org::{Action, Denied};
use store::testing::on_each_engine;
use town::deeds::{assigned, check, closed, feedback, solve};
use town::{OUTSIDE, Town, words};
use world::refusal;

#[test]
fn a_report_goes_from_hand_to_hand_until_the_reporter_is_told() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, code) = town.resident_reports("street_light", "三号楼前路灯不亮");
        assert_eq!((receipt.holder, receipt.stop.as_str()), (town.leader.post, "solved"));
        assert_eq!(receipt.due.to_string(), "2026-03-02T03:00:00Z", "one hour of duty time");
        assert_eq!(receipt.place.grid, Some(town.grids[0]));
        let id = receipt.id;

        let inbox = town.act(town.leader, |cx, asker| matter::inbox(cx, asker, None, None, 10));
        assert_eq!(inbox.unwrap().entries.len(), 1);

        assigned(&town, id, town.worker);
        assert_eq!(town.holder(id), (town.worker.post, "handle".into()));

        town.clock.advance(30);
        solve(&town, town.worker, id, Ending::Solved).unwrap();
        assert_eq!(town.holder(id), (town.community.post, "check".into()));
        check(&town, town.community, id, true).unwrap();
        feedback(&town, town.community, id).unwrap();

        let page = town.as_reporter(&code, move |cx, asker| matter::page(cx, asker, id)).unwrap();
        assert_eq!(page.matter.ending, Some(Ending::Solved));
        let main = page.main();
        assert!(main.promise_met.unwrap() <= main.promise.as_ref().unwrap().clock.due);
        let told: Vec<&str> = page.entries.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(told, ["reported", "sorted", "handled", "checked", "closed"]);
        assert!(page.entries.iter().all(|entry| entry.person.is_none()), "no names for the public");

        let legs: Vec<&str> = page.legs.iter().map(|(_, leg)| leg.step.as_str()).collect();
        assert_eq!(legs, ["assess", "sort", "handle", "check", "feedback"]);
        assert!(page.legs.iter().all(|(_, leg)| leg.until.is_some() && !leg.overdue));
    });
}

#[test]
fn what_is_solved_on_the_spot_is_one_tap_and_closed() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let mut new = town.new_report(Source::GridWorker, "litter", "门口纸箱,已清走");
        new.on_the_spot = true;
        let receipt =
            town.act(town.worker, move |cx, asker| matter::report(cx, asker, &new)).unwrap();
        assert!(receipt.ended);
        let page = town.page(town.worker, receipt.id).unwrap();
        assert_eq!(page.matter.ending, Some(Ending::Solved));
        assert_eq!(page.main().ended.as_ref().unwrap().how, "on_the_spot");
    });
}

#[test]
fn a_point_outside_and_an_unknown_kind_are_refused_and_leave_nothing() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let mut outside = town.new_report(Source::Resident, "litter", "垃圾");
        outside.point = Some(OUTSIDE);
        let unknown = town.new_report(Source::Resident, "no_such_kind", "垃圾");
        for (new, code) in [(outside, "outside"), (unknown, "unknown")] {
            let refused =
                town.app.write_now(move |cx| matter::report(cx, &matter::Asker::default(), &new));
            assert_eq!(refusal(refused), code);
        }
        let listed = town.act(town.auditor, |cx, asker| {
            matter::list(cx, asker, &Default::default(), None, None, 50)
        });
        assert!(listed.unwrap().rows.is_empty());
    });
}

#[test]
fn what_comes_back_at_one_place_opens_one_root_cause_task() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        for _ in 0..4 {
            let mut new = town.new_report(Source::GridWorker, "manhole", "井盖又松了,已复位");
            new.on_the_spot = true;
            town.act(town.worker, move |cx, asker| matter::report(cx, asker, &new)).unwrap();
        }
        let listed = town
            .act(town.street, |cx, asker| {
                matter::list(cx, asker, &Default::default(), None, None, 50)
            })
            .unwrap();
        let tasks: Vec<_> = listed.rows.iter().filter(|(m, _)| m.root_of.is_some()).collect();
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0].1.holder, town.community.post);
    });
}

#[test]
fn nobody_sees_what_lies_elsewhere_and_lists_agree() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "三号楼路灯不亮");
        let id = receipt.id;
        for (by, sees) in [
            (town.leader, true),
            (town.community, true),
            (town.street, true),
            (town.district, true),
            (town.auditor, true),
            (town.other_community, false),
            (town.department, false),
            (town.security, false),
        ] {
            assert_eq!(town.page(by, id).is_ok(), sees, "page for {by:?}");
            for search in [None, Some("路灯")] {
                let listed = town.act(by, move |cx, asker| {
                    matter::list(cx, asker, &Default::default(), search, None, 10)
                });
                let listed = match listed {
                    Ok(page) => page.rows.iter().any(|(matter, _)| matter.id == id),
                    Err(Failed::Denied(Denied::NoRight)) => false,
                    Err(other) => panic!("{other:?}"),
                };
                assert_eq!(listed, sees, "list for {by:?} by {search:?}");
            }
        }
        assert!(!town.page(town.leader, id).unwrap().can(Action::CheckMatter));
    });
}

#[test]
fn a_long_inbox_is_paged_whole_and_counted_past_the_page() {
    // DIGIT#916: the count was capped at the page size.
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let all = 70;
        for at in 0..all {
            town.resident_reports("street_light", &format!("第{at}盏灯不亮"));
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page =
                town.act(town.leader, move |cx, asker| matter::inbox(cx, asker, None, after, 30));
            let page = page.unwrap();
            assert_eq!((page.held, page.over), (all, 0));
            seen.extend(page.entries.iter().map(|entry| entry.matter.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let once: std::collections::BTreeSet<MatterId> = seen.iter().copied().collect();
        assert_eq!((seen.len(), once.len()), (all as usize, all as usize), "each exactly once");
    });
}

#[test]
fn the_timeline_tells_everything_once_and_in_order() {
    // fixmystreet#5298, #5350: updates were shown twice or out of order.
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (id, code) = closed(&town);
        town.as_reporter(&code, move |cx, asker| matter::reopen(cx, asker, id, &words("又不亮了")))
            .unwrap();
        let entries = town.page(town.auditor, id).unwrap().entries;
        let told: Vec<&str> = entries.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(told, ["reported", "sorted", "handled", "checked", "closed", "reopened"]);
        assert!(entries.is_sorted_by_key(|entry| entry.at));
    });
}

#[test]
fn the_history_of_everything_verifies() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        closed(&town);
        while town.app.write_now(|cx| Ok(store::chain::seal_queue(cx.tx)?)).unwrap() > 0 {}
        let verdict = town.app.read_now(|cx| Ok(store::chain::verify(cx.tx, &[])?)).unwrap();
        assert!(
            matches!(verdict, store::chain::Verdict::Intact { unsealed: 0, .. }),
            "{verdict:?}"
        );
    });
}
