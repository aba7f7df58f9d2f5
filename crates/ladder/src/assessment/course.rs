//! How a year's assessment goes (考核进程): opened, goals published, decided, published, over.
//!
//! Basis: summary 四(三): goals are published when the year begins, results when it is over. Days
//! are counted by whoever has the calendar; here stand what follows what, and what a result is
//! good for. What is *not* here: who does it.
use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::Rules;
use crate::worker::{Rating, Service};
use base::{Date, codes};
use jiff::Unit;

codes! {
    /// How far a year has come (考核阶段).
    pub enum Stage {
        /// 制定目标
        Opened = "opened",
        /// 目标已公示、日常跟踪与测评
        Running = "running",
        /// 等次已评定
        Decided = "decided",
        /// 结果公示中
        Published = "published",
        /// 公示期满
        Over = "over",
    }
}

/// The days on which its steps were taken (进程日期).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    pub opened: Date,
    pub goals: Option<Date>,
    pub decided: Option<Date>,
    pub published: Option<Date>,
    /// The last day of the publication (公示截止日).
    pub ends: Option<Date>,
    /// The last day on which an appeal is taken (申诉截止日).
    pub appeal_until: Option<Date>,
}

impl Course {
    /// How far it has come on a day.
    pub fn stage(&self, today: Date) -> Stage {
        match (self.goals, self.decided, self.ends) {
            (.., Some(ends)) if today > ends => Stage::Over,
            (.., Some(_)) => Stage::Published,
            (_, Some(_), None) => Stage::Decided,
            (Some(_), None, None) => Stage::Running,
            (None, None, None) => Stage::Opened,
        }
    }

    /// Whether an appeal may still be handed in (可申诉).
    pub fn takes_appeals(&self, today: Date) -> bool {
        self.published.is_some() && self.appeal_until.is_some_and(|last| today <= last)
    }
}

/// Whole months of a year in service, as far as known (当年在岗月数).
pub fn months_served(service: &[Service], year: i16, known: Date) -> u32 {
    let (Ok(first), Ok(next)) = (Date::new(year, 1, 1), Date::new(year + 1, 1, 1)) else {
        return 0;
    };
    let known = service.iter().filter(|service| service.known <= known).map(|service| {
        let end = service.until.filter(|_| service.until_known.is_none_or(|at| at <= known));
        let (from, to) = (service.since.max(first), end.unwrap_or(next).min(next));
        if from >= to {
            0
        } else {
            from.until((Unit::Month, to)).map_or(0, |span| span.get_months())
        }
    });
    u32::try_from(known.sum::<i32>()).unwrap_or(0)
}

codes! {
    /// What a result means for the contract (续签意见).
    pub enum Renewal {
        /// 可以续签
        Renew = "renew",
        /// 续签前另行研究
        Review = "review",
        /// 一般不再续签
        End = "end",
    }
}

/// What a result means for the contract, and on what that rests. A person decides.
pub fn renewal(rating: Rating, asked: Asked, rules: &Rules) -> Result<(Renewal, Line), Refused> {
    let rule = rules.renewal(asked)?;
    let renewal = match rating {
        rating if rule.value.renew.contains(&rating) => Renewal::Renew,
        rating if rule.value.review.contains(&rating) => Renewal::Review,
        _ => Renewal::End,
    };
    let line = Line::new("renewal", Value::Code(renewal.code()))
        .with("rating", Value::Rating(rating))
        .resting_on(rule.basis);
    Ok((renewal, line))
}

/// Whether an answered appeal may give another result (申诉改等): the share of excellent ones holds
/// for it as it held for the decision.
pub fn may_become(
    from: Option<Rating>,
    to: Rating,
    (granted, quota): (u32, u32),
) -> Result<(), Refused> {
    let one_more = to == Rating::Excellent && from != Some(Rating::Excellent);
    if one_more && granted >= quota {
        return Err(Refused::QuotaUsed { quota, used: granted });
    }
    Ok(())
}
