//! The closed loop, on both engines: how a matter ends, and what its reporter may say to that.
mod town;
mod world;

use app::Failed;
use app::grid::matter::{self, HandOver, Solve};
use base::MatterId;
use grid::matter::{Ending, Says};
use store::testing::on_each_engine;
use town::deeds::{appeal, assigned, check, closed, done, feedback, solve};
use town::{Staff, Town, words};
use world::refusal;

#[test]
fn the_checker_is_never_the_handler() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        assigned(&town, id, town.community);
        solve(&town, town.community, id, Ending::Solved).unwrap();
        assert_eq!(town.holder(id).0, town.street.post, "the community handled it, so not itself");
        assert_eq!(refusal(check(&town, town.community, id, true)), "own_work");
        check(&town, town.street, id, true).unwrap();
    });
}

#[test]
fn what_a_check_finds_undone_goes_back_and_the_promise_is_open_again() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        assigned(&town, id, town.worker);
        solve(&town, town.worker, id, Ending::Solved).unwrap();
        check(&town, town.community, id, false).unwrap();
        assert_eq!(town.holder(id), (town.worker.post, "handle".into()));
        let page = town.page(town.auditor, id).unwrap();
        assert_eq!((page.main().promise_met, page.matter.ending), (None, None));
    });
}

#[test]
fn the_reporter_rates_and_the_handler_never_sees_it() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (id, code) = closed(&town);
        let rate = move |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker| {
            matter::rate(cx, asker, id, 2, Says::Unsolved, Some(&words("还是不亮")))
        };
        town.as_reporter(&code, rate).unwrap();
        assert_eq!(refusal(town.as_reporter(&code, rate)), "rated_already");
        let seen = |by| town.act(by, move |cx, asker| matter::rating(cx, asker, id)).unwrap();
        assert!(seen(town.community).is_some() && seen(town.auditor).is_some());
        assert!(seen(town.worker).is_none(), "the worker handled it");
        assert_eq!(town.page(town.worker, id).unwrap().said().1, None);
        let page = town.page(town.community, id).unwrap();
        assert_eq!(page.said(), (Some(Ending::Solved), Some(Says::Unsolved)), "kept apart");
        assert_eq!(refusal(town.act(town.worker, rate)), "not_here");
    });
}

#[test]
fn what_was_reopened_closes_and_opens_again_within_its_days() {
    // uReport#403
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (id, code) = closed(&town);
        let reopen = move |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker| {
            matter::reopen(cx, asker, id, &words("又不亮了"))
        };
        for _ in 0..3 {
            town.as_reporter(&code, reopen).unwrap();
            assert_eq!(town.holder(id), (town.worker.post, "handle".into()));
            done(&town, id);
        }
        town.clock.advance(17 * 24 * 60);
        assert_eq!(refusal(town.as_reporter(&code, reopen)), "too_late");
    });
}

#[test]
fn an_appeal_is_looked_at_by_the_street_and_there_is_one() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, code) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        assigned(&town, id, town.worker);
        assert_eq!(refusal(solve_without_basis(&town, id)), "no_basis");
        solve(&town, town.worker, id, Ending::Cannot).unwrap();
        check(&town, town.community, id, true).unwrap();
        feedback(&town, town.community, id).unwrap();
        appeal(&town, id, &code).unwrap();
        assert_eq!(town.holder(id), (town.street.post, "second_look".into()));
        assert_eq!(refusal(decide(&town, town.community, id)), "no_right", "it is the street's");
        decide(&town, town.street, id).unwrap();
        feedback(&town, town.street, id).unwrap();
        assert_eq!(refusal(appeal(&town, id, &code)), "appealed_enough");
    });
}

#[test]
fn an_appeal_against_the_streets_own_work_goes_past_the_street() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, code) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        assigned(&town, id, town.street);
        solve(&town, town.street, id, Ending::Solved).unwrap();
        check(&town, town.community, id, true).unwrap();
        feedback(&town, town.community, id).unwrap();
        appeal(&town, id, &code).unwrap();
        assert_eq!(town.holder(id), (town.district.post, "second_look".into()));
        assert_eq!(refusal(decide(&town, town.street, id)), "not_here");
        // Not to somebody who could not decide it.
        let over = HandOver { to: town.community.post, reason: words("请社区再看") };
        let refused =
            town.act(town.district, move |cx, asker| matter::hand_over(cx, asker, id, &over));
        assert_eq!(refusal(refused), "cannot_decide");
        let over = HandOver { to: town.street.post, reason: words("请街道再看") };
        town.act(town.district, move |cx, asker| matter::hand_over(cx, asker, id, &over)).unwrap();
        assert_eq!(refusal(decide(&town, town.street, id)), "own_work");
    });
}

fn decide(town: &Town, by: Staff, id: MatterId) -> Result<(), Failed> {
    let decide = move |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker| {
        matter::decide_appeal(cx, asker, id, true, &words("维持"))
    };
    town.act(by, decide)
}

fn solve_without_basis(town: &Town, id: MatterId) -> Result<(), Failed> {
    let solve = Solve { ending: Ending::Cannot, words: words("办不了"), basis: None };
    town.act(town.worker, move |cx, asker| matter::solve(cx, asker, id, &solve))
}

#[test]
fn a_contact_is_sealed_shown_to_the_holder_with_a_reason_and_erased() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (id, _) = closed(&town);
        let (open, _) = town.resident_reports("street_light", "灯坏了");
        let read = |by: Staff, id: MatterId| {
            town.act(by, move |cx, asker| matter::read_contact(cx, asker, id, &words("约时间")))
        };
        assert_eq!(read(town.leader, open.id).unwrap(), "13800001234");
        assert_eq!(refusal(read(town.community, open.id)), "not_here");
        assert_eq!(refusal(read(town.other_community, open.id)), "not_found");
        town.clock.advance(31 * 24 * 60);
        assert_eq!(town.app.write_now(matter::erase_contacts).unwrap(), 1);
        let page = town.page(town.auditor, id).unwrap();
        assert!(!page.has_contact);
        let looks = town.page(town.auditor, open.id).unwrap().entries;
        assert_eq!(looks.iter().filter(|entry| entry.what == "contact_read").count(), 1);
        if let store::Place::File(file) = &fresh.place {
            let bytes = std::fs::read(file).unwrap();
            let holds = bytes.windows(11).any(|window| window == b"13800001234");
            assert!(!holds, "the contact is nowhere in the file in clear");
        }
    });
}
