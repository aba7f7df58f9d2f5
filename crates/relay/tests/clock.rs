//! Clocks: what peers got wrong, and what must hold for any of them.
mod world;

use base::SignedDuration;
use base::calendar::ClockKind::{Duty, Natural, Working};
use proptest::prelude::*;
use relay::{Clock, Refused};
use world::{at, basis, calendar, clock};

#[test]
fn a_deadline_across_national_day_uses_the_make_up_saturday() {
    // Eight working hours from the eve's last hour: one that day, seven on 8 October.
    let due = clock(Working, 480, "2026-09-30T17:00").due;
    assert_eq!(due, at("2026-10-08T17:00"));
    // Saturday 10 October is a working day.
    assert_eq!(clock(Working, 60, "2026-10-09T18:00").due, at("2026-10-10T10:00"));
}

#[test]
fn what_begins_on_a_free_day_counts_from_the_next_opening() {
    // frappe/helpdesk#2075
    assert_eq!(clock(Working, 30, "2026-10-03T11:00").due, at("2026-10-08T09:30"));
    assert_eq!(clock(Duty, 60, "2026-10-03T22:00").due, at("2026-10-04T09:00"));
    assert_eq!(clock(Natural, 60, "2026-10-03T22:00").due, at("2026-10-03T23:00"));
}

#[test]
fn a_pause_is_given_back_in_the_clocks_own_time() {
    // frappe/helpdesk PR#2449: hold time was added as natural time.
    let stopped = clock(Working, 480, "2026-09-29T17:00").pause(at("2026-09-30T10:00")).unwrap();
    // Two hours were used; six are left, whenever it goes on.
    let going = stopped.resume(at("2026-10-08T16:00"), &calendar()).unwrap();
    assert_eq!(going.due, at("2026-10-09T14:00"));
}

#[test]
fn two_pauses_in_the_same_minute_of_the_day_both_count() {
    // zammad keys breaks by HH:MM, so the second overwrites the first.
    let cal = calendar();
    let mut running = clock(Natural, 600, "2026-11-02T09:00");
    for day in ["2026-11-02T10:00", "2026-11-03T10:00"] {
        let until = at(day) + SignedDuration::from_hours(23);
        running = running.pause(at(day)).unwrap().resume(until, &cal).unwrap();
    }
    let first = at("2026-11-02T19:00");
    assert_eq!(running.due.duration_since(first), SignedDuration::from_hours(46));
}

#[test]
fn a_clock_stopped_after_its_deadline_stays_over() {
    let late = clock(Natural, 60, "2026-11-02T09:00").pause(at("2026-11-02T11:00")).unwrap();
    assert!(late.is_over(at("2026-11-02T12:00")));
    let going = late.resume(at("2026-11-05T09:00"), &calendar()).unwrap();
    assert_eq!(going.due, at("2026-11-02T10:00"));
}

#[test]
fn a_stopped_clock_is_never_over_by_waiting() {
    let stopped = clock(Natural, 60, "2026-11-02T09:00").pause(at("2026-11-02T09:59")).unwrap();
    assert!(!stopped.is_over(at("2027-11-02T09:00")));
    assert_eq!(stopped.pause(at("2026-11-02T10:00")).unwrap_err().code(), "relay_paused");
}

#[test]
fn a_clock_that_runs_cannot_be_resumed() {
    let running = clock(Natural, 60, "2026-11-02T09:00");
    assert_eq!(running.resume(at("2026-11-02T09:30"), &calendar()), Err(Refused::NotPaused));
}

#[test]
fn used_time_is_measured_in_the_clocks_own_time() {
    let day = clock(Working, 480, "2026-09-30T17:00");
    for (now, percent) in [
        ("2026-09-30T17:00", 0),
        ("2026-09-30T18:00", 12),
        ("2026-10-05T12:00", 12), // the holiday uses nothing
        ("2026-10-08T12:00", 50),
        ("2026-10-08T17:00", 100),
        ("2026-10-08T17:01", 101),
    ] {
        assert_eq!(day.used_percent(at(now), &calendar()), percent, "{now}");
    }
}

proptest! {
    #[test]
    fn time_used_before_and_after_pauses_is_the_time_promised(
        minutes in 1i64..3000,
        stops in proptest::collection::vec((1i64..100_000, 1i64..2_000_000), 0..5),
        kind in prop_oneof![Just(Natural), Just(Duty), Just(Working)],
    ) {
        let cal = calendar();
        let mut running = Clock::start(kind, minutes, at("2026-09-25T08:30"), basis(), &cal).unwrap();
        let mut used = SignedDuration::ZERO;
        let mut from = running.started;
        for (runs, waits) in stops {
            let stop = from + SignedDuration::from_secs(runs);
            if stop >= running.due { break }
            used += cal.elapsed(kind, from, stop);
            from = stop + SignedDuration::from_secs(waits);
            running = running.pause(stop).unwrap().resume(from, &cal).unwrap();
        }
        used += cal.elapsed(kind, from, running.due);
        prop_assert_eq!(used, SignedDuration::from_mins(minutes));
    }
}
