//! Places by name (按名称定位): the grid or community that a row names where it has no point.
//!
//! A name is compared without what people add to it or leave off: `柳荫`, `柳荫社区` and
//! `柳荫社区居委会` are one. In running words only a whole name counts, since half of one may be a
//! road on the other side of town.
use super::matcher::normal;
use super::said::Named;
use crate::org::Directory;
use base::UnitId;
use org::{Place, Unit, UnitKind};
use std::collections::HashMap;

/// The grids and communities of one day by their names and codes.
pub(super) struct Names {
    grids: HashMap<String, Option<UnitId>>,
    communities: HashMap<String, Vec<UnitId>>,
    streets: HashMap<String, UnitId>,
    /// Whole names of communities, the longest first.
    whole: Vec<(String, UnitId)>,
    places: HashMap<UnitId, Place>,
}

/// How a place was found (定位方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Point,
    Grid,
    Community,
    /// By a community's name in running words.
    Words,
    /// Not at all: the community that takes what has no place.
    Unplaced,
}

impl By {
    /// What the history says; nothing of a point, which is the rule.
    pub fn told(self) -> Option<&'static str> {
        match self {
            By::Point | By::Unplaced => None,
            By::Grid => Some("grid"),
            By::Community => Some("community"),
            By::Words => Some("words"),
        }
    }
}

/// Why a named place is none: a code of a refusal, and what stood there.
pub(super) type Unknown = (&'static str, String);

impl Names {
    pub fn of(directory: &Directory) -> Names {
        let mut names = Names {
            grids: HashMap::new(),
            communities: HashMap::new(),
            streets: HashMap::new(),
            whole: Vec::new(),
            places: HashMap::new(),
        };
        for unit in directory.units(UnitKind::Street) {
            for name in called(unit) {
                names.streets.insert(name, unit.id);
            }
        }
        for unit in directory.units(UnitKind::Community) {
            names.place(directory, unit.id);
            for name in called(unit) {
                let known = names.communities.entry(name).or_default();
                if !known.contains(&unit.id) {
                    known.push(unit.id);
                }
            }
            for name in [&unit.name_zh, &unit.name_en].map(|name| normal(name)) {
                names.whole.push((name, unit.id));
            }
        }
        names.whole.retain(|(name, _)| name.chars().count() >= WHOLE_MIN);
        names.whole.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        for unit in directory.units(UnitKind::Grid) {
            names.place(directory, unit.id);
            for name in called(unit) {
                // A name that two grids share names neither.
                names.grids.entry(name).and_modify(|known| *known = None).or_insert(Some(unit.id));
            }
        }
        names
    }

    fn place(&mut self, directory: &Directory, unit: UnitId) {
        if let Some(place) = directory.place(unit) {
            self.places.insert(unit, place);
        }
    }

    /// The place that a row names; nothing where it names none.
    pub fn find(&self, named: &Named) -> Result<Option<(Place, By)>, Unknown> {
        let place = |unit: &UnitId, by| self.places.get(unit).map(|place| (*place, by));
        let grid = self.grids.get(&bare(&named.grid)).copied().flatten();
        if let Some(found) = grid.and_then(|unit| place(&unit, By::Grid)) {
            return Ok(Some(found));
        }
        match self.community(named)? {
            Some(unit) => return Ok(place(&unit, By::Community)),
            None if !named.community.is_empty() => {
                return Err(("community_unknown", named.community.clone()));
            }
            None => {}
        }
        if let Some(found) = self.within(&named.words).and_then(|unit| place(&unit, By::Words)) {
            return Ok(Some(found));
        }
        match named.grid.is_empty() {
            true => Ok(None),
            false => Err(("grid_unknown", named.grid.clone())),
        }
    }

    fn community(&self, named: &Named) -> Result<Option<UnitId>, Unknown> {
        let known = self.communities.get(&bare(&named.community));
        let Some(known) = known.filter(|_| !named.community.is_empty()) else { return Ok(None) };
        let street = self.streets.get(&bare(&named.street)).filter(|_| !named.street.is_empty());
        let fits = |unit: &&UnitId| {
            let place = self.places.get(unit);
            street.is_none_or(|street| place.is_some_and(|place| place.street == Some(*street)))
        };
        match known.iter().filter(fits).collect::<Vec<_>>()[..] {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(("community_twice", named.community.clone())),
        }
    }

    /// The community whose whole name stands in some words; nobody where two such names do.
    fn within(&self, words: &str) -> Option<UnitId> {
        if words.is_empty() {
            return None;
        }
        let words = normal(words);
        let mut hits = self.whole.iter().filter(|(name, _)| words.contains(name.as_str()));
        let (longest, unit) = hits.next()?;
        // A shorter name inside the longest is part of it; one beside it makes two places.
        let another = |(name, other): &(String, UnitId)| other != unit && !longest.contains(name);
        (!hits.any(another)).then_some(*unit)
    }
}

/// A shorter name would be found by chance.
const WHOLE_MIN: usize = 3;

/// What a unit goes by: its code and its names without their endings.
fn called(unit: &Unit) -> impl Iterator<Item = String> {
    let names = [bare(&unit.code), bare(&unit.name_zh), bare(&unit.name_en)];
    names.into_iter().filter(|name| !name.is_empty())
}

/// A name without what is added to it or left off.
fn bare(name: &str) -> String {
    const ENDINGS: [&str; 12] = [
        "居民委员会",
        "村民委员会",
        "居委会",
        "村委会",
        "社区",
        "街道办事处",
        "街道办",
        "办事处",
        "街道",
        " community",
        " subdistrict",
        " street",
    ];
    let mut text = normal(name);
    while let Some(ending) = ENDINGS.iter().find(|ending| text.ends_with(**ending)) {
        let rest = text.len() - ending.len();
        if rest == 0 {
            break;
        }
        text.truncate(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_name_is_the_same_with_and_without_its_ending() {
        for (name, expected) in [
            ("柳荫社区居民委员会", "柳荫"),
            ("柳荫社区", "柳荫"),
            ("柳荫", "柳荫"),
            ("清河街道办事处", "清河"),
            ("社区", "社区"),
            ("Willow Shade Community", "willow shade"),
            ("ＳＱ０１", "sq01"),
        ] {
            assert_eq!(bare(name), expected, "{name}");
        }
    }
}
