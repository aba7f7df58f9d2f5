//! What every page has around its content (页面框架): title, language, who reads it, the menu.
//!
//! A template names it `p` and begins with `{% extends "layout.html" %}`.
use crate::assets;
use crate::markup::{self, Markup, escape};
use crate::nav::Item;
use crate::words::{Word, Words};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Basis, Lang};
use std::borrow::Cow;

/// What every template gets as `p`.
#[derive(Clone, Debug)]
pub struct Page {
    pub words: Words,
    pub title: String,
    /// Path and query of this page, to come back to after changing the language.
    pub path: String,
    pub frame: Frame,
    /// What was just done, said once (办理结果).
    pub toast: Option<String>,
    /// Loads the map's script and style.
    pub has_map: bool,
}

/// What the reader's session gives to a page. A middleware may also put it into the extensions of
/// a response, so that a problem page keeps the menu.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub who: Option<Signed>,
    /// The token that forms send back.
    pub csrf: String,
    pub nav: Vec<Item>,
    /// Something the reader was told is not read yet.
    pub has_unread: bool,
    /// The name of the district, from its own data.
    pub district: String,
}

/// Who is signed in, as the header shows it (当前用户).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub name: String,
    /// Post and unit, in one line.
    pub post: String,
}

impl Page {
    pub fn new(words: Words, path: &str, title: &str) -> Page {
        let (path, title) = (path.to_owned(), title.to_owned());
        Page { words, title, path, frame: Frame::default(), toast: None, has_map: false }
    }

    pub fn framed(self, frame: Frame) -> Page {
        Page { frame, ..self }
    }

    pub fn with_map(self) -> Page {
        Page { has_map: true, ..self }
    }

    /// Says what was just done, on the page that comes after it.
    pub fn toast(self, said: impl Into<String>) -> Page {
        Page { toast: Some(said.into()), ..self }
    }

    pub fn lang(&self) -> Lang {
        self.words.lang
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.words.t(key)
    }

    /// The text of a key with its facts.
    pub fn ta<'a, V: Into<Word<'a>> + Clone>(&self, key: &str, facts: &[(&'a str, V)]) -> String {
        self.words.ta(key, facts)
    }

    /// The text of a code within a family.
    pub fn tc(&self, family: &str, code: &str) -> Cow<'static, str> {
        self.words.tc(family, code)
    }

    pub fn icon(&self, name: &str) -> Markup {
        markup::icon(name)
    }

    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// The hidden field that every form of a signed-in reader sends.
    pub fn csrf(&self) -> Markup {
        let token = escape(&self.frame.csrf);
        Markup::trusted(format!(r#"<input type="hidden" name="csrf" value="{token}">"#))
    }

    /// The link from an answer to what it rests on (依据).
    pub fn basis(&self, basis: &Basis) -> Markup {
        let (key, since) = (escape(&basis.key), basis.since);
        let (icon, said) = (markup::icon("book-open-text"), escape(&self.t("basis")));
        Markup::trusted(format!(
            r#"<a class="basis" href="/policy/{key}?on={since}">{icon}{said} {key}</a>"#
        ))
    }

    /// How many of the menu's entries do not fit the bottom bar of a phone.
    pub fn nav_rest(&self) -> &[Item] {
        self.frame.nav.get(PHONE_ITEMS..).unwrap_or_default()
    }

    /// Whether the menu leads there: a link is for whoever may follow it.
    pub fn leads_to(&self, href: &str) -> bool {
        self.frame.nav.iter().any(|item| item.href == href)
    }

    /// What a phone keeps for this reader: `on` for who writes matters down, `out` for anybody else,
    /// whose page takes away what an earlier reader left.
    pub fn keeps(&self) -> &'static str {
        if self.leads_to("/matters/new") { "on" } else { "out" }
    }

    /// Whether the page has to do with what phones keep: staff's, and the door. A page of samples
    /// shows somebody, but nobody has a session there.
    pub fn is_kept(&self) -> bool {
        let has_session = self.frame.who.is_some() && !self.path.starts_with("/design");
        has_session || self.path.starts_with("/sign-in")
    }

    /// The words that scripts need, as JSON.
    pub fn script_words(&self) -> String {
        let n = || [("n", "{n}")];
        let span = [("span", "{span}")];
        serde_json::json!({
            "left": self.ta("when-left", &span),
            "over": self.ta("when-over", &span),
            "days": self.ta("span-days", &n()),
            "days-one": self.ta("span-days", &[("n", 1)]),
            "hours": self.ta("span-hours", &n()),
            "hours-one": self.ta("span-hours", &[("n", 1)]),
            "minutes": self.ta("span-minutes", &n()),
            "minutes-one": self.ta("span-minutes", &[("n", 1)]),
            "moment": self.t("span-moment"),
            "close": self.t("close"),
            "sending": self.t("sending"),
            "characters-left": self.ta("characters-left", &n()),
            "located": self.ta("located", &[("metres", "{metres}")]),
            "locate-denied": self.t("locate-denied"),
            "locate-failed": self.t("locate-failed"),
            "camera": self.t("resident-camera"),
            "photo-ready": self.ta("photo-ready", &n()),
            "photo-alt": self.ta("photo-alt", &[("kb", "{kb}")]),
            "copied": self.t("copied"),
            "copy-failed": self.t("copy-failed"),
            "map-label": self.t("map-label"),
            "place-by-grid": self.t("offline-place-by-grid"),
            "photos-many": self.ta("offline-photos-many", &[("max", "{max}")]),
            "photo-unfit": self.ta("offline-photo-unfit", &n()),
            "photos-full": self.t("offline-photos-full"),
            "not-kept": self.t("offline-not-kept"),
            "leave-unsent": self.ta("offline-leave-unsent", &n()),
        })
        .to_string()
    }
}

/// How many entries the bottom bar shows beside "more"; `layout.css` hides the same ones.
pub const PHONE_ITEMS: usize = 4;

/// A page with status 200.
pub fn render<T: Template>(page: &T) -> Response {
    render_with(StatusCode::OK, page)
}

/// A page with another status: 422 for a form that comes back.
pub fn render_with<T: Template>(status: StatusCode, page: &T) -> Response {
    let html = page.render().expect("a template has every field it names, and writes to memory");
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    (status, [(header::CONTENT_TYPE, kind)], html).into_response()
}
