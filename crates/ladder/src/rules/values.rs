//! The rows of `policy/ladder/`, each as it stands there.
mod assess;
mod pay;
mod serve;

pub use assess::{
    Answer, Ballot, Eligible, ExcellentRule, Grades, Group, Panel, Pool, Publication, RenewalRule,
    SmallPool, TieBreak, Weights,
};
pub use pay::{
    AbsenceRule, Allowances, Base, ByAbsence, CertificateAllowance, CityMean, EducationAllowance,
    MonthRule, Paid, PartYear, Parts, PerformanceRule, PostSubsidy, ProbationRule, RewardOf,
    RewardRule, Rounding, RoundingRule, SplitRule, Stack, Subsidies,
};
pub use serve::{
    ContractRule, CourseRule, GrowthRule, InitialTraining, Nearest, Organiser, YearlyTraining,
};

use super::numbers;
use crate::worker::Rating;
use base::codes;
use rust_decimal::Decimal;
use serde::Deserialize;

/// One exact number for each result (按考核等次取值). All four are stated; none is guessed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByRating {
    #[serde(deserialize_with = "numbers::number")]
    pub excellent: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub qualified: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub basic: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub unqualified: Decimal,
}

impl ByRating {
    pub fn of(&self, rating: Rating) -> Decimal {
        match rating {
            Rating::Excellent => self.excellent,
            Rating::Qualified => self.qualified,
            Rating::Basic => self.basic,
            Rating::Unqualified => self.unqualified,
        }
    }

    /// Whether a better result never gives less.
    pub fn is_fair(&self) -> bool {
        let ByRating { excellent, qualified, basic, unqualified } = self;
        excellent >= qualified && qualified >= basic && basic >= unqualified
    }
}

/// When the next level may come (等级晋升年限).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromotionRule {
    /// Years in a level (基本年限).
    #[serde(deserialize_with = "numbers::years")]
    pub base_years: u32,
    /// By how many months an excellent result shortens them (优秀缩短).
    #[serde(deserialize_with = "numbers::count")]
    pub excellent_months: u32,
    /// Results whose year does not count (不计算年限).
    pub void: Vec<Rating>,
    /// Results after which the years begin anew (重新计算).
    pub restart: Vec<Rating>,
    /// The month of the following year, on whose first day a promotion takes effect (晋升生效月).
    #[serde(deserialize_with = "numbers::month")]
    pub effective_month: i8,
}

codes! {
    /// At which level a post is entered (转任定级).
    pub enum Enter {
        /// 就高: one's own, or the lowest of the post, whichever is higher
        HigherOfBoth = "higher_of_both",
        /// 从岗位最低等级起
        LowestOfPost = "lowest_of_post",
    }
}

/// What happens to the level when the post changes (转任规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostChange {
    pub enter: Enter,
    /// Whether years in a level go on counting when the level stays the same (年限连续计算).
    pub keeps_years: bool,
}
