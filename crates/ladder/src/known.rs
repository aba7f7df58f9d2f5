//! Two days for every value (生效日与公布日): the one from which it holds, and the one on which it
//! became known.
//!
//! A notice of September may raise pay from July on. Asked in August about July, the old value is
//! the answer, and it was paid; asked in October, the new one is, and the difference is arrears
//! (补发). So every question carries both days, and neither answer ever changes.
//!
//! What is *not* here: what to do with the difference; that is [`crate::pay::arrears`].
use base::{Basis, Cited, Date};
use policy::Missing;

/// The day asked about, and what is taken as known (所问之日与所知之日).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    pub on: Date,
    /// Nothing that became known after this day is looked at.
    pub known: Date,
}

impl Asked {
    pub fn new(on: Date, known: Date) -> Asked {
        Asked { on, known }
    }

    /// The same knowledge, about another day.
    pub fn about(self, on: Date) -> Asked {
        Asked { on, ..self }
    }
}

/// One version of a value, with both its days (版本).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version<T> {
    pub since: Date,
    /// The first day on which it no longer holds; without one, until the next version.
    pub until: Option<Date>,
    /// The day it was published, where the file states one; else it counts as known all along.
    pub known: Option<Date>,
    pub value: T,
}

impl<T> Version<T> {
    fn is_known(&self, on: Date) -> bool {
        self.known.is_none_or(|known| known <= on)
    }
}

/// All versions of one key (一个政策值的各版本), in the order in which they take effect.
#[derive(Clone, Debug)]
pub struct Values<T> {
    key: String,
    versions: Vec<Version<T>>,
}

impl<T> Values<T> {
    /// Versions of a book that has been checked: in order, without gap or overlap.
    pub fn new(key: impl Into<String>, versions: Vec<Version<T>>) -> Values<T> {
        let key = key.into();
        assert!(!versions.is_empty(), "`{key}` has no version");
        assert!(versions.is_sorted_by_key(|version| version.since), "`{key}` is out of order");
        Values { key, versions }
    }

    /// The value in force on the day asked about, among those then known, with its basis.
    pub fn at(&self, asked: Asked) -> Result<Cited<&T>, Missing> {
        let known = self.versions.iter().rev().filter(|version| version.is_known(asked.known));
        let Some(version) = known.clone().find(|version| version.since <= asked.on) else {
            let first = known.last().map_or(self.versions[0].since, |version| version.since);
            return Err(Missing::TooEarly { key: self.key.clone(), on: asked.on, first });
        };
        match version.until {
            Some(end) if asked.on >= end => {
                Err(Missing::AfterEnd { key: self.key.clone(), on: asked.on, end })
            }
            _ => Ok(Cited { value: &version.value, basis: Basis::new(&*self.key, version.since) }),
        }
    }

    /// The days after `from` and up to `to` on which another version, then known, takes effect.
    pub fn changes(&self, from: Date, to: Date, known: Date) -> impl Iterator<Item = Date> {
        let known = self.versions.iter().filter(move |version| version.is_known(known));
        known.map(|version| version.since).filter(move |since| from < *since && *since <= to)
    }

    /// Lets a value hold from a day on, known all along, whatever was to come after.
    pub(crate) fn put_from(&mut self, since: Date, value: T) {
        self.versions.retain(|version| version.since < since);
        self.versions.push(Version { since, until: None, known: None, value });
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// Every version, the oldest first.
    pub fn versions(&self) -> &[Version<T>] {
        &self.versions
    }

    /// The first day on which the version at a place no longer holds.
    pub fn end(&self, at: usize) -> Option<Date> {
        let next = self.versions.get(at + 1).map(|next| next.since);
        self.versions[at].until.or(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn raised_in_arrears() -> Values<u32> {
        let old = Version { since: date(2026, 1, 1), until: None, known: None, value: 1 };
        let known = Some(date(2026, 9, 15));
        let new = Version { since: date(2026, 7, 1), until: None, known, value: 2 };
        Values::new("ladder.base", vec![old, new])
    }

    #[test]
    fn a_value_is_not_answered_before_the_day_it_was_known() {
        for (on, known, expected) in [
            (date(2026, 6, 30), date(2026, 12, 31), Some(1)),
            (date(2026, 7, 1), date(2026, 9, 14), Some(1)),
            (date(2026, 7, 1), date(2026, 9, 15), Some(2)),
            (date(2026, 12, 1), date(2026, 8, 1), Some(1)),
            (date(2025, 12, 31), date(2026, 12, 31), None),
        ] {
            let values = raised_in_arrears();
            let found = values.at(Asked::new(on, known)).ok().map(|cited| *cited.value);
            assert_eq!(found, expected, "{on}, as known on {known}");
        }
    }

    #[test]
    fn the_basis_names_the_version_that_was_answered() {
        let values = raised_in_arrears();
        let then = values.at(Asked::new(date(2026, 8, 1), date(2026, 8, 31))).unwrap();
        let later = values.at(Asked::new(date(2026, 8, 1), date(2026, 10, 1))).unwrap();
        assert_eq!(then.basis.to_string(), "ladder.base@2026-01-01");
        assert_eq!(later.basis.to_string(), "ladder.base@2026-07-01");
    }

    #[test]
    fn a_change_inside_a_month_is_found_once_it_is_known() {
        let values = raised_in_arrears();
        let changes =
            |known| values.changes(date(2026, 6, 15), date(2026, 7, 14), known).collect::<Vec<_>>();
        assert_eq!(changes(date(2026, 8, 1)), []);
        assert_eq!(changes(date(2026, 9, 15)), [date(2026, 7, 1)]);
    }
}
