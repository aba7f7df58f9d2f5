//! The second factor: required where policy says, a code taken once, and what ends a session.
use app::org::appointment::{self, NewAppointment};
use app::org::founding;
use app::org::post::NewPost;
use app::org::unit::NewUnit;
use app::secret::{Code, Keys, totp};
use app::sign_in::{self, Begun, Browser, Half, Opened, Session, SignedIn, factor};
use app::{App, Cx, Failed, Policies, Result, Settings};
use base::{PersonId, PostId, UnitId};
use jiff::tz::TimeZone;
use org::{Role, UnitKind};
use std::path::PathBuf;
use store::testing::{Fresh, on_each_engine};

mod world;
use world::{Clock, refusal};

/// The shipped policy's number, and the minutes that it locks for.
const TRIES: usize = 5;
const LOCKED_MINUTES: i64 = 15;

/// A security administrator and a street's clerk, with two servers of one district.
struct World {
    app: App,
    other: App,
    clock: Clock,
    admin: PersonId,
    clerk: PersonId,
    street: UnitId,
    opened: Opened,
    key_file: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        // A file that is gone already is gone.
        let _ = std::fs::remove_file(&self.key_file);
    }
}

fn world(fresh: &Fresh) -> World {
    let clock = Clock::at("2026-03-02T02:00:00Z");
    let name = Code::random().shown();
    let key_file = std::env::temp_dir().join(format!("jieli-factor-{name}.key"));
    let [app, other] = [1, 2].map(|node| server(fresh, &clock, &key_file, node));
    let (admin, clerk, street) = app.write_now(found).unwrap();
    sign_in::found_now(&app, admin, "guard").unwrap();
    let opened = sign_in::found_now(&app, clerk, "clerk").unwrap();
    World { app, other, clock, admin, clerk, street, opened, key_file }
}

/// A server under the shipped policy, which asks a street for a second factor.
fn server(fresh: &Fresh, clock: &Clock, key_file: &std::path::Path, node: i64) -> App {
    let clock = clock.clone();
    App::new(Settings {
        db: fresh.open(),
        policies: Policies::load(&[], TimeZone::get("Asia/Shanghai").unwrap()).unwrap(),
        keys: Keys::open(key_file).unwrap(),
        node,
        clock: Box::new(move || clock.now()),
    })
}

fn found(cx: &mut Cx<'_, '_>) -> Result<(PersonId, PersonId, UnitId)> {
    let unit = |kind, parent, code: &str| NewUnit {
        kind,
        parent,
        name_zh: "某处".into(),
        name_en: String::new(),
        code: code.into(),
        since: "2020-01-01".parse().unwrap(),
    };
    let district = founding::add_unit(cx, unit(UnitKind::District, None, "d"))?;
    let street = founding::add_unit(cx, unit(UnitKind::Street, Some(district), "s"))?;
    let admin = staff(cx, district, Role::SecurityAdmin)?;
    Ok((admin, staff(cx, street, Role::Street)?, street))
}

fn staff(cx: &mut Cx<'_, '_>, unit: UnitId, role: Role) -> Result<PersonId> {
    let post = post(cx, unit, role)?;
    let person = founding::add_person(cx, "某人", "")?;
    let (since, order_no) = ("2020-01-01".parse().unwrap(), "一号".to_owned());
    let new = NewAppointment { post, person, since, until: None, order_no, deputy_rank: 0 };
    founding::appoint(cx, new)?;
    Ok(person)
}

fn post(cx: &mut Cx<'_, '_>, unit: UnitId, role: Role) -> Result<PostId> {
    let (title_zh, title_en, sent_by) = ("岗".to_owned(), String::new(), String::new());
    founding::add_post(cx, NewPost { unit, role, title_zh, title_en, part_time: false, sent_by })
}

fn story(tell: impl AsyncFn(&World)) {
    on_each_engine(|fresh| {
        let world = world(fresh);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(tell(&world));
    });
}

impl World {
    async fn begin(&self) -> Begun {
        let password = &self.opened.password;
        sign_in::begin(&self.app, "clerk", password, Browser::Firefox).await.unwrap()
    }

    /// The password alone, before there is a second factor.
    async fn enter(&self) -> SignedIn {
        match self.begin().await {
            Begun::In(signed_in) => signed_in,
            Begun::Half(_) => panic!("a code is asked for"),
        }
    }

    async fn half(&self) -> Half {
        match self.begin().await {
            Begun::Half(half) => half,
            Begun::In(_) => panic!("no code is asked for"),
        }
    }

    async fn finish(&self, half: &Half, code: &str) -> Result<SignedIn> {
        sign_in::finish(&self.app, &half.token, code, Browser::Firefox).await
    }

    async fn session(&self, app: &App, signed_in: &SignedIn) -> Option<Session> {
        let token = signed_in.token.clone();
        app.read(move |cx| sign_in::session(cx, &token)).await.unwrap()
    }

    /// Sets the second factor up; gives what the app on the phone knows, and the recovery codes.
    async fn set_up(&self, signed_in: &SignedIn) -> (totp::Secret, Vec<Code>) {
        let session = self.session(&self.app, signed_in).await.unwrap();
        let secret = self.draft(&session).await;
        let code = self.code(&secret);
        let password = &self.opened.password;
        let codes = factor::confirm(&self.app, &session, password, &code).await.unwrap();
        self.clock.advance(1);
        (secret, codes)
    }

    async fn draft(&self, session: &Session) -> totp::Secret {
        let asked = session.clone();
        self.app.write(move |cx| factor::begin(cx, &asked)).await.unwrap();
        self.state(session).await.draft.unwrap()
    }

    async fn state(&self, session: &Session) -> factor::State {
        let (asked, person) = (session.clone(), self.clerk);
        let state = self.app.read(move |cx| {
            let who = cx.directory()?.who(person);
            factor::state(cx, &who, &asked)
        });
        state.await.unwrap()
    }

    fn code(&self, secret: &totp::Secret) -> String {
        secret.code(totp::step(self.clock.now().as_second()))
    }

    async fn wants(&self, session: &Session) -> bool {
        let (asked, person) = (session.clone(), self.clerk);
        let wants = self.app.read(move |cx| {
            let who = cx.directory()?.who(person);
            factor::is_wanting(cx, &who, &asked)
        });
        wants.await.unwrap()
    }

    async fn events(&self, what: &str) -> usize {
        let page = self.app.read(|cx| Ok(store::event::page(cx.tx, None, None, 200)?)).await;
        page.unwrap().iter().filter(|event| event.what == what).count()
    }

    /// Does something as the security administrator.
    async fn guard<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Cx<'_, '_>, &org::Who) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let admin = self.admin;
        let done = self.app.write(move |cx| {
            let who = cx.directory()?.who(admin);
            work(cx, &who)
        });
        done.await
    }
}

#[test]
fn a_role_that_policy_names_must_set_it_up_and_then_is_asked_for_a_code() {
    story(async |world| {
        let signed_in = world.enter().await;
        let session = world.session(&world.app, &signed_in).await.unwrap();
        assert!(world.wants(&session).await);
        let state = world.state(&session).await;
        assert_eq!(state.required.unwrap().key, "security.second_factor");
        assert!(state.since.is_none() && state.draft.is_none());
        let (secret, codes) = world.set_up(&signed_in).await;
        let session = world.session(&world.app, &signed_in).await.unwrap();
        assert!(session.has_factor && !world.wants(&session).await);
        assert_eq!(codes.len(), factor::RECOVERY_CODES);
        let half = world.half().await;
        assert_eq!(
            refusal(sign_in::sign_in(&world.app, "clerk", &world.opened.password).await),
            "code_wanted"
        );
        let signed_in = world.finish(&half, &world.code(&secret)).await.unwrap();
        assert_eq!(signed_in.person, world.clerk);
        assert_eq!(refusal(world.finish(&half, &world.code(&secret)).await), "sign_in_again");
    });
}

#[test]
fn a_code_is_taken_once_by_whoever_comes_first() {
    story(async |world| {
        let (secret, _) = world.set_up(&world.enter().await).await;
        let (one, two) = (world.half().await, world.half().await);
        let code = world.code(&secret);
        world.finish(&one, &code).await.unwrap();
        assert_eq!(refusal(world.finish(&two, &code).await), "wrong_code");
        world.clock.advance(1);
        let code = world.code(&secret);
        let halves = [world.half().await, world.half().await, world.half().await];
        let mut hands = Vec::new();
        for (at, half) in halves.into_iter().enumerate() {
            let (app, code) = ([&world.app, &world.other][at % 2].clone(), code.clone());
            let hand =
                async move { sign_in::finish(&app, &half.token, &code, Browser::Other).await };
            hands.push(tokio::spawn(hand));
        }
        let mut taken = 0;
        for hand in hands {
            taken += usize::from(hand.await.unwrap().is_ok());
        }
        assert_eq!(taken, 1, "the same code at once, on two servers");
    });
}

#[test]
fn wrong_codes_lock_like_wrong_passwords_and_the_password_gives_no_tries_back() {
    story(async |world| {
        let (secret, _) = world.set_up(&world.enter().await).await;
        let mut half = world.half().await;
        for n in 0..TRIES {
            assert_eq!(refusal(world.finish(&half, "000000").await), "wrong_code", "try {n}");
            if n + 1 < TRIES {
                half = world.half().await;
            }
        }
        let code = world.code(&secret);
        assert_eq!(refusal(world.finish(&half, &code).await), "locked");
        let password = &world.opened.password;
        let again = sign_in::begin(&world.app, "clerk", password, Browser::Other).await;
        assert_eq!(refusal(again.map(|_| ())), "locked");
        world.clock.advance(LOCKED_MINUTES);
        assert_eq!(
            refusal(world.finish(&half, &code).await),
            "sign_in_again",
            "it waited too long"
        );
        let half = world.half().await;
        world.finish(&half, &world.code(&secret)).await.unwrap();
    });
}

#[test]
fn a_recovery_code_is_good_once_and_new_ones_replace_the_old() {
    story(async |world| {
        let (secret, codes) = world.set_up(&world.enter().await).await;
        let typed = codes[0].shown().to_lowercase();
        let half = world.half().await;
        let signed_in = world.finish(&half, &typed).await.unwrap();
        let half = world.half().await;
        assert_eq!(refusal(world.finish(&half, &typed).await), "wrong_code");
        let session = world.session(&world.app, &signed_in).await.unwrap();
        assert_eq!(world.state(&session).await.codes_left, 9);
        let new = factor::new_codes(&world.app, &session, &world.code(&secret)).await.unwrap();
        assert_eq!((new.len(), world.state(&session).await.codes_left), (10, 10));
        assert_eq!(refusal(world.finish(&half, &codes[1].shown()).await), "wrong_code");
        world.finish(&half, &new[9].shown()).await.unwrap();
        assert_eq!(world.events("recovery_code_used").await, 2);
    });
}

#[test]
fn setting_up_wants_the_password_and_a_right_code_of_a_fresh_draft() {
    story(async |world| {
        let signed_in = world.enter().await;
        let session = world.session(&world.app, &signed_in).await.unwrap();
        let password = &world.opened.password;
        let confirm = async |password: &str, code: &str| {
            refusal(factor::confirm(&world.app, &session, password, code).await)
        };
        assert_eq!(confirm(password, "123456").await, "no_draft");
        let secret = world.draft(&session).await;
        assert_eq!(confirm("wrong one", &world.code(&secret)).await, "wrong");
        assert_eq!(confirm(password, "000000").await, "wrong_code");
        world.clock.advance(15);
        assert_eq!(confirm(password, &world.code(&secret)).await, "no_draft");
        let newer = world.draft(&session).await;
        assert_ne!(newer, secret);
        assert_eq!(confirm(password, &world.code(&secret)).await, "wrong_code");
        factor::confirm(&world.app, &session, password, &world.code(&newer)).await.unwrap();
        let asked = session.clone();
        let again = world.app.write(move |cx| factor::begin(cx, &asked)).await;
        assert_eq!(refusal(again), "has_factor");
    });
}

#[test]
fn whoever_changes_the_second_factor_ends_every_other_session() {
    story(async |world| {
        let (here, there) = (world.enter().await, world.enter().await);
        let (secret, _) = world.set_up(&here).await;
        assert!(world.session(&world.other, &here).await.is_some());
        assert_eq!(world.session(&world.other, &there).await, None);
        let half = world.half().await;
        let there = world.finish(&half, &world.code(&secret)).await.unwrap();
        world.clock.advance(1);
        let half = world.half().await;
        let session = world.session(&world.app, &here).await.unwrap();
        assert_eq!(refusal(factor::remove(&world.app, &session, "000000").await), "wrong_code");
        factor::remove(&world.app, &session, &world.code(&secret)).await.unwrap();
        assert_eq!(world.session(&world.other, &there).await, None);
        assert_eq!(refusal(world.finish(&half, &world.code(&secret)).await), "sign_in_again");
        let session = world.session(&world.app, &here).await.unwrap();
        assert!(world.wants(&session).await, "policy still asks for one");
    });
}

#[test]
fn a_sign_in_at_the_moment_of_the_change_leaves_no_session_without_the_second_factor() {
    story(async |world| {
        for _ in 0..4 {
            let here = world.enter().await;
            let session = world.session(&world.app, &here).await.unwrap();
            let secret = world.draft(&session).await;
            let code = world.code(&secret);
            let mut hands = Vec::new();
            for app in [&world.app, &world.other, &world.other] {
                let (app, password) = (app.clone(), world.opened.password.clone());
                let begin = async move {
                    sign_in::begin(&app, "clerk", &password, Browser::Other).await.unwrap()
                };
                hands.push(tokio::spawn(begin));
            }
            let password = &world.opened.password;
            factor::confirm(&world.app, &session, password, &code).await.unwrap();
            for hand in hands {
                if let Begun::In(early) = hand.await.unwrap() {
                    assert_eq!(world.session(&world.app, &early).await, None);
                }
            }
            world.clock.advance(1);
            factor::remove(&world.app, &session, &world.code(&secret)).await.unwrap();
            world.clock.advance(1);
        }
    });
}

#[test]
fn the_security_administrator_resets_somebody_else_s_and_that_is_recorded() {
    story(async |world| {
        let signed_in = world.enter().await;
        let clerk = world.clerk;
        let reset =
            async |of: PersonId| world.guard(move |cx, who| factor::reset(cx, who, of)).await;
        assert_eq!(refusal(reset(clerk).await), "no_factor");
        world.set_up(&signed_in).await;
        assert_eq!(refusal(reset(world.admin).await), "own_account");
        let by_clerk = world.app.write(move |cx| {
            let who = cx.directory()?.who(clerk);
            factor::reset(cx, &who, clerk)
        });
        assert_eq!(refusal(by_clerk.await), "no_right");
        reset(clerk).await.unwrap();
        assert_eq!(world.session(&world.other, &signed_in).await, None);
        assert_eq!(world.events("second_factor_reset").await, 1);
        world.enter().await;
    });
}

#[test]
fn a_changed_role_or_a_closed_account_ends_every_session_at_once_on_every_server() {
    story(async |world| {
        let (clerk, street) = (world.clerk, world.street);
        let ended = async |what: &str, signed_in: &SignedIn, half: Option<&Half>| {
            for app in [&world.app, &world.other] {
                assert_eq!(world.session(app, signed_in).await, None, "{what}");
            }
            if let Some(half) = half {
                assert_eq!(refusal(world.finish(half, "000000").await), "sign_in_again", "{what}");
            }
        };
        let signed_in = world.enter().await;
        let id = world.guard(move |cx, who| {
            let post = post(cx, street, Role::Street)?;
            let (since, order_no) = ("2026-03-02".parse().unwrap(), "二号".to_owned());
            let new = NewAppointment {
                post,
                person: clerk,
                since,
                until: None,
                order_no,
                deputy_rank: 0,
            };
            appointment::appoint(cx, who, new)
        });
        let id = id.await.unwrap();
        ended("a new post", &signed_in, None).await;

        let signed_in = world.enter().await;
        let day = "2026-03-03".parse().unwrap();
        let end = world.guard(move |cx, who| appointment::end(cx, who, id, day, "三号")).await;
        end.unwrap();
        ended("an ended post", &signed_in, None).await;

        let signed_in = world.enter().await;
        let (secret, _) = world.set_up(&signed_in).await;
        let half = world.half().await;
        let close = async |closed| {
            world.guard(move |cx, who| sign_in::set_disabled(cx, who, clerk, closed)).await
        };
        close(true).await.unwrap();
        ended("a closed account", &signed_in, Some(&half)).await;
        close(false).await.unwrap();

        let half = world.half().await;
        let signed_in = world.finish(&half, &world.code(&secret)).await.unwrap();
        let half = world.half().await;
        let reset = sign_in::reset(&world.app, world.admin, clerk).await.unwrap();
        ended("a reset password", &signed_in, Some(&half)).await;
        let begun = sign_in::begin(&world.app, "clerk", &reset.password, Browser::Other).await;
        assert!(matches!(begun, Ok(Begun::Half(_))), "a reset password leaves the second factor");
    });
}

#[test]
fn a_session_knows_its_browser_and_all_but_this_one_can_be_ended() {
    story(async |world| {
        let (here, there) = (world.enter().await, world.enter().await);
        let session = world.session(&world.app, &here).await.unwrap();
        let clerk = world.clerk;
        let list = world.app.read(move |cx| {
            let who = cx.directory()?.who(clerk);
            sign_in::sessions(cx, &who, clerk)
        });
        let list = list.await.unwrap();
        assert_eq!(list.len(), 2);
        assert!(list.iter().all(|info| info.browser == Browser::Firefox));
        assert_eq!(world.app.write(move |cx| sign_in::end_others(cx, &session)).await.unwrap(), 1);
        assert!(world.session(&world.other, &here).await.is_some());
        assert_eq!(world.session(&world.other, &there).await, None);
    });
}

#[test]
fn neither_the_secret_nor_a_code_is_written_down() {
    let fresh = Fresh::sqlite();
    let world = world(&fresh);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let secrets = runtime.block_on(async {
        let (secret, codes) = world.set_up(&world.enter().await).await;
        let half = world.half().await;
        world.finish(&half, &codes[0].shown()).await.unwrap();
        let plain = codes.iter().map(|code| code.shown());
        plain.chain([secret.text(), half.token]).collect::<Vec<_>>()
    });
    let store::Place::File(path) = &fresh.place else { panic!("a file") };
    let mut bytes = Vec::new();
    for end in ["", "-wal"] {
        let mut file = path.clone().into_os_string();
        file.push(end);
        bytes.extend(std::fs::read(file).unwrap_or_default());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("recovery_code_used"));
    for secret in secrets {
        assert!(!holds(&secret) && !holds(&secret.replace('-', "")), "{secret} is in the file");
    }
}

#[test]
fn somebody_is_bound_by_issuer_and_subject_once_and_still_asked_for_the_code() {
    story(async |world| {
        let identity = |subject: &str| sign_in::outside::Identity {
            issuer: "https://id.example.org".into(),
            subject: subject.into(),
        };
        let enter = async |who: sign_in::outside::Identity| {
            let entered =
                world.app.write(move |cx| sign_in::outside::enter(cx, &who, Browser::Other));
            entered.await.unwrap()
        };
        assert_eq!(refusal(enter(identity("u-1")).await.map(|_| ())), "identity_unknown");
        let signed_in = world.enter().await;
        let session = world.session(&world.app, &signed_in).await.unwrap();
        let bind = async |subject: &str| {
            let (session, who) = (session.clone(), identity(subject));
            world.app.write(move |cx| sign_in::outside::bind(cx, &session, &who)).await
        };
        bind("u-1").await.unwrap();
        assert_eq!(refusal(bind("u-2").await), "identity_taken");
        assert!(matches!(enter(identity("u-1")).await, Ok(Begun::In(_))));
        for other in ["u-2", "U-1", "u-1 ", ""] {
            assert_eq!(refusal(enter(identity(other)).await.map(|_| ())), "identity_unknown");
        }
        let elsewhere = sign_in::outside::Identity {
            issuer: "https://id.example.com".into(),
            ..identity("u-1")
        };
        assert_eq!(refusal(enter(elsewhere).await.map(|_| ())), "identity_unknown");
        world.set_up(&signed_in).await;
        assert!(matches!(enter(identity("u-1")).await, Ok(Begun::Half(_))));
        sign_in::reset(&world.app, world.admin, world.clerk).await.unwrap();
        assert_eq!(refusal(enter(identity("u-1")).await.map(|_| ())), "identity_unknown");
    });
}

#[test]
fn a_failure_of_the_other_kind_is_told_apart() {
    // The control of the tests above: `refusal` panics where nothing was refused.
    let went = std::panic::catch_unwind(|| refusal(Ok::<_, Failed>(())));
    assert!(went.is_err());
}
