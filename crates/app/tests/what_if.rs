//! What if pay changed: the whole district in one answer, for those who read all pay, and nothing
//! of it is kept. On both engines.
mod town;
mod world;

use app::ladder::record::{self, NewPlacing, NewWorker};
use app::ladder::{pay, what_if};
use base::{Fen, PersonId, UnitId};
use ladder::Month;
use ladder::rules::Knob;
use ladder::scheme::PostKind;
use ladder::what_if::Change;
use ladder::worker::{Certificate, EducationLevel, Rating, Tenure};
use store::testing::on_each_engine;
use town::{Staff, Town, day};
use world::refusal;

fn newcomer(person: PersonId, community: UnitId, kind: PostKind, level: u8) -> NewWorker {
    let (since, order_no) = (day("2023-01-01"), "街组〔2023〕1号".to_owned());
    let placing = NewPlacing { kind, level: Some(level), since, order_no };
    NewWorker { person, community, tenure: Tenure::Hired, secretary: false, since, placing }
}

/// Two clerks and a chief, one with papers.
fn enter(town: &Town, office: Staff) {
    for (staff, kind, level) in [
        (town.worker, PostKind::Clerk, 1),
        (town.leader, PostKind::Clerk, 3),
        (town.community, PostKind::Chief, 9),
    ] {
        let new = newcomer(staff.person, town.communities[0], kind, level);
        town.act(office, move |cx, asker| record::enter(cx, &asker.who, &new)).unwrap();
    }
    let (person, since) = (town.leader.person, day("2020-07-01"));
    town.act(office, move |cx, asker| {
        let who = &asker.who;
        record::educate(cx, who, person, (EducationLevel::Master, true, false), since)?;
        record::certify(cx, who, person, Certificate::SocialWorker, since)?;
        record::rate(cx, who, person, (2025, Rating::Excellent), "1号")
    })
    .unwrap();
}

fn rise() -> Change {
    let sets = vec![(Knob::Base, Knob::Base.read("3500").unwrap())];
    Change { since: day("2026-07-01"), sets, places: 0 }
}

#[test]
fn the_cost_of_a_year_is_what_the_slips_of_everybody_come_to() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office);
        let found =
            town.act(office, |cx, asker| what_if::of(cx, &asker.who, Some(&rise()))).unwrap();
        assert_eq!(found.streets, [town.street_unit]);
        let [this, next] = found.years.as_slice() else { panic!("two years") };
        assert_eq!((this.year, next.year, this.total.workers), (2026, 2027, 3));
        assert_eq!(this.groups[0], this.total);
        let mut months = Fen::ZERO;
        for staff in [town.worker, town.leader, town.community] {
            for month in Month::of_year(2026) {
                let slip = town.act(office, move |cx, asker| {
                    pay::slip(cx, &asker.who, staff.person, Some(month), None)
                });
                months += slip.unwrap().slip.unwrap().total();
            }
        }
        // The end of the year: the fifth of 3200.00, 3584.00 and 5696.00 kept twelve times, and
        // a month's reward; the second of them excellent as in the year before.
        let kept = |fen: i64| fen / 5 * 12;
        let ends = [
            (kept(320_000), 320_000),
            (kept(358_400) * 12 / 10, 358_400 * 3 / 2),
            (kept(569_600), 569_600),
        ];
        let ends: i64 = ends.iter().map(|(kept, reward)| kept + reward).sum();
        assert_eq!(this.total.now, months + Fen(ends));
        // 300.00 × (1.00 + 1.12 + 1.78) more a month, and more of the excellent one.
        let more = 30_000 + 53_400;
        let excellent = 33_600;
        let whole =
            more * 13 + excellent * 12 * 4 / 5 + excellent / 5 * 12 * 12 / 10 + excellent * 3 / 2;
        assert_eq!(next.total.difference(), Fen(whole));
        assert_eq!((next.more, next.same, next.less, next.unanswered), (3, 0, 0, 0));
        // The page of numbers, without anything tried.
        let plain = town.act(office, |cx, asker| what_if::of(cx, &asker.who, None)).unwrap();
        assert!(plain.years.is_empty());
        assert_eq!(plain.stands(Knob::Base).unwrap().to_string(), "3200.00");
    });
}

#[test]
fn only_those_who_read_all_pay_try_it_and_no_slip_changes() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office);
        let ask = |who: Staff| {
            town.act(who, |cx, asker| what_if::of(cx, &asker.who, Some(&rise())).map(|_| ()))
        };
        assert!(ask(office).is_ok() && ask(town.auditor).is_ok());
        for who in [town.worker, town.leader, town.community, town.street, town.district] {
            assert_eq!(refusal(ask(who)), "not_here", "their own pay at most");
        }
        let (month, person) = (Month::parse("2026-07").unwrap(), town.worker.person);
        let slip =
            town.act(office, move |cx, asker| pay::slip(cx, &asker.who, person, Some(month), None));
        assert_eq!(slip.unwrap().slip.unwrap().total(), Fen(256_000), "no slip changed");
    });
}

#[test]
fn what_does_not_fit_names_its_number_and_a_day_without_values_its_day() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = town.personnel();
        enter(&town, office);
        let number = |knob: Knob, text: &str| (knob, knob.read(text).unwrap());
        for (since, set, field, code) in [
            ("2026-07-01", number(Knob::RewardBasic, "2"), "reward_basic", "better_pays_less"),
            ("2026-07-01", number(Knob::FactorClerk, "1.5"), "factor_clerk", "table_does_not_rise"),
            ("2018-07-01", number(Knob::Base, "3500"), "since", "no_version"),
            ("1800-07-01", number(Knob::Base, "3500"), "since", "day_out_of_range"),
        ] {
            let change = Change { since: day(since), sets: vec![set], places: 0 };
            let failed = town.act(office, move |cx, asker| {
                what_if::of(cx, &asker.who, Some(&change)).map(|_| ())
            });
            match failed.unwrap_err() {
                app::Failed::Field { field: at, code: said, .. } => {
                    assert_eq!((at, said), (field, code));
                }
                other => panic!("{other}"),
            }
        }
    });
}
