//! The ballot (评议票): whoever has a code on paper says once of each worker of the community how
//! content they are. Nobody signs in, nobody is named.
//!
//! In one transaction the code is spent, a head is counted, and each mark goes into the sum of its
//! worker. No row keeps what was said, and none that is written has a time; the event says that
//! somebody rated in a community, no more.
use super::panel::SUBJECTS_MAX;
use super::{asked, load};
use crate::secret::Code;
use crate::{Cx, Event, Failed, Result};
use ::ladder::rules::{Answer, Group};
use base::{PersonId, UnitId};
use org::Person;
use serde_json::json;
use std::collections::BTreeMap;
use store::ladder::assessment as rows;

/// What a rater sees.
pub struct Ballot {
    pub year: i16,
    pub community: UnitId,
    pub community_zh: String,
    pub community_en: String,
    pub group: Option<Group>,
    pub answers: Vec<Answer>,
    /// By name.
    pub workers: Vec<Named>,
}

/// Somebody who is rated, and the goal that was published.
pub struct Named {
    pub person: Person,
    pub head: bool,
    pub goal: Option<String>,
}

/// The ballot of a code. A code that is not there, was used, or came too late is refused.
pub fn show(cx: &mut Cx<'_, '_>, code: &Code) -> Result<Ballot> {
    let slip = slip(cx, code)?;
    let (year, community) = (slip.year, slip.community);
    load(cx, year)?;
    let (asked, rules) = (asked(year, cx.today()), &cx.policies().ladder);
    let answers = rules.ballot(asked)?.value.answers.clone();
    let groups = &rules.panel(asked)?.value.groups;
    let group = groups.iter().find(|group| group.code == slip.group).cloned();
    let mut workers = Vec::new();
    for subject in rows::panel::subjects(cx.tx, year, community, SUBJECTS_MAX)? {
        let person = store::org::person::get(cx.tx, subject.person)?.ok_or(Failed::NotFound)?;
        let goals = rows::goals_of(cx.tx, year, subject.person, 1)?;
        let goal = goals.into_iter().next().map(|goal| goal.words);
        workers.push(Named { person, head: subject.head, goal });
    }
    workers.sort_by(|a, b| (&a.person.name_zh, a.person.id).cmp(&(&b.person.name_zh, b.person.id)));
    let directory = cx.directory()?;
    let unit = directory.unit(community);
    let (community_zh, community_en) =
        unit.map(|unit| (unit.name_zh.clone(), unit.name_en.clone())).unwrap_or_default();
    Ok(Ballot { year, community, community_zh, community_en, group, answers, workers })
}

/// Casts a ballot (投票): an answer for each worker, all at once, and once.
pub fn cast(cx: &mut Cx<'_, '_>, code: &Code, said: &BTreeMap<PersonId, String>) -> Result<()> {
    let slip = slip(cx, code)?;
    let (year, community) = (slip.year, slip.community);
    let ballot = {
        let ballot = cx.policies().ladder.ballot(asked(year, cx.today()))?;
        (ballot.value.answers.clone(), ballot.basis)
    };
    let mut marks = Vec::new();
    for subject in rows::panel::subjects(cx.tx, year, community, SUBJECTS_MAX)? {
        let answer = said.get(&subject.person);
        let answer = answer.and_then(|code| ballot.0.iter().find(|it| it.code == *code));
        let answer = answer.ok_or(Failed::field("answers", "every_worker"))?;
        marks.push((subject.person, answer.mark));
    }
    if marks.len() != said.len() {
        return Err(Failed::field("answers", "every_worker"));
    }
    if !rows::panel::spend(cx.tx, &code.panel_digest(cx.app.keys()))? {
        return Err(Failed::refused("code_spent"));
    }
    rows::panel::count(cx.tx, year, community, &slip.group)?;
    for (person, mark) in marks {
        rows::panel::add_to_sum(cx.tx, year, person, mark)?;
    }
    let (noun, what, subject) = ("assessment", "ballot_cast", i64::from(year));
    let (detail, basis) = (json!({ "community": community }), Some(&ballot.1));
    cx.record(Event { actor: None, post: None, noun, subject, what, detail, basis })
}

fn slip(cx: &mut Cx<'_, '_>, code: &Code) -> Result<rows::panel::Slip> {
    let slip = rows::panel::code(cx.tx, &code.panel_digest(cx.app.keys()))?;
    let slip = slip.ok_or(Failed::refused("code_unknown"))?;
    if slip.spent {
        return Err(Failed::refused("code_spent"));
    }
    let panel = rows::panel::get(cx.tx, slip.year, slip.community)?;
    match panel.filter(|panel| panel.closed_on.is_none()) {
        Some(_) => Ok(slip),
        None => Err(Failed::refused("panel_closed")),
    }
}
