//! The closed loop as its people live it, on both engines: from a report to its feedback.
mod town;
mod world;

use app::Failed;
use app::grid::matter::{self, HandOver, SendBack, Solve, Triage};
use base::MatterId;
use grid::matter::{Ending, Says, Sort, Source, Weight};
use org::{Action, Denied};
use store::testing::on_each_engine;
use town::{HERE, OUTSIDE, Staff, Town, clause, words};
use world::refusal;

fn sorted(town: &Town, by: Staff, id: MatterId, weight: Weight, sort: Sort, ground: &str) {
    triage(town, by, id, weight, sort, ground, None).expect("it is sorted");
}

fn triage(
    town: &Town,
    by: Staff,
    id: MatterId,
    weight: Weight,
    sort: Sort,
    ground: &str,
    assign: Option<Staff>,
) -> Result<(), Failed> {
    let new = Triage {
        category: "street_light".into(),
        weight,
        sort,
        ground: ground.into(),
        reason: None,
        assign: assign.map(|staff| staff.post),
    };
    town.act(by, move |cx, asker| matter::triage(cx, asker, id, &new))
}

fn solve(town: &Town, by: Staff, id: MatterId, ending: Ending) -> Result<(), Failed> {
    let basis = (ending == Ending::Cannot).then(|| clause("条例第十条"));
    let solve = Solve { ending, words: words("换了灯泡,已亮。"), basis };
    town.act(by, move |cx, asker| matter::solve(cx, asker, id, &solve))
}

fn check(town: &Town, by: Staff, id: MatterId, passes: bool) -> Result<(), Failed> {
    town.act(by, move |cx, asker| matter::check(cx, asker, id, passes, &words("到场看过")))
}

fn feedback(town: &Town, by: Staff, id: MatterId) -> Result<(), Failed> {
    town.act(by, move |cx, asker| matter::feedback(cx, asker, id, &words("已告知")))
}

/// Reported, sorted by the leader, handled by the worker, checked and told by the community.
fn closed(town: &Town) -> (MatterId, app::secret::Code) {
    let (receipt, code) = town.resident_reports("street_light", "三号楼前路灯不亮");
    let id = receipt.id;
    let worker = Some(town.worker);
    triage(town, town.leader, id, Weight::General, Sort::Public, "public_asset", worker).unwrap();
    solve(town, town.worker, id, Ending::Solved).unwrap();
    check(town, town.community, id, true).unwrap();
    feedback(town, town.community, id).unwrap();
    (id, code)
}

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

        let worker = Some(town.worker);
        triage(&town, town.leader, id, Weight::General, Sort::Public, "public_asset", worker)
            .unwrap();
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
fn the_checker_is_never_the_handler() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        let community = Some(town.community);
        triage(&town, town.leader, id, Weight::General, Sort::Public, "public_asset", community)
            .unwrap();
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
        let worker = Some(town.worker);
        triage(&town, town.leader, id, Weight::General, Sort::Public, "public_asset", worker)
            .unwrap();
        solve(&town, town.worker, id, Ending::Solved).unwrap();
        check(&town, town.community, id, false).unwrap();
        assert_eq!(town.holder(id), (town.worker.post, "handle".into()));
        let page = town.page(town.auditor, id).unwrap();
        assert_eq!((page.main().promise_met, page.matter.ending), (None, None));
    });
}

#[test]
fn a_changed_sorting_waits_for_a_second_look_by_somebody_else() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "院内灯不亮");
        let id = receipt.id;
        sorted(&town, town.leader, id, Weight::General, Sort::Shared, "common_parts");
        assert_eq!(town.holder(id), (town.community.post, "second_look".into()));
        let look = |agree| {
            move |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker| {
                matter::second_look(cx, asker, id, agree, &words("同意"))
            }
        };
        assert_eq!(refusal(town.act(town.leader, look(true))), "no_right");
        town.act(town.community, look(true)).unwrap();
        assert_eq!(town.holder(id), (town.leader.post, "handle".into()));
        assert_eq!(town.page(town.leader, id).unwrap().matter.sort, Sort::Shared);
    });
}

#[test]
fn more_time_than_was_promised_needs_two_and_never_restarts_the_clock() {
    // DIGIT: the clock was reset by a comment; here not even a new weight restarts it.
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "整条街路灯不亮");
        let id = receipt.id;
        town.clock.advance(50);
        sorted(&town, town.leader, id, Weight::Complex, Sort::Public, "public_asset");
        let page = town.page(town.leader, id).unwrap();
        assert_eq!(page.main().promise.as_ref().unwrap().clock.due, receipt.due, "not yet");
        town.act(town.community, move |cx, asker| {
            matter::second_look(cx, asker, id, true, &words("确属复杂"))
        })
        .unwrap();
        let page = town.page(town.leader, id).unwrap();
        let promise = page.main().promise.as_ref().unwrap();
        assert_eq!(promise.stop, "planned");
        assert_eq!(promise.clock.due.to_string(), "2026-03-09T02:00:00Z", "a week from the report");
        town.act(town.leader, move |cx, asker| {
            matter::plan(cx, asker, id, &words("更换电缆,分三段施工"))
        })
        .unwrap();
        assert!(town.page(town.leader, id).unwrap().main().promise_met.is_some());
    });
}

#[test]
fn a_department_may_send_back_early_twice_then_it_goes_to_arbitration() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        let (department, leader) = (Some(town.department), town.leader.post);
        triage(&town, town.leader, id, Weight::General, Sort::Public, "public_asset", department)
            .unwrap();
        let back = move |town: &Town| {
            let back = SendBack { clause: clause("职责清单第五项"), right_owner: leader };
            town.act(town.department, move |cx, asker| matter::send_back(cx, asker, id, &back))
        };
        let again = |town: &Town| {
            let over =
                HandOver { to: town.department.post, reason: words("清单写明是你们") };
            town.act(town.leader, move |cx, asker| matter::hand_over(cx, asker, id, &over))
                .unwrap();
        };
        for _ in 0..2 {
            back(&town).unwrap();
            assert_eq!(town.holder(id), (town.leader.post, "handle".into()));
            again(&town);
        }
        back(&town).unwrap();
        assert_eq!(town.holder(id), (town.street.post, "arbitrate".into()));
        let to = town.department.post;
        town.act(town.street, move |cx, asker| {
            matter::arbitrate(cx, asker, id, to, &clause("三定方案第三条"))
        })
        .unwrap();
        assert_eq!(town.holder(id), (town.department.post, "handle".into()));

        town.clock.advance(60 * 24);
        let late = SendBack { clause: clause("职责清单第五项"), right_owner: leader };
        let late =
            town.act(town.department, move |cx, asker| matter::send_back(cx, asker, id, &late));
        assert!(matches!(late, Err(Failed::Relay(_)) | Ok(())), "{late:?}");
    });
}

#[test]
fn sending_back_late_in_ones_time_is_refused() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        let department = Some(town.department);
        triage(&town, town.leader, id, Weight::General, Sort::Public, "public_asset", department)
            .unwrap();
        town.clock.advance(6 * 60);
        let back = SendBack { clause: clause("第五项"), right_owner: town.leader.post };
        let refused =
            town.act(town.department, move |cx, asker| matter::send_back(cx, asker, id, &back));
        let Err(Failed::Relay(refused)) = refused else { panic!("{refused:?}") };
        assert_eq!(refused.code(), "too_late_to_return");
    });
}

#[test]
fn what_runs_out_goes_up_and_is_charged_to_who_held_it() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        town.clock.advance(61);
        let round = town.app.write_now(matter::escalate_due).unwrap();
        assert_eq!(round.escalated, 1);
        assert_eq!(town.holder(id).0, town.community.post, "the next above the grid leader");
        let page = town.page(town.auditor, id).unwrap();
        let (_, first) = &page.legs[0];
        assert!(first.overdue && first.holder == town.leader.post, "charged to the leader");
        let again = town.app.write_now(matter::escalate_due).unwrap();
        assert_eq!(again.escalated, 0, "each breach once");
    });
}

#[test]
fn a_merged_matter_escalates_no_more() {
    // zammad#904
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (kept, _) = town.resident_reports("street_light", "三号楼路灯不亮");
        let (double, code) = town.resident_reports("street_light", "三号楼前的路灯不亮了");
        let suggested = town.act(town.leader, |cx, asker| {
            matter::suggest(cx, asker, "street_light", HERE, "三号楼路灯坏了不亮")
        });
        let suggested: Vec<MatterId> = suggested.unwrap().iter().map(|s| s.id).collect();
        assert!(suggested.contains(&kept.id) && suggested.contains(&double.id));
        town.act(town.leader, move |cx, asker| {
            matter::merge(cx, asker, double.id, kept.id, &words("同一盏灯"))
        })
        .unwrap();
        town.clock.advance(24 * 60);
        let round = town.app.write_now(matter::escalate_due).unwrap();
        assert_eq!(round.escalated, 1, "only the one that was kept");
        let page =
            town.as_reporter(&code, move |cx, asker| matter::page(cx, asker, double.id)).unwrap();
        assert_eq!(page.merged_into, Some(kept.number));
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
            solve(&town, town.worker, id, Ending::Solved).unwrap();
            check(&town, town.community, id, true).unwrap();
            feedback(&town, town.community, id).unwrap();
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
        let worker = Some(town.worker);
        triage(&town, town.leader, id, Weight::General, Sort::Public, "public_asset", worker)
            .unwrap();
        assert_eq!(refusal(solve_without_basis(&town, id)), "no_basis");
        solve(&town, town.worker, id, Ending::Cannot).unwrap();
        check(&town, town.community, id, true).unwrap();
        feedback(&town, town.community, id).unwrap();
        let appeal = move |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker| {
            matter::appeal(cx, asker, id, &words("应该能修"))
        };
        town.as_reporter(&code, appeal).unwrap();
        assert_eq!(town.holder(id), (town.street.post, "second_look".into()));
        town.act(town.street, move |cx, asker| {
            matter::decide_appeal(cx, asker, id, true, &words("维持"))
        })
        .unwrap();
        feedback(&town, town.street, id).unwrap();
        assert_eq!(refusal(town.as_reporter(&code, appeal)), "appealed_enough");
    });
}

fn solve_without_basis(town: &Town, id: MatterId) -> Result<(), Failed> {
    let solve = Solve { ending: Ending::Cannot, words: words("办不了"), basis: None };
    town.act(town.worker, move |cx, asker| matter::solve(cx, asker, id, &solve))
}

#[test]
fn what_goes_up_keeps_its_owner_below_and_the_answer_comes_back() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "整片停电");
        let id = receipt.id;
        let worker = Some(town.worker);
        triage(&town, town.leader, id, Weight::General, Sort::Public, "public_asset", worker)
            .unwrap();
        town.act(town.worker, move |cx, asker| {
            matter::report_up(cx, asker, id, None, &words("需供电部门"))
        })
        .unwrap();
        let page = town.page(town.worker, id).unwrap();
        assert_eq!(page.main().holder, town.worker.post, "the owner below");
        let part = page.relays[1].clone();
        assert_eq!(part.holder, town.community.post);
        let refused = solve(&town, town.worker, id, Ending::Solved);
        assert!(matches!(refused, Err(Failed::Relay(relay::Refused::PartsOpen { .. }))));
        town.act(town.community, move |cx, asker| {
            matter::answer_up(cx, asker, id, part.id, &words("明早来修"))
        })
        .unwrap();
        town.act(town.worker, move |cx, asker| matter::take_answer(cx, asker, id, part.id))
            .unwrap();
        solve(&town, town.worker, id, Ending::Solved).unwrap();
    });
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
fn an_absent_post_is_passed_over_and_orphans_find_somebody() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        town.absent(town.leader.person, "2026-03-20");
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        assert_eq!(receipt.holder, town.community.post, "the leader is away, nobody stands in");
        town.absent(town.community.person, "2026-03-20");
        let orphans = town.app.read_now(matter::orphans).unwrap();
        assert_eq!(orphans.len(), 1);
        assert_eq!(town.app.write_now(matter::rescue_unmanned).unwrap(), 1);
        assert_eq!(town.holder(receipt.id).0, town.street.post);
        assert!(town.app.read_now(matter::orphans).unwrap().is_empty());
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
fn time_is_extended_early_with_a_reason_by_somebody_else() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("manhole", "井盖缺了一块");
        let id = receipt.id;
        let ask = move |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker| {
            matter::ask_extension(cx, asker, id, 600, &words("等配件"))
        };
        town.act(town.leader, ask).unwrap();
        assert_eq!(refusal(town.act(town.leader, ask)), "extension_waits");
        let decide = move |cx: &mut app::Cx<'_, '_>, asker: &matter::Asker| {
            matter::decide_extension(cx, asker, id, true, &words("同意"))
        };
        assert_eq!(refusal(town.act(town.leader, decide)), "no_right");
        town.act(town.street, decide).unwrap();
        let page = town.page(town.leader, id).unwrap();
        let due = page.main().promise.as_ref().unwrap().clock.due;
        assert_eq!(due.duration_since(receipt.due).as_mins(), 600);
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
fn everybody_on_duty_who_works_on_matters_can_be_handed_to() {
    // fixmystreet#4970: a list of assignees silently hid people.
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "灯坏了");
        let id = receipt.id;
        sorted(&town, town.leader, id, Weight::General, Sort::Public, "public_asset");
        let mut holder = town.leader;
        for next in [
            town.worker,
            town.community,
            town.other_community,
            town.street,
            town.department,
            town.district,
            town.leader,
        ] {
            let over = HandOver { to: next.post, reason: words("由你办理") };
            town.act(holder, move |cx, asker| matter::hand_over(cx, asker, id, &over)).unwrap();
            assert_eq!(town.holder(id).0, next.post);
            holder = next;
        }
        for (to, code) in [(town.auditor, "no_business"), (town.security, "no_business")] {
            let over = HandOver { to: to.post, reason: words("由你办理") };
            let refused =
                town.act(holder, move |cx, asker| matter::hand_over(cx, asker, id, &over));
            assert_eq!(refusal(refused), code);
        }
    });
}
