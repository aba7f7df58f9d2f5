//! What makes a place weigh more than its risk alone (风险加重): a season, by the calendar; and what
//! keeps happening around it, which is told to whoever plans.
//!
//! A season counts by itself, the same for everybody and for every past day. What happened around a
//! place only proposes: a plan that moved with every report would be no plan. What is *not* here: a
//! lower risk by itself; taking a place less seriously is a person's decision.
use super::patrol::RiskClass;
use super::values::RecurrenceRule;
use base::{Date, Lang};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// What weighs more, and what is told (风险加重规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeighRule {
    pub seasons: Vec<Season>,
    /// Groups of categories that say something about a place: as many matters of them around it as
    /// the rule of recurrence counts propose the next risk up.
    pub groups: Vec<String>,
}

/// A part of the year in which places of some kinds of work weigh at least so much (时令).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub first: MonthDay,
    /// The last day, included; before `first`, it goes over the turn of the year.
    pub last: MonthDay,
    pub works: Vec<String>,
    pub risk: String,
}

/// A day of any year (月日), such as `06-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    pub month: i8,
    pub day: i8,
}

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<MonthDay, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = || D::Error::custom(format!("`{text}` is no day of a year such as `06-01`"));
        let (month, day) = text.split_once('-').ok_or_else(wrong)?;
        let (month, day) = (month.parse().map_err(|_| wrong())?, day.parse().map_err(|_| wrong())?);
        // A day that every year has.
        Date::new(2026, month, day).map_err(|_| wrong())?;
        Ok(MonthDay { month, day })
    }
}

impl Season {
    pub fn holds(&self, day: Date) -> bool {
        let day = MonthDay { month: day.month(), day: day.day() };
        if self.first <= self.last {
            return self.first <= day && day <= self.last;
        }
        self.first <= day || day <= self.last
    }

    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

impl WeighRule {
    /// The seasons that weigh more than a place's own risk, whenever in the year they are.
    pub fn seasons_of<'r>(
        &'r self,
        risk: &'r str,
        work: &'r str,
        classes: &'r [RiskClass],
    ) -> impl Iterator<Item = &'r Season> {
        let own = place_of(classes, risk);
        self.seasons.iter().filter(move |season| {
            let theirs = place_of(classes, &season.risk);
            let raises = theirs.zip(own).is_some_and(|(theirs, own)| theirs < own);
            raises && season.works.iter().any(|known| known == work)
        })
    }

    /// The class that counts on a day: the place's own, or a season's that weighs more. A risk that
    /// policy no longer knows has none.
    pub fn class_on<'c>(
        &self,
        risk: &str,
        work: &str,
        classes: &'c [RiskClass],
        day: Date,
    ) -> Option<&'c RiskClass> {
        let own = place_of(classes, risk)?;
        let seasons = self.seasons_of(risk, work, classes).filter(|season| season.holds(day));
        let raised = seasons.filter_map(|season| place_of(classes, &season.risk)).min();
        classes.get(raised.unwrap_or(own))
    }

    /// The next risk up, where so many matters around propose it; none above the highest.
    pub fn proposed<'c>(
        &self,
        risk: &str,
        around: u32,
        rule: &RecurrenceRule,
        classes: &'c [RiskClass],
    ) -> Option<&'c RiskClass> {
        let own = place_of(classes, risk).filter(|_| around >= rule.times)?;
        classes.get(own.checked_sub(1)?)
    }
}

/// The classes stand in the order of their weight, the heaviest first.
fn place_of(classes: &[RiskClass], code: &str) -> Option<usize> {
    classes.iter().position(|class| class.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn class(code: &str) -> RiskClass {
        RiskClass {
            code: code.into(),
            zh: code.into(),
            en: code.into(),
            every_days: 1,
            workdays_only: false,
            opens: vec!["09:00".parse().unwrap()],
            window_minutes: 60,
            own_minutes: 60,
        }
    }

    fn season(first: (i8, i8), last: (i8, i8), risk: &str) -> Season {
        let day = |(month, day)| MonthDay { month, day };
        Season {
            code: "s".into(),
            zh: "汛期".into(),
            en: "Floods".into(),
            first: day(first),
            last: day(last),
            works: vec!["hazards".into()],
            risk: risk.into(),
        }
    }

    fn rule() -> WeighRule {
        let seasons = vec![season((6, 1), (9, 15), "raised"), season((12, 1), (2, 28), "high")];
        WeighRule { seasons, groups: vec!["safety".into()] }
    }

    #[test]
    fn a_season_weighs_more_on_its_days_for_its_kinds_of_work_and_never_less() {
        let (rule, classes) = (rule(), ["high", "raised", "usual"].map(class));
        for (risk, work, day, expected) in [
            ("usual", "hazards", date(2026, 5, 31), Some("usual")),
            ("usual", "hazards", date(2026, 6, 1), Some("raised")),
            ("usual", "hazards", date(2026, 9, 15), Some("raised")),
            ("usual", "hazards", date(2026, 9, 16), Some("usual")),
            ("usual", "environment", date(2026, 7, 1), Some("usual")),
            ("high", "hazards", date(2026, 7, 1), Some("high")),
            // Over the turn of the year.
            ("usual", "hazards", date(2026, 12, 31), Some("high")),
            ("raised", "hazards", date(2027, 2, 28), Some("high")),
            ("usual", "hazards", date(2027, 3, 1), Some("usual")),
            ("gone", "hazards", date(2026, 7, 1), None),
        ] {
            let found = rule.class_on(risk, work, &classes, day).map(|class| &*class.code);
            assert_eq!(found, expected, "{risk} {work} {day}");
        }
    }

    #[test]
    fn what_keeps_happening_proposes_the_next_risk_up_and_none_above_the_highest() {
        let (rule, classes) = (rule(), ["high", "raised", "usual"].map(class));
        let recurs = RecurrenceRule { times: 3, days: 90, metres: 30.0 };
        for (risk, around, expected) in [
            ("usual", 2, None),
            ("usual", 3, Some("raised")),
            ("raised", 30, Some("high")),
            ("high", 30, None),
            ("gone", 30, None),
        ] {
            let found = rule.proposed(risk, around, &recurs, &classes).map(|class| &*class.code);
            assert_eq!(found, expected, "{risk} {around}");
        }
    }
}
