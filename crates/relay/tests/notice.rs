//! A second procedure through the crate: one matter, one notice to several departments
//! (一事一通知). Each part has its own holder and clock; the notice closes when all parts are
//! accepted or released. Nothing in the crate knows what a notice is.
mod world;

use base::calendar::ClockKind::Working;
use base::{PostId, RelayId};
use relay::{Procedure, Refused, Relay, ReturnRule, Returned, StepRule, To, parts};
use world::{at, calendar, clock};

const NOTICE: Procedure = Procedure {
    code: "notice",
    first: "issued",
    steps: &[
        StepRule { code: "issued", next: &["closed"] },
        StepRule { code: "closed", next: &[] },
    ],
};

const PART: Procedure = Procedure {
    code: "notice_part",
    first: "sign",
    steps: &[
        StepRule { code: "sign", next: &["reply"] },
        StepRule { code: "reply", next: &["weigh", "released"] },
        StepRule { code: "weigh", next: &["reply", "accepted"] },
        StepRule { code: "accepted", next: &[] },
        StepRule { code: "released", next: &[] },
    ],
};

const STREET: PostId = PostId(1);
const HOUSING: PostId = PostId(2);
const WATER: PostId = PostId(3);

fn part(id: i64, department: PostId) -> Relay {
    let mut relay = Relay::start(RelayId(id), &PART, 77, department, at("2026-11-02T09:00"));
    relay.parent = Some(RelayId(1));
    relay.leg_clock = Some(clock(Working, 480, "2026-11-02T09:00"));
    relay
}

fn to(step: &str, holder: PostId, from: &str) -> To {
    To { step: step.into(), holder, clock: Some(clock(Working, 480, from)) }
}

/// Signed, answered and accepted.
fn accepted(part: &Relay) -> Relay {
    let signed =
        part.advance(to("reply", part.holder, "2026-11-02T10:00"), &PART, at("2026-11-02T10:00"));
    let signed = signed.unwrap().relay;
    let answered =
        signed.advance(to("weigh", STREET, "2026-11-03T09:00"), &PART, at("2026-11-03T09:00"));
    let answered = answered.unwrap().relay;
    answered.end("accepted", "accepted", &PART, at("2026-11-03T15:00")).unwrap().relay
}

#[test]
fn the_tables_of_both_procedures_are_sound() {
    assert_eq!(NOTICE.faults(), Vec::<String>::new());
    assert_eq!(PART.faults(), Vec::<String>::new());
}

#[test]
fn a_notice_closes_only_when_every_part_is_accepted_or_released() {
    let notice = Relay::start(RelayId(1), &NOTICE, 77, STREET, at("2026-11-02T09:00"));
    let (housing, water) = (part(2, HOUSING), part(3, WATER));
    assert_eq!(
        parts::may_close(&[housing.clone(), water.clone()]),
        Err(Refused::PartsOpen { open: 2 })
    );

    let housing = accepted(&housing);
    assert_eq!(
        parts::may_close(&[housing.clone(), water.clone()]),
        Err(Refused::PartsOpen { open: 1 })
    );

    let signed =
        water.advance(to("reply", WATER, "2026-11-02T11:00"), &PART, at("2026-11-02T11:00"));
    let released =
        signed.unwrap().relay.end("released", "not_ours", &PART, at("2026-11-04T09:00")).unwrap();
    assert_eq!(parts::may_close(&[housing, released.relay]), Ok(()));
    let closed = notice.end("closed", "all_settled", &NOTICE, at("2026-11-04T10:00")).unwrap();
    assert!(!closed.relay.is_open());
}

#[test]
fn each_part_has_its_own_holder_and_clock() {
    let (housing, water) = (part(2, HOUSING), part(3, WATER));
    let answered = accepted(&housing);
    assert_eq!(answered.holder, STREET);
    assert_eq!(water.holder, WATER);
    assert!(water.overdue_in_this_leg(at("2026-11-05T09:00")));
    assert!(!answered.overdue_in_this_leg(at("2026-11-03T15:00")));
}

#[test]
fn the_street_may_return_an_answer_and_the_department_answers_again() {
    let signed = part(2, HOUSING)
        .advance(to("reply", HOUSING, "2026-11-02T10:00"), &PART, at("2026-11-02T10:00"))
        .unwrap();
    let answered = signed
        .relay
        .advance(to("weigh", STREET, "2026-11-03T09:00"), &PART, at("2026-11-03T09:00"))
        .unwrap();
    let returned = Returned { clause: "the answer names no date", right_owner: HOUSING };
    let rule = ReturnRule { window_percent: 25, max: 2 };
    let back = answered
        .relay
        .send_back(
            to("reply", HOUSING, "2026-11-03T10:00"),
            &returned,
            rule,
            at("2026-11-03T10:00"),
            &calendar(),
        )
        .unwrap();
    assert_eq!((back.relay.holder, back.relay.returns, back.relay.leg), (HOUSING, 1, 4));
    assert_eq!(back.leg.unwrap().how, "sent_back");
}

#[test]
fn a_step_that_the_procedure_does_not_know_is_refused() {
    let jumped = part(2, HOUSING).end("accepted", "accepted", &PART, at("2026-11-02T10:00"));
    assert_eq!(jumped.unwrap_err().code(), "relay_no_such_step");
}
