//! Goals (岗位目标): of a community and of each of its workers, set by the street, published when the
//! year begins. A goal that changes later stands beside the earlier one, with its day.
use super::{changed, leads, load};
use crate::ladder::street;
use crate::ladder::worker::PAGE_MAX;
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::assessment::course::Stage;
use ::org::{Action, Place, Thing, UnitKind, Who, may};
use base::{PersonId, Text, UnitId};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::ladder::assessment as rows;

pub use store::ladder::assessment::Goal;

/// A goal: what fits a poster.
pub type Words = Text<1000>;
/// A community changes its goals less often than this in a year.
const GOALS_MAX: u32 = 2_000;

/// The goals of a street: its communities, and its workers by name (目标公示).
pub struct Goals {
    pub year: i16,
    pub stage: Stage,
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub communities: Vec<(UnitId, Option<Goal>)>,
    pub workers: Vec<Row>,
    pub next: Option<PersonId>,
    /// May set goals here.
    pub sets: bool,
    /// May open the pages of the workers.
    pub opens: bool,
    pub directory: Arc<Directory>,
}

/// A worker with the goal that stands.
pub struct Row {
    pub person: PersonId,
    pub name_zh: String,
    pub name_en: String,
    pub community: UnitId,
    pub goal: Option<Goal>,
}

/// Goals are read by all staff once they are published; before, by those who set them.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, street): (i16, Option<UnitId>),
    after: Option<PersonId>,
    limit: u32,
) -> Result<Goals> {
    let (street, streets, directory) = street::one(cx, who, Action::ReadAssessment, street)?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    let at = Place { street: Some(street), ..Place::default() };
    let thing = Thing { place: at, ..Thing::default() };
    let sets = may(who, Action::EvaluateWorker, &thing).is_ok();
    let opens = may(who, Action::ListWorkers, &thing).is_ok();
    let is_open = assessment.course.goals.is_some() || opens;
    let mut newest: BTreeMap<(UnitId, Option<PersonId>), Goal> = BTreeMap::new();
    let below = directory.units(UnitKind::Community).filter(|it| it.parent == Some(street));
    let below: Vec<UnitId> = below.map(|it| it.id).collect();
    for &community in below.iter().filter(|_| is_open) {
        for goal in rows::goals(cx.tx, year, community, GOALS_MAX)? {
            newest.entry((community, goal.person)).or_insert(goal);
        }
    }
    let last = match after {
        Some(after) => store::org::person::get(cx.tx, after)?,
        None => None,
    };
    let after = last.as_ref().map_or(("", PersonId(0)), |last| (&*last.name_zh, last.id));
    let limit = limit.clamp(1, PAGE_MAX);
    let found = store::ladder::service::of_street(cx.tx, street, today, after, limit + 1)?;
    let more = found.len() > limit as usize;
    let workers = found.into_iter().take(limit as usize).map(|named| {
        let (person, community) = (named.service.person, named.service.community);
        let goal = newest.get(&(community, Some(person))).cloned();
        Row { person, name_zh: named.name_zh, name_en: named.name_en, community, goal }
    });
    let workers: Vec<Row> = workers.filter(|_| is_open).collect();
    let next = workers.last().filter(|_| more).map(|row| row.person);
    let communities = below.into_iter().map(|id| (id, newest.get(&(id, None)).cloned())).collect();
    let stage = assessment.course.stage(today);
    Ok(Goals { year, stage, street, streets, communities, workers, next, sets, opens, directory })
}

/// Sets the goal of a community (制定社区目标).
pub fn set(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    (year, community): (i16, UnitId),
    words: &Words,
) -> Result<()> {
    let directory = cx.directory()?;
    let place = directory.place(community).unwrap_or_default();
    let granted = may(who, Action::EvaluateWorker, &Thing { place, ..Thing::default() })?;
    if directory.unit(community).map(|unit| unit.kind) != Some(UnitKind::Community) {
        return Err(Failed::field("community", "choose"));
    }
    add(cx, who, year, (community, None), words)?;
    let detail = json!({ "community": community });
    changed(cx, (who, granted), year, "goal_set", detail, None)
}

/// Adds a goal while the year runs.
pub(super) fn add(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    year: i16,
    (community, person): (UnitId, Option<PersonId>),
    words: &Words,
) -> Result<()> {
    let assessment = load(cx, year)?;
    if assessment.course.decided.is_some() {
        return Err(Failed::refused("assessment_decided"));
    }
    let by = who.person.ok_or(Failed::Denied(::org::Denied::SignIn))?;
    let (at, known) = (cx.at, cx.today());
    let new = Goal { community, person, at, known, words: words.to_string(), by };
    Ok(rows::add_goal(cx.tx, year, &new)?)
}

/// Publishes the goals of a year (目标公示): from then on all staff read them, and raters.
pub fn publish(cx: &mut Cx<'_, '_>, who: &Who, year: i16) -> Result<()> {
    let granted = leads(who)?;
    let mut assessment = load(cx, year)?;
    if assessment.course.goals.is_some() {
        return Err(Failed::refused("goals_published"));
    }
    let with_goals = rows::communities_with_goals(cx.tx, year)?;
    if with_goals == 0 {
        return Err(Failed::refused("goals_missing"));
    }
    assessment.course.goals = Some(cx.today());
    rows::save(cx.tx, &assessment)?;
    let detail = json!({ "communities": with_goals });
    changed(cx, (who, granted), year, "goals_published", detail, None)
}
