//! Forms (表单): what was typed, what it means, and what is wrong with it, field by field.
//!
//! A form that cannot be taken comes back with what was typed and a sentence at each field; the
//! reader never sees a bare error. `Form<T>` takes urlencoded and multipart bodies alike.
mod field;
mod input;
mod read;

pub use field::{Choice, Field};
pub use input::{ERRORS, FieldError, Input, Upload};
pub use read::input as read_input;

use crate::guard::csrf_matches;
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::words::Words;
use axum::extract::{FromRequest, Request};

/// A form that knows how to be read from what was typed.
pub trait FromInput: Sized {
    /// Reads every field, so that all faults are told at once; nothing if one is missing.
    fn read(input: &mut Input) -> Option<Self>;
}

/// A form as it was sent (所填表单).
#[derive(Debug)]
pub struct Form<T> {
    value: Option<T>,
    given: Given,
}

impl<T> Form<T> {
    /// Refuses a form that does not carry the session's token.
    pub fn trusted(self, csrf: &str) -> Result<Form<T>, Problem> {
        if csrf_matches(csrf, self.given.value("csrf")) {
            Ok(self)
        } else {
            Err(Problem::new(Code::CrossSite))
        }
    }

    /// The value as far as it could be read, with everything that is wrong: for a form that has
    /// something to keep although it comes back.
    pub fn whole(self) -> (Option<T>, Given) {
        (self.value, self.given)
    }

    /// The value, or the form to show again with status 422.
    pub fn split(self) -> Result<(T, Given), Given> {
        match self.value {
            Some(value) if self.given.errors.is_empty() => Ok((value, self.given)),
            _ => Err(self.given),
        }
    }
}

impl<T: FromInput, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let words = Reader::of(request.headers(), request.uri().query()).words();
        let mut input = read::input(request, state).await?;
        let value = T::read(&mut input);
        let (typed, mut errors) = input.finish();
        if value.is_none() && errors.is_empty() {
            errors.push(FieldError::new("form", "malformed"));
        }
        Ok(Form { value, given: Given { words, typed, errors } })
    }
}

/// What was typed and what is wrong with it; a template names it `f`.
#[derive(Clone, Debug)]
pub struct Given {
    words: Words,
    typed: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Given {
    /// A form that nobody has filled in yet.
    pub fn empty(words: Words) -> Given {
        Given { words, typed: Vec::new(), errors: Vec::new() }
    }

    /// Fills in a field beforehand.
    pub fn with(mut self, name: &str, value: impl ToString) -> Given {
        self.typed.retain(|(known, _)| known != name);
        self.typed.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds what a use case found wrong with a field.
    pub fn refuse(mut self, error: FieldError) -> Given {
        self.errors.push(error);
        self
    }

    /// What was typed into a field; empty where nothing was.
    pub fn value(&self, name: &str) -> &str {
        let found = self.typed.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// What is wrong with a field, in words.
    pub fn error(&self, name: &str) -> Option<String> {
        let error = self.errors.iter().find(|error| error.field == name)?;
        Some(error.say(self.words))
    }

    /// Every fault, to stand above the form: the field and the sentence, which begins with the
    /// name of the field where the words have a `label-<field>`.
    pub fn errors(&self) -> Vec<(&'static str, String)> {
        self.errors.iter().map(|error| (error.field, self.in_summary(error))).collect()
    }

    fn in_summary(&self, error: &FieldError) -> String {
        let (key, said) = (format!("label-{}", error.field), error.say(self.words));
        if !self.words.has(&key) {
            return said;
        }
        let label = self.words.t(&key).into_owned();
        self.words.ta("error-line", &[("label", label), ("said", said)])
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}

#[cfg(test)]
mod tests;
