//! Pauses: with a reason, within the days of the rule, so many and no more.
mod world;

use base::SignedDuration;
use base::calendar::ClockKind::Natural;
use relay::time::PAUSES_MAX;
use relay::{PauseRule, Refused};
use world::{WAITS, at, held, moment, now, promise, resumed};

#[test]
fn a_clock_that_runs_cannot_be_resumed() {
    let running = held(Natural, 60, "2026-11-02T09:00");
    assert_eq!(running.resume(now("2026-11-02T09:30")), Err(Refused::NotPaused));
}

#[test]
fn a_pause_says_why() {
    let running = held(Natural, 60, "2026-11-02T09:00");
    assert_eq!(running.pause(" ", WAITS, now("2026-11-02T09:30")), Err(Refused::NoReason));
}

#[test]
fn pauses_share_the_days_of_the_rule_and_end_with_them_though_nobody_ends_them() {
    let rule = PauseRule { max_days: 3 };
    let relay = held(Natural, 600, "2026-11-02T09:00");
    let relay = relay.pause("waiting", rule, now("2026-11-02T10:00")).unwrap().relay;
    let relay = resumed(&relay, "2026-11-04T10:00");
    let relay = relay.pause("waiting", rule, now("2026-11-04T11:00")).unwrap().relay;
    assert_eq!(relay.next_due(), Some(at("2026-11-05T11:00")), "one day is left of three");
    // The server was down for a week; the pause ended when it had to.
    let relay = resumed(&relay, "2026-11-12T10:00");
    assert_eq!(promise(&relay).due, at("2026-11-05T19:00"));
    assert_eq!(promise(&relay).paused_for(at("2026-11-12T10:00")), SignedDuration::from_hours(72));
    let more = relay.pause("waiting", rule, now("2026-11-12T11:00"));
    assert_eq!(more, Err(Refused::PausedEnough { max_days: 3 }));
}

#[test]
fn a_clock_keeps_a_bounded_number_of_pauses() {
    let mut relay = held(Natural, 6000, "2026-11-02T09:00");
    let mut at = relay.leg_since;
    for _ in 0..PAUSES_MAX {
        relay = relay.pause("again", WAITS, moment(at)).unwrap().relay;
        at += SignedDuration::from_secs(7);
        relay = relay.resume(moment(at)).unwrap().relay;
    }
    let more = relay.pause("again", WAITS, moment(at));
    assert_eq!(more.unwrap_err().code(), "paused_enough");
}
