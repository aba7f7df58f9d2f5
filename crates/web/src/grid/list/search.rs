//! What is searched for (检索条件): read from the address, shown again in the form, and carried from
//! page to page.
use super::super::names::Names;
use crate::desk::{Desk, Stop};
use crate::form::{Choice, FieldError, Given};
use crate::period::Days;
use crate::reader::encoded;
use app::grid::matter::{Counted, Filter, Level};
use app::org::Directory;
use base::{MatterId, UnitId};
use grid::matter::{Sort, Source};
use org::{Action, UnitKind, reach};
use std::collections::BTreeSet;

/// A search of more characters is a text, not words to find it by.
const QUERY_MAX: usize = 100;

/// The fields of the search, in the order of the address.
const FIELDS: [&str; 12] = [
    "q",
    "state",
    "category",
    "sort",
    "source",
    "counted",
    "from",
    "to",
    "street",
    "community",
    "grid",
    "nowhere",
];

/// A search of matters.
pub struct Search {
    pub q: String,
    pub filter: Filter,
    pub f: Given,
}

impl Search {
    pub fn read(desk: &Desk) -> Result<Search, Stop> {
        let q: String = desk.asked("q").chars().take(QUERY_MAX).collect();
        let typed = FIELDS.iter().filter(|name| !matches!(**name, "from" | "to"));
        let f = typed.fold(Given::empty(desk.words), |f, name| f.with(name, desk.asked(name)));
        let (days, mut f) = Days::read(f, desk.asked("from"), desk.asked("to"));
        let period = days.span(&desk.app);
        if period.is_none() {
            f = f.refuse(FieldError::new("to", "backwards"));
        }
        let code = |name: &str| Some(desk.asked(name).to_owned()).filter(|code| !code.is_empty());
        let filter = Filter {
            open: match desk.asked("state") {
                "open" => Some(true),
                "closed" => Some(false),
                _ => None,
            },
            category: code("category"),
            sort: code("sort").filter(|code| Sort::parse(code).is_some()),
            source: code("source").filter(|code| Source::parse(code).is_some()),
            street: desk.asked_for::<UnitId>("street")?,
            community: desk.asked_for::<UnitId>("community")?,
            grid: desk.asked_for::<UnitId>("grid")?,
            nowhere: Level::parse(desk.asked("nowhere")),
            period: period.filter(|_| !days.is_empty()),
            counted: Counted::parse(desk.asked("counted")),
        };
        Ok(Search { q, filter, f })
    }

    pub fn is_narrowed(&self) -> bool {
        !self.q.is_empty() || self.filter != Filter::default() || self.f.has_errors()
    }

    /// Something is asked for that stands in the folded part of the form.
    pub fn asks_more(&self) -> bool {
        self.filter.asks_more() || self.filter.source.is_some() || self.f.has_errors()
    }

    /// The period is that in which promises fall due.
    pub fn by_promise(&self) -> bool {
        self.filter.counted.is_some_and(Counted::by_promise)
    }

    /// The same search, further on.
    pub fn address(&self, desk: &Desk, before: MatterId) -> String {
        format!("/matters?{}before={before}", kept(desk))
    }

    /// The same search, from its beginning.
    pub fn first(&self, desk: &Desk) -> String {
        format!("/matters?{}", kept(desk)).trim_end_matches(['&', '?']).to_owned()
    }
}

fn kept(desk: &Desk) -> String {
    let kept = FIELDS.iter().filter(|name| !desk.asked(name).is_empty());
    kept.map(|name| format!("{name}={}&", encoded(desk.asked(name)))).collect()
}

/// What the lists of the search offer.
pub struct Fields {
    pub states: Vec<Choice>,
    pub categories: Vec<Choice>,
    pub sorts: Vec<Choice>,
    pub sources: Vec<Choice>,
    pub counted: Vec<Choice>,
    pub streets: Vec<Choice>,
    pub communities: Vec<Choice>,
    pub grids: Vec<Choice>,
}

impl Fields {
    pub fn new(desk: &Desk, names: &Names, filter: &Filter) -> Fields {
        let words = desk.words;
        let all = || vec![Choice::new("", words.t("matter-all"))];
        let with = |more: Vec<Choice>| all().into_iter().chain(more).collect::<Vec<_>>();
        let states =
            ["open", "closed"].map(|code| Choice::new(code, words.tc("matter-state", code)));
        let sorts = Sort::ALL
            .iter()
            .map(|sort| Choice::new(sort.code(), words.tc("matter-sort", sort.code())));
        let sources = Source::ALL
            .iter()
            .map(|source| Choice::new(source.code(), words.tc("matter-source", source.code())));
        let counted = Counted::ALL
            .iter()
            .map(|counted| Choice::new(counted.code(), words.tc("matter-counted", counted.code())));
        let streets = streets(desk, &names.directory);
        let street = filter.street.or(streets.first().copied().filter(|_| streets.len() == 1));
        let below = |unit: Option<UnitId>, kind| {
            let ids = unit.map_or(&[][..], |unit| names.directory.children(unit));
            units(names, ids.iter().copied(), kind)
        };
        Fields {
            states: with(states.to_vec()),
            categories: with(names.category_choices()),
            sorts: with(sorts.collect()),
            sources: with(sources.collect()),
            counted: with(counted.collect()),
            communities: with(below(street, UnitKind::Community)),
            grids: with(below(filter.community, UnitKind::Grid)),
            streets: with(units(names, streets, UnitKind::Street)),
        }
    }
}

/// The streets in which the reader may find anything.
fn streets(desk: &Desk, directory: &Directory) -> Vec<UnitId> {
    let sight = reach(&desk.signed.who, Action::ReadMatter);
    if sight.everywhere {
        return directory.units(UnitKind::Street).map(|unit| unit.id).collect();
    }
    let own = desk.signed.who.posts.iter().filter_map(|held| held.path.street);
    own.collect::<BTreeSet<UnitId>>().into_iter().collect()
}

fn units(names: &Names, ids: impl IntoIterator<Item = UnitId>, kind: UnitKind) -> Vec<Choice> {
    let units = ids.into_iter().filter_map(|id| names.directory.unit(id));
    let units = units.filter(|unit| unit.kind == kind);
    units.map(|unit| Choice::new(unit.id, names.name(unit))).collect()
}
