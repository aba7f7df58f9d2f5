//! The yearly assessment: marks, panels, and who is excellent.
mod made;

use base::{PersonId, UnitId};
use ladder::Refused;
use ladder::assessment::course::{Course, Stage, may_become, months_served, renewal};
use ladder::assessment::excellent::{Candidate, Sheet, Why, decide, quota};
use ladder::assessment::panel::{Tally, missing, public_mark};
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

fn tallies(groups: &[(&str, u32)]) -> Vec<Tally> {
    let tally = |&(group, raters): &(&str, u32)| Tally { group: group.to_owned(), raters };
    groups.iter().map(tally).collect()
}

#[test]
fn everything_that_a_panel_lacks_is_told_at_once() {
    let (rules, asked) = (rules(), on("2026-12-31"));
    let lacking = tallies(&[("residents", 3), ("units", 6)]);
    let group = |group: &str| Refused::GroupMissing { group: group.into() };
    assert_eq!(
        missing(&lacking, asked, &rules).unwrap(),
        [
            group("property"),
            group("owners"),
            Refused::TooFewRaters { raters: 9, least: 50 },
            Refused::TooFewResidents { percent: 33, least: 70 },
        ]
    );
    let full = tallies(&[("residents", 40), ("units", 5), ("property", 5), ("owners", 10)]);
    assert_eq!(missing(&full, asked, &rules).unwrap(), []);
    assert_eq!(missing(&[], asked, &rules).unwrap().len(), 5, "nobody has rated yet");
    let impossible = Decimal::from(60 * 100 + 1);
    assert_eq!(public_mark(impossible, &full, asked, &rules).unwrap_err(), Refused::NoMark);
}

#[test]
fn a_year_goes_from_goals_to_the_end_of_its_publication() {
    let mut course = Course {
        opened: day("2026-01-05"),
        goals: None,
        decided: None,
        published: None,
        ends: None,
        appeal_until: None,
    };
    assert_eq!(course.stage(day("2026-01-05")), Stage::Opened);
    course.goals = Some(day("2026-01-20"));
    assert_eq!(course.stage(day("2026-06-01")), Stage::Running);
    course.decided = Some(day("2027-01-10"));
    assert_eq!(course.stage(day("2027-01-10")), Stage::Decided);
    assert!(!course.takes_appeals(day("2027-01-10")), "nothing is published");
    course.published = Some(day("2027-01-11"));
    course.ends = Some(day("2027-01-15"));
    course.appeal_until = Some(day("2027-01-18"));
    for (today, stage, takes) in [
        ("2027-01-15", Stage::Published, true),
        ("2027-01-16", Stage::Over, true),
        ("2027-01-18", Stage::Over, true),
        ("2027-01-19", Stage::Over, false),
    ] {
        let today = day(today);
        assert_eq!((course.stage(today), course.takes_appeals(today)), (stage, takes), "{today}");
    }
}

#[test]
fn months_in_service_are_whole_and_of_the_year_alone() {
    for (since, until, months) in [
        ("2020-01-01", None, 12),
        ("2026-07-01", None, 6),
        ("2026-07-02", None, 5),
        ("2026-03-15", Some("2026-09-15"), 6),
        ("2026-03-15", Some("2026-09-14"), 5),
        ("2027-01-01", None, 0),
        ("2020-01-01", Some("2026-01-01"), 0),
    ] {
        let (since, until) = (day(since), until.map(day));
        let service = [ladder::worker::Service { since, known: since, until, until_known: until }];
        assert_eq!(months_served(&service, 2026, day(LATER)), months, "{since} {until:?}");
    }
}

#[test]
fn a_result_says_what_it_means_for_the_contract() {
    for (rating, said) in
        [(Excellent, "renew"), (Qualified, "renew"), (Basic, "review"), (Unqualified, "end")]
    {
        let (renewal, line) = renewal(rating, on("2026-12-31"), &rules()).unwrap();
        assert_eq!(renewal.code(), said, "{line}");
    }
}

#[test]
fn an_appeal_makes_nobody_excellent_beyond_the_share() {
    assert_eq!(may_become(Some(Qualified), Excellent, (1, 2)), Ok(()));
    let used = Err(Refused::QuotaUsed { quota: 2, used: 2 });
    assert_eq!(may_become(Some(Qualified), Excellent, (2, 2)), used);
    assert_eq!(may_become(Some(Excellent), Excellent, (2, 2)), Ok(()), "it is one of the two");
    assert_eq!(may_become(Some(Basic), Qualified, (2, 2)), Ok(()));
}

#[test]
fn a_panel_is_refused_with_what_it_lacks() {
    let rules = rules();
    let full = [("residents", 40), ("units", 5), ("property", 5), ("owners", 10)];
    let ask = |groups: &[(&str, u32)]| {
        let sum: u32 = groups.iter().map(|(_, raters)| raters * 90).sum();
        let tallies = tallies(groups);
        public_mark(Decimal::from(sum), &tallies, on("2026-12-31"), &rules)
            .map(|(mark, _)| mark.to_string())
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

    #[test]
    fn the_mark_of_the_public_is_a_mark_whatever_the_heads(
        heads in (0u32..200, 0u32..60, 0u32..60, 0u32..60), mark in 0u32..=100,
    ) {
        let given = tallies(&[
            ("residents", heads.0), ("units", heads.1), ("property", heads.2), ("owners", heads.3),
        ]);
        let raters = heads.0 + heads.1 + heads.2 + heads.3;
        let (rules, asked) = (rules(), on("2026-12-31"));
        let lacks = missing(&given, asked, &rules).unwrap();
        match public_mark(Decimal::from(raters * mark), &given, asked, &rules) {
            Ok((found, _)) => {
                prop_assert_eq!(found, Decimal::from(mark));
                prop_assert!(lacks.is_empty() && raters >= 50);
                prop_assert!((heads.0 + heads.3) * 100 >= raters * 70);
            }
            Err(refused) => prop_assert_eq!(Some(&refused), lacks.first()),
        }
    }
}
