//! A second procedure through the crate: one matter, one notice to several departments
//! (一事一通知). Each part has its own holder and clock; the notice closes when all parts are
//! accepted or released. Nothing in the crate knows what a notice is.
mod world;

use base::calendar::ClockKind::Working;
use base::{PostId, RelayId};
use proptest::prelude::*;
use relay::{
    Change, Happened, Procedure, Promise, Refused, Relay, ReturnRule, SendBack, Start, StepRule,
    may_close_parent,
};
use world::{at, clock, limit, now, promise, to};

/// The whole: issued, and closed by the street that issued it.
const NOTICE: Procedure = Procedure {
    code: "notice",
    first: "issued",
    steps: &[StepRule { code: "issued", next: &[], ends: true }],
};

/// A part: the department signs and replies, the street weighs the reply. Only there can it end.
const PART: Procedure = Procedure {
    code: "notice_part",
    first: "sign",
    steps: &[
        StepRule { code: "sign", next: &["reply"], ends: false },
        StepRule { code: "reply", next: &["weigh"], ends: false },
        StepRule { code: "weigh", next: &["reply"], ends: true },
    ],
};

const NUMBER: RelayId = RelayId(1);
const STREET: PostId = PostId(1);
const HOUSING: PostId = PostId(2);
const WATER: PostId = PostId(3);

fn notice() -> Relay {
    begin(&NOTICE, NUMBER, None, STREET, 4800)
}

fn part(id: i64, department: PostId) -> Relay {
    begin(&PART, RelayId(id), Some(NUMBER), department, 480)
}

/// Each owes an answer within two working days.
fn begin(
    procedure: &Procedure,
    id: RelayId,
    parent: Option<RelayId>,
    holder: PostId,
    minutes: i64,
) -> Relay {
    let promised = clock(Working, 960, "2026-11-02T09:00");
    let promise = parent.map(|_| Promise { stop: "answered".into(), clock: promised });
    let new = Start { id, subject: 77, parent, holder, limit: limit(Working, minutes), promise };
    Relay::start(procedure, new, now("2026-11-02T09:00")).unwrap().relay
}

/// Signed and answered; the street weighs it.
fn answered(part: &Relay) -> Relay {
    let signed = part.advance(&PART, &to("reply", part.holder), now("2026-11-02T10:00"));
    let kept = signed.unwrap().relay.meet_promise("answered", now("2026-11-03T09:00"));
    let weighed = kept.unwrap().relay.advance(&PART, &to("weigh", STREET), now("2026-11-03T09:00"));
    weighed.unwrap().relay
}

fn accepted(part: &Relay) -> Relay {
    answered(part).end(&PART, "accepted", now("2026-11-03T15:00")).unwrap().relay
}

fn released(part: &Relay) -> Relay {
    part.release("not_ours", "duty list 21", now("2026-11-04T09:00")).unwrap().relay
}

fn returned(part: &Relay, when: &str) -> Result<Change, Refused> {
    let back = SendBack {
        to: HOUSING,
        step: "reply",
        limit: limit(Working, 480),
        clause: "the answer names no date",
        right_owner: "housing office",
    };
    part.send_back(&PART, &back, ReturnRule { window_percent: 25, max: 2 }, now(when))
}

#[test]
fn the_tables_of_both_procedures_are_sound() {
    assert_eq!(NOTICE.check(), Ok(()));
    assert_eq!(PART.check(), Ok(()));
}

#[test]
fn a_notice_closes_only_when_every_part_is_accepted_or_released() {
    let (housing, water) = (part(2, HOUSING), part(3, WATER));
    let open = |parts: &[i64]| {
        Err(Refused::PartsOpen { parts: parts.iter().copied().map(RelayId).collect() })
    };
    assert_eq!(may_close_parent(&[housing.clone(), water.clone()]), open(&[2, 3]));
    assert_eq!(may_close_parent(&[answered(&housing), water.clone()]), open(&[2, 3]));

    let housing = accepted(&housing);
    assert_eq!(may_close_parent(&[housing.clone(), water.clone()]), open(&[3]));
    let water = released(&water);
    assert_eq!(may_close_parent(&[housing, water]), Ok(()));

    let closed = notice().end(&NOTICE, "all_settled", now("2026-11-04T10:00")).unwrap().relay;
    assert_eq!(closed.next_due(), None);
    assert_eq!(closed.ended.unwrap().how, "all_settled");
}

#[test]
fn each_part_has_its_own_holder_and_clock() {
    let (housing, water) = (part(2, HOUSING), part(3, WATER));
    let answered = answered(&housing);
    assert_eq!((answered.holder, water.holder), (STREET, WATER));
    assert_eq!(answered.next_due(), Some(at("2026-11-03T18:00")));
    assert!(water.is_over(at("2026-11-03T09:00")));
    assert!(!answered.is_over(at("2026-11-03T09:00")));
    assert_eq!(notice().parent, None);
    assert_eq!([housing.parent, water.parent], [Some(NUMBER); 2]);
}

#[test]
fn a_late_part_is_charged_to_its_own_department_only() {
    let (housing, water) = (accepted(&part(2, HOUSING)), part(3, WATER));
    let up = water.escalate(STREET, &limit(Working, 480), now("2026-11-04T09:30")).unwrap();
    let leg = up.ended_leg.unwrap();
    assert_eq!((leg.holder, leg.overdue), (WATER, true));
    assert_eq!(promise(&up.relay).charged, Some(1));
    assert_eq!(promise(&housing).charged, None);
}

#[test]
fn the_street_may_return_an_answer_and_the_department_answers_again() {
    let back = returned(&answered(&part(2, HOUSING)), "2026-11-03T10:00").unwrap();
    assert_eq!((back.relay.holder, back.relay.returns, back.relay.leg), (HOUSING, 1, 4));
    assert_eq!(back.ended_leg.unwrap().how, Some(Happened::SentBack));
    let denied = back.relay.deny_promise(now("2026-11-03T10:00")).unwrap().relay;
    assert!(denied.owes("answered"), "an answer that is returned was none");
    assert_eq!(promise(&denied).due, at("2026-11-03T18:00"));
    let late = returned(&answered(&part(2, HOUSING)), "2026-11-03T16:00");
    assert_eq!(late.unwrap_err().code(), "too_late_to_return");
}

#[test]
fn a_department_cannot_accept_its_own_answer() {
    let jumped = part(2, HOUSING).end(&PART, "accepted", now("2026-11-02T10:00"));
    assert_eq!(jumped, Err(Refused::NotAnEnd { step: "sign".into() }));
    let skipped = part(2, HOUSING).advance(&PART, &to("weigh", STREET), now("2026-11-02T10:00"));
    let (from, to) = ("sign".to_owned(), "weigh".to_owned());
    assert_eq!(skipped, Err(Refused::NoSuchMove { from, to }));
}

#[test]
fn a_part_is_released_with_a_reason_only() {
    let silent = part(2, HOUSING).release("not_ours", " ", now("2026-11-02T10:00"));
    assert_eq!(silent, Err(Refused::NoReason));
}

#[test]
fn a_part_that_is_taken_up_again_holds_the_notice_open() {
    // DIGIT#1467: what was reopened went on counting as resolved.
    let housing = accepted(&part(2, HOUSING));
    let again = housing.reopen(&PART, &to("reply", HOUSING), now("2026-11-05T09:00")).unwrap();
    let open = may_close_parent(&[again.relay, released(&part(3, WATER))]);
    assert_eq!(open, Err(Refused::PartsOpen { parts: vec![RelayId(2)] }));
}

#[test]
fn a_part_does_not_run_by_the_table_of_the_whole() {
    let wrong = part(2, HOUSING).end(&NOTICE, "accepted", now("2026-11-02T10:00"));
    let (relay, given) = ("notice_part".to_owned(), "notice".to_owned());
    assert_eq!(wrong, Err(Refused::OtherProcedure { relay, given }));
}

proptest! {
    #[test]
    fn the_parts_that_hold_a_notice_open_are_exactly_those_not_settled(
        fates in proptest::collection::vec(0u8..4, 0..12)
    ) {
        let parts: Vec<Relay> = (10..).zip(&fates).map(|(id, fate)| {
            let part = part(id, PostId(id));
            match fate {
                0 => part,
                1 => answered(&part),
                2 => accepted(&part),
                _ => released(&part),
            }
        }).collect();
        let open: Vec<_> = (10..).zip(&fates).filter(|(_, fate)| **fate < 2)
            .map(|(id, _)| RelayId(id)).collect();
        let held_open = match may_close_parent(&parts) {
            Err(Refused::PartsOpen { parts }) => parts,
            other => { prop_assert_eq!(other, Ok(())); vec![] }
        };
        prop_assert_eq!(held_open, open);
    }
}
