//! Promises: kept by one event, moved by few, charged to one leg.
mod world;

use base::PostId;
use base::calendar::ClockKind::{Natural, Working};
use relay::{Change, ExtensionRule, Happened, Refused, Relay};
use world::{
    COMMUNITY, DEPARTMENT, LOOP, STREET, WAITS, WORKER, at, clock, limit, now, promise, reported,
    start, to,
};

fn hand_over(relay: &Relay, post: PostId, when: &str) -> Change {
    relay.hand_over(post, &limit(Working, 480), now(when)).unwrap()
}

fn solved(relay: &Relay, when: &str) -> Relay {
    relay.meet_promise("solved", now(when)).unwrap().relay
}

#[test]
fn a_broken_promise_is_charged_to_whoever_held_it_then() {
    // Held past the promise by the worker, handed over afterwards.
    let change = hand_over(&reported(), COMMUNITY, "2026-11-03T10:00");
    assert!(change.ended_leg.unwrap().overdue, "the worker let it run out");
    assert_eq!(promise(&change.relay).charged, Some(1));
    let next = hand_over(&change.relay, STREET, "2026-11-03T11:00");
    assert!(!next.ended_leg.unwrap().overdue, "the community had it for an hour only");
    assert_eq!(promise(&next.relay).charged, Some(1));
}

#[test]
fn a_promise_kept_late_is_charged_to_whoever_kept_it() {
    let hours = limit(Natural, 6000);
    let relay = start(hours, Some(clock(Natural, 60, "2026-11-02T09:00")), "2026-11-02T09:00");
    let kept = solved(&relay, "2026-11-02T11:00");
    assert_eq!(promise(&kept).charged, Some(1));
    let leg = hand_over(&kept, COMMUNITY, "2026-11-02T12:00").ended_leg.unwrap();
    assert!(leg.overdue && leg.due > leg.until);
}

#[test]
fn a_transfer_gives_a_new_clock_to_the_holder_and_leaves_the_promise() {
    // zammad#5624: the target of the old group stayed. DIGIT: a comment set the clock back.
    let relay = reported();
    let moved = hand_over(&relay, COMMUNITY, "2026-11-02T15:00").relay;
    assert_eq!(moved.promise, relay.promise);
    assert_eq!(moved.leg_clock, Some(clock(Working, 480, "2026-11-02T15:00")));
}

#[test]
fn the_nearer_of_the_two_times_is_looked_at_first_and_neither_hides_the_other() {
    // zammad#5177: the update target overruled the first response, and so both lied.
    for (leg, promised, next) in [(60, 600, 60), (600, 60, 60)] {
        let from = "2026-11-02T09:00";
        let relay = start(limit(Natural, leg), Some(clock(Natural, promised, from)), from);
        assert_eq!(relay.next_due(), Some(clock(Natural, next, from).due));
        assert_eq!(promise(&relay).due, clock(Natural, promised, from).due);
        let later = hand_over(&relay, COMMUNITY, "2026-11-02T09:30").relay;
        assert_eq!(promise(&later).due, promise(&relay).due);
    }
}

#[test]
fn the_event_keeps_the_promise_whoever_holds_it_and_at_whatever_step() {
    // zammad#1322: a note by another way did not count as contact.
    let first = reported();
    let second = hand_over(&first, COMMUNITY, "2026-11-02T10:00").relay;
    let third = second.advance(&LOOP, &to("do", STREET), now("2026-11-02T11:00")).unwrap().relay;
    for relay in [first, second, third] {
        assert!(relay.owes("solved") && !relay.owes("planned"));
        let change = relay.meet_promise("solved", now("2026-11-02T12:00")).unwrap();
        assert_eq!(change.happened, Happened::PromiseMet);
        assert_eq!(change.relay.promise_met, Some(at("2026-11-02T12:00")));
        assert!(!change.relay.owes("solved"));
    }
}

#[test]
fn another_event_does_not_keep_the_promise() {
    let (owed, got) = ("solved".to_owned(), "planned".to_owned());
    let answer = reported().meet_promise("planned", now("2026-11-02T12:00"));
    assert_eq!(answer, Err(Refused::OtherStop { owed, got }));
    let free = start(limit(Natural, 60), None, "2026-11-02T09:00");
    let answer = free.meet_promise("solved", now("2026-11-02T09:30"));
    assert_eq!(answer, Err(Refused::NoPromise));
}

#[test]
fn an_answer_and_a_pause_in_one_go_keep_both() {
    // zammad#3551: whichever came first ate the other.
    let noon = now("2026-11-02T12:00");
    let answered = solved(&reported(), "2026-11-02T12:00");
    let one = answered.pause("waiting for parts", WAITS, noon).unwrap().relay;
    let paused = reported().pause("waiting for parts", WAITS, noon).unwrap().relay;
    let other = solved(&paused, "2026-11-02T12:00");
    for relay in [one, other] {
        assert_eq!(relay.promise_met, Some(noon.at));
        assert!(relay.is_paused() && promise(&relay).paused.is_none());
        assert_eq!(promise(&relay).due, promise(&reported()).due);
        let going = relay.resume(now("2026-11-05T09:00")).unwrap().relay;
        assert_eq!(promise(&going), promise(&relay), "what is kept waits no more");
        assert_eq!(going.next_due(), going.leg_clock.map(|clock| clock.due));
    }
}

#[test]
fn a_pause_ends_with_the_leg_and_stays_with_the_promise() {
    // glpi#15605: another target lost its pause. Here another holder does not.
    let paused = reported().pause("waiting", WAITS, now("2026-11-02T10:00")).unwrap().relay;
    let hours = limit(Working, 480);
    let moved = paused.take_over(STREET, &hours, now("2026-11-02T11:00")).unwrap().relay;
    assert!(!moved.is_paused());
    assert_eq!(promise(&moved).due, at("2026-11-03T10:00"));
}

#[test]
fn a_kept_promise_is_never_overdue_afterwards() {
    // zammad#3140 escalated after the answer.
    let long = limit(Natural, 100_000);
    let kept = solved(&reported(), "2026-11-02T12:00");
    let kept = kept.hand_over(COMMUNITY, &long, now("2026-11-02T13:00")).unwrap().relay;
    assert!(!kept.is_over(at("2026-12-01T09:00")));
    assert_eq!(kept.next_due(), kept.leg_clock.as_ref().map(|clock| clock.due));
    let leg = hand_over(&kept, STREET, "2026-12-01T09:00").ended_leg.unwrap();
    assert!(!leg.overdue);
    let again = kept.meet_promise("solved", now("2026-11-04T12:00"));
    assert_eq!(again, Err(Refused::AlreadyMet { at: at("2026-11-02T12:00") }));
}

#[test]
fn a_promise_found_not_kept_is_open_again_with_its_first_day() {
    // DIGIT#1467: what was reopened went on counting as resolved.
    let kept = solved(&reported(), "2026-11-02T12:00");
    assert_eq!(reported().deny_promise(now("2026-11-02T12:00")), Err(Refused::NotMet));
    let checked = hand_over(&kept, DEPARTMENT, "2026-11-02T13:00").relay;
    let back = hand_over(&checked, WORKER, "2026-11-03T10:00");
    assert!(!back.ended_leg.unwrap().overdue, "who checked is not charged");
    let denied = back.relay.deny_promise(now("2026-11-03T10:00")).unwrap().relay;
    assert_eq!(promise(&denied).due, promise(&reported()).due);
    assert!(denied.owes("solved") && denied.is_over(at("2026-11-03T10:00")));
    let next = hand_over(&denied, STREET, "2026-11-03T11:00");
    assert!(next.ended_leg.unwrap().overdue);
}

#[test]
fn a_promise_denied_while_the_holder_waits_waits_too() {
    let kept = solved(&reported(), "2026-11-02T12:00");
    let paused = kept.pause("waiting", WAITS, now("2026-11-02T13:00")).unwrap().relay;
    let denied = paused.deny_promise(now("2026-11-02T15:00")).unwrap().relay;
    let going = denied.resume(now("2026-11-02T16:00")).unwrap().relay;
    assert_eq!(promise(&going).due, at("2026-11-03T12:00"), "three hours were waited");
}

#[test]
fn another_promise_counts_from_the_report_with_every_pause() {
    // glpi#15605, glpi#6902: a changed SLA lost the accumulated pause.
    let paused = reported().pause("waiting", WAITS, now("2026-11-02T10:00")).unwrap().relay;
    let going = paused.resume(now("2026-11-02T13:00")).unwrap().relay;
    let week = limit(Natural, 7 * 1440);
    let change = going.retarget("planned", &week, Some(STREET), now("2026-11-02T14:00")).unwrap();
    assert_eq!(promise(&change.relay).due, at("2026-11-09T12:00"));
    assert_eq!(change.happened, Happened::Retargeted);
    assert!(change.relay.owes("planned"));
}

#[test]
fn a_later_day_needs_the_word_of_somebody_who_does_not_hold_it() {
    let relay = reported();
    let moment = now("2026-11-02T14:00");
    let ask =
        |minutes, approver| relay.retarget("solved", &limit(Natural, minutes), approver, moment);
    let (old, new) = (at("2026-11-03T09:00"), at("2026-11-03T09:01"));
    assert_eq!(ask(1441, None), Err(Refused::LaterNeedsApprover { old, new }));
    assert_eq!(ask(1441, Some(WORKER)), Err(Refused::OwnApproval));
    assert!(ask(1441, Some(STREET)).is_ok());
    assert!(ask(1440, None).is_ok(), "the same day is no later day");
    assert!(ask(60, None).is_ok());
}

#[test]
fn slow_sorting_buys_no_time_and_is_charged_to_who_sorted() {
    let sorted = reported().retarget("solved", &limit(Natural, 60), None, now("2026-11-02T15:00"));
    let sorted = sorted.unwrap().relay;
    assert_eq!(promise(&sorted).due, at("2026-11-02T10:00"));
    let change = hand_over(&sorted, COMMUNITY, "2026-11-02T15:00");
    assert!(change.ended_leg.unwrap().overdue);
    assert_eq!(promise(&change.relay).charged, Some(1));
}

#[test]
fn a_breach_under_an_old_limit_does_not_blind_the_new_one() {
    // zammad#4353: a breach outlived its SLA. It stays with the leg; the new day is watched anew.
    let hour = clock(Natural, 60, "2026-11-02T09:00");
    let relay = start(limit(Natural, 90), Some(hour), "2026-11-02T09:00");
    let long = limit(Natural, 20_000);
    let up = relay.escalate(COMMUNITY, &long, now("2026-11-02T10:30")).unwrap();
    assert!(up.ended_leg.unwrap().overdue);
    let week = limit(Natural, 7 * 1440);
    let sorted = up.relay.retarget("planned", &week, Some(STREET), now("2026-11-02T11:00"));
    let sorted = sorted.unwrap().relay;
    assert!(!sorted.is_over(at("2026-11-02T11:00")));
    assert_eq!(sorted.next_due(), Some(at("2026-11-09T09:00")));
    let late = hand_over(&sorted, STREET, "2026-11-09T10:00");
    assert!(late.ended_leg.unwrap().overdue);
    assert_eq!(promise(&late.relay).charged, Some(2));
}

#[test]
fn another_limit_for_the_same_event_leaves_it_kept() {
    let kept = solved(&reported(), "2026-11-02T12:00");
    let moment = now("2026-11-02T13:00");
    let same = kept.retarget("solved", &limit(Natural, 60), None, moment).unwrap().relay;
    assert_eq!(same.promise_met, kept.promise_met);
    let other = kept.retarget("planned", &limit(Natural, 60), None, moment).unwrap().relay;
    assert!(other.owes("planned"));
}

#[test]
fn an_extension_is_early_bounded_and_approved_by_another() {
    let rule = ExtensionRule { before_percent: 75, max_times: 1, max_percent: 100 };
    let relay = reported();
    for (minutes, approver, moment, code) in [
        (60, STREET, "2026-11-02T12:00", None),
        (1440, STREET, "2026-11-03T02:59", None),
        (0, STREET, "2026-11-02T12:00", Some("no_minutes")),
        (-60, STREET, "2026-11-02T12:00", Some("no_minutes")),
        (1441, STREET, "2026-11-02T12:00", Some("extended_too_far")),
        (i64::MAX, STREET, "2026-11-02T12:00", Some("extended_too_far")),
        (60, STREET, "2026-11-03T03:00", Some("too_late_to_extend")),
        (60, STREET, "2026-11-09T03:00", Some("too_late_to_extend")),
        (60, WORKER, "2026-11-02T12:00", Some("own_approval")),
    ] {
        let answer = relay.extend(minutes, approver, rule, now(moment));
        assert_eq!(answer.err().map(|refused| refused.code()), code, "{minutes} at {moment}");
    }
    let longer = relay.extend(60, STREET, rule, now("2026-11-02T12:00")).unwrap().relay;
    let promised = promise(&longer);
    assert_eq!(
        (promised.due, promised.minutes, promised.extended),
        (at("2026-11-03T10:00"), 1440, 60)
    );
    let leg = longer.leg_clock.as_ref().unwrap();
    assert_eq!(leg.due, at("2026-11-03T09:20"), "the same share of its own eight hours");
    let again = longer.extend(60, STREET, rule, now("2026-11-02T12:00"));
    assert_eq!(again, Err(Refused::ExtendedEnough { times: 1 }));
}

#[test]
fn extensions_share_the_bound_and_wake_no_leg_that_is_over() {
    let rule = ExtensionRule { before_percent: 75, max_times: 9, max_percent: 100 };
    let noon = now("2026-11-02T12:00");
    let longer = reported().extend(1400, STREET, rule, noon).unwrap().relay;
    let more = longer.extend(41, STREET, rule, noon);
    assert_eq!(more, Err(Refused::ExtendedTooFar { asked: 41, at_most: 40 }));
    assert!(longer.extend(40, STREET, rule, noon).is_ok());

    let evening = reported().extend(60, STREET, rule, now("2026-11-02T20:00")).unwrap().relay;
    assert_eq!(evening.leg_clock, reported().leg_clock);
}

#[test]
fn where_nothing_is_owed_any_more_the_holders_own_time_is_extended() {
    let rule = ExtensionRule { before_percent: 75, max_times: 1, max_percent: 100 };
    let kept = solved(&reported(), "2026-11-02T10:00");
    let longer = kept.extend(60, STREET, rule, now("2026-11-02T10:00")).unwrap().relay;
    assert_eq!(longer.promise, kept.promise);
    assert_eq!(longer.leg_clock.unwrap().due, at("2026-11-03T10:00"));
}
