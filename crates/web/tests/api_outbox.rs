//! What did not go out, over the API: every answer as the document says, a change done once.
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

mod api {
    pub mod client;
    pub mod schema;
}

use api::client::{Api, reply};
use base::OutboxId;
use org::Role;
use serde_json::json;
use store::message::outbox::{Outgoing, insert, missed};
use store::testing::on_each_engine;
use town::Town;

/// Deliveries that failed: for good, or so far.
fn failed(town: &Town, count: usize, for_good: bool) -> Vec<OutboxId> {
    let work = move |cx: &mut app::Cx<'_, '_>| {
        let mut ids = Vec::new();
        for _ in 0..count {
            let id = OutboxId(cx.next_id());
            let new = Outgoing {
                id,
                channel: "webhook".into(),
                target: "big_screen".into(),
                kind: "closed".into(),
                body: "{}".into(),
                made_at: cx.at,
                due_at: cx.at,
                claims: 0,
                tries: 0,
                state: String::new(),
                why: None,
            };
            insert(cx.tx, &new)?;
            missed(cx.tx, id, 0, "refused_404", (!for_good).then_some(cx.at))?;
            ids.push(id);
        }
        Ok(ids)
    };
    town.app.write_now(work).unwrap()
}

#[test]
fn what_failed_is_listed_tried_again_and_given_up_over_the_api() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let system = town.hire_at_district(Role::SystemAdmin, "系统");
        failed(&town, 1, false);
        let ids = failed(&town, 2, true);
        let api = Api::new(town);
        // The policy of the test town asks no second factor of anybody.
        let token = api.sign_in(system);
        let list = || api.get("/api/v1/outbox").by(&token).ok(200);
        let all = list();
        let items = all["items"].as_array().unwrap();
        assert_eq!(items.len(), 3);
        assert_eq!(items[0]["id"], ids[1].0.to_string());
        assert_eq!(
            (&items[0]["receiver"], &items[0]["why"]),
            (&json!("big_screen"), &json!("refused_404"))
        );
        assert!(items[0]["again_at"].is_null() && items[2]["again_at"].is_string());

        let first = api.get("/api/v1/outbox?limit=2").by(&token).ok(200);
        let next = reply(&first["next"]);
        let rest = api.get(&format!("/api/v1/outbox?limit=2&before={next}")).by(&token).ok(200);
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);

        let act = |id: OutboxId, what: &str| format!("/api/v1/outbox/{}/{what}", id.0);
        let retry = || api.post(&act(ids[0], "retry"), &json!({})).by(&token).key("again");
        retry().ok(200);
        assert!(retry().send().replayed, "done once");
        api.post(&act(ids[1], "give-up"), &json!({})).by(&token).ok(200);
        let left = list();
        let left = left["items"].as_array().unwrap();
        assert_eq!(left.len(), 2, "what is tried again stays until it went out");
        assert_eq!((&left[0]["id"], &left[0]["tries"]), (&json!(ids[0].0.to_string()), &json!(0)));
        assert!(left[0]["again_at"].is_string());
        api.post(&act(ids[1], "retry"), &json!({})).by(&token).status(404);

        let worker = api.sign_in(api.town.worker);
        api.get("/api/v1/outbox").by(&worker).refused(403, "no_right");
        api.post(&act(ids[0], "retry"), &json!({})).by(&worker).status(403);
        api.get("/api/v1/outbox").status(401);
    });
}
