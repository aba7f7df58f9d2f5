//! What the tests of use cases share: a program on a fresh database, its clock in the test's hand.
#![allow(dead_code, reason = "each test binary uses its part")]
use app::secret::Keys;
use app::{App, Failed, Policies, Settings};
use base::Timestamp;
use jiff::tz::TimeZone;
use policy::PolicyFile;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Db;
use store::testing::Fresh;

/// A clock that goes only when told to.
#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn at(moment: &str) -> Clock {
        let moment: Timestamp = moment.parse().expect("a moment");
        Clock(Arc::new(AtomicI64::new(moment.as_second())))
    }

    pub fn advance(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).expect("a moment")
    }
}

/// A server on the database, at a moment that stands still.
pub fn app(fresh: &Fresh, moment: &str) -> App {
    app_with(fresh, &Clock::at(moment))
}

/// A server on the database, with a number of its own.
pub fn app_with(fresh: &Fresh, clock: &Clock) -> App {
    app_on(fresh.open(), clock)
}

/// The same on a database that the test has opened.
pub fn app_on(db: Db, clock: &Clock) -> App {
    static NODE: AtomicI64 = AtomicI64::new(0);
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
    let clock = clock.clone();
    App::new(Settings {
        db,
        policies: Policies::load(&[nobody_by_code()], zone).expect("the shipped book loads"),
        keys: keys(),
        node: NODE.fetch_add(1, Ordering::SeqCst) % base::id::NODES,
        clock: Box::new(move || clock.now()),
    })
}

/// The tests sign in by the password alone; those about the second factor load the shipped book.
pub fn nobody_by_code() -> PolicyFile {
    let own =
        "[[security.second_factor]]\nsince = 2020-01-01\nsource = \"proposal#安全\"\nroles = []\n";
    PolicyFile::new("own.toml", own)
}

/// The code of a refusal; panics with anything else.
pub fn refusal<T>(answer: Result<T, Failed>) -> String {
    match answer {
        Err(Failed::Refused { code, .. } | Failed::Field { code, .. }) => code.to_owned(),
        Err(Failed::Denied(denied)) => denied.code().to_owned(),
        Err(Failed::NotFound) => "not_found".to_owned(),
        Err(other) => panic!("failed instead of refusing: {other}"),
        Ok(_) => panic!("went through"),
    }
}

fn keys() -> Keys {
    Keys::random()
}
