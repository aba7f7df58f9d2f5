//! A year's assessment, from its goals to the records: who may do what, what is seen by whom, and
//! that nothing ties a rater to a mark. On both engines.
#[path = "assessment/people.rs"]
mod people;
mod town;
mod world;

use app::Failed;
use app::grid::matter::Asker;
use app::ladder::assessment::result::Answer;
use app::ladder::assessment::{self, ballot, decide, goals, panel, result, worker};
use app::ladder::{pay, promotion};
use app::secret::Code;
use base::{PersonId, UnitId};
use ladder::assessment::course::Stage;
use ladder::assessment::excellent::Why;
use ladder::worker::Rating;
use org::Role;
use people::{DAY, Year};
use std::collections::BTreeMap;
use store::testing::{Fresh, on_each_engine};
use town::{Staff, day, hire};
use world::refusal;

#[test]
fn a_year_goes_from_its_goals_into_the_records() {
    on_each_engine(|fresh| {
        let year = Year::open(fresh);
        goals_are_set_by_the_street_and_read_once_published(&year);
        notes_have_two_days(&year);
        let town = &year.town;
        town.clock.advance(DAY * 330);
        year.rate_all();
        marks_are_of_others_only(&year);
        let order = |who: Staff| {
            town.act(who, |cx, asker| decide::decide(cx, &asker.who, 2026, "评〔2027〕1号"))
        };
        assert_eq!(refusal(order(year.office)), "year_runs");
        town.clock.advance(DAY * 40);
        assert_eq!(refusal(order(town.street)), "no_right");
        order(year.office).unwrap();
        assert_eq!(refusal(order(year.office)), "assessment_decided");
        results_are_seen_once_published(&year);
        one_appeal_is_answered_by_somebody_else(&year);
        results_go_into_the_records_after_the_last_day(&year);
    });
}

fn goals_are_set_by_the_street_and_read_once_published(year: &Year) {
    let town = &year.town;
    let publish = || town.act(year.office, |cx, asker| goals::publish(cx, &asker.who, 2026));
    assert_eq!(refusal(publish()), "goals_missing");
    let goal = goals::Words::new("走访每户一次").unwrap();
    let community = town.communities[0];
    let set = |who: Staff| {
        let goal = goal.clone();
        town.act(who, move |cx, asker| goals::set(cx, &asker.who, (2026, community), &goal))
    };
    assert_eq!(refusal(set(town.community)), "no_right");
    set(town.street).unwrap();
    let person = town.worker.person;
    let own = |who: Staff| {
        let goal = goals::Words::new("管好路灯").unwrap();
        town.act(who, move |cx, asker| worker::set_goal(cx, &asker.who, (2026, person), &goal))
    };
    assert_eq!(refusal(own(town.worker)), "no_right");
    own(town.street).unwrap();
    let read = |who: Staff| {
        let list = town.act(who, |cx, asker| goals::list(cx, &asker.who, (2026, None), None, 50));
        list.unwrap().workers.iter().filter(|row| row.goal.is_some()).count()
    };
    assert_eq!((read(town.street), read(town.leader)), (1, 0), "not published yet");
    publish().unwrap();
    assert_eq!(refusal(publish()), "goals_published");
    assert_eq!((read(town.street), read(town.leader)), (1, 1));
}

fn notes_have_two_days(year: &Year) {
    let (town, person) = (&year.town, year.town.worker.person);
    let note = |who: Staff, on: &str| {
        let (on, words) = (day(on), worker::Said::new("处理积水").unwrap());
        town.act(who, move |cx, asker| worker::note(cx, &asker.who, (2026, person), (on, &words)))
    };
    note(town.worker, "2026-01-02").unwrap();
    note(town.community, "2026-01-05").unwrap();
    assert_eq!(refusal(note(town.other_community, "2026-01-05")), "not_found");
    assert_eq!(refusal(note(town.auditor, "2026-01-05")), "no_right");
    assert_eq!(refusal(note(town.worker, "2026-01-06")), "day_of_year", "a day ahead");
    assert_eq!(refusal(note(town.worker, "2025-12-31")), "day_of_year");
    let page = year.page(town.worker, person).unwrap();
    let days: Vec<_> = page.notes.iter().map(|note| (note.day, note.known, note.by)).collect();
    let today = day("2026-01-05");
    assert_eq!(days, [(today, today, town.community.person), (day("2026-01-02"), today, person)]);
}

fn marks_are_of_others_only(year: &Year) {
    let town = &year.town;
    let both = year.officer;
    let mark = |who: Staff, of: PersonId, mark: &str| {
        let mark = mark.parse().unwrap();
        town.act(who, move |cx, asker| {
            let words = worker::Said::new("完成目标").unwrap();
            worker::evaluate(cx, &asker.who, (2026, of), (mark, &words))
        })
    };
    let person = town.worker.person;
    assert_eq!(refusal(mark(town.worker, person, "100")), "no_right");
    assert_eq!(refusal(mark(town.community, person, "100")), "no_right");
    assert_eq!(refusal(mark(both, both.person, "100")), "own_grant", "never of oneself");
    assert_eq!(refusal(mark(town.street, person, "100.5")), "mark_range");
    assert_eq!(refusal(mark(town.street, person, "90.555")), "mark_range");
    let lacks = town.act(year.office, |cx, asker| decide::draft(cx, &asker.who, 2026));
    assert_eq!(lacks.unwrap().lacks.unmarked, year.people.len() as u32);
    for (at, of) in year.people.iter().enumerate() {
        mark(town.street, of.person, &(80 + at).to_string()).unwrap();
    }
    mark(both, person, "70.25").unwrap();
    let shown = year.page(town.street, person).unwrap().mark.unwrap();
    assert_eq!(shown.mark.to_string(), "70.25", "the later stands");
    assert!(year.page(town.worker, person).unwrap().mark.is_none(), "not before results are out");
}

fn results_are_seen_once_published(year: &Year) {
    let town = &year.town;
    let list = |who: Staff| {
        town.act(who, |cx, asker| result::list(cx, &asker.who, (2026, None), None, 50)).unwrap()
    };
    let seen = |who: Staff| list(who).rows.len();
    let all = year.people.len();
    assert_eq!((seen(year.office), seen(town.auditor)), (all, all));
    assert_eq!((seen(town.street), seen(town.worker)), (0, 0), "decided, not published");
    assert!(year.page(town.worker, town.worker.person).unwrap().results.is_empty());
    let publish = || town.act(year.office, |cx, asker| decide::publish(cx, &asker.who, 2026));
    publish().unwrap();
    assert_eq!(refusal(publish()), "already_published");
    assert_eq!((seen(town.street), seen(town.worker)), (all, all));
    let rows = list(year.office).rows;
    let names: Vec<&str> = rows.iter().map(|row| &*row.name_zh).collect();
    assert!(names.is_sorted(), "by name, never by mark: {names:?}");
    let excellent = rows.iter().filter(|row| row.rating == Some(Rating::Excellent)).count();
    assert!(excellent > 0 && excellent * 4 <= all, "{excellent} of {all}");
    let own = year.page(town.worker, town.worker.person).unwrap();
    assert_eq!(own.results[0].marks.public.to_string(), "88", "40 × 85, 10 × 100, 50 people");
    assert_eq!(own.lines.len(), 2, "the mark, and what it reaches");
    let shown = town.act(town.worker, |cx, asker| assessment::overview(cx, &asker.who, 2026));
    let course = shown.unwrap().assessment.course;
    assert_eq!(course.published.unwrap(), day("2027-01-10"));
    assert_eq!(course.ends.unwrap(), day("2027-01-15"), "five working days from a Sunday on");
}

fn one_appeal_is_answered_by_somebody_else(year: &Year) {
    let town = &year.town;
    let appeal = |who: Staff, of: PersonId| {
        let words = worker::Said::new("漏算了一次救援").unwrap();
        town.act(who, move |cx, asker| result::appeal(cx, &asker.who, (2026, of), &words))
    };
    town.clock.advance(60);
    let (person, late) = (town.worker.person, town.leader.person);
    assert_eq!(refusal(appeal(town.street, person)), "not_here", "one's own alone");
    appeal(town.worker, person).unwrap();
    assert_eq!(refusal(appeal(town.worker, person)), "appealed_once");
    appeal(town.leader, late).unwrap();
    let answer = |who: Staff, of: PersonId, rating: Option<Rating>| {
        let answer = Answer {
            rating,
            words: worker::Said::new("补记后重新计算").unwrap(),
            order_no: "复〔2027〕2号".into(),
        };
        town.act(who, move |cx, asker| result::answer(cx, &asker.who, (2026, of), &answer))
    };
    assert_eq!(refusal(answer(year.office, person, None)), "own_work", "who decided answers none");
    let first = year.page(town.worker, person).unwrap().results[0].rating;
    let pools = town.act(year.office, |cx, asker| assessment::overview(cx, &asker.who, 2026));
    let pools = pools.unwrap().pools;
    assert!(pools.iter().all(|(pool, granted)| *granted <= pool.quota));
    assert_eq!(first, Some(Rating::Qualified));
    let more = answer(year.other_office, person, Some(Rating::Excellent));
    assert_eq!(refusal(more), "quota_used", "an appeal makes no place");
    answer(year.other_office, person, Some(Rating::Basic)).unwrap();
    assert_eq!(refusal(answer(year.other_office, person, None)), "appeal_answered");
    let own = year.page(town.worker, person).unwrap();
    assert_eq!(own.results.len(), 2, "the first stays on record");
    assert_eq!((own.results[0].rating, own.results[0].why), (Some(Rating::Basic), Why::Appealed));
    assert_eq!(own.results[1].rating, first);
    assert!(year.page(town.leader, late).unwrap().appeal.unwrap().answered_on.is_none());
}

fn results_go_into_the_records_after_the_last_day(year: &Year) {
    let town = &year.town;
    let settle = || town.act(year.office, |cx, asker| result::settle(cx, &asker.who, 2026));
    assert_eq!(refusal(settle()), "still_published");
    let record = |who: Staff| {
        let person = who.person;
        town.act(year.office, move |cx, asker| {
            Ok(app::ladder::worker::record(cx, &asker.who, person)?.facts)
        })
        .unwrap()
    };
    town.clock.advance(DAY * 9);
    let today = day("2027-01-19");
    let by_itself = town.app.write_now(result::settle_due).unwrap();
    assert_eq!(by_itself, year.people.len() as u32 - 1, "all but the one that waits for an answer");
    assert_eq!(settle().unwrap(), 0, "once");
    assert_eq!(record(town.worker).result(2026, today), Some(Rating::Basic));
    assert_eq!(record(town.leader).result(2026, today), None);
    let late = year.page(town.leader, town.leader.person).unwrap();
    assert_eq!(late.stage, Stage::Over);
    let words = worker::Said::new("再来一次").unwrap();
    let other = year.people[3];
    let appeal = town.act(other, move |cx, asker| {
        result::appeal(cx, &asker.who, (2026, asker.who.person.unwrap()), &words)
    });
    assert_eq!(refusal(appeal), "appeal_late");
    let answer = Answer {
        rating: None,
        words: worker::Said::new("维持").unwrap(),
        order_no: "复〔2027〕3号".into(),
    };
    let person = town.leader.person;
    town.act(year.other_office, move |cx, asker| {
        result::answer(cx, &asker.who, (2026, person), &answer)
    })
    .unwrap();
    assert!(record(town.leader).result(2026, today).is_some(), "an answer that comes late flows");
    assert_eq!(record(town.worker).result(2026, day("2027-01-18")), None, "known since its day");
    let (street, person) = (town.street_unit, town.worker.person);
    let proposed = town.act(year.office, move |cx, asker| {
        promotion::proposals(cx, &asker.who, Some(street), Some(2026), None, 50)
    });
    assert!(proposed.unwrap().rows.iter().any(|row| row.person.id == person && row.answer.is_ok()));
    let slip = town.act(town.worker, move |cx, asker| {
        pay::slip(cx, &asker.who, person, ladder::Month::parse("2027-01"), None)
    });
    assert!(slip.unwrap().slip.is_ok());
}

#[test]
fn who_is_assessed_takes_no_part_in_the_decision() {
    on_each_engine(|fresh| {
        let year = Year::open(fresh);
        let town = &year.town;
        let own = year.office;
        year.enter(own, town.communities[0], false, year.other_office);
        year.publish_goals();
        town.clock.advance(DAY * 330);
        year.rate_all();
        year.mark_all();
        town.clock.advance(DAY * 40);
        let decide =
            |who: Staff| town.act(who, |cx, asker| decide::decide(cx, &asker.who, 2026, "1号"));
        let marked = own.person;
        town.act(town.street, move |cx, asker| {
            let words = worker::Said::new("好").unwrap();
            worker::evaluate(cx, &asker.who, (2026, marked), (80.into(), &words))
        })
        .unwrap();
        assert_eq!(refusal(decide(own)), "own_grant");
        decide(year.other_office).unwrap();
    });
}

#[test]
fn a_panel_closes_with_enough_raters_only_and_says_what_is_missing() {
    on_each_engine(|fresh| {
        let year = Year::open(fresh);
        let town = &year.town;
        let community = town.communities[0];
        let open = |heads: &[(&str, u32)]| {
            let heads: Vec<(String, u32)> =
                heads.iter().map(|(group, n)| ((*group).to_owned(), *n)).collect();
            town.act(year.office, move |cx, asker| {
                panel::open(cx, &asker.who, (2026, community), &heads)
            })
        };
        assert_eq!(refusal(open(people::HEADS)), "goals_first");
        year.publish_goals();
        assert_eq!(refusal(open(&[("residents", 50)])), "group_missing");
        assert_eq!(refusal(open(&[("friends", 50)])), "unknown_group");
        let few = [("residents", 36), ("units", 5), ("property", 4), ("owners", 4)];
        assert_eq!(refusal(open(&few)), "too_few_raters", "fewer papers than raters asked for");
        let printed = open(people::HEADS).unwrap();
        assert_eq!(refusal(open(people::HEADS)), "panel_there");
        let codes: Vec<Code> = printed.codes.into_iter().flat_map(|(_, codes)| codes).collect();
        let close = || {
            town.act(year.office, move |cx, asker| panel::close(cx, &asker.who, (2026, community)))
        };
        assert_eq!(refusal(close()), "group_missing");
        year.cast(&codes[..49], "good");
        let seen = town.act(town.auditor, |cx, asker| panel::list(cx, &asker.who, (2026, None)));
        let seen = seen.unwrap();
        let row = seen.rows.iter().find(|row| row.community == community).unwrap();
        let heads: u32 = row.groups.iter().map(|group| group.raters).sum();
        assert_eq!((heads, row.missing.len()), (49, 1), "the auditor sees heads, and what lacks");
        assert_eq!(refusal(close()), "too_few_raters");
        let lost = codes[49].clone();
        let again = town.act(year.office, move |cx, asker| {
            panel::print_again(cx, &asker.who, (2026, community))
        });
        let again: Vec<Code> =
            again.unwrap().codes.into_iter().flat_map(|(_, codes)| codes).collect();
        assert_eq!(again.len(), 1, "as many as were not used");
        assert_eq!(refusal(year.try_cast(&lost, "good")), "code_unknown", "a lost paper is void");
        assert_eq!(refusal(year.try_cast(&codes[0], "good")), "code_spent");
        assert_eq!(refusal(year.try_cast(&again[0], "splendid")), "every_worker");
        year.try_cast(&again[0], "good").unwrap();
        close().unwrap();
        assert_eq!(refusal(close()), "panel_closed");
        assert_eq!(refusal(year.try_cast(&codes[1], "good")), "code_spent");
    });
}

#[test]
fn a_code_used_twice_at_once_counts_once() {
    on_each_engine(|fresh| {
        let year = Year::open(fresh);
        year.publish_goals();
        let community = year.town.communities[0];
        let codes = year.print(community);
        let said = year.said(community, "very_good");
        let (app, code) = (&year.town.app, &codes[0]);
        let answers: Vec<Result<(), Failed>> = std::thread::scope(|scope| {
            let cast = || {
                let (code, said) = (code.clone(), said.clone());
                scope.spawn(move || app.write_now(move |cx| ballot::cast(cx, &code, &said)))
            };
            let tries: Vec<_> = (0..8).map(|_| cast()).collect();
            tries.into_iter().map(|it| it.join().expect("a thread ends")).collect()
        });
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        for answer in answers.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(answer), "code_spent");
        }
        let person = year.town.worker.person;
        let sum = app.read_now(move |cx| {
            let subject = store::ladder::assessment::panel::subject(cx.tx, 2026, person)?;
            Ok(subject.expect("somebody who is rated").sum)
        });
        assert_eq!(sum.unwrap().to_string(), "100");
    });
}

/// Of a ballot the rows keep a used code, a head and sums. What it changes is the same whoever of a
/// group casts it, and holds no time and no order.
#[test]
fn nothing_that_is_kept_ties_a_code_to_a_mark() {
    let fresh = Fresh::sqlite();
    let year = Year::open(&fresh);
    year.publish_goals();
    let codes = year.print(year.town.communities[0]);
    let rows = || fresh.rows(&[]).unwrap();
    let changes = |code: &Code| {
        let before = rows();
        year.try_cast(code, "fair").unwrap();
        let after = rows();
        let changed = after.into_iter().filter(|(table, rows)| before[table] != *rows);
        let lines = changed.map(|(table, rows)| {
            let old = &before[&table];
            let new: Vec<String> = rows.into_iter().filter(|row| !old.contains(row)).collect();
            (table, new)
        });
        lines.collect::<BTreeMap<_, _>>()
    };
    let ours = |changed: &BTreeMap<String, Vec<String>>| -> Vec<String> {
        let ours = changed.keys().filter(|table| table.starts_with("assessment"));
        ours.cloned().collect()
    };
    let changed = changes(&codes[0]);
    assert_eq!(ours(&changed), ["assessment_code", "assessment_group", "assessment_subject"]);
    let code = &changed["assessment_code"];
    assert_eq!(code.len(), 1);
    for word in ["at=", "time", "sum=", "mark=", "person=", "id="] {
        assert!(!code[0].contains(word), "{word}: {}", code[0]);
    }
    assert!(changed["assessment_subject"].iter().all(|row| row.contains("sum=Integer(650000)")));
    let last = year.town.app.read_now(|cx| Ok(store::event::page(cx.tx, None, None, 1)?));
    let last = last.unwrap().remove(0);
    let community = year.town.communities[0];
    assert_eq!(last.what, "ballot_cast");
    assert_eq!((last.actor, last.post), (None, None));
    assert_eq!(last.detail, format!(r#"{{"community":{community}}}"#), "and nothing else");
    let whole = std::fs::read(path(&fresh)).unwrap();
    let shown = codes[0].shown();
    assert!(!whole.windows(shown.len()).any(|part| part == shown.as_bytes()));
}

fn path(fresh: &Fresh) -> std::path::PathBuf {
    match &fresh.place {
        store::Place::File(path) => path.clone(),
        store::Place::Server(_) => unreachable!("a file was asked for"),
    }
}

#[test]
fn a_year_opens_once_and_near_its_time() {
    on_each_engine(|fresh| {
        let year = Year::open(fresh);
        let open = |who: Staff, of: i16| {
            year.town.act(who, move |cx, asker| assessment::open(cx, &asker.who, of))
        };
        assert_eq!(refusal(open(year.office, 2026)), "year_open");
        assert_eq!(refusal(open(year.office, 2030)), "year_far");
        assert_eq!(refusal(open(year.town.street, 2025)), "no_right");
        open(year.other_office, 2025).unwrap();
        let admin = hire(&year.town.app, year.district, Role::SystemAdmin, "系统");
        let years =
            |who: Staff| year.town.act(who, |cx, asker: &Asker| assessment::years(cx, &asker.who));
        assert_eq!(years(year.town.worker).unwrap().len(), 2);
        assert_eq!(refusal(years(admin)), "no_right");
        let missing: UnitId = UnitId(1);
        let panel = year
            .town
            .act(year.office, move |cx, asker| panel::close(cx, &asker.who, (2026, missing)));
        assert_eq!(refusal(panel), "not_found");
    });
}
