use super::*;
use jiff::ToSpan;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(tz: &TimeZone, local: &str) -> Timestamp {
    tz.to_timestamp(local.parse().unwrap()).unwrap()
}

fn shifts(texts: &[&str]) -> Vec<Shift> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn version(since: &str, texts: &[&str], summer: &[&str]) -> HoursVersion {
    let mut seasons = Vec::new();
    if !summer.is_empty() {
        seasons.push(Season { first: (6, 1), last: (9, 30), shifts: shifts(summer) });
    }
    HoursVersion { since: day(since), until: None, shifts: shifts(texts), seasons }
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// 2026 around National Day (国庆): off from 1 to 7 October, made up on 20 September and 10 October.
fn around_national_day(tz: &str) -> WorkCalendar {
    let mut days: BTreeMap<Date, bool> =
        (1..=7).map(|d| (jiff::civil::date(2026, 10, d), false)).collect();
    days.insert(day("2026-09-20"), true);
    days.insert(day("2026-10-10"), true);
    let hours =
        version("2020-01-01", &["09:00-12:00", "13:30-17:30"], &["09:00-12:00", "14:00-18:00"]);
    let duty = version("2020-01-01", &["08:00-20:00"], &[]);
    WorkCalendar::new(zone(tz), days, vec![hours], vec![duty])
}

#[track_caller]
fn check(kind: ClockKind, from: &str, minutes: i64, end: &str) {
    let calendar = around_national_day("Asia/Shanghai");
    let (from, end) = (at(calendar.tz(), from), at(calendar.tz(), end));
    let got = calendar.add(kind, from, minutes).unwrap();
    assert_eq!(got, end, "{:?} is {}", kind, calendar.tz().to_datetime(got));
    assert_eq!(calendar.elapsed(kind, from, got), SignedDuration::from_mins(minutes));
}

#[test]
fn a_clock_is_read_back_from_its_code() {
    for kind in ClockKind::ALL {
        assert_eq!(ClockKind::parse(kind.code()), Some(kind));
    }
    assert_eq!(ClockKind::parse("Working"), None);
}

#[test]
fn the_natural_clock_runs_through_the_night() {
    check(ClockKind::Natural, "2026-09-30T23:30", 60, "2026-10-01T00:30");
}

#[test]
fn the_duty_clock_runs_on_holidays_and_rests_at_night() {
    check(ClockKind::Duty, "2026-10-01T19:30", 60, "2026-10-02T08:30");
    check(ClockKind::Duty, "2026-10-01T21:00", 60, "2026-10-02T09:00");
    check(ClockKind::Duty, "2026-10-01T10:00", 60, "2026-10-01T11:00");
}

#[test]
fn time_that_ends_with_a_shift_ends_there() {
    check(ClockKind::Working, "2026-10-08T09:00", 180, "2026-10-08T12:00");
    check(ClockKind::Working, "2026-10-08T09:00", 181, "2026-10-08T13:31");
    check(ClockKind::Duty, "2026-10-01T19:00", 60, "2026-10-01T20:00");
}

#[test]
fn working_time_leaps_over_national_day_and_counts_the_make_up_saturday() {
    check(ClockKind::Working, "2026-09-30T17:00", 120, "2026-10-08T10:00");
    check(ClockKind::Working, "2026-10-09T17:00", 60, "2026-10-10T09:30");
    check(ClockKind::Working, "2026-09-18T17:30", 60, "2026-09-20T09:30");
}

#[test]
fn what_is_reported_on_a_day_off_counts_from_the_next_working_morning() {
    // helpdesk#2075: a start on a non-working day must not count that day's hours.
    check(ClockKind::Working, "2026-10-04T11:00", 30, "2026-10-08T09:30");
    check(ClockKind::Working, "2026-10-17T11:00", 480, "2026-10-20T10:00");
}

#[test]
fn no_minutes_end_where_they_start() {
    check(ClockKind::Working, "2026-10-04T11:00", 0, "2026-10-04T11:00");
}

#[test]
fn a_calendar_without_hours_refuses_instead_of_searching_for_ever() {
    let empty = WorkCalendar::new(zone("Asia/Shanghai"), BTreeMap::new(), vec![], vec![]);
    let from = at(empty.tz(), "2026-10-01T10:00");
    let refused = Err(NoTime::NoHours { kind: ClockKind::Duty, after: from });
    assert_eq!(empty.add(ClockKind::Duty, from, 1), refused);
    assert_eq!(empty.add(ClockKind::Duty, from, -1), Err(NoTime::Negative { minutes: -1 }));
    assert_eq!(empty.add(ClockKind::Natural, from, i64::MAX), Err(NoTime::OutOfRange));
    assert_eq!(
        empty.elapsed(ClockKind::Duty, Timestamp::MIN, Timestamp::MAX),
        SignedDuration::ZERO
    );
}

#[test]
fn a_shift_over_midnight_belongs_to_the_day_it_begins() {
    let night = version("2026-01-01", &["22:00-06:00"], &[]);
    let calendar = WorkCalendar::new(zone("Asia/Shanghai"), BTreeMap::new(), vec![], vec![night]);
    let from = at(calendar.tz(), "2026-03-01T23:00");
    let end = calendar.add(ClockKind::Duty, from, 8 * 60).unwrap();
    assert_eq!(end, at(calendar.tz(), "2026-03-02T23:00"));
    let before_the_first = at(calendar.tz(), "2026-01-01T01:00");
    let end = calendar.add(ClockKind::Duty, before_the_first, 1).unwrap();
    assert_eq!(end, at(calendar.tz(), "2026-01-01T22:01"));
}

#[test]
fn a_day_with_a_clock_change_is_an_hour_shorter_or_longer() {
    let whole = version("2020-01-01", &["00:00-24:00"], &[]);
    let calendar =
        WorkCalendar::new(zone("America/New_York"), BTreeMap::new(), vec![], vec![whole]);
    for (day_of_change, hours) in [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-02", 24)] {
        for kind in [ClockKind::Natural, ClockKind::Duty] {
            let [(start, end)] = calendar.intervals(kind, day(day_of_change))[..] else {
                panic!("one stretch on {day_of_change}")
            };
            assert_eq!(end.duration_since(start), SignedDuration::from_hours(hours));
            assert_eq!(calendar.elapsed(kind, start, end), SignedDuration::from_hours(hours));
        }
    }
}

#[test]
fn hours_read_back_and_nonsense_is_refused() {
    for text in ["09:00-12:00", "22:00-06:00", "00:00-24:00", "13:30-17:30"] {
        assert_eq!(text.parse::<Shift>().unwrap().to_string(), text);
    }
    for text in ["", "9-12", "09:00", "09:00-09:00", "25:00-26:00", "09:60-10:00", "24:00-24:00"] {
        assert!(text.parse::<Shift>().is_err(), "{text}");
    }
}

#[test]
fn a_timetable_ends_where_it_says() {
    let mut old = version("2020-01-01", &["09:00-10:00"], &[]);
    old.until = Some(day("2020-02-01"));
    let new = version("2020-03-01", &["08:00-09:00"], &[]);
    let calendar = WorkCalendar::new(zone("UTC"), BTreeMap::new(), vec![], vec![new, old]);
    let starts = |on: &str| calendar.intervals(ClockKind::Duty, day(on)).len();
    assert_eq!([starts("2019-12-31"), starts("2020-01-31"), starts("2020-02-01")], [0, 1, 0]);
    assert_eq!(calendar.intervals(ClockKind::Duty, day("2020-03-01")).len(), 1);
}

const ZONES: [&str; 4] = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"];

/// Calendars with holidays and make-up days scattered around three years, in four zones.
fn calendars() -> impl Strategy<Value = WorkCalendar> {
    let days = proptest::collection::btree_map(0..1_100i64, any::<bool>(), 0..60);
    let morning = (0..660u16, 20..60u16);
    let evening = (720..1_380u16, 20..120u16);
    (proptest::sample::select(&ZONES[..]), days, morning, evening).prop_map(|(tz, days, am, pm)| {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
        let text = |(from, length): (u16, u16)| format!("{}-{}", clock(from), clock(from + length));
        let (am, pm) = (text(am), text(pm));
        let real = around_national_day(tz);
        let mut exceptions = real.exceptions().clone();
        for (offset, works) in days {
            exceptions.insert(day("2025-01-01").saturating_add(offset.days()), works);
        }
        let hours = vec![
            version("2024-06-01", &[&am, &pm], &[&pm]),
            version("2026-03-01", &["09:00-12:00", "13:30-17:30"], &["08:00-09:00", "08:30-11:00"]),
        ];
        let duty = vec![version("2024-01-01", &[&pm], &[]), version("2026-07-01", &[&am], &[])];
        WorkCalendar::new(zone(tz), exceptions, hours, duty)
    })
}

fn instants() -> impl Strategy<Value = Timestamp> {
    (1_700_000_000i64..1_850_000_000, 0..1_000_000_000i32)
        .prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap())
}

proptest! {
    #[test]
    fn time_from_a_to_c_is_time_from_a_to_b_and_from_b_to_c(
        calendar in calendars(), a in instants(), b in instants(), c in instants(),
    ) {
        for kind in ClockKind::ALL {
            let parts = calendar.elapsed(kind, a, b) + calendar.elapsed(kind, b, c);
            prop_assert_eq!(parts, calendar.elapsed(kind, a, c));
        }
    }

    #[test]
    fn the_minutes_added_are_the_minutes_that_ran_and_no_earlier_instant_has_them(
        calendar in calendars(), from in instants(), minutes in 1..40_000i64,
    ) {
        for kind in ClockKind::ALL {
            let end = calendar.add(kind, from, minutes).unwrap();
            let ran = calendar.elapsed(kind, from, end);
            prop_assert_eq!(ran, SignedDuration::from_mins(minutes));
            let just_before = end - SignedDuration::from_nanos(1);
            prop_assert!(calendar.elapsed(kind, from, just_before) < ran);
        }
    }

    #[test]
    fn a_week_counted_by_its_days_is_the_week_counted_at_once(
        calendar in calendars(), offset in 0..1_000i64,
    ) {
        let first = day("2025-01-01").saturating_add(offset.days());
        let edges = |d: Date| calendar.intervals(ClockKind::Natural, d)[0];
        let (start, end) = (edges(first).0, edges(first.saturating_add(6.days())).1);
        let (mut by_days, mut reached) = (SignedDuration::ZERO, start);
        for d in first.yesterday().unwrap().series(1.day()).take(8) {
            for (from, to) in calendar.intervals(ClockKind::Working, d) {
                let (from, to) = (from.max(reached), to.min(end));
                by_days += to.duration_since(from.min(to));
                reached = reached.max(to);
            }
        }
        prop_assert_eq!(calendar.elapsed(ClockKind::Working, start, end), by_days);
    }
}
