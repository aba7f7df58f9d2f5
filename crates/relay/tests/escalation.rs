//! Escalation: whoever is missing, somebody is found, and who was passed over is on record.
mod world;

use base::PostId;
use base::calendar::ClockKind::Working;
use relay::{Candidate, Happened, NextHolder, next_holder};
use world::{COMMUNITY, WORKER, limit, now, reported};

const LAST: Option<PostId> = Some(PostId(99));

fn rung(post: i64, present: bool) -> Candidate {
    Candidate::new(PostId(post), present)
}

fn posts(posts: &[i64]) -> Vec<PostId> {
    posts.iter().copied().map(PostId).collect()
}

#[test]
fn escalation_passes_over_nobody_silently_and_always_ends_somewhere() {
    // DIGIT leaves alone what has no assignee, no superior or the highest level.
    let found =
        |post, passed: &[i64]| NextHolder::Found { post: PostId(post), passed: posts(passed) };
    let last = |passed: &[i64]| NextHolder::LastResort { post: PostId(99), passed: posts(passed) };
    for (ladder, current, expected) in [
        (vec![rung(1, true), rung(2, true), rung(4, true)], Some(1), found(2, &[])),
        (vec![rung(1, true), rung(2, false), rung(4, true)], Some(1), found(4, &[2])),
        (vec![rung(1, true), rung(2, false)], Some(1), last(&[2])), // no superior is there
        (vec![rung(1, true)], Some(1), last(&[])),                  // the ladder ends
        (vec![], Some(1), last(&[])),                               // there is no ladder
        (vec![rung(2, true)], Some(3), found(2, &[])),              // the holder is not on it
        (vec![rung(1, true), rung(2, true), rung(1, true), rung(4, true)], Some(1), found(4, &[])),
        (vec![rung(1, false), rung(2, true)], None, found(2, &[1])), // nobody holds it yet
        (vec![rung(1, true), rung(99, true)], Some(99), NextHolder::Stays { post: PostId(99) }),
    ] {
        let next = next_holder(&ladder, current.map(PostId), LAST);
        assert_eq!(next, expected, "{ladder:?} from {current:?}");
        assert!(next.post().is_some());
    }
}

#[test]
fn without_a_last_resort_an_orphan_is_named_as_one() {
    let next = next_holder(&[rung(1, true), rung(2, false)], Some(PostId(1)), None);
    assert_eq!(next, NextHolder::Nobody { passed: posts(&[2]) });
    assert_eq!(next.post(), None);
}

#[test]
fn a_deputy_of_an_absent_deputy_receives() {
    // zammad#3694: the substitute of a substitute lost the cases.
    let second = Candidate { deputies: vec![rung(22, true)], ..rung(21, false) };
    let boss = Candidate { deputies: vec![second], ..rung(2, false) };
    let next = next_holder(&[rung(1, true), boss], Some(PostId(1)), LAST);
    assert_eq!(next, NextHolder::Found { post: PostId(22), passed: posts(&[2, 21]) });
}

#[test]
fn a_deputy_who_holds_it_escalates_above_the_post_it_stands_in_for() {
    let boss = Candidate { deputies: vec![rung(21, true)], ..rung(2, false) };
    let ladder = [rung(1, true), boss, rung(4, true)];
    let next = next_holder(&ladder, Some(PostId(21)), LAST);
    assert_eq!(next, NextHolder::Found { post: PostId(4), passed: vec![] });
}

#[test]
fn deputies_who_stand_in_for_each_other_are_asked_once() {
    // The other half of zammad#3694: substitutes in a circle.
    let back = Candidate { deputies: vec![rung(2, false)], ..rung(3, false) };
    let boss = Candidate { deputies: vec![back], ..rung(2, false) };
    let other = Candidate { deputies: vec![rung(2, false)], ..rung(3, false) };
    let next = next_holder(&[rung(1, true), boss, other], Some(PostId(1)), LAST);
    assert_eq!(next, NextHolder::LastResort { post: PostId(99), passed: posts(&[2, 3]) });
}

#[test]
fn an_escalation_is_a_leg_of_its_own_even_where_nobody_stands_higher() {
    let hours = limit(Working, 480);
    let up = reported().escalate(COMMUNITY, &hours, now("2026-11-03T09:30")).unwrap();
    let leg = up.ended_leg.unwrap();
    assert_eq!((leg.holder, leg.how, leg.overdue), (WORKER, Some(Happened::Escalated), true));
    let stays = up.relay.escalate(COMMUNITY, &hours, now("2026-11-04T09:30")).unwrap().relay;
    assert_eq!((stays.holder, stays.leg, stays.escalated), (COMMUNITY, 3, 2));
    assert!(stays.next_due() > Some(now("2026-11-04T09:30").at), "and it is looked at again");
}
