//! The book of policy (政策手册): every key with its timeline, and every source.
use crate::check::{Finding, Problem};
use crate::overlay::finding;
use crate::source::{Flagged, Source};
use crate::timeline::{Dated, Missing, Timeline};
use crate::{PolicyFile, Version, overlay, read};
use base::{Basis, Cited};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// All policy values, shipped and the district's own, found free of fault.
///
/// Read values that are asked for often once, as a [`Timeline`]: [`Book::get`] reads its row anew.
#[derive(Clone, Debug)]
pub struct Book {
    keys: BTreeMap<String, Timeline<crate::Record>>,
    sources: BTreeMap<String, Source>,
    flagged: Vec<Flagged>,
}

impl Book {
    /// Reads the shipped files and the district's own, or says all that is wrong with them.
    pub fn load(shipped: &[PolicyFile], overlay: &[PolicyFile]) -> Result<Book, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut book = Book { keys: BTreeMap::new(), sources: BTreeMap::new(), flagged: vec![] };
        let mut layers: [BTreeMap<String, Vec<Version>>; 2] = Default::default();
        let files = shipped.iter().map(|f| (f, false)).chain(overlay.iter().map(|f| (f, true)));
        for (file, own) in files {
            let read = read::read(file, own);
            findings.extend(read.findings);
            book.flagged.extend(read.flagged);
            for (source, line) in read.sources {
                let id = source.id.clone();
                if book.sources.insert(id.clone(), source).is_some() {
                    let (file, key) = (file.name.clone(), format!("source.{id}"));
                    let problem = Problem::SourceTwice { id };
                    findings.push(Finding { file, line, key, problem });
                }
            }
            for (key, version) in read.versions {
                layers[usize::from(own)].entry(key).or_default().push(version);
            }
        }
        let [mut shipped, mut own] = layers;
        let mut keys: Vec<String> = shipped.keys().chain(own.keys()).cloned().collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let (shipped, own) = (shipped.remove(&key), own.remove(&key));
            let (shipped, own) = (shipped.unwrap_or_default(), own.unwrap_or_default());
            let versions = overlay::merge(&key, shipped, own, &mut findings);
            book.keys.insert(key.clone(), Timeline::checked(key, versions));
        }
        book.check_references(&mut findings);
        if findings.is_empty() {
            return Ok(book);
        }
        findings.sort_by(|a, b| (&a.file, a.line, &a.key).cmp(&(&b.file, b.line, &b.key)));
        Err(findings)
    }

    /// The value of `key` on a day, with its basis. No other day's value is ever given instead.
    pub fn get<T: DeserializeOwned>(&self, key: &str, on: Date) -> Result<Cited<T>, Missing> {
        let version = self.find(key)?.version(on)?;
        let value = typed(key, version)?;
        Ok(Cited { value, basis: Basis::new(key, version.since) })
    }

    /// All versions of `key`, read as `T`: for values that are asked for often.
    pub fn timeline<T: DeserializeOwned>(&self, key: &str) -> Result<Timeline<T>, Missing> {
        let versions: Result<Vec<Dated<T>>, Missing> = self
            .find(key)?
            .versions()
            .iter()
            .map(|v| Ok(Dated { since: v.since, until: v.until, value: typed(key, v)? }))
            .collect();
        Ok(Timeline::checked(key.to_owned(), versions?))
    }

    /// Whether every version of `key` reads as `T`: for the start of the program.
    pub fn check_as<T: DeserializeOwned>(&self, key: &str) -> Vec<Finding> {
        let Ok(timeline) = self.find(key) else {
            let (key, problem) = (key.to_owned(), Problem::UnknownKey { key: key.to_owned() });
            return vec![Finding { file: String::new(), line: 0, key, problem }];
        };
        let faulty = timeline.versions().iter().filter_map(|version| {
            let Err(Missing::WrongType { message, .. }) = typed::<T>(key, version) else {
                return None;
            };
            let record = &version.value;
            let (line, problem) = read::fault_as::<T>(key, record)
                .unwrap_or((record.line, Problem::WrongType { message }));
            Some(Finding { line, ..finding(key, version, problem) })
        });
        faulty.collect()
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// Every version of `key`, the oldest first; none for an unknown key.
    pub fn versions(&self, key: &str) -> &[Version] {
        self.keys.get(key).map_or(&[], Timeline::versions)
    }

    /// The document behind an id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }

    /// Every document, by id.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.values()
    }

    /// Contradictions that the files point out (已知矛盾).
    pub fn note_contradictions(&self) -> &[Flagged] {
        &self.flagged
    }

    /// What a reader of the check should know although it is no fault: the flagged contradictions.
    pub fn warnings(&self) -> Vec<Finding> {
        let warnings = self.flagged.iter().map(|flagged| Finding {
            file: flagged.file.clone(),
            line: flagged.line,
            key: flagged.keys.join(", "),
            problem: Problem::Noted { note: flagged.note.clone() },
        });
        warnings.collect()
    }

    pub(crate) fn find(&self, key: &str) -> Result<&Timeline<crate::Record>, Missing> {
        self.keys.get(key).ok_or_else(|| Missing::UnknownKey { key: key.to_owned() })
    }

    fn check_references(&self, findings: &mut Vec<Finding>) {
        for (key, timeline) in &self.keys {
            for version in timeline.versions() {
                let id = &version.value.source.id;
                if !self.sources.contains_key(id) {
                    let problem = Problem::UnknownSource { id: id.clone() };
                    findings.push(finding(key, version, problem));
                }
            }
        }
        for flagged in &self.flagged {
            let mut fault = |problem| {
                let (file, key) = (flagged.file.clone(), "contradiction".to_owned());
                findings.push(Finding { file, line: flagged.line, key, problem });
            };
            if !self.sources.contains_key(&flagged.source.id) {
                fault(Problem::UnknownSource { id: flagged.source.id.clone() });
            }
            for key in flagged.keys.iter().filter(|key| !self.keys.contains_key(*key)) {
                fault(Problem::UnknownKey { key: key.clone() });
            }
        }
    }
}

pub(crate) fn typed<T: DeserializeOwned>(key: &str, version: &Version) -> Result<T, Missing> {
    T::deserialize(version.value.fields.clone()).map_err(|error| Missing::WrongType {
        key: key.to_owned(),
        since: version.since,
        message: error.message().to_owned(),
    })
}
