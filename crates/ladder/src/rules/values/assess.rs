//! Rows about assessment.
use super::numbers;
use crate::worker::Rating;
use base::codes;
use rust_decimal::Decimal;
use serde::Deserialize;

/// How much each part of an assessment weighs (考核权重). Together they are the whole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// 街道考评
    #[serde(deserialize_with = "numbers::percent")]
    pub street_percent: u32,
    /// 群众评议
    #[serde(deserialize_with = "numbers::percent")]
    pub public_percent: u32,
}

/// Who must be among those who rate (评议人员构成).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    #[serde(deserialize_with = "numbers::count")]
    pub least_raters: u32,
    #[serde(deserialize_with = "numbers::percent")]
    pub least_residents_percent: u32,
    pub groups: Vec<Group>,
}

/// A group of raters (评议人员类别).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Whether somebody of it must have rated.
    pub required: bool,
    /// Whether it counts towards the share of residents.
    pub residents: bool,
}

/// What a rater chooses from, for each worker (评议票).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// From the best to the worst.
    pub answers: Vec<Answer>,
}

/// One of the answers of a ballot (评议选项).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub code: String,
    pub zh: String,
    pub en: String,
    /// What it counts, from 0 to 100.
    #[serde(deserialize_with = "numbers::number")]
    pub mark: Decimal,
}

/// How long a result is published, and an appeal may be handed in and answered (公示与申诉期限), in
/// working days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    #[serde(deserialize_with = "numbers::count")]
    pub publish_days: u32,
    #[serde(deserialize_with = "numbers::count")]
    pub appeal_days: u32,
    #[serde(deserialize_with = "numbers::count")]
    pub answer_days: u32,
}

/// With which results a contract is renewed (考核结果与续签); with all others it ends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewalRule {
    pub renew: Vec<Rating>,
    /// Looked at once more before.
    pub review: Vec<Rating>,
}

/// From which mark on a result is given (等次分数线).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grades {
    #[serde(deserialize_with = "numbers::number")]
    pub excellent: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub qualified: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub basic: Decimal,
    /// Below this mark of the public nobody is qualified (群众评议底线).
    #[serde(deserialize_with = "numbers::number")]
    pub public_least: Decimal,
}

codes! {
    /// How wide a pool is (名额单元), from the narrowest.
    pub enum Pool {
        Community = "community",
        Street = "street",
        District = "district",
    }
}

codes! {
    /// What happens where a pool is too small for a single place (小单元处理).
    pub enum SmallPool {
        /// Nobody of it is excellent.
        Nobody = "nobody",
        /// The small pools of a street, then of the district, make one together.
        Join = "join",
    }
}

codes! {
    /// What decides between equal marks at the cut (同分处理).
    pub enum TieBreak {
        /// The higher mark of the public.
        Public = "public",
        /// The higher mark of the street.
        Street = "street",
    }
}

/// How many may be excellent, in which pools (优秀等次名额).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExcellentRule {
    #[serde(deserialize_with = "numbers::percent")]
    pub most_percent: u32,
    /// Heads of communities, apart from the others (社区主要负责人单列).
    pub heads: Pool,
    pub others: Pool,
    pub small: SmallPool,
    /// In this order; who is equal in all of them stays below the cut together.
    pub ties: Vec<TieBreak>,
}

/// Who is assessed, and counts in a pool (参加考核范围).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligible {
    /// Months of service in the year.
    #[serde(deserialize_with = "numbers::count")]
    pub least_months: u32,
    /// Whether those on probation are rated (试用期).
    pub on_probation: bool,
}
