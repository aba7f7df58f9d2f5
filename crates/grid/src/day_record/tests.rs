use super::*;
use policy::{Book, shipped};

fn rule() -> DayRecordRule {
    let book = Book::load(&shipped(), &[]).unwrap();
    let rules = crate::Rules::load(&book).unwrap();
    rules.day_record("2026-03-02".parse().unwrap()).unwrap().value
}

fn done(minute: i64, noun: &str, subject: i64, what: &str, group: &str) -> Done {
    Done {
        at: Timestamp::from_second(minute * 60).unwrap(),
        noun: noun.into(),
        subject,
        what: what.into(),
        group: group.into(),
        work: (noun == "patrol_point").then(|| "hazards".to_owned()),
    }
}

const KINDS: &[&str] = &["party", "voices", "hazards", "disputes", "environment", "care"];

#[test]
fn what_was_done_stands_under_its_work_and_its_duty() {
    for (noun, what, group, expected) in [
        ("patrol_point", "visited", "", Some(("patrol", "hazards"))),
        ("patrol_point", "added", "", Some(("collect", "information"))),
        ("matter", "reported", "environment", Some(("report", "environment"))),
        ("matter", "handled", "dispute", Some(("mediate", "disputes"))),
        ("matter", "handled", "livelihood", Some(("errand", "care"))),
        ("matter", "handled", "safety", Some(("report", "hazards"))),
        ("matter", "closed", "other", Some(("explain", "voices"))),
        ("matter", "contact_read", "noise", None),
        ("session", "signed_in", "", None),
    ] {
        let entries = record(&[done(1, noun, 7, what, group)], &rule(), KINDS);
        let got = entries.first().map(|entry| (entry.duty.as_str(), entry.work.as_str()));
        assert_eq!(got, expected, "{noun} {what} {group}");
    }
}

#[test]
fn one_thing_is_one_line_and_kinds_come_in_their_order() {
    let all = [
        done(3, "matter", 7, "reported", "environment"),
        done(2, "matter", 7, "solved_on_the_spot", "environment"),
        done(4, "matter", 7, "solved_on_the_spot", "environment"),
        done(9, "patrol_point", 8, "visited", ""),
        done(1, "patrol_point", 9, "visited", ""),
    ];
    let entries = record(&all, &rule(), KINDS);
    let said: Vec<(i64, usize)> =
        entries.iter().map(|entry| (entry.subject, entry.whats.len())).collect();
    assert_eq!(said, [(9, 1), (8, 1), (7, 2)]);
    assert_eq!(entries[2].at.as_second(), 120, "the first time it was turned to");
    assert!(record(&[], &rule(), KINDS).is_empty(), "nothing done leaves no blanks");
}
