//! Windows against a calendar with the spring of 2026, and what holds for any place whatever.
use super::*;
use crate::rules::RiskClass;
use base::Date;
use base::calendar::WorkCalendar;
use jiff::ToSpan;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;

const RULE: VisitRule =
    VisitRule { grace_minutes: 30, late_hours: 72, explain_days: 3, clock_ahead_minutes: 2 };

fn calendar() -> WorkCalendar {
    // The spring festival of 2026, with the Saturdays that are worked for it.
    let off = (15..=23).map(|day| (date(2026, 2, day), false));
    let made_up = [(date(2026, 2, 14), true), (date(2026, 2, 28), true)];
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    WorkCalendar::new(zone, off.chain(made_up).collect::<BTreeMap<_, _>>(), vec![], vec![])
}

fn class(every_days: i64, workdays_only: bool, opens: &[&str], window_minutes: i64) -> RiskClass {
    RiskClass {
        code: "a".into(),
        zh: "甲".into(),
        en: "A".into(),
        every_days,
        workdays_only,
        opens: opens.iter().map(|text| text.parse().unwrap()).collect(),
        window_minutes,
        own_minutes: 60,
    }
}

fn place(id: i64, opens: &str) -> Planned {
    let (since, until) = (date(2026, 1, 1), None);
    Planned { point: PatrolPointId(id), since, until, opens: opens.parse().unwrap() }
}

/// Windows as `day open–close`, close with its day where it is another.
fn said(windows: &[Window]) -> Vec<String> {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let say = |window: &Window| {
        let (opens, closes) = (zone.to_datetime(window.opens), zone.to_datetime(window.closes));
        let close = if opens.date() == closes.date() { "" } else { "%d " };
        format!("{}–{}", opens.strftime("%d %H:%M"), closes.strftime(&format!("{close}%H:%M")))
    };
    windows.iter().map(say).collect()
}

fn between(planned: &Planned, class: &RiskClass, first: Date, last: Date) -> Vec<Window> {
    let calendar = calendar();
    days(first, last).flat_map(|day| windows_on(planned, class, &calendar, day)).collect()
}

#[test]
fn a_place_is_due_by_its_risk_and_the_calendar() {
    let march = |day| date(2026, 3, day);
    for (class, own, first, last, expected) in [
        // A Saturday and a Sunday in the middle.
        (
            class(1, false, &["09:00", "15:30"], 180),
            "",
            march(7),
            march(7),
            "07 09:00–12:00, 07 15:30–18:30",
        ),
        (class(1, true, &["09:00"], 540), "", march(6), march(9), "06 09:00–18:00, 09 09:00–18:00"),
        // The school gate has a time of its own.
        (class(1, true, &["09:00"], 60), "16:30", march(6), march(6), "06 16:30–17:30"),
        (
            class(1, true, &["09:00"], 60),
            "16:30 07:40",
            march(6),
            march(6),
            "06 07:40–08:40, 06 16:30–17:30",
        ),
        // Two windows never overlap: the first ends where the next one opens.
        (
            class(1, false, &["09:00", "10:00"], 180),
            "",
            march(6),
            march(6),
            "06 09:00–10:00, 06 10:00–13:00",
        ),
        // A long window ends when the next period opens.
        (
            class(1, false, &["20:00"], 1440 * 3),
            "",
            march(6),
            march(7),
            "06 20:00–07 20:00, 07 20:00–08 20:00",
        ),
    ] {
        let windows = between(&place(7, own), &class, first, last);
        assert_eq!(said(&windows).join(", "), expected, "{class:?} {own}");
    }
}

#[test]
fn a_holiday_asks_for_nothing_and_a_make_up_day_counts() {
    let class = class(1, true, &["09:00"], 60);
    let windows = between(&place(7, ""), &class, date(2026, 2, 13), date(2026, 2, 28));
    let days: Vec<String> = said(&windows).iter().map(|text| text[..2].to_owned()).collect();
    assert_eq!(days, ["13", "14", "24", "25", "26", "27", "28"]);
}

#[test]
fn a_place_is_looked_at_from_its_first_day_to_the_day_before_its_end() {
    let class = class(1, false, &["23:00"], 180);
    let planned =
        Planned { since: date(2026, 3, 3), until: Some(date(2026, 3, 5)), ..place(7, "") };
    let windows = between(&planned, &class, date(2026, 3, 1), date(2026, 3, 9));
    assert_eq!(
        said(&windows),
        ["03 23:00–04 02:00", "04 23:00–05 00:00"],
        "it ends with its last day"
    );
    let never = Planned { until: Some(planned.since), ..planned };
    assert!(between(&never, &class, date(2026, 3, 1), date(2026, 3, 9)).is_empty());
}

#[test]
fn the_work_of_a_week_is_spread_over_its_days() {
    let class = class(7, true, &["09:00"], 60);
    let mut by_day: BTreeMap<String, usize> = BTreeMap::new();
    for id in 0..700 {
        let windows = between(&place(id << 13, ""), &class, date(2026, 3, 2), date(2026, 3, 6));
        for text in said(&windows) {
            *by_day.entry(text[..2].to_owned()).or_default() += 1;
        }
    }
    assert_eq!(by_day.len(), 5);
    // Monday also has those of the two days before it.
    assert!(by_day.values().all(|count| (60..=340).contains(count)), "{by_day:?}");
}

#[test]
fn a_look_counts_for_the_window_that_holds_it_or_one_near_by() {
    let class = class(1, false, &["09:00", "12:20"], 180);
    let windows = between(&place(7, ""), &class, date(2026, 3, 6), date(2026, 3, 6));
    for (at, expected) in [
        ("2026-03-06T09:00+08", "09:00"),
        ("2026-03-06T11:59+08", "09:00 12:20"), // in the first, near the second
        ("2026-03-06T12:05+08", "09:00 12:20"),
        ("2026-03-06T12:15+08", "12:20 09:00"),
        ("2026-03-06T08:35+08", "09:00"),
        ("2026-03-06T15:50+08", "12:20"),
        ("2026-03-06T08:00+08", "next 09:00"),
        ("2026-03-06T16:00+08", "none"),
    ] {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let clock = |at: Timestamp| zone.to_datetime(at).strftime("%H:%M").to_string();
        let got = match windows_at(&windows, at.parse().unwrap(), &RULE) {
            Ok(found) => found.iter().map(|it| clock(it.opens)).collect::<Vec<_>>().join(" "),
            Err(Refused::NoWindow { next: Some(next) }) => format!("next {}", clock(next)),
            Err(_) => "none".into(),
        };
        assert_eq!(got, expected, "{at}");
    }
}

#[test]
fn a_window_is_ahead_open_and_then_missed_unless_something_came_of_it() {
    let class = class(1, false, &["09:00"], 60);
    let window = between(&place(7, ""), &class, date(2026, 3, 6), date(2026, 3, 6))[0];
    let at = |text: &str| text.parse().unwrap();
    for (outcome, moment, state) in [
        (None, "2026-03-06T08:59:59+08", State::Ahead),
        (None, "2026-03-06T09:00+08", State::Open),
        (None, "2026-03-06T09:59:59+08", State::Open),
        (None, "2026-03-06T10:00+08", State::Missed),
        (Some(Outcome::Covered), "2026-03-06T08:00+08", State::Covered),
        (Some(Outcome::Covered), "2026-03-09T08:00+08", State::Covered),
        (Some(Outcome::Explained), "2026-03-06T08:00+08", State::Explained),
    ] {
        assert_eq!(window.state(outcome, at(moment)), state, "{moment}");
    }
    assert!(window.explain_allowed(at("2026-03-09T10:00+08"), &RULE).is_ok());
    assert!(window.explain_allowed(at("2026-03-09T10:01+08"), &RULE).is_err());
}

#[test]
fn the_devices_time_counts_unless_it_is_to_come_or_too_long_ago() {
    let now: Timestamp = "2026-03-06T10:00+08".parse().unwrap();
    for (device, expected) in [
        (None, Ok(("2026-03-06T10:00+08", false))),
        (Some("2026-03-06T09:59+08"), Ok(("2026-03-06T09:59+08", false))),
        (Some("2026-03-05T18:00+08"), Ok(("2026-03-05T18:00+08", true))),
        (Some("2026-03-03T10:00+08"), Ok(("2026-03-03T10:00+08", true))),
        (Some("2026-03-03T09:59+08"), Err("sent_too_late")),
        (Some("2026-03-06T10:02+08"), Ok(("2026-03-06T10:00+08", false))),
        (Some("2026-03-06T10:03+08"), Err("clock_ahead")),
    ] {
        let got = moment(device.map(|text| text.parse().unwrap()), now, &RULE);
        let got = got.map_err(|refused| refused.code());
        let expected = expected.map(|(at, late)| Moment { at: at.parse().unwrap(), late });
        assert_eq!(got, expected, "{device:?}");
    }
}

#[test]
fn times_are_read_as_people_write_them_and_nothing_else_is() {
    for (text, expected) in [
        ("", Some("")),
        ("16:30", Some("16:30")),
        ("16:30 7:40,16:30", Some("07:40 16:30")),
        ("8：00、12：00", Some("08:00 12:00")),
        ("24:00", None),
        ("1630", None),
        ("16:3", None),
        ("+1:30", None),
        ("1:00 2:00 3:00 4:00 5:00", None),
    ] {
        let got = text.parse::<Openings>().ok().map(|openings| openings.to_string());
        assert_eq!(got.as_deref(), expected, "{text}");
    }
}

/// Any class of risk and any place.
fn any_place() -> impl Strategy<Value = (RiskClass, Planned)> {
    let opens = prop::collection::btree_set(0u16..1440, 1..4);
    (1i64..40, any::<bool>(), opens, 1i64..20_000, any::<u32>(), any::<bool>()).prop_map(
        |(every, workdays, opens, minutes, id, own)| {
            let text: Vec<String> =
                opens.iter().map(|at| format!("{:02}:{:02}", at / 60, at % 60)).collect();
            let list: Vec<&str> = text.iter().map(String::as_str).collect();
            let own = if own { "16:30" } else { "" };
            (class(every, workdays, &list, minutes), place(i64::from(id) << 9, own))
        },
    )
}

proptest! {
    #[test]
    fn every_place_due_in_a_period_is_in_exactly_one_window((class, planned) in any_place()) {
        let calendar = calendar();
        let opens = match planned.opens.list().len() { 0 => class.opens.len(), own => own };
        // Whole periods from the first that begins in the year on.
        let due: Vec<Date> = days(date(2026, 1, 1), date(2026, 6, 30))
            .filter(|day| !windows_on(&planned, &class, &calendar, *day).is_empty())
            .collect();
        let begins = |day: &Date| plan::starts_period(planned.point, &class, *day);
        let starts: Vec<Date> =
            days(date(2026, 1, 1), date(2026, 6, 30)).filter(begins).collect();
        for pair in starts.windows(2) {
            let last = pair[1].checked_sub(1.days()).unwrap();
            let counts = |day: Date| !class.workdays_only || calendar.is_workday(day);
            let asked = usize::from(days(pair[0], last).any(counts));
            let got = due.iter().filter(|day| (pair[0]..=last).contains(*day)).count();
            prop_assert_eq!(got, asked, "{} to {}", pair[0], last);
        }
        for day in &due {
            prop_assert_eq!(windows_on(&planned, &class, &calendar, *day).len(), opens);
        }
    }

    #[test]
    fn no_two_windows_of_a_place_overlap_and_every_moment_has_at_most_one((class, planned) in any_place()) {
        let windows = between(&planned, &class, date(2026, 1, 1), date(2026, 4, 30));
        for pair in windows.windows(2) {
            prop_assert!(pair[0].closes <= pair[1].opens);
        }
        for window in &windows {
            prop_assert!(window.opens < window.closes);
            let found = windows_at(&windows, window.opens, &RULE).unwrap();
            prop_assert_eq!(found[0], *window);
        }
        prop_assert_eq!(windows.clone(), between(&planned, &class, date(2026, 1, 1), date(2026, 4, 30)));
    }
}
