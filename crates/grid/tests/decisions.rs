//! What may be decided about a matter: sorting, ending, appealing, reopening, what recurs.
use base::calendar::WorkCalendar;
use base::place::Point;
use base::{Date, SignedDuration, Timestamp};
use grid::Rules;
use grid::handling::{
    check_ending, counts_as_rework, counts_as_solved, disagree, rate_allowed, reopen_allowed,
};
use grid::matter::{Ending, Says, Sort};
use grid::place_history::{Past, recurs};
use grid::rules::{AppealRule, RecurrenceRule};
use grid::triage::{Sorting, check, may_appeal, needs_second_look, own_needs_guidance};
use jiff::civil::date;
use jiff::tz::TimeZone;
use policy::{Book, shipped};
use proptest::prelude::*;

const DAY: Date = date(2026, 3, 2);

fn rules() -> Rules {
    Rules::load(&Book::load(&shipped(), &[]).unwrap()).unwrap()
}

fn calendar() -> WorkCalendar {
    let tz = TimeZone::get("Asia/Shanghai").unwrap();
    WorkCalendar::new(tz, [].into(), vec![], vec![])
}

fn local(text: &str) -> Timestamp {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

#[test]
fn a_sorting_stands_on_a_ground_of_its_own_sort() {
    let rules = rules();
    for (sort, ground, expected) in [
        (Sort::Public, "enforcement", Ok("summary#二(三)")),
        (Sort::Shared, "neighbours", Ok("summary#二(三)")),
        (Sort::Own, "family", Ok("summary#二(三)")),
        (Sort::Own, "enforcement", Err("ground_of_other_sort")),
        (Sort::Public, "family", Err("ground_of_other_sort")),
        (Sort::Public, "", Err("unknown_ground")),
        (Sort::Public, "because", Err("unknown_ground")),
    ] {
        let sorting = Sorting { sort, ground: ground.into() };
        let got = check(&sorting, &rules, DAY);
        let got = got.map(|cited| cited.value.clause).map_err(|refused| refused.code());
        assert_eq!(got, expected.map(str::to_owned), "{sort} {ground}");
    }
    let early = Sorting { sort: Sort::Own, ground: "family".into() };
    assert_eq!(check(&early, &rules, date(2019, 1, 1)).unwrap_err().code(), "no_policy");
}

#[test]
fn only_a_changed_sorting_needs_a_second_look() {
    for &before in Sort::ALL {
        for &after in Sort::ALL {
            assert_eq!(needs_second_look(before, after), before != after);
        }
    }
}

#[test]
fn ones_own_affair_does_not_end_without_guidance() {
    assert_eq!(own_needs_guidance(" \n").unwrap_err().code(), "no_guidance");
    assert!(own_needs_guidance("可拨打物业电话,或到调解室").is_ok());
}

#[test]
fn an_ending_says_what_was_done_and_a_refusal_names_its_basis() {
    for &ending in Ending::ALL {
        let needs_basis = ending == Ending::Cannot;
        for (words, basis, expected) in [
            ("已修复", Some("summary#二(三)"), Ok(())),
            ("已修复", None, if needs_basis { Err("no_basis") } else { Ok(()) }),
            ("已修复", Some("  "), if needs_basis { Err("no_basis") } else { Ok(()) }),
            (" ", Some("summary#二(三)"), Err("no_words")),
        ] {
            let got = check_ending(ending, words, basis).map_err(|refused| refused.code());
            assert_eq!(got, expected, "{ending} {words:?} {basis:?}");
        }
    }
}

#[test]
fn a_day_is_a_day_of_the_calendar_and_lasts_to_its_end() {
    // DIGIT#1462: "today" was the last 24 hours.
    let (calendar, ended) = (calendar(), local("2026-03-02 23:50"));
    for (now, days, allowed) in [
        ("2026-03-02 23:59", 0, true),
        ("2026-03-03 00:00", 0, false),
        ("2026-03-17 23:59", 15, true),
        ("2026-03-18 00:00", 15, false),
        // 31 May is not asked for a month earlier or later (catala#959): days are counted
        ("2026-04-01 00:00", 30, true),
        ("2026-04-02 00:00", 30, false),
    ] {
        for allow in [reopen_allowed, rate_allowed] {
            let got = allow(ended, local(now), days, &calendar);
            assert_eq!(got.is_ok(), allowed, "{now}: {got:?}");
        }
    }
    assert!(reopen_allowed(ended, local("2030-01-01 00:00"), i64::MAX, &calendar).is_ok());
}

#[test]
fn what_was_reopened_can_be_reopened_as_often_as_it_ends() {
    // uReport#403: a reopened case could not be reopened, and the days counted from the first end.
    let calendar = calendar();
    let ends = ["2026-03-02 10:00", "2026-03-20 10:00", "2026-04-20 10:00"];
    for end in ends {
        let soon = local(end) + SignedDuration::from_hours(24);
        assert!(reopen_allowed(local(end), soon, 15, &calendar).is_ok(), "ended {end}");
    }
}

#[test]
fn an_outcome_is_contested_once_and_within_its_days() {
    let (calendar, rule) = (calendar(), AppealRule { days: 5, times: 1 });
    let ended = local("2026-03-02 10:00");
    for (appeals, now, expected) in [
        (0, "2026-03-02 10:00", Ok(())),
        (0, "2026-03-07 23:59", Ok(())),
        (0, "2026-03-08 00:00", Err("too_late")),
        (1, "2026-03-02 10:00", Err("appealed_enough")),
    ] {
        let got = may_appeal(ended, appeals, local(now), &rule, &calendar);
        assert_eq!(got.map_err(|refused| refused.code()), expected, "{appeals} {now}");
    }
}

#[test]
fn what_is_open_again_counts_as_rework_and_not_as_solved() {
    // DIGIT#1467: the number of the resolved went on counting the reopened.
    for (ended_now, ending, solved) in [
        (true, Some(Ending::Solved), true),
        (false, Some(Ending::Solved), false),
        (true, Some(Ending::Partly), false),
        (true, Some(Ending::Explained), false),
        (true, Some(Ending::Cannot), false),
        (true, None, false),
    ] {
        assert_eq!(counts_as_solved(ended_now, ending), solved, "{ended_now} {ending:?}");
    }
    for (times_ended, ended_now, merged, rework) in [
        (0, false, false, false),
        (1, true, false, false),
        (1, false, false, true),
        (2, true, false, true),
        (2, true, true, false),
    ] {
        assert_eq!(counts_as_rework(times_ended, ended_now, merged), rework, "{times_ended}");
    }
}

#[test]
fn staff_and_reporter_may_disagree_and_neither_is_overwritten() {
    for (ending, says, apart) in [
        (Ending::Solved, Says::Solved, false),
        (Ending::Solved, Says::Partly, true),
        (Ending::Solved, Says::Unsolved, true),
        (Ending::Partly, Says::Partly, false),
        (Ending::Partly, Says::Unsolved, true),
        (Ending::Cannot, Says::Unsolved, false),
        (Ending::Explained, Says::Solved, false),
    ] {
        assert_eq!(disagree(ending, says), apart, "{ending} {says}");
    }
}

const OFTEN: RecurrenceRule = RecurrenceRule { times: 3, days: 90, metres: 30.0 };

fn past(day: i64, metres: f64, category: &str, ended: bool) -> Past {
    Past {
        at: local("2026-03-02 10:00") + SignedDuration::from_hours(24 * day),
        point: Point::new(116.4, 39.9 + metres / 111_195.0).unwrap(),
        category: category.into(),
        ended,
    }
}

#[test]
fn the_same_thing_at_the_same_place_again_and_again_has_one_cause() {
    let new = past(0, 0.0, "drain", false);
    for (name, events, times) in [
        (
            "two before it",
            vec![past(-1, 5.0, "drain", true), past(-90, 29.0, "drain", true)],
            Some(3),
        ),
        ("one before it", vec![past(-1, 5.0, "drain", true)], None),
        (
            "one too long ago",
            vec![past(-1, 5.0, "drain", true), past(-91, 5.0, "drain", true)],
            None,
        ),
        (
            "one too far away",
            vec![past(-1, 5.0, "drain", true), past(-2, 31.0, "drain", true)],
            None,
        ),
        (
            "one of another kind",
            vec![past(-1, 5.0, "drain", true), past(-2, 5.0, "lift", true)],
            None,
        ),
        ("one still open", vec![past(-1, 5.0, "drain", true), past(-2, 5.0, "drain", false)], None),
        ("one after it", vec![past(-1, 5.0, "drain", true), past(2, 5.0, "drain", true)], None),
        ("none", vec![], None),
    ] {
        let found = recurs(&events, &new, &OFTEN);
        assert_eq!(found.map(|recurrence| recurrence.times), times, "{name}");
    }
}

proptest! {
    #[test]
    fn more_of_the_past_never_makes_a_recurrence_go_away(
        days in prop::collection::vec(-120i64..1, 0..12), at in 0usize..12
    ) {
        let events: Vec<Past> = days.iter().map(|day| past(*day, 1.0, "drain", true)).collect();
        let fewer = &events[..at.min(events.len())];
        let new = past(0, 0.0, "drain", false);
        let times = |events: &[Past]| recurs(events, &new, &OFTEN).map_or(0, |found| found.times);
        prop_assert!(times(fewer) <= times(&events));
    }
}
