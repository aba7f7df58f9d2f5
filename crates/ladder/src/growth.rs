//! The growth channel (成长通道): places of civil servants and institutions kept for community
//! workers, year by year.
//!
//! Basis: summary 四(一): about a fifth of the year's places. What is *not* here: the examination by
//! which somebody is chosen; that is held by others.
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

codes! {
    /// How it stands with a candidate (人选状态).
    pub enum Candidacy {
        /// 已推荐
        Named = "named",
        /// 已考察
        Examined = "examined",
        /// 已录用: takes one of the places kept
        Chosen = "chosen",
        /// 已退出: withdrew, was not chosen, or did not take the place
        Withdrawn = "withdrawn",
    }
}

impl Candidacy {
    /// Whether one state may follow another. Somebody who withdrew may be named again.
    pub fn may_become(self, next: Candidacy) -> bool {
        use Candidacy::{Chosen, Examined, Named, Withdrawn};
        matches!(
            (self, next),
            (Named, Examined | Chosen | Withdrawn)
                | (Examined, Chosen | Withdrawn)
                | (Chosen, Withdrawn)
                | (Withdrawn, Named)
        )
    }
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

/// The plan after a candidate moved: choosing takes a place that is kept, leaving gives it back.
pub fn moved(
    plan: Plan,
    (from, to): (Candidacy, Candidacy),
    known: Date,
    rules: &Rules,
) -> Result<(Plan, Option<Line>), Refused> {
    if !from.may_become(to) {
        return Err(Refused::NotFollowing { from: from.code(), to: to.code() });
    }
    match (from, to) {
        (_, Candidacy::Chosen) => {
            let line = check_use(plan, known, rules)?;
            Ok((Plan { used: plan.used + 1, ..plan }, Some(line)))
        }
        (Candidacy::Chosen, _) => Ok((Plan { used: plan.used.saturating_sub(1), ..plan }, None)),
        _ => Ok((plan, None)),
    }
}

/// The plan with another number of places in all; refused where more are given than would be kept.
pub fn replanned(
    plan: Plan,
    places: u32,
    known: Date,
    rules: &Rules,
) -> Result<(Plan, Line), Refused> {
    let plan = Plan { places, ..plan };
    let (quota, line) = kept(plan, known, rules)?;
    match plan.used > quota {
        true => Err(Refused::QuotaUsed { quota, used: plan.used }),
        false => Ok((plan, line)),
    }
}
