//! Citations (依据): which version of which policy value an answer rests on.
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The policy key and the day its version took effect (依据).
///
/// Two facts are enough to find the value, its source document and clause again, on any later day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Basis {
    /// Dotted key, as in `policy/*.toml`: `grid.deadline.general`.
    pub key: String,
    /// The first day of the version in force.
    pub since: Date,
}

impl Basis {
    /// The basis `key`, in its version that starts on `since`.
    pub fn new(key: impl Into<String>, since: Date) -> Basis {
        Basis { key: key.into(), since }
    }

    /// Reads `key@day`, the form in which a basis is stored.
    pub fn parse(text: &str) -> Option<Basis> {
        let (key, since) = text.rsplit_once('@')?;
        Some(Basis { key: key.to_owned(), since: since.parse().ok()? })
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.key, self.since)
    }
}

/// A value together with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited<T> {
    pub value: T,
    pub basis: Basis,
}

impl<T> Cited<T> {
    /// Changes the value, keeps the basis.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Cited<U> {
        Cited { value: change(self.value), basis: self.basis }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basis_reads_back_from_the_form_it_is_stored_in() {
        let basis = Basis::new("grid.deadline.general", "2020-01-01".parse().unwrap());
        assert_eq!(basis.to_string(), "grid.deadline.general@2020-01-01");
        assert_eq!(Basis::parse(&basis.to_string()), Some(basis));
        assert_eq!(Basis::parse("no day"), None);
        assert_eq!(Basis::parse("key@2026-02-30"), None);
    }
}
