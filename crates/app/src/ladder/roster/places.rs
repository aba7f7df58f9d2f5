//! Communities by the names that lists give them (社区名称).
use super::words;
use crate::org::Directory;
use ::org::UnitKind;
use base::UnitId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The communities of the district, by name.
pub(super) struct Places {
    directory: Arc<Directory>,
    /// By name without the word for community; two may share one.
    named: BTreeMap<String, Vec<UnitId>>,
}

/// A name with more changes than this is another name.
const NEAR: usize = 2;

impl Places {
    pub fn new(directory: Arc<Directory>) -> Places {
        let mut named: BTreeMap<String, Vec<UnitId>> = BTreeMap::new();
        for unit in directory.units(UnitKind::Community) {
            named.entry(words::community(&unit.name_zh)).or_default().push(unit.id);
        }
        Places { directory, named }
    }

    /// The community of a name, where there is just one.
    pub fn community(&self, written: &str) -> Option<UnitId> {
        match self.named.get(&words::community(written)).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }

    /// The name that is meant, perhaps.
    pub fn nearest(&self, written: &str) -> Option<&str> {
        let word = words::community(written);
        let by_steps = self.named.iter().filter(|(_, units)| units.len() == 1);
        let by_steps = by_steps.map(|(name, units)| (words::distance(name, &word), units[0]));
        let (steps, near) = by_steps.min_by_key(|(steps, _)| *steps)?;
        // In a word of two signs two changes leave nothing of it.
        let is_near = steps <= NEAR && steps < word.chars().count();
        let unit = self.directory.unit(near).filter(|_| is_near)?;
        Some(&unit.name_zh)
    }

    pub fn is_in_street(&self, community: UnitId, written: &str) -> bool {
        let word = words::bare(written);
        let street = self.directory.place(community).and_then(|place| place.street);
        let street = street.and_then(|street| self.directory.unit(street));
        street.is_some_and(|street| {
            let (short, known) =
                (|name: &str| name.trim_end_matches("街道").to_owned(), &street.name_zh);
            *known == word || short(known) == short(&word)
        })
    }

    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }
}
