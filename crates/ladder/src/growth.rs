//! The growth channel (成长通道): places of civil servants and institutions kept for community
//! workers, year by year.
//!
//! Basis: summary 四(一): about a fifth of the year's places. What is *not* here: who is chosen;
//! that is an examination of others.
use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::{Nearest, Rules};
use base::{Date, codes};

codes! {
    /// What the places are for (职位类别).
    pub enum Channel {
        /// 街道(乡镇)公务员
        CivilServant = "civil_servant",
        /// 基层事业单位管理岗位
        Institution = "institution",
    }
}

/// The places of a year in one channel (年度招录计划).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub channel: Channel,
    pub year: i16,
    /// All places of the year.
    pub places: u32,
    /// Those already given to community workers.
    pub used: u32,
}

/// How many places are kept for community workers (定向名额), and why so many.
pub fn kept(plan: Plan, known: Date, rules: &Rules) -> Result<(u32, Line), Refused> {
    let first = Date::new(plan.year, 1, 1).expect("a year has a first day");
    let rule = rules.growth(Asked::new(first, known))?;
    let hundredths = u64::from(plan.places) * u64::from(rule.value.percent);
    let kept = match rule.value.places {
        Nearest::Down => hundredths / 100,
        Nearest::Nearest => (hundredths + 50) / 100,
        Nearest::Up => hundredths.div_ceil(100),
    };
    let line = Line::new("places_kept", Value::Count(i64::try_from(kept).unwrap_or(i64::MAX)))
        .with("channel", Value::Code(plan.channel.code()))
        .with("year", Value::Year(plan.year))
        .with("places", Value::Count(i64::from(plan.places)))
        .with("percent", Value::Percent(rule.value.percent))
        .resting_on(rule.basis);
    Ok((u32::try_from(kept).expect("a share of a u32 fits a u32"), line))
}

/// Whether one more place may be given; refused where all that are kept are taken.
pub fn check_use(plan: Plan, known: Date, rules: &Rules) -> Result<Line, Refused> {
    let (quota, line) = kept(plan, known, rules)?;
    if plan.used >= quota {
        return Err(Refused::QuotaUsed { quota, used: plan.used });
    }
    Ok(line.with("used", Value::Count(i64::from(plan.used))))
}
