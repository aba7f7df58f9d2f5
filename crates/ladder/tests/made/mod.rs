//! Rules and workers for the tests: the shipped values, and rows of one's own laid over them.
use jiff::civil::Date;
use ladder::scheme::PostKind;
use ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, Worker, YearResult,
};
use ladder::{Asked, Rules};
use policy::{Book, PolicyFile, shipped};

/// Far enough ahead that everything is known.
#[allow(dead_code)] // each test binary uses its part
pub const LATER: &str = "2030-01-01";

#[allow(dead_code)]
pub fn rules() -> Rules {
    with("")
}

/// The shipped rules under rows in TOML.
#[allow(dead_code)]
pub fn with(rows: &str) -> Rules {
    let own = PolicyFile::new("own.toml", rows);
    let book = Book::load(&shipped(), &[own]).unwrap_or_else(|findings| panic!("{findings:?}"));
    Rules::load(&book).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// What is wrong with the shipped rules under rows in TOML.
#[allow(dead_code)]
pub fn faults(rows: &str) -> Vec<String> {
    let own = PolicyFile::new("own.toml", rows);
    let findings = match Book::load(&shipped(), &[own]) {
        Ok(book) => Rules::load(&book).err().unwrap_or_default(),
        Err(findings) => findings,
    };
    findings.iter().map(ToString::to_string).collect()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no day"))
}

#[allow(dead_code)]
pub fn on(text: &str) -> Asked {
    Asked::new(day(text), day(LATER))
}

/// A worker placed on one level since a day, in service since then.
#[allow(dead_code)]
pub fn worker(kind: PostKind, level: u8, since: &str) -> Worker {
    let since = day(since);
    Worker {
        service: vec![Service { since, known: since, until: None, until_known: None }],
        placements: vec![Placement { since, known: since, kind, level, order_no: "1".into() }],
        ..Worker::default()
    }
}

/// What one says of a worker in a line.
#[allow(dead_code)]
pub trait Told {
    fn placed(self, kind: PostKind, level: u8, since: &str, known: &str) -> Self;
    fn rated(self, year: i16, rating: Rating) -> Self;
    fn educated(self, level: EducationLevel, diploma: bool, degree: bool) -> Self;
    fn certified(self, certificate: Certificate) -> Self;
    fn leaving(self, until: &str) -> Self;
}

impl Told for Worker {
    fn placed(mut self, kind: PostKind, level: u8, since: &str, known: &str) -> Worker {
        let (since, known) = (day(since), day(known));
        self.placements.push(Placement { since, known, kind, level, order_no: "2".into() });
        self
    }

    fn rated(mut self, year: i16, rating: Rating) -> Worker {
        let known = Date::new(year + 1, 1, 20).unwrap();
        self.results.push(YearResult { year, known, rating });
        self
    }

    fn educated(mut self, level: EducationLevel, diploma: bool, degree: bool) -> Worker {
        let (since, known) = (day("2018-07-01"), day("2018-07-01"));
        self.education.push(Education { since, known, level, diploma, degree });
        self
    }

    fn certified(mut self, certificate: Certificate) -> Worker {
        let (since, known) = (day("2018-07-01"), day("2018-07-01"));
        self.certificates.push(Held { since, known, certificate });
        self
    }

    fn leaving(mut self, until: &str) -> Worker {
        self.service[0].until = Some(day(until));
        self
    }
}
