//! Quotas, the growth channel, contracts and absences: who may set what, and that no two at once pass
//! what there is. On both engines.
mod town;
mod world;

use app::ladder::growth::{self, NewPlan};
use app::ladder::record::{self, NewPlacing, NewWorker};
use app::ladder::terms::{self, NewAbsence, NewContract, NewTitle};
use app::ladder::{quota, worker};
use base::{GrowthId, PersonId, UnitId};
use ladder::growth::{Candidacy, Channel};
use ladder::scheme::PostKind;
use ladder::terms::{AbsenceKind, LeaveReason, TitleGrade};
use ladder::worker::Tenure;
use store::testing::on_each_engine;
use town::{Staff, Town, day};
use world::refusal;

fn enter(
    town: &Town,
    office: Staff,
    who: Staff,
    kind: PostKind,
    tenure: Tenure,
) -> Result<(), app::Failed> {
    let since = day("2026-03-01");
    let placing = NewPlacing { kind, level: None, since, order_no: "1号".into() };
    let (person, community, secretary) = (who.person, town.communities[0], false);
    let new = NewWorker { person, community, tenure, secretary, since, placing };
    town.act(office, move |cx, asker| record::enter(cx, &asker.who, &new))
}

fn set(town: &Town, by: Staff, quotas: &[(UnitId, PostKind, u32)]) -> Result<u32, app::Failed> {
    let quotas = quotas.to_vec();
    town.act(by, move |cx, asker| {
        quota::set(cx, &asker.who, day("2026-01-01"), "编〔2026〕1号", &quotas)
    })
}

#[test]
fn nobody_is_hired_beyond_a_quota_an_election_holds_and_those_who_left_stand_in_a_list() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (office, street) = (town.personnel(), town.street_unit);
        let two = [(street, PostKind::Clerk, 1), (street, PostKind::Member, 0)];
        for who in [town.street, town.auditor, town.district, town.worker] {
            assert!(["no_right", "not_here"].contains(&refusal(set(&town, who, &two)).as_str()));
        }
        let nowhere = [(town.communities[0], PostKind::Clerk, 1)];
        assert_eq!(refusal(set(&town, office, &nowhere)), "unknown");
        assert_eq!(set(&town, office, &two).unwrap(), 2);
        assert_eq!(set(&town, office, &two).unwrap(), 0, "as it is already");
        let (clerk, hired) = (PostKind::Clerk, Tenure::Hired);
        enter(&town, office, town.worker, clerk, hired).unwrap();
        assert_eq!(refusal(enter(&town, office, town.leader, clerk, hired)), "quota_used");
        enter(&town, office, town.leader, PostKind::Member, Tenure::Elected).unwrap();
        let person = town.worker.person;
        let change = town.act(office, move |cx, asker| {
            let (since, order_no) = (day("2026-03-02"), "2号".into());
            let new = NewPlacing { kind: PostKind::Member, level: None, since, order_no };
            record::place_on(cx, &asker.who, person, &new)
        });
        assert_eq!(refusal(change), "quota_used", "by a change of post either");
        let board = |who: Staff| town.act(who, |cx, asker| quota::board(cx, &asker.who)).unwrap();
        let own = board(town.street);
        assert!(!own.edits && own.streets.len() == 1);
        let row = |kind: PostKind| {
            let row = own.streets[0].rows.iter().find(|row| row.kind == kind).unwrap();
            (row.quota.places, row.quota.elected, row.quota.hired, row.quota.over())
        };
        assert_eq!((row(clerk), row(PostKind::Member)), ((1, 0, 1, 0), (0, 1, 0, 1)));
        let leave = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
            let why = (day("2026-03-02"), LeaveReason::Recruited);
            record::leave(cx, &asker.who, person, why, "3号")
        };
        town.act(office, leave).unwrap();
        assert_eq!(board(office).streets[0].left, 1);
        let left = town.act(town.street, move |cx, asker| {
            quota::leavers(cx, &asker.who, Some(street), None, 50)
        });
        let left = left.unwrap().rows;
        assert_eq!((left.len(), left[0].reason), (1, Some(LeaveReason::Recruited)));
        enter(&town, office, town.community, clerk, hired).unwrap();
    });
}

#[test]
fn two_hired_at_the_same_moment_do_not_both_get_the_last_place() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        set(&town, office, &[(town.street_unit, PostKind::Clerk, 1)]).unwrap();
        let town = &town;
        let both = std::thread::scope(|scope| {
            let tries = [town.worker, town.leader].map(|who| {
                scope.spawn(move || enter(town, office, who, PostKind::Clerk, Tenure::Hired))
            });
            tries.map(|tried| tried.join().expect("no panic").is_ok())
        });
        assert_eq!(both.iter().filter(|ok| **ok).count(), 1, "{both:?}");
    });
}

fn plan(town: &Town, by: Staff, places: u32) -> Result<GrowthId, app::Failed> {
    let (street, channel) = (town.street_unit, Channel::Institution);
    let new = NewPlan { street, year: 2026, channel, places, order_no: "计划1号".into() };
    town.act(by, move |cx, asker| growth::plan(cx, &asker.who, &new))
}

fn name(town: &Town, by: Staff, id: GrowthId, person: PersonId) -> Result<(), app::Failed> {
    town.act(by, move |cx, asker| growth::name(cx, &asker.who, id, person, "荐1号"))
}

fn decide(
    town: &Town,
    by: Staff,
    id: GrowthId,
    who: Staff,
    to: Candidacy,
) -> Result<(), app::Failed> {
    let person = who.person;
    town.act(by, move |cx, asker| growth::decide(cx, &asker.who, id, (person, to), "录1号"))
}

#[test]
fn a_fifth_of_the_places_is_kept_and_no_more_are_chosen_whoever_decides_at_once() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        for who in [town.worker, town.leader] {
            enter(&town, office, who, PostKind::Clerk, Tenure::Hired).unwrap();
        }
        assert!(plan(&town, town.street, 5).is_err() && plan(&town, town.auditor, 5).is_err());
        let id = plan(&town, office, 5).unwrap();
        assert_eq!(refusal(name(&town, office, id, town.community.person)), "not_a_worker");
        for who in [town.worker, town.leader] {
            assert!(name(&town, town.street, id, who.person).is_err());
            name(&town, office, id, who.person).unwrap();
        }
        let street = town.street_unit;
        let board = || {
            town.act(town.street, move |cx, asker| {
                growth::board(cx, &asker.who, Some(street), Some(2026))
            })
            .unwrap()
        };
        assert_eq!((board().plans[0].kept, board().plans[0].candidates.len()), (1, 2));
        let all = &town;
        for _ in 0..3 {
            let both = std::thread::scope(|scope| {
                let tries = [town.worker, town.leader].map(|who| {
                    scope.spawn(move || decide(all, office, id, who, Candidacy::Chosen))
                });
                tries.map(|tried| tried.join().expect("no panic").is_ok())
            });
            assert_eq!(both.iter().filter(|ok| **ok).count(), 1, "{both:?}");
            assert_eq!(board().plans[0].planned.plan.used, 1);
            let chosen = if both[0] { town.worker } else { town.leader };
            assert_eq!(refusal(plan(&town, office, 2)), "quota_used", "fewer than are given");
            decide(&town, office, id, chosen, Candidacy::Withdrawn).unwrap();
            name(&town, office, id, chosen.person).unwrap();
        }
        assert_eq!(board().plans[0].planned.plan.used, 0);
        let jump = decide(&town, office, id, town.worker, Candidacy::Named);
        assert_eq!(refusal(jump), "not_following");
        assert_eq!(plan(&town, office, 13).unwrap(), id, "the same plan, with more places");
        assert_eq!(board().plans[0].kept, 3);
    });
}

#[test]
fn contracts_absences_and_titles_stand_in_the_record_with_the_day_they_were_known() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker, PostKind::Clerk, Tenure::Hired).unwrap();
        let (person, street) = (town.worker.person, town.street_unit);
        let contract = |by: Staff, last: Option<&str>| {
            let (since, last_day) = (day("2026-03-01"), last.map(day));
            let new =
                NewContract { since, last_day, kind: Tenure::Hired, order_no: "合1号".into() };
            town.act(by, move |cx, asker| terms::contract(cx, &asker.who, person, &new))
        };
        for who in [town.street, town.auditor, town.worker] {
            assert!(contract(who, None).is_err(), "{who:?}");
        }
        assert_eq!(refusal(contract(office, Some("2026-02-28"))), "ends_before_it_begins");
        contract(office, Some("2026-04-30")).unwrap();
        let absence = |since: &str, last: &str| {
            let (since, last_day) = (day(since), day(last));
            let kind = AbsenceKind::Sick;
            let new = NewAbsence { since, last_day, kind, order_no: "假1号".into() };
            town.act(office, move |cx, asker| terms::absence(cx, &asker.who, person, &new))
                .unwrap();
        };
        absence("2026-03-10", "2026-03-12");
        let title = town.act(office, move |cx, asker| {
            let (name, order_no) = ("社会工作师".into(), "职1号".into());
            let new =
                NewTitle { since: day("2025-12-01"), grade: TitleGrade::Middle, name, order_no };
            terms::title(cx, &asker.who, person, &new)
        });
        title.unwrap();
        let record = || {
            town.act(town.worker, move |cx, asker| worker::record(cx, &asker.who, person)).unwrap()
        };
        let own = record();
        assert!(own.ends_soon && own.contract.unwrap().until == Some(day("2026-05-01")));
        assert_eq!((own.terms.absences.len(), own.terms.titles.len()), (1, 1));
        let ending = || {
            let found = town.act(town.street, move |cx, asker| {
                terms::ending(cx, &asker.who, Some(street), None, 50)
            });
            found.unwrap().rows.len()
        };
        assert_eq!(ending(), 1);
        town.clock.advance(24 * 60);
        contract(office, Some("2029-04-30")).unwrap();
        absence("2026-03-10", "2026-03-09");
        assert_eq!(ending(), 0, "the correction stands");
        let own = record();
        assert!(!own.ends_soon && own.terms.contracts.len() == 2, "the first entry stays");
        assert!(own.terms.absences(day("2026-03-03")).is_empty(), "taken back");
        assert_eq!(own.terms.absences(day("2026-03-02")).len(), 1, "as known before");
    });
}
