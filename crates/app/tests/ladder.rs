//! Community workers from the first placing to a promotion: who may see and write what, and that
//! what was answered once can be answered again. On both engines.
mod town;
mod world;

use app::ladder::promotion::{decide, proposals};
use app::ladder::record::{self, NewPlacing, NewWorker};
use app::ladder::{pay, worker};
use base::{PersonId, UnitId};
use ladder::Month;
use ladder::promotion::Next;
use ladder::scheme::PostKind;
use ladder::terms::LeaveReason;
use ladder::worker::{Certificate, EducationLevel, Rating, Tenure};
use store::testing::on_each_engine;
use town::{Staff, Town, day};
use world::refusal;

fn placing(kind: PostKind, level: Option<u8>, since: &str) -> NewPlacing {
    NewPlacing { kind, level, since: day(since), order_no: "街组〔2026〕1号".into() }
}

fn newcomer(person: PersonId, community: UnitId, level: Option<u8>, since: &str) -> NewWorker {
    NewWorker {
        person,
        community,
        tenure: Tenure::Hired,
        secretary: false,
        since: day(since),
        placing: placing(PostKind::Clerk, level, since),
    }
}

/// A worker of the first community, clerk of level 3 since three years.
fn enter(town: &Town, office: Staff, who: Staff) {
    let new = newcomer(who.person, town.communities[0], Some(3), "2023-01-01");
    town.act(office, move |cx, asker| record::enter(cx, &asker.who, &new)).unwrap();
}

fn rate(
    town: &Town,
    office: Staff,
    who: Staff,
    year: i16,
    rating: Rating,
) -> Result<(), app::Failed> {
    let person = who.person;
    town.act(office, move |cx, asker| record::rate(cx, &asker.who, person, (year, rating), "1号"))
}

#[test]
fn a_record_is_read_by_whom_it_is_about_and_those_above_and_written_by_personnel_alone() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker);
        let person = town.worker.person;
        let read = |who: Staff| {
            town.act(who, move |cx, asker| worker::record(cx, &asker.who, person).map(|_| ()))
        };
        for who in [office, town.street, town.auditor, town.worker] {
            assert!(read(who).is_ok(), "{who:?}");
        }
        for who in [town.leader, town.community, town.district, town.department, town.security] {
            assert_eq!(refusal(read(who)), "not_found", "{who:?}");
        }
        let write = |who: Staff| {
            let new = placing(PostKind::Clerk, Some(4), "2026-03-01");
            town.act(who, move |cx, asker| record::place_on(cx, &asker.who, person, &new))
        };
        for who in [town.street, town.auditor, town.worker] {
            assert!(["no_right", "not_here"].contains(&refusal(write(who)).as_str()), "{who:?}");
        }
        let slip = |who: Staff| {
            town.act(who, move |cx, asker| {
                pay::slip(cx, &asker.who, person, None, None).map(|_| ())
            })
        };
        assert!(slip(town.worker).is_ok() && slip(town.auditor).is_ok());
        assert!(slip(town.street).is_err(), "a street sees levels, not pay");
        let own = newcomer(office.person, town.communities[0], None, "2026-03-01");
        let own = town.act(office, move |cx, asker| record::enter(cx, &asker.who, &own));
        assert_eq!(refusal(own), "own_grant", "nobody writes in their own record");
    });
}

#[test]
fn what_does_not_fit_is_refused_and_says_what_would() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker);
        let person = town.worker.person;
        let twice = newcomer(person, town.communities[1], Some(1), "2026-01-01");
        let twice = town.act(office, move |cx, asker| record::enter(cx, &asker.who, &twice));
        assert_eq!(refusal(twice), "worker_in_service");
        for (new, code) in [
            (placing(PostKind::Clerk, Some(13), "2026-03-01"), "level_outside_post"),
            (placing(PostKind::Member, Some(2), "2026-03-01"), "level_outside_post"),
            (placing(PostKind::Clerk, Some(4), "2022-12-31"), "before_last"),
            (
                NewPlacing { order_no: " ".into(), ..placing(PostKind::Clerk, None, "2026-03-01") },
                "empty",
            ),
        ] {
            let done =
                town.act(office, move |cx, asker| record::place_on(cx, &asker.who, person, &new));
            assert_eq!(refusal(done), code);
        }
        assert_eq!(
            refusal(rate(&town, office, town.worker, 2026, Rating::Qualified)),
            "year_not_over"
        );
        let elected = placing(PostKind::Chief, None, "2026-03-01");
        town.act(office, move |cx, asker| record::place_on(cx, &asker.who, person, &elected))
            .unwrap();
        let record =
            town.act(office, move |cx, asker| worker::record(cx, &asker.who, person)).unwrap();
        let now = record.placement.unwrap();
        assert_eq!((now.kind, now.level), (PostKind::Chief, 7), "the lowest of the higher post");
    });
}

#[test]
fn a_year_proposes_promotions_with_reasons_and_a_person_decides() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        for who in [town.worker, town.leader] {
            enter(&town, office, who);
        }
        for (year, rating) in [(2023, Rating::Qualified), (2024, Rating::Qualified)] {
            rate(&town, office, town.worker, year, rating).unwrap();
            rate(&town, office, town.leader, year, rating).unwrap();
        }
        rate(&town, office, town.worker, 2025, Rating::Qualified).unwrap();
        rate(&town, office, town.leader, 2025, Rating::Basic).unwrap();
        let street = town.street_unit;
        let propose = |who: Staff| {
            town.act(who, move |cx, asker| {
                proposals(cx, &asker.who, Some(street), Some(2025), None, 50)
            })
        };
        let found = propose(town.street).unwrap();
        let next = |staff: Staff| {
            let row = found.rows.iter().find(|row| row.person.id == staff.person).unwrap();
            row.answer.as_ref().unwrap().next
        };
        assert_eq!(next(town.worker), Next::On { level: 4, day: day("2026-01-01") });
        assert_eq!(next(town.leader), Next::Never);
        assert!(propose(town.community).is_err());
        let both = [town.worker.person, town.leader.person];
        let all = town.act(office, move |cx, asker| decide(cx, &asker.who, 2025, &both, "9号"));
        assert_eq!(refusal(all), "not_proposed");
        assert!(propose(office).unwrap().rows.iter().all(|row| !row.done), "nothing was written");
        let one = [town.worker.person];
        let decided = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
            decide(cx, &asker.who, 2025, &one, "9号")
        };
        assert_eq!(town.act(office, decided).unwrap(), 1);
        assert_eq!(town.act(office, decided).unwrap(), 0, "deciding twice promotes once");
        let list = town.act(town.street, move |cx, asker| {
            worker::list(cx, &asker.who, Some(street), None, 50)
        });
        let list = list.unwrap();
        let level = |staff: Staff| {
            let row = list.rows.iter().find(|row| row.person.id == staff.person).unwrap();
            row.placement.as_ref().unwrap().level
        };
        assert_eq!((level(town.worker), level(town.leader)), (4, 3));
        assert_eq!((list.elected, list.hired), (0, 2));
    });
}

#[test]
fn a_promotion_ordered_late_leaves_the_slips_before_as_they_were_and_becomes_arrears() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker);
        let person = town.worker.person;
        let papers = (EducationLevel::Bachelor, true, false);
        town.act(office, move |cx, asker| {
            record::educate(cx, &asker.who, person, papers, day("2015-07-01"))?;
            let assistant = Certificate::Assistant;
            record::certify(cx, &asker.who, person, assistant, day("2020-07-01"))
        })
        .unwrap();
        let february = Month::parse("2026-02");
        let slip = |known: Option<&str>| {
            let known = known.map(day);
            town.act(town.worker, move |cx, asker| {
                pay::slip(cx, &asker.who, person, february, known)
            })
            .unwrap()
        };
        let then = slip(None).slip.unwrap();
        // 3200 × 1.12 × 80 %, half of 100 for one paper, 100 for the certificate.
        assert_eq!(then.total().to_string(), "3017.20");
        town.clock.advance(24 * 60 * 8);
        let late = placing(PostKind::Clerk, Some(4), "2026-02-01");
        town.act(office, move |cx, asker| record::place_on(cx, &asker.who, person, &late)).unwrap();
        let before = slip(Some("2026-03-02"));
        assert_eq!(before.slip.unwrap(), then, "asked again as known then, it is the same");
        assert_eq!(before.arrears.unwrap().total().to_string(), "153.60");
        assert!(slip(None).arrears.is_none());
    });
}

#[test]
fn who_left_is_in_no_list_and_may_come_back() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office, town.worker);
        let (person, street) = (town.worker.person, town.street_unit);
        let leave = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
            record::leave(cx, &asker.who, person, (day("2026-02-01"), LeaveReason::Resigned), "3号")
        };
        town.act(office, leave).unwrap();
        assert_eq!(refusal(town.act(office, leave)), "worker_left");
        let count = || {
            let list = town
                .act(office, move |cx, asker| worker::list(cx, &asker.who, Some(street), None, 50));
            list.unwrap().rows.len()
        };
        assert_eq!(count(), 0);
        let back = newcomer(person, town.communities[1], None, "2026-03-01");
        town.act(office, move |cx, asker| record::enter(cx, &asker.who, &back)).unwrap();
        assert_eq!(count(), 1);
        let record =
            town.act(office, move |cx, asker| worker::record(cx, &asker.who, person)).unwrap();
        assert_eq!(record.services.len(), 2);
        assert_eq!(record.placement.unwrap().level, 3, "one's own level stays");
    });
}
