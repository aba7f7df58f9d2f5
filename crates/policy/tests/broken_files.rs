//! Broken files: each gives the findings named, with file, line and key. A new case is one row.
use policy::{Book, PolicyFile};
use serde::Deserialize;

const SOURCES: &str = "[source.doc]\ntitle = '文件'\nissuer = '区'\n";

fn load(text: &str, own: &str) -> Result<Book, String> {
    let shipped = [PolicyFile::new("sources.toml", SOURCES), PolicyFile::new("a.toml", text)];
    let overlay = [PolicyFile::new("own.toml", own)];
    Book::load(&shipped, &overlay)
        .map_err(|findings| findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// The fields every row needs, on one line.
fn row(key: &str, since: &str, rest: &str) -> String {
    format!("[[{key}]]\nsince = {since}\nsource = 'doc#一'\n{rest}\n")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(load(text, "").map(|_| ()).unwrap_err(), expected, "in\n{text}");
}

#[test]
fn a_file_with_a_fault_is_refused_with_its_line_and_key() {
    let two = |a: &str, b: &str| row("x.y", a, "") + &row("x.y", b, "");
    let ended = |until: &str| row("x.y", "2020-01-01", &format!("until = {until}"));
    for (text, expected) in [
        (
            "x = 1\ny =\n".into(),
            "a.toml:2: : this is not TOML: string values must be quoted, expected literal string",
        ),
        ("x = 1\n".into(), "a.toml:1: x: a value stands in a dated row, `[[x]]`"),
        ("\n[x.y]\nn = 1\n".into(), "a.toml:2: x.y: a value stands in a dated row, `[[x.y]]`"),
        ("[x]\ny = []\n".into(), "a.toml:2: x.y: there is no version at all"),
        ("[x]\ny = [1]\n".into(), "a.toml:1: x: a value stands in a dated row, `[[x]]`"),
        ("[[x.y]]\nsource = 'doc'\n".into(), "a.toml:1: x.y: `since` is missing"),
        (
            row("x.y", "'2020-01-01'", ""),
            "a.toml:2: x.y: `since` is no day, write it as 2026-01-31 without quotes",
        ),
        (
            row("x.y", "2020-01-01T00:00:00Z", ""),
            "a.toml:2: x.y: `since` is no day, write it as 2026-01-31 without quotes",
        ),
        (
            row("x.y", "2020-01-01", "known = 3"),
            "a.toml:4: x.y: `known` is no day, write it as 2026-01-31 without quotes",
        ),
        (row("x.y", "2020-01-01", "example = 1"), "a.toml:4: x.y: `example` is true or false"),
        (row("x.y", "2020-01-01", "note = 1"), "a.toml:4: x.y: `note` is a text in quotes"),
        (two("2020-01-01", "2020-01-01"), "a.toml:5: x.y: two versions hold on 2020-01-01"),
        (ended("2020-01-01"), "a.toml:1: x.y: it starts on 2020-01-01 but ends on 2020-01-01"),
        (
            ended("2020-03-01") + &row("x.y", "2020-02-01", ""),
            "a.toml:5: x.y: two versions hold on 2020-02-01",
        ),
        (
            ended("2020-03-01") + &row("x.y", "2020-04-01", ""),
            "a.toml:5: x.y: no version holds from 2020-03-01 until 2020-04-01",
        ),
        (
            "[[x.y]]\nsince = 2020-01-01\n".into(),
            "a.toml:1: x.y: the version names no source document",
        ),
        (
            "[[x.y]]\nsince = 2020-01-01\nsource = '#一'\n".into(),
            "a.toml:1: x.y: the version names no source document",
        ),
        (
            "[[x.y]]\nsince = 2020-01-01\nsource = 'no#1'\n".into(),
            "a.toml:1: x.y: the source `no` is not in sources.toml",
        ),
        (
            "[source.doc]\ntitle = 'a'\nissuer = 'b'\n".into(),
            "a.toml:1: source.doc: the source `doc` is described twice",
        ),
        ("[source.b]\ntitle = 'a'\n".into(), "a.toml:1: source.b: `issuer` is missing"),
        (
            "[source.b]\ntitle = 'a'\nissuer = 'b'\nlink = ''\n".into(),
            "a.toml:4: source.b: a field that nothing reads: `link`",
        ),
        (
            "[[contradiction]]\nkeys = ['x']\nnote = 'n'\nsource = 'doc'\n".into(),
            "a.toml:1: contradiction: the key `x` is in no file",
        ),
        (
            "[[contradiction]]\nnote = 'n'\nsource = 'doc'\n".into(),
            "a.toml:1: contradiction: `keys` is missing",
        ),
    ] {
        check(&text, expected);
    }
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let text = "[[x.y]]\n[[x.z]]\nsince = 3\n";
    check(
        text,
        "a.toml:1: x.y: `since` is missing\n\
         a.toml:1: x.y: the version names no source document\n\
         a.toml:2: x.z: the version names no source document\n\
         a.toml:3: x.z: `since` is no day, write it as 2026-01-31 without quotes",
    );
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    #[serde(rename = "minutes")]
    _minutes: u32,
}

#[test]
fn a_field_of_the_wrong_type_is_found_on_its_own_line() {
    for (rest, expected) in [
        ("minutes = 'ten'", "a.toml:8: x.y: invalid type: string \"ten\", expected u32"),
        (
            "\nminutes = 3\nminuts = 4",
            "a.toml:10: x.y: a field that nothing reads: `minuts`, expected `minutes`",
        ),
        ("hours = 3", "a.toml:8: x.y: a field that nothing reads: `hours`, expected `minutes`"),
        ("", "a.toml:5: x.y: missing field `minutes`"),
    ] {
        let text = row("x.y", "2020-01-01", "minutes = 5") + &row("x.y", "2021-01-01", rest);
        let findings = load(&text, "").unwrap().check_as::<Limit>("x.y");
        let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(found, [expected]);
    }
    let nothing = load("", "").unwrap().check_as::<Limit>("x.y");
    assert_eq!(nothing[0].to_string(), ":0: x.y: the key `x.y` is in no file");
}

#[test]
fn an_overlay_that_leaves_a_gap_behind_the_shipped_value_is_refused() {
    let shipped = row("x.y", "2020-01-01", "until = 2020-06-01");
    let own = row("x.y", "2020-07-01", "");
    let expected = "own.toml:1: x.y: no version holds from 2020-06-01 until 2020-07-01";
    assert_eq!(load(&shipped, &own).map(|_| ()).unwrap_err(), expected);
}

#[test]
fn a_day_both_off_and_working_is_a_contradiction_unless_a_later_notice_amends() {
    let hours = row("calendar.hours", "2020-01-01", "shifts = ['09:00-17:00']")
        + &row("calendar.duty", "2020-01-01", "shifts = ['08:00-20:00']");
    let notice = |since: &str, source: &str, rest: &str| {
        format!("[[calendar.days]]\nsince = {since}\nsource = '{source}'\nyear = 2020\n{rest}\n")
    };
    let other = "[source.other]\ntitle = '通知'\nissuer = '国务院办公厅'\n";
    let first = notice("2019-11-01", "doc", "work = [2020-02-01]");
    let calendar = |days: &str| {
        let book = load(&format!("{other}{hours}{days}"), "").unwrap();
        book.calendar(jiff::tz::TimeZone::UTC).map_err(|findings| {
            findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        })
    };
    let both = notice("2019-11-01", "doc", "off = [2020-02-01]\nwork = [2020-02-01]");
    assert_eq!(
        calendar(&both).unwrap_err(),
        "a.toml:12: calendar.days: 2020-02-01 is a working day and a day off, by `doc` and by `doc`"
    );
    let silent = first.clone() + &notice("2020-01-27", "other", "off = [2020-02-01]");
    assert_eq!(
        calendar(&silent).unwrap_err(),
        "a.toml:17: calendar.days: 2020-02-01 is a working day and a day off, by `doc` and by `other`"
    );
    let open = first + &notice("2020-01-27", "other", "off = [2020-02-01]\namends = 'doc'");
    assert!(!calendar(&open).unwrap().is_workday(jiff::civil::date(2020, 2, 1)));
    let bad = notice("2019-11-01", "doc", "off = ['2020-02-30']");
    assert!(calendar(&bad).unwrap_err().starts_with("a.toml:16: calendar.days: "));
}
