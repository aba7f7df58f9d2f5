//! What holds for everybody and every year (通则): more level never pays less, no quota is passed,
//! every day has its values, and arrears are the difference of two full runs.
mod made;

use base::Fen;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use ladder::growth::{Channel, Plan as Places, check_use, kept};
use ladder::pay::arrears::arrears;
use ladder::pay::bulk::{Plan, Roll};
use ladder::pay::year::slips;
use ladder::pay::{Item, month};
use ladder::quota::Quota;
use ladder::scheme::PostKind;
use ladder::worker::{Certificate, EducationLevel, Rating, Tenure, Worker};
use ladder::{Asked, Month, Refused, Rules};
use made::{LATER, Told, day, rules, with, worker};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn every_day_from_2019_to_2027_answers_every_question_of_pay_for_every_level() {
    let rules = rules();
    for on in date(2019, 1, 1).series(1.day()).take_while(|day| day.year() <= 2027) {
        let asked = Asked::new(on, on);
        let values = [
            rules.scheme(asked).map(|it| it.basis),
            rules.coefficients(asked).map(|it| it.basis),
            rules.subsidies(asked).map(|it| it.basis),
            rules.base(asked).map(|it| it.basis),
            rules.parts(asked).map(|it| it.basis),
            rules.performance(asked).map(|it| it.basis),
            rules.reward(asked).map(|it| it.basis),
            rules.education(asked).map(|it| it.basis),
            rules.certificate(asked).map(|it| it.basis),
            rules.allowances(asked).map(|it| it.basis),
            rules.split(asked).map(|it| it.basis),
            rules.rounding(asked).map(|it| it.basis),
        ];
        assert!(values.iter().all(Result::is_ok), "{on}: {values:?}");
    }
    for year in 2019..=2027 {
        for one in Month::of_year(year) {
            let scheme = rules.scheme(Asked::new(one.first(), one.first())).unwrap().value;
            for range in &scheme.posts {
                for level in range.lowest..=range.highest {
                    let worker = worker(range.post, level, "2019-01-01");
                    let slip = month(&worker, one, one.last(), &rules).unwrap();
                    assert!(slip.total() > Fen::ZERO, "{} {level} {one:?}", range.post);
                }
            }
        }
    }
}

/// The year's total of somebody on each level all year, for each result.
fn totals(rules: &Rules, year: i16) -> BTreeMap<(PostKind, u8, Rating), Fen> {
    let known = day(LATER);
    let scheme = rules.scheme(made::on(&format!("{year}-06-01"))).unwrap().value;
    let (plan, mut roll) = (Plan::new(year, known, rules).unwrap(), Roll::new(year, known));
    let mut people = Vec::new();
    for range in &scheme.posts {
        for level in range.lowest..=range.highest {
            for rating in Rating::ALL {
                roll.add(&worker(range.post, level, "2018-01-01").rated(year, *rating));
                people.push((range.post, level, *rating));
            }
        }
    }
    let years = plan.years(&roll).map(|year| year.expect("a level of the scheme").total());
    people.into_iter().zip(years).collect()
}

#[test]
fn in_every_year_more_level_a_higher_post_and_a_better_result_never_pay_less() {
    let rules = rules();
    for year in 2019..=2027 {
        let totals = totals(&rules, year);
        assert!(totals.len() >= 36 * 4);
        for ((kind, level, rating), total) in &totals {
            let above = [
                (Some(*kind), level + 1, Some(*rating)),
                (PostKind::ALL.iter().copied().find(|it| it > kind), *level, Some(*rating)),
                (Some(*kind), *level, Rating::ALL.iter().copied().rfind(|it| it < rating)),
            ];
            for above in above {
                let (Some(post), level_above, Some(better)) = above else { continue };
                let above = totals.get(&(post, level_above, better));
                assert!(above.is_none_or(|above| above >= total), "{year} {kind} {level} {rating}");
            }
        }
    }
}

#[test]
fn more_papers_never_pay_less() {
    let rules = rules();
    let of = |worker: Worker| {
        month(&worker, Month::parse("2026-06").unwrap(), day(LATER), &rules).unwrap().total()
    };
    let plain = || worker(PostKind::Clerk, 1, "2024-01-01");
    let mut before = Fen::ZERO;
    for level in EducationLevel::ALL {
        let [none, one, both] = [(false, false), (true, false), (true, true)]
            .map(|(diploma, degree)| of(plain().educated(*level, diploma, degree)));
        assert!(none <= one && one <= both && before <= both, "{level}");
        before = both;
    }
    let totals: Vec<Fen> =
        Certificate::ALL.iter().map(|held| of(plain().certified(*held))).collect();
    assert!(totals.is_sorted(), "{totals:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_street_hires_beyond_its_quota(places in 0u32..60, come in proptest::collection::vec(any::<bool>(), 0..120)) {
        let mut quota = Quota { places, elected: 0, hired: 0 };
        for elected in come {
            let tenure = if elected { Tenure::Elected } else { Tenure::Hired };
            match quota.with(tenure) {
                Ok(next) => {
                    prop_assert!(elected || next.used() <= places, "nobody hired beyond {places}");
                    quota = next;
                }
                Err(refused) => {
                    let used = quota.used();
                    prop_assert!(!elected && used >= places);
                    prop_assert_eq!(refused, Refused::QuotaUsed { quota: places, used });
                }
            }
            prop_assert_eq!(quota.vacant() > 0, quota.used() < places);
            prop_assert!(quota.vacant() == 0 || quota.over() == 0);
        }
    }

    #[test]
    fn kept_places_are_never_passed_whatever_the_plan(places in 0u32..5_000) {
        let rules = rules();
        let mut plan = Places { channel: Channel::CivilServant, year: 2026, places, used: 0 };
        let quota = kept(plan, day(LATER), &rules).unwrap().0;
        prop_assert!(quota <= places);
        while check_use(plan, day(LATER), &rules).is_ok() {
            plan.used += 1;
            prop_assert!(plan.used <= quota, "{plan:?}");
        }
        prop_assert_eq!(plan.used, quota);
    }

    /// In either scheme, over a whole year with a value, an order and a leaving that came late.
    #[test]
    fn arrears_of_all_months_are_the_difference_of_two_full_runs(
        older in any::<bool>(), rise in 1i32..365, level in 1u8..12, order in 1i32..365, leaving in 200i32..365,
        paid_on in 1i32..365,
    ) {
        let year = if older { 2019 } else { 2026 };
        let on = |days: i32| -> Date { date(year, 1, 1) + days.days() };
        let late = date(year + 1, 3, 1);
        let rules = with(&format!(
            "[[ladder.pay.base]]\nsince = 2019-01-01\nsource = \"proposal\"\nyuan = \"3200.00\"\n\
             [[ladder.pay.base]]\nsince = {}\nknown = {late}\nsource = \"proposal\"\nyuan = \"3456.78\"\n",
            on(rise)
        ));
        let ordered = on(order).to_string();
        let mut worker = worker(PostKind::Clerk, level, "2018-06-01")
            .placed(PostKind::Clerk, level + 1, &ordered, &late.to_string())
            .leaving(&on(leaving).to_string());
        worker.service[0].until_known = Some(late);
        let (then, now) = (on(paid_on), date(year + 1, 6, 1));
        let (paid, due) = (slips(&worker, year, then, &rules).unwrap(), slips(&worker, year, now, &rules).unwrap());
        let replay = slips(&worker, year, then, &rules).unwrap();
        prop_assert_eq!(&paid, &replay, "a past month asked again is the same");
        for item in Item::ALL {
            let sum = |slips: &[ladder::pay::Slip]| slips.iter().map(|slip| slip.of(*item)).sum::<Fen>();
            let mut owed = Fen::ZERO;
            for slip in &paid {
                owed += match due.iter().find(|now| now.month == slip.month) {
                    Some(now) => {
                        let lines = arrears(slip, now).into_iter().flat_map(|arrears| arrears.lines);
                        lines.filter(|line| line.item == *item).map(|line| line.amount()).sum()
                    }
                    // Found not to have served at all: the whole month is asked back.
                    None => -slip.of(*item),
                };
            }
            prop_assert_eq!(owed, sum(&due) - sum(&paid), "{}", item);
        }
    }
}
