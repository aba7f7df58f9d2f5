//! Clocks: what peers got wrong, and what must hold for any of them.
mod world;

use base::calendar::ClockKind::{self, Duty, Natural, Working};
use base::calendar::NoTime;
use base::{PostId, SignedDuration};
use proptest::prelude::*;
use relay::{Clock, ExtensionRule, Pause, Refused};
use world::{
    WAITS, assert_honest, at, calendar, clock, counted, held, limit, moment, now, paused, promise,
    resumed, start,
};

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
    // frappe/helpdesk#2075: what was created on a non-working day got a wrong deadline.
    assert_eq!(clock(Working, 30, "2026-10-03T11:00").due, at("2026-10-08T09:30"));
    assert_eq!(clock(Duty, 60, "2026-10-03T22:00").due, at("2026-10-04T09:00"));
    assert_eq!(clock(Natural, 60, "2026-10-03T22:00").due, at("2026-10-03T23:00"));
}

#[test]
fn a_pause_is_given_back_in_the_clocks_own_time() {
    // frappe/helpdesk PR#2449: hold time was added as natural time.
    let stopped = paused(&held(Working, 480, "2026-09-29T17:00"), "2026-09-30T10:00");
    // Two hours were used; six are left, whenever it goes on.
    let going = resumed(&stopped, "2026-10-08T16:00");
    assert_eq!(promise(&going).due, at("2026-10-09T14:00"));
}

#[test]
fn a_pause_outside_office_hours_moves_no_working_clock() {
    // frappe/helpdesk PR#2449 again: the night of 29 September is no working time to give back.
    let held = held(Working, 480, "2026-09-29T17:00");
    let slept = resumed(&paused(&held, "2026-09-29T19:00"), "2026-09-30T08:30");
    assert_eq!(promise(&slept).due, promise(&held).due);
}

#[test]
fn two_pauses_in_the_same_minute_of_the_day_both_count() {
    // zammad keys breaks by HH:MM, so the second overwrites the first.
    let mut relay = held(Natural, 600, "2026-11-02T09:00");
    for (from, to) in
        [("2026-11-02T10:00", "2026-11-03T09:00"), ("2026-11-03T10:00", "2026-11-04T09:00")]
    {
        relay = resumed(&paused(&relay, from), to);
    }
    let first = at("2026-11-02T19:00");
    assert_eq!(promise(&relay).due.duration_since(first), SignedDuration::from_hours(46));
}

#[test]
fn two_pauses_within_one_minute_both_count() {
    // The same zammad bug at its narrowest: both begin at 10:00 of one day.
    let mut relay = held(Natural, 600, "2026-11-02T09:00");
    for (from, to) in [
        ("2026-11-02T10:00:05", "2026-11-02T10:00:15"),
        ("2026-11-02T10:00:20", "2026-11-02T10:00:50"),
    ] {
        relay = resumed(&paused(&relay, from), to);
    }
    assert_eq!(promise(&relay).pauses.len(), 2);
    assert_eq!(promise(&relay).due, at("2026-11-02T19:00:40"));
}

#[test]
fn a_server_whose_clock_lags_gives_no_time_back_twice() {
    // Resumed by one server, paused by another two seconds behind: the union counts, one hour.
    let relay = resumed(
        &paused(&held(Natural, 600, "2026-11-02T09:00"), "2026-11-02T10:00:00"),
        "2026-11-02T10:00:05",
    );
    let relay = resumed(&paused(&relay, "2026-11-02T10:00:03"), "2026-11-02T11:00");
    assert_eq!(promise(&relay).due, at("2026-11-02T20:00"));
    assert_honest(promise(&relay));
}

#[test]
fn a_clock_stopped_after_its_deadline_stays_over() {
    let late = paused(&held(Natural, 60, "2026-11-02T09:00"), "2026-11-02T11:00");
    assert!(promise(&late).is_over(at("2026-11-02T12:00")));
    let going = resumed(&late, "2026-11-05T09:00");
    assert_eq!(promise(&going).due, at("2026-11-02T10:00"));
    assert!(promise(&going).is_over(at("2026-11-05T09:00")));
}

#[test]
fn a_clock_stopped_on_the_instant_it_is_due_is_not_over() {
    let stopped = paused(&held(Natural, 60, "2026-11-02T09:00"), "2026-11-02T10:00");
    assert!(!promise(&stopped).is_over(at("2026-11-02T12:00")));
    let going = resumed(&stopped, "2026-11-02T12:00");
    assert!(!promise(&going).is_over(at("2026-11-02T12:00")));
    assert!(promise(&going).is_over(at("2026-11-02T12:00:01")));
}

#[test]
fn a_stopped_clock_is_never_over_by_waiting() {
    let stopped = paused(&held(Natural, 60, "2026-11-02T09:00"), "2026-11-02T09:59");
    assert!(!stopped.is_over(at("2027-11-02T09:00")));
    let again = stopped.pause("again", WAITS, now("2026-11-02T10:00"));
    assert_eq!(again, Err(Refused::Paused));
}

#[test]
fn used_time_is_measured_in_the_clocks_own_time() {
    let day = clock(Working, 480, "2026-09-30T17:00");
    for (moment, percent) in [
        ("2026-09-30T17:00", 0),
        ("2026-09-30T18:00", 12),
        ("2026-10-05T12:00", 12), // the holiday uses nothing
        ("2026-10-08T12:00", 50),
        ("2026-10-08T17:00", 100),
        ("2026-10-08T17:01", 101), // over is over, by however little
        ("2026-10-09T17:00", 200),
    ] {
        assert_eq!(day.used_percent(now(moment)), percent, "{moment}");
    }
    // Run out with the shift: over in the night, though no office hour has passed since.
    let shift = clock(Working, 480, "2026-11-02T09:00");
    assert_eq!(shift.used_percent(now("2026-11-02T18:00")), 100);
    assert_eq!(shift.used_percent(now("2026-11-02T23:00")), 101);
    assert_eq!(shift.left(now("2026-11-02T17:00")), SignedDuration::from_hours(1));
    assert_eq!(shift.left(now("2026-11-03T10:00")), SignedDuration::from_hours(-1));
}

#[test]
fn a_changed_limit_keeps_the_start_and_every_pause() {
    // glpi#15605, glpi#6902: a changed SLA lost what had been waited.
    let waited = resumed(
        &paused(&held(Natural, 600, "2026-11-02T09:00"), "2026-11-02T10:00"),
        "2026-11-02T15:00",
    );
    let longer = promise(&waited).under(&limit(Natural, 1200), calendar()).unwrap();
    assert_eq!(longer.started, at("2026-11-02T09:00"));
    assert_eq!(longer.due, at("2026-11-03T10:00"), "twenty hours and the five that were waited");
    let back = longer.under(&limit(Natural, 600), calendar()).unwrap();
    assert_eq!(&back, promise(&waited));
}

#[test]
fn a_limit_that_names_no_instant_is_refused() {
    for (kind, minutes, why) in [
        (Natural, -1, NoTime::Negative { minutes: -1 }),
        (Natural, i64::MAX, NoTime::OutOfRange),
        (Working, i64::MAX, NoTime::OutOfRange),
        (Duty, i64::MAX / 60, NoTime::OutOfRange),
    ] {
        let started = Clock::start(&limit(kind, minutes), now("2026-11-02T09:00"));
        assert_eq!(started, Err(why), "{minutes} {kind:?}");
    }
}

#[derive(Clone, Debug)]
enum Act {
    Wait(i64),
    Pause,
    Resume,
    Extend(i64),
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (1i64..200_000_000_000_000).prop_map(Act::Wait),
        Just(Act::Pause),
        Just(Act::Resume),
        (1i64..300).prop_map(Act::Extend),
    ]
}

fn any_kind() -> impl Strategy<Value = ClockKind> {
    prop_oneof![Just(Natural), Just(Duty), Just(Working)]
}

/// Pauses in order: so long it runs, so long it waits, in nanoseconds.
fn any_pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let nanos = 1_000_000_000i64;
    proptest::collection::vec((0..100_000 * nanos, 0..2_000_000 * nanos), 0..6)
}

proptest! {
    #[test]
    fn time_used_before_and_after_pauses_is_the_time_promised(
        minutes in 0i64..3000,
        stops in any_pauses(),
        kind in any_kind(),
    ) {
        let mut relay = held(kind, minutes, "2026-09-25T08:30");
        let mut used = SignedDuration::ZERO;
        let mut from = relay.leg_since;
        for (runs, waits) in stops {
            let stop = from + SignedDuration::from_nanos(runs);
            if stop > promise(&relay).due { break }
            used += calendar().elapsed(kind, from, stop);
            relay = relay.pause("waiting", WAITS, moment(stop)).unwrap().relay;
            from = stop + SignedDuration::from_nanos(waits);
            relay = relay.resume(moment(from)).unwrap().relay;
        }
        used += calendar().elapsed(kind, from, promise(&relay).due);
        prop_assert_eq!(used, SignedDuration::from_mins(minutes));
        prop_assert_eq!(relay.leg_clock.as_ref().map(|clock| clock.due), Some(promise(&relay).due));
    }

    #[test]
    fn counted_time_is_the_time_given_for_any_pauses_and_extensions(
        acts in proptest::collection::vec(any_act(), 1..40),
        (minutes, leg_minutes) in (1i64..3000, 1i64..3000),
        (kind, leg_kind) in (any_kind(), any_kind()),
    ) {
        let from = "2026-09-25T08:30";
        let promised = clock(kind, minutes, from);
        let mut relay = start(limit(leg_kind, leg_minutes), Some(promised), from);
        let rule = ExtensionRule { before_percent: 101, max_times: 50, max_percent: 1000 };
        let mut at = relay.leg_since;
        for act in acts {
            let done = match act {
                Act::Wait(nanos) => { at += SignedDuration::from_nanos(nanos); continue }
                Act::Pause => relay.pause("waiting", WAITS, moment(at)),
                Act::Resume => relay.resume(moment(at)),
                Act::Extend(minutes) => relay.extend(minutes, PostId(7), rule, moment(at)),
            };
            let Ok(change) = done else { continue };
            relay = change.relay;
            for clock in [promise(&relay), relay.leg_clock.as_ref().unwrap()] {
                assert_honest(clock);
                let present = clock.paused.unwrap_or(at);
                let given = SignedDuration::from_mins(clock.minutes + clock.extended);
                let over = counted(clock, present) > given
                    || (counted(clock, present) == given && present > clock.due);
                prop_assert_eq!(clock.is_over(at), over);
            }
        }
    }

    #[test]
    fn a_changed_limit_is_what_it_would_have_been_from_the_start(
        (before, after) in (0i64..3000, 0i64..3000),
        (kind, other) in (any_kind(), any_kind()),
        stops in any_pauses(),
    ) {
        let started = "2026-09-25T08:30";
        let mut clocks = [clock(kind, before, started), clock(other, after, started)];
        for clock in &mut clocks {
            let mut reached = clock.started;
            for &(runs, waits) in &stops {
                let from = reached + SignedDuration::from_nanos(runs);
                reached = from + SignedDuration::from_nanos(waits);
                clock.pauses.push(Pause { from, to: reached });
            }
            clock.due = clock.recomputed_due(calendar()).unwrap();
            assert_honest(clock);
        }
        let [old, new] = clocks;
        prop_assert_eq!(old.under(&limit(other, after), calendar()), Ok(new));
    }
}
