//! What is known of a worker (社区工作者) for level and pay: placements, service, certificates,
//! results. Each fact has the day from which it holds and the day on which it became known.
//!
//! What is *not* here: names, numbers of identity cards and bank accounts (`number`), or anything about the
//! work done. Those are no ground for a level or for pay.
use crate::known::Asked;
use crate::scheme::PostKind;
use base::{Date, codes};

codes! {
    /// The result of a year's assessment (年度考核结果).
    pub enum Rating {
        /// 优秀
        Excellent = "excellent",
        /// 合格
        Qualified = "qualified",
        /// 基本合格
        Basic = "basic",
        /// 不合格
        Unqualified = "unqualified",
    }
}

codes! {
    /// The level of education (学历学位层次). A college course of less than a degree is `none`.
    pub enum EducationLevel {
        None = "none",
        /// 大学本科
        Bachelor = "bachelor",
        /// 硕士
        Master = "master",
        /// 博士
        Doctor = "doctor",
    }
}

codes! {
    /// The qualification in social work (社会工作职业资格).
    pub enum Certificate {
        None = "none",
        /// 助理社会工作师
        Assistant = "assistant",
        /// 社会工作师
        SocialWorker = "social_worker",
        /// 高级社会工作师
        Senior = "senior",
    }
}

codes! {
    /// How somebody came to the post (任职方式).
    pub enum Tenure {
        /// 选任
        Elected = "elected",
        /// 聘任
        Hired = "hired",
    }
}

/// Everything of a worker that level and pay rest on (定级与计酬事实).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worker {
    pub service: Vec<Service>,
    pub placements: Vec<Placement>,
    pub education: Vec<Education>,
    pub certificates: Vec<Held>,
    pub results: Vec<YearResult>,
}

/// A time in service (在岗期间).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub since: Date,
    pub known: Date,
    /// The first day no longer in service.
    pub until: Option<Date>,
    /// The day on which that became known; nothing where it was from the start.
    pub until_known: Option<Date>,
}

impl Service {
    /// The first day no longer in service, as far as that was known.
    fn end(&self, known: Date) -> Option<Date> {
        self.until.filter(|_| self.until_known.is_none_or(|since| since <= known))
    }
}

/// A placing on the ladder (定级): kind of post and level, by an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    pub since: Date,
    pub known: Date,
    pub kind: PostKind,
    pub level: u8,
    /// The number of the order (文号).
    pub order_no: String,
}

/// A level of education with the papers that are there (学历学位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Education {
    pub since: Date,
    pub known: Date,
    pub level: EducationLevel,
    /// 学历证书
    pub diploma: bool,
    /// 学位证书
    pub degree: bool,
}

/// A certificate that was acquired (取得的职业资格).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub since: Date,
    pub known: Date,
    pub certificate: Certificate,
}

/// The result of a year (考核结果), known when it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearResult {
    pub year: i16,
    pub known: Date,
    pub rating: Rating,
}

impl Worker {
    /// The placing in force on a day, among those then known. Of two that begin on the same day
    /// the one that became known later stands: an order corrects an order.
    pub fn placement(&self, asked: Asked) -> Option<&Placement> {
        let there = self.placements.iter();
        let there = there.filter(|p| p.since <= asked.on && p.known <= asked.known);
        there.max_by_key(|placement| (placement.since, placement.known))
    }

    /// Whether the worker is in service on a day.
    pub fn serves(&self, asked: Asked) -> bool {
        let known = self.service.iter().filter(|service| service.known <= asked.known);
        known.clone().any(|service| {
            let end = service.end(asked.known);
            service.since <= asked.on && end.is_none_or(|until| asked.on < until)
        })
    }

    /// The certificates held on a day.
    pub fn certificates(&self, asked: Asked) -> impl Iterator<Item = Certificate> {
        let there = self.certificates.iter();
        let there = there.filter(move |held| held.since <= asked.on && held.known <= asked.known);
        there.map(|held| held.certificate)
    }

    /// The levels of education on a day; a later entry of the same level replaces the earlier.
    pub fn education(&self, asked: Asked) -> impl Iterator<Item = &Education> {
        EducationLevel::ALL.iter().filter_map(move |level| {
            let there = self.education.iter().filter(|entry| entry.level == *level);
            let there = there.filter(|e| e.since <= asked.on && e.known <= asked.known);
            there.max_by_key(|entry| (entry.since, entry.known))
        })
    }

    /// The result of a year, as far as it was known; the later publication stands.
    pub fn result(&self, year: i16, known: Date) -> Option<Rating> {
        let of_year = self.results.iter().filter(|result| result.year == year);
        let known = of_year.filter(|result| result.known <= known);
        known.max_by_key(|result| result.known).map(|result| result.rating)
    }
}

/// A whole number as an exact one.
pub(crate) fn exact(number: i64) -> rust_decimal::Decimal {
    rust_decimal::Decimal::from(number)
}
