//! Windows of places by the policy of each day (排期), and what came of them.
use super::PatrolPoint;
use crate::{Cx, Failed, Result};
use ::grid::patrol::{Openings, Planned, Window, days, windows_on};
use ::grid::rules::RiskClass;
use base::{Date, SignedDuration, Timestamp};
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The classes of risk on each day that was asked for.
#[derive(Default)]
pub(super) struct Classes(BTreeMap<Date, Arc<Vec<RiskClass>>>);

impl Classes {
    fn on(&mut self, cx: &Cx<'_, '_>, day: Date) -> Result<Arc<Vec<RiskClass>>> {
        if let Some(known) = self.0.get(&day) {
            return Ok(Arc::clone(known));
        }
        let classes = cx.policies().rules.patrol_risks(day)?.value;
        self.0.insert(day, Arc::clone(&classes));
        Ok(classes)
    }

    /// The windows of a version that open on days of a period, in order. A risk that policy no
    /// longer knows has none.
    pub fn windows(
        &mut self,
        cx: &Cx<'_, '_>,
        version: &PatrolPoint,
        (first, last): (Date, Date),
    ) -> Result<Vec<Window>> {
        let planned = planned(version)?;
        let first = first.max(version.since);
        let mut found = Vec::new();
        for day in days(first, last) {
            let classes = self.on(cx, day)?;
            let class = classes.iter().find(|class| class.code == version.risk);
            if let Some(class) = class {
                found.extend(windows_on(&planned, class, &cx.policies().calendar, day));
            }
        }
        Ok(found)
    }

    /// How many days before a day a window may have opened that is open still.
    pub fn reach_back(&mut self, cx: &Cx<'_, '_>, day: Date) -> Result<i64> {
        let classes = self.on(cx, day)?;
        let spans =
            classes.iter().map(|class| class.window_minutes.max(class.own_minutes) / (24 * 60) + 1);
        let periods = classes.iter().map(|class| class.every_days);
        // A window ends with its period at the latest.
        Ok(spans.zip(periods).map(|(span, period)| span.min(period)).max().unwrap_or(1))
    }
}

/// The windows of a place by all its versions around a moment: those open then or near it first
/// of all, and those of the next day.
pub(super) fn around(
    cx: &Cx<'_, '_>,
    versions: &[PatrolPoint],
    at: Timestamp,
) -> Result<Vec<Window>> {
    let day = cx.policies().day(at);
    let mut classes = Classes::default();
    let first = back(day, classes.reach_back(cx, day)? + 1);
    let period = (first, ahead(day, 1));
    let mut found = Vec::new();
    for version in versions {
        found.extend(classes.windows(cx, version, period)?);
    }
    found.sort_unstable();
    Ok(found)
}

/// When the next window of a place opens after a moment; nothing for the coming weeks.
pub(super) fn next(
    cx: &Cx<'_, '_>,
    versions: &[PatrolPoint],
    at: Timestamp,
) -> Result<Option<Timestamp>> {
    let (day, mut classes) = (cx.policies().day(at), Classes::default());
    for day in days(day, ahead(day, NEXT_DAYS)) {
        for version in versions {
            let windows = classes.windows(cx, version, (day, day))?;
            if let Some(next) = windows.iter().map(|it| it.opens).find(|opens| *opens > at) {
                return Ok(Some(next));
            }
        }
    }
    Ok(None)
}

/// Nobody asks for a time beyond two rounds of the rarest places.
const NEXT_DAYS: i64 = 62;

pub(super) fn back(day: Date, by: i64) -> Date {
    day.saturating_sub(by.days())
}

pub(super) fn ahead(day: Date, by: i64) -> Date {
    day.saturating_add(by.days())
}

/// The first instant of a day, and of the day after another.
pub(super) fn instants(cx: &Cx<'_, '_>, first: Date, last: Date) -> (Timestamp, Timestamp) {
    let tz = cx.policies().calendar.tz();
    let start = |day: Date| tz.to_timestamp(day.at(0, 0, 0, 0)).ok();
    let first = start(first).unwrap_or(Timestamp::MIN);
    let end = start(ahead(last, 1)).unwrap_or(first + SignedDuration::from_hours(24));
    (first, end)
}

fn planned(version: &PatrolPoint) -> Result<Planned> {
    let opens: Openings = version
        .opens
        .parse()
        .map_err(|_| Failed::Broken(format!("place {} opens at no times", version.id)))?;
    Ok(Planned { point: version.id, since: version.since, until: version.until, opens })
}
