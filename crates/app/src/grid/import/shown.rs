//! A row as it would become a matter (预览): what whoever writes a mapping wants to see first.
use crate::org::Directory;
use base::Timestamp;
use grid::matter::Ending;
use store::grid::matter::Matter;

/// One of the first rows, in our own terms (预览行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub line: u64,
    /// Its number in the other system, behind the mapping's name.
    pub external: String,
    pub opened: Timestamp,
    pub closed: Option<(Timestamp, Ending)>,
    pub category: String,
    pub body: String,
    pub address: String,
    /// Street, community and grid, as far as they are known.
    pub place: String,
}

impl Shown {
    pub(super) fn of(matter: &Matter, line: u64, directory: &Directory) -> Shown {
        let place = matter.place;
        let names = [place.street, place.community, place.grid].into_iter().flatten();
        let names = names.filter_map(|unit| directory.unit(unit)).map(|unit| unit.name_zh.clone());
        Shown {
            line,
            external: matter.external.clone().unwrap_or_default(),
            opened: matter.reported_at,
            closed: matter.ended_at.zip(matter.ending),
            category: matter.category.clone(),
            body: matter.body.clone(),
            address: matter.address.clone(),
            place: names.collect::<Vec<_>>().join(" "),
        }
    }
}
