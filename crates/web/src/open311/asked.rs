//! What every call brings (请求): its arguments, the language, the address of this server, and the
//! one jurisdiction there is.
use super::answer::Fault;
use super::updates;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said;
use crate::session::is_secure;
use crate::words::Words;
use app::grid::matter::Beside;
use app::org::Directory;
use app::{App, Failed};
use axum::extract::Query;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use base::{Date, Lang, Timestamp, UnitId};
use grid::rules::{Attribute, Category};
use jiff::tz::TimeZone;
use org::{Unit, UnitKind};
use policy::Missing;
use std::sync::Arc;

/// A call with its arguments.
pub struct Asked {
    pub words: Words,
    /// `https://host`, as the caller reached us.
    pub base: String,
    pub path: String,
    pub given: Vec<(String, String)>,
}

/// More arguments than this are no call of a client.
const GIVEN_MAX: usize = 300;

impl Asked {
    pub fn of(parts: &Parts) -> Result<Asked, Fault> {
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let Query(given) = query.map_err(|_| Fault::wrong(words.t("open311-unreadable")))?;
        if given.len() > GIVEN_MAX {
            return Err(Fault::wrong(words.t("open311-unreadable")));
        }
        Ok(Asked {
            words,
            base: base(&parts.headers, &parts.uri),
            path: parts.uri.path().to_owned(),
            given,
        })
    }

    /// An argument; empty and missing are the same.
    pub fn one(&self, name: &str) -> &str {
        let found = self.given.iter().find(|(known, value)| known == name && !value.is_empty());
        found.map_or("", |(_, value)| value.trim())
    }

    /// The values of an argument that may be given several times, or once with commas.
    pub fn list(&self, name: &str) -> Vec<String> {
        let values = self.given.iter().filter(|(known, _)| known == name);
        let parts = values.flat_map(|(_, value)| value.split(','));
        let parts = parts.map(str::trim).filter(|part| !part.is_empty());
        let mut found: Vec<String> = Vec::new();
        for part in parts {
            if !found.iter().any(|known| known == part) {
                found.push(part.to_owned());
            }
        }
        found
    }

    /// What more is wanted of each request.
    pub fn beside(&self) -> Option<Beside> {
        (self.one("extensions") == "true").then_some(updates::TOLD)
    }

    /// Today's organisation, once the jurisdiction is found to be ours. Without one it is ours:
    /// there is no other here.
    pub async fn enter(&self, app: &App, jurisdiction: &str) -> Result<Arc<Directory>, Fault> {
        let directory = app.read(|cx| cx.directory()).await;
        let directory = directory.map_err(|failed| self.failed(&failed))?;
        let ours = jurisdiction_id(&directory, &self.base);
        let host = self.host();
        let short = host.strip_prefix("www.").unwrap_or(host);
        if jurisdiction.is_empty() || [&ours, host, short].contains(&jurisdiction) {
            return Ok(directory);
        }
        let facts = [("given", jurisdiction.to_owned()), ("ours", ours)];
        Err(Fault::none(self.words.ta("open311-no-jurisdiction", &facts)))
    }

    fn host(&self) -> &str {
        host(&self.base)
    }

    /// A failure of a use case in the form of Open311.
    pub fn failed(&self, failed: &Failed) -> Fault {
        self.problem(said::problem(self.words, failed))
    }

    pub fn missing(&self, missing: Missing) -> Fault {
        self.failed(&Failed::Policy(missing))
    }

    /// A problem of the house, in words.
    pub fn problem(&self, problem: Problem) -> Fault {
        let code = problem.code;
        let general = || self.words.t(&format!("problem-{}-text", code.code())).into_owned();
        let said = problem.detail.clone().unwrap_or_else(general);
        Fault::of(&problem, said)
    }

    pub fn not_here(&self) -> Fault {
        Fault::none(self.words.t("open311-no-resource"))
    }

    pub fn method(&self) -> Fault {
        Fault::new(StatusCode::METHOD_NOT_ALLOWED, self.words.t("open311-method"))
    }
}

/// What the district goes by: its own code, or the name of this server.
fn jurisdiction_id(directory: &Directory, base: &str) -> String {
    let code = directory.units(UnitKind::District).next().map(|unit| unit.code.clone());
    code.filter(|code| !code.is_empty()).unwrap_or_else(|| host(base).to_owned())
}

fn host(base: &str) -> &str {
    let host = base.split("://").nth(1).unwrap_or(base);
    host.rsplit_once(':').map_or(host, |(name, port)| match port.parse::<u16>() {
        Ok(_) => name,
        Err(_) => host,
    })
}

/// How the caller reached us. A host of strange characters is not repeated.
fn base(headers: &HeaderMap, uri: &Uri) -> String {
    let named = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = named.or_else(|| uri.authority().map(|authority| authority.as_str()));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let fits = |host: &&str| !host.is_empty() && host.len() <= HOST_MAX && host.chars().all(plain);
    let host = named.filter(fits).unwrap_or("localhost");
    let scheme = if is_secure(headers) { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// A name of the domain system has so many characters, and a port.
const HOST_MAX: usize = 260;

/// What policy says today of categories and their questions.
pub struct Catalogue {
    pub categories: Arc<Vec<Category>>,
    pub attributes: Arc<Vec<Attribute>>,
    /// The day on which either last changed.
    pub since: Date,
}

impl Catalogue {
    pub fn of(app: &App, asked: &Asked) -> Result<Catalogue, Fault> {
        let (rules, today) = (&app.policies().rules, app.policies().day(app.now()));
        let categories = rules.categories(today).map_err(|missing| asked.missing(missing))?;
        let attributes = rules.attributes(today).map_err(|missing| asked.missing(missing))?;
        let since = categories.basis.since.max(attributes.basis.since);
        let (categories, attributes) = (categories.value, attributes.value);
        Ok(Catalogue { categories, attributes, since })
    }

    pub fn find(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// The questions of a category, in their order.
    pub fn of_category<'c>(&'c self, code: &'c str) -> impl Iterator<Item = &'c Attribute> {
        self.attributes.iter().filter(move |attribute| attribute.is_of(code))
    }
}

/// The name of a unit in a language; in the other one where it has none in this.
pub fn unit_name(directory: &Directory, unit: Option<UnitId>, lang: Lang) -> Option<&str> {
    let Unit { name_zh, name_en, .. } = directory.unit(unit?)?;
    let name = lang.pick(name_zh, name_en);
    Some(if name.is_empty() { name_zh } else { name })
}

/// A moment with its offset from UTC, to the second.
pub fn moment(at: Timestamp, tz: &TimeZone) -> String {
    at.to_zoned_datetime(tz.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
