//! How a field looks: label, hint, fault and control, tied together for screen readers.
//!
//! In a template: `{{ f.area("what", p.t("matter-what")).hint(p.t("…")).max(2000) }}`.
use super::Given;
use crate::markup::{Markup, icon};
use crate::words::Words;
use askama::Template;
use std::fmt::Display;

/// One field of a form, ready to print (表单字段).
#[derive(Clone, Debug, Template)]
#[template(path = "parts/field.html")]
pub struct Field {
    words: Words,
    kind: Kind,
    name: String,
    label: String,
    hint: String,
    value: String,
    error: Option<String>,
    max: usize,
    optional: bool,
    class: &'static str,
    mode: &'static str,
    autocomplete: &'static str,
    choices: Vec<Choice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Line(&'static str),
    Area,
    Select,
    Tiles,
    Check,
    Photo,
    File,
}

/// One of several to choose from (选项).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A line below the label; empty for none.
    pub note: String,
    /// The name of an icon; empty for none.
    pub icon: &'static str,
}

impl Choice {
    pub fn new(value: impl Display, label: impl Display) -> Choice {
        Choice { value: value.to_string(), label: label.to_string(), ..Choice::default() }
    }

    pub fn note(self, note: impl Display) -> Choice {
        Choice { note: note.to_string(), ..self }
    }

    pub fn icon(self, icon: &'static str) -> Choice {
        Choice { icon, ..self }
    }
}

impl Given {
    /// One line of text.
    pub fn text(&self, name: &str, label: impl Display) -> Field {
        self.field(Kind::Line("text"), name, label)
    }

    /// Several lines of text.
    pub fn area(&self, name: &str, label: impl Display) -> Field {
        self.field(Kind::Area, name, label)
    }

    /// A search text.
    pub fn search(&self, name: &str, label: impl Display) -> Field {
        self.field(Kind::Line("search"), name, label)
    }

    /// A password; never filled in again.
    pub fn secret(&self, name: &str, label: impl Display) -> Field {
        Field { value: String::new(), ..self.field(Kind::Line("password"), name, label) }
    }

    /// A telephone number.
    pub fn phone(&self, name: &str, label: impl Display) -> Field {
        let field = self.field(Kind::Line("tel"), name, label);
        Field { mode: "tel", autocomplete: "tel", ..field }
    }

    /// A mail address.
    pub fn mail(&self, name: &str, label: impl Display) -> Field {
        let field = self.field(Kind::Line("email"), name, label);
        Field { mode: "email", autocomplete: "email", ..field }
    }

    /// A whole number.
    pub fn number(&self, name: &str, label: impl Display) -> Field {
        let field = self.field(Kind::Line("text"), name, label);
        Field { mode: "numeric", class: " input-short", ..field }
    }

    /// A number with decimals.
    pub fn decimal(&self, name: &str, label: impl Display) -> Field {
        Field { mode: "decimal", ..self.number(name, label) }
    }

    /// A short code, in large digits.
    pub fn code(&self, name: &str, label: impl Display) -> Field {
        let field = self.field(Kind::Line("text"), name, label);
        Field { mode: "numeric", class: " input-code", autocomplete: "one-time-code", ..field }
    }

    /// A day.
    pub fn day(&self, name: &str, label: impl Display) -> Field {
        Field { class: " input-short", ..self.field(Kind::Line("date"), name, label) }
    }

    /// One of several, in a list that opens.
    pub fn select(&self, name: &str, label: impl Display, choices: &[Choice]) -> Field {
        Field { choices: choices.to_vec(), ..self.field(Kind::Select, name, label) }
    }

    /// One of several, as large tiles.
    pub fn tiles(&self, name: &str, label: impl Display, choices: &[Choice]) -> Field {
        Field { choices: choices.to_vec(), ..self.field(Kind::Tiles, name, label) }
    }

    /// A box to tick.
    pub fn check(&self, name: &str, label: impl Display) -> Field {
        self.field(Kind::Check, name, label)
    }

    /// Photos, made smaller on the phone and shown before they are sent.
    pub fn photos(&self, name: &str, label: impl Display) -> Field {
        Field { optional: true, ..self.field(Kind::Photo, name, label) }
    }

    /// Any file.
    pub fn file(&self, name: &str, label: impl Display) -> Field {
        self.field(Kind::File, name, label)
    }

    fn field(&self, kind: Kind, name: &str, label: impl Display) -> Field {
        Field {
            words: self.words,
            kind,
            name: name.to_owned(),
            label: label.to_string(),
            hint: String::new(),
            value: self.value(name).to_owned(),
            error: self.error(name),
            max: 0,
            optional: false,
            class: "",
            mode: "",
            autocomplete: "off",
            choices: Vec::new(),
        }
    }
}

impl Field {
    /// A line that says what to write.
    pub fn hint(self, hint: impl Display) -> Field {
        Field { hint: hint.to_string(), ..self }
    }

    /// The length in characters that the server takes.
    pub fn max(self, characters: usize) -> Field {
        Field { max: characters, ..self }
    }

    /// What stands there before anything was typed; a form that came back keeps what was.
    pub fn begins(self, text: impl Display) -> Field {
        let untouched = self.value.is_empty() && self.error.is_none();
        if untouched { Field { value: text.to_string(), ..self } } else { self }
    }

    /// May be left out, and says so.
    pub fn optional(self) -> Field {
        Field { optional: true, ..self }
    }

    pub fn autocomplete(self, token: &'static str) -> Field {
        Field { autocomplete: token, ..self }
    }

    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// Choices with a line of explanation each stand below one another.
    fn has_notes(&self) -> bool {
        self.choices.iter().any(|choice| !choice.note.is_empty())
    }

    fn icon(&self, name: &str) -> Markup {
        icon(name)
    }
}

impl askama::filters::HtmlSafe for Field {}
