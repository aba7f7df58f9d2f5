//! Patrol rules of policy (巡查规则): how often by risk, which reasons explain, what a day's record
//! is made of. What is *not* here, because no field reads it: a number to reach, a length of a
//! way, a photo.
use super::keys::Keys;
use super::lists::{Item, Named};
use super::weigh::WeighRule;
use super::{Rules, at, bounds};
use crate::patrol::Opening;
use base::{Cited, Date};
use policy::{Missing, Timeline};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How often a place of this risk is looked at, and when (风险等级).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskClass {
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Once in so many days.
    #[serde(deserialize_with = "bounds::every_days")]
    pub every_days: i64,
    /// On working days only; else on holidays too.
    pub workdays_only: bool,
    /// When its windows open, where the place names no times of its own.
    pub opens: Vec<Opening>,
    #[serde(deserialize_with = "bounds::minutes")]
    pub window_minutes: i64,
    /// How long a window is where the place names times of its own.
    #[serde(deserialize_with = "bounds::minutes")]
    pub own_minutes: i64,
}

/// What counts as a look, and what may still come in (巡查登记规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitRule {
    /// So near before and after a window it counts as within.
    #[serde(deserialize_with = "bounds::days")]
    pub grace_minutes: i64,
    /// For so long a look may wait on a phone without signal.
    #[serde(deserialize_with = "bounds::hours")]
    pub late_hours: i64,
    /// For so many days after its window a reason may be given.
    #[serde(deserialize_with = "bounds::days")]
    pub explain_days: i64,
    /// A phone's clock may go so far ahead; then the moment of arrival counts.
    #[serde(deserialize_with = "bounds::days")]
    pub clock_ahead_minutes: i64,
}

/// What a day's record is made of (每日工作记录).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayRecordRule {
    /// The first that fits counts.
    pub deeds: Vec<Deed>,
    works: Vec<Work>,
}

/// Under which duty something done stands (职责对应).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    pub noun: String,
    pub what: String,
    /// Only of matters in this group of categories.
    pub group: Option<String>,
    pub duty: String,
    /// The kind of work, where neither the place nor the category says it.
    pub work_kind: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Work {
    group: String,
    work_kind: String,
}

/// For how long it is kept what came of a window (巡查结果保存期).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatrolRecords {
    #[serde(deserialize_with = "bounds::days")]
    pub(super) retention_days: i64,
}

impl DayRecordRule {
    /// The kind of work of a group of categories; that of the empty group for the others.
    pub fn work_of(&self, group: &str) -> Option<&str> {
        let of = |group: &str| self.works.iter().find(|work| work.group == group);
        of(group).or_else(|| of("")).map(|work| work.work_kind.as_str())
    }
}

impl Rules {
    /// The classes of risk (风险等级), shared: a plan asks for them day by day.
    pub fn patrol_risks(&self, on: Date) -> Result<Cited<Arc<Vec<RiskClass>>>, Missing> {
        at(&self.keys.patrol_risks, on, |row| Arc::clone(&row.list))
    }

    /// What explains that nobody came (说明理由).
    pub fn patrol_reasons(&self, on: Date) -> Result<Cited<Vec<Named>>, Missing> {
        at(&self.keys.patrol_reasons, on, |row| row.list.to_vec())
    }

    /// What counts as a look, and what may still come in (巡查登记规则).
    pub fn patrol_visit(&self, on: Date) -> Result<Cited<VisitRule>, Missing> {
        at(&self.keys.patrol_visit, on, VisitRule::clone)
    }

    /// What weighs more than the risk alone (风险加重).
    pub fn patrol_weigh(&self, on: Date) -> Result<Cited<WeighRule>, Missing> {
        at(&self.keys.patrol_weigh, on, WeighRule::clone)
    }

    /// What a day's record is made of (每日工作记录).
    pub fn day_record(&self, on: Date) -> Result<Cited<DayRecordRule>, Missing> {
        at(&self.keys.day_record, on, DayRecordRule::clone)
    }

    /// For how many days it is kept what came of a window (巡查结果保存期).
    pub fn patrol_retention_days(&self, on: Date) -> Result<Cited<i64>, Missing> {
        at(&self.keys.patrol_records, on, |row| row.retention_days)
    }
}

/// Windows of a day that nobody could keep apart are a slip.
const OPENS_MAX: usize = 12;

/// What no single field can say of itself.
pub(super) fn check(keys: &Keys, fault: &mut dyn FnMut(&str, usize, String)) {
    for (at, version) in keys.patrol_risks.versions().iter().enumerate() {
        for class in version.value.list.iter() {
            let rises = class.opens.windows(2).all(|pair| pair[0] < pair[1]);
            if class.opens.is_empty() || class.opens.len() > OPENS_MAX || !rises {
                let message = format!(
                    "`{}` opens 1 to {OPENS_MAX} times a day, one after another",
                    class.code
                );
                fault(keys.patrol_risks.key(), at, message);
            }
        }
    }
    weighs(keys, fault);
    let (works, duties) =
        (codes(&keys.work_kinds, |row| &row.list), codes(&keys.duties, |row| &row.list));
    let line = &keys.day_record;
    for (at, version) in line.versions().iter().enumerate() {
        let rule = &version.value;
        let named = rule.works.iter().map(|work| &work.work_kind);
        for work in named.chain(rule.deeds.iter().filter_map(|deed| deed.work_kind.as_ref())) {
            if !works.contains(work.as_str()) {
                fault(line.key(), at, format!("`{work}` is no kind of work"));
            }
        }
        for deed in rule.deeds.iter().filter(|deed| !duties.contains(deed.duty.as_str())) {
            fault(line.key(), at, format!("`{}` is no duty", deed.duty));
        }
    }
}

/// A season names what there is, and so does what is counted around a place.
fn weighs(keys: &Keys, fault: &mut dyn FnMut(&str, usize, String)) {
    let (works, risks) =
        (codes(&keys.work_kinds, |row| &row.list), codes(&keys.patrol_risks, |row| &row.list));
    let groups = codes(&keys.categories, |row| &row.list);
    let line = &keys.patrol_weigh;
    for (at, version) in line.versions().iter().enumerate() {
        let rule = &version.value;
        for season in &rule.seasons {
            if !risks.contains(season.risk.as_str()) {
                fault(line.key(), at, format!("`{}` is no risk", season.risk));
            }
            for work in season.works.iter().filter(|work| !works.contains(work.as_str())) {
                fault(line.key(), at, format!("`{work}` is no kind of work"));
            }
        }
        for group in rule.groups.iter().filter(|group| !groups.contains(group.as_str())) {
            fault(line.key(), at, format!("`{group}` is no category"));
        }
    }
}

/// Every code that a list ever had.
fn codes<'a, T, I: Item + 'a>(
    line: &'a Timeline<T>,
    items: fn(&T) -> &Arc<Vec<I>>,
) -> BTreeSet<&'a str> {
    line.versions()
        .iter()
        .flat_map(|version| items(&version.value).iter().map(Item::code))
        .collect()
}
