//! Signing in by another service, against one that signs by itself: bound once, by subject, and
//! nothing that a browser brings is taken for granted.
#[path = "resident/browser.rs"]
mod browser;
#[path = "oidc/provider.rs"]
mod provider;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::secret::totp;
use app::sign_in::Opened;
use axum::http::StatusCode;
use browser::{Browser, Page, form};
use provider::{CLIENT, HERE, Provider, SECRET, Signer, tls};
use serde_json::json;
use std::sync::Arc;
use store::testing::Fresh;
use town::Town;
use web::{Outside, Service, ServiceSettings};

struct Story {
    town: Town,
    provider: Provider,
    opened: Opened,
    service: Arc<Service>,
    _fresh: Fresh,
}

impl Story {
    fn begin(signer: Signer) -> Story {
        Story::with(Provider::start(signer), None)
    }

    /// With a service that is known by the word of these authorities.
    fn with(provider: Provider, authorities: Option<&[u8]>) -> Story {
        let fresh = Fresh::sqlite();
        let town = Town::found(&fresh);
        let settings = ServiceSettings {
            issuer: provider.issuer.clone(),
            client: CLIENT.into(),
            secret: Some(SECRET.into()),
            here: HERE.into(),
            name_zh: "统一身份认证".into(),
            name_en: "Staff ID".into(),
            authorities: authorities.map(<[u8]>::to_vec),
        };
        let service = Arc::new(Service::new(settings).unwrap());
        let opened = app::sign_in::settle_now(&town.app, town.street.person, "street").unwrap();
        Story { town, provider, opened, service, _fresh: fresh }
    }

    fn browser(&self) -> Browser {
        let outside = Outside { service: Some(self.service.clone()) };
        Browser::new(web::router_with(self.town.app.clone(), outside))
    }

    /// By the password, then bound to the subject.
    fn bound(&self, subject: &str) -> Browser {
        let mut browser = self.browser();
        enter(&mut browser, &self.opened);
        let done = self.bind(&mut browser, subject);
        assert_eq!(done.location(), "/account?done=bound", "{}", done.text);
        browser
    }

    fn bind(&self, browser: &mut Browser, subject: &str) -> Page {
        let page = post(browser, "/account/service");
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let address = page.between("button-primary\" href=\"", "\"");
        let brought = self.provider.sign_in(&address, self.town.clock.now(), subject);
        back(browser, &brought)
    }

    /// Off to the service as a visitor.
    fn go(&self, browser: &mut Browser) -> String {
        let page = browser.get("/sign-in/service?back=%2Finbox");
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        page.location().to_owned()
    }

    fn sign_in(&self, browser: &mut Browser, subject: &str) -> Page {
        let address = self.go(browser);
        let brought = self.provider.sign_in(&address, self.town.clock.now(), subject);
        back(browser, &brought)
    }
}

fn back(browser: &mut Browser, (code, state): &(String, String)) -> Page {
    browser.get(&format!("/sign-in/service/back?code={code}&state={state}"))
}

fn enter(browser: &mut Browser, opened: &Opened) {
    let fields = [("login", opened.login.clone()), ("password", opened.password.clone())];
    browser.post("/sign-in", form(&fields));
}

fn post(browser: &mut Browser, path: &str) -> Page {
    let csrf = browser.get("/account").between("name=\"csrf\" value=\"", "\"");
    browser.post(path, form(&[("csrf", csrf)]))
}

fn refused(page: &Page, said: &str) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
    assert!(page.text.contains(said), "not `{said}`:\n{}", page.text);
    assert!(page.cookie("jieli").is_empty());
}

const AGAIN: &str = "没有从这里开始";
const FAILED: &str = "暂时没有应答";

#[test]
fn an_account_is_bound_once_by_its_owner_and_then_signs_in_by_its_subject() {
    for signer in [Signer::rsa("a"), Signer::p256("b")] {
        let story = Story::begin(signer);
        let mut stranger = story.browser();
        refused(&story.sign_in(&mut stranger, "street"), "还没有绑定账号");
        story.bound("u-17");
        let mut browser = story.browser();
        assert!(browser.get("/sign-in").text.contains("用统一身份认证登录"));
        let done = story.sign_in(&mut browser, "u-17");
        assert_eq!(done.location(), "/inbox");
        assert!(done.cookie("jieli-way").contains("Max-Age=0"));
        assert_eq!(browser.get("/inbox").status, StatusCode::OK);
        refused(&story.sign_in(&mut story.browser(), "u-18"), "还没有绑定账号");
        let unbound = post(&mut browser, "/account/service/remove");
        assert_eq!(unbound.location(), "/account?done=unbound");
        refused(&story.sign_in(&mut story.browser(), "u-17"), "还没有绑定账号");
    }
}

#[test]
fn a_service_with_an_authority_of_its_own_is_known_by_the_setting_alone() {
    let over_tls = || Provider::start_over_tls(Signer::p256("b"));
    let story = Story::with(over_tls(), Some(tls::AUTHORITY));
    story.bound("u-17");
    let done = story.sign_in(&mut story.browser(), "u-17");
    assert_eq!(done.location(), "/inbox");
    // By those that browsers know, or by another of its own kind, nobody is let in.
    for authorities in [None, Some(tls::ANOTHER_AUTHORITY)] {
        let story = Story::with(over_tls(), authorities);
        let page = story.browser().get("/sign-in/service?back=%2Finbox");
        refused(&page, FAILED);
    }
}

#[test]
fn an_e_mail_or_a_name_binds_nobody() {
    let story = Story::begin(Signer::p256("b"));
    let mut browser = story.browser();
    let address = story.go(&mut browser);
    // The token says the login and the address of somebody who has an account here.
    let claims = json!({ "sub": "u-1", "email": "street", "email_verified": true });
    let brought = story.provider.sign_in_as(&address, story.town.clock.now(), claims);
    refused(&back(&mut browser, &brought), "还没有绑定账号");
}

#[test]
fn a_way_that_did_not_begin_in_this_browser_or_is_over_leads_nowhere() {
    let story = Story::begin(Signer::p256("b"));
    story.bound("u-17");
    let (mut mine, mut theirs) = (story.browser(), story.browser());
    let address = story.go(&mut theirs);
    let brought = story.provider.sign_in(&address, story.town.clock.now(), "u-17");
    let asked = story.provider.asked();
    refused(&back(&mut mine, &brought), AGAIN);
    story.go(&mut mine);
    refused(&back(&mut mine, &brought), AGAIN);
    let (code, state) = brought.clone();
    refused(&back(&mut theirs, &(code.clone(), format!("{state}0"))), AGAIN);
    assert_eq!(story.provider.asked(), asked, "nothing was asked for a wrong state");
    refused(&back(&mut theirs, &brought), AGAIN);

    let address = story.go(&mut theirs);
    let brought = story.provider.sign_in(&address, story.town.clock.now(), "u-17");
    story.town.clock.advance(10);
    refused(&back(&mut theirs, &brought), AGAIN);
    let mut denied = story.browser();
    story.go(&mut denied);
    refused(&denied.get("/sign-in/service/back?error=access_denied&state=x"), AGAIN);
}

#[test]
fn a_token_for_another_question_or_by_another_key_signs_nobody_in() {
    let story = Story::begin(Signer::p256("b"));
    story.bound("u-17");
    let now = story.town.clock.now();
    for own in [
        json!({ "sub": "u-17", "nonce": "another" }),
        json!({ "sub": "u-17", "aud": "another" }),
        json!({ "sub": "u-17", "iss": "https://id.example.org" }),
        json!({ "sub": "u-17", "exp": now.as_second() - 100 }),
    ] {
        let mut browser = story.browser();
        let address = story.go(&mut browser);
        let brought = story.provider.sign_in_as(&address, now, own.clone());
        refused(&back(&mut browser, &brought), FAILED);
    }
    story.provider.turn_over(Signer::p256("b"), false);
    refused(&story.sign_in(&mut story.browser(), "u-17"), FAILED);
}

#[test]
fn new_keys_of_the_service_are_learnt_but_not_at_a_stranger_s_pace() {
    let story = Story::begin(Signer::p256("b"));
    story.bound("u-17");
    story.provider.turn_over(Signer::rsa("c"), true);
    let done = story.sign_in(&mut story.browser(), "u-17");
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    story.provider.turn_over(Signer::p256("d"), true);
    refused(&story.sign_in(&mut story.browser(), "u-17"), FAILED);
}

#[test]
fn binding_begins_with_our_own_form_and_ends_in_the_session_that_began_it() {
    let story = Story::begin(Signer::p256("b"));
    let mut owner = story.bound("u-17");
    let again = story.bind(&mut owner, "u-18");
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("已经绑定过"), "{}", again.text);
    let forged = owner.post("/account/service", form(&[("csrf", "x".into())]));
    assert_eq!(forged.status, StatusCode::FORBIDDEN);

    post(&mut owner, "/account/service/remove");
    let page = post(&mut owner, "/account/service");
    let address = page.between("button-primary\" href=\"", "\"");
    let brought = story.provider.sign_in(&address, story.town.clock.now(), "u-19");
    enter(&mut owner, &story.opened);
    let late = back(&mut owner, &brought);
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains(AGAIN), "another session of the same person: {}", late.text);
}

#[test]
fn whoever_has_a_second_factor_is_asked_for_it_all_the_same() {
    let story = Story::begin(Signer::p256("b"));
    let mut owner = story.bound("u-17");
    post(&mut owner, "/account/second-factor/begin");
    let page = owner.get("/account/second-factor");
    let shown = page.between("<code class=\"secret\">", "</code>").replace(' ', "");
    let secret = totp::Secret::parse(&shown).unwrap();
    let csrf = page.between("name=\"csrf\" value=\"", "\"");
    let code = secret.code(totp::step(story.town.clock.now().as_second()));
    let typed = [("login_code", code), ("password", story.opened.password.clone()), ("csrf", csrf)];
    let codes = owner.post("/account/second-factor/confirm", form(&typed));
    assert_eq!(codes.status, StatusCode::OK);
    let mut browser = story.browser();
    let half = story.sign_in(&mut browser, "u-17");
    assert_eq!(half.location(), "/sign-in/code?back=%2Finbox");
    assert!(half.cookie("jieli").is_empty());
    assert!(browser.get("/inbox").location().starts_with("/sign-in"));
}

#[test]
fn a_service_that_is_away_or_lies_of_itself_is_said_and_the_password_still_opens() {
    let story = Story::begin(Signer::p256("b"));
    let settings = |issuer: String| ServiceSettings {
        issuer,
        client: CLIENT.into(),
        here: HERE.into(),
        ..ServiceSettings::default()
    };
    // Nobody listens on the first; the second describes itself by another name.
    for issuer in ["http://127.0.0.1:9".into(), format!("{}/", story.provider.issuer)] {
        let service = Some(Arc::new(Service::new(settings(issuer)).unwrap()));
        let mut browser =
            Browser::new(web::router_with(story.town.app.clone(), Outside { service }));
        refused(&browser.get("/sign-in/service"), FAILED);
        enter(&mut browser, &story.opened);
        assert_eq!(browser.get("/inbox").status, StatusCode::OK);
    }
}

#[test]
fn without_settings_there_is_no_service() {
    let story = Story::begin(Signer::p256("b"));
    let mut browser = Browser::new(web::router(story.town.app.clone()));
    assert!(!browser.get("/sign-in").text.contains("/sign-in/service"));
    for path in ["/sign-in/service", "/sign-in/service/back?code=a&state=b"] {
        assert!(browser.get(path).text.contains("没有启用统一登录"), "{path}");
    }
}
