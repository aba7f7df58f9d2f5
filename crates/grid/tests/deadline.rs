//! The promises of a year: holidays, make-up days, evenings, a change of policy.
use base::calendar::WorkCalendar;
use base::{Date, PostId, RelayId, Timestamp};
use expect_test::{Expect, expect};
use grid::Rules;
use grid::deadline::{NoDeadline, SOLVED, limit, promise};
use grid::matter::Weight;
use grid::procedure::{ASSESS, MATTER, SORT};
use jiff::civil::date;
use jiff::tz::TimeZone;
use policy::{Book, PolicyFile, shipped};
use proptest::prelude::*;
use relay::{Move, Now, Relay, Start};
use std::sync::LazyLock;

const ZONE: &str = "Asia/Shanghai";
/// The district lengthens the hour of a general matter, and gives complex ones office hours.
const CHANGE: &str = "
[[grid.deadline.general]]
since = 2026-07-01
source = 'proposal#x'
minutes = 90
clock = 'duty'
stop = 'solved'

[[grid.deadline.complex]]
since = 2026-07-01
source = 'proposal#x'
minutes = 2100
clock = 'working'
stop = 'planned'
";

static SHIPPED: LazyLock<(Rules, WorkCalendar)> = LazyLock::new(|| load(""));
static CHANGED: LazyLock<(Rules, WorkCalendar)> = LazyLock::new(|| load(CHANGE));

fn load(own: &str) -> (Rules, WorkCalendar) {
    let book = Book::load(&shipped(), &[PolicyFile::new("own.toml", own)]).unwrap();
    (Rules::load(&book).unwrap(), book.calendar(TimeZone::get(ZONE).unwrap()).unwrap())
}

fn local(text: &str) -> Timestamp {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

fn show(at: Timestamp) -> String {
    TimeZone::get(ZONE).unwrap().to_datetime(at).strftime("%F %H:%M").to_string()
}

#[track_caller]
fn check((rules, calendar): &(Rules, WorkCalendar), weight: Weight, at: &str, expected: Expect) {
    let promise = promise(weight, local(at), rules, calendar).unwrap();
    let (stop, clock) = (&promise.stop, &promise.clock);
    assert_eq!(clock.started, local(at), "the clock starts at the report");
    expected.assert_eq(&format!("{stop} by {} ({})", show(clock.due), clock.basis.since));
}

#[test]
fn a_general_matter_is_solved_within_an_hour_of_the_duty_shift() {
    for (at, expected) in [
        ("2026-03-02 09:00", expect!["solved by 2026-03-02 10:00 (2020-01-01)"]),
        // 20 minutes are left of the shift, 40 run from eight the next morning
        ("2026-03-02 19:40", expect!["solved by 2026-03-03 08:40 (2020-01-01)"]),
        // An hour that ends with the shift ends there
        ("2026-03-02 19:00", expect!["solved by 2026-03-02 20:00 (2020-01-01)"]),
        ("2026-03-02 23:30", expect!["solved by 2026-03-03 09:00 (2020-01-01)"]),
        ("2026-03-02 03:00", expect!["solved by 2026-03-02 09:00 (2020-01-01)"]),
        // The duty shift runs on holidays too
        ("2026-10-01 10:00", expect!["solved by 2026-10-01 11:00 (2020-01-01)"]),
    ] {
        check(&SHIPPED, Weight::General, at, expected);
    }
}

#[test]
fn each_other_weight_has_its_own_stop_and_counts_every_hour() {
    let at = "2026-09-30 16:00";
    check(&SHIPPED, Weight::Major, at, expect!["solved by 2026-10-01 16:00 (2020-01-01)"]);
    check(&SHIPPED, Weight::Complex, at, expect!["planned by 2026-10-07 16:00 (2020-01-01)"]);
    check(&SHIPPED, Weight::Beyond, at, expect!["reported_up by 2026-10-07 16:00 (2020-01-01)"]);
}

#[test]
fn office_hours_stand_still_over_the_national_day_and_run_on_make_up_days() {
    for (at, expected) in [
        // 35 hours, seven a working day: Monday to Friday
        ("2026-07-06 09:00", expect!["planned by 2026-07-10 18:00 (2026-07-01)"]),
        // 30 September, then 8 and 9 October, Saturday the 10th (made up), Monday the 12th
        ("2026-09-30 09:00", expect!["planned by 2026-10-12 17:30 (2026-07-01)"]),
        // Reported on a free Saturday (helpdesk#2075); Sunday 20 September works
        ("2026-09-19 12:00", expect!["planned by 2026-09-24 18:00 (2026-07-01)"]),
    ] {
        check(&CHANGED, Weight::Complex, at, expected);
    }
}

#[test]
fn a_change_of_policy_moves_no_matter_of_an_earlier_day() {
    // Half an hour before and after midnight of the first day, by the district's own clock.
    check(
        &CHANGED,
        Weight::General,
        "2026-06-30 23:30",
        expect!["solved by 2026-07-01 09:00 (2020-01-01)"],
    );
    check(
        &CHANGED,
        Weight::General,
        "2026-07-01 00:30",
        expect!["solved by 2026-07-01 09:30 (2026-07-01)"],
    );
}

#[test]
fn sorting_again_goes_by_the_rule_of_the_day_of_the_report() {
    let (rules, calendar) = &*CHANGED;
    let limit = |at| limit(Weight::Complex, local(at), rules, calendar).unwrap();
    assert_eq!(limit("2026-06-30 12:00").minutes, 10_080, "whenever it is sorted");
    assert_eq!(limit("2026-07-01 12:00").minutes, 2_100);
}

#[test]
fn before_policy_begins_nothing_is_promised_rather_than_something_wrong() {
    let (rules, calendar) = &*SHIPPED;
    let got = promise(Weight::General, local("2019-12-31 12:00"), rules, calendar);
    assert!(matches!(got, Err(NoDeadline::Policy(_))), "{got:?}");
}

#[test]
fn a_promise_is_kept_by_its_own_event_only() {
    // zammad#5177: an update overruled the first response. Each weight waits for one event.
    let (rules, calendar) = &*SHIPPED;
    let stops = Weight::ALL
        .iter()
        .map(|weight| promise(*weight, local("2026-03-02 09:00"), rules, calendar).unwrap().stop);
    assert_eq!(stops.collect::<Vec<_>>(), ["solved", "solved", "planned", "reported_up"]);
}

#[test]
fn no_comment_and_no_change_of_hands_moves_a_promise_and_a_kept_one_is_watched_no_more() {
    // A comment set the clock back (DIGIT), and an answered ticket escalated (zammad#3140).
    let (rules, calendar) = &*SHIPPED;
    let now = |at| Now { at: local(at), calendar };
    let leg = |step| rules.leg(step, date(2026, 3, 2)).unwrap();
    let owed = promise(Weight::General, local("2026-03-02 09:00"), rules, calendar).unwrap();
    let start = Start {
        id: RelayId(1),
        subject: 1,
        parent: None,
        holder: PostId(1),
        limit: leg(ASSESS),
        promise: Some(owed.clone()),
    };
    let relay = Relay::start(&MATTER, start, now("2026-03-02 09:10")).unwrap().relay;
    let relay = relay.hand_over(PostId(2), &leg(ASSESS), now("2026-03-02 09:20")).unwrap().relay;
    let to = Move { step: SORT, holder: Some(PostId(3)), limit: leg(SORT) };
    let relay = relay.advance(&MATTER, &to, now("2026-03-02 09:40")).unwrap().relay;
    assert_eq!(relay.promise, Some(owed.clone()), "slow sorting buys no time");
    assert_eq!(relay.next_due(), Some(owed.clock.due));
    let kept = relay.meet_promise(SOLVED, now("2026-03-02 09:50")).unwrap().relay;
    assert!(kept.next_due() > Some(owed.clock.due), "only the holder's own time runs on");
    assert!(!kept.is_over(local("2026-03-02 10:30")));
}

proptest! {
    #[test]
    fn a_promise_is_never_due_before_its_minutes_have_run(
        minute in 0i64..7 * 366 * 24 * 60, at in 0usize..4
    ) {
        let (rules, calendar) = &*CHANGED;
        let reported = local("2020-01-01 00:00") + base::SignedDuration::from_mins(minute);
        let promise = promise(Weight::ALL[at], reported, rules, calendar).unwrap();
        let clock = &promise.clock;
        let ran = calendar.elapsed(clock.kind, reported, clock.due);
        prop_assert_eq!(ran.as_mins(), clock.minutes);
        let day: Date = calendar.day_of(reported);
        prop_assert!(clock.basis.since <= day, "the version in force on the day of the report");
    }
}
