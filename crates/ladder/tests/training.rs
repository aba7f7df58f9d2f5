//! Training that is owed, and places that are kept.
mod made;

use ladder::Refused;
use ladder::growth::{Channel, Plan, check_use, kept};
use ladder::rules::Organiser::{self, *};
use ladder::scheme::PostKind::{self, *};
use ladder::training::TrainingKind::{self, *};
use ladder::training::{Attended, Trainee, initial, yearly};
use made::{LATER, day, rules, with};
use proptest::prelude::*;

fn attended(kind: TrainingKind, by: Organiser, first_day: &str, days: &str) -> Attended {
    let (first_day, days) = (day(first_day), days.parse().unwrap());
    Attended { kind, organiser: by, first_day, days, signed: true }
}

fn new(kind: PostKind) -> Trainee {
    Trainee { kind, secretary: false, new_since: day("2026-03-01") }
}

#[test]
fn the_district_trains_new_members_and_the_street_new_clerks() {
    let rules = rules();
    for (kind, by) in [(Clerk, Street), (Member, District), (Deputy, District), (Chief, District)] {
        let owed = initial(new(kind), &[], day(LATER), &rules).unwrap();
        assert_eq!((owed.by, owed.left().to_string()), (Some(by), "3".into()), "{kind}");
    }
}

#[test]
fn only_days_count_that_the_right_organiser_has_signed_since_then() {
    let rules = rules();
    let unsigned = Attended { signed: false, ..attended(Initial, Street, "2026-04-01", "3") };
    for (told, one, left) in [
        ("two and a half days", attended(Initial, Street, "2026-04-01", "2.5"), "0.5"),
        ("by the other organiser", attended(Initial, District, "2026-04-01", "3"), "3"),
        ("of another kind", attended(OnPost, Street, "2026-04-01", "3"), "3"),
        ("before the post", attended(Initial, Street, "2026-02-01", "3"), "3"),
        ("not signed", unsigned, "3"),
        ("more than needed", attended(Initial, Street, "2026-04-01", "5"), "0"),
    ] {
        let owed = initial(new(Clerk), &[one], day(LATER), &rules).unwrap();
        assert_eq!(owed.left().normalize().to_string(), left, "{told}");
    }
}

#[test]
fn a_secretary_owes_seven_days_a_year_and_others_three() {
    let rules = rules();
    let done = [
        attended(Continuing, District, "2026-05-01", "2"),
        attended(OnPost, Street, "2026-06-01", "1"),
        attended(OnPost, Street, "2025-06-01", "3"),
    ];
    for (secretary, left) in [(true, "4"), (false, "0")] {
        let who = Trainee { secretary, ..new(Chief) };
        let owed = yearly(who, &done, 2026, day(LATER), &rules).unwrap();
        assert_eq!(owed.left().to_string(), left, "secretary {secretary}");
    }
}

#[test]
fn about_a_fifth_of_the_places_is_kept_rounded_as_policy_says() {
    let down = with(
        "[[ladder.growth]]\nsince = 2019-01-01\nsource = \"proposal\"\npercent = 20\n\
         places = \"down\"",
    );
    for (places, nearest, floor) in
        [(0, 0, 0), (2, 0, 0), (3, 1, 0), (5, 1, 1), (12, 2, 2), (13, 3, 2)]
    {
        let plan = Plan { channel: Channel::Institution, year: 2026, places, used: 0 };
        assert_eq!(kept(plan, day(LATER), &rules()).unwrap().0, nearest, "{places}");
        assert_eq!(kept(plan, day(LATER), &down).unwrap().0, floor, "{places}, rounded down");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_place_is_given_beyond_those_kept(places in 0u32..100_000, used in 0u32..30_000) {
        let rules = rules();
        let plan = Plan { channel: Channel::CivilServant, year: 2026, places, used };
        let (quota, _) = kept(plan, day(LATER), &rules).unwrap();
        prop_assert!(quota <= places);
        match check_use(plan, day(LATER), &rules) {
            Ok(_) => prop_assert!(used < quota),
            Err(refused) => {
                prop_assert!(used >= quota);
                prop_assert_eq!(refused, Refused::QuotaUsed { quota, used });
            }
        }
    }
}
