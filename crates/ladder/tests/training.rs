//! Training that is owed, and places that are kept.
mod made;

use ladder::Asked;
use ladder::Refused;
use ladder::growth::Candidacy::{self, *};
use ladder::growth::{Channel, Plan, check_use, kept, moved, replanned};
use ladder::rules::Organiser::{self, *};
use ladder::scheme::PostKind::{self, *};
use ladder::training::TrainingKind::{self, *};
use ladder::training::session::{Session, days, half_days};
use ladder::training::{Attended, Taken, Trainee, debts, initial, trainee, yearly};
use made::{LATER, Told, day, rules, with, worker};
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
    let taken = Taken { sessions: done.to_vec(), courses: vec![day("2026-05-05")] };
    for (secretary, left) in [(true, "4"), (false, "0")] {
        let who = Trainee { secretary, ..new(Chief) };
        let owed = yearly(who, &taken, 2026, day(LATER), &rules).unwrap();
        assert_eq!(owed.left().to_string(), left, "secretary {secretary}");
    }
}

#[test]
fn a_confirmed_course_counts_for_what_policy_says_and_for_nothing_by_itself() {
    let own = with(
        "[[ladder.training.course]]\nsince = 2019-01-01\nsource = \"proposal\"\ntopics_most = 6\n\
         days = \"0.5\"\nmost_days = \"1\"",
    );
    for (count, shipped, half) in [(0, "3", "3"), (1, "3", "2.5"), (2, "3", "2"), (9, "3", "2")] {
        let courses = vec![day("2026-04-01"); count];
        let taken = Taken { sessions: Vec::new(), courses };
        let left = |rules| {
            let owed = yearly(new(Clerk), &taken, 2026, day(LATER), rules).unwrap();
            owed.left().normalize().to_string()
        };
        assert_eq!((left(&rules()), left(&own)), (shipped.into(), half.into()), "{count} courses");
    }
    let before = Taken { courses: vec![day("2025-12-31")], ..Taken::default() };
    let owed = yearly(new(Clerk), &before, 2026, day(LATER), &own).unwrap();
    assert_eq!(owed.left().to_string(), "3", "a course of another year");
}

#[test]
fn somebody_is_new_from_the_first_day_among_clerks_or_among_the_committees() {
    let asked = Asked::new(day("2026-06-01"), day(LATER));
    let long = worker(Clerk, 3, "2020-01-01").placed(Clerk, 4, "2023-01-01", "2023-01-01");
    let elected = long.clone().placed(Member, 4, "2025-09-01", "2025-09-01");
    let deputy = elected.clone().placed(Deputy, 5, "2026-02-01", "2026-02-01");
    for (told, who, since) in [
        ("a level more", &long, "2020-01-01"),
        ("elected", &elected, "2025-09-01"),
        ("a deputy was a member before", &deputy, "2025-09-01"),
    ] {
        assert_eq!(trainee(who, false, asked).unwrap().new_since, day(since), "{told}");
    }
    for (year, is_new) in [(2024, false), (2025, true), (2026, true), (2027, false)] {
        let who = trainee(&elected, false, asked).unwrap();
        let owed = debts(who, &Taken::default(), year, day(LATER), &rules()).unwrap();
        assert_eq!(owed.initial.is_some(), is_new, "{year}");
        assert!(owed.is_open());
    }
}

fn session(kind: TrainingKind, organiser: Organiser) -> Session {
    let (first_day, last_day) = (day("2026-04-13"), day("2026-04-15"));
    Session { kind, organiser, first_day, last_day, half_days: 6, capacity: 2, invited: 0 }
}

#[test]
fn a_session_takes_whom_it_may_while_there_is_time_and_a_place() {
    let rules = rules();
    let begun = session(Initial, Street);
    let full = Session { invited: 2, ..begun };
    let early = day("2026-04-01");
    for (told, session, kind, on, refused) in [
        ("a clerk by the street", begun, Clerk, early, None),
        ("on its last day", begun, Clerk, day("2026-04-15"), None),
        ("over", begun, Clerk, day("2026-04-16"), Some("session_over")),
        ("a member by the street", begun, Member, early, Some("wrong_organiser")),
        ("a member by the district", session(Initial, District), Member, early, None),
        (
            "a clerk by the district",
            session(Initial, District),
            Clerk,
            early,
            Some("wrong_organiser"),
        ),
        ("on-post by anybody", session(OnPost, Street), Chief, early, None),
        ("full", full, Clerk, early, Some("session_full")),
    ] {
        let invited = session.invite(new(kind), on, &rules);
        assert_eq!(invited.err().map(|refused| refused.code()), refused, "{told}");
    }
}

#[test]
fn days_are_signed_when_it_is_over_and_no_more_than_there_were() {
    let it = session(OnPost, Street);
    for (halves, on, refused) in [
        (6, "2026-04-15", None),
        (0, "2026-05-15", None),
        (7, "2026-04-15", Some("too_many_days")),
        (6, "2026-04-14", Some("session_not_over")),
    ] {
        let signed = it.sign(halves, day(on));
        assert_eq!(signed.err().map(|refused| refused.code()), refused, "{halves} on {on}");
    }
    for (last, halves, fits) in [
        ("2026-04-15", 6, true),
        ("2026-04-15", 7, false),
        ("2026-04-13", 2, true),
        ("2026-04-13", 0, false),
        ("2026-04-12", 1, false),
    ] {
        let planned = Session { last_day: day(last), half_days: halves, ..it };
        assert_eq!(planned.check().is_ok(), fits, "{halves} halves until {last}");
    }
    for (text, halves) in [("1.5", Some(3)), ("3", Some(6)), ("0", Some(0)), ("0.7", None)] {
        assert_eq!(half_days(text.parse().unwrap()), halves, "{text}");
    }
    assert_eq!(days(3).to_string(), "1.5");
}

#[test]
fn a_candidate_takes_a_place_when_chosen_and_gives_it_back_when_not_taken() {
    let rules = rules();
    let plan = Plan { channel: Channel::Institution, year: 2026, places: 5, used: 0 };
    let one = moved(plan, (Examined, Chosen), day(LATER), &rules).unwrap().0;
    assert_eq!(one.used, 1);
    let more = moved(one, (Named, Chosen), day(LATER), &rules);
    assert_eq!(more.unwrap_err(), Refused::QuotaUsed { quota: 1, used: 1 });
    assert_eq!(moved(one, (Chosen, Withdrawn), day(LATER), &rules).unwrap().0.used, 0);
    assert!(replanned(one, 13, day(LATER), &rules).is_ok());
    let fewer = replanned(one, 2, day(LATER), &rules);
    assert_eq!(fewer.unwrap_err(), Refused::QuotaUsed { quota: 0, used: 1 });
    for (from, to) in [(Chosen, Named), (Chosen, Examined), (Withdrawn, Chosen), (Named, Named)] {
        let refused = moved(plan, (from, to), day(LATER), &rules).unwrap_err();
        assert_eq!(refused.code(), "not_following", "{from} to {to}");
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

fn any_move() -> impl Strategy<Value = (usize, Candidacy)> {
    (0usize..6, prop::sample::select(Candidacy::ALL.to_vec()))
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
    /// Whatever is decided in which order, those chosen are those used, and never more than kept.
    #[test]
    fn no_order_of_decisions_passes_the_places(places in 0u32..40, moves in prop::collection::vec(any_move(), 0..60)) {
        let rules = rules();
        let mut plan = Plan { channel: Channel::Institution, year: 2026, places, used: 0 };
        let (quota, _) = kept(plan, day(LATER), &rules).unwrap();
        let mut states = [Named; 6];
        for (who, to) in moves {
            if let Ok((next, _)) = moved(plan, (states[who], to), day(LATER), &rules) {
                (plan, states[who]) = (next, to);
            }
            prop_assert!(plan.used <= quota);
            prop_assert_eq!(plan.used as usize, states.iter().filter(|it| **it == Chosen).count());
        }
    }

    /// Whoever is invited and however often, a session never holds more than it has places.
    #[test]
    fn a_session_never_holds_more_than_fit(capacity in 0u32..20, tries in 0usize..40) {
        let rules = rules();
        let mut it = Session { capacity, ..session(OnPost, Street) };
        for _ in 0..tries {
            it = it.invite(new(Clerk), day("2026-04-01"), &rules).unwrap_or(it);
        }
        prop_assert_eq!(it.invited as usize, tries.min(capacity as usize));
    }
}
