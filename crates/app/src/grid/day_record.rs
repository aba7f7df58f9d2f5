//! A day's record (每日工作记录): what somebody did, written by the program from the history.
//!
//! For the person's own eyes, and for the leader of the grid in which it was done. Nobody types
//! it. What is *not* here: a count, an hour, a comparison of anybody with anybody.
use super::matter::Asker;
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::grid::day_record::{Done, Entry, record};
use ::grid::rules::{Category, Named};
use base::id::{EPOCH_MS, compose};
use base::{Basis, Date, EventId, MatterId, PatrolPointId, PersonId, PostId, Timestamp};
use jiff::ToSpan;
use org::{Action, Person, Sight, Thing, may, reach};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::event::Event;

/// The record of one person's day (每日工作记录).
#[derive(Clone, Debug)]
pub struct DayRecord {
    pub day: Date,
    pub person: Person,
    /// By kind of work, then by time; a kind without anything is not there.
    pub lines: Vec<Line>,
    pub kinds: Vec<Named>,
    pub duties: Vec<Named>,
    pub basis: Basis,
    /// Those in the reader's own grids whose records they may read, the reader first.
    pub team: Vec<Person>,
}

/// One thing that was worked on.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub entry: Entry,
    /// The name of the place, or the number of the matter.
    pub called: String,
    /// What the matter is about; empty for a place.
    pub about: String,
}

/// Older days are for the audit.
const DAYS_BACK_MAX: i64 = 92;
/// More than anybody does in a day.
const EVENTS_MAX: u32 = 2000;

/// The record of a day, today's if none is named; one's own if nobody is.
pub fn day_record(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    person: Option<PersonId>,
    day: Option<Date>,
) -> Result<DayRecord> {
    let today = cx.today();
    let day = day.unwrap_or(today);
    if day > today || day < today.saturating_sub(DAYS_BACK_MAX.days()) {
        return Err(Failed::field("on", "day_out_of_range"));
    }
    let me = asker.who.person.ok_or(Failed::Denied(org::Denied::SignIn))?;
    let directory = cx.directory()?;
    let sight = reach(&asker.who, Action::ReadDayRecord);
    if sight.is_nothing() {
        return Err(Failed::Denied(org::Denied::NoRight));
    }
    let who = person.unwrap_or(me);
    let posts = posts_in_sight(&directory, asker, who);
    if who != me && posts.is_empty() {
        return Err(Failed::NotFound);
    }
    let mut events = events(cx, who, day)?;
    if who != me {
        events.retain(|(_, event)| event.post.is_some_and(|post| posts.contains(&post)));
    }
    let (lines, kinds, duties, basis) = lines(cx, day, &events)?;
    let found = match directory.person(who) {
        Some(person) => Some(person.clone()),
        None => store::org::person::get(cx.tx, who)?,
    };
    let person = found.ok_or(Failed::NotFound)?;
    let team = team(&directory, &sight, me);
    Ok(DayRecord { day, person, lines, kinds, duties, basis, team })
}

/// The posts of a person in grids that the asker leads: what was done in their name is in sight.
fn posts_in_sight(directory: &Directory, asker: &Asker, person: PersonId) -> BTreeSet<PostId> {
    let seen = |place| {
        let thing = Thing { place, ..Thing::default() };
        may(&asker.who, Action::ReadDayRecord, &thing).is_ok()
    };
    let held = directory.duty().posts_of(person).iter().copied();
    let of_grids = held.filter(|post| directory.post(*post).is_some_and(|info| seen(info.place)));
    of_grids.collect()
}

fn team(directory: &Directory, sight: &Sight, me: PersonId) -> Vec<Person> {
    let posts = sight.grids.iter().flat_map(|grid| directory.posts_in(*grid));
    let people: BTreeSet<PersonId> = posts.filter_map(|post| directory.acting(*post)).collect();
    let others = people.into_iter().filter(|person| *person != me);
    let all = [me].into_iter().chain(others);
    let all: Vec<Person> = all.filter_map(|person| directory.person(person)).cloned().collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// What somebody did on a day, each with its moment. What a phone sent later stands on its day.
fn events(cx: &mut Cx<'_, '_>, person: PersonId, day: Date) -> Result<Vec<(Timestamp, Event)>> {
    let (tz, late) = (cx.policies().calendar.tz(), cx.policies().rules.patrol_visit(day)?.value);
    let start = tz
        .to_timestamp(day.at(0, 0, 0, 0))
        .map_err(|error| Failed::Broken(format!("a day without a beginning: {error}")))?;
    let end = start + 48.hours() + late.late_hours.hours();
    let id = |at: Timestamp| EventId(compose(at.as_millisecond().max(EPOCH_MS), 0, 0));
    let found = store::event::of_actor(cx.tx, person, (id(start), id(end)), EVENTS_MAX)?;
    let policies = cx.policies();
    let moment = |event: &Event| {
        if event.noun != "patrol_point" {
            return None;
        }
        let detail: serde_json::Value = serde_json::from_str(&event.detail).ok()?;
        detail.get("at")?.as_str()?.parse::<Timestamp>().ok()
    };
    let dated = found.into_iter().map(|event| (moment(&event).unwrap_or(event.at), event));
    Ok(dated.filter(|(at, _)| policies.day(*at) == day).collect())
}

type Lines = (Vec<Line>, Vec<Named>, Vec<Named>, Basis);

fn lines(cx: &mut Cx<'_, '_>, day: Date, events: &[(Timestamp, Event)]) -> Result<Lines> {
    let rules = &cx.policies().rules;
    let (rule, kinds) = (rules.day_record(day)?, rules.work_kinds(day)?.value);
    let (duties, categories) = (rules.duties(day)?.value, rules.categories(day)?.value);
    let mut called: BTreeMap<(String, i64), Called> = BTreeMap::new();
    let mut done = Vec::with_capacity(events.len());
    for (at, event) in events {
        let key = (event.noun.clone(), event.subject);
        let known = match called.get(&key) {
            Some(known) => known.clone(),
            None => call(cx, event, &categories, day)?,
        };
        called.insert(key, known.clone());
        done.push(Done {
            at: *at,
            noun: event.noun.clone(),
            subject: event.subject,
            what: event.what.clone(),
            group: known.group,
            work: known.work,
        });
    }
    let order: Vec<&str> = kinds.iter().map(|kind| kind.code.as_str()).collect();
    let entries = record(&done, &rule.value, &order);
    let names: HashMap<_, _> = called.into_iter().collect();
    let line = |entry: Entry| {
        let named = names.get(&(entry.noun.clone(), entry.subject)).cloned().unwrap_or_default();
        Line { entry, called: named.name, about: named.about }
    };
    Ok((entries.into_iter().map(line).collect(), kinds, duties, rule.basis))
}

/// What a thing is called, and where it belongs.
#[derive(Clone, Debug, Default)]
struct Called {
    name: String,
    about: String,
    group: String,
    work: Option<String>,
}

fn call(cx: &mut Cx<'_, '_>, event: &Event, categories: &[Category], day: Date) -> Result<Called> {
    match event.noun.as_str() {
        "matter" => {
            let matter = store::grid::matter::find(cx.tx, MatterId(event.subject))?;
            Ok(matter.map_or_else(Called::default, |matter| {
                let category = categories.iter().find(|it| it.code == matter.category);
                let group = category.map(|it| it.parent.clone().unwrap_or(it.code.clone()));
                let group = group.unwrap_or_default();
                Called { name: matter.number, about: matter.category, group, work: None }
            }))
        }
        "patrol_point" => {
            let id = PatrolPointId(event.subject);
            let versions = store::grid::patrol::versions(cx.tx, id, 2)?;
            let on_day = store::grid::patrol::on(cx.tx, id, day)?;
            let point = on_day.or_else(|| versions.into_iter().next());
            Ok(point.map_or_else(Called::default, |point| Called {
                name: point.name,
                work: Some(point.work),
                ..Called::default()
            }))
        }
        _ => Ok(Called::default()),
    }
}
