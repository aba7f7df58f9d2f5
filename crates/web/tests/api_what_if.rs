//! A what-if over the API: every answer as the document says, the sums of the page in fen.
#[path = "what_if/office.rs"]
mod office;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

mod api {
    pub mod client;
    pub mod schema;
}

use api::client::Api;
use office::personnel;
use serde_json::json;
use store::testing::on_each_engine;
use town::Town;

const PATH: &str = "/api/v1/pay/what-if";

#[test]
fn a_program_gets_the_sums_in_fen_and_no_name() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = personnel(&town);
        let api = Api::new(town);
        let token = api.sign_in(office);
        let found = api.get(&format!("{PATH}?since=2026-07-01&base=3500.00")).by(&token).ok(200);
        let next = &found["years"][1];
        let fen = |side: &str| next["total"][side].as_i64().unwrap();
        // 300.00 and 336.00 more a month, thirteen times.
        assert_eq!(fen("then_fen") - fen("now_fen"), 826_800);
        assert_eq!((&next["year"], &next["more"]), (&json!(2027), &json!(2)));
        assert_eq!(next["streets"][0]["street"]["name_zh"], "东街");
        assert_eq!(next["streets"][0]["then_fen"], next["total"]["then_fen"]);
        assert_eq!(found["stands"][0], json!({ "name": "base", "number": "3200.00" }));
        assert!(!found.to_string().contains("网格员"), "nobody is named");
        let plain = api.get(PATH).by(&token).ok(200);
        assert_eq!(plain["years"], json!([]));
    });
}

#[test]
fn what_does_not_fit_and_who_may_not_are_refused() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let office = personnel(&town);
        let (auditor, worker) = (town.auditor, town.worker);
        let api = Api::new(town);
        let (office, auditor, worker) =
            (api.sign_in(office), api.sign_in(auditor), api.sign_in(worker));
        for (query, field, code) in [
            ("base=3500", "since", "empty"),
            ("since=2026-07-01&base=x", "base", "yuan"),
            ("since=2026-07-01&base_percent=101", "base_percent", "percent"),
            ("since=2026-07-01&places=1001", "places", "range"),
            ("since=2026-07-01&reward_basic=3", "reward_basic", "better_pays_less"),
            ("since=2018-07-01&base=3500", "since", "no_version"),
            ("since=2026-07-01&bases=1", "bases", "unknown_field"),
        ] {
            api.get(&format!("{PATH}?{query}")).by(&office).fault(field, code);
        }
        api.get(PATH).by(&auditor).ok(200);
        api.get(PATH).by(&worker).status(403);
        api.get(PATH).status(401);
    });
}
