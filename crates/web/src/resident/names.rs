//! How units, places and kinds are called in the reader's language, and small things pages share.
use crate::page::{Frame, Page};
use crate::problem::{Code, Problem};
use crate::when::When;
use crate::words::Words;
use app::App;
use app::org::Directory;
use axum::http::Uri;
use base::{Lang, PostId, UnitId};
use org::Place;
use std::str::FromStr;

/// A page of these, for this address; the title is a key.
pub fn page(words: Words, uri: &Uri, title: &str, frame: Frame) -> Page {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Page::new(words, path, &words.t(title)).framed(frame)
}

/// Says times in the district's time zone, as seen now.
pub fn when(app: &App, words: Words) -> When {
    When::new(words, app.policies().calendar.tz().clone(), app.now())
}

/// The name of a kind of matter today; its code where policy no longer lists it.
pub fn category(app: &App, code: &str, lang: Lang) -> String {
    let policies = app.policies();
    let found = policies.rules.category(code, policies.day(app.now()));
    found.map_or_else(|| code.to_owned(), |category| category.name(lang).to_owned())
}

/// The name of a unit; empty where there is none today.
pub fn unit(directory: &Directory, unit: Option<UnitId>, lang: Lang) -> String {
    let unit = unit.and_then(|unit| directory.unit(unit));
    unit.map(|unit| lang.pick(&unit.name_zh, &unit.name_en).to_owned()).unwrap_or_default()
}

/// The unit of a post. Whoever acts in it is nobody's business here.
pub fn unit_of_post(directory: &Directory, post: PostId, lang: Lang) -> String {
    let info = directory.post(post);
    info.map(|info| lang.pick(&info.unit.name_zh, &info.unit.name_en).to_owned())
        .unwrap_or_default()
}

/// Street, community and grid in one line.
pub fn place(directory: &Directory, place: &Place, lang: Lang) -> String {
    let names = [place.street, place.community, place.grid].map(|part| unit(directory, part, lang));
    let named: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    named.join(" · ")
}

/// An id in an address: left out, empty, or a number; anything else is no address of ours.
pub fn id<T: FromStr>(given: &Option<String>) -> Result<Option<T>, Problem> {
    match given.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| Problem::new(Code::Unreadable)),
    }
}
