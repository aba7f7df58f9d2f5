//! Moves of a relay: returns, ends, reopening, and what holds for any sequence of operations.
mod world;

use base::calendar::ClockKind::{Natural, Working};
use base::{PostId, SignedDuration};
use proptest::prelude::*;
use relay::{
    Change, ExtensionRule, Happened, Leg, Now, PauseRule, Refused, Relay, ReturnRule, SendBack,
};
use world::{
    COMMUNITY, DEPARTMENT, LOOP, STREET, WORKER, assert_honest, at, limit, moment, now, promise,
    reported, to,
};

const RETURNS: ReturnRule = ReturnRule { window_percent: 25, max: 2 };

/// In the department's hands since ten.
fn with_department() -> Relay {
    hand_over(&reported(), DEPARTMENT, "2026-11-02T10:00").relay
}

fn hand_over(relay: &Relay, post: PostId, when: &str) -> Change {
    relay.hand_over(post, &limit(Working, 480), now(when)).unwrap()
}

fn send_back(relay: &Relay, words: (&str, &str), when: Now<'_>) -> Result<Change, Refused> {
    let (clause, right_owner) = words;
    let (to, step) = (COMMUNITY, relay.step.as_str());
    let back = SendBack { to, step, limit: limit(Working, 480), clause, right_owner };
    relay.send_back(&LOOP, &back, RETURNS, when)
}

#[test]
fn sending_back_is_for_the_first_part_of_ones_time_only() {
    for (when, code) in [
        ("2026-11-02T11:00", None),
        ("2026-11-02T12:00", None), // a quarter of eight hours
        ("2026-11-02T13:00", None), // and the midday break uses nothing
        ("2026-11-02T14:00", Some("too_late_to_return")),
        ("2026-11-05T09:00", Some("too_late_to_return")),
    ] {
        let answer = send_back(&with_department(), ("duty list 21", "street"), now(when));
        assert_eq!(answer.err().map(|refused| refused.code()), code, "{when}");
    }
}

#[test]
fn sending_back_names_the_clause_and_the_right_owner_and_goes_to_other_hands() {
    let (held, when) = (with_department(), now("2026-11-02T10:30"));
    assert_eq!(send_back(&held, (" ", "street"), when), Err(Refused::NoClause));
    assert_eq!(send_back(&held, ("21", ""), when), Err(Refused::NoRightOwner));
    let own = hand_over(&held, COMMUNITY, "2026-11-02T10:20").relay;
    assert_eq!(send_back(&own, ("21", "street"), when), Err(Refused::SameHolder));
}

#[test]
fn after_two_returns_it_goes_to_arbitration() {
    let mut relay = reported();
    for _ in 0..2 {
        let there = hand_over(&relay, DEPARTMENT, "2026-11-02T10:00").relay;
        relay = send_back(&there, ("21", "street"), now("2026-11-02T10:05")).unwrap().relay;
    }
    let there = hand_over(&relay, DEPARTMENT, "2026-11-02T10:10").relay;
    let third = send_back(&there, ("21", "street"), now("2026-11-02T10:15"));
    assert_eq!(third, Err(Refused::GoesToArbitration { returns: 2 }));
    // Late as well: that it was returned too often is the true reason, and what is to be done.
    let late = send_back(&there, ("21", "street"), now("2026-11-05T09:00"));
    assert_eq!(late, Err(Refused::GoesToArbitration { returns: 2 }));
}

#[test]
fn a_relay_goes_only_where_its_table_leads() {
    let when = now("2026-11-02T10:00");
    for (step, code) in
        [("do", None), ("done", Some("no_such_move")), ("nowhere", Some("not_a_step"))]
    {
        let answer = reported().advance(&LOOP, &to(step, COMMUNITY), when);
        assert_eq!(answer.err().map(|refused| refused.code()), code, "{step}");
    }
    assert_eq!(
        reported().end(&LOOP, "solved", when),
        Err(Refused::NotAnEnd { step: "look".into() })
    );
    let same = reported().hand_over(WORKER, &limit(Working, 480), when);
    assert_eq!(same, Err(Refused::SameHolder));
}

#[test]
fn what_was_merged_is_over_for_every_clock_and_every_hand() {
    // zammad#904: a merged case went on escalating.
    let change = reported().release("merged", "the same hole", now("2026-11-02T10:00")).unwrap();
    let merged = change.relay;
    assert_eq!(change.happened, Happened::Released);
    assert_eq!(merged.next_due(), None);
    assert!(!merged.is_over(at("2027-01-01T09:00")));
    let (later, hours) = (now("2026-11-09T09:00"), limit(Working, 480));
    let ended = Refused::Ended { at: at("2026-11-02T10:00") };
    for answer in [
        merged.escalate(COMMUNITY, &hours, later),
        merged.hand_over(COMMUNITY, &hours, later),
        merged.advance(&LOOP, &to("do", COMMUNITY), later),
        merged.pause("waiting", PauseRule { max_days: 9 }, later),
        merged.meet_promise("solved", later),
        merged.retarget("solved", &limit(Natural, 9), None, later),
        merged.end(&LOOP, "solved", later),
        merged.release("merged", "", later),
    ] {
        assert_eq!(answer, Err(ended.clone()));
    }
}

#[test]
fn what_was_reopened_can_be_ended_and_reopened_again() {
    // uReport#403: the second time it showed the form for closing. DIGIT#1467: it went on counting
    // as resolved; here nothing but `ended` says so, and reopening takes it away.
    let when = now("2026-11-02T10:00");
    let mut relay = reported();
    assert_eq!(relay.reopen(&LOOP, &to("do", COMMUNITY), when), Err(Refused::NotEnded));
    relay = relay.advance(&LOOP, &to("do", COMMUNITY), when).unwrap().relay;
    for _ in 0..3 {
        relay = relay.advance(&LOOP, &to("done", COMMUNITY), when).unwrap().relay;
        let ended = relay.end(&LOOP, "solved", when).unwrap();
        assert_eq!(ended.ended_leg.unwrap().no, relay.leg);
        relay = ended.relay.reopen(&LOOP, &to("do", COMMUNITY), when).unwrap().relay;
        assert!(relay.ended.is_none() && relay.next_due().is_some());
        assert_eq!(promise(&relay).started, at("2026-11-02T09:00"));
    }
    assert_eq!(relay.leg, 8);
}

#[test]
fn what_ran_out_in_nobodys_hands_is_charged_to_nobody() {
    let ended =
        reported().release("withdrawn", "by the reporter", now("2026-11-02T10:00")).unwrap();
    let again = ended.relay.reopen(&LOOP, &to("do", COMMUNITY), now("2026-11-05T09:00")).unwrap();
    assert_eq!(promise(&again.relay).charged, Some(0));
    let leg = hand_over(&again.relay, STREET, "2026-11-05T10:00").ended_leg.unwrap();
    assert!(!leg.overdue);
}

#[test]
fn no_leg_ends_before_it_began_though_servers_clocks_differ() {
    // fixmystreet#5298, #5350: updates shown twice or out of order.
    let first = hand_over(&reported(), COMMUNITY, "2026-11-02T10:00:03");
    let second = hand_over(&first.relay, STREET, "2026-11-02T10:00:01");
    let leg = second.ended_leg.unwrap();
    assert_eq!(
        (leg.since, leg.until),
        (at("2026-11-02T10:00:03"), Some(at("2026-11-02T10:00:03")))
    );
    assert_eq!([first.relay.version, second.relay.version], [2, 3], "and each has its own number");
}

#[derive(Clone, Debug)]
enum Act {
    HandOver(i64),
    TakeOver(i64),
    Escalate(i64),
    Advance(&'static str),
    SendBack,
    Pause,
    Resume,
    Extend,
    Retarget(i64, bool),
    Met,
    Denied,
    End,
    Release,
    Reopen,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (1i64..5).prop_map(Act::HandOver),
        (1i64..5).prop_map(Act::TakeOver),
        (1i64..5).prop_map(Act::Escalate),
        (0usize..3).prop_map(|step| Act::Advance(LOOP.steps[step].code)),
        Just(Act::SendBack),
        Just(Act::Pause),
        Just(Act::Resume),
        Just(Act::Extend),
        (1i64..6000, any::<bool>()).prop_map(|(minutes, same)| Act::Retarget(minutes, same)),
        Just(Act::Met),
        Just(Act::Denied),
        Just(Act::End),
        Just(Act::Release),
        Just(Act::Reopen),
    ]
}

/// Forward as a rule, and now and then a little back, as between two servers.
fn any_minutes() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0i64..400, 1 => -3i64..0]
}

fn apply(relay: &Relay, act: &Act, now: Now<'_>) -> Result<Change, Refused> {
    let hours = limit(Working, 300);
    let stop = relay.promise.as_ref().map_or("", |promise| promise.stop.as_str());
    match act {
        Act::HandOver(post) => relay.hand_over(PostId(*post), &hours, now),
        Act::TakeOver(post) => relay.take_over(PostId(*post), &hours, now),
        Act::Escalate(post) => relay.escalate(PostId(*post), &hours, now),
        Act::Advance(step) => relay.advance(&LOOP, &to(step, COMMUNITY), now),
        Act::SendBack => send_back(relay, ("21", "street"), now),
        Act::Pause => relay.pause("waiting", PauseRule { max_days: 2 }, now),
        Act::Resume => relay.resume(now),
        Act::Extend => {
            let rule = ExtensionRule { before_percent: 75, max_times: 9, max_percent: 100 };
            relay.extend(30, PostId(7), rule, now)
        }
        Act::Retarget(minutes, same) => {
            let stop = if *same { stop } else { "planned" };
            relay.retarget(stop, &limit(Natural, *minutes), Some(PostId(7)), now)
        }
        Act::Met => relay.meet_promise(stop, now),
        Act::Denied => relay.deny_promise(now),
        Act::End => relay.end(&LOOP, "solved", now),
        Act::Release => relay.release("merged", "the same hole", now),
        Act::Reopen => relay.reopen(&LOOP, &to("do", COMMUNITY), now),
    }
}

/// One holder, one leg, one clock until it ends; legs without a gap in number or in time.
fn check_legs(old: &Relay, change: &Change, legs: &mut Vec<Leg>) {
    let new = &change.relay;
    assert_eq!(new.version, old.version + 1);
    if let Some(leg) = &change.ended_leg {
        assert_eq!(usize::try_from(leg.no), Ok(legs.len() + 1));
        assert_eq!((leg.holder, &leg.step, leg.since), (old.holder, &old.step, old.leg_since));
        assert!(leg.until >= Some(leg.since));
        assert_eq!(leg.how, Some(change.happened));
        legs.push(leg.clone());
        if new.ended.is_none() {
            assert_eq!(Some(new.leg_since), leg.until);
        }
    } else if change.happened != Happened::Reopened {
        assert_eq!((old.leg, old.holder, &old.step), (new.leg, new.holder, &new.step));
        assert_eq!((old.leg_since, &old.ended), (new.leg_since, &new.ended));
    } else {
        assert!(Some(new.leg_since) >= legs.last().and_then(|leg| leg.until));
    }
    let live = new.ended.is_none();
    assert_eq!(usize::try_from(new.leg), Ok(legs.len() + usize::from(live)));
    assert_eq!((new.leg_clock.is_some(), new.next_due().is_some()), (live, live));
}

/// A promise moves but by the end of a pause, an extension, or a new target, each on record; and
/// a day that was promised is charged at most once, when it is over, to whoever held it.
fn check_promise(old: &Relay, change: &Change, now: Now<'_>) {
    let new = &change.relay;
    let (before, after) = (promise(old), promise(new));
    let waited = before.paused.is_some() && after.paused.is_none();
    let moved = before.due != after.due;
    let may = waited || matches!(change.happened, Happened::Extended | Happened::Retargeted);
    assert!(!moved || may, "{:?} moved it", change.happened);
    assert_eq!(before.started, after.started, "DIGIT: nothing sets a clock back");
    assert!(after.pauses.starts_with(&before.pauses), "glpi#15605: no pause is lost");

    let at = now.at.max(old.leg_since);
    match (before.charged, after.charged) {
        (Some(one), Some(other)) => assert_eq!(one, other, "charged once"),
        (Some(_), None) => assert!(!after.is_over(at), "only another day is watched anew"),
        (None, Some(leg)) => {
            assert!(after.is_over(at.max(new.leg_since)));
            assert_eq!(leg, if change.happened == Happened::Reopened { 0 } else { old.leg });
        }
        (None, None) => {}
    }
    if let Some(leg) = &change.ended_leg {
        let own = leg.until > leg.due;
        assert_eq!(leg.overdue && !own, !own && charged_in(leg, before.charged, after.charged));
    }
}

fn charged_in(leg: &Leg, before: Option<u32>, after: Option<u32>) -> bool {
    before == Some(leg.no) || after == Some(leg.no)
}

proptest! {
    #[test]
    fn any_sequence_keeps_one_holder_gapless_legs_and_an_honest_promise(
        acts in proptest::collection::vec((any_act(), any_minutes()), 1..60)
    ) {
        let mut relay = reported();
        let mut at = relay.leg_since;
        let mut legs = Vec::new();
        for (act, minutes) in acts {
            at += SignedDuration::from_mins(minutes);
            let Ok(change) = apply(&relay, &act, moment(at)) else { continue };
            check_legs(&relay, &change, &mut legs);
            check_promise(&relay, &change, moment(at));
            assert_honest(promise(&change.relay));
            if let Some(clock) = &change.relay.leg_clock {
                assert_honest(clock);
            }
            relay = change.relay;
        }
    }
}
