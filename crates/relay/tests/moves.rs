//! Moves of a relay: returns, extensions, overdue, reopening, and what holds for any sequence.
mod world;

use base::calendar::ClockKind::{Natural, Working};
use base::{PostId, RelayId, SignedDuration, Timestamp};
use proptest::prelude::*;
use relay::escalation::{Rung, first_manned, next_holder};
use relay::{Clock, ExtensionRule, Procedure, Refused, Relay, ReturnRule, Returned, StepRule, To};
use world::{at, basis, calendar, clock};

const LOOP: Procedure = Procedure {
    code: "loop",
    first: "look",
    steps: &[
        StepRule { code: "look", next: &["do"] },
        StepRule { code: "do", next: &["look", "done"] },
        StepRule { code: "done", next: &["do"] },
    ],
};

const WORKER: PostId = PostId(1);
const COMMUNITY: PostId = PostId(2);
const DEPARTMENT: PostId = PostId(3);
const STREET: PostId = PostId(4);

/// Reported at nine with a promise of one natural day and a leg of eight working hours.
fn reported() -> Relay {
    let mut relay = Relay::start(RelayId(9), &LOOP, 5, WORKER, at("2026-11-02T09:00"));
    relay.promise = Some(clock(Natural, 1440, "2026-11-02T09:00"));
    relay.leg_clock = Some(clock(Working, 480, "2026-11-02T09:00"));
    relay
}

fn leg(from: &str) -> Option<Clock> {
    Some(clock(Working, 480, from))
}

fn send_back(relay: &Relay, clause: &str, owner: PostId, now: &str) -> Result<Relay, Refused> {
    let to = To { step: relay.step.clone(), holder: COMMUNITY, clock: leg(now) };
    let rule = ReturnRule { window_percent: 25, max: 2 };
    let returned = Returned { clause, right_owner: owner };
    relay.send_back(to, &returned, rule, at(now), &calendar()).map(|change| change.relay)
}

#[test]
fn sending_back_is_for_the_first_part_of_ones_time_only() {
    let held = reported().hand_over(DEPARTMENT, leg("2026-11-02T10:00"), at("2026-11-02T10:00"));
    let held = held.unwrap().relay;
    for (now, code) in [
        ("2026-11-02T11:00", None),
        ("2026-11-02T12:00", None), // a quarter of eight hours
        ("2026-11-02T14:00", Some("relay_too_late_to_send_back")),
        ("2026-11-05T09:00", Some("relay_too_late_to_send_back")),
    ] {
        let answer = send_back(&held, "duty list 21", STREET, now);
        assert_eq!(answer.err().map(|refused| refused.code()), code, "{now}");
    }
}

#[test]
fn sending_back_names_the_clause_and_a_right_owner_who_is_not_oneself() {
    let held = reported().hand_over(DEPARTMENT, leg("2026-11-02T10:00"), at("2026-11-02T10:00"));
    let held = held.unwrap().relay;
    assert_eq!(send_back(&held, " ", STREET, "2026-11-02T10:30"), Err(Refused::NoGround));
    assert_eq!(send_back(&held, "21", DEPARTMENT, "2026-11-02T10:30"), Err(Refused::NoGround));
}

#[test]
fn after_two_returns_it_goes_to_arbitration() {
    let mut relay = reported();
    for _ in 0..2 {
        let there = relay.hand_over(DEPARTMENT, leg("2026-11-02T10:00"), at("2026-11-02T10:00"));
        relay = send_back(&there.unwrap().relay, "21", STREET, "2026-11-02T10:05").unwrap();
    }
    let there = relay.hand_over(DEPARTMENT, leg("2026-11-02T10:00"), at("2026-11-02T10:10"));
    let third = send_back(&there.unwrap().relay, "21", STREET, "2026-11-02T10:15");
    assert_eq!(third, Err(Refused::GoesToArbitration { times: 2 }));
}

#[test]
fn a_broken_promise_is_charged_to_whoever_held_it_then() {
    // Held past the promise by the worker, handed over afterwards.
    let late = reported();
    let change =
        late.hand_over(COMMUNITY, leg("2026-11-03T10:00"), at("2026-11-03T10:00")).unwrap();
    assert!(change.leg.unwrap().overdue, "the worker let it run out");
    let next = change.relay.hand_over(STREET, leg("2026-11-03T11:00"), at("2026-11-03T11:00"));
    assert!(!next.unwrap().leg.unwrap().overdue, "the community had it for an hour only");
}

#[test]
fn a_transfer_does_not_change_the_promise() {
    // zammad#5624: the target of the old group stayed; DIGIT: a comment moved it.
    let relay = reported();
    let moved =
        relay.hand_over(COMMUNITY, leg("2026-11-02T15:00"), at("2026-11-02T15:00")).unwrap();
    assert_eq!(moved.relay.promise, relay.promise);
    assert_ne!(moved.relay.leg_clock, relay.leg_clock);
}

#[test]
fn an_answer_and_a_pause_in_one_go_keep_both() {
    // zammad#3551
    let answered = reported().meet_promise(at("2026-11-02T12:00"));
    let paused = answered.pause(at("2026-11-02T12:00")).unwrap().relay;
    assert_eq!(paused.promise_met, Some(at("2026-11-02T12:00")));
    assert_eq!(paused.next_due(), None);
}

#[test]
fn a_promise_stopped_under_one_holder_goes_on_under_the_next() {
    // glpi#15605: a changed target lost its pause.
    let paused = reported().pause(at("2026-11-02T10:00")).unwrap().relay;
    let moved = paused.take_over(STREET, leg("2026-11-02T11:00"), at("2026-11-02T11:00")).unwrap();
    assert_eq!(moved.relay.paused_since(), Some(at("2026-11-02T10:00")));
    let going = moved.relay.resume(at("2026-11-02T13:00"), &calendar()).unwrap().relay;
    assert_eq!(going.promise.unwrap().due, at("2026-11-03T12:00"));
}

#[test]
fn a_kept_promise_is_never_overdue_afterwards() {
    // zammad#3140 escalated after the answer.
    let kept = reported().meet_promise(at("2026-11-02T12:00"));
    assert!(!Relay { leg_clock: None, ..kept.clone() }.overdue_in_this_leg(at("2026-12-01T09:00")));
    assert_eq!(kept.meet_promise(at("2026-11-04T12:00")).promise_met, kept.promise_met);
}

#[test]
fn an_extension_is_early_bounded_and_approved_by_another() {
    let rule = ExtensionRule { before_percent: 75, max_times: 1, max_percent: 100 };
    let relay = reported();
    for (minutes, now, code) in [
        (60, "2026-11-02T12:00", None),
        (0, "2026-11-02T12:00", Some("relay_extension_too_long")),
        (1441, "2026-11-02T12:00", Some("relay_extension_too_long")),
        (60, "2026-11-03T04:00", Some("relay_too_late_to_extend")),
    ] {
        let answer = relay.may_ask_extension(minutes, rule, at(now), &calendar());
        assert_eq!(answer.err().map(|refused| refused.code()), code, "{minutes} at {now}");
    }
    assert_eq!(relay.extend(60, WORKER, WORKER, &calendar()), Err(Refused::OwnApproval));
    let longer = relay.extend(60, WORKER, STREET, &calendar()).unwrap().relay;
    let promise = longer.promise.as_ref().unwrap();
    assert_eq!((promise.due, promise.minutes), (at("2026-11-03T10:00"), 1500));
    let again = longer.may_ask_extension(60, rule, at("2026-11-02T12:00"), &calendar());
    assert_eq!(again, Err(Refused::ExtendedEnough { times: 1, most: 1 }));
}

#[test]
fn what_was_reopened_can_be_ended_and_reopened_again() {
    // uReport#403
    let to = |now| To { step: "do".into(), holder: COMMUNITY, clock: leg(now) };
    let now = at("2026-11-02T10:00");
    let mut relay = reported().advance(to("2026-11-02T10:00"), &LOOP, now).unwrap().relay;
    for _ in 0..3 {
        let ended = relay.end("done", "solved", &LOOP, now).unwrap();
        assert_eq!(ended.leg.as_ref().unwrap().no, relay.leg);
        relay = ended.relay.reopen(to("2026-11-02T10:00"), &LOOP, now).unwrap().relay;
    }
    assert!(relay.is_open());
    assert_eq!(relay.leg, 5);
}

#[test]
fn escalation_passes_over_nobody_silently_and_always_ends_somewhere() {
    let rung = |post, manned| Rung { post: PostId(post), manned };
    let last = PostId(99);
    for (ladder, present, expected, passed) in [
        (vec![rung(1, true), rung(2, true), rung(4, true)], 1, 2, vec![]),
        (vec![rung(1, true), rung(2, false), rung(4, true)], 1, 4, vec![2]),
        (vec![rung(1, true), rung(2, false)], 1, 99, vec![2]), // no superior is there
        (vec![rung(1, true)], 1, 99, vec![]),                  // the ladder ends
        (vec![], 1, 99, vec![]),                               // there is no ladder
        (vec![rung(2, true)], 3, 2, vec![]),                   // the holder is not on it
    ] {
        let next = next_holder(&ladder, PostId(present), last);
        assert_eq!(next.post, PostId(expected), "{ladder:?}");
        assert_eq!(next.passed_over, passed.into_iter().map(PostId).collect::<Vec<_>>());
    }
    assert_eq!(first_manned(&[rung(1, false), rung(2, true)], last).post, PostId(2));
}

#[derive(Clone, Debug)]
enum Move {
    HandOver(i64),
    Escalate(i64),
    Advance(bool),
    SendBack,
    Pause,
    Resume,
    Extend,
    Met,
    End,
    Reopen,
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        (1i64..5).prop_map(Move::HandOver),
        (1i64..5).prop_map(Move::Escalate),
        any::<bool>().prop_map(Move::Advance),
        Just(Move::SendBack),
        Just(Move::Pause),
        Just(Move::Resume),
        Just(Move::Extend),
        Just(Move::Met),
        Just(Move::End),
        Just(Move::Reopen),
    ]
}

fn apply(relay: &Relay, step: &Move, now: Timestamp) -> Result<relay::Change, Refused> {
    let cal = calendar();
    let clock = Some(Clock::start(Natural, 300, now, basis(), &cal)?);
    let to = |step: &str| To { step: step.into(), holder: COMMUNITY, clock: clock.clone() };
    match step {
        Move::HandOver(post) => relay.hand_over(PostId(*post), clock.clone(), now),
        Move::Escalate(post) => relay.escalate(PostId(*post), clock.clone(), now),
        Move::Advance(there) => relay.advance(to(if *there { "do" } else { "look" }), &LOOP, now),
        Move::SendBack => {
            let rule = ReturnRule { window_percent: 25, max: 2 };
            let returned = Returned { clause: "21", right_owner: STREET };
            relay.send_back(to(&relay.step), &returned, rule, now, &cal)
        }
        Move::Pause => relay.pause(now),
        Move::Resume => relay.resume(now, &cal),
        Move::Extend => relay.extend(30, WORKER, STREET, &cal),
        Move::Met => Ok(relay::Change { relay: relay.meet_promise(now), leg: None, what: "met" }),
        Move::End => relay.end("done", "solved", &LOOP, now),
        Move::Reopen => relay.reopen(to("do"), &LOOP, now),
    }
}

proptest! {
    #[test]
    fn any_sequence_keeps_one_holder_gapless_legs_and_an_honest_promise(
        moves in proptest::collection::vec((any_move(), 1i64..400), 1..40)
    ) {
        let mut relay = reported();
        let mut now = relay.leg_since;
        let mut ended_legs = 0;
        for (step, minutes) in moves {
            now += SignedDuration::from_mins(minutes);
            let Ok(change) = apply(&relay, &step, now) else { continue };
            let new = &change.relay;
            if let Some(leg) = &change.leg {
                ended_legs += 1;
                prop_assert_eq!(leg.no, ended_legs);
                prop_assert_eq!(leg.holder, relay.holder);
                prop_assert!(leg.since <= leg.until);
            }
            let running = u32::from(new.is_open());
            prop_assert_eq!(new.leg, ended_legs + running);
            let moved = new.promise.as_ref().map(|p| p.due) != relay.promise.as_ref().map(|p| p.due);
            prop_assert!(!moved || matches!(step, Move::Resume | Move::Extend), "{step:?}");
            prop_assert!(new.promise.as_ref().map(|p| p.started) == relay.promise.as_ref().map(|p| p.started));
            relay = change.relay;
        }
    }
}
