//! What if: sums and counts of a change that nobody has decided, against two runs one by one.
mod made;

use base::Fen;
use ladder::pay::year::{settle, slips};
use ladder::rules::{Knob, Wrong};
use ladder::scheme::PostKind;
use ladder::what_if::{Change, Member, Outcome, what_if};
use ladder::worker::{Certificate, EducationLevel, Rating, Worker};
use ladder::{Asked, Rules};
use made::{Told, day, rules, worker};

const KNOWN: &str = "2026-06-20";

fn change(since: &str, sets: &[(Knob, &str)]) -> Change {
    let sets = sets.iter().map(|(knob, to)| (*knob, knob.read(to).expect("a number"))).collect();
    Change { since: day(since), sets, places: 0 }
}

fn try_out(workers: &[Worker], change: &Change, year: i16) -> Result<Outcome, Wrong> {
    let members: Vec<Member<'_>> =
        workers.iter().enumerate().map(|(at, worker)| Member { worker, group: at % 2 }).collect();
    what_if(&members, 2, change, (year, day(KNOWN)), &rules())
}

fn district() -> Vec<Worker> {
    let mut workers = Vec::new();
    for (kind, level) in [(PostKind::Clerk, 1), (PostKind::Member, 8), (PostKind::Chief, 18)] {
        for education in EducationLevel::ALL {
            let plain = worker(kind, level, "2022-03-01")
                .educated(*education, true, level != 8)
                .rated(2024, Rating::Excellent);
            workers.push(plain.clone());
            workers.push(plain.certified(Certificate::Senior).leaving("2026-09-16"));
        }
    }
    workers
}

/// A year by the explained way, with the result that a what-if assumes.
fn one_by_one(worker: &Worker, year: i16, rules: &Rules) -> Fen {
    let known = day(KNOWN);
    let mut worker = worker.clone();
    worker.results.push(ladder::worker::YearResult { year, known, rating: Rating::Excellent });
    let paid = slips(&worker, year, known, rules).unwrap();
    let months: Fen = paid.iter().map(|slip| slip.total()).sum();
    // Whoever does not serve in the year has no end of it.
    settle(&worker, year, &paid, known, rules).map_or(months, |end| months + end.total())
}

#[test]
fn the_sums_are_those_of_everybody_one_by_one() {
    let (workers, rules) = (district(), rules());
    let change = change(
        "2026-07-16",
        &[
            (Knob::Base, "3456.78"),
            (Knob::FactorChief, "1.05"),
            (Knob::BasePercent, "70"),
            (Knob::Master, "250"),
            (Knob::RewardExcellent, "2"),
        ],
    );
    let tried = rules.changed(Asked::new(change.since, day(KNOWN)), &change.sets).unwrap();
    for year in [2026, 2027] {
        let outcome = try_out(&workers, &change, year).unwrap();
        for (group, cost) in outcome.groups.iter().enumerate() {
            let of = || workers.iter().skip(group).step_by(2);
            let now: Fen = of().map(|worker| one_by_one(worker, year, &rules)).sum();
            let then: Fen = of().map(|worker| one_by_one(worker, year, &tried)).sum();
            assert_eq!((cost.now, cost.then), (now, then), "{year}, group {group}");
        }
        let counted = outcome.more + outcome.same + outcome.less;
        assert_eq!(counted, outcome.total.workers);
        assert_eq!(
            outcome.bins.iter().map(|bin| bin.workers).sum::<u32>(),
            outcome.more + outcome.less
        );
        assert_eq!(outcome.unanswered, 0);
    }
}

#[test]
fn days_before_the_change_keep_what_they_had_and_the_rules_are_not_touched() {
    let workers = [worker(PostKind::Clerk, 1, "2024-01-01").rated(2025, Rating::Qualified)];
    let rise = [(Knob::Base, "3500")];
    for (since, year, more) in [
        ("2026-01-01", 2026, 300 * 13), // twelve months and the reward
        ("2026-07-01", 2026, 300 * 7),
        ("2026-12-31", 2026, 310), // a day of 31, and the reward by the last one
        ("2027-01-01", 2026, 0),
        ("2026-07-01", 2027, 300 * 13),
    ] {
        let outcome = try_out(&workers, &change(since, &rise), year).unwrap();
        let difference = outcome.total.difference();
        if since == "2026-12-31" {
            assert_eq!(difference.to_string(), "309.67", "9.67 for the day, 300.00 for the reward");
        } else {
            assert_eq!(difference, Fen(more * 100), "{since} {year}");
        }
        assert_eq!((outcome.more, outcome.same), if more > 0 { (1, 0) } else { (0, 1) });
    }
    assert_eq!(rules().base(made::on("2026-08-01")).unwrap().value.yuan, Fen(320_000));
}

#[test]
fn a_smaller_share_kept_monthly_makes_winners_and_losers() {
    let workers = [
        worker(PostKind::Clerk, 1, "2024-01-01").rated(2025, Rating::Excellent),
        worker(PostKind::Clerk, 1, "2024-01-01").rated(2025, Rating::Qualified),
        worker(PostKind::Clerk, 1, "2024-01-01").rated(2025, Rating::Basic),
    ];
    let outcome = try_out(&workers, &change("2027-01-01", &[(Knob::BasePercent, "60")]), 2027);
    let outcome = outcome.unwrap();
    assert_eq!((outcome.more, outcome.same, outcome.less), (1, 1, 1));
    // 640.00 more of a month depend on the result: +20 % of it, and −40 %.
    assert_eq!(outcome.total.difference(), Fen((640 * 12 * 20 - 640 * 12 * 40) as i64));
    assert!(outcome.bins.iter().all(|bin| bin.to.0 <= 0 || bin.from.0 >= 0));
}

#[test]
fn new_places_cost_as_much_as_new_clerks_in_each_group() {
    let workers = [worker(PostKind::Clerk, 1, "2024-01-01").rated(2025, Rating::Qualified)];
    let places = Change { since: day("2027-01-01"), sets: Vec::new(), places: 3 };
    let outcome = try_out(&workers, &places, 2027).unwrap();
    // 3200.00 a month, twelve months and the reward, three in each of two groups.
    assert_eq!(outcome.total.difference(), Fen(320_000 * 13 * 6));
    assert_eq!((outcome.more, outcome.same, outcome.less), (0, 1, 0), "nobody who is there gains");
}

#[test]
fn numbers_that_the_book_would_not_take_are_not_tried_either() {
    for (sets, knob, code) in [
        (&[(Knob::RewardQualified, "1.6")][..], Knob::RewardQualified, "better_pays_less"),
        (
            &[(Knob::PerformanceUnqualified, "0.7")],
            Knob::PerformanceUnqualified,
            "better_pays_less",
        ),
        (&[(Knob::Master, "99.99")], Knob::Master, "higher_brings_less"),
        (&[(Knob::Senior, "150")], Knob::Senior, "higher_brings_less"),
        (&[(Knob::FactorClerk, "1.2")], Knob::FactorClerk, "table_does_not_rise"),
        (&[(Knob::FactorClerk, "0")], Knob::FactorClerk, "table_does_not_rise"),
        (&[(Knob::OnePaper, "1.5")], Knob::OnePaper, "one_paper_too_large"),
    ] {
        let refused = try_out(&district(), &change("2026-07-01", sets), 2026).unwrap_err();
        assert_eq!(refused, Wrong::Fault(knob, code));
    }
    // Together they may fit where one alone does not.
    let both = [Knob::FactorClerk, Knob::FactorMember, Knob::FactorDeputy, Knob::FactorChief];
    let both: Vec<_> = both.map(|knob| (knob, "1.2")).to_vec();
    assert!(try_out(&district(), &change("2026-07-01", &both), 2026).is_ok());
    let early = try_out(&district(), &change("2018-07-01", &[(Knob::Base, "1")]), 2018);
    assert!(matches!(early, Err(Wrong::Missing(_))), "{early:?}");
}

#[test]
fn a_number_is_read_as_the_book_reads_it() {
    for (knob, text, read) in [
        (Knob::Base, "3500", true),
        (Knob::Base, "3500.005", false),
        (Knob::Base, "-1", false),
        (Knob::Base, "1000000.01", false),
        (Knob::BasePercent, "75", true),
        (Knob::BasePercent, "75.5", false),
        (Knob::BasePercent, "101", false),
        (Knob::FactorChief, "1.0001", true),
        (Knob::FactorChief, "1.00001", false),
        (Knob::FactorChief, "10.1", false),
        (Knob::RewardExcellent, "1.5", true),
        (Knob::RewardExcellent, "1e1", false),
        (Knob::RewardExcellent, "", false),
    ] {
        assert_eq!(knob.read(text).is_some(), read, "{knob} {text}");
    }
}

#[test]
fn every_number_stands_at_something_and_setting_it_to_that_changes_nothing() {
    let (rules, asked) = (rules(), Asked::new(day("2026-07-01"), day(KNOWN)));
    let sets: Vec<_> =
        Knob::ALL.iter().map(|knob| (*knob, rules.stands(*knob, asked).unwrap())).collect();
    let change = Change { since: day("2026-07-01"), sets, places: 0 };
    let outcome = try_out(&district(), &change, 2026).unwrap();
    assert_eq!((outcome.total.difference(), outcome.more, outcome.less), (Fen::ZERO, 0, 0));
}
