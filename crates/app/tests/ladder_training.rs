//! Training from the plan to the signature: who may invite whom, what counts, who still owes; and a
//! course that is confirmed once. On both engines.
mod town;
mod world;

use app::ladder::course::{self, NewCourse, NewTopic};
use app::ladder::owed::{self, OwedList};
use app::ladder::record::{self, NewPlacing, NewWorker};
use app::ladder::training::{self, NewTraining};
use base::{PersonId, TrainingId, UnitId};
use ladder::scheme::PostKind;
use ladder::training::TrainingKind;
use ladder::worker::Tenure;
use store::testing::on_each_engine;
use town::{Staff, Town, day};
use world::refusal;

fn enter(town: &Town, office: Staff, who: Staff, kind: PostKind, secretary: bool, since: &str) {
    let placing = NewPlacing { kind, level: None, since: day(since), order_no: "1号".into() };
    let tenure = if kind == PostKind::Clerk { Tenure::Hired } else { Tenure::Elected };
    let (person, community, since) = (who.person, town.communities[0], day(since));
    let new = NewWorker { person, community, tenure, secretary, since, placing };
    town.act(office, move |cx, asker| record::enter(cx, &asker.who, &new)).unwrap();
}

/// Three days of April by the street, or by the district.
fn april(street: Option<UnitId>, kind: TrainingKind, capacity: u32) -> NewTraining {
    NewTraining {
        street,
        kind,
        title: "四月班".into(),
        topics: "职业道德\n群众工作".into(),
        place: "街道党校".into(),
        first_day: day("2026-04-13"),
        last_day: day("2026-04-15"),
        half_days: 6,
        capacity,
    }
}

fn plan(town: &Town, by: Staff, new: &NewTraining) -> Result<TrainingId, app::Failed> {
    let new = new.clone();
    town.act(by, move |cx, asker| training::plan(cx, &asker.who, &new))
}

fn invite(town: &Town, by: Staff, id: TrainingId, who: &[Staff]) -> Result<u32, app::Failed> {
    let people: Vec<PersonId> = who.iter().map(|staff| staff.person).collect();
    town.act(by, move |cx, asker| training::invite(cx, &asker.who, id, &people))
}

fn sign(
    town: &Town,
    by: Staff,
    id: TrainingId,
    who: Staff,
    halves: u32,
) -> Result<u32, app::Failed> {
    let signed = [(who.person, halves)];
    town.act(by, move |cx, asker| training::sign(cx, &asker.who, id, &signed))
}

fn owes(town: &Town, by: Staff) -> OwedList {
    let street = town.street_unit;
    town.act(by, move |cx, asker| owed::owed(cx, &asker.who, Some(street), None, None, 50)).unwrap()
}

/// What is left of the year and of the first training, by name.
fn left(list: &OwedList) -> Vec<(String, String, Option<String>)> {
    let number = |owed: &ladder::training::Owed| owed.left().normalize().to_string();
    let row = |row: &owed::OwedRow| {
        let initial = row.debts.initial.as_ref().map(number);
        (row.person.name_zh.clone(), number(&row.debts.yearly), initial)
    };
    list.rows.iter().map(row).collect()
}

#[test]
fn a_street_trains_its_new_clerks_and_the_list_says_who_still_owes() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker, PostKind::Clerk, false, "2026-01-01");
        enter(&town, office, town.community, PostKind::Chief, true, "2020-01-01");
        let before = left(&owes(&town, town.street));
        let said = |name: &str, yearly: &str, initial: Option<&str>| {
            (name.to_owned(), yearly.to_owned(), initial.map(str::to_owned))
        };
        assert_eq!(before, [said("书记", "7", None), said("网格员", "3", Some("3"))]);
        let id = plan(&town, town.street, &april(Some(town.street_unit), TrainingKind::Initial, 9));
        let id = id.unwrap();
        assert_eq!(invite(&town, town.street, id, &[town.worker]).unwrap(), 1);
        assert_eq!(invite(&town, town.street, id, &[town.worker]).unwrap(), 0, "once is enough");
        assert!(owes(&town, town.street).rows[1].invited);
        let early = sign(&town, town.street, id, town.worker, 6);
        assert_eq!(refusal(early), "session_not_over");
        town.clock.advance(24 * 60 * 44);
        assert_eq!(refusal(sign(&town, town.street, id, town.worker, 7)), "too_many_days");
        assert_eq!(sign(&town, town.street, id, town.worker, 5).unwrap(), 1);
        let after = left(&owes(&town, town.street));
        assert_eq!(after[1], said("网格员", "0.5", Some("0.5")));
        assert_eq!(sign(&town, town.street, id, town.worker, 6).unwrap(), 1, "a correction");
        assert_eq!(sign(&town, town.street, id, town.worker, 6).unwrap(), 0);
        assert_eq!(left(&owes(&town, town.street)), [said("书记", "7", None)]);
        let own = town.act(town.worker, {
            let person = town.worker.person;
            move |cx, asker| owed::record(cx, &asker.who, person)
        });
        let own = own.unwrap();
        assert!(own.is_own && !own.debts.unwrap().is_open());
        assert_eq!(own.sessions[0].signed.unwrap().0, 6);
    });
}

#[test]
fn newcomers_go_to_whoever_has_to_train_them_and_no_session_takes_more_than_fit() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker, PostKind::Clerk, false, "2026-01-01");
        enter(&town, office, town.leader, PostKind::Member, false, "2026-02-01");
        enter(&town, office, town.community, PostKind::Chief, true, "2020-01-01");
        let street = Some(town.street_unit);
        let at_street = plan(&town, town.street, &april(street, TrainingKind::Initial, 9)).unwrap();
        let member = invite(&town, town.street, at_street, &[town.worker, town.leader]);
        assert_eq!(refusal(member), "wrong_organiser");
        let at_district = plan(&town, office, &april(None, TrainingKind::Initial, 9)).unwrap();
        assert_eq!(refusal(invite(&town, town.street, at_district, &[town.leader])), "not_here");
        assert_eq!(invite(&town, office, at_district, &[town.leader]).unwrap(), 1);
        let small = plan(&town, town.street, &april(street, TrainingKind::OnPost, 1)).unwrap();
        let two = [town.worker, town.community];
        assert_eq!(refusal(invite(&town, town.street, small, &two)), "session_full");
        assert_eq!(invited(&town, town.street, small), (0, 0), "nothing was written");
        assert_eq!(invite(&town, town.street, small, &two[..1]).unwrap(), 1);
        let person = town.worker.person;
        let withdraw = town
            .act(town.street, move |cx, asker| training::withdraw(cx, &asker.who, small, person));
        withdraw.unwrap();
        assert_eq!(invited(&town, town.street, small), (0, 0));
        assert_eq!(invite(&town, town.street, small, &two[1..]).unwrap(), 1);
        town.act(town.street, move |cx, asker| training::call_off(cx, &asker.who, small)).unwrap();
        assert_eq!(refusal(invite(&town, town.street, small, &two[..1])), "session_called_off");
    });
}

/// How many a session says are invited, and how many are listed.
fn invited(town: &Town, who: Staff, id: TrainingId) -> (u32, usize) {
    let page = town.act(who, move |cx, asker| training::page(cx, &asker.who, id, None, 50));
    let page = page.unwrap();
    (page.training.plan.invited, page.parts.len())
}

#[test]
fn a_street_sees_its_own_sessions_and_of_the_districts_its_own_people() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (office, other) = (town.personnel(), town.another_street());
        enter(&town, office, town.worker, PostKind::Clerk, false, "2025-01-01");
        let street = Some(town.street_unit);
        let own = plan(&town, town.street, &april(street, TrainingKind::OnPost, 9)).unwrap();
        let all = plan(&town, office, &april(None, TrainingKind::OnPost, 9)).unwrap();
        invite(&town, office, all, &[town.worker]).unwrap();
        let read = |who: Staff, id: TrainingId| {
            town.act(who, move |cx, asker| training::page(cx, &asker.who, id, None, 50))
        };
        for who in [office, town.street, town.auditor] {
            assert!(read(who, own).is_ok(), "{who:?}");
            assert_eq!(read(who, all).unwrap().parts.len(), 1, "{who:?}");
        }
        assert_eq!(refusal(read(other, own)), "not_found");
        assert_eq!(read(other, all).unwrap().parts.len(), 0, "the people of another street");
        for who in [town.worker, town.leader, town.community, town.district, town.department] {
            assert_eq!(refusal(read(who, all)), "not_found", "{who:?}");
        }
        for (who, of) in [
            (town.community, street),
            (town.auditor, street),
            (other, street),
            (town.street, None),
            (town.district, None),
        ] {
            let planned = plan(&town, who, &april(of, TrainingKind::OnPost, 9));
            assert!(["no_right", "not_here"].contains(&refusal(planned).as_str()), "{who:?}");
        }
    });
}

#[test]
fn nobody_signs_for_themselves() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.street, PostKind::Clerk, false, "2025-01-01");
        let street = Some(town.street_unit);
        let id = plan(&town, town.street, &april(street, TrainingKind::OnPost, 9)).unwrap();
        assert_eq!(refusal(invite(&town, town.street, id, &[town.street])), "own_grant");
        assert_eq!(invite(&town, office, id, &[town.street]).unwrap(), 1);
        town.clock.advance(24 * 60 * 44);
        assert_eq!(refusal(sign(&town, town.street, id, town.street, 6)), "own_grant");
        assert_eq!(sign(&town, office, id, town.street, 6).unwrap(), 1);
    });
}

#[test]
fn two_who_invite_at_the_same_moment_do_not_both_get_the_last_place() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        for who in [town.worker, town.leader] {
            enter(&town, office, who, PostKind::Clerk, false, "2024-01-01");
        }
        let street = Some(town.street_unit);
        for _ in 0..5 {
            let id = plan(&town, town.street, &april(street, TrainingKind::OnPost, 1)).unwrap();
            let town = &town;
            let both = std::thread::scope(|scope| {
                let tries = [(town.street, town.worker), (office, town.leader)];
                let tries =
                    tries.map(|(by, who)| scope.spawn(move || invite(town, by, id, &[who])));
                tries.map(|tried| tried.join().expect("no panic").is_ok())
            });
            assert_eq!(both.iter().filter(|ok| **ok).count(), 1, "{both:?}");
            assert_eq!(invited(town, town.street, id), (1, 1));
        }
    });
}

fn newcomers_course(street: Option<UnitId>, topics: usize) -> NewCourse {
    let topic = |no: usize| NewTopic {
        title: format!("专题{no}"),
        body: "材料".into(),
        link: if no == 1 { "https://example.org/a".into() } else { String::new() },
    };
    let topics = (1..=topics).map(topic).collect();
    NewCourse {
        street,
        title: "入门".into(),
        lead: String::new(),
        since: day("2026-03-01"),
        topics,
    }
}

#[test]
fn a_course_is_confirmed_once_by_a_worker_and_counts_for_nothing_by_itself() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker, PostKind::Clerk, false, "2024-01-01");
        let offer = |who: Staff, new: NewCourse| {
            town.act(who, move |cx, asker| course::offer(cx, &asker.who, &new))
        };
        let street = Some(town.street_unit);
        for (new, code) in [
            (newcomers_course(street, 0), "range"),
            (newcomers_course(street, 7), "range"),
            (with_link("ftp://x"), "address"),
            (with_link("https://a b"), "address"),
            (with_link("javascript:alert(1)"), "address"),
            (with_link(""), "no_material"),
        ] {
            let new = NewCourse { street, ..new };
            assert_eq!(refusal(offer(town.street, new)), code);
        }
        let id = offer(town.street, newcomers_course(street, 6)).unwrap();
        let confirm =
            |who: Staff| town.act(who, move |cx, asker| course::confirm(cx, &asker.who, id));
        assert_eq!(refusal(confirm(town.leader)), "course_not_offered", "no worker's record");
        confirm(town.worker).unwrap();
        confirm(town.worker).unwrap();
        let page =
            |who: Staff| town.act(who, move |cx, asker| course::page(cx, &asker.who, id)).unwrap();
        assert_eq!(page(town.street).count, Some(1));
        let own = page(town.worker);
        assert_eq!(
            (own.confirmed, own.confirms, own.count),
            (Some(day("2026-03-02")), false, None)
        );
        assert_eq!(own.topics.len(), 6);
        assert_eq!(left(&owes(&town, town.street))[0].1, "3", "by itself it counts for nothing");
        town.act(town.street, move |cx, asker| course::end(cx, &asker.who, id)).unwrap();
        assert!(page(town.worker).confirmed.is_some(), "what was confirmed stays");
    });
}

/// A course whose one topic has no text, only this address.
fn with_link(link: &str) -> NewCourse {
    let topic = NewTopic { title: "一".into(), body: String::new(), link: link.into() };
    NewCourse { topics: vec![topic], ..newcomers_course(None, 1) }
}
