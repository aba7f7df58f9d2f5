//! The organisation: who acts today, what is above, and changes that every server sees at once.
use app::org::appointment::NewAppointment;
use app::org::post::NewPost;
use app::org::unit::NewUnit;
use app::org::{absence, appointment, founding, post, unit};
use app::{App, Cx, Failed, Result};
use base::{Date, PersonId, PostId, Timestamp, UnitId};
use org::{Place, Role, UnitKind};
use store::testing::{Fresh, on_each_engine};

mod world;
use world::{app, refusal};

/// A small district: units, posts and people as the tests name them.
#[derive(Clone, Copy)]
struct World {
    department: UnitId,
    community: UnitId,
    grid: UnitId,
    worker: PostId,
    helper: PostId,
    leader: PostId,
    street: PostId,
    bureau: PostId,
    district: PostId,
    ann: PersonId,
    bob: PersonId,
    cat: PersonId,
    admin: PersonId,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn new_unit(kind: UnitKind, parent: Option<UnitId>, code: &str) -> NewUnit {
    let (name_zh, name_en, code) = (format!("甲{code}"), String::new(), code.to_owned());
    NewUnit { kind, parent, name_zh, name_en, code, since: day("2020-01-01") }
}

fn new_post(unit: UnitId, role: Role, part_time: bool) -> NewPost {
    let (title_zh, title_en, sent_by) = ("岗".to_owned(), String::new(), String::new());
    NewPost { unit, role, title_zh, title_en, part_time, sent_by }
}

fn order(post: PostId, person: PersonId, deputy_rank: u8) -> NewAppointment {
    let (since, order_no) = (day("2020-01-01"), "某组〔2020〕1号".to_owned());
    NewAppointment { post, person, since, until: None, order_no, deputy_rank }
}

fn found(cx: &mut Cx<'_, '_>) -> Result<World> {
    let district = founding::add_unit(cx, new_unit(UnitKind::District, None, "d"))?;
    let department = founding::add_unit(cx, new_unit(UnitKind::Department, Some(district), "b"))?;
    let street = founding::add_unit(cx, new_unit(UnitKind::Street, Some(district), "s"))?;
    let community = founding::add_unit(cx, new_unit(UnitKind::Community, Some(street), "c"))?;
    let grid = founding::add_unit(cx, new_unit(UnitKind::Grid, Some(community), "g"))?;
    let helper = founding::add_post(cx, new_post(grid, Role::GridWorker, true))?;
    let worker = founding::add_post(cx, new_post(grid, Role::GridWorker, false))?;
    let leader = founding::add_post(cx, new_post(grid, Role::GridLeader, false))?;
    let street = founding::add_post(cx, new_post(street, Role::Street, false))?;
    let bureau = founding::add_post(cx, new_post(department, Role::Department, false))?;
    let security = founding::add_post(cx, new_post(district, Role::SecurityAdmin, false))?;
    let district = founding::add_post(cx, new_post(district, Role::District, false))?;
    let mut person = |name: &str| founding::add_person(cx, name, "");
    let [ann, bob, cat, admin] = [person("安")?, person("白")?, person("车")?, person("管")?];
    founding::appoint(cx, order(worker, ann, 0))?;
    founding::appoint(cx, order(worker, bob, 1))?;
    founding::appoint(cx, order(leader, bob, 0))?;
    founding::appoint(cx, order(street, cat, 0))?;
    founding::appoint(cx, order(security, admin, 0))?;
    Ok(World {
        department,
        community,
        grid,
        worker,
        helper,
        leader,
        street,
        bureau,
        district,
        ann,
        bob,
        cat,
        admin,
    })
}

/// Runs a change as `person`, with the rights found in the same transaction.
fn change<T: Send + 'static>(
    app: &App,
    person: PersonId,
    mut work: impl FnMut(&mut Cx<'_, '_>, &org::Who) -> Result<T> + Send + 'static,
) -> Result<T> {
    app.write_now(move |cx| {
        let who = cx.directory()?.who(person);
        work(cx, &who)
    })
}

fn acting(app: &App, post: PostId) -> Option<PersonId> {
    app.read_now(move |cx| Ok(cx.directory()?.acting(post))).unwrap()
}

#[test]
fn a_deputy_acts_while_the_holder_is_away_and_not_before_or_after() {
    on_each_engine(|fresh| {
        let app = app(fresh, "2026-03-02T02:00:00Z");
        let world = app.write_now(found).unwrap();
        let (ann, bob) = (world.ann, world.bob);
        assert_eq!(acting(&app, world.worker), Some(ann));
        let (from, back) = (day("2026-03-02"), day("2026-03-04"));
        let away =
            change(&app, ann, move |cx, who| absence::record(cx, who, ann, from, back)).unwrap();
        assert_eq!(acting(&app, world.worker), Some(bob));
        let held = app.read_now(move |cx| Ok(cx.directory()?.who(bob).posts.len())).unwrap();
        assert_eq!(held, 2);
        let on = |moment: &str| {
            let moment: Timestamp = moment.parse().unwrap();
            let work =
                move |cx: &mut Cx<'_, '_>| Ok(cx.at(moment).directory()?.acting(world.worker));
            app.read_now(work).unwrap()
        };
        // Midnight is the district's own.
        assert_eq!(on("2026-03-03T15:59:00Z"), Some(bob));
        assert_eq!(on("2026-03-03T16:01:00Z"), Some(ann));
        // The one who is away acts for no post, so the street brings her back.
        change(&app, world.cat, move |cx, who| absence::end(cx, who, away, from)).unwrap();
        assert_eq!(acting(&app, world.worker), Some(ann));
    });
}

#[test]
fn a_changed_appointment_is_seen_by_another_server_at_once() {
    on_each_engine(|fresh| {
        let (here, there) =
            (app(fresh, "2026-03-02T02:00:00Z"), app(fresh, "2026-03-02T02:00:00Z"));
        let world = here.write_now(found).unwrap();
        assert_eq!(acting(&there, world.district), None);
        let (new, admin) = (order(world.district, world.cat, 0), world.admin);
        change(&here, admin, move |cx, who| appointment::appoint(cx, who, new.clone())).unwrap();
        assert_eq!(acting(&there, world.district), Some(world.cat));
        assert_eq!(acting(&here, world.district), Some(world.cat));
    });
}

#[test]
fn what_a_refused_change_saw_is_not_kept() {
    on_each_engine(|fresh| {
        let app = app(fresh, "2026-03-02T02:00:00Z");
        let world = app.write_now(found).unwrap();
        let gone: Result<()> = app.write_now(move |cx| {
            founding::appoint(cx, order(world.district, world.cat, 0))?;
            assert_eq!(cx.directory()?.acting(world.district), Some(world.cat));
            Err(Failed::refused("on_purpose"))
        });
        assert!(gone.is_err());
        app.write_now(move |cx| founding::appoint(cx, order(world.bureau, world.ann, 0))).unwrap();
        assert_eq!(acting(&app, world.district), None);
    });
}

#[test]
fn a_ladder_climbs_by_role_full_time_first_and_leaves_out_what_has_no_post() {
    on_each_engine(|fresh| {
        let app = app(fresh, "2026-03-02T02:00:00Z");
        let world = app.write_now(found).unwrap();
        let directory = app.read_now(|cx| cx.directory()).unwrap();
        let place = directory.place(world.grid).unwrap();
        let rungs = directory.ladder(Role::BUSINESS, &place);
        let posts: Vec<PostId> = rungs.iter().map(|rung| rung.post).collect();
        assert_eq!(posts, [world.worker, world.leader, world.street, world.district]);
        assert_eq!(rungs[0].deputies.len(), 1);
        assert_eq!((rungs[0].present, rungs[0].deputies[0].present), (true, false));
        assert_eq!(rungs[0].deputies[0].post, world.helper);
        assert!(!rungs[3].present);
        assert_eq!(directory.last_resort(), Some(world.district));
        assert_eq!(directory.department_post("b"), Some(world.bureau));
        assert_eq!(directory.department_post("x"), None);
        let bureau = Place { department: Some(world.department), ..Place::default() };
        assert_eq!(directory.first_holder(Role::Department, &bureau), Some(world.bureau));
        assert_eq!(directory.children(world.community), [world.grid]);
        assert!(directory.who(PersonId(1)).posts.is_empty());
    });
}

#[test]
fn a_wrong_change_is_refused_with_its_code_and_leaves_nothing() {
    on_each_engine(|fresh| {
        let app = app(fresh, "2026-03-02T02:00:00Z");
        let world = app.write_now(found).unwrap();
        let World { admin, ann, bob, cat, worker, district, grid, .. } = world;
        let version = || app.read_now(|cx| Ok(store::org::version::current(cx.tx)?)).unwrap();
        let before = version();
        let appoint = |by: PersonId, new: NewAppointment| {
            refusal(change(&app, by, move |cx, who| appointment::appoint(cx, who, new.clone())))
        };
        let unnamed = NewAppointment { order_no: " ".into(), ..order(district, cat, 0) };
        let backward = NewAppointment { until: Some(day("2019-01-01")), ..order(district, cat, 0) };
        for (by, new, code) in [
            (cat, order(district, ann, 0), "no_right"),
            (admin, order(district, admin, 0), "own_grant"),
            (admin, order(worker, cat, 0), "rank_taken"),
            (admin, unnamed, "empty"),
            (admin, backward, "ends_before_it_begins"),
            (admin, order(PostId(1), cat, 0), "not_found"),
            (admin, order(district, PersonId(1), 0), "not_found"),
        ] {
            assert_eq!(appoint(by, new), code);
        }
        let (since, until) = (day("2026-03-02"), day("2026-03-05"));
        let other =
            move |cx: &mut Cx<'_, '_>, who: &org::Who| absence::record(cx, who, cat, since, until);
        assert_eq!(refusal(change(&app, bob, other)), "not_here");
        let end = move |cx: &mut Cx<'_, '_>, who: &org::Who| unit::end(cx, who, grid, until);
        assert_eq!(refusal(change(&app, admin, end)), "unit_in_use");
        let twice = new_unit(UnitKind::Grid, Some(world.community), "g");
        let add = move |cx: &mut Cx<'_, '_>, who: &org::Who| unit::add(cx, who, twice.clone());
        assert_eq!(refusal(change(&app, admin, add)), "code_taken");
        let astray = new_post(grid, Role::Street, false);
        let add = move |cx: &mut Cx<'_, '_>, who: &org::Who| post::add(cx, who, astray.clone());
        assert_eq!(refusal(change(&app, admin, add)), "role_misplaced");
        assert_eq!(version(), before);
    });
}

#[test]
fn whoever_watches_gets_no_post_that_works() {
    on_each_engine(|fresh| {
        let app = app(fresh, "2026-03-02T02:00:00Z");
        let world = app.write_now(found).unwrap();
        let (admin, district) = (world.admin, world.district);
        let auditor = app
            .write_now(move |cx| {
                let unit = cx.directory()?.post(district).map(|info| info.unit.id).unwrap();
                founding::add_post(cx, new_post(unit, Role::Auditor, false))
            })
            .unwrap();
        let new = order(auditor, world.ann, 0);
        let appoint =
            move |cx: &mut Cx<'_, '_>, who: &org::Who| appointment::appoint(cx, who, new.clone());
        assert_eq!(refusal(change(&app, admin, appoint)), "role_conflict");
    });
}

#[test]
fn of_two_appointments_to_one_rank_at_once_one_is_made() {
    on_each_engine(|fresh| {
        let app = app(fresh, "2026-03-02T02:00:00Z");
        let world = app.write_now(found).unwrap();
        let hands: Vec<_> = [world.ann, world.bob, world.cat, world.ann, world.bob, world.cat]
            .map(|person| {
                let app = app.clone();
                let new = order(world.district, person, 0);
                std::thread::spawn(move || {
                    change(&app, world.admin, move |cx, who| {
                        appointment::appoint(cx, who, new.clone())
                    })
                })
            })
            .into();
        let done: Vec<_> = hands.into_iter().map(|hand| hand.join().unwrap()).collect();
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
        let refused = done.into_iter().filter(Result::is_err).map(refusal);
        assert!(refused.into_iter().all(|code| code == "rank_taken"));
    });
}

#[test]
fn a_unit_whose_superior_is_not_there_yet_is_left_out_and_the_rest_stands() {
    on_each_engine(|fresh: &Fresh| {
        let app = app(fresh, "2026-03-02T02:00:00Z");
        let world = app.write_now(found).unwrap();
        fresh.tamper("UPDATE unit SET since = '2026-03-09' WHERE kind = 'community'").unwrap();
        fresh.tamper("UPDATE counter SET next = 1 WHERE scope = 'org.version'").unwrap();
        let directory = app.read_now(|cx| cx.directory()).unwrap();
        assert!(directory.unit(world.grid).is_none() && directory.post(world.worker).is_none());
        assert_eq!(directory.acting(world.street), Some(world.cat));
        assert!(directory.who(world.ann).posts.is_empty());
    });
}
