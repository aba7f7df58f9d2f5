//! What a book answers, with and without a district's own values.
use jiff::ToSpan;
use jiff::civil::{Date, date};
use policy::{Book, Dated, Missing, PolicyFile, Problem, Timeline};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Count {
    n: i64,
}

fn text(versions: &[(Date, i64)]) -> String {
    let row = |(since, n): &(Date, i64)| {
        format!("[[x.y]]\nsince = {since}\nsource = 'doc#一(二)'\nn = {n}\n")
    };
    versions.iter().map(row).collect()
}

fn book(shipped: &[(Date, i64)], own: &[(Date, i64)]) -> Book {
    let sources = "[source.doc]\ntitle = '文件'\nissuer = '区'\nurl = 'https://example.cn'\n";
    let shipped = [PolicyFile::new("s.toml", sources), PolicyFile::new("a.toml", text(shipped))];
    Book::load(&shipped, &[PolicyFile::new("own.toml", text(own))]).unwrap()
}

const OLD: Date = date(2020, 1, 1);
const NEW: Date = date(2022, 1, 1);

#[test]
fn the_overlay_wins_from_its_first_version_on_and_not_before() {
    let book = book(&[(OLD, 1), (NEW, 2)], &[(date(2021, 7, 1), 9)]);
    for (on, n) in [(OLD, 1), (date(2021, 6, 30), 1), (date(2021, 7, 1), 9), (NEW, 9)] {
        let cited = book.get::<Count>("x.y", on).unwrap();
        assert_eq!(cited.value.n, n, "{on}");
        assert_eq!(book.explain("x.y", on).unwrap().overlay, n == 9);
    }
}

#[test]
fn a_day_without_a_version_is_told_and_never_filled() {
    let book = book(&[(OLD, 1)], &[]);
    let key = || "x.y".to_owned();
    let on = date(2019, 12, 31);
    let early = Missing::TooEarly { key: key(), on, first: OLD };
    assert_eq!(book.get::<Count>("x.y", on).unwrap_err(), early);
    let unknown = Missing::UnknownKey { key: "x".to_owned() };
    assert_eq!(book.get::<Count>("x", OLD).unwrap_err(), unknown);
    let wrong = book.get::<Vec<String>>("x.y", OLD).unwrap_err();
    assert!(matches!(wrong, Missing::WrongType { since: OLD, .. }), "{wrong}");
    let ended = Dated { since: OLD, until: Some(NEW), value: 1 };
    let ended = Timeline::new("x.y", vec![ended]).unwrap();
    assert_eq!(ended.at(NEW).unwrap_err(), Missing::AfterEnd { key: key(), on: NEW, end: NEW });
}

#[test]
fn an_explanation_names_the_document_the_clause_and_the_neighbours() {
    let book = book(&[(OLD, 1), (NEW, 2)], &[]);
    let explained = book.explain("x.y", date(2021, 1, 1)).unwrap();
    assert_eq!(explained.value, "n: 1");
    assert_eq!((explained.title.as_str(), explained.clause.as_str()), ("文件", "一(二)"));
    assert_eq!((explained.file.as_str(), explained.line), ("a.toml", 1));
    assert_eq!((explained.since, explained.until), (OLD, Some(NEW)));
    assert_eq!((explained.previous, explained.next), (None, Some(NEW)));
    assert_eq!(book.explain("x.y", NEW).unwrap().previous, Some(OLD));
}

#[test]
fn a_folder_is_read_with_the_folders_in_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
    let read = PolicyFile::read_dir(&folder).unwrap();
    assert_eq!(read, policy::shipped());
    assert!(read.iter().any(|file| file.name == "grid/deadline.toml"));
}

/// Versions on distinct days; each may state its end, which is then the next one's start.
fn versions() -> impl Strategy<Value = Vec<Dated<usize>>> {
    let days = proptest::collection::btree_set(0..2_000i64, 1..12);
    (days, any::<u16>()).prop_map(|(days, ends)| {
        let days: Vec<Date> =
            days.into_iter().map(|offset| OLD.saturating_add(offset.days())).collect();
        let dated = |(value, since): (usize, &Date)| {
            let stated = ends & (1 << value) != 0;
            let until = days.get(value + 1).copied().filter(|_| stated);
            Dated { since: *since, until, value }
        };
        days.iter().enumerate().map(dated).collect()
    })
}

proptest! {
    #[test]
    // policyengine-us#9075: a value of the future froze the years before it.
    fn each_day_from_the_first_on_has_the_latest_version_that_began(
        versions in versions(), offset in -50..2_100i64,
    ) {
        let on = OLD.saturating_add(offset.days());
        let begun = versions.iter().rev().find(|version| version.since <= on);
        let mut shuffled = versions.clone();
        shuffled.reverse();
        let timeline = Timeline::new("x.y", shuffled).unwrap();
        match (timeline.at(on), begun) {
            (Ok(cited), Some(version)) => {
                prop_assert_eq!(*cited.value, version.value);
                prop_assert_eq!(cited.basis.since, version.since);
            }
            (Err(Missing::TooEarly { first, .. }), None) => prop_assert_eq!(first, versions[0].since),
            (answer, begun) => prop_assert!(false, "{answer:?} for {begun:?}"),
        }
    }

    #[test]
    fn a_stated_end_that_misses_the_next_start_is_refused(
        versions in versions(), at in any::<prop::sample::Index>(), shift in -3..=3i64,
    ) {
        prop_assume!(versions.len() > 1 && shift != 0);
        let at = at.index(versions.len() - 1);
        let mut versions = versions;
        let next = versions[at + 1].since;
        let until = next.saturating_add(shift.days());
        prop_assume!(until > versions[at].since);
        versions[at].until = Some(until);
        let expected = match shift {
            ..0 => Problem::Gap { from: until, to: next },
            _ => Problem::Overlap { on: next },
        };
        prop_assert_eq!(Timeline::new("x.y", versions).unwrap_err(), vec![expected]);
    }
}
