//! What the tests of the second factor share: a clerk who must have one, on two servers.
#![allow(dead_code, reason = "each test binary uses its part")]
use crate::world::Clock;
use app::org::appointment::NewAppointment;
use app::org::founding;
use app::org::post::NewPost;
use app::org::unit::NewUnit;
use app::secret::{Code, Keys, totp};
use app::sign_in::{self, Begun, Browser, Half, Opened, Session, SignedIn, factor};
use app::{App, Cx, Policies, Result, Settings};
use base::{PersonId, PostId, UnitId};
use jiff::tz::TimeZone;
use org::{Role, UnitKind};
use std::path::PathBuf;
use store::testing::{Fresh, on_each_engine};

/// A security administrator and a street's clerk, with two servers of one district.
pub struct World {
    pub app: App,
    pub other: App,
    pub clock: Clock,
    pub admin: PersonId,
    pub clerk: PersonId,
    pub street: UnitId,
    pub opened: Opened,
    pub key_file: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        // A file that is gone already is gone.
        let _ = std::fs::remove_file(&self.key_file);
    }
}

pub fn world(fresh: &Fresh) -> World {
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

pub fn post(cx: &mut Cx<'_, '_>, unit: UnitId, role: Role) -> Result<PostId> {
    let (title_zh, title_en, sent_by) = ("岗".to_owned(), String::new(), String::new());
    founding::add_post(cx, NewPost { unit, role, title_zh, title_en, part_time: false, sent_by })
}

pub fn story(tell: impl AsyncFn(&World)) {
    on_each_engine(|fresh| {
        let world = world(fresh);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(tell(&world));
    });
}

impl World {
    pub async fn begin(&self) -> Begun {
        let password = &self.opened.password;
        sign_in::begin(&self.app, "clerk", password, Browser::Firefox).await.unwrap()
    }

    /// The password alone, before there is a second factor.
    pub async fn enter(&self) -> SignedIn {
        match self.begin().await {
            Begun::In(signed_in) => signed_in,
            Begun::Half(_) => panic!("a code is asked for"),
        }
    }

    pub async fn half(&self) -> Half {
        match self.begin().await {
            Begun::Half(half) => half,
            Begun::In(_) => panic!("no code is asked for"),
        }
    }

    pub async fn finish(&self, half: &Half, code: &str) -> Result<SignedIn> {
        sign_in::finish(&self.app, &half.token, code, Browser::Firefox).await
    }

    pub async fn session(&self, app: &App, signed_in: &SignedIn) -> Option<Session> {
        let token = signed_in.token.clone();
        app.read(move |cx| sign_in::session(cx, &token)).await.unwrap()
    }

    /// Sets the second factor up; gives what the app on the phone knows, and the recovery codes.
    pub async fn set_up(&self, signed_in: &SignedIn) -> (totp::Secret, Vec<Code>) {
        let session = self.session(&self.app, signed_in).await.unwrap();
        let secret = self.draft(&session).await;
        let code = self.code(&secret);
        let password = &self.opened.password;
        let codes = factor::confirm(&self.app, &session, password, &code).await.unwrap();
        self.clock.advance(1);
        (secret, codes)
    }

    pub async fn draft(&self, session: &Session) -> totp::Secret {
        let asked = session.clone();
        self.app.write(move |cx| factor::begin(cx, &asked)).await.unwrap();
        self.state(session).await.draft.unwrap()
    }

    pub async fn state(&self, session: &Session) -> factor::State {
        let (asked, person) = (session.clone(), self.clerk);
        let state = self.app.read(move |cx| {
            let who = cx.directory()?.who(person);
            factor::state(cx, &who, &asked)
        });
        state.await.unwrap()
    }

    pub fn code(&self, secret: &totp::Secret) -> String {
        secret.code(totp::step(self.clock.now().as_second()))
    }

    pub async fn wants(&self, session: &Session) -> bool {
        let (asked, person) = (session.clone(), self.clerk);
        let wants = self.app.read(move |cx| {
            let who = cx.directory()?.who(person);
            factor::is_wanting(cx, &who, &asked)
        });
        wants.await.unwrap()
    }

    pub async fn events(&self, what: &str) -> usize {
        let page = self.app.read(|cx| Ok(store::event::page(cx.tx, None, None, 200)?)).await;
        page.unwrap().iter().filter(|event| event.what == what).count()
    }

    /// Does something as the security administrator.
    pub async fn guard<T: Send + 'static>(
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
