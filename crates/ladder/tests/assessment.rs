//! The yearly assessment: marks, panels, and who is excellent.
mod made;

use base::{PersonId, UnitId};
use ladder::Refused;
use ladder::assessment::excellent::{Candidate, Sheet, Why, decide, quota};
use ladder::assessment::panel::{Tally, public_mark};
use ladder::assessment::{Marks, mark};
use ladder::worker::Rating::{self, *};
use made::{LATER, day, on, rules, with};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn marks(street: &str, public: &str) -> Marks {
    Marks { street: street.parse().unwrap(), public: public.parse().unwrap() }
}

fn candidate(id: i64, street: i64, marks: Marks) -> Candidate {
    Candidate {
        person: PersonId(id),
        head: false,
        community: UnitId(street * 10),
        street: UnitId(street),
        marks,
        months: 12,
        on_probation: false,
    }
}

fn result(sheet: &Sheet, id: i64) -> (Option<Rating>, Why) {
    let row = sheet.rows.iter().find(|row| row.person == PersonId(id)).unwrap();
    (row.rating, row.why)
}

#[test]
fn the_mark_of_a_year_weighs_the_public_by_its_day() {
    let rules = rules();
    for (day, expected) in [("2019-12-31", "85"), ("2020-12-31", "84"), ("2026-12-31", "84")] {
        let (mark, line) = mark(marks("90", "80"), on(day), &rules).unwrap();
        assert_eq!(mark, expected.parse::<Decimal>().unwrap(), "{line}");
    }
    assert_eq!(mark(marks("100.5", "80"), on("2026-12-31"), &rules), Err(Refused::NoMark));
}

#[test]
fn excellent_ratings_never_pass_a_quarter() {
    for (assessed, places) in [(0, 0), (3, 0), (4, 1), (7, 1), (8, 2), (100, 25)] {
        assert_eq!(quota(assessed, 25), places, "{assessed} people assessed");
    }
    for assessed in 0..=10_000 {
        assert!(quota(assessed, 25) * 4 <= assessed);
    }
}

#[test]
fn seven_people_have_one_place_and_heads_a_pool_of_their_own() {
    let mut people: Vec<Candidate> = (1i64..=7)
        .map(|id| candidate(id, 1, marks(&format!("{}", 85 + id), &format!("{}", 85 + id))))
        .collect();
    for id in 11..=14 {
        people.push(Candidate {
            head: true,
            ..candidate(id, 1, marks("88", &format!("{}", 80 + id)))
        });
    }
    let sheet = decide(&people, 2026, day(LATER), &rules()).unwrap();
    assert_eq!(result(&sheet, 7), (Some(Excellent), Why::Within));
    assert_eq!(result(&sheet, 6), (Some(Qualified), Why::Full));
    assert_eq!(result(&sheet, 14), (Some(Excellent), Why::Within));
    assert_eq!(result(&sheet, 13), (Some(Qualified), Why::Full));
    let pools: Vec<_> =
        sheet.pools.iter().map(|p| (p.heads, p.assessed, p.quota, p.granted)).collect();
    assert_eq!(pools, [(false, 7, 1, 1), (true, 4, 1, 1)]);
    let ids: Vec<i64> = sheet.rows.iter().map(|row| row.person.0).collect();
    assert!(ids.is_sorted(), "a sheet is ordered by person, not by mark");
}

#[test]
fn equal_marks_at_the_cut_are_decided_by_the_public_and_else_stay_below_together() {
    // All four have 90: 40 % of the street and 60 % of the public.
    let by_public = [("90", "90"), ("84", "94"), ("96", "86"), ("87", "92")];
    let people = |given: &[(&str, &str)]| -> Vec<Candidate> {
        let given = given.iter().zip(1i64..);
        given.map(|((street, public), id)| candidate(id, 1, marks(street, public))).collect()
    };
    let sheet = decide(&people(&by_public), 2026, day(LATER), &rules()).unwrap();
    assert_eq!(result(&sheet, 2), (Some(Excellent), Why::Within));
    let equal = [("90", "90"), ("90", "90"), ("80", "80"), ("80", "80")];
    let sheet = decide(&people(&equal), 2026, day(LATER), &rules()).unwrap();
    for id in [1, 2] {
        assert_eq!(result(&sheet, id), (Some(Qualified), Why::Tied));
    }
    assert_eq!(sheet.pools[0].granted, 0);
    assert_eq!(result(&sheet, 3), (Some(Qualified), Why::ByMark));
}

#[test]
fn small_pools_join_or_have_nobody_as_policy_says() {
    let mut people = Vec::new();
    for street in [1, 2] {
        for id in 0..2 {
            let of = format!("{}", 90 + street + id);
            let head = candidate(street * 100 + id, street, marks(&of, &of));
            people.push(Candidate { head: true, ..head });
        }
    }
    let sheet = decide(&people, 2026, day(LATER), &rules()).unwrap();
    assert_eq!(
        sheet.pools.len(),
        1,
        "two heads a street are too few, four of the district are not"
    );
    assert_eq!(result(&sheet, 201), (Some(Excellent), Why::Within));
    let alone = with(
        "[[ladder.assessment.excellent]]\nsince = 2019-01-01\nsource = \"proposal\"\n\
         most_percent = 25\nheads = \"street\"\nothers = \"street\"\nsmall = \"nobody\"\nties = []",
    );
    let sheet = decide(&people, 2026, day(LATER), &alone).unwrap();
    assert_eq!(sheet.pools.len(), 2);
    assert_eq!(result(&sheet, 201), (Some(Qualified), Why::SmallPool));
}

#[test]
fn who_came_late_in_the_year_or_is_on_probation_has_no_result_and_does_not_count() {
    let good = || marks("95", "95");
    let people = vec![
        candidate(1, 1, good()),
        candidate(2, 1, good()),
        candidate(3, 1, good()),
        Candidate { months: 5, ..candidate(4, 1, good()) },
        Candidate { on_probation: true, ..candidate(5, 1, good()) },
    ];
    let sheet = decide(&people, 2026, day(LATER), &rules()).unwrap();
    assert_eq!((sheet.pools[0].assessed, sheet.pools[0].quota), (3, 0));
    for id in [4, 5] {
        assert_eq!(result(&sheet, id), (None, Why::NotAssessed));
    }
}

#[test]
fn whom_the_public_does_not_like_is_not_qualified_whatever_the_street_says() {
    let rules = rules();
    for (street, public, rating) in [
        ("100", "60", Qualified), // 76
        ("100", "59.99", Unqualified),
        ("60", "60", Qualified),
        ("40", "66", Basic), // 55.6
        ("20", "60", Unqualified),
    ] {
        let people = [candidate(1, 1, marks(street, public))];
        let sheet = decide(&people, 2026, day(LATER), &rules).unwrap();
        assert_eq!(result(&sheet, 1).0, Some(rating), "{street} {public}");
    }
}

#[test]
fn a_panel_is_refused_with_what_it_lacks() {
    let rules = rules();
    let full = [("residents", 40), ("units", 5), ("property", 5), ("owners", 10)];
    let ask = |groups: &[(&str, u32)]| {
        let tallies: Vec<Tally> = groups
            .iter()
            .map(|(group, raters)| {
                let sum = Decimal::from(raters * 90);
                Tally { group: (*group).to_owned(), raters: *raters, sum }
            })
            .collect();
        public_mark(&tallies, on("2026-12-31"), &rules).map(|(mark, _)| mark.to_string())
    };
    assert_eq!(ask(&full), Ok("90".into()));
    for (groups, expected) in [
        (&full[1..], Refused::GroupMissing { group: "residents".into() }),
        (&full[..3], Refused::GroupMissing { group: "owners".into() }),
        (
            &[("residents", 20), ("units", 5), ("property", 5), ("owners", 10)][..],
            Refused::TooFewRaters { raters: 40, least: 50 },
        ),
        (
            &[("residents", 30), ("units", 10), ("property", 10), ("owners", 4)][..],
            Refused::TooFewResidents { percent: 62, least: 70 },
        ),
        (&[("friends", 60)][..], Refused::UnknownGroup { group: "friends".into() }),
    ] {
        assert_eq!(ask(groups), Err(expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_pool_has_more_excellent_than_its_share_and_the_order_of_asking_is_nothing(
        people in proptest::collection::vec((0i64..3, 80u32..100, 80u32..100, any::<bool>()), 0..60),
        turn in 0usize..60,
    ) {
        let rules = rules();
        let mut people: Vec<Candidate> = people
            .iter()
            .zip(1i64..)
            .map(|((street, a, b, head), id)| {
                let marks = Marks { street: Decimal::from(*a), public: Decimal::from(*b) };
                Candidate { head: *head, ..candidate(id, *street, marks) }
            })
            .collect();
        let sheet = decide(&people, 2026, day(LATER), &rules).unwrap();
        for (at, pool) in sheet.pools.iter().enumerate() {
            let members = sheet.rows.iter().filter(|row| row.pool == Some(at));
            let (mut all, mut excellent) = (0, 0);
            for row in members {
                all += 1;
                excellent += u32::from(row.rating == Some(Excellent));
            }
            prop_assert_eq!(all, pool.assessed);
            prop_assert_eq!(excellent, pool.granted);
            prop_assert!(excellent * 4 <= all);
        }
        if !people.is_empty() {
            let turn = turn % people.len();
            people.rotate_left(turn);
            prop_assert_eq!(decide(&people, 2026, day(LATER), &rules).unwrap(), sheet);
        }
    }
}
