//! From typed text to values. Each reader notes what is wrong and goes on to the next field.
use crate::words::Words;
use base::place::Point;
use base::{Date, Text, TextRefused};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// What a form brought (表单内容).
#[derive(Debug)]
pub struct Input {
    typed: Vec<(String, String)>,
    files: Vec<Upload>,
    errors: Vec<FieldError>,
}

/// A file that came with a form (上传文件). What it claims to be is not kept.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    pub bytes: Vec<u8>,
}

/// What is wrong with a field (字段差错). Words: `field-<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: &'static str,
    pub code: &'static str,
    pub facts: Vec<(&'static str, String)>,
}

/// The codes that the words know. A use case may use them, or bring words of its own.
pub const ERRORS: &[&str] = &[
    "empty",
    "too_long",
    "control",
    "choose",
    "number",
    "range",
    "day",
    "place",
    "malformed",
    "unknown",
    "wrong",
    "taken",
    "file_kind",
    "file_size",
];

impl FieldError {
    pub fn new(field: &'static str, code: &'static str) -> FieldError {
        FieldError { field, code, facts: Vec::new() }
    }

    /// The sentence for the reader: of the field, or of the refusal; for a code without words, that
    /// the entry cannot be taken.
    pub fn say(&self, words: Words) -> String {
        let refused = self.code.replace('_', "-");
        if words.has(&format!("field-{}", self.code)) {
            words.tca("field", self.code, &self.facts)
        } else if words.has(&format!("refused-{refused}")) {
            words.tca("refused", &refused, &self.facts)
        } else {
            words.tca("field", "malformed", &self.facts)
        }
    }
}

impl Input {
    pub(super) fn new(typed: Vec<(String, String)>, files: Vec<Upload>) -> Input {
        Input { typed, files, errors: Vec::new() }
    }

    /// What was typed, and what is wrong with it. Secrets are not shown again.
    pub(super) fn finish(self) -> (Vec<(String, String)>, Vec<FieldError>) {
        (self.typed, self.errors)
    }

    /// Notes a fault.
    pub fn refuse(&mut self, field: &'static str, code: &'static str) {
        self.errors.push(FieldError::new(field, code));
    }

    /// The text as typed; empty where the field is missing.
    pub fn raw(&self, name: &str) -> &str {
        let found = self.typed.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Every value of a field that may be given several times.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.typed.iter().filter(|(known, _)| known == name).map(|(_, value)| &value[..]).collect()
    }

    /// Everything that was sent, in its order: names and values, then files.
    pub fn sent(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let typed = self.typed.iter().map(|(name, value)| (&name[..], value.as_bytes()));
        typed.chain(self.files.iter().map(|file| (&file.field[..], &file.bytes[..])))
    }

    /// A text that must be there.
    pub fn text<const MAX: usize>(&mut self, name: &'static str) -> Option<Text<MAX>> {
        Text::new(self.raw(name)).map_err(|refused| self.refuse_text(name, refused)).ok()
    }

    /// A text that may be left out.
    pub fn optional<const MAX: usize>(&mut self, name: &'static str) -> Option<Option<Text<MAX>>> {
        Text::optional(self.raw(name)).map_err(|refused| self.refuse_text(name, refused)).ok()
    }

    /// A word, not shown again and not trimmed: a password, a code.
    pub fn secret(&mut self, name: &'static str, characters_max: usize) -> Option<String> {
        let at = self.typed.iter().position(|(known, _)| known == name);
        let secret = at.map(|at| std::mem::take(&mut self.typed[at].1)).unwrap_or_default();
        match secret.chars().count() {
            0 => self.refuse(name, "empty"),
            got if got > characters_max => self.refuse_long(name, got, characters_max),
            _ => return Some(secret),
        }
        None
    }

    /// One of several, by its code: `input.choice("kind", Kind::parse)`.
    pub fn choice<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let found = parse(self.raw(name));
        if found.is_none() {
            self.refuse(name, "choose");
        }
        found
    }

    /// Anything that reads from text, such as an id.
    pub fn parsed<T: FromStr>(&mut self, name: &'static str) -> Option<T> {
        let text = self.raw(name).trim();
        let code = if text.is_empty() { "empty" } else { "malformed" };
        let found = text.parse().ok();
        if found.is_none() {
            self.refuse(name, code);
        }
        found
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        match self.raw(name).trim().parse::<i64>() {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(_) => {
                let facts =
                    vec![("min", range.start().to_string()), ("max", range.end().to_string())];
                self.errors.push(FieldError { field: name, code: "range", facts });
                None
            }
            Err(_) => {
                self.refuse(name, "number");
                None
            }
        }
    }

    /// A day, as a browser's date field sends it.
    pub fn day(&mut self, name: &'static str) -> Option<Date> {
        let day = self.raw(name).trim().parse().ok();
        if day.is_none() {
            self.refuse(name, "day");
        }
        day
    }

    /// Whether a box is ticked.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.raw(name), "on" | "true" | "1" | "yes")
    }

    /// A place from the fields `lon` and `lat`; both left empty is no place.
    pub fn place(&mut self) -> Option<Option<Point>> {
        let (lon, lat) = (self.raw("lon").trim(), self.raw("lat").trim());
        if lon.is_empty() && lat.is_empty() {
            return Some(None);
        }
        let point = lon.parse().ok().zip(lat.parse().ok());
        let point = point.and_then(|(lon, lat)| Point::new(lon, lat));
        if point.is_none() {
            self.refuse("lon", "place");
        }
        point.map(Some)
    }

    /// The files of a field.
    pub fn files(&mut self, name: &str) -> Vec<Upload> {
        let (taken, rest) =
            std::mem::take(&mut self.files).into_iter().partition(|file| file.field == name);
        self.files = rest;
        taken
    }

    fn refuse_text(&mut self, name: &'static str, refused: TextRefused) {
        match refused {
            TextRefused::Empty => self.refuse(name, "empty"),
            TextRefused::Control => self.refuse(name, "control"),
            TextRefused::TooLong { got, max } => self.refuse_long(name, got, max),
        }
    }

    fn refuse_long(&mut self, name: &'static str, got: usize, max: usize) {
        let facts = vec![("got", got.to_string()), ("max", max.to_string())];
        self.errors.push(FieldError { field: name, code: "too_long", facts });
    }
}
