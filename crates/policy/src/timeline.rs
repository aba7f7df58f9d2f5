//! A value through time (时间线): each day from the first on has exactly one version.
use crate::check::Problem;
use base::{Basis, Cited};
use jiff::civil::Date;

/// A value and the days on which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    pub since: Date,
    /// The first day on which it no longer holds; without one it holds until the next version.
    pub until: Option<Date>,
    pub value: T,
}

/// Why there is no value to give. Never answered with another day's value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    #[error("`{key}` is in no policy file")]
    UnknownKey { key: String },
    #[error("`{key}` has no version on {on}: its first starts on {first}")]
    TooEarly { key: String, on: Date, first: Date },
    #[error("`{key}` has no version on {on}: its last ended on {end}")]
    AfterEnd { key: String, on: Date, end: Date },
    #[error("`{key}` in its version from {since} is not what the program expects: {message}")]
    WrongType { key: String, since: Date, message: String },
}

/// All versions of one key, in order, without gap or overlap.
#[derive(Clone, Debug)]
pub struct Timeline<T> {
    key: String,
    versions: Vec<Dated<T>>,
}

impl<T> Timeline<T> {
    /// Puts versions in order and refuses them with all their faults.
    pub fn new(
        key: impl Into<String>,
        mut versions: Vec<Dated<T>>,
    ) -> Result<Timeline<T>, Vec<Problem>> {
        versions.sort_by_key(|version| version.since);
        let faults = faults(&versions);
        if versions.is_empty() {
            return Err(vec![Problem::Empty]);
        }
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|(_, problem)| problem).collect());
        }
        Ok(Timeline { key: key.into(), versions })
    }

    /// For versions whose faults have been looked for, or do not matter.
    pub(crate) fn checked(key: String, versions: Vec<Dated<T>>) -> Timeline<T> {
        assert!(!versions.is_empty(), "`{key}` has no version");
        assert!(versions.is_sorted_by_key(|v| v.since), "`{key}` is out of order");
        Timeline { key, versions }
    }

    /// The value in force on `on`, with its basis.
    pub fn at(&self, on: Date) -> Result<Cited<&T>, Missing> {
        let version = self.version(on)?;
        Ok(Cited { value: &version.value, basis: Basis::new(&*self.key, version.since) })
    }

    /// The version in force on `on`.
    pub fn version(&self, on: Date) -> Result<&Dated<T>, Missing> {
        self.position(on).map(|at| &self.versions[at])
    }

    pub(crate) fn position(&self, on: Date) -> Result<usize, Missing> {
        let after = self.versions.partition_point(|version| version.since <= on);
        let Some(at) = after.checked_sub(1) else {
            let first = self.versions[0].since;
            return Err(Missing::TooEarly { key: self.key.clone(), on, first });
        };
        match self.versions[at].until {
            Some(end) if on >= end => Err(Missing::AfterEnd { key: self.key.clone(), on, end }),
            _ => Ok(at),
        }
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// Every version, the oldest first.
    pub fn versions(&self) -> &[Dated<T>] {
        &self.versions
    }

    /// The versions themselves, for a chapter that keeps more about each.
    pub fn into_versions(self) -> Vec<Dated<T>> {
        self.versions
    }
}

/// The faults of versions that stand in order, each with the place of the version at fault.
pub(crate) fn faults<T>(versions: &[Dated<T>]) -> Vec<(usize, Problem)> {
    let mut faults = Vec::new();
    for (at, version) in versions.iter().enumerate() {
        let since = version.since;
        if let Some(until) = version.until.filter(|until| *until <= since) {
            faults.push((at, Problem::EndsBeforeStart { since, until }));
        }
        let Some(before) = at.checked_sub(1).map(|before| &versions[before]) else { continue };
        match before.until {
            _ if before.since == since => faults.push((at, Problem::Overlap { on: since })),
            Some(end) if end > since => faults.push((at, Problem::Overlap { on: since })),
            Some(end) if end < since && end > before.since => {
                faults.push((at, Problem::Gap { from: end, to: since }));
            }
            _ => {}
        }
    }
    faults
}
