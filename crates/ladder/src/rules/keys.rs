//! Which key is read as what: one line a key.
use super::values::*;
use crate::coefficient::Coefficients;
use crate::known::{Values, Version};
use crate::scheme::Scheme;
use policy::{Book, Finding};
use serde::de::DeserializeOwned;

macro_rules! keys {
    ($($field:ident: $type:ty = $key:literal),+ $(,)?) => {
        /// Every value of this chapter through time.
        #[derive(Clone, Debug)]
        pub(super) struct Keys { $(pub(super) $field: Values<$type>),+ }

        /// The keys that are read.
        pub(super) const READ: &[&str] = &[$($key),+];

        impl Keys {
            /// Reads all of them before it gives up, so that every fault is told.
            pub(super) fn read(book: &Book, findings: &mut Vec<Finding>) -> Option<Keys> {
                $(let $field = values::<$type>(book, $key, findings);)+
                Some(Keys { $($field: $field?),+ })
            }
        }
    };
}

keys! {
    scheme: Scheme = "ladder.scheme",
    coefficients: Coefficients = "ladder.coefficients",
    subsidies: Subsidies = "ladder.subsidies",
    base: Base = "ladder.pay.base",
    parts: Parts = "ladder.pay.parts",
    performance: PerformanceRule = "ladder.pay.performance",
    reward: RewardRule = "ladder.pay.reward",
    split: SplitRule = "ladder.pay.split",
    rounding: RoundingRule = "ladder.pay.rounding",
    absence: AbsenceRule = "ladder.pay.absence",
    probation: ProbationRule = "ladder.pay.probation",
    city_mean: CityMean = "ladder.pay.city_mean",
    education: EducationAllowance = "ladder.allowance.education",
    certificate: CertificateAllowance = "ladder.allowance.certificate",
    allowances: Allowances = "ladder.allowance.stacking",
    promotion: PromotionRule = "ladder.promotion.years",
    post_change: PostChange = "ladder.promotion.post_change",
    weights: Weights = "ladder.assessment.weights",
    panel: Panel = "ladder.assessment.panel",
    ballot: Ballot = "ladder.assessment.ballot",
    publication: Publication = "ladder.assessment.publication",
    renewal: RenewalRule = "ladder.assessment.renewal",
    grades: Grades = "ladder.assessment.grades",
    excellent: ExcellentRule = "ladder.assessment.excellent",
    eligible: Eligible = "ladder.assessment.eligible",
    initial_training: InitialTraining = "ladder.training.initial",
    yearly_training: YearlyTraining = "ladder.training.yearly",
    course: CourseRule = "ladder.training.course",
    contract: ContractRule = "ladder.contract",
    growth: GrowthRule = "ladder.growth",
}

fn values<T: DeserializeOwned>(
    book: &Book,
    key: &str,
    findings: &mut Vec<Finding>,
) -> Option<Values<T>> {
    let found = book.check_as::<T>(key);
    if !found.is_empty() {
        findings.extend(found);
        return None;
    }
    let typed = book.timeline::<T>(key).ok()?;
    let rows = book.versions(key);
    assert_eq!(typed.versions().len(), rows.len(), "`{key}` has as many versions as rows");
    let versions = typed.into_versions().into_iter().zip(rows).map(|(version, row)| Version {
        since: version.since,
        until: version.until,
        known: row.value.known,
        value: version.value,
    });
    Some(Values::new(key, versions.collect()))
}
