//! The page of keys: issued and shown once, revoked after a second question, in both languages.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use org::Role;
use staff::Browser;
use store::testing::Fresh;
use town::Town;

fn admin(town: &Town) -> Browser {
    let system = town.hire_at_district(Role::SystemAdmin, "系统");
    Browser::of(town, system)
}

#[test]
fn a_key_is_shown_once_and_then_known_by_its_first_characters() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let admin = admin(&town);
    assert!(admin.get("/keys").says("还没有发放过密钥"));
    let fields = [("key_name", "市民热线"), ("key_owner", "运行中心"), ("per_minute", "30")];
    let issued = admin.post("/keys", &fields);
    assert_eq!(issued.status, StatusCode::OK);
    let text = issued.text();
    let key = text.split("<dd class=\"mono\">").nth(1).and_then(|rest| rest.split('<').next());
    let key = key.expect("the key").to_owned();
    assert_eq!(key.len(), 64);
    let listed = admin.get("/keys");
    assert!(listed.says("市民热线") && listed.says("运行中心") && listed.says(&key[..8]));
    assert!(!listed.says(&key), "never again");
    let found =
        town.app.read_now(move |cx| app::api_key::find(cx, &key)).unwrap().expect("it opens");
    assert_eq!(found.per_minute, 30);

    let id = found.id;
    let asked = admin.get(&format!("/keys?revoke={id}"));
    assert!(asked.says("吊销“市民热线”的密钥？"), "{}", asked.text());
    assert_eq!(admin.post(&format!("/keys/{id}/revoke"), &[]).to(), "/keys?done=revoked");
    let after = admin.get("/keys?done=revoked");
    assert!(after.says("密钥已吊销") && after.says("已吊销"));
    assert!(!admin.get(&format!("/keys?revoke={id}")).says("吊销“市民热线”的密钥？"));
    assert_eq!(
        admin.post(&format!("/keys/{id}/revoke"), &[]).to(),
        "/keys?done=revoked",
        "twice is once"
    );
    assert_eq!(admin.post("/keys/7/revoke", &[]).status, StatusCode::NOT_FOUND);
    assert!(admin.get("/keys?lang=en").says("Revoked"));
}

#[test]
fn a_form_that_does_not_fit_comes_back_and_issues_nothing() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let admin = admin(&town);
    let long = "长".repeat(61);
    for (name, owner, rate, said) in [
        ("", "o", "", "请填写这一项"),
        ("n", "", "", "请填写这一项"),
        (&long, "o", "", "最多 60 字"),
        ("n", "o", "0", "1 到 10000"),
        ("n", "o", "x", "请填写数字"),
    ] {
        let fields = [("key_name", name), ("key_owner", owner), ("per_minute", rate)];
        let back = admin.post("/keys", &fields);
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(back.says(said), "{said}");
    }
    assert!(admin.get("/keys").says("还没有发放过密钥"));
    let fields = [("key_name", "n"), ("key_owner", "o"), ("per_minute", "")];
    assert_eq!(
        admin.post_bare("/keys", &fields).status,
        StatusCode::FORBIDDEN,
        "without the token"
    );
}
