//! Whom a row is about (人员匹配): somebody on record, somebody who works there, or somebody new.
use super::entry::Entry;
use super::places::Places;
use super::{Column, Finding};
use crate::ladder::number;
use crate::{Cx, Result};
use base::{Date, PersonId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    Known(PersonId),
    /// Nobody of the organisation: is written down as a person first.
    New,
}

/// Who is on record, and who works there without a record.
pub(super) struct Records {
    /// Those who serve, by community and name.
    serving: BTreeMap<(UnitId, String), Vec<PersonId>>,
    /// Those who hold a post in a community or its grids, by name.
    posted: BTreeMap<(UnitId, String), BTreeSet<PersonId>>,
}

impl Records {
    pub fn load(cx: &mut Cx<'_, '_>, places: &Places, entries: &[Entry]) -> Result<Records> {
        let directory = places.directory();
        let today: Date = cx.today();
        let communities: BTreeSet<UnitId> = entries.iter().map(|entry| entry.community).collect();
        let street = |unit: &UnitId| directory.place(*unit).and_then(|place| place.street);
        let streets: BTreeSet<UnitId> = communities.iter().filter_map(street).collect();
        let mut serving: BTreeMap<(UnitId, String), Vec<PersonId>> = BTreeMap::new();
        for street in streets {
            for named in super::of_street(cx, street, today)? {
                let at = (named.service.community, named.name_zh);
                serving.entry(at).or_default().push(named.service.person);
            }
        }
        let mut posted: BTreeMap<(UnitId, String), BTreeSet<PersonId>> = BTreeMap::new();
        for post in directory.posts() {
            let place = directory.place(post.unit.id).unwrap_or_default();
            let acting = directory.acting(post.post.id).and_then(|person| directory.person(person));
            if let Some((community, person)) = place.community.zip(acting) {
                posted.entry((community, person.name_zh.clone())).or_default().insert(person.id);
            }
        }
        Ok(Records { serving, posted })
    }

    /// Whom a row is about: by the identity number, by the name in its community, by the name of
    /// who works there; else somebody new.
    pub fn whom(
        &mut self,
        cx: &mut Cx<'_, '_>,
        entry: &Entry,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Whom>> {
        if let Some(number) = &entry.id_number
            && let Some(person) = number::owner(cx, number)?
        {
            let known = store::org::person::get(cx.tx, person)?;
            if known.is_some_and(|known| known.name_zh != entry.name) {
                findings.push(entry.wrong(Column::Name, "name_differs", &[]));
                return Ok(None);
            }
            return Ok(Some(Whom::Known(person)));
        }
        let at = (entry.community, entry.name.clone());
        let mut same: Vec<PersonId> = self.serving.get(&at).cloned().unwrap_or_default();
        if same.is_empty() {
            same = self.posted.get(&at).into_iter().flatten().copied().collect();
        }
        match same[..] {
            [] => Ok(Some(Whom::New)),
            [one] => Ok(Some(Whom::Known(one))),
            _ => {
                findings.push(entry.wrong(Column::Name, "homonyms", &[]));
                Ok(None)
            }
        }
    }
}
