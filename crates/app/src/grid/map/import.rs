//! The map comes in (导入网格图): a file of shapes becomes versions of grids from a day on.
//!
//! All of it or nothing: one feature that is wrong keeps the whole file out, and every problem is
//! told with the number of its feature. A feature says which community it lies in; communities and
//! streets are made by whoever edits the organisation, not by a file of shapes.
//!
//! What is *not* here: dropping a grid. One that the file does not mention stays as it is and is
//! reported; it leaves the map when its unit is ended (撤销).
mod draft;
mod overlap;
mod problem;
mod save;

pub use problem::{MapFault, MapProblem};
pub use save::lay;

use crate::{Cx, Failed, Result};
use ::grid::geojson::{self, PROBLEMS_MAX};
use ::org::{Action, Thing, Who, may};
use base::place::Crs;
use base::{Date, PersonId, PostId};

/// What came of an import (导入结果). Where there are problems, nothing was saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// What is wrong; at most [`PROBLEMS_MAX`] are told.
    pub problems: Vec<MapProblem>,
    /// Worth a look, yet no reason to refuse: sizes that policy does not foresee, other names.
    pub notes: Vec<MapProblem>,
    /// Codes of grids that are new, unit and shape.
    pub made: Vec<String>,
    /// Codes of grids that have a new version.
    pub changed: Vec<String>,
    /// How many are as they were.
    pub unchanged: usize,
    /// Codes of grids on the map that the file does not mention; they stay.
    pub missing: Vec<String>,
}

impl ImportReport {
    /// Nothing was saved, because of [`ImportReport::problems`].
    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }

    fn refused(mut problems: Vec<MapProblem>) -> ImportReport {
        problems.truncate(PROBLEMS_MAX);
        ImportReport { problems, ..ImportReport::default() }
    }
}

/// Takes in a map whose shapes hold from `since` on. The answer says what is wrong with the file,
/// if anything is.
pub fn import(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    text: &str,
    crs: Crs,
    since: Date,
) -> Result<ImportReport> {
    let granted = may(who, Action::ImportMap, &Thing::default())?;
    import_as(cx, By { person: who.person, post: granted.post }, text, crs, since)
}

/// As [`import`], before anybody is there who could have a right: for the command line only, as
/// [`crate::org::founding`] is.
pub fn import_founding(
    cx: &mut Cx<'_, '_>,
    text: &str,
    crs: Crs,
    since: Date,
) -> Result<ImportReport> {
    import_as(cx, By::default(), text, crs, since)
}

fn import_as(
    cx: &mut Cx<'_, '_>,
    by: By,
    text: &str,
    crs: Crs,
    since: Date,
) -> Result<ImportReport> {
    if !YEARS.contains(&since.year()) {
        return Err(Failed::field("since", "day_out_of_range"));
    }
    let features = match geojson::read(text, crs) {
        Ok(features) => features,
        Err(problems) => return Ok(ImportReport::refused(MapProblem::of_file(problems))),
    };
    // New grids are units: the organisation is held first, as everywhere, then the map.
    store::org::version::hold(cx.tx)?;
    store::grid::map::hold(cx.tx)?;
    let drafts = match draft::drafts(cx, &features, since)? {
        Ok(drafts) => drafts,
        Err(problems) => return Ok(ImportReport::refused(problems)),
    };
    save::save(cx, by, drafts)
}

/// In whose name it is done (以何身份); nobody's while the map is founded.
#[derive(Clone, Copy, Default)]
struct By {
    person: Option<PersonId>,
    post: Option<PostId>,
}

/// The years in which a day can be meant; outside of them it is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2199;
