//! What is done to a matter over HTTP, with something there to do it to: by the form and by the
//! API, by each who may, and by each who may not. What the matrix over every route cannot reach:
//! there a matter has just been reported.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter::Page;
use base::{MatterId, RelayId};
use serde_json::{Value, json};
use staff::{Browser, holds_no_bare_key};
use store::testing::on_each_engine;
use town::deeds;
use town::{Staff, Town};

/// A deed, its moment, who may do it then, and what follows.
struct Case {
    deed: &'static str,
    /// Makes a matter ready for it; says what is sent.
    ready: fn(&Town) -> (MatterId, Value),
    may: fn(&Town) -> Vec<Staff>,
    /// What the page of the matter says afterwards.
    says: &'static str,
    /// The relay it is about: its holder, its step, and how it ended.
    then: fn(&Town, &Page) -> bool,
}

const CASES: &[Case] = &[
    Case {
        deed: "answer-up",
        ready: |town| of_part(deeds::reported_up(town), "明早来修"),
        may: |town| vec![town.community],
        says: "答复上报",
        then: |town, page| at(page, 1, "weigh", town.worker),
    },
    Case {
        deed: "take-answer",
        ready: |town| {
            let (id, part) = deeds::answered_up(town);
            (id, json!({ "part": part.to_string() }))
        },
        may: |town| vec![town.worker],
        says: "接受答复",
        then: |_, page| page.relays[1].ended.as_ref().is_some_and(|end| end.how == "answered"),
    },
    Case {
        deed: "return-answer",
        ready: |town| of_part(deeds::answered_up(town), "明早几点"),
        may: |town| vec![town.worker],
        says: "退回答复，再请",
        then: |town, page| at(page, 1, "answer", town.community),
    },
    Case {
        deed: "arbitrate",
        ready: |town| {
            let to = town.department.post.to_string();
            (deeds::before_the_arbiter(town), json!({ "to": to, "clause": "三定方案第三条" }))
        },
        may: |town| vec![town.street, town.district],
        says: "裁定由",
        then: |town, page| at(page, 0, "handle", town.department),
    },
    Case {
        deed: "decide-extension",
        ready: |town| {
            (deeds::more_time_asked(town), json!({ "grant": true, "reason": "情况属实" }))
        },
        may: |town| vec![town.street, town.district],
        says: "同意延期 10 小时",
        then: |_, page| page.main().promise.as_ref().is_some_and(|it| it.clock.extended == 600),
    },
    Case {
        deed: "second-look",
        ready: |town| (deeds::sorted_anew(town), json!({ "agree": true, "reason": "分类妥当" })),
        may: |town| vec![town.community, town.street],
        says: "复核同意",
        then: |town, page| at(page, 0, "handle", town.leader),
    },
    Case {
        deed: "decide-appeal",
        ready: |town| (deeds::appealed(town).0, json!({ "stands": false, "reason": "理由成立" })),
        may: |town| vec![town.street],
        says: "申诉复核：重新办理",
        then: |_, page| page.main().step == "handle" && page.matter.ending.is_none(),
    },
];

/// The two doors that lead to one use case.
#[derive(Clone, Copy, Debug)]
enum Door {
    Form,
    Api,
}

#[test]
fn each_deed_is_done_by_who_may_and_refused_to_everybody_else_at_both_doors() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let people = people(&town);
        for (case, door) in CASES.iter().flat_map(|case| [(case, Door::Form), (case, Door::Api)]) {
            for able in (case.may)(&town) {
                let (id, fields) = (case.ready)(&town);
                let able = |it: &&Person| it.staff.is_some_and(|it| it.post == able.post);
                let may = |it: &Person| {
                    let all = (case.may)(&town);
                    it.staff.is_some_and(|it| all.iter().any(|able| able.post == it.post))
                };
                for person in people.iter().filter(|person| !may(person)) {
                    refused(&town, case, door, person, id, &fields);
                }
                let person = people.iter().find(able).expect("somebody");
                done(&town, case, door, &person.browser, id, &fields);
            }
        }
    });
}

/// Somebody at a screen; without a post, somebody who has not signed in.
struct Person {
    name: &'static str,
    staff: Option<Staff>,
    browser: Browser,
}

fn people(town: &Town) -> Vec<Person> {
    let staff = [
        ("worker", town.worker),
        ("leader", town.leader),
        ("community", town.community),
        ("other community", town.other_community),
        ("street", town.street),
        ("another street", town.another_street()),
        ("department", town.department),
        ("district", town.district),
        ("auditor", town.auditor),
        ("security", town.security),
    ];
    let signed_in = staff.map(|(name, staff)| {
        let browser = Browser::of(town, staff);
        Person { name, staff: Some(staff), browser }
    });
    let visitor = Person { name: "visitor", staff: None, browser: Browser::visitor(town) };
    signed_in.into_iter().chain([visitor]).collect()
}

#[test]
fn what_was_decided_is_not_offered_for_sending_back_again() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let department = Browser::of(&town, town.department);
        let id = deeds::before_the_arbiter(&town);
        let offers = |deed: &str| {
            let form = department.get(&format!("/matters/{id}?do={deed}"));
            form.says(&action(id, deed))
        };
        let to = town.department.post;
        let decide = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
            let clause = town::clause("三定方案第三条");
            app::grid::matter::arbitrate(cx, asker, id, to, &clause)
        };
        town.act(town.street, decide).unwrap();
        assert!(offers("hand-over"), "the form of something else is there");
        assert!(!offers("send-back") && !offers("ask-arbitration"));
        // In other hands it is another matter: they may still say that it is not theirs.
        let fresh_id = town.resident_reports("street_light", "灯坏了").0.id;
        deeds::assigned(&town, fresh_id, town.department);
        let form = department.get(&format!("/matters/{fresh_id}?do=send-back"));
        assert!(form.says(&action(fresh_id, "send-back")));
    });
}

/// It goes through, the matter stands where it should, and its page says so.
fn done(town: &Town, case: &Case, door: Door, by: &Browser, id: MatterId, fields: &Value) {
    let deed = case.deed;
    let form = by.get(&format!("/matters/{id}?do={deed}"));
    let offered = action(id, deed);
    assert!(form.says(&offered), "{deed} is not offered");
    let answer = send(door, by, id, deed, fields);
    let expected = match door {
        Door::Form => 303,
        Door::Api => 200,
    };
    assert_eq!(answer.status.as_u16(), expected, "{deed} {door:?}: {}", answer.text());
    let page = match door {
        Door::Form => by.get(&answer.to()),
        Door::Api => by.get(&format!("/matters/{id}")),
    };
    assert!(page.says(case.says), "{deed} {door:?}: the page does not say `{}`", case.says);
    holds_no_bare_key(&page.text());
    let again = by.get(&format!("/matters/{id}?do={deed}"));
    assert!(!again.says(&offered), "{deed} is offered again");
    let page = town.page(town.auditor, id).unwrap();
    assert!((case.then)(town, &page), "{deed} {door:?}: {:?}", page.relays);
}

/// It is refused, and the matter and its history are as they were.
fn refused(town: &Town, case: &Case, door: Door, by: &Person, id: MatterId, fields: &Value) {
    let Person { name, staff, browser } = by;
    let before = town.page(town.auditor, id).unwrap();
    let answer = send(door, browser, id, case.deed, fields);
    let what = format!("{} {door:?} for {name}", case.deed);
    let status = answer.status.as_u16();
    let expected: &[u16] = if staff.is_none() { &[401] } else { &[403, 404] };
    assert!(expected.contains(&status), "{what}: {status} {}", answer.text());
    let form = browser.get(&format!("/matters/{id}?do={}", case.deed));
    assert!(!form.says(&action(id, case.deed)), "{what}: offered to who may not");
    let after = town.page(town.auditor, id).unwrap();
    assert_eq!((before.relays, before.entries), (after.relays, after.entries), "{what}");
    assert_eq!((before.matter, before.extensions), (after.matter, after.extensions), "{what}");
}

/// How a page offers it.
fn action(id: MatterId, deed: &str) -> String {
    format!("action=\"/matters/{id}/{deed}\"")
}

/// The same fields at either door: a yes and a no are tiles in a form.
fn send(door: Door, by: &Browser, id: MatterId, deed: &str, fields: &Value) -> staff::Answer {
    match door {
        Door::Api => by.api(&format!("/api/v1/matters/{id}/{deed}"), fields),
        Door::Form => {
            let fields = fields.as_object().expect("fields").iter();
            let fields: Vec<(&str, &str)> = fields
                .map(|(name, value)| match value {
                    Value::Bool(true) => (name.as_str(), "yes"),
                    Value::Bool(false) => (name.as_str(), "no"),
                    value => (name.as_str(), value.as_str().expect("a text")),
                })
                .collect();
            by.post(&format!("/matters/{id}/{deed}"), &fields)
        }
    }
}

fn of_part((id, part): (MatterId, RelayId), words: &str) -> (MatterId, Value) {
    (id, json!({ "part": part.to_string(), "words": words }))
}

fn at(page: &Page, relay: usize, step: &str, holder: Staff) -> bool {
    let relay = &page.relays[relay];
    relay.step == step && relay.holder == holder.post && relay.ended.is_none()
}
