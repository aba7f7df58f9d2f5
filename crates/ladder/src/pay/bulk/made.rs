//! Workers that are made up (假设人员) to ask the explained way what a table holds: one for each level,
//! each set of papers, each set of certificates.
use super::roll::{CERTIFICATES, EDUCATIONS};
use crate::known::Asked;
use crate::rules::Rules;
use crate::scheme::PostKind;
use crate::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Worker, YearResult,
};
use base::Date;
use std::collections::BTreeSet;

/// Every kind of post and level that any scheme of the year has.
pub(super) fn levels(asked: &[Asked], rules: &Rules) -> BTreeSet<(PostKind, u8)> {
    let schemes = asked.iter().filter_map(|asked| rules.scheme(*asked).ok());
    let ranges = schemes.flat_map(|scheme| &scheme.value.posts);
    ranges
        .flat_map(|range| (range.lowest..=range.highest).map(|level| (range.post, level)))
        .collect()
}

pub(super) fn placed(kind: PostKind, level: u8) -> Placement {
    Placement { since: Date::MIN, known: Date::MIN, kind, level, order_no: String::new() }
}

pub(super) fn rated(placing: Placement, before: Option<Rating>, year: i16) -> Worker {
    let result = |rating| YearResult { year: year - 1, known: Date::MIN, rating };
    let results = before.map(result).into_iter().collect();
    Worker { placements: vec![placing], results, ..Worker::default() }
}

/// Somebody for each set of papers, in the order of their numbers.
pub(super) fn educated() -> Vec<Worker> {
    let (since, known) = (Date::MIN, Date::MIN);
    let of = |set: usize| {
        let held = EducationLevel::ALL.iter().filter(|level| **level != EducationLevel::None);
        let education = held.enumerate().map(|(at, level)| {
            let papers = set >> (2 * at);
            let (diploma, degree) = (papers & 1 == 1, papers >> 1 & 1 == 1);
            Education { since, known, level: *level, diploma, degree }
        });
        Worker { education: education.collect(), ..Worker::default() }
    };
    (0..EDUCATIONS).map(of).collect()
}

/// Somebody for each set of certificates.
pub(super) fn certified() -> Vec<Worker> {
    let (since, known) = (Date::MIN, Date::MIN);
    let of = |set: usize| {
        let all = Certificate::ALL.iter().filter(|certificate| **certificate != Certificate::None);
        let held = all.enumerate().filter(|(at, _)| set >> at & 1 == 1);
        let held = held.map(|(_, certificate)| Held { since, known, certificate: *certificate });
        Worker { certificates: held.collect(), ..Worker::default() }
    };
    (0..CERTIFICATES).map(of).collect()
}
