//! Pages of the policy book (依据): every value in force on a day, and all about one of them.
//!
//! What is *not* here: what a value means for a matter; that is in the chapters.
mod book;
mod key;
mod value;

pub(crate) use book::cited;

use crate::page::{Frame, Page};
use crate::words::Words;
use app::App;
use axum::Router;
use axum::http::Uri;
use axum::routing::get;
use base::Date;
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new().route("/policy", get(book::show)).route("/policy/{key}", get(key::show))
}

/// The day that is asked about.
#[derive(Deserialize)]
pub struct Asked {
    on: Option<String>,
}

/// A day as asked for; where it cannot be read, today, and that it was not understood.
fn day(app: &App, asked: &Asked) -> (Date, bool) {
    let today = app.policies().day(app.now());
    match asked.on.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        None => (today, true),
        Some(text) => text.parse().map_or((today, false), |day| (day, true)),
    }
}

fn page(words: Words, uri: &Uri, title: &str, frame: Frame) -> Page {
    let path = uri.path_and_query().map_or("/policy", |path| path.as_str());
    Page::new(words, path, title).framed(frame)
}

/// What a key is called (规则名称); the key itself where nobody has named it.
fn name(words: Words, key: &str) -> String {
    let named = format!("policy-key-{}", key.replace('.', "-"));
    if words.has(&named) { words.t(&named).into_owned() } else { key.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Lang;

    #[test]
    fn every_key_and_group_of_the_shipped_book_has_a_name_in_both_languages() {
        let book = policy::Book::load(&policy::shipped(), &[]).expect("the shipped book loads");
        for key in book.keys() {
            for lang in [Lang::Zh, Lang::En] {
                assert_ne!(name(Words::new(lang), key), key, "{}", lang.code());
                let group = book::group_key(key);
                assert!(Words::new(lang).has(&group), "no `{group}` in {}", lang.code());
            }
        }
    }

    #[test]
    fn every_field_of_the_shipped_book_has_a_name_in_both_languages() {
        let book = policy::Book::load(&policy::shipped(), &[]).expect("the shipped book loads");
        let versions = |key: &str| book.versions(key).to_vec();
        for (key, version) in
            book.keys().flat_map(|key| versions(key).into_iter().map(move |v| (key, v)))
        {
            for field in value::names(&version.value) {
                let named = format!("policy-field-{field}");
                for lang in [Lang::Zh, Lang::En] {
                    assert!(Words::new(lang).has(&named), "{key}: no `{named}`");
                }
            }
        }
    }
}
