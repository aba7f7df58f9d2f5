//! Sign-in: what is refused, what ends, and what is never written down.
use app::org::appointment::NewAppointment;
use app::org::founding;
use app::org::post::NewPost;
use app::org::unit::NewUnit;
use app::sign_in::{self, Opened, Session, SignedIn, sign_in};
use app::{App, Cx, Failed, Result};
use base::{PersonId, PostId, UnitId};
use org::{Role, UnitKind};
use store::Place;
use store::testing::{Fresh, on_each_engine};

mod world;
use world::{Clock, app_with, refusal};

/// The policy's numbers, as the shipped book has them.
const TRIES: usize = 5;
const LOCKED_MINUTES: i64 = 15;
const IDLE_MINUTES: i64 = 60;
const LASTS_HOURS: i64 = 12;

/// A security administrator and a clerk, both with an account.
struct World {
    app: App,
    clock: Clock,
    admin: PersonId,
    clerk: PersonId,
    opened: Opened,
}

fn world(fresh: &Fresh) -> World {
    let clock = Clock::at("2026-03-02T02:00:00Z");
    let app = app_with(fresh, &clock);
    let (admin, clerk) = app.write_now(found).unwrap();
    sign_in::found_now(&app, admin, "guard").unwrap();
    let opened = sign_in::found_now(&app, clerk, "Clerk.1").unwrap();
    World { app, clock, admin, clerk, opened }
}

fn found(cx: &mut Cx<'_, '_>) -> Result<(PersonId, PersonId)> {
    let unit = NewUnit {
        kind: UnitKind::District,
        parent: None,
        name_zh: "某区".into(),
        name_en: String::new(),
        code: String::new(),
        since: "2020-01-01".parse().unwrap(),
    };
    let unit = founding::add_unit(cx, unit)?;
    Ok((staff(cx, unit, Role::SecurityAdmin)?, staff(cx, unit, Role::District)?))
}

fn staff(cx: &mut Cx<'_, '_>, unit: UnitId, role: Role) -> Result<PersonId> {
    let (title_zh, title_en, sent_by) = ("岗".to_owned(), String::new(), String::new());
    let new = NewPost { unit, role, title_zh, title_en, part_time: false, sent_by };
    let post: PostId = founding::add_post(cx, new)?;
    let person = founding::add_person(cx, "某人", "")?;
    let (since, order_no) = ("2020-01-01".parse().unwrap(), "一号".to_owned());
    let new = NewAppointment { post, person, since, until: None, order_no, deputy_rank: 0 };
    founding::appoint(cx, new)?;
    Ok(person)
}

fn story(tell: impl AsyncFn(&World)) {
    on_each_engine(|fresh| run(&tell, fresh));
}

fn run(tell: &impl AsyncFn(&World), fresh: &Fresh) {
    let world = world(fresh);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(tell(&world));
}

fn session_of(app: &App, signed_in: &SignedIn) -> Option<Session> {
    let token = signed_in.token.clone();
    let app = app.clone();
    let look = move || app.read_now(move |cx| sign_in::session(cx, &token)).unwrap();
    std::thread::spawn(look).join().unwrap()
}

#[test]
fn a_right_password_signs_in_and_the_session_says_who() {
    story(async |world| {
        let signed_in = sign_in(&world.app, " clerk.1", &world.opened.password).await.unwrap();
        assert_eq!((signed_in.person, signed_in.initial), (world.clerk, true));
        let session = session_of(&world.app, &signed_in).unwrap();
        assert_eq!((session.person, &session.csrf), (world.clerk, &signed_in.csrf));
        assert_ne!(session.csrf, signed_in.token);
        let stranger = world.app.read(|cx| sign_in::session(cx, "no token")).await.unwrap();
        assert_eq!(stranger, None);
    });
}

#[test]
fn of_many_wrong_tries_at_once_exactly_the_policys_number_is_looked_at() {
    story(async |world| {
        for login in ["clerk.1", "nobody"] {
            let hands: Vec<_> = (0..16)
                .map(|_| {
                    let app = world.app.clone();
                    tokio::spawn(async move { refusal(sign_in(&app, login, "wrong one").await) })
                })
                .collect();
            let mut codes = Vec::new();
            for hand in hands {
                codes.push(hand.await.unwrap());
            }
            let looked_at = codes.iter().filter(|code| *code == "sign_in").count();
            let locked = codes.iter().filter(|code| *code == "locked").count();
            assert_eq!((looked_at, locked), (TRIES, 16 - TRIES), "{login}");
        }
        let right = &world.opened.password;
        let Err(Failed::Refused { code, facts }) = sign_in(&world.app, "clerk.1", right).await
        else {
            panic!("a locked account signs in");
        };
        assert_eq!((code, &facts[..]), ("locked", &[("until", "2026-03-02T02:15:00Z".into())][..]));
        world.clock.advance(LOCKED_MINUTES);
        sign_in(&world.app, "clerk.1", right).await.unwrap();
    });
}

#[test]
fn a_right_password_gives_the_tries_back() {
    story(async |world| {
        for _ in 0..3 {
            for _ in 0..TRIES - 1 {
                let wrong = sign_in(&world.app, "clerk.1", "wrong one").await;
                assert_eq!(refusal(wrong), "sign_in");
            }
            sign_in(&world.app, "clerk.1", &world.opened.password).await.unwrap();
        }
    });
}

#[test]
fn a_session_ends_unused_or_when_its_time_is_up() {
    story(async |world| {
        let World { app, clock, opened, .. } = world;
        let idle = sign_in(app, "clerk.1", &opened.password).await.unwrap();
        clock.advance(IDLE_MINUTES - 1);
        assert!(session_of(app, &idle).is_some());
        clock.advance(1);
        assert_eq!(session_of(app, &idle), None);
        let used = sign_in(app, "clerk.1", &opened.password).await.unwrap();
        for _ in 0..LASTS_HOURS * 2 - 1 {
            clock.advance(30);
            let session = session_of(app, &used).unwrap();
            assert!(session.wants_touch(app.now()));
            app.write(move |cx| sign_in::touch(cx, &session)).await.unwrap();
            assert!(!session_of(app, &used).unwrap().wants_touch(app.now()));
        }
        clock.advance(30);
        assert_eq!(session_of(app, &used), None);
        assert_eq!(app.write(sign_in::expire).await.unwrap(), 2);
    });
}

#[test]
fn an_ended_session_is_refused_whoever_ended_it() {
    story(async |world| {
        let World { app, admin, clerk, opened, .. } = world;
        let (admin, clerk) = (*admin, *clerk);
        let enter = async || sign_in(app, "clerk.1", &opened.password).await.unwrap();

        let (own, other) = (enter().await, enter().await);
        let session = session_of(app, &own).unwrap();
        app.write(move |cx| sign_in::sign_out(cx, &session)).await.unwrap();
        assert_eq!(session_of(app, &own), None);
        assert!(session_of(app, &other).is_some());

        let ended = app.write(move |cx| {
            let who = cx.directory()?.who(admin);
            assert_eq!(sign_in::sessions(cx, &who, clerk)?.len(), 1);
            sign_in::end_sessions(cx, &who, clerk)
        });
        assert_eq!(ended.await.unwrap(), 1);
        assert_eq!(session_of(app, &other), None);

        let disabled = enter().await;
        let close = |closed: bool| {
            app.write(move |cx| {
                let who = cx.directory()?.who(admin);
                sign_in::set_disabled(cx, &who, clerk, closed)
            })
        };
        close(true).await.unwrap();
        assert_eq!(session_of(app, &disabled), None);
        assert_eq!(refusal(sign_in(app, "clerk.1", &opened.password).await), "sign_in");
        close(false).await.unwrap();
        enter().await;
    });
}

#[test]
fn what_everybody_would_try_first_is_no_password() {
    story(async |world| {
        let World { app, opened, .. } = world;
        let here = sign_in(app, "clerk.1", &opened.password).await.unwrap();
        let session = session_of(app, &here).unwrap();
        let change =
            async |new: &str| sign_in::change_password(app, &session, &opened.password, new).await;
        for easy in ["jieli-123456", "Password2026!", "街里网格admin!!", "111111888888"] {
            assert_eq!(refusal(change(easy).await), "holds_word", "{easy}");
        }
        change("my password is a sentence about admins").await.unwrap();
    });
}

#[test]
fn a_changed_password_ends_every_other_session() {
    story(async |world| {
        let World { app, opened, .. } = world;
        let here = sign_in(app, "clerk.1", &opened.password).await.unwrap();
        let there = sign_in(app, "clerk.1", &opened.password).await.unwrap();
        let session = session_of(app, &here).unwrap();
        let change =
            async |old: &str, new: &str| sign_in::change_password(app, &session, old, new).await;
        let new = "a long new password";
        assert_eq!(refusal(change("wrong one", new).await), "sign_in");
        assert_eq!(refusal(change(&opened.password, "short").await), "too_short");
        assert_eq!(refusal(change(&opened.password, &"长".repeat(129)).await), "too_long");
        assert_eq!(refusal(change(&opened.password, "my clerk.1 account").await), "holds_login");
        assert_eq!(refusal(change(&opened.password, &opened.password).await), "same_as_before");
        change(&opened.password, new).await.unwrap();
        assert!(!session_of(app, &here).unwrap().initial);
        assert_eq!(session_of(app, &there), None);
        assert_eq!(refusal(sign_in(app, "clerk.1", &opened.password).await), "sign_in");
        sign_in(app, "clerk.1", new).await.unwrap();
    });
}

#[test]
fn only_the_security_administrator_opens_and_resets_and_only_others_accounts() {
    story(async |world| {
        let World { app, admin, clerk, opened, .. } = world;
        assert_eq!(refusal(sign_in::reset(app, *clerk, *admin).await), "no_right");
        assert_eq!(refusal(sign_in::reset(app, *admin, *admin).await), "own_account");
        let person = app.write(|cx| founding::add_person(cx, "新人", "")).await.unwrap();
        for (login, code) in [("clerk.1", "taken"), ("a b", "login_form"), ("", "login_form")] {
            assert_eq!(refusal(sign_in::open(app, *admin, person, login).await), code);
        }
        assert_eq!(refusal(sign_in::open(app, *admin, *clerk, "second").await), "has_account");
        let new = sign_in::open(app, *admin, person, "new.one").await.unwrap();
        sign_in(app, "new.one", &new.password).await.unwrap();
        let old = sign_in(app, "clerk.1", &opened.password).await.unwrap();
        let reset = sign_in::reset(app, *admin, *clerk).await.unwrap();
        assert_ne!(reset.password, opened.password);
        assert_eq!(session_of(app, &old), None);
        sign_in(app, "clerk.1", &reset.password).await.unwrap();
    });
}

#[test]
fn no_password_token_or_unknown_login_is_written_down() {
    on_each_engine(|fresh| {
        let secrets = std::sync::Mutex::new(Vec::new());
        let tell = async |world: &World| {
            let World { app, opened, .. } = world;
            let signed_in = sign_in(app, "clerk.1", &opened.password).await.unwrap();
            let session = session_of(app, &signed_in).unwrap();
            let new = "correct horse 电池";
            sign_in::change_password(app, &session, &opened.password, new).await.unwrap();
            let typed = "Hunter2-in-the-wrong-field";
            assert_eq!(refusal(sign_in(app, typed, "wrong password!").await), "sign_in");
            let found = [&opened.password, &signed_in.token, new, "wrong password!"];
            let mut secrets = secrets.lock().unwrap();
            secrets.extend(found.map(str::to_owned));
            secrets.extend([typed.to_owned(), typed.to_lowercase()]);
        };
        run(&tell, fresh);
        let Place::File(path) = &fresh.place else { return };
        let mut bytes = Vec::new();
        for end in ["", "-wal"] {
            let mut file = path.clone().into_os_string();
            file.push(end);
            bytes.extend(std::fs::read(file).unwrap_or_default());
        }
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(holds("clerk.1") && holds("sign_in_refused"));
        for secret in secrets.into_inner().unwrap() {
            assert!(!holds(&secret), "{secret:?} is in the file");
        }
    });
}
