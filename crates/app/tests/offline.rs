//! What a phone wrote down without signal, on both engines: whose time counts, and what becomes of
//! an operation that comes twice, too late, or for a matter that has moved on.
mod town;
mod world;

use app::grid::matter::HandOver;
use app::offline::{self, Answer, Operation, State, Unreadable, What};
use base::{MatterId, SignedDuration, Timestamp};
use grid::matter::Source;
use std::collections::BTreeSet;
use store::testing::on_each_engine;
use town::deeds::assigned;
use town::{HERE, OUTSIDE, Staff, Town, words};

/// Ten on a Monday morning, when the town's clock begins.
const NOW: &str = "2026-03-02T02:00:00Z";

fn ago(minutes: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_mins(minutes)
}

fn send(town: &Town, by: Staff, operations: Vec<Operation>) -> Vec<Answer> {
    let ran = town.act(by, move |cx, asker| {
        let said = |failed: &app::Failed| failed.to_string();
        offline::run(cx, asker, &operations, &mut BTreeSet::new(), &said)
    });
    ran.expect("a batch is answered")
}

fn operation(name: &str, minutes_ago: i64, what: What) -> Operation {
    let asked = name.as_bytes().to_vec();
    Operation { name: name.into(), device: ago(minutes_ago), what, asked }
}

fn report(town: &Town, name: &str, minutes_ago: i64, on_the_spot: bool) -> Operation {
    let mut new = town.new_report(Source::GridWorker, "street_light", name);
    new.on_the_spot = on_the_spot;
    operation(name, minutes_ago, What::Report(Box::new(new.into())))
}

fn note(matter: MatterId, name: &str) -> Operation {
    operation(name, 5, What::Note { matter, words: words(name) })
}

fn over(matter: MatterId, name: &str, to: Staff, leg: Option<u32>) -> Operation {
    let to = HandOver { to: to.post, reason: words(name) };
    operation(name, 5, What::HandOver { matter, to, leg })
}

fn held_by_worker(town: &Town) -> MatterId {
    let (receipt, _) = town.resident_reports("street_light", "三号楼前路灯不亮");
    assigned(town, receipt.id, town.worker);
    receipt.id
}

#[test]
fn the_promise_runs_from_the_phones_time_within_policy_and_from_the_arrival_beyond() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let four_days = 4 * 24 * 60;
        for (name, minutes_ago, counts, by) in [
            ("40 minutes ago", 40, ago(40), "device"),
            ("four days ago", four_days, ago(0), "too_late"),
            ("two minutes ahead", -2, ago(0), "device"),
            ("an hour ahead", -60, ago(0), "ahead"),
        ] {
            let answer = send(&town, town.worker, vec![report(&town, name, minutes_ago, false)]);
            let kept = &answer[0].kept;
            assert_eq!((kept.state, kept.counts), (State::Done, Some(counts)), "{name}");
            assert_eq!(kept.counted_by.as_deref(), Some(by), "{name}");
            let page = town.page(town.auditor, kept.matter.unwrap()).unwrap();
            assert_eq!(page.matter.reported_at, counts, "{name}");
            let promise = page.main().promise.as_ref().unwrap();
            assert_eq!(promise.clock.started, counts, "{name}");
            // Whoever holds it has the whole time: it came into their hands just now.
            assert_eq!(page.main().leg_since, ago(0), "{name}");
            let event = page.entries.iter().find(|entry| entry.what == "reported").unwrap();
            assert_eq!(event.at, ago(0), "{name}: the history says when it came");
            assert_eq!(event.detail["device_at"], ago(minutes_ago).to_string(), "{name}");
            assert_eq!(event.detail["counted_by"], by, "{name}");
        }
    });
}

#[test]
fn what_was_solved_on_the_spot_kept_its_promise_however_late_it_comes() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let answer = send(&town, town.worker, vec![report(&town, "两天前清走", 2 * 24 * 60, true)]);
        let page = town.page(town.auditor, answer[0].kept.matter.unwrap()).unwrap();
        let main = page.main();
        assert_eq!(main.promise_met, Some(ago(2 * 24 * 60)));
        assert_eq!(main.promise.as_ref().unwrap().clock.charged, None);
        assert!(main.ended.is_some());
    });
}

#[test]
fn a_batch_that_comes_twice_is_done_once_and_answered_alike() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let id = held_by_worker(&town);
        let batch = || {
            let bad = What::Unreadable(Unreadable { field: "kind", code: "choose" });
            vec![
                report(&town, "r", 10, false),
                note(id, "n"),
                operation("bad", 1, bad),
                over(id, "h", town.community, None),
                note(id, "too late, it is given away"),
            ]
        };
        let first = send(&town, town.worker, batch());
        let states: Vec<_> = first.iter().map(|answer| answer.state).collect();
        use State::{Conflict, Done, Refused, Replayed};
        assert_eq!(states, [Done, Done, Refused, Done, Conflict]);
        let again = send(&town, town.worker, batch());
        let states: Vec<_> = again.iter().map(|answer| answer.state).collect();
        assert_eq!(states, [Replayed, Replayed, Refused, Replayed, Conflict]);
        for (first, again) in first.iter().zip(&again) {
            assert!(again.replayed && !first.replayed);
            assert_eq!(first.kept, again.kept);
        }
        let page = town.page(town.auditor, id).unwrap();
        let count = |what: &str| page.entries.iter().filter(|entry| entry.what == what).count();
        assert_eq!((count("noted"), count("handed_over")), (1, 1));
    });
}

#[test]
fn a_conflict_says_where_the_matter_is_now_and_nothing_of_what_is_out_of_sight() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let id = held_by_worker(&town);
        let stranger = town.another_street();
        let answers = send(
            &town,
            town.worker,
            vec![
                over(id, "seen", town.community, Some(9)),
                over(id, "real", town.community, None),
                note(id, "n"),
            ],
        );
        let reason = |answer: &Answer| answer.kept.reason.clone().unwrap_or_default();
        assert_eq!(
            (answers[0].state, reason(&answers[0])),
            (State::Conflict, "moved_meanwhile".into())
        );
        assert_eq!(answers[1].state, State::Done);
        let now = answers[2].kept.now.as_ref().expect("it is in sight");
        assert_eq!((now.holder_zh.as_str(), now.ended), ("甲社区 · 书记", false));
        let hidden = send(&town, stranger, vec![note(id, "mine?"), note(MatterId(7), "none")]);
        for answer in &hidden {
            assert_eq!((answer.state, reason(answer)), (State::Conflict, "not_found".into()));
            assert_eq!(answer.kept.now, None);
        }
    });
}

#[test]
fn one_name_for_two_things_does_neither_twice_nor_the_second() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let id = held_by_worker(&town);
        assert_eq!(send(&town, town.worker, vec![note(id, "a")])[0].state, State::Done);
        let other = Operation { asked: b"something else".to_vec(), ..note(id, "a") };
        let answer = &send(&town, town.worker, vec![other])[0];
        assert_eq!(answer.state, State::Refused);
        assert_eq!(answer.kept.reason.as_deref(), Some("key_reused"));
        // Another person's phone may well have made the same name.
        let theirs = report(&town, "a", 1, false);
        assert_eq!(send(&town, town.leader, vec![theirs])[0].state, State::Done);
    });
}

#[test]
fn a_wrong_place_is_refused_and_what_nobody_can_tell_any_more_is_not_done() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let mut new = town.new_report(Source::GridWorker, "street_light", "x");
        new.point = Some(OUTSIDE);
        let outside = operation("outside", 1, What::Report(Box::new(new.clone().into())));
        new.point = Some(HERE);
        let ancient = operation("ancient", 90 * 24 * 60, What::Report(Box::new(new.into())));
        let answers = send(&town, town.worker, vec![outside, ancient]);
        let reasons: Vec<_> = answers.iter().map(|a| a.kept.reason.as_deref().unwrap()).collect();
        assert_eq!(reasons, ["outside", "too_old_to_send"]);
        assert!(answers.iter().all(|answer| answer.state == State::Refused));
    });
}

#[test]
fn phones_answers_outlast_those_of_programs_and_go_in_the_end() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        send(&town, town.worker, vec![report(&town, "r", 1, false)]);
        let forget = |town: &Town| town.act(town.worker, |cx, _| app::idempotency::expire(cx));
        town.clock.advance(30 * 24 * 60);
        assert_eq!(forget(&town).unwrap(), 0);
        assert_eq!(
            send(&town, town.worker, vec![report(&town, "r", 1, false)])[0].state,
            State::Replayed
        );
        town.clock.advance(61 * 24 * 60);
        assert_eq!(forget(&town).unwrap(), 1);
    });
}
