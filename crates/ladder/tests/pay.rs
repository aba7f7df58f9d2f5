//! Pay: worked cases that a personnel officer can check by hand, and what holds for every slip.
mod made;

use base::Fen;
use expect_test::{Expect, expect};
use ladder::pay::arrears::arrears;
use ladder::pay::year::{settle, slips};
use ladder::pay::{Item, Slip, month};
use ladder::scheme::PostKind::{self, *};
use ladder::worker::Rating::*;
use ladder::worker::{Certificate, EducationLevel, Worker};
use ladder::{Month, Refused, Rules};
use made::{LATER, Told, day, rules, with, worker};
use proptest::prelude::*;

fn june() -> Month {
    Month::parse("2026-06").unwrap()
}

fn text(slip: &Slip) -> String {
    let lines = slip.lines.iter().map(|line| {
        let (from, to) = (line.from.day(), line.to.day());
        format!("{from}-{to} {}\n", line.line())
    });
    format!("{}total {}", lines.collect::<String>(), slip.total())
}

#[track_caller]
fn check(worker: &Worker, rules: &Rules, expected: Expect) {
    expected.assert_eq(&text(&month(worker, june(), day(LATER), rules).unwrap()));
}

fn rise(since: &str, known: &str) -> Rules {
    with(&format!(
        "[[ladder.pay.base]]\nsince = 2019-01-01\nsource = \"proposal\"\nyuan = \"3200.00\"\n\
         [[ladder.pay.base]]\nsince = {since}\nknown = {known}\nsource = \"proposal\"\n\
         yuan = \"3500.00\"\n"
    ))
}

#[test]
fn a_plain_month_has_its_base_and_its_allowances_and_keeps_the_fifth() {
    let worker = worker(Clerk, 3, "2024-01-01")
        .educated(EducationLevel::Bachelor, true, true)
        .certified(Certificate::SocialWorker);
    check(
        &worker,
        &rules(),
        expect![[r#"
        1-30 due: post clerk, level 3, base 3200.00, coefficient 1.12 = 3584.00 [ladder.scheme@2020-01-01, ladder.pay.base@2019-01-01, ladder.coefficients@2019-01-01, ladder.pay.rounding@2019-01-01]
        1-30 base: due 3584.00, percent 80% = 2867.20 [ladder.pay.parts@2019-01-01]
        1-30 performance_kept: due 3584.00, percent 20% = 716.80 [ladder.pay.parts@2019-01-01, ladder.pay.performance@2019-01-01]
        1-30 education_allowance: education bachelor, allowance 100.00 = 100.00 [ladder.allowance.education@2019-01-01, ladder.allowance.stacking@2019-01-01]
        1-30 professional_allowance: certificate social_worker = 200.00 [ladder.allowance.certificate@2019-01-01, ladder.allowance.stacking@2019-01-01]
        total 3167.20"#]],
    );
}

#[test]
fn a_rise_inside_the_month_splits_it_by_days() {
    // hrms#3663, erpnext#27774: a rise in mid-month was not split.
    check(
        &worker(Clerk, 3, "2024-01-01"),
        &rise("2026-06-11", "2026-06-01"),
        expect![[r#"
            1-10 due: post clerk, level 3, base 3200.00, coefficient 1.12, whole_month 3584.00, days 10 days, days_of_month 30 days = 1194.67 [ladder.scheme@2020-01-01, ladder.pay.base@2019-01-01, ladder.coefficients@2019-01-01, ladder.pay.rounding@2019-01-01, ladder.pay.split@2019-01-01]
            11-30 due: post clerk, level 3, base 3500.00, coefficient 1.12, whole_month 3920.00, days 20 days, days_of_month 30 days = 2613.33 [ladder.scheme@2020-01-01, ladder.pay.base@2026-06-11, ladder.coefficients@2019-01-01, ladder.pay.rounding@2019-01-01, ladder.pay.split@2019-01-01]
            1-10 base: due 3584.00, percent 80%, whole_month 2867.20, days 10 days, days_of_month 30 days = 955.73 [ladder.pay.parts@2019-01-01, ladder.pay.split@2019-01-01]
            11-30 base: due 3920.00, percent 80%, whole_month 3136.00, days 20 days, days_of_month 30 days = 2090.67 [ladder.pay.parts@2019-01-01, ladder.pay.split@2019-01-01]
            1-10 performance_kept: due 3584.00, percent 20%, due_of_days 1194.67, less_of_days 955.73, days 10 days, days_of_month 30 days = 238.94 [ladder.pay.parts@2019-01-01, ladder.pay.performance@2019-01-01, ladder.pay.split@2019-01-01]
            11-30 performance_kept: due 3920.00, percent 20%, due_of_days 2613.33, less_of_days 2090.67, days 20 days, days_of_month 30 days = 522.66 [ladder.pay.parts@2019-01-01, ladder.pay.performance@2019-01-01, ladder.pay.split@2019-01-01]
            total 3046.40"#]],
    );
}

#[test]
fn the_older_scheme_pays_three_subsidies() {
    let worker = worker(Deputy, 4, "2019-01-01");
    let slip = month(&worker, Month::parse("2019-06").unwrap(), day(LATER), &rules()).unwrap();
    expect![[r#"
        1-30 due: post deputy, level 4 = 3130.00 [ladder.scheme@2019-01-01, ladder.subsidies@2019-01-01]
        1-30 post_subsidy: post deputy = 2500.00 [ladder.scheme@2019-01-01, ladder.subsidies@2019-01-01]
        1-30 level_subsidy: level 4 = 230.00 [ladder.scheme@2019-01-01, ladder.subsidies@2019-01-01]
        1-30 performance_kept: post deputy = 400.00 [ladder.scheme@2019-01-01, ladder.subsidies@2019-01-01, ladder.pay.performance@2019-01-01]
        total 2730.00"#]].assert_eq(&text(&slip));
}

#[test]
fn whoever_holds_one_paper_gets_half() {
    for (level, diploma, degree, yuan) in [
        (EducationLevel::Bachelor, true, true, "100.00"),
        (EducationLevel::Bachelor, true, false, "50.00"),
        (EducationLevel::Bachelor, false, true, "50.00"),
        (EducationLevel::Bachelor, false, false, "0.00"),
        (EducationLevel::Master, true, true, "200.00"),
        (EducationLevel::Doctor, true, true, "400.00"),
        (EducationLevel::Doctor, false, true, "200.00"),
        (EducationLevel::None, true, true, "0.00"),
    ] {
        let worker = worker(Clerk, 1, "2024-01-01").educated(level, diploma, degree);
        let slip = month(&worker, june(), day(LATER), &rules()).unwrap();
        let found = slip.of(Item::EducationAllowance).to_string();
        assert_eq!(found, yuan, "{level}, diploma {diploma}, degree {degree}");
    }
}

#[test]
fn of_several_certificates_the_highest_counts_unless_policy_adds_them_up() {
    let worker = worker(Clerk, 1, "2024-01-01")
        .certified(Certificate::Assistant)
        .certified(Certificate::Senior)
        .educated(EducationLevel::Bachelor, true, true)
        .educated(EducationLevel::Master, false, true);
    let stacked = with(
        "[[ladder.allowance.stacking]]\nsince = 2019-01-01\nsource = \"proposal\"\n\
         education = \"sum\"\ncertificate = \"sum\"",
    );
    for (rules, education, profession) in
        [(rules(), "100.00", "300.00"), (stacked, "200.00", "400.00")]
    {
        let slip = month(&worker, june(), day(LATER), &rules).unwrap();
        assert_eq!(slip.of(Item::EducationAllowance).to_string(), education);
        assert_eq!(slip.of(Item::ProfessionalAllowance).to_string(), profession);
    }
}

#[test]
fn who_comes_or_leaves_inside_the_month_is_paid_for_the_days() {
    let due =
        |worker: &Worker| month(worker, june(), day(LATER), &rules()).map(|s| s.of(Item::Due));
    for (told, worker, fen) in [
        ("the whole month", worker(Clerk, 1, "2026-06-01"), 320_000),
        ("twenty days", worker(Clerk, 1, "2026-06-11"), 213_333),
        ("until before the 16th", worker(Clerk, 1, "2024-01-01").leaving("2026-06-16"), 160_000),
        ("one day", worker(Clerk, 1, "2026-06-30"), 10_667),
    ] {
        assert_eq!(due(&worker), Ok(Fen(fen)), "{told}");
    }
    for outside in
        [worker(Clerk, 1, "2026-07-01"), worker(Clerk, 1, "2024-01-01").leaving("2026-06-01")]
    {
        assert_eq!(due(&outside), Err(Refused::NotInService { from: day("2026-06-01") }));
    }
}

#[test]
fn a_new_level_counts_from_the_next_month_on() {
    let raised = worker(Clerk, 1, "2024-01-01").placed(Clerk, 2, "2026-06-02", "2026-06-02");
    let level = |month_name: &str| {
        let month_asked = Month::parse(month_name).unwrap();
        month(&raised, month_asked, day(LATER), &rules()).unwrap().of(Item::Due).to_string()
    };
    assert_eq!((level("2026-06"), level("2026-07")), ("3200.00".into(), "3392.00".into()));
    let by_days = with(
        "[[ladder.pay.split]]\nsince = 2019-01-01\nsource = \"proposal\"\npolicy = \"by_days\"\n\
         placement = \"by_days\"\ncertificate = \"first_day\"\nservice = \"by_days\"",
    );
    let slip = month(&raised, june(), day(LATER), &by_days).unwrap();
    assert_eq!(slip.of(Item::Due).to_string(), "3385.60"); // one day at 3200, 29 at 3392
}

#[test]
fn what_is_missing_is_said_and_never_guessed() {
    let rules = rules();
    let ask = |worker: &Worker| month(worker, june(), day(LATER), &rules).unwrap_err().code();
    let mut unplaced = worker(Clerk, 1, "2024-01-01");
    unplaced.placements.clear();
    assert_eq!(ask(&unplaced), "not_placed");
    assert_eq!(ask(&worker(Clerk, 13, "2024-01-01")), "level_outside_post");
    let before = month(
        &worker(Clerk, 1, "2018-01-01"),
        Month::parse("2018-06").unwrap(),
        day(LATER),
        &rules,
    );
    assert_eq!(before.unwrap_err().code(), "no_policy");
}

#[test]
fn the_years_end_pays_what_was_kept_and_the_reward_by_the_result() {
    let rules = rules();
    let clerk = worker(Clerk, 1, "2024-01-01");
    for (rating, performance, reward) in [
        (Excellent, "9216.00", "4800.00"), // 640 × 12 × 1.2, and 1.5 × 3200
        (Qualified, "7680.00", "3200.00"),
        (Basic, "4608.00", "0.00"),
        (Unqualified, "0.00", "0.00"),
    ] {
        let worker = clerk.clone().rated(2026, rating);
        let paid = slips(&worker, 2026, day("2026-12-31"), &rules).unwrap();
        assert_eq!(paid.len(), 12);
        let settled = settle(&worker, 2026, &paid, day("2027-02-01"), &rules).unwrap();
        let amount = |item| {
            let of = settled.lines.iter().filter(|line| line.item == item);
            of.map(|line| line.amount).sum::<Fen>().to_string()
        };
        assert_eq!(amount(Item::Performance), performance, "{rating}");
        assert_eq!(amount(Item::Reward), reward, "{rating}");
    }
    let open = settle(&clerk, 2026, &[], day("2027-02-01"), &rules);
    assert_eq!(open, Err(Refused::NoResult { year: 2026 }));
}

#[test]
fn whoever_served_half_a_year_gets_the_reward_for_its_days() {
    let rules = rules();
    let worker = worker(Clerk, 1, "2026-07-01").rated(2026, Qualified);
    let paid = slips(&worker, 2026, day(LATER), &rules).unwrap();
    let settled = settle(&worker, 2026, &paid, day(LATER), &rules).unwrap();
    let reward = settled.lines.iter().find(|line| line.item == Item::Reward).unwrap();
    assert_eq!((paid.len(), reward.amount.to_string()), (6, "1613.15".into())); // 184 of 365 days
}

#[test]
fn performance_may_be_paid_by_the_month_with_the_last_known_result() {
    let monthly = with(
        "[[ladder.pay.performance]]\nsince = 2019-01-01\nsource = \"proposal\"\n\
         paid = \"monthly\"\nwithout_result = \"1\"\nfactors = { excellent = \"1.2\", \
         qualified = \"1\", basic = \"0.6\", unqualified = \"0\" }",
    );
    let worker = worker(Clerk, 1, "2024-01-01").rated(2025, Excellent);
    let performance = |known: &str| {
        let month_asked = Month::parse("2026-01").unwrap();
        month(&worker, month_asked, day(known), &monthly).unwrap().of(Item::Performance).to_string()
    };
    assert_eq!(performance("2026-01-10"), "640.00", "the result is not known yet");
    assert_eq!(performance("2026-01-20"), "768.00");
}

#[test]
fn a_rise_known_late_becomes_arrears_and_the_paid_month_stays() {
    let (rules, worker) = (rise("2026-05-16", "2026-09-15"), worker(Clerk, 1, "2024-01-01"));
    let paid = month(&worker, june(), day("2026-06-25"), &rules).unwrap();
    let again = month(&worker, june(), day("2026-06-25"), &rules).unwrap();
    assert_eq!(paid, again, "asked again with the same knowledge it is the same");
    assert_eq!(paid.total().to_string(), "2560.00");
    let now = month(&worker, june(), day("2026-09-15"), &rules).unwrap();
    let owed = arrears(&paid, &now).unwrap();
    assert_eq!(owed.total().to_string(), "240.00");
    let told: Vec<String> = owed
        .lines
        .iter()
        .map(|line| {
            let (then, now) = (&line.basis_then, &line.basis_now);
            format!("{} {} -> {}: {:?}", line.item, line.was, line.is, then != now)
        })
        .collect();
    assert_eq!(
        told,
        [
            "due 3200.00 -> 3500.00: true",
            "base 2560.00 -> 2800.00: false",
            "performance_kept 640.00 -> 700.00: false",
        ]
    );
    assert_eq!(arrears(&now, &now), None);
}

#[test]
fn a_level_ordered_late_becomes_arrears_too() {
    let rules = rules();
    let worker = worker(Clerk, 1, "2024-01-01").placed(Clerk, 2, "2026-06-01", "2026-08-20");
    let then = month(&worker, june(), day("2026-06-25"), &rules).unwrap();
    let now = month(&worker, june(), day("2026-08-20"), &rules).unwrap();
    assert_eq!(then.of(Item::Due).to_string(), "3200.00");
    assert_eq!(arrears(&then, &now).unwrap().total().to_string(), "153.60"); // 80 % of 192.00
}

#[test]
fn who_was_found_to_have_left_later_is_asked_back_for_the_days() {
    let rules = rules();
    let mut worker = worker(Clerk, 1, "2024-01-01").leaving("2026-06-16");
    worker.service[0].until_known = Some(day("2026-07-10"));
    let then = month(&worker, june(), day("2026-06-25"), &rules).unwrap();
    let now = month(&worker, june(), day("2026-07-10"), &rules).unwrap();
    assert_eq!(then.total().to_string(), "2560.00");
    assert_eq!(arrears(&then, &now).unwrap().total().to_string(), "-1280.00");
}

fn any_worker() -> impl Strategy<Value = (PostKind, u8, bool, u8, u8, u8)> {
    let kind = prop_oneof![Just(Clerk), Just(Member), Just(Deputy), Just(Chief)];
    (kind, 0u8..11, any::<bool>(), 0u8..4, 1u8..29, 1u8..29)
}

fn made_of((kind, step, one_paper, held, rise, start): (PostKind, u8, bool, u8, u8, u8)) -> Worker {
    let lowest = rules().scheme(made::on("2026-06-01")).unwrap().value.range(kind).unwrap().lowest;
    let since = format!("2026-06-{start:02}");
    let raised = format!("2026-06-{rise:02}");
    let level = lowest + step;
    worker(kind, level, &since)
        .placed(kind, level + 1, &raised, &raised)
        .educated(EducationLevel::ALL[usize::from(held)], true, !one_paper)
        .certified(Certificate::ALL[usize::from(held)])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_to_what_is_due_whatever_changes_inside_the_month(
        made in any_worker(), rise_day in 2u8..30,
    ) {
        let rules = rise(&format!("2026-06-{rise_day:02}"), "2026-06-01");
        let slip = month(&made_of(made), june(), day(LATER), &rules).unwrap();
        prop_assert_eq!(slip.of(Item::Base) + slip.of(Item::PerformanceKept), slip.of(Item::Due));
        let paid: Fen = slip.lines.iter().filter(|l| l.item.is_paid()).map(|l| l.amount).sum();
        prop_assert_eq!(paid, slip.total());
        for item in Item::ALL {
            let mut lines = slip.lines.iter().filter(|line| line.item == *item);
            let days: i8 = lines.clone().map(|line| line.to.day() - line.from.day() + 1).sum();
            prop_assert!(days <= 30, "{item} counts no day twice");
            prop_assert!(lines.all(|line| !line.basis.is_empty()), "{item} has a basis");
        }
    }

    #[test]
    fn a_higher_level_never_pays_less(made in any_worker(), base in 1i64..2_000_000) {
        let (kind, step, ..) = made;
        let rules = with(&format!(
            "[[ladder.pay.base]]\nsince = 2019-01-01\nsource = \"proposal\"\nyuan = \"{}\"",
            Fen(base)
        ));
        let lowest = rules.scheme(made::on("2026-06-01")).unwrap().value.range(kind).unwrap().lowest;
        let total = |level: u8| {
            let worker = worker(kind, level, "2026-06-08");
            month(&worker, june(), day(LATER), &rules).unwrap().total()
        };
        prop_assert!(total(lowest + step) <= total(lowest + step + 1));
    }

    #[test]
    fn arrears_are_the_difference_of_two_full_runs(made in any_worker(), rise_day in 1u8..31) {
        let rules = rise(&format!("2026-06-{rise_day:02}"), "2026-09-15");
        let worker = made_of(made);
        let then = month(&worker, june(), day("2026-07-31"), &rules).unwrap();
        let now = month(&worker, june(), day("2026-10-01"), &rules).unwrap();
        let owed = arrears(&then, &now).map_or(Fen::ZERO, |arrears| arrears.total());
        prop_assert_eq!(owed, now.total() - then.total());
        let replay = month(&worker, june(), day("2026-07-31"), &rules).unwrap();
        prop_assert_eq!(then, replay);
    }
}
