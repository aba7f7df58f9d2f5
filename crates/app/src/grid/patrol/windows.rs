//! Windows of places by the policy of each day (排期), and what came of them.
use super::PatrolPoint;
use crate::{Cx, Failed, Result};
use ::grid::patrol::{Openings, Planned, Window, days, windows_on};
use ::grid::rules::{RiskClass, WeighRule};
use base::{Date, SignedDuration, Timestamp};
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What policy says of risks on each day that was asked for.
#[derive(Default)]
pub(super) struct Classes(BTreeMap<Date, (Arc<Vec<RiskClass>>, Arc<WeighRule>)>);

impl Classes {
    fn on(&mut self, cx: &Cx<'_, '_>, day: Date) -> Result<(Arc<Vec<RiskClass>>, Arc<WeighRule>)> {
        if let Some((classes, weigh)) = self.0.get(&day) {
            return Ok((Arc::clone(classes), Arc::clone(weigh)));
        }
        let rules = &cx.policies().rules;
        let classes = rules.patrol_risks(day)?.value;
        let weigh = Arc::new(rules.patrol_weigh(day)?.value);
        self.0.insert(day, (Arc::clone(&classes), Arc::clone(&weigh)));
        Ok((classes, weigh))
    }

    /// The class that counts for a place on a day: its own, or that of the season.
    fn of(
        &mut self,
        cx: &Cx<'_, '_>,
        version: &PatrolPoint,
        day: Date,
    ) -> Result<Option<RiskClass>> {
        let (classes, weigh) = self.on(cx, day)?;
        Ok(weigh.class_on(&version.risk, &version.work, &classes, day).cloned())
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
            let Some(class) = self.of(cx, version, day)? else { continue };
            for window in windows_on(&planned, &class, &cx.policies().calendar, day) {
                let closes = self.until_it_changes(cx, version, &class.code, day, window)?;
                found.push(Window { closes, ..window });
            }
        }
        Ok(found)
    }

    /// When a window closes: at its time, or when a season makes the place weigh otherwise, so that
    /// no two windows of a place overlap.
    fn until_it_changes(
        &mut self,
        cx: &Cx<'_, '_>,
        version: &PatrolPoint,
        code: &str,
        day: Date,
        window: Window,
    ) -> Result<Timestamp> {
        let last = cx.policies().day(window.closes);
        for later in days(ahead(day, 1), last) {
            let class = self.of(cx, version, later)?;
            if class.is_none_or(|class| class.code != code) {
                return Ok(instants(cx, later, later).0.min(window.closes));
            }
        }
        Ok(window.closes)
    }

    /// How many days before a day a window may have opened that is open still.
    pub fn reach_back(&mut self, cx: &Cx<'_, '_>, day: Date) -> Result<i64> {
        let (classes, _) = self.on(cx, day)?;
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
