//! The second factor over HTTP: the gate, setting it up, the second step, sessions, the API.
#[path = "resident/browser.rs"]
mod browser;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::secret::{Keys, totp};
use app::sign_in::Opened;
use app::{App, Policies, Settings};
use axum::http::StatusCode;
use base::PersonId;
use browser::{Browser, Page, form};
use jiff::tz::TimeZone;
use std::path::PathBuf;
use store::testing::Fresh;
use town::{Staff, Town};

const SET_UP: &str = "/account/second-factor";

/// A town whose servers go by the shipped policy.
struct Strict {
    town: Town,
    app: App,
    key_file: PathBuf,
    _fresh: Fresh,
}

impl Drop for Strict {
    fn drop(&mut self) {
        // A file that is gone already is gone.
        let _ = std::fs::remove_file(&self.key_file);
    }
}

impl Strict {
    fn found() -> Strict {
        let fresh = Fresh::sqlite();
        let town = Town::found(&fresh);
        let clock = town.clock.clone();
        let name = app::secret::Code::random().shown();
        let key_file = std::env::temp_dir().join(format!("jieli-strict-{name}.key"));
        let app = App::new(Settings {
            db: fresh.open(),
            policies: Policies::load(&[], TimeZone::get("Asia/Shanghai").unwrap()).unwrap(),
            keys: Keys::open(&key_file).unwrap(),
            node: 78,
            clock: Box::new(move || clock.now()),
        });
        Strict { town, app, key_file, _fresh: fresh }
    }

    fn open(&self, staff: Staff, login: &str) -> Opened {
        app::sign_in::settle_now(&self.app, staff.person, login).unwrap()
    }

    fn browser(&self) -> Browser {
        Browser::new(web::router(self.app.clone()))
    }

    fn code(&self, secret: &totp::Secret) -> String {
        secret.code(totp::step(self.town.clock.now().as_second()))
    }

    /// Signs in, sets the second factor up, and gives what the phone knows and the ten codes.
    fn set_up(&self, browser: &mut Browser, opened: &Opened) -> (totp::Secret, Vec<String>) {
        enter(browser, opened, "/");
        post(browser, "/account/second-factor/begin", &[]);
        let page = browser.get(SET_UP);
        let shown = page.between("<code class=\"secret\">", "</code>");
        let secret = totp::Secret::parse(&shown.replace(' ', "")).unwrap();
        let typed = [("login_code", self.code(&secret)), ("password", opened.password.clone())];
        let page = post(browser, "/account/second-factor/confirm", &typed);
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let list = page.between("<ol class=\"recovery-codes\">", "</ol>");
        let codes = list.split("<li>").skip(1).map(|item| item.split('<').next().unwrap().into());
        self.town.clock.advance(1);
        (secret, codes.collect())
    }
}

fn enter(browser: &mut Browser, opened: &Opened, back: &str) -> Page {
    let fields = [
        ("login", opened.login.clone()),
        ("password", opened.password.clone()),
        ("back", back.to_owned()),
    ];
    browser.post("/sign-in", form(&fields))
}

/// A form with the token of the page it is on.
fn post(browser: &mut Browser, path: &str, fields: &[(&str, String)]) -> Page {
    let page = browser.get("/account");
    let csrf = page.between("name=\"csrf\" value=\"", "\"");
    let mut fields = fields.to_vec();
    fields.push(("csrf", csrf));
    browser.post(path, form(&fields))
}

#[test]
fn who_must_have_one_can_do_nothing_but_set_it_up() {
    let strict = Strict::found();
    let opened = strict.open(strict.town.street, "street");
    let mut street = strict.browser();
    enter(&mut street, &opened, "/inbox");
    for path in ["/inbox", "/matters", "/org", "/grids", "/figures", "/team"] {
        let page = street.get(path);
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, SET_UP), "{path}");
    }
    // What is open to everybody stays so, but not in this person's name.
    assert!(!street.get("/board").text.contains("/inbox"));
    let deed = post(&mut street, "/matters/1/note", &[("words", "w".into())]);
    assert_eq!(deed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(deed.text.contains("要先设置双因素登录"), "{}", deed.text);
    let account = street.get("/account");
    assert!(account.text.contains("请先设置双因素登录"), "{}", account.text);
    let page = street.get(SET_UP);
    assert!(page.text.contains("按规定") && page.text.contains("security.second_factor"));

    strict.set_up(&mut street, &opened);
    assert_eq!(street.get("/inbox").status, StatusCode::OK);
    assert!(street.get(SET_UP).text.contains("恢复码还剩 10 个"));
}

#[test]
fn who_need_not_have_one_works_on_and_may_have_one() {
    let strict = Strict::found();
    let opened = strict.open(strict.town.worker, "worker");
    let mut worker = strict.browser();
    enter(&mut worker, &opened, "/");
    assert_eq!(worker.get("/inbox").status, StatusCode::OK);
    strict.set_up(&mut worker, &opened);
    let mut again = strict.browser();
    let half = enter(&mut again, &opened, "/inbox");
    assert_eq!(half.location(), "/sign-in/code?back=%2Finbox");
    assert!(again.get("/inbox").location().starts_with("/sign-in?"), "half is not in");
}

#[test]
fn the_second_step_takes_a_code_or_a_recovery_code_once_and_leads_back() {
    let strict = Strict::found();
    let opened = strict.open(strict.town.street, "street");
    let (secret, codes) = strict.set_up(&mut strict.browser(), &opened);
    assert_eq!(codes.len(), 10);
    let mut street = strict.browser();
    assert_eq!(street.get("/sign-in/code").location(), "/sign-in", "no first step, no second");
    let half = enter(&mut street, &opened, "/inbox?post=3");
    let cookie = half.cookie("jieli-half");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(half.cookie("jieli").is_empty());
    let page = street.get(half.location());
    assert!(page.text.contains("value=\"/inbox?post=3\"") && page.text.contains("one-time-code"));
    let step = |browser: &mut Browser, code: &str| {
        let back = "/inbox?post=3".to_owned();
        let fields = [("login_code", code.to_owned()), ("back", back), ("way", String::new())];
        browser.post("/sign-in/code", form(&fields))
    };
    let wrong = step(&mut street, "000000");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("验证码不对") && !wrong.text.contains("000000"));
    let code = strict.code(&secret);
    let done = step(&mut street, &code);
    assert_eq!(done.location(), "/inbox?post=3");
    assert_eq!(street.get("/inbox").status, StatusCode::OK);

    let mut other = strict.browser();
    enter(&mut other, &opened, "/");
    assert!(step(&mut other, &code).text.contains("或已经用过"), "a code that was seen");
    let page = other.get("/sign-in/code?way=recovery&back=%2F");
    assert!(page.text.contains("每个只能用一次"));
    assert_eq!(step(&mut other, &codes[3]).status, StatusCode::SEE_OTHER);
    enter(&mut other, &opened, "/");
    assert!(other.get("/account").text.contains("还剩 9 个"));
}

#[test]
fn a_picture_of_the_secret_stands_in_the_page_and_nothing_of_it_is_kept_by_caches() {
    let strict = Strict::found();
    let opened = strict.open(strict.town.street, "street");
    let mut street = strict.browser();
    enter(&mut street, &opened, "/");
    post(&mut street, "/account/second-factor/begin", &[]);
    let page = street.get(SET_UP);
    let svg = page.between("<svg class=\"qr\"", "</svg>");
    assert!(svg.contains("aria-label=\"供验证器扫描的二维码") && svg.contains("<path d=\"M"));
    assert_eq!(page.header("cache-control"), "no-store");
    let wrong = [("login_code", "000000".to_owned()), ("password", opened.password.clone())];
    let page = post(&mut street, "/account/second-factor/confirm", &wrong);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("<svg class=\"qr\"") && !page.text.contains(&opened.password));
    let wrong = [("login_code", "000000".to_owned()), ("password", "wrong".to_owned())];
    assert!(post(&mut street, "/account/second-factor/confirm", &wrong).text.contains("密码"));
}

#[test]
fn turning_it_off_and_new_recovery_codes_want_a_code() {
    let strict = Strict::found();
    let opened = strict.open(strict.town.worker, "worker");
    let mut worker = strict.browser();
    let (secret, codes) = strict.set_up(&mut worker, &opened);
    for form in ["codes", "remove"] {
        assert!(worker.get(&format!("{SET_UP}?form={form}")).text.contains("id=\"form\""));
        let path = format!("{SET_UP}/{form}");
        let wrong = post(&mut worker, &path, &[("login_code", "000000".to_owned())]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(wrong.text.contains("验证码不对"), "{form}");
    }
    let page =
        post(&mut worker, "/account/second-factor/codes", &[("login_code", strict.code(&secret))]);
    assert!(page.status == StatusCode::OK && !page.text.contains(&codes[0]));
    strict.town.clock.advance(1);
    let code = [("login_code", strict.code(&secret))];
    let off = post(&mut worker, "/account/second-factor/remove", &code);
    assert_eq!(off.location(), "/account?done=factor-removed");
    assert!(enter(&mut strict.browser(), &opened, "/").location() == "/");
}

#[test]
fn the_list_of_sessions_says_browser_and_day_and_ends_all_but_this_one() {
    let strict = Strict::found();
    let opened = strict.open(strict.town.worker, "worker");
    let [mut here, mut there] = [strict.browser(), strict.browser()];
    enter(&mut here, &opened, "/");
    enter(&mut there, &opened, "/");
    let page = here.get("/account");
    assert!(page.text.contains("浏览器") && page.text.contains("结束其他全部登录"));
    let ended = post(&mut here, "/account/sessions/end-others", &[]);
    assert_eq!(ended.location(), "/account?done=others");
    assert!(there.get("/inbox").location().starts_with("/sign-in"));
    assert!(!here.get("/account").text.contains("结束其他全部登录"));
}

#[test]
fn a_program_gives_the_code_with_the_password_and_without_one_stays_out() {
    let strict = Strict::found();
    let opened = strict.open(strict.town.street, "street");
    let mut program = strict.browser();
    let api = |browser: &mut Browser, code: Option<&str>| {
        let body = serde_json::json!({
            "login": "street", "password": opened.password, "code": code,
        });
        browser.post("/api/v1/session", ("application/json".into(), body.to_string().into_bytes()))
    };
    let first = api(&mut program, None);
    assert_eq!(first.status, StatusCode::CREATED);
    let token = first.between("\"token\":\"", "\"");
    let gated = program.get_with("/api/v1/inbox", "authorization", &format!("Bearer {token}"));
    assert_eq!(gated.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gated.text.contains("enrol_first"), "{}", gated.text);

    let (secret, _) = strict.set_up(&mut strict.browser(), &opened);
    assert_eq!(api(&mut program, None).status, StatusCode::UNAUTHORIZED);
    assert_eq!(api(&mut program, Some("000000")).status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = api(&mut program, Some(&strict.code(&secret)));
    assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
    let token = page.between("\"token\":\"", "\"");
    let inbox = program.get_with("/api/v1/inbox", "authorization", &format!("Bearer {token}"));
    assert_eq!(inbox.status, StatusCode::OK);
}

#[test]
fn the_security_administrator_resets_a_lost_phone_s_and_its_owner_sets_up_another() {
    let strict = Strict::found();
    let guard = strict.open(strict.town.security, "guard");
    let clerk = strict.open(strict.town.street, "street");
    let mut street = strict.browser();
    strict.set_up(&mut street, &clerk);
    let mut security = strict.browser();
    strict.set_up(&mut security, &guard);
    let id: PersonId = strict.town.street.person;
    let list = security.get("/accounts");
    assert!(list.text.contains(&format!("/accounts/{id}/reset-factor")));
    let done = post(&mut security, &format!("/accounts/{id}/reset-factor"), &[]);
    assert_eq!(done.location(), "/accounts?done=factor");
    assert!(security.get(done.location()).text.contains("双因素登录已重置"));
    assert!(street.get("/inbox").location().starts_with("/sign-in"));
    enter(&mut street, &clerk, "/");
    assert_eq!(street.get("/inbox").location(), SET_UP);
}
