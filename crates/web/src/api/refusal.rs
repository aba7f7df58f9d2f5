//! Refusals for programs (拒绝): the same as on pages, with the field and its code beside the words.
//!
//! Words: those of the pages, and `api-field-<code>` for faults that only a program can make.
use crate::problem::{Code, Fault, Problem};
use crate::said;
use crate::words::Words;
use app::Failed;

/// The problem that a failure is answered with.
pub fn problem(words: Words, failed: &Failed) -> Problem {
    match failed {
        Failed::Field { field, code, facts } => field_fault(words, field, code, facts),
        Failed::Denied(org::Denied::SignIn) => sign_in(words),
        Failed::Policy(missing @ policy::Missing::UnknownKey { .. }) => {
            tracing::debug!(%missing, "asked for");
            Problem::not_found()
        }
        other => said::problem(words, other),
    }
}

/// A field that cannot be taken: 422, and which one it is.
pub fn field(words: Words, field: &str, code: &'static str) -> Problem {
    field_fault(words, field, code, &[])
}

/// Nobody is signed in, or no longer: 401.
pub fn sign_in(words: Words) -> Problem {
    let detail = Some(words.t("api-sign-in").into_owned());
    Problem { detail, reason: Some("sign_in"), ..Problem::new(Code::SignIn) }
}

/// A code that belongs to no report: 404 that says so.
pub fn unknown_code(words: Words) -> Problem {
    let detail = Some(words.t("api-unknown-code").into_owned());
    Problem { detail, reason: Some("unknown_code"), ..Problem::not_found() }
}

/// Larger than what is taken: 413.
pub fn too_large(words: Words, max_bytes: u64) -> Problem {
    let kilobytes = (max_bytes / 1024).to_string();
    let detail = Some(words.ta("api-too-large", &[("kb", kilobytes)]));
    Problem { detail, reason: Some("too_large"), ..Problem::new(Code::TooLarge) }
}

fn field_fault(
    words: Words,
    field: &str,
    code: &'static str,
    facts: &[(&'static str, String)],
) -> Problem {
    let families = ["api-field", "field"];
    let family = families.iter().find(|family| words.has(&format!("{family}-{code}")));
    let detail = match family {
        Some(family) => words.tca(family, code, facts),
        None => {
            tracing::warn!(field, code, "a fault of a field without words of its own");
            words.t("field-malformed").into_owned()
        }
    };
    let line = words.ta("api-field-line", &[("field", field), ("said", &detail)]);
    let errors = vec![Fault { field: field.to_owned(), code, detail }];
    Problem { errors, ..Problem::refused(code, line) }
}
