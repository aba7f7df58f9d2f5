//! Where something stands in a mapping file (行号): every finding names its line and key.
use super::column::Cells;
use super::raw::Taken;

/// What is wrong with a mapping file, and on which line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {key}{}{why}", if key.is_empty() { "" } else { ": " })]
pub struct MappingError {
    pub file: String,
    pub line: usize,
    pub key: String,
    pub why: String,
}

/// The text of a mapping file, to name the line of a finding.
pub(super) struct Lines<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl Lines<'_> {
    pub fn error(&self, at: usize, key: &str, why: &str) -> MappingError {
        let before = self.text.get(..at).unwrap_or("");
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        MappingError { file: self.file.into(), line, key: key.into(), why: why.into() }
    }

    /// What a key takes from a row.
    pub fn cells(&self, key: &str, taken: &Taken) -> Result<Cells<String>, MappingError> {
        Cells::parse(taken.get_ref()).map_err(|why| self.error(taken.span().start, key, why))
    }

    /// The same for a key that may be missing.
    pub fn optional(
        &self,
        key: &str,
        taken: Option<&Taken>,
    ) -> Result<Option<Cells<String>>, MappingError> {
        taken.map(|taken| self.cells(key, taken)).transpose()
    }
}
