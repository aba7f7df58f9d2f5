//! The door over HTTP: one answer to whatever is wrong, a way back inside the site, no trace of a
//! password.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use staff::Browser;
use store::testing::Fresh;
use town::Town;

#[test]
fn a_right_password_opens_the_door_and_leads_back_inside_only() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let opened = app::sign_in::found_now(&town.app, town.street.person, "street").unwrap();
    let visitor = Browser::visitor(&town);
    let enter = |back: &str| {
        let fields = [("login", "street"), ("password", &opened.password), ("back", back)];
        visitor.post_bare("/sign-in", &fields)
    };
    let first = enter("/inbox");
    assert_eq!(first.to(), "/account?done=initial", "a first password is changed first");
    let cookie = first.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(visitor.get("/inbox").to().starts_with("/sign-in?back=%2Finbox"));

    let street = Browser::with(&town, &cookie);
    let account = street.get("/account");
    assert!(account.says("请先改成自己的密码") && account.says("试任〔2024〕1号"));
    let fields =
        [("old", opened.password.as_str()), ("password", "长城脚下的小院"), ("again", "x")];
    let differs = street.post("/account/password", &fields);
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(differs.says("两次输入的新密码不一样") && !differs.says("长城脚下的小院"));
    let new = "一二三四五六七八九十";
    let fields = [("old", opened.password.as_str()), ("password", new), ("again", new)];
    assert_eq!(street.post("/account/password", &fields).to(), "/account?done=password");

    for (back, to) in [
        ("/inbox?post=3", "/inbox?post=3"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/sign-out", "/"),
    ] {
        let fields = [("login", "STREET"), ("password", new), ("back", back)];
        assert_eq!(visitor.post_bare("/sign-in", &fields).to(), to, "{back}");
    }
}

#[test]
fn whatever_is_wrong_gets_the_same_answer_and_no_password_comes_back() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    app::sign_in::found_now(&town.app, town.street.person, "street").unwrap();
    let visitor = Browser::visitor(&town);
    let mut said = Vec::new();
    for login in ["street", "nobody"] {
        let answer = visitor.post_bare("/sign-in", &[("login", login), ("password", "geheim-77")]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.says("geheim-77"));
        assert!(answer.says("账号或密码不对"));
        said.push(answer.text().replace(login, "LOGIN"));
    }
    assert_eq!(said[0], said[1]);
    for _ in 0..4 {
        visitor.post_bare("/sign-in", &[("login", "street"), ("password", "wrong")]);
    }
    let locked = visitor.post_bare("/sign-in", &[("login", "street"), ("password", "wrong")]);
    assert!(locked.says("2026年3月2日 10:15"), "locked until when, in the district's time");
}

#[test]
fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let street = Browser::of(&town, town.street);
    let forged = street.post_bare("/sign-out", &[("csrf", "x")]);
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let out = street.post("/sign-out", &[]);
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(out.to(), "/sign-in?done=signed-out");
    assert!(street.get("/account").to().starts_with("/sign-in"));
}
