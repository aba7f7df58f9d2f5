//! What ends a session at once, on every server: a reset second factor, another post, a closed
//! account, another password.
mod guarded;
mod world;

use app::org::appointment::{self, NewAppointment};
use app::sign_in::{self, Begun, Browser, Half, SignedIn, factor};
use base::PersonId;
use guarded::{post, story};
use org::Role;
use world::refusal;

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
