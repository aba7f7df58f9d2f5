//! Notices, and what leaves the house: written with the change, sent at least once, never twice at
//! a time.
#[path = "../../send/tests/there/mod.rs"]
mod there;
mod town;
mod world;

use app::App;
use app::grid::matter::{self, Asker};
use app::message::{self, sender};
use app::secret::Code;
use base::{Lang, MatterId, NoticeId, OutboxId};
use org::Role;
use send::Outlets;
use std::collections::BTreeSet;
use store::testing::{Fresh, on_each_engine};
use there::{Receiver, SECRET, Smtp, settings};
use tokio::runtime::Runtime;
use town::{Staff, Town, deeds};

const URL: &str = "http://127.0.0.1:PORT/in";

fn open(town: &Town, smtp: Option<&Smtp>, receiver: Option<&Receiver>) {
    open_on(&town.app, smtp, receiver);
}

fn open_on(app: &App, smtp: Option<&Smtp>, receiver: Option<&Receiver>) {
    let outlets = Outlets::parse(&settings(smtp, receiver, URL)).expect("the settings fit");
    app.open_outlets(outlets).expect("they are opened once");
}

fn run<T>(work: impl Future<Output = app::Result<T>>) -> T {
    Runtime::new().unwrap().block_on(work).expect("it goes")
}

/// What somebody has not read: event and matter, the newest first.
fn unread(town: &Town, of: Staff) -> Vec<(String, MatterId)> {
    let page = town.act(of, |cx, asker| message::list(cx, asker, None, 50)).unwrap();
    let unread = page.rows.into_iter().filter(|row| !row.is_read);
    unread.map(|row| (row.notice.what, row.matter.id)).collect()
}

#[test]
fn whoever_acts_for_a_post_sees_what_came_to_it_until_it_is_read() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "路灯不亮");
        let id = receipt.id;
        assert_eq!(unread(&town, town.leader), [("reported".to_owned(), id)]);
        assert!(unread(&town, town.worker).is_empty());
        let page = town.act(town.leader, |cx, asker| message::list(cx, asker, None, 1)).unwrap();
        let notice = page.rows[0].notice.id;
        let read = move |cx: &mut app::Cx<'_, '_>, asker: &Asker| message::open(cx, asker, notice);
        assert_eq!(world::refusal(town.act(town.other_community, read)), "not_found");
        assert_eq!(town.act(town.leader, read).unwrap(), id);
        assert!(unread(&town, town.leader).is_empty());

        deeds::assigned(&town, id, town.worker);
        assert_eq!(unread(&town, town.worker), [("sorted".to_owned(), id)]);
        assert!(unread(&town, town.leader).is_empty(), "nobody is told of their own deed");
        town.act(town.worker, message::mark_all).unwrap();
        assert!(unread(&town, town.worker).is_empty());
        town.clock.advance(1);
        deeds::done(&town, id);
        assert_eq!(unread(&town, town.community).len(), 1, "to check; the feedback is their own");
    });
}

#[test]
fn who_follows_a_matter_hears_where_it_turns_and_only_what_they_may_read() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (receipt, _) = town.resident_reports("street_light", "路灯不亮");
        let id = receipt.id;
        let follow = move |cx: &mut app::Cx<'_, '_>, asker: &Asker| message::follow(cx, asker, id);
        town.act(town.street, follow).unwrap();
        town.act(town.street, follow).unwrap();
        assert_eq!(world::refusal(town.act(town.other_community, follow)), "not_found");
        deeds::assigned(&town, id, town.worker);
        deeds::solve(&town, town.worker, id, grid::matter::Ending::Solved).unwrap();
        let told: Vec<String> =
            unread(&town, town.street).into_iter().map(|(what, _)| what).collect();
        assert_eq!(told, ["handled", "sorted"]);
        let unfollow =
            move |cx: &mut app::Cx<'_, '_>, asker: &Asker| message::unfollow(cx, asker, id);
        town.act(town.street, unfollow).unwrap();
        deeds::check(&town, town.community, id, true).unwrap();
        assert_eq!(unread(&town, town.street).len(), 2);
    });
}

#[test]
fn a_page_of_notices_goes_on_where_the_last_one_ended() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    for _ in 0..7 {
        town.clock.advance(1);
        town.resident_reports("street_light", "路灯不亮");
    }
    let (mut seen, mut before): (Vec<NoticeId>, Option<NoticeId>) = (Vec::new(), None);
    loop {
        let at = before;
        let page = town.act(town.leader, move |cx, asker| message::list(cx, asker, at, 3)).unwrap();
        seen.extend(page.rows.iter().map(|row| row.notice.id));
        match page.next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted_by(|one, other| one > other));
    town.clock.advance(61 * 24 * 60);
    assert_eq!(town.app.write_now(message::expire).unwrap(), 7);
    assert!(unread(&town, town.leader).is_empty());
}

#[test]
fn nothing_is_written_to_leave_unless_the_settings_say_so() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        deeds::closed(&town);
        let far = "2030-01-01T00:00:00Z".parse().unwrap();
        let waiting = town.app.read_now(move |cx| {
            store::message::outbox::due(cx.tx, far, 100).map_err(app::Failed::from)
        });
        assert!(waiting.unwrap().is_empty());
        let address = message::MailAddress::new("worker@office.example").unwrap();
        let asked = town.act(town.worker, move |cx, asker| {
            message::set_mail_address(cx, asker, &address, Lang::Zh)
        });
        assert_eq!(world::refusal(asked), "no_mail");
    });
}

#[test]
fn another_system_hears_of_public_matters_without_words_place_or_person() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let receiver = Receiver::start();
        open(&town, None, Some(&receiver));
        deeds::closed(&town);
        town.resident_reports("family_dispute", "不公开的事");
        run(sender::send_due(&town.app));
        let calls = receiver.calls();
        let types: BTreeSet<String> = calls
            .iter()
            .map(|call| serde_json::from_str::<serde_json::Value>(&call.body).unwrap())
            .map(|body| body["type"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(types, BTreeSet::from(["matter.closed".into(), "matter.reported".into()]));
        assert_eq!(calls.len(), 2, "the hidden category is told to nobody");
        for call in &calls {
            for never in ["路灯", "13800001234", "120.0", "person", "holder"] {
                assert!(!call.body.contains(never), "{}", call.body);
            }
        }
        run(sender::send_due(&town.app));
        assert_eq!(receiver.calls().len(), 2, "what was sent is done");
    });
}

#[test]
fn a_reminder_goes_to_whoever_asked_and_to_no_reporter() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let smtp = Smtp::start();
        open(&town, Some(&smtp), None);
        let asks = |text: &str| {
            let address = message::MailAddress::new(text).unwrap();
            town.act(town.worker, move |cx, asker| {
                message::set_mail_address(cx, asker, &address, Lang::Zh)
            })
        };
        assert_eq!(world::refusal(asks("a@elsewhere.example")), "mail_address");
        asks("worker@office.example").unwrap();
        let (id, _) = deeds::closed(&town);
        run(sender::send_due(&town.app));
        let taken = smtp.taken();
        assert_eq!(taken.len(), 1, "to the worker, who asked; to nobody else");
        assert_eq!(taken[0].to, ["RCPT TO:<worker@office.example>"]);
        assert!(taken[0].body().contains(&format!("https://jieli.example/matters/{id}")));
        for never in ["三号楼", "13800001234"] {
            assert!(!taken[0].body().contains(never) && !taken[0].subject().contains(never));
        }
        let dump = town.app.read_now(move |cx| {
            let row = store::message::address::find(cx.tx, base::PersonId(0))?;
            assert!(row.is_none());
            Ok(store::message::outbox::trouble(cx.tx, OutboxId(i64::MAX), 9)?)
        });
        assert!(dump.unwrap().is_empty());

        // Who stops mail meanwhile gets no letter that still waited.
        let (receipt, _) = town.resident_reports("street_light", "又坏了");
        deeds::assigned(&town, receipt.id, town.worker);
        town.act(town.worker, message::stop_mail).unwrap();
        run(sender::send_due(&town.app));
        assert_eq!(smtp.taken().len(), 1);
    });
}

#[test]
fn what_was_sent_and_not_marked_is_sent_again_under_the_same_id() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let receiver = Receiver::start();
        open(&town, None, Some(&receiver));
        let other = world::app_with(fresh, &town.clock);
        open_on(&other, None, Some(&receiver));
        town.resident_reports("street_light", "路灯不亮");
        let claimed = run(sender::claim(&town.app));
        assert_eq!(claimed.len(), 1);
        run(sender::hand_over(&town.app, claimed[0].clone())).unwrap();
        // Here the first server is killed: nothing is marked.
        town.clock.advance(4);
        run(sender::send_due(&other));
        assert_eq!(receiver.calls().len(), 1, "the claim still holds");
        town.clock.advance(2);
        run(sender::send_due(&other));
        let calls = receiver.calls();
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
        assert_ne!(calls[0].header("webhook-timestamp"), calls[1].header("webhook-timestamp"));
        // It was not killed, only slow: what it says now changes nothing.
        let late = Runtime::new().unwrap().block_on(sender::deliver(&town.app, claimed[0].clone()));
        assert!(matches!(late, Err(app::Failed::Stale)));
        town.clock.advance(60);
        run(sender::send_due(&town.app));
        assert_eq!(receiver.calls().len(), 3, "only the slow one's own try");
    });
}

#[test]
fn two_servers_never_hold_one_row() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        open(&town, None, Some(&Receiver::start()));
        let other = world::app_with(fresh, &town.clock);
        open_on(&other, None, Some(&Receiver::start()));
        const ROWS: usize = 60;
        for _ in 0..ROWS {
            town.resident_reports("street_light", "路灯不亮");
        }
        let apps = [town.app.clone(), other];
        let threads: Vec<_> = (0..6)
            .map(|at| {
                let app = apps[at % 2].clone();
                std::thread::spawn(move || {
                    let runtime = Runtime::new().unwrap();
                    let mut held = Vec::new();
                    for _ in 0..ROWS {
                        match runtime.block_on(sender::claim(&app)) {
                            Ok(claimed) => held.extend(claimed.into_iter().map(|one| one.id)),
                            Err(error) => panic!("{error}"),
                        }
                    }
                    held
                })
            })
            .collect();
        let held: Vec<OutboxId> =
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        let distinct: BTreeSet<OutboxId> = held.iter().copied().collect();
        assert_eq!((held.len(), distinct.len()), (ROWS, ROWS));
    });
}

#[test]
fn a_change_that_fails_leaves_nothing_to_send() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        open(&town, None, Some(&Receiver::start()));
        let new = town.new_report(grid::matter::Source::Resident, "street_light", "路灯不亮");
        let failed: app::Result<()> = town.app.write_now(move |cx| {
            matter::report(cx, &Asker::default(), &new)?;
            Err(app::Failed::refused("the control"))
        });
        assert!(failed.is_err());
        assert!(run(sender::claim(&town.app)).is_empty());
        assert!(unread(&town, town.leader).is_empty());
    });
}

#[test]
fn what_fails_waits_longer_each_time_and_then_for_the_administrator() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let receiver = Receiver::start();
        open(&town, None, Some(&receiver));
        receiver.answers("HTTP/1.1 503 Busy\r\n\r\n");
        let district = town.district_unit();
        let admin = town::hire(&town.app, district, Role::SystemAdmin, "系统");
        let trouble = || {
            let page = town.act(admin, |cx, asker| message::trouble(cx, &asker.who, None, 9));
            page.unwrap().rows
        };
        town.resident_reports("street_light", "路灯不亮");
        let (mut tries, mut minutes) = (0, 0);
        while receiver.calls().len() < 50 && minutes < 7 * 24 * 60 {
            run(sender::send_due(&town.app));
            tries = receiver.calls().len();
            town.clock.advance(1);
            minutes += 1;
            match trouble().first() {
                Some(row) if row.again_at.is_none() => break,
                _ => {}
            }
            if minutes > 10 {
                town.clock.advance(59);
                minutes += 59;
            }
        }
        let rule = town.app.policies().rules.delivery(town::day("2026-03-02")).unwrap().value;
        assert_eq!(tries, rule.tries as usize);
        let rows = trouble();
        assert_eq!(
            (rows.len(), rows[0].why.as_str(), rows[0].tries),
            (1, "refused_503", rule.tries)
        );
        let id = rows[0].id;
        let denied = town.act(town.district, move |cx, asker| message::retry(cx, &asker.who, id));
        assert!(denied.is_err());
        let ids: BTreeSet<String> =
            receiver.calls().iter().map(|call| call.header("webhook-id").to_owned()).collect();
        assert_eq!(ids, BTreeSet::from([format!("msg_{id}")]));

        receiver.answers("HTTP/1.1 200 OK\r\n\r\n");
        run(sender::send_due(&town.app));
        assert_eq!(receiver.calls().len(), tries, "what has failed for good rests");
        town.act(admin, move |cx, asker| message::retry(cx, &asker.who, id)).unwrap();
        run(sender::send_due(&town.app));
        assert_eq!(receiver.calls().len(), tries + 1);
        assert!(trouble().is_empty());
        let gone = town.act(admin, move |cx, asker| message::give_up(cx, &asker.who, id));
        assert_eq!(world::refusal(gone), "not_found");

        receiver.answers("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n");
        town.resident_reports("street_light", "路灯不亮");
        run(sender::send_due(&town.app));
        let again = trouble()[0].id;
        assert_eq!(trouble()[0].why, "redirected");
        town.act(admin, move |cx, asker| message::give_up(cx, &asker.who, again)).unwrap();
        assert!(trouble().is_empty());
        let audited = town.app.read_now(move |cx| {
            let of = |cx: &mut app::Cx<'_, '_>, id: OutboxId| {
                let found = store::event::of(cx.tx, "outbox", id.0)?;
                Ok::<_, app::Failed>(found.into_iter().map(|event| event.what).collect::<Vec<_>>())
            };
            Ok((of(cx, id)?, of(cx, again)?))
        });
        let (retried, given_up) = audited.unwrap();
        assert_eq!(
            (retried, given_up),
            (vec!["delivery_retried".into()], vec!["delivery_given_up".into()])
        );
    });
}

#[test]
fn what_was_imported_from_the_past_tells_nobody() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    open(&town, None, Some(&Receiver::start()));
    let mut new = town.new_report(grid::matter::Source::Resident, "street_light", "旧事");
    new.code = Some(Code::random().digest(town.app.keys()).to_vec());
    town.app
        .write_now(move |cx| {
            let past = "2026-02-20T10:00:00+08:00".parse().unwrap();
            matter::report(&mut cx.at(past), &Asker::default(), &new)
        })
        .unwrap();
    assert!(unread(&town, town.leader).is_empty());
    assert!(run(sender::claim(&town.app)).is_empty());
}

#[test]
fn settings_that_ask_for_an_event_there_is_none_of_are_refused() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let receiver = Receiver::start();
    let text = settings(None, Some(&receiver), URL).replace("\"closed\"", "\"clsoed\"");
    let refused = town.app.open_outlets(Outlets::parse(&text).unwrap()).unwrap_err();
    assert!(refused.contains("clsoed") && !refused.contains(SECRET));
    assert!(town.app.outlets().is_none());
}

#[test]
fn a_draft_names_the_matter_and_fits_its_outcome() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (id, _) = deeds::closed(&town);
    let matter = town.page(town.auditor, id).unwrap().matter;
    let (policies, today) = (town.app.policies(), town::day("2026-03-02"));
    let drafts = message::drafts(policies, today, Lang::Zh, &matter, |_| None);
    assert_eq!(drafts.len(), 2, "of the group, and of all");
    assert!(drafts[0].text.contains(&matter.number) && drafts[0].text.contains("路灯不亮"));
    assert!(!drafts[0].text.contains('{'));
}
