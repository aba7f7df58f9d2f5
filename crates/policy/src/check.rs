//! What can be wrong with policy files, and where: file, line, key.
use jiff::civil::Date;
use std::fmt;

/// Something wrong in a policy file (检查结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub file: String,
    /// Counted from 1; 0 when the fault is that something is in no file.
    pub line: usize,
    pub key: String,
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.key, self.problem)
    }
}

impl std::error::Error for Finding {}

/// Why a policy file cannot be used, or (`Noted`) what its reader should know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("this is not TOML: {message}")]
    Syntax { message: String },
    #[error("there is no version at all")]
    Empty,
    #[error("a value stands in a dated row, `[[{key}]]`")]
    NotDated { key: String },
    #[error("`{field}` is missing")]
    NoField { field: &'static str },
    #[error("`{field}` is no day, write it as 2026-01-31 without quotes")]
    BadDay { field: &'static str },
    #[error("it starts on {since} but ends on {until}")]
    EndsBeforeStart { since: Date, until: Date },
    #[error("two versions hold on {on}")]
    Overlap { on: Date },
    #[error("no version holds from {from} until {to}")]
    Gap { from: Date, to: Date },
    #[error("the version names no source document")]
    NoSource,
    #[error("the source `{id}` is not in sources.toml")]
    UnknownSource { id: String },
    #[error("the source `{id}` is described twice")]
    SourceTwice { id: String },
    #[error("the key `{key}` is in no file")]
    UnknownKey { key: String },
    #[error("a field that nothing reads: {message}")]
    UnknownField { message: String },
    #[error("{message}")]
    WrongType { message: String },
    #[error("{day} is a working day and a day off, by `{one}` and by `{other}`")]
    Contradiction { day: Date, one: String, other: String },
    #[error("noted: {note}")]
    Noted { note: String },
}

/// The line of a byte of `text`, counted from 1.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    let end = byte.min(text.len());
    1 + text.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count()
}
