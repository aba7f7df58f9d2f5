//! A pay run by the rules alone: what is taken off, what is arrears, whether pay keeps up; and that
//! any way of paying month by month comes to what one full run would pay.
mod made;

use base::{Basis, Fen};
use ladder::Rules;
use ladder::pay::Item;
use ladder::pay::floor::{Counted, floor};
use ladder::pay::run::{Facts, Paid, Period, RunLine, arrears, draw, total};
use ladder::scheme::PostKind::Clerk;
use ladder::terms::{Absence, AbsenceKind};
use ladder::worker::Placement;
use made::{day, rules, with, worker};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn period(text: &str) -> Period {
    Period::parse(text).unwrap()
}

fn absent(kind: AbsenceKind, since: &str, until: &str, known: &str) -> Absence {
    Absence {
        kind,
        since: day(since),
        until: day(until),
        known: day(known),
        order_no: String::new(),
    }
}

fn facts(absences: Vec<Absence>) -> Facts {
    Facts { worker: worker(Clerk, 3, "2024-01-01"), absences }
}

fn of(lines: &[RunLine], item: Item) -> Fen {
    lines.iter().filter(|line| line.line.item == item).map(|line| line.line.amount).sum()
}

#[test]
fn a_period_is_a_month_or_the_end_of_a_year() {
    for (text, next) in [("2026-06", "2026-07"), ("2026-12", "2027-01"), ("2026", "2027")] {
        assert_eq!(period(text).to_string(), text);
        assert_eq!(period(text).next(), period(next));
        assert_eq!(period(next).previous(), period(text));
    }
    for text in ["", "2026-13", "26", "20266", "-202", "0000", "2026-6"] {
        assert_eq!(Period::parse(text), None, "{text}");
    }
}

#[test]
fn absences_take_off_what_policy_says_and_no_more() {
    // 3200 × 1.12 × 80 % = 2867.20 for the thirty days of June.
    for (absences, off) in [
        (vec![], "0.00"),
        (vec![absent(AbsenceKind::Sick, "2026-06-01", "2026-06-11", "2026-06-01")], "0.00"),
        (vec![absent(AbsenceKind::Personal, "2026-06-01", "2026-06-04", "2026-06-01")], "-286.72"),
        // Only the days within the month.
        (vec![absent(AbsenceKind::Personal, "2026-05-30", "2026-06-02", "2026-06-01")], "-95.57"),
        (vec![absent(AbsenceKind::Unexcused, "2026-06-30", "2026-07-03", "2026-06-30")], "-95.57"),
        // Not known yet, and taken back.
        (vec![absent(AbsenceKind::Personal, "2026-06-01", "2026-06-04", "2026-07-02")], "0.00"),
        (
            vec![
                absent(AbsenceKind::Personal, "2026-06-01", "2026-06-04", "2026-06-01"),
                absent(AbsenceKind::Personal, "2026-06-01", "2026-06-01", "2026-06-20"),
            ],
            "0.00",
        ),
    ] {
        let lines =
            draw(&facts(absences.clone()), period("2026-06"), day("2026-07-01"), &[], &rules());
        let lines = lines.unwrap();
        assert_eq!(of(&lines, Item::Absence).to_string(), off, "{absences:?}");
        assert_eq!(of(&lines, Item::Base).to_string(), "2867.20", "the line itself stays");
    }
}

#[test]
fn probation_takes_off_where_policy_says_so() {
    let rules = with(
        "[[ladder.pay.probation]]\nsince = 2019-01-01\nsource = \"proposal\"\nmonths = 3\n\
         part_paid = \"0.8\"\n",
    );
    let facts = Facts { worker: worker(Clerk, 3, "2026-04-16"), absences: Vec::new() };
    let off = |month: &str| {
        let lines = draw(&facts, period(month), day("2026-09-01"), &[], &rules).unwrap();
        of(&lines, Item::Probation).to_string()
    };
    // 2867.20 × 20 %: all of May and June, fifteen of thirty-one days of July.
    assert_eq!(off("2026-05"), "-573.44");
    assert_eq!(off("2026-07"), "-277.47");
    assert_eq!(off("2026-08"), "0.00");
}

#[test]
fn pay_that_does_not_keep_up_says_by_how_much_and_with_which_base_it_would() {
    let city = |rows: &str| {
        with(&format!(
            "[[ladder.pay.city_mean]]\nsince = 2019-01-01\nsource = \"proposal\"\n{rows}"
        ))
    };
    let published = "[[ladder.pay.city_mean]]\nsince = 2025-01-01\nknown = 2026-05-20\n\
                     source = \"proposal\"\nyuan = \"50000.00\"\n";
    // Two workers for a whole year: 96,000.00 yuan, of which 90,000.00 follow from the base.
    let counted = Counted { worker_months: 24, paid: Fen(9_600_000), by_base: Fen(9_000_000) };
    let asked = |rules: &Rules, known: &str| {
        floor(2026, counted, day(known), rules).unwrap().expect("somebody was paid")
    };
    let early = asked(&city(published), "2026-05-19");
    assert_eq!((early.mean, early.least, early.short), (Fen(4_800_000), None, None));
    let short = asked(&city(published), "2026-05-20");
    assert_eq!((short.least, short.short), (Some(Fen(5_000_000)), Some(Fen(200_000))));
    // 4,000.00 of 90,000.00 are missing: 3200.00 × 94/90, to the next fen.
    assert_eq!(short.base, Some((Fen(320_000), Fen(334_223))));
    let kept = asked(&city("yuan = \"48000.00\"\n"), "2026-05-20");
    assert_eq!((kept.least, kept.short, kept.base), (Some(Fen(4_800_000)), None, None));
    assert_eq!(floor(2026, Counted::default(), day("2026-05-20"), &rules()).unwrap(), None);
}

/// Pays months one after the other, each as known on its own day; gives what was paid in all.
fn paid_in_turn(facts: &Facts, runs: &[(&str, &str)], rules: &Rules) -> (Fen, Vec<Fen>) {
    let mut before: Vec<Paid> = Vec::new();
    let (mut sum, mut of_arrears) = (Fen::ZERO, Vec::new());
    for (month, known) in runs {
        let lines = draw(facts, period(month), day(known), &before, rules).unwrap();
        sum += total(&lines);
        of_arrears.push(arrears(&lines));
        before.push(Paid { period: period(month), known: day(known), items: BTreeMap::new() });
        for line in lines {
            let paid = before.iter_mut().find(|paid| paid.period == line.period).unwrap();
            let known: &mut (Fen, Vec<Basis>) = paid.items.entry(line.line.item).or_default();
            known.0 += line.line.amount;
        }
        before.iter_mut().for_each(|paid| paid.known = day(known));
    }
    (sum, of_arrears)
}

const RUNS: &[(&str, &str)] = &[
    ("2026-01", "2026-01-20"),
    ("2026-02", "2026-02-20"),
    ("2026-03", "2026-03-20"),
    ("2026-04", "2026-04-20"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever becomes known when: the payments come to what one full run would pay, and the
    /// arrears of a run are the difference of two full runs.
    #[test]
    fn all_payments_are_one_full_run(
        levels in prop::collection::vec((1i8..=4, 1i8..=28, 1u8..=12, 0i64..110), 0..5),
        rise in (1i8..=4, 1i8..=28, 0i64..110),
        absence in (1i8..=4, 1i8..=20, 0i8..=8, 0i64..110),
    ) {
        let later = |days: i64| day("2026-01-05").checked_add(jiff::Span::new().days(days)).unwrap();
        let mut facts = facts(Vec::new());
        for (month, on, level, known) in levels {
            let since = base::Date::new(2026, month, on).unwrap();
            let (kind, order_no) = (Clerk, String::new());
            facts.worker.placements.push(Placement { since, known: later(known), kind, level, order_no });
        }
        let (month, on, long, known) = absence;
        let since = base::Date::new(2026, month, on).unwrap();
        let until = base::Date::new(2026, month, on + long).unwrap();
        let kind = AbsenceKind::Personal;
        facts.absences.push(Absence { kind, since, until, known: later(known), order_no: String::new() });
        let (month, on, known) = rise;
        let since = base::Date::new(2026, month, on).unwrap();
        let rules = with(&format!(
            "[[ladder.pay.base]]\nsince = 2019-01-01\nsource = \"proposal\"\nyuan = \"3200.00\"\n\
             [[ladder.pay.base]]\nsince = {since}\nknown = {}\nsource = \"proposal\"\n\
             yuan = \"3517.35\"\n", later(known)
        ));
        let full = |runs: &[(&str, &str)], known: &str| -> Fen {
            let months = runs.iter().map(|(month, _)| {
                total(&draw(&facts, period(month), day(known), &[], &rules).unwrap())
            });
            months.sum()
        };
        let (sum, of_arrears) = paid_in_turn(&facts, RUNS, &rules);
        prop_assert_eq!(sum, full(RUNS, "2026-04-20"));
        for at in 1..RUNS.len() {
            let difference = full(&RUNS[..at], RUNS[at].1) - full(&RUNS[..at], RUNS[at - 1].1);
            prop_assert_eq!(of_arrears[at], difference, "arrears of {}", RUNS[at].0);
        }
    }
}

#[test]
fn a_month_that_was_never_paid_is_owed_whole_and_one_paid_wrongly_is_taken_back() {
    let known = day("2026-03-20");
    let none = Paid { period: period("2026-02"), known, items: BTreeMap::new() };
    let lines = draw(&facts(vec![]), period("2026-03"), known, &[none], &rules()).unwrap();
    assert_eq!(arrears(&lines).to_string(), "2867.20");
    let items = BTreeMap::from([(Item::Base, (Fen(300_000), Vec::new()))]);
    let gone = Facts { worker: worker(Clerk, 3, "2026-04-01"), absences: Vec::new() };
    let paid = Paid { period: period("2026-02"), known, items };
    let lines = draw(&gone, period("2026-03"), known, &[paid], &rules()).unwrap();
    assert_eq!((lines.len(), total(&lines)), (1, Fen(-300_000)), "not in service, and yet paid");
}
