//! Contracts, absences and quotas: which of several entries stands on a day, as it was then known.
mod made;

use ladder::Asked;
use ladder::quota::{Quota, Set, in_force};
use ladder::scheme::PostKind;
use ladder::terms::{Absence, AbsenceKind, Contract, Terms};
use ladder::worker::Tenure;
use made::day;
use proptest::prelude::*;

fn contract(since: &str, until: Option<&str>, known: &str) -> Contract {
    let (since, until, known) = (day(since), until.map(day), day(known));
    Contract { since, until, known, kind: Tenure::Hired, order_no: "1".into() }
}

fn absence(since: &str, until: &str, known: &str) -> Absence {
    let (since, until, known) = (day(since), day(until), day(known));
    Absence { since, until, kind: AbsenceKind::Sick, known, order_no: String::new() }
}

#[test]
fn a_contract_stands_until_its_end_and_a_correction_from_the_day_it_is_known() {
    let contracts = vec![
        contract("2023-01-01", Some("2026-01-01"), "2023-01-01"),
        contract("2026-01-01", Some("2027-01-01"), "2025-12-20"),
        contract("2026-01-01", Some("2029-01-01"), "2026-03-01"),
    ];
    let terms = Terms { contracts, ..Terms::default() };
    for (on, known, until) in [
        ("2022-12-31", "2030-01-01", None),
        ("2025-12-31", "2030-01-01", Some("2026-01-01")),
        ("2026-02-01", "2026-02-01", Some("2027-01-01")),
        ("2026-02-01", "2026-03-01", Some("2029-01-01")),
        ("2029-01-01", "2030-01-01", None),
    ] {
        let found = terms.contract(Asked::new(day(on), day(known)));
        assert_eq!(found.and_then(|it| it.until), until.map(day), "{on}, as known on {known}");
    }
}

#[test]
fn an_end_is_near_so_many_days_before_it() {
    let it = contract("2025-01-01", Some("2026-03-01"), "2025-01-01");
    for (on, soon) in [("2025-12-30", false), ("2025-12-31", true), ("2026-04-01", true)] {
        assert_eq!(it.ends_soon(day(on), 60), soon, "{on}");
    }
    assert!(!contract("2025-01-01", None, "2025-01-01").ends_soon(day("2099-01-01"), 60));
}

#[test]
fn an_absence_is_shortened_or_taken_back_by_a_later_entry() {
    let absences = vec![
        absence("2026-02-02", "2026-02-10", "2026-02-02"),
        absence("2026-02-02", "2026-02-06", "2026-02-06"),
        absence("2026-03-02", "2026-03-05", "2026-03-01"),
        absence("2026-03-02", "2026-03-02", "2026-03-02"),
    ];
    let terms = Terms { absences, ..Terms::default() };
    for (on, known, away) in [
        ("2026-02-09", "2026-02-05", true),
        ("2026-02-09", "2026-02-06", false),
        ("2026-02-05", "2026-02-06", true),
        ("2026-03-03", "2026-03-01", true),
        ("2026-03-03", "2026-03-02", false),
    ] {
        let found = terms.absent(Asked::new(day(on), day(known)));
        assert_eq!(found.is_some(), away, "{on}, as known on {known}");
    }
}

#[test]
fn a_quota_holds_from_its_day_for_its_kind_of_post() {
    let set = |kind, since: &str, known: &str, places| {
        let (since, known) = (day(since), day(known));
        Set { kind, since, known, places, order_no: "1".into() }
    };
    let sets = [
        set(PostKind::Clerk, "2025-01-01", "2025-01-01", 10),
        set(PostKind::Clerk, "2026-01-01", "2026-02-01", 12),
        set(PostKind::Member, "2025-01-01", "2025-01-01", 5),
    ];
    for (kind, on, known, places) in [
        (PostKind::Clerk, "2026-01-15", "2026-01-31", Some(10)),
        (PostKind::Clerk, "2026-01-15", "2026-02-01", Some(12)),
        (PostKind::Member, "2026-06-01", "2026-06-01", Some(5)),
        (PostKind::Chief, "2026-06-01", "2026-06-01", None),
    ] {
        let found = in_force(&sets, kind, Asked::new(day(on), day(known)));
        assert_eq!(found.map(|set| set.places), places, "{kind} {on} {known}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// For any head-count: hiring never passes the places; elections alone can.
    #[test]
    fn the_quota_is_never_passed_by_hiring(places in 0u32..60, comes in prop::collection::vec(any::<bool>(), 0..120)) {
        let mut now = Quota { places, ..Quota::default() };
        for elected in comes {
            let tenure = if elected { Tenure::Elected } else { Tenure::Hired };
            let before = now;
            now = now.with(tenure).unwrap_or(now);
            let hired_over = now.hired > before.hired && now.used() > places;
            prop_assert!(!hired_over);
            prop_assert_eq!(now.vacant() + now.used(), places + now.over());
        }
    }
}
