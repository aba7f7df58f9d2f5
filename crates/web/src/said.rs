//! What a use case refuses, in the reader's words (拒绝的说法).
//!
//! Words: `refused-<code>` for refusals, `denied-<code>` for rights, `field-<code>` for fields.
mod facts;

pub use facts::set_zone;

use crate::form::{FieldError, Given};
use crate::problem::{Code, Problem};
use crate::words::Words;
use app::Failed;
use app::system::Why;
use org::Denied;

/// The problem page or JSON of a failure.
pub fn problem(words: Words, failed: &Failed) -> Problem {
    match failed {
        Failed::NotFound => Problem::not_found(),
        Failed::Denied(Denied::SignIn) => Problem::new(Code::SignIn),
        Failed::Denied(denied) => {
            let said = words.t(&format!("denied-{}", denied.code().replace('_', "-")));
            let detail = Some(said.into_owned());
            Problem { detail, reason: Some(denied.code()), ..Problem::denied(false) }
        }
        Failed::Stale => Problem::new(Code::Stale),
        Failed::Busy => Problem::new(Code::Busy),
        Failed::Relay(refused) => Problem::refused(refused.code(), relay(words, refused)),
        Failed::Refused { code, facts } => Problem::refused(code, refusal(words, code, facts)),
        Failed::Field { field, code, facts } => {
            let error = field_error(field, code, facts);
            Problem::refused(code, in_line(words, &error))
        }
        Failed::Policy(missing) => {
            tracing::error!(%missing, "the policy book has no value");
            Problem::refused("no_policy", refusal(words, "no_policy", &[]))
        }
        Failed::Store(error) if failed.down().is_some() => {
            tracing::debug!(%error, "nothing can be saved");
            Problem { reason: failed.down().map(Why::code), ..Problem::new(Code::Down) }
        }
        Failed::Store(error) => {
            tracing::error!(%error, "the store failed");
            Problem::new(Code::Store)
        }
        Failed::Broken(why) => {
            tracing::error!(why, "a promise of ours is broken");
            Problem::new(Code::Bug)
        }
    }
}

/// Puts a failure beside its field where it names one, or says that it is not about a field.
pub fn in_form(given: Given, failed: Failed) -> Result<Given, Failed> {
    match failed {
        Failed::Field { field, code, facts } => Ok(given.refuse(field_error(field, code, &facts))),
        other => Err(other),
    }
}

/// The sentence of a refusal by a rule or the relay, for a form that shows it above its fields;
/// nothing where the failure is of another kind and wants a page of its own.
pub fn sentence(words: Words, failed: &Failed) -> Option<String> {
    match failed {
        Failed::Relay(refused) => Some(relay(words, refused)),
        Failed::Refused { code, facts } => Some(refusal(words, code, facts)),
        _ => None,
    }
}

fn relay(words: Words, refused: &::relay::Refused) -> String {
    words.tca("refused", &refused.code().replace('_', "-"), &facts::of_relay(words, refused))
}

/// A refusal as a sentence. A code without words of its own is a bug that a test finds.
fn refusal(words: Words, code: &str, facts: &[(&'static str, String)]) -> String {
    words.tca("refused", &code.replace('_', "-"), &facts::worded(words, facts))
}

/// A fault of a field without its form: the field's name comes first where the words have one.
fn in_line(words: Words, error: &FieldError) -> String {
    let label = format!("label-{}", error.field);
    let label = if words.has(&label) { words.t(&label).into_owned() } else { error.field.into() };
    words.ta("error-line", &[("label", label), ("said", error.say(words))])
}

fn field_error(
    field: &'static str,
    code: &'static str,
    facts: &[(&'static str, String)],
) -> FieldError {
    FieldError { field, code, facts: facts.to_vec() }
}

#[cfg(test)]
mod tests;
