//! The bulk way and the explained way give the same fen, whatever happens within the year.
mod made;

use base::{Date, Fen};
use jiff::ToSpan;
use jiff::civil::date;
use ladder::pay::arrears::arrears;
use ladder::pay::bulk::{Plan, Roll};
use ladder::pay::year::{settle, slips};
use ladder::pay::{Item, Slip};
use ladder::scheme::PostKind;
use ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, Worker, YearResult,
};
use ladder::{Month, Refused, Rules};
use made::{day, with};
use proptest::prelude::*;
use std::sync::OnceLock;

const SCHEMES: &str = "
[[ladder.scheme]]
since = 2019-01-01
source = \"proposal\"
code = \"three_by_twelve\"
zh = \"甲\"
en = \"A\"
pay = \"subsidies\"
posts = [{ post = \"clerk\", lowest = 1, highest = 12 }, { post = \"deputy\", lowest = 1, highest = 12 }, { post = \"chief\", lowest = 1, highest = 12 }]
[[ladder.scheme]]
since = 2024-05-16
source = \"proposal\"
code = \"four_by_eighteen\"
zh = \"乙\"
en = \"B\"
pay = \"coefficients\"
posts = [{ post = \"clerk\", lowest = 1, highest = 12 }, { post = \"member\", lowest = 3, highest = 14 }, { post = \"deputy\", lowest = 5, highest = 16 }, { post = \"chief\", lowest = 7, highest = 18 }]
";

const VALUES: &str = "
[[ladder.pay.base]]
since = 2019-01-01
source = \"proposal\"
yuan = \"3200.01\"
[[ladder.pay.base]]
since = 2024-03-11
known = 2024-06-20
source = \"proposal\"
yuan = \"3333.33\"
[[ladder.pay.base]]
since = 2024-09-16
source = \"proposal\"
yuan = \"3501.07\"
[[ladder.pay.parts]]
since = 2019-01-01
source = \"proposal\"
base_percent = 80
performance_percent = 20
[[ladder.pay.parts]]
since = 2024-03-21
source = \"proposal\"
base_percent = 73
performance_percent = 27
[[ladder.allowance.education]]
since = 2019-01-01
source = \"proposal\"
bachelor_yuan = \"100.01\"
master_yuan = \"200.00\"
doctor_yuan = \"400.00\"
one_paper = \"0.3333\"
[[ladder.allowance.education]]
since = 2024-07-02
source = \"proposal\"
bachelor_yuan = \"150.00\"
master_yuan = \"200.00\"
doctor_yuan = \"400.00\"
one_paper = \"0.5\"
[[ladder.pay.rounding]]
since = 2019-01-01
source = \"proposal\"
fen = \"half_up\"
[[ladder.pay.rounding]]
since = 2024-10-10
source = \"proposal\"
fen = \"down\"
";

fn split(policy: &str, placement: &str, certificate: &str, service: &str) -> String {
    format!(
        "[[ladder.pay.split]]\nsince = 2019-01-01\nsource = \"proposal\"\npolicy = \"{policy}\"\n\
         placement = \"{placement}\"\ncertificate = \"{certificate}\"\nservice = \"{service}\"\n"
    )
}

fn monthly(paid: &str, of: &str, part_year: &str, stack: &str) -> String {
    format!(
        "[[ladder.pay.performance]]\nsince = 2019-01-01\nsource = \"proposal\"\npaid = \"yearly\"\n\
         without_result = \"0.9\"\nfactors = {{ excellent = \"1.2345\", qualified = \"1\", basic = \
         \"0.6\", unqualified = \"0\" }}\n\
         [[ladder.pay.performance]]\nsince = 2024-04-09\nsource = \"proposal\"\npaid = \"{paid}\"\n\
         without_result = \"0.9\"\nfactors = {{ excellent = \"1.2345\", qualified = \"1\", basic = \
         \"0.6\", unqualified = \"0\" }}\n\
         [[ladder.pay.reward]]\nsince = 2019-01-01\nsource = \"proposal\"\nof = \"{of}\"\n\
         part_year = \"{part_year}\"\nmonths = {{ excellent = \"1.5\", qualified = \"1\", basic = \
         \"0.3333\", unqualified = \"0\" }}\n\
         [[ladder.allowance.stacking]]\nsince = 2019-01-01\nsource = \"proposal\"\n\
         education = \"{stack}\"\ncertificate = \"{stack}\"\n"
    )
}

/// Rules of many kinds, the shipped ones first.
fn all_rules() -> &'static [Rules] {
    static RULES: OnceLock<Vec<Rules>> = OnceLock::new();
    RULES.get_or_init(|| {
        let rows = [
            String::new(),
            VALUES.to_owned(),
            format!("{VALUES}{SCHEMES}"),
            format!("{VALUES}{SCHEMES}{}", split("by_days", "by_days", "by_days", "by_days")),
            format!(
                "{VALUES}{SCHEMES}{}{}",
                split("first_day", "last_day", "by_days", "by_days"),
                monthly("monthly", "mean", "full", "sum")
            ),
            format!(
                "{VALUES}{}{}",
                split("last_day", "by_days", "last_day", "first_day"),
                monthly("monthly", "last_month", "nothing", "sum")
            ),
            format!(
                "{SCHEMES}{}{}",
                split("by_days", "first_day", "by_days", "last_day"),
                monthly("yearly", "mean", "by_days", "highest")
            ),
        ];
        rows.iter().map(|rows| with(rows)).collect()
    })
}

fn any_day() -> impl Strategy<Value = Date> {
    // Most within the year that is asked about, where they matter.
    let days = prop_oneof![3 => 0i32..366, 1 => -500i32..800];
    days.prop_map(|days| date(2024, 1, 1) + days.days())
}

fn any_known(since: Date) -> impl Strategy<Value = Date> {
    prop_oneof![3 => Just(0i32), 1 => -30i32..200].prop_map(move |days| since + days.days())
}

fn dated() -> impl Strategy<Value = (Date, Date)> {
    any_day().prop_flat_map(|since| any_known(since).prop_map(move |known| (since, known)))
}

fn coded<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    (0..all.len()).prop_map(move |at| all[at])
}

fn any_worker() -> impl Strategy<Value = Worker> {
    let long_ago = date(2020, 2, 1);
    let service =
        (prop_oneof![Just(long_ago), any_day()], proptest::option::weighted(0.3, dated()));
    let services = proptest::collection::vec(service, 1..3).prop_map(|rows| {
        let of = |(since, end): (Date, Option<(Date, Date)>)| {
            let end = end.filter(|(until, _)| *until > since);
            let (until, until_known) = (end.map(|end| end.0), end.map(|end| end.1));
            Service { since, known: since, until, until_known }
        };
        rows.into_iter().map(of).collect::<Vec<_>>()
    });
    let placing = (dated(), coded(PostKind::ALL), 5u8..13);
    let placements = proptest::collection::vec(placing, 0..4).prop_map(move |rows| {
        // A first one that fits both schemes, so that most years have an answer.
        let first = ((long_ago, long_ago), PostKind::Clerk, 5);
        let of = |((since, known), kind, level)| Placement {
            since,
            known,
            kind,
            level,
            order_no: String::new(),
        };
        [first].into_iter().chain(rows).map(of).collect::<Vec<_>>()
    });
    let papers = (dated(), coded(EducationLevel::ALL), any::<bool>(), any::<bool>());
    let education = proptest::collection::vec(papers, 0..4).prop_map(|rows| {
        let of = |((since, known), level, diploma, degree)| Education {
            since,
            known,
            level,
            diploma,
            degree,
        };
        rows.into_iter().map(of).collect::<Vec<_>>()
    });
    let held = proptest::collection::vec((dated(), coded(Certificate::ALL)), 0..3);
    let held = held.prop_map(|rows| {
        let of = |((since, known), certificate)| Held { since, known, certificate };
        rows.into_iter().map(of).collect::<Vec<_>>()
    });
    let results = proptest::collection::vec((2023i16..2026, coded(Rating::ALL)), 0..4);
    let results = results.prop_map(|rows| {
        let of = |(year, rating)| YearResult { year, known: date(year + 1, 1, 20), rating };
        rows.into_iter().map(of).collect::<Vec<_>>()
    });
    (services, placements, education, held, results).prop_map(
        |(service, placements, education, certificates, results)| Worker {
            service,
            placements,
            education,
            certificates,
            results,
        },
    )
}

/// What both ways say of a year, in the same words; nothing where it is refused.
#[derive(Debug, PartialEq)]
struct Told {
    months: Vec<Option<Vec<Fen>>>,
    paid: Vec<Option<Fen>>,
    performance_and_reward: Option<(Fen, Fen)>,
    total: Fen,
}

fn explained(worker: &Worker, year: i16, known: Date, rules: &Rules) -> Option<Told> {
    let slips = slips(worker, year, known, rules).ok()?;
    let of_month = |month: Month| slips.iter().find(|slip| slip.month == month);
    let months: Vec<Option<Vec<Fen>>> = Month::of_year(year)
        .map(|month| of_month(month).map(|s| Item::ALL.iter().map(|item| s.of(*item)).collect()))
        .collect();
    let paid: Vec<Option<Fen>> =
        Month::of_year(year).map(|month| of_month(month).map(|slip| slip.total())).collect();
    let settled = match settle(worker, year, &slips, known, rules) {
        Ok(settled) => Some(settled),
        Err(Refused::NoResult { .. } | Refused::NotInService { .. }) => None,
        Err(_) => return None,
    };
    let of = |item: Item| {
        let lines = settled.iter().flat_map(|settled| &settled.lines);
        lines.filter(|line| line.item == item).map(|line| line.amount).sum::<Fen>()
    };
    let end = settled.as_ref().map_or(Fen::ZERO, |settled| settled.total());
    let total = paid.iter().flatten().copied().sum::<Fen>() + end;
    let performance_and_reward =
        settled.is_some().then(|| (of(Item::Performance), of(Item::Reward)));
    Some(Told { months, paid, performance_and_reward, total })
}

/// What the bulk way says of some workers, all on one plan.
fn bulk(workers: &[Worker], year: i16, known: Date, rules: &Rules) -> Vec<Option<Told>> {
    let Ok(plan) = Plan::new(year, known, rules) else {
        return workers.iter().map(|_| None).collect();
    };
    let mut roll = Roll::new(year, known);
    workers.iter().for_each(|worker| roll.add(worker));
    let years = plan.years(&roll).enumerate().map(|(at, found)| {
        let (found, months) = (found?, plan.months(&roll, at)?);
        let months = months.map(|month| {
            month.map(|sums| Item::ALL.iter().map(|item| sums.of(*item)).collect::<Vec<Fen>>())
        });
        let settled = found.settled.map(|settled| (settled.performance, settled.reward));
        Some(Told {
            months: months.to_vec(),
            paid: (0..12).map(|at| found.month(at)).collect(),
            performance_and_reward: settled,
            total: found.total(),
        })
    });
    years.collect()
}

fn some_workers() -> impl Strategy<Value = Vec<Worker>> {
    proptest::collection::vec(any_worker(), 12)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn bulk_and_explained_are_one(workers in some_workers(), known in any_day(), late in any::<bool>()) {
        let known = if late { day("2026-02-01") } else { known };
        for (at, rules) in all_rules().iter().enumerate() {
            for year in [2023, 2024, 2025] {
                for (worker, bulk) in workers.iter().zip(bulk(&workers, year, known, rules)) {
                    let explained = explained(worker, year, known, rules);
                    prop_assert_eq!(bulk, explained, "rules {}, {} as known on {}", at, year, known);
                }
            }
        }
    }

    /// Two knowledges of one year: what is owed besides is the difference of two bulk runs.
    #[test]
    fn arrears_of_a_year_are_the_difference_of_two_bulk_runs(workers in some_workers(), then in any_day()) {
        let (rules, now) = (&all_rules()[3], day("2026-02-01"));
        let of = |known| bulk(&workers, 2024, known, rules);
        for (worker, (was, is)) in workers.iter().zip(of(then).into_iter().zip(of(now))) {
            let slips = |known| slips(worker, 2024, known, rules);
            let (Some(was), Some(is)) = (was, is) else { continue };
            let (paid, due) = (slips(then).unwrap(), slips(now).unwrap());
            for (at, month) in Month::of_year(2024).enumerate() {
                let find = |slips: &[Slip]| slips.iter().find(|slip| slip.month == month).cloned();
                let difference = is.paid[at].unwrap_or_default() - was.paid[at].unwrap_or_default();
                if let (Some(paid), Some(due)) = (find(&paid), find(&due)) {
                    let owed = arrears(&paid, &due).map_or(Fen::ZERO, |arrears| arrears.total());
                    prop_assert_eq!(owed, difference, "{:?}", month);
                }
            }
        }
    }
}

#[test]
fn most_years_of_the_property_have_an_answer_and_some_change_inside_a_month() {
    // A comparison of refusals only would prove nothing: this says what the property runs over.
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let known = day("2026-02-01");
    let (mut answered, mut settled, mut odd_days) = (0, 0, 0);
    for _ in 0..120 {
        let worker = any_worker().new_tree(&mut runner).unwrap().current();
        let rules = &all_rules()[3];
        let Some(told) = explained(&worker, 2024, known, rules) else { continue };
        answered += 1;
        settled += usize::from(told.performance_and_reward.is_some());
        let paid = slips(&worker, 2024, known, rules).unwrap();
        let split = paid.iter().flat_map(|slip| &slip.lines).filter(|line| line.from.day() > 1);
        odd_days += usize::from(split.count() > 8); // policy alone splits a few
    }
    assert!(answered > 36 && settled > 12 && odd_days > 18, "{answered} {settled} {odd_days}");
}

#[test]
fn a_year_without_a_rule_of_how_a_month_counts_has_no_plan() {
    let rules = &all_rules()[0];
    assert!(Plan::new(2018, day("2026-02-01"), rules).is_err());
    assert!(Plan::new(2019, day("2026-02-01"), rules).is_ok());
}

#[test]
fn a_worker_of_a_roll_takes_some_twenty_bytes_and_a_year_two_hundred() {
    // Memory grows with the workers and by no more than this for each.
    assert!(
        size_of::<ladder::pay::bulk::Year>() <= 208,
        "{}",
        size_of::<ladder::pay::bulk::Year>()
    );
}
