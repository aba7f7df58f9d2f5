//! How a month falls apart (月内分段): the days between one change and the next, and the day that
//! decides for each of them.
//!
//! What is *not* here: amounts.
use crate::known::Asked;
use crate::month::Month;
use crate::rules::{MonthRule, Rules, SplitRule};
use crate::worker::Worker;
use base::Date;

/// Some days of a month on which everything stays the same (一段).
pub(super) struct Days {
    pub from: Date,
    pub to: Date,
    pub served: bool,
}

/// For some days, which day decides about what.
pub(super) struct At {
    pub values: Asked,
    pub placement: Asked,
    pub certificate: Asked,
}

/// The month in stretches, in order, without gap.
pub(super) fn stretches(
    worker: &Worker,
    month: Month,
    known: Date,
    split: &SplitRule,
    rules: &Rules,
) -> Vec<Days> {
    let (first, last) = (month.first(), month.last());
    let mut starts = vec![first];
    if split.policy == MonthRule::ByDays {
        starts.extend(rules.pay_changes(first, last, known));
    }
    if split.placement == MonthRule::ByDays {
        starts.extend(worker.placements.iter().map(|placement| placement.since));
    }
    if split.certificate == MonthRule::ByDays {
        starts.extend(worker.certificates.iter().map(|held| held.since));
        starts.extend(worker.education.iter().map(|entry| entry.since));
    }
    if split.service == MonthRule::ByDays {
        let service = worker.service.iter();
        starts.extend(service.flat_map(|service| [Some(service.since), service.until]).flatten());
    }
    starts.retain(|start| (first..=last).contains(start));
    starts.sort();
    starts.dedup();
    let ends = starts.iter().skip(1).filter_map(|next| next.yesterday().ok());
    let ends: Vec<Date> = ends.chain([last]).collect();
    let days = starts.into_iter().zip(ends).map(|(from, to)| {
        let served = worker.serves(Asked::new(split.service.day(from), known));
        Days { from, to, served }
    });
    days.collect()
}

impl SplitRule {
    /// Which day decides for a stretch. Nobody is placed before the first day of service in the
    /// month, so where the first day of the month decides, it is that one.
    pub(super) fn asked(&self, days: &Days, served: Date, known: Date) -> At {
        let day = |rule: MonthRule| Asked::new(rule.day(days.from), known);
        let placement = day(self.placement);
        At {
            values: day(self.policy),
            placement: placement.about(placement.on.max(served)),
            certificate: day(self.certificate),
        }
    }
}
