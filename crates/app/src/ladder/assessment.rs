//! The yearly assessment (年度考核) in use: opened, goals published, decided, published, over.
//!
//! The personnel office leads a year through its steps, the street sets goals and says its mark
//! ([`goals`], [`worker`]), the public rates by codes on paper ([`panel`], [`ballot`]), and one
//! decision gives the results ([`decide`], [`result`]). What is *not* here: a list by mark, and any
//! row that is what one rater said.
pub mod ballot;
pub mod decide;
pub mod goals;
pub mod panel;
pub mod result;
pub mod worker;

use crate::{Cx, Event, Failed, Result};
use ::ladder::Asked;
use ::ladder::assessment::course::Stage;
use ::ladder::assessment::deciding_day;
use ::ladder::rules::{Ballot, Eligible, ExcellentRule, Panel, Publication, Weights};
use ::org::{Action, Granted, Thing, Who, may, reach};
use base::{Basis, Cited, Date};

pub use store::ladder::assessment::Assessment;
pub use store::ladder::assessment::result::PoolRow;

/// More years than a career has.
const YEARS_MAX: u32 = 60;
/// A year may be opened so many years before or after the present one.
const YEARS_AROUND: i16 = 1;
/// More people than any district has community workers.
const PEOPLE_MAX: u32 = 20_000;
/// More communities than any district has, and more pools.
const COMMUNITIES_MAX: u32 = 2_000;
/// More groups of raters than all panels of a district have together.
const GROUPS_MAX: u32 = 40_000;

/// The values that hold for a year, as known today (当年适用的规定).
pub struct Values {
    pub weights: Cited<Weights>,
    pub panel: Cited<Panel>,
    pub ballot: Cited<Ballot>,
    pub excellent: Cited<ExcellentRule>,
    pub eligible: Cited<Eligible>,
    pub publication: Cited<Publication>,
}

/// A year, how far it has come, and by which values (考核概况).
pub struct Overview {
    pub assessment: Assessment,
    pub stage: Stage,
    pub values: Values,
    /// Communities with a goal of their own.
    pub communities_with_goals: u32,
    /// Pools with how many of each stand as excellent; empty before the decision.
    pub pools: Vec<(PoolRow, u32)>,
    /// Appeals that nobody has answered.
    pub unanswered: u32,
    /// Results that have not gone on into the records.
    pub waiting: u32,
    pub edits: bool,
    /// May see counts of the panels, and the sheet.
    pub watches: bool,
}

/// The years, the newest first.
pub fn years(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Vec<(Assessment, Stage)>> {
    may(who, Action::ReadAssessment, &Thing::default())?;
    let today = cx.today();
    let years = store::ladder::assessment::list(cx.tx, YEARS_MAX)?;
    Ok(years.into_iter().map(|year| (stage(&year, today), year)).map(|(s, y)| (y, s)).collect())
}

/// One year.
pub fn overview(cx: &mut Cx<'_, '_>, who: &Who, year: i16) -> Result<Overview> {
    may(who, Action::ReadAssessment, &Thing::default())?;
    let (assessment, today) = (load(cx, year)?, cx.today());
    let communities_with_goals = store::ladder::assessment::communities_with_goals(cx.tx, year)?;
    let watches = !reach(who, Action::ListWorkers).is_nothing();
    let is_published = assessment.course.published.is_some();
    let pools = match assessment.course.decided {
        Some(_) if is_published || reach(who, Action::ListWorkers).everywhere => {
            store::ladder::assessment::result::pools(cx.tx, year, COMMUNITIES_MAX)?
        }
        _ => Vec::new(),
    };
    let unanswered = store::ladder::assessment::result::unanswered(cx.tx, year, PEOPLE_MAX)?;
    let waiting = store::ladder::assessment::result::waiting(cx.tx, year, PEOPLE_MAX)?;
    Ok(Overview {
        stage: stage(&assessment, today),
        values: values(cx, year)?,
        assessment,
        communities_with_goals,
        pools,
        unanswered: count(unanswered.len()),
        waiting: count(waiting.len()),
        edits: leads(who).is_ok(),
        watches,
    })
}

/// Opens a year (开启年度考核).
pub fn open(cx: &mut Cx<'_, '_>, who: &Who, year: i16) -> Result<()> {
    let granted = leads(who)?;
    let today = cx.today();
    if (i32::from(year) - i32::from(today.year())).abs() > i32::from(YEARS_AROUND) {
        return Err(Failed::field("year", "year_far"));
    }
    let weights = cx.policies().ladder.weights(asked(year, today))?.basis;
    if !store::ladder::assessment::open(cx.tx, year, today)? {
        return Err(Failed::field("year", "year_open"));
    }
    let detail = serde_json::json!({ "year": year });
    changed(cx, (who, granted), year, "assessment_opened", detail, Some(&weights))
}

/// What a year's values are, as known today.
pub fn values(cx: &Cx<'_, '_>, year: i16) -> Result<Values> {
    fn own<T: Clone>(cited: Cited<&T>) -> Cited<T> {
        Cited { value: cited.value.clone(), basis: cited.basis }
    }
    let (asked, rules) = (asked(year, cx.today()), &cx.policies().ladder);
    Ok(Values {
        weights: own(rules.weights(asked)?),
        panel: own(rules.panel(asked)?),
        ballot: own(rules.ballot(asked)?),
        excellent: own(rules.excellent(asked)?),
        eligible: own(rules.eligible(asked)?),
        publication: own(rules.publication(asked)?),
    })
}

/// The year's row; a year that is not open is not there.
pub(super) fn load(cx: &mut Cx<'_, '_>, year: i16) -> Result<Assessment> {
    store::ladder::assessment::get(cx.tx, year)?.ok_or(Failed::NotFound)
}

/// The right to lead a year through its steps.
fn leads(who: &Who) -> Result<Granted> {
    Ok(may(who, Action::EditWorker, &Thing::default())?)
}

fn stage(assessment: &Assessment, today: Date) -> Stage {
    assessment.course.stage(today)
}

fn asked(year: i16, known: Date) -> Asked {
    Asked::new(deciding_day(year), known)
}

/// The day on which so many working days are over (第几个工作日).
fn after_workdays(cx: &Cx<'_, '_>, from: Date, days: u32) -> Result<Date> {
    let calendar = &cx.policies().calendar;
    let (mut day, mut left) = (from, days);
    while left > 0 {
        day = day.tomorrow().map_err(|_| Failed::Broken("the calendar ends".into()))?;
        left -= u32::from(calendar.is_workday(day));
    }
    Ok(day)
}

/// Records a step of a year.
fn changed(
    cx: &mut Cx<'_, '_>,
    (who, granted): (&Who, Granted),
    year: i16,
    what: &'static str,
    detail: serde_json::Value,
    basis: Option<&Basis>,
) -> Result<()> {
    let (actor, post, subject) = (who.person, granted.post, i64::from(year));
    cx.record(Event { actor, post, noun: "assessment", subject, what, detail, basis })
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
