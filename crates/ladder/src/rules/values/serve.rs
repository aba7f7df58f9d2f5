//! Rows about training, contracts, and the places kept for community workers.
use super::numbers;
use base::codes;
use rust_decimal::Decimal;
use serde::Deserialize;

codes! {
    /// Who gives a training (培训主体).
    pub enum Organiser {
        District = "district",
        Street = "street",
    }
}

/// Training of newcomers (初任培训).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InitialTraining {
    #[serde(deserialize_with = "numbers::number")]
    pub days: Decimal,
    /// For new members of the two committees.
    pub committee: Organiser,
    /// For new clerks.
    pub clerk: Organiser,
    /// How long somebody counts as new (新任期限).
    #[serde(deserialize_with = "numbers::count")]
    pub within_months: u32,
}

/// Training of every year (年度培训).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearlyTraining {
    /// For secretaries of communities (社区书记).
    #[serde(deserialize_with = "numbers::number")]
    pub secretary_days: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub other_days: Decimal,
}

/// Courses without a session (网络课程), and what a confirmed one counts for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseRule {
    #[serde(deserialize_with = "numbers::count")]
    pub topics_most: u32,
    /// Days of the year's training for each that is confirmed.
    #[serde(deserialize_with = "numbers::number")]
    pub days: Decimal,
    /// All of them together count for no more than so many days a year.
    #[serde(deserialize_with = "numbers::number")]
    pub most_days: Decimal,
}

/// When the end of a contract is near (合同到期提醒).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractRule {
    #[serde(deserialize_with = "numbers::count")]
    pub soon_days: u32,
}

codes! {
    /// Which whole number of places a share is (名额取整).
    pub enum Nearest {
        Down = "down",
        Nearest = "nearest",
        Up = "up",
    }
}

/// Which share of the year's places is kept for community workers (定向招录比例).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrowthRule {
    #[serde(deserialize_with = "numbers::percent")]
    pub percent: u32,
    pub places: Nearest,
}
