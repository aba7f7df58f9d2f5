//! The words of the pages (文案), in Chinese and English, from `locales/*/*.ftl`.
//!
//! Templates say `p.t("key")`; a family of codes is said by `p.tc("role", code)`, which looks up
//! `role-<code>`. A missing key is a bug that a test finds; at run time the key itself is shown.
use base::Lang;
pub use fluent_bundle::FluentValue as Word;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// The words of one language (一种语言的文案). Cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub lang: Lang,
}

impl Words {
    pub fn new(lang: Lang) -> Words {
        Words { lang }
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.find(key, None)
    }

    /// The text of a key with its facts filled in: `ta("inbox-count", &[("n", 3)])`.
    pub fn ta<'a, V>(&self, key: &str, facts: &[(&'a str, V)]) -> String
    where
        V: Into<Word<'a>> + Clone,
    {
        let args = facts.iter().map(|(name, value)| (*name, value.clone().into()));
        self.find(key, Some(&args.collect())).into_owned()
    }

    /// The text of a code within a family: `tc("role", "street")` says `role-street`.
    pub fn tc(&self, family: &str, code: &str) -> Cow<'static, str> {
        self.t(&format!("{family}-{code}"))
    }

    /// As [`Words::tc`], with facts.
    pub fn tca(&self, family: &str, code: &str, facts: &[(&'static str, String)]) -> String {
        self.ta(&format!("{family}-{code}"), facts)
    }

    /// Whether there is such a key.
    pub fn has(&self, key: &str) -> bool {
        bundle(self.lang).has_message(key)
    }

    fn find(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = bundle(self.lang);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, lang = self.lang.code(), "no words for this key");
            return Cow::Owned(key.to_owned());
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "these words lack a fact");
        }
        Cow::Owned(text)
    }
}

#[derive(RustEmbed)]
#[folder = "locales"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> &'static Bundle {
    static ZH: OnceLock<Bundle> = OnceLock::new();
    static EN: OnceLock<Bundle> = OnceLock::new();
    match lang {
        Lang::Zh => ZH.get_or_init(|| load("zh/", lang)),
        Lang::En => EN.get_or_init(|| load("en/", lang)),
    }
}

/// Reads the files of one language. They are part of the program, so a fault in them is a bug.
fn load(folder: &str, lang: Lang) -> Bundle {
    let name: LanguageIdentifier = lang.code().parse().expect("a language that is known");
    let mut bundle = FluentBundle::new_concurrent(vec![name]);
    bundle.set_use_isolating(false);
    for name in Files::iter().filter(|name| name.starts_with(folder)) {
        let file = Files::get(&name).expect("a file that was just listed");
        let text = String::from_utf8(file.data.into_owned()).expect("words are UTF-8");
        let resource = match FluentResource::try_new(text) {
            Ok(resource) => resource,
            Err((_, errors)) => panic!("{name} cannot be read: {errors:?}"),
        };
        if let Err(errors) = bundle.add_resource(resource) {
            panic!("{name} says again what another file says: {errors:?}");
        }
    }
    bundle
}

#[cfg(test)]
mod tests;
