//! A district that lives for a while keeps what the program promises, on both engines.
use app::grid::matter::{self, Asker};
use app::secret::Keys;
use app::{App, Policies, Settings};
use base::Timestamp;
use base::place::Point;
use jiff::tz::TimeZone;
use org::Role;
use sim::habits::{Lived, Scale, live};
use sim::invariants::check;
use sim::{Clock, District, founding, serving};
use store::testing::{Fresh, on_each_engine};

const SEED: u64 = 7;
const END: &str = "2026-03-18T10:00:00+08:00";
/// Enough that every kind of thing happens to some of them.
const SCALE: Scale = Scale { matters: 300, days: 30 };

struct Town {
    app: App,
    district: District,
    lived: Lived,
}

fn town(fresh: &Fresh, end: &str) -> Town {
    let end: Timestamp = end.parse().unwrap();
    let clock = Clock::at(SCALE.begin(end));
    let (zone, told) = (TimeZone::get("Asia/Shanghai").unwrap(), clock.clone());
    let app = App::new(Settings {
        db: fresh.open(),
        policies: Policies::load(&[], zone).unwrap(),
        keys: Keys::random(),
        node: 0,
        clock: Box::new(move || told.now()),
    });
    let around = Point::new(114.9, 30.6).unwrap();
    let today = app.policies().day(end);
    let founded = founding::found(&app, SEED, (around, 1.0), today).unwrap();
    let begun = serving::begin(&app, &founded.district).unwrap();
    let lived = live(&app, &clock, &founded.district, end, SCALE, |_| {}).unwrap();
    serving::end(&app, &founded.district, begun).unwrap();
    Town { app, district: founded.district, lived }
}

/// Training is signed for, places are given and none beyond those kept, contracts are there.
fn workers_are_trained_and_places_kept(app: &App, district: &District) {
    let shown = |role| district.showcases.iter().find(|it| it.role == role).unwrap().person;
    let office = shown(Role::Personnel);
    let looked = app.read_now(move |cx| {
        let who = cx.directory()?.who(office);
        let board = app::ladder::growth::board(cx, &who, None, None)?;
        let (mut signed, mut invited) = (0, 0);
        for training in app::ladder::training::list(cx, &who, None, None, 200)?.rows {
            let page = app::ladder::training::page(cx, &who, training.id, None, 200)?;
            assert!(page.training.plan.invited <= page.training.plan.capacity);
            invited += page.parts.len();
            signed += page.parts.iter().filter(|part| part.signed.is_some()).count();
        }
        let quotas = app::ladder::quota::board(cx, &who)?;
        let left: u32 = quotas.streets.iter().map(|street| street.left).sum();
        Ok((board.plans, signed, invited, quotas.total, left))
    });
    let (plans, signed, invited, total, _) = looked.unwrap();
    assert!(plans.len() == 16 && plans.iter().all(|it| it.planned.plan.used <= it.kept));
    assert!(plans.iter().any(|it| it.planned.plan.used > 0));
    assert!(signed > 80 && signed == invited, "{signed} of {invited} are signed");
    assert!(total.places > 100 && total.used() > 100, "{total:?}");
}

#[test]
fn nothing_is_lost_nor_unowned_nor_rewritten_whatever_people_do() {
    on_each_engine(|fresh| {
        let Town { app, district, lived } = town(fresh, END);
        let checked = check(&app).unwrap();
        assert!(checked.faults.is_empty(), "{:#?}", checked.faults);
        workers_are_trained_and_places_kept(&app, &district);
        assert!(checked.matters >= lived.reported, "{checked:?}");
        assert!(lived.reported >= 290 && checked.open > 20, "{checked:?}");
        assert!(checked.overdue < checked.open / 2, "{checked:?}");
        for what in [
            "sorted",
            "second_look",
            "planned",
            "handled",
            "checked",
            "closed",
            "handed_over",
            "sent_back",
            "arbitrated",
            "paused",
            "extension_asked",
            "reported_up",
            "rated",
            "appealed",
            "escalated",
            "root_cause_opened",
            "absence_recorded",
            "contact_read",
            "patrolled",
            "patrol_found",
            "patrol_explained",
        ] {
            assert!(lived.tally.done.contains_key(what), "nobody {what}: {:?}", lived.tally);
        }
        assert!(lived.tally.refusals() < lived.tally.actions() / 10, "{:?}", lived.tally.refused);
        for shown in district.showcases.iter().filter(|shown| shown.role.is_business()) {
            let (person, post) = (shown.person, shown.post);
            let inbox = app.read_now(move |cx| {
                let asker = Asker::person(cx.directory()?.who(person));
                matter::inbox(cx, &asker, Some(post), None, 50)
            });
            let held = inbox.unwrap().held;
            assert!(held >= 2, "{} has {held} on the desk", shown.role);
        }
        assert!(district.showcases.iter().any(|shown| shown.role == Role::District));
    });
}

#[test]
fn the_same_seed_and_day_live_the_same_life() {
    let told = |end| {
        let fresh = Fresh::sqlite();
        let town = town(&fresh, end);
        let everything = town.app.read_now(|cx| {
            let sight = org::Sight { everywhere: true, ..org::Sight::default() };
            let all = Default::default();
            let found = store::grid::matter_list::page(cx.tx, &sight, &all, None, 1000)?;
            let told = found.into_iter().map(|matter| {
                (matter.id, matter.number, matter.body, matter.ended_at, matter.ending)
            });
            Ok::<Vec<_>, app::Failed>(told.collect())
        });
        (everything.unwrap(), town.lived.tally)
    };
    assert_eq!(told(END), told(END));
}

#[test]
fn somebody_has_work_whenever_the_demo_is_made() {
    for end in ["2026-03-14T03:10:00+08:00", "2026-02-19T21:00:00+08:00"] {
        let fresh = Fresh::sqlite();
        let Town { app, district, .. } = town(&fresh, end);
        assert_eq!(check(&app).unwrap().faults, Vec::<String>::new(), "at {end}");
        for shown in district.showcases.iter().filter(|shown| shown.role.is_business()) {
            let (person, post) = (shown.person, shown.post);
            let inbox = app.read_now(move |cx| {
                let asker = Asker::person(cx.directory()?.who(person));
                matter::inbox(cx, &asker, Some(post), None, 50)
            });
            assert!(inbox.unwrap().held > 0, "{} has nothing to do at {end}", shown.role);
        }
    }
}

#[test]
fn messages_are_read_but_for_the_last_ones() {
    let fresh = Fresh::sqlite();
    let Town { app, district, .. } = town(&fresh, END);
    let end: Timestamp = END.parse().unwrap();
    let (mut read, mut unread) = (0, 0);
    for shown in district.showcases.iter().filter(|shown| shown.role.is_business()) {
        let person = shown.person;
        let page = app.read_now(move |cx| {
            let asker = Asker::person(cx.directory()?.who(person));
            app::message::list(cx, &asker, None, 100)
        });
        for row in page.unwrap().rows {
            let days = end.duration_since(row.at).as_hours() / 24;
            assert!(
                row.is_read || days <= 4,
                "{} has not read what is {days} days old",
                shown.role
            );
            *if row.is_read { &mut read } else { &mut unread } += 1;
        }
    }
    assert!(read > 20 && unread > 0 && unread < read, "{read} read, {unread} not");
}
