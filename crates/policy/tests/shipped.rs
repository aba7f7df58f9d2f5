//! The values shipped in `policy/`: sourced, without gap, and of the types the rules expect.
use base::calendar::ClockKind;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use policy::{Book, shipped};
use serde::Deserialize;
use std::collections::BTreeSet;

fn book() -> Book {
    Book::load(&shipped(), &[]).unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

#[test]
fn every_shipped_value_has_a_source_with_a_title() {
    let book = book();
    assert!(book.keys().count() > 35, "the files are embedded");
    for key in book.keys() {
        for version in book.versions(key) {
            let source = book.source(&version.value.source.id).expect(key);
            assert!(!source.title.is_empty() && !source.issuer.is_empty(), "{key}");
        }
    }
}

#[test]
fn what_the_designers_propose_is_marked_as_an_example() {
    let book = book();
    for key in book.keys() {
        for version in book.versions(key).iter().filter(|v| v.value.source.id == "proposal") {
            assert!(version.value.example, "{key}");
        }
    }
}

#[test]
fn every_day_from_the_first_on_has_exactly_one_version() {
    let book = book();
    for key in book.keys() {
        // Values of the summary and proposals start on the placeholder day 2020-01-01; the
        // calendar starts before 2019.
        let first = if key.starts_with("calendar.") { date(2019, 1, 1) } else { date(2020, 1, 1) };
        for day in first.series(1.day()).take_while(|day| *day <= date(2026, 12, 31)) {
            assert!(book.explain(key, day).is_ok(), "{key} on {day}");
            let holding = book.versions(key).iter().enumerate().filter(|(at, version)| {
                let next = book.versions(key).get(at + 1).map(|next| next.since);
                let end = version.until.or(next);
                version.since <= day && end.is_none_or(|end| day < end)
            });
            assert_eq!(holding.count(), 1, "{key} on {day}");
        }
    }
}

#[test]
fn each_year_has_the_working_days_that_people_count_by_hand() {
    let calendar = book().calendar(TimeZone::get("Asia/Shanghai").unwrap()).unwrap();
    for (year, workdays) in [
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ] {
        let days = date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
        assert_eq!(days.filter(|day| calendar.is_workday(*day)).count(), workdays, "{year}");
    }
}

#[test]
fn the_make_up_working_days_of_2026_are_weekend_days_that_work() {
    let calendar = book().calendar(TimeZone::UTC).unwrap();
    let made_up: Vec<String> = calendar
        .exceptions()
        .iter()
        .filter(|(day, works)| **works && day.year() == 2026)
        .map(|(day, _)| day.to_string())
        .collect();
    let expected =
        ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"];
    assert_eq!(made_up, expected);
}

#[test]
fn a_notice_that_came_later_is_not_known_before_its_day() {
    let book = book();
    let known = |on: Date| book.calendar_known(TimeZone::UTC, on).unwrap();
    let saturday = date(2020, 2, 1);
    assert!(known(date(2020, 1, 26)).is_workday(saturday), "first it was to be made up");
    assert!(!known(date(2020, 1, 27)).is_workday(saturday), "then the holiday was lengthened");
    assert!(known(date(2019, 3, 21)).is_workday(date(2019, 5, 2)));
    assert!(!known(date(2019, 3, 22)).is_workday(date(2019, 5, 2)));
}

#[test]
fn a_district_adds_its_own_day_off_and_keeps_the_national_ones() {
    let own = "[[calendar.days]]\nsince = 2023-09-01\nsource = \"proposal\"\nyear = 2023\n\
               off = [2023-09-22]\n";
    let own = policy::PolicyFile::new("days.toml", own);
    let calendar = Book::load(&shipped(), &[own]).unwrap().calendar(TimeZone::UTC).unwrap();
    assert!(!calendar.is_workday(date(2023, 9, 22)));
    assert!(!calendar.is_workday(date(2026, 10, 1)));
    assert!(calendar.is_workday(date(2026, 10, 10)));
}

#[test]
fn a_deadline_across_national_day_2026_leaps_over_the_holiday() {
    let tz = TimeZone::get("Asia/Shanghai").unwrap();
    let calendar = book().calendar(tz.clone()).unwrap();
    let at = |day: Date, hour| tz.to_timestamp(day.at(hour, 0, 0, 0)).unwrap();
    let end = calendar.add(ClockKind::Working, at(date(2026, 9, 30), 17), 120).unwrap();
    assert_eq!(end, at(date(2026, 10, 8), 10));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deadline {
    minutes: i64,
    clock: ClockKind,
    stop: String,
}

#[test]
fn the_deadlines_are_those_of_the_summary() {
    let book = book();
    for (key, minutes, stop) in [
        ("grid.deadline.general", 60, "solved"),
        ("grid.deadline.major", 24 * 60, "solved"),
        ("grid.deadline.complex", 7 * 24 * 60, "planned"),
        ("grid.deadline.beyond", 7 * 24 * 60, "reported_up"),
    ] {
        assert_eq!(book.check_as::<Deadline>(key), []);
        let cited = book.get::<Deadline>(key, date(2026, 3, 1)).unwrap();
        assert_eq!((cited.value.minutes, cited.value.stop.as_str()), (minutes, stop), "{key}");
        let general = key == "grid.deadline.general";
        assert_eq!(cited.value.clock == ClockKind::Duty, general, "{key}");
        assert_eq!(cited.basis.to_string(), format!("{key}@2020-01-01"));
    }
}

#[derive(Deserialize)]
struct List {
    list: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    zh: String,
    en: String,
    parent: Option<String>,
    department: Option<String>,
    weight: Option<String>,
    sort: Option<String>,
    stop_zh: Option<String>,
    stop_en: Option<String>,
}

fn list(key: &str) -> Vec<Row> {
    book().get::<List>(key, date(2026, 1, 1)).unwrap().value.list
}

#[test]
fn codes_are_plain_and_occur_once_in_their_list() {
    for (key, count) in [
        ("grid.kinds", 5),
        ("grid.legacy_kinds", 8),
        ("grid.work_kinds", 10),
        ("grid.duties", 7),
        ("grid.grounds", 12),
        ("grid.departments", 15),
        ("grid.categories", 42),
    ] {
        let rows = list(key);
        assert_eq!(rows.len(), count, "{key}");
        let codes: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        assert_eq!(codes.len(), count, "{key}");
        for row in &rows {
            let plain = row.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            assert!(plain && !row.zh.is_empty() && !row.en.is_empty(), "{key} {}", row.code);
        }
    }
}

#[test]
fn categories_point_only_at_groups_departments_and_words_that_exist() {
    let rows = list("grid.categories");
    let departments: BTreeSet<String> =
        list("grid.departments").into_iter().map(|row| row.code).collect();
    let groups: BTreeSet<&str> =
        rows.iter().filter(|row| row.parent.is_none()).map(|row| row.code.as_str()).collect();
    for row in &rows {
        let code = &row.code;
        assert!(row.parent.as_deref().is_none_or(|parent| groups.contains(parent)), "{code}");
        let department = row.department.as_deref().expect(code);
        assert!(department.is_empty() || departments.contains(department), "{code}");
        let weight = row.weight.as_deref().expect(code);
        assert!(["general", "major", "complex", "beyond"].contains(&weight), "{code}");
        let sort = row.sort.as_deref().expect(code);
        assert!(["public", "shared", "own"].contains(&sort), "{code}");
        assert_eq!(row.stop_zh.is_some(), row.stop_en.is_some(), "{code}");
    }
}

#[test]
fn the_text_that_stops_someone_who_smells_gas_names_the_number_to_call() {
    for code in ["fire", "gas"] {
        let rows = list("grid.categories");
        let row = rows.iter().find(|row| row.code == code).unwrap();
        assert!(row.stop_zh.as_deref().unwrap().contains("119"), "{code}");
        assert!(row.stop_en.as_deref().unwrap().contains("119"), "{code}");
    }
}

#[test]
fn the_patrol_duty_carries_its_contradiction_with_the_national_rule() {
    let explained = book().explain("grid.duties", date(2026, 1, 1)).unwrap();
    assert_eq!(explained.contradictions.len(), 1);
    let told: Vec<String> = book().warnings().into_iter().map(|warning| warning.key).collect();
    assert_eq!(told, ["grid.duties", "ladder.scheme"]);
}
