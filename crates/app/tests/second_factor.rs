//! The second factor: required where policy says, and a code taken once.
mod guarded;
mod world;

use app::Failed;
use app::sign_in::{self, Begun, Browser, factor};
use guarded::{story, world as guarded_world};
use store::testing::Fresh;
use world::refusal;

/// The shipped policy's number, and the minutes that it locks for.
const TRIES: usize = 5;
const LOCKED_MINUTES: i64 = 15;

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
fn neither_the_secret_nor_a_code_is_written_down() {
    let fresh = Fresh::sqlite();
    let world = guarded_world(&fresh);
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
