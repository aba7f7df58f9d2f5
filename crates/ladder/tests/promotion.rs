//! When the next level may come: worked cases, and what holds for all of them.
mod made;

use expect_test::{Expect, expect};
use ladder::promotion::{Next, enter_post, next_level, propose};
use ladder::scheme::PostKind::{self, *};
use ladder::worker::Rating::{self, *};
use ladder::worker::Worker;
use ladder::{Asked, Refused};
use made::{Told, day, on, rules, worker};
use proptest::prelude::*;

fn on_day(level: u8, text: &str) -> Next {
    Next::On { level, day: day(text) }
}

#[test]
fn the_next_level_comes_in_the_january_after_enough_years() {
    let clerk = |since: &str| worker(Clerk, 3, since);
    let three = clerk("2024-01-01").rated(2024, Qualified).rated(2025, Qualified);
    let two = clerk("2024-01-01").rated(2024, Excellent).rated(2025, Excellent);
    let void = clerk("2023-01-01").rated(2023, Qualified).rated(2024, Basic).rated(2025, Qualified);
    let anew = clerk("2022-01-01")
        .rated(2022, Qualified)
        .rated(2023, Qualified)
        .rated(2024, Unqualified)
        .rated(2025, Qualified);
    for (told, worker, expected) in [
        ("three plain years", three, on_day(4, "2027-01-01")),
        ("two excellent years are as good as three", two, on_day(4, "2026-01-01")),
        ("a void year moves it by one", void, on_day(4, "2027-01-01")),
        ("an unqualified year begins anew", anew, on_day(4, "2028-01-01")),
        (
            "a level begun in mid-year has its whole months",
            clerk("2024-06-15").rated(2024, Qualified),
            on_day(4, "2028-01-01"),
        ),
        ("a year without a result is none", clerk("2021-01-01"), on_day(4, "2028-01-01")),
        ("the highest level of the post is the end", worker(Clerk, 12, "2020-01-01"), Next::Top),
    ] {
        let asked = Asked::new(day("2026-03-01"), day("2026-03-01"));
        let forecast = next_level(&worker, asked, Qualified, &rules()).unwrap();
        assert_eq!(forecast.next, expected, "{told}: {:#?}", forecast.lines);
    }
}

#[track_caller]
fn check(worker: &Worker, assuming: Rating, expected: Expect) {
    let asked = Asked::new(day("2026-03-01"), day("2026-03-01"));
    let forecast = next_level(worker, asked, assuming, &rules()).unwrap();
    let lines: Vec<String> = forecast.lines.iter().map(ToString::to_string).collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn the_answer_says_year_by_year_what_counted() {
    let worker = worker(Clerk, 3, "2024-03-01").rated(2024, Basic).rated(2025, Excellent);
    check(
        &worker,
        Qualified,
        expect![[r#"
        level_since: post clerk, level 3 = 2024-03-01 [ladder.scheme@2020-01-01, ladder.promotion.post_change@2019-01-01]
        year_void: year 2024, rating basic, assumed no, spent 10 months = 0 months [ladder.promotion.years@2019-01-01]
        year_excellent: year 2025, rating excellent, assumed no, spent 12 months = 18 months [ladder.promotion.years@2019-01-01]
        year_counts: year 2026, rating qualified, assumed yes, spent 12 months = 30 months [ladder.promotion.years@2019-01-01]
        year_counts: year 2027, rating qualified, assumed yes, spent 12 months = 42 months [ladder.promotion.years@2019-01-01]
        enough: months 42 months, needed 36 months = 2028-01-01 [ladder.promotion.years@2019-01-01]"#]],
    );
}

#[test]
fn a_promotion_is_proposed_on_results_alone_and_never_on_hopes() {
    let rules = rules();
    let base = worker(Member, 5, "2023-01-01").rated(2023, Qualified).rated(2024, Qualified);
    let known = day("2026-02-01");
    assert_eq!(propose(&base, 2025, known, &rules), Err(Refused::NoResult { year: 2025 }));
    for (rating, expected) in [
        (Excellent, on_day(6, "2026-01-01")),
        (Qualified, on_day(6, "2026-01-01")),
        (Basic, Next::Never),
        (Unqualified, Next::Never),
    ] {
        let worker = base.clone().rated(2025, rating);
        assert_eq!(propose(&worker, 2025, known, &rules).unwrap().next, expected, "{rating}");
    }
    let early = propose(&base, 2024, day("2025-02-01"), &rules).unwrap();
    assert_eq!(early.next, Next::Never, "two years are not three");
}

#[test]
fn a_late_promotion_is_still_proposed_but_not_after_a_void_year() {
    let rules = rules();
    let long = worker(Clerk, 2, "2020-01-01")
        .rated(2020, Qualified)
        .rated(2021, Qualified)
        .rated(2022, Qualified)
        .rated(2023, Qualified);
    let next = |worker: &Worker, year| propose(worker, year, day("2026-02-01"), &rules);
    assert_eq!(next(&long, 2023).unwrap().next, on_day(3, "2024-01-01"));
    let then = long.clone().rated(2024, Basic);
    assert_eq!(next(&then, 2024).unwrap().next, Next::Never);
    assert_eq!(next(&then.rated(2025, Qualified), 2025).unwrap().next, on_day(3, "2026-01-01"));
}

#[test]
fn a_new_post_is_entered_at_the_higher_of_own_level_and_its_lowest() {
    let rules = rules();
    for (own, to, level) in [
        (None, Clerk, 1),
        (None, Member, 3),
        (Some((Clerk, 1)), Member, 3),
        (Some((Clerk, 12)), Member, 12), // a clerk at the cap who is elected keeps twelve
        (Some((Member, 14)), Chief, 14),
        (Some((Member, 3)), Chief, 7),
        (Some((Chief, 18)), Clerk, 12), // back to a lower post: its highest level
    ] {
        let (found, line) = enter_post(own, to, on("2026-01-01"), &rules).unwrap();
        assert_eq!(found, level, "{own:?} to {to}: {line}");
    }
    let old = enter_post(None, Member, on("2019-06-01"), &rules).unwrap_err();
    assert_eq!(old.code(), "no_such_post");
}

#[test]
fn years_go_on_in_a_new_post_where_the_level_stays() {
    let moved = worker(Clerk, 5, "2023-01-01")
        .placed(Member, 5, "2025-07-01", "2025-07-01")
        .rated(2023, Qualified)
        .rated(2024, Qualified)
        .rated(2025, Qualified);
    let forecast = propose(&moved, 2025, day("2026-02-01"), &rules()).unwrap();
    assert_eq!(forecast.next, on_day(6, "2026-01-01"));
    let raised = worker(Clerk, 2, "2023-01-01")
        .placed(Member, 3, "2025-07-01", "2025-07-01")
        .rated(2023, Qualified)
        .rated(2024, Qualified)
        .rated(2025, Qualified);
    let forecast = propose(&raised, 2025, day("2026-02-01"), &rules()).unwrap();
    assert_eq!(forecast.next, Next::Never, "the new level has only its own six months");
}

fn any_rating() -> impl Strategy<Value = Rating> {
    prop_oneof![Just(Excellent), Just(Qualified), Just(Basic), Just(Unqualified)]
}

fn any_post() -> impl Strategy<Value = PostKind> {
    prop_oneof![Just(Clerk), Just(Member), Just(Deputy), Just(Chief)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_better_result_never_moves_the_next_level_back(
        kind in any_post(),
        results in proptest::collection::vec(any_rating(), 1..8),
        at in 0usize..8,
    ) {
        let (rules, level) = (rules(), 8);
        let tell = |results: &[Rating]| {
            let years = results.iter().zip(2018i16..);
            years.fold(worker(kind, level, "2018-01-01"), |w, (rating, year)| w.rated(year, *rating))
        };
        // The older scheme has other levels: the worker is placed anew when it ends.
        let place = |w: Worker| w.placed(kind, level, "2020-01-01", "2020-01-01");
        let asked = Asked::new(day("2026-03-01"), day("2026-03-01"));
        let next = |results: &[Rating]| {
            match next_level(&place(tell(results)), asked, Qualified, &rules).unwrap().next {
                Next::On { day, .. } => day,
                other => panic!("{other:?}"),
            }
        };
        let at = at % results.len();
        let mut better = results.clone();
        better[at] = Rating::ALL[results[at] as usize - usize::from(results[at] != Excellent)];
        prop_assert!(next(&better) <= next(&results), "{:?} {:?}", results, better);
    }
}
