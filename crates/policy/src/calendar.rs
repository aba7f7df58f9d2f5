//! The work calendar (工作日历) from `calendar.days`, `calendar.hours` and `calendar.duty`.
use crate::book::typed;
use crate::check::{Finding, Problem};
use crate::overlay::finding;
use crate::{Book, Version};
use base::calendar::{HoursVersion, Season, Shift, WorkCalendar};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;

const DAYS: &str = "calendar.days";
const HOURS: &str = "calendar.hours";
const DUTY: &str = "calendar.duty";

/// A notice of days off and make-up working days (放假调休通知).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    #[serde(rename = "year")]
    _year: i16,
    #[serde(default)]
    off: Vec<Date>,
    #[serde(default)]
    work: Vec<Date>,
    /// The source of the earlier notice whose days this one may change.
    amends: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Timetable {
    shifts: Vec<Shift>,
    #[serde(default)]
    seasons: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    first: MonthDay,
    last: MonthDay,
    shifts: Vec<Shift>,
}

/// A day of any year, `06-01`.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
struct MonthDay((i8, i8));

impl TryFrom<String> for MonthDay {
    type Error = String;
    fn try_from(text: String) -> Result<MonthDay, String> {
        // 2024 is a leap year, so 29 February is a day.
        match format!("2024-{text}").parse::<Date>() {
            Ok(day) => Ok(MonthDay((day.month(), day.day()))),
            Err(_) => Err(format!("`{text}` is no month and day such as `06-01`")),
        }
    }
}

impl Book {
    /// The work calendar as all notices together make it.
    pub fn calendar(&self, tz: TimeZone) -> Result<WorkCalendar, Vec<Finding>> {
        self.calendar_of(tz, None)
    }

    /// The work calendar as it was known on a day: a later notice is not in it yet.
    pub fn calendar_known(&self, tz: TimeZone, on: Date) -> Result<WorkCalendar, Vec<Finding>> {
        self.calendar_of(tz, Some(on))
    }

    fn calendar_of(&self, tz: TimeZone, on: Option<Date>) -> Result<WorkCalendar, Vec<Finding>> {
        let mut findings = self.check_as::<Notice>(DAYS);
        findings.extend(self.check_as::<Timetable>(HOURS));
        findings.extend(self.check_as::<Timetable>(DUTY));
        if !findings.is_empty() {
            return Err(findings);
        }
        let notices: Vec<&Version> = self
            .versions(DAYS)
            .iter()
            .filter(|v| on.is_none_or(|on| v.value.known.unwrap_or(v.since) <= on))
            .collect();
        let days = days(&notices)?;
        Ok(WorkCalendar::new(tz, days, self.timetable(HOURS), self.timetable(DUTY)))
    }

    fn timetable(&self, key: &str) -> Vec<HoursVersion> {
        let timetable = self.timeline::<Timetable>(key).expect("every version was checked");
        let hours = timetable.versions().iter().map(|version| HoursVersion {
            since: version.since,
            until: version.until,
            shifts: version.value.shifts.clone(),
            seasons: version.value.seasons.iter().map(Part::season).collect(),
        });
        hours.collect()
    }
}

impl Part {
    fn season(&self) -> Season {
        Season { first: self.first.0, last: self.last.0, shifts: self.shifts.clone() }
    }
}

/// Adds the notices up. A day that two of them see differently is a contradiction, unless the
/// later one says that it amends the earlier.
fn days(notices: &[&Version]) -> Result<BTreeMap<Date, bool>, Vec<Finding>> {
    let mut days: BTreeMap<Date, (bool, String)> = BTreeMap::new();
    let mut findings = Vec::new();
    for version in notices {
        let notice: Notice = typed(DAYS, version).expect("every version was checked");
        let source = &version.value.source.id;
        let off = notice.off.iter().map(|day| (*day, false));
        for (day, works) in off.chain(notice.work.iter().map(|day| (*day, true))) {
            let named = days.insert(day, (works, source.clone()));
            let Some((_, one)) = named.filter(|(before, _)| *before != works) else {
                continue;
            };
            if notice.amends.as_ref() != Some(&one) || one == *source {
                let problem = Problem::Contradiction { day, one, other: source.clone() };
                findings.push(finding(DAYS, version, problem));
            }
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(days.into_iter().map(|(day, (works, _))| (day, works)).collect())
}
