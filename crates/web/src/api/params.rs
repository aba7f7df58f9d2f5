//! What stands in the query (查询参数): read by name, bounded, and nothing that nobody asked for.
use super::refusal;
use super::shape::Id;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::words::Words;
use app::grid::matter::{InboxEntry, PAGE, PAGE_MAX};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use base::{Date, Timestamp};

/// The query of a request (查询参数).
pub struct Params {
    given: Vec<(String, String)>,
    words: Words,
}

/// Every name that a query may hold: its kind, and an example. Words: `api-param-<name>`.
pub const KNOWN: &[(&str, Kind, &str)] = &[
    ("after", Kind::Cursor, "2d79883d2000.5b4e0f8a1c00000"),
    ("before", Kind::Cursor, "5b4e0f8a1c00000"),
    ("limit", Kind::Limit, "50"),
    ("post", Kind::Id, "411207312384000000"),
    ("q", Kind::Text, "路灯"),
    ("state", Kind::State, "open"),
    ("category", Kind::Text, "street_light"),
    ("sort", Kind::Text, "public"),
    ("source", Kind::Text, "resident"),
    ("street", Kind::Id, "411207312384000000"),
    ("community", Kind::Id, "411207312384000000"),
    ("grid", Kind::Id, "411207312384000000"),
    ("nowhere", Kind::Text, "grid"),
    ("counted", Kind::Text, "kept"),
    ("unit", Kind::Id, "411207312384000000"),
    ("lon", Kind::Number, "120.0005"),
    ("lat", Kind::Number, "30.0005"),
    ("from", Kind::Moment, "2026-03-01T00:00:00Z"),
    ("to", Kind::Moment, "2026-04-01T00:00:00Z"),
    ("on", Kind::Day, "2026-03-02"),
    ("first", Kind::Day, "2026-03-02"),
    ("last", Kind::Day, "2026-03-08"),
    ("person", Kind::Id, "411207312384000000"),
    ("since", Kind::Day, "2026-07-01"),
    ("base", Kind::Text, "3500.00"),
    ("factor_clerk", Kind::Text, "1.05"),
    ("factor_member", Kind::Text, "1.05"),
    ("factor_deputy", Kind::Text, "1.05"),
    ("factor_chief", Kind::Text, "1.05"),
    ("base_percent", Kind::Text, "75"),
    ("performance_excellent", Kind::Text, "1.3"),
    ("performance_qualified", Kind::Text, "1"),
    ("performance_basic", Kind::Text, "0.5"),
    ("performance_unqualified", Kind::Text, "0"),
    ("reward_excellent", Kind::Text, "2"),
    ("reward_qualified", Kind::Text, "1"),
    ("reward_basic", Kind::Text, "0.5"),
    ("reward_unqualified", Kind::Text, "0"),
    ("bachelor", Kind::Text, "200.00"),
    ("master", Kind::Text, "300.00"),
    ("doctor", Kind::Text, "500.00"),
    ("one_paper", Kind::Text, "0.5"),
    ("assistant", Kind::Text, "150.00"),
    ("social_worker", Kind::Text, "300.00"),
    ("senior", Kind::Text, "450.00"),
    ("places", Kind::Text, "2"),
    ("year", Kind::Number, "2026"),
];

/// What a parameter holds (参数类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Cursor,
    Limit,
    Id,
    Text,
    State,
    Number,
    Moment,
    Day,
}

/// Whether what it names may be out of sight.
pub fn names_a_thing(name: &str) -> bool {
    KNOWN.iter().any(|(known, kind, _)| *known == name && *kind == Kind::Id)
}

/// Words to look for, or a code: longer ones find nothing.
pub const TEXT_CHARACTERS_MAX: usize = 100;

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        let read = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let Query(given) = read.map_err(|_| refusal::field(words, "query", "wrong_type"))?;
        Ok(Params { given, words })
    }
}

impl Params {
    /// Refuses names that the operation does not know. The language may always be asked for.
    pub fn only(self, names: &[&str]) -> Result<Params, Problem> {
        let known = |name: &str| name == "lang" || names.contains(&name);
        match self.given.iter().find(|(name, _)| !known(name)) {
            Some((name, _)) => {
                let name: String = name.chars().take(NAME_CHARACTERS_MAX).collect();
                Err(refusal::field(self.words, &name, "unknown_field"))
            }
            None => Ok(self),
        }
    }

    /// A text without control characters; empty is none.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Problem> {
        let text = self.get(name).map(str::trim).filter(|text| !text.is_empty());
        let Some(text) = text else { return Ok(None) };
        let fits =
            text.chars().count() <= TEXT_CHARACTERS_MAX && !text.chars().any(char::is_control);
        if fits { Ok(Some(text)) } else { Err(self.refuse(name, "wrong_type")) }
    }

    pub fn id<T: From<Id>>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.read(name, "id", |text| Id::parse(text).map(T::from))
    }

    pub fn number(&self, name: &str) -> Result<Option<f64>, Problem> {
        self.read(name, "number", |text| text.parse().ok())
    }

    pub fn moment(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        self.read(name, "moment", |text| text.parse().ok())
    }

    /// A year of four digits.
    pub fn year(&self, name: &str) -> Result<Option<i16>, Problem> {
        self.read(name, "number", |text| {
            text.parse().ok().filter(|year| (1000..=9999).contains(year))
        })
    }

    pub fn day(&self, name: &str) -> Result<Option<Date>, Problem> {
        self.read(name, "day", |text| text.parse().ok())
    }

    /// One of several, by its code.
    pub fn choice<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        self.read(name, "choose", parse)
    }

    /// How many are wanted, from 1 to the most a page holds.
    pub fn limit(&self) -> Result<u32, Problem> {
        let fits = |limit: &u32| (1..=PAGE_MAX).contains(limit);
        let limit = self.read("limit", "limit", |text| text.parse().ok().filter(fits))?;
        Ok(limit.unwrap_or(PAGE))
    }

    /// Where a page of an inbox goes on.
    pub fn after(&self) -> Result<Option<app::grid::matter::After>, Problem> {
        self.read("after", "cursor", |text| {
            let (due, id) = text.split_once('.')?;
            Some(app::grid::matter::After { due: unhex(due)?, id: unhex(id)? })
        })
    }

    /// Where a list goes on.
    pub fn before<T: From<Id>>(&self) -> Result<Option<T>, Problem> {
        self.read("before", "cursor", |text| unhex(text).map(|id| T::from(Id(id))))
    }

    /// A fault of one of them.
    pub fn refuse(&self, name: &str, code: &'static str) -> Problem {
        refusal::field(self.words, name, code)
    }

    fn read<T>(
        &self,
        name: &str,
        code: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.get(name) else { return Ok(None) };
        parse(text).map(Some).ok_or_else(|| self.refuse(name, code))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.given.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.as_str()).filter(|text| !text.is_empty())
    }
}

const NAME_CHARACTERS_MAX: usize = 40;

/// The mark after an entry of an inbox.
pub fn after_mark(at: app::grid::matter::After) -> String {
    format!("{:x}.{:x}", at.due, at.id)
}

/// The mark before a thing of a list.
pub fn before_mark(id: impl Into<Id>) -> String {
    format!("{:x}", id.into().0)
}

fn unhex(text: &str) -> Option<i64> {
    let plain = (1..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    // As it was written: the bits of a signed number.
    u64::from_str_radix(text, 16).ok().filter(|_| plain).map(u64::cast_signed)
}

/// Where an entry stands.
pub fn mark_of(entry: &InboxEntry) -> String {
    after_mark(entry.at)
}
