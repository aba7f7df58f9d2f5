//! A day's record (每日工作记录): what somebody did, by kind of work and duty, from the history alone.
//!
//! Basis: summary 二(三), ten kinds of work and seven duties. Nobody types it. What is *not* here:
//! a sum, an hour of work, a blank to be filled: a kind of work of which there was none is left out.
use crate::rules::DayRecordRule;
use base::Timestamp;

/// Something done, as the history has it (当日所办).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub at: Timestamp,
    pub noun: String,
    pub subject: i64,
    pub what: String,
    /// The group of the matter's category; empty where it is no matter.
    pub group: String,
    /// The kind of work that the place itself names (巡查点的工作内容).
    pub work: Option<String>,
}

/// One thing somebody worked on that day (一条记录), and what was done to it in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it was first turned to.
    pub at: Timestamp,
    pub noun: String,
    pub subject: i64,
    /// What was done, each once.
    pub whats: Vec<String>,
    pub duty: String,
    pub work: String,
}

/// The entries of a day, by kind of work in the order of `kinds`, then by time.
pub fn record(done: &[Done], rule: &DayRecordRule, kinds: &[&str]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for done in done {
        let fits = |deed: &&crate::rules::Deed| {
            let group = deed.group.as_ref().is_none_or(|group| *group == done.group);
            deed.noun == done.noun && deed.what == done.what && group
        };
        let Some(deed) = rule.deeds.iter().find(fits) else { continue };
        let work = deed.work_kind.clone().or_else(|| done.work.clone());
        let Some(work) = work.or_else(|| rule.work_of(&done.group).map(str::to_owned)) else {
            continue;
        };
        let same = |entry: &&mut Entry| {
            (entry.noun == done.noun && entry.subject == done.subject)
                && entry.work == work
                && entry.duty == deed.duty
        };
        if let Some(entry) = entries.iter_mut().find(same) {
            entry.at = entry.at.min(done.at);
            if !entry.whats.contains(&done.what) {
                entry.whats.push(done.what.clone());
            }
            continue;
        }
        entries.push(Entry {
            at: done.at,
            noun: done.noun.clone(),
            subject: done.subject,
            whats: vec![done.what.clone()],
            duty: deed.duty.clone(),
            work,
        });
    }
    let place = |entry: &Entry| kinds.iter().position(|kind| *kind == entry.work);
    entries.sort_by_key(|entry| (place(entry).unwrap_or(kinds.len()), entry.at, entry.subject));
    entries
}

#[cfg(test)]
mod tests;
