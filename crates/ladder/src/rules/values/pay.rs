//! Rows about pay: amounts, shares, and how a month is counted.
use super::{ByRating, numbers};
use crate::scheme::PostKind;
use crate::terms::AbsenceKind;
use crate::worker::{Certificate, EducationLevel};
use base::{Date, Fen, codes};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;

/// The amount that coefficients multiply (计酬基数).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    #[serde(deserialize_with = "numbers::yuan")]
    pub yuan: Fen,
}

/// The three subsidies of the older scheme (三项补贴).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subsidies {
    pub posts: Vec<PostSubsidy>,
    /// For each level from the first on (等级补贴).
    #[serde(deserialize_with = "numbers::yuans")]
    pub levels_yuan: Vec<Fen>,
}

/// What a kind of post brings (岗位补贴、绩效补贴).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostSubsidy {
    pub post: PostKind,
    #[serde(deserialize_with = "numbers::yuan")]
    pub post_yuan: Fen,
    #[serde(deserialize_with = "numbers::yuan")]
    pub performance_yuan: Fen,
}

/// Which part is paid monthly, which by the result (报酬占比). Together they are the whole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    #[serde(deserialize_with = "numbers::percent")]
    pub base_percent: u32,
    #[serde(deserialize_with = "numbers::percent")]
    pub performance_percent: u32,
}

codes! {
    /// When the part by result is paid (绩效兑现方式).
    pub enum Paid {
        /// Kept month by month, paid when the year's result is known (年终兑现).
        Yearly = "yearly",
        /// Month by month, by the result of the year before (按月兑现).
        Monthly = "monthly",
    }
}

/// How the part by result is paid (绩效报酬兑现规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerformanceRule {
    pub paid: Paid,
    /// For whoever has no result of the year before, where it is paid monthly.
    #[serde(deserialize_with = "numbers::number")]
    pub without_result: Decimal,
    pub factors: ByRating,
}

codes! {
    /// Which month's pay a reward counts in (奖励计算口径).
    pub enum RewardOf {
        /// What was owed a month at the year's end, or on the last day in service.
        LastMonth = "last_month",
        /// The mean of the months in service.
        Mean = "mean",
    }
}

codes! {
    /// What whoever served part of a year gets (未满全年).
    pub enum PartYear {
        /// By the days served.
        ByDays = "by_days",
        /// As much as everybody.
        Full = "full",
        Nothing = "nothing",
    }
}

/// What is paid besides for a year's result (奖励报酬).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewardRule {
    pub of: RewardOf,
    pub part_year: PartYear,
    /// How many months' pay.
    pub months: ByRating,
}

/// The allowance for education, a month (学历津贴).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EducationAllowance {
    #[serde(deserialize_with = "numbers::yuan")]
    pub bachelor_yuan: Fen,
    #[serde(deserialize_with = "numbers::yuan")]
    pub master_yuan: Fen,
    #[serde(deserialize_with = "numbers::yuan")]
    pub doctor_yuan: Fen,
    /// Which part whoever has only one of diploma and degree gets (只有其一).
    #[serde(deserialize_with = "numbers::number")]
    pub one_paper: Decimal,
}

impl EducationAllowance {
    pub fn of(&self, level: EducationLevel) -> Fen {
        match level {
            EducationLevel::None => Fen::ZERO,
            EducationLevel::Bachelor => self.bachelor_yuan,
            EducationLevel::Master => self.master_yuan,
            EducationLevel::Doctor => self.doctor_yuan,
        }
    }
}

/// The allowance for a qualification, a month (职业津贴).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateAllowance {
    #[serde(deserialize_with = "numbers::yuan")]
    pub assistant_yuan: Fen,
    #[serde(deserialize_with = "numbers::yuan")]
    pub social_worker_yuan: Fen,
    #[serde(deserialize_with = "numbers::yuan")]
    pub senior_yuan: Fen,
}

impl CertificateAllowance {
    pub fn of(&self, certificate: Certificate) -> Fen {
        match certificate {
            Certificate::None => Fen::ZERO,
            Certificate::Assistant => self.assistant_yuan,
            Certificate::SocialWorker => self.social_worker_yuan,
            Certificate::Senior => self.senior_yuan,
        }
    }
}

codes! {
    /// What somebody gets who has several of a kind (叠加规则).
    pub enum Stack {
        /// 就高不叠加
        Highest = "highest",
        /// 叠加
        Sum = "sum",
    }
}

/// Whether allowances of a kind add up (津贴叠加规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowances {
    pub education: Stack,
    pub certificate: Stack,
}

/// How much of the monthly part is paid on days of absence (缺勤计薪), by their kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbsenceRule {
    pub part_paid: ByAbsence,
}

/// One exact number for each kind of absence. All are stated; none is guessed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByAbsence {
    #[serde(deserialize_with = "numbers::number")]
    pub annual: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub personal: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub sick: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub maternity: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub family: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub injury: Decimal,
    #[serde(deserialize_with = "numbers::number")]
    pub unexcused: Decimal,
}

impl ByAbsence {
    pub fn of(&self, kind: AbsenceKind) -> Decimal {
        match kind {
            AbsenceKind::Annual => self.annual,
            AbsenceKind::Personal => self.personal,
            AbsenceKind::Sick => self.sick,
            AbsenceKind::Maternity => self.maternity,
            AbsenceKind::Family => self.family,
            AbsenceKind::Injury => self.injury,
            AbsenceKind::Unexcused => self.unexcused,
        }
    }

    /// Whether nobody is paid more for being absent.
    pub fn is_a_part(&self) -> bool {
        AbsenceKind::ALL.iter().all(|kind| self.of(*kind) <= Decimal::ONE)
    }
}

/// How much of the monthly part is paid on probation (试用期计薪), and how long it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbationRule {
    #[serde(deserialize_with = "numbers::count")]
    pub months: u32,
    #[serde(deserialize_with = "numbers::number")]
    pub part_paid: Decimal,
}

/// The mean wage of the city in the year of its version (城镇单位就业人员平均工资); none before it
/// is published.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CityMean {
    #[serde(default, deserialize_with = "numbers::some_yuan")]
    pub yuan: Option<Fen>,
}

codes! {
    /// Which day of a month decides (月中变动口径).
    pub enum MonthRule {
        /// Each day for itself: a change splits the month (按日折算).
        ByDays = "by_days",
        /// What holds on the first day holds for the month (次月起执行).
        FirstDay = "first_day",
        /// What holds on the last day holds for the month (当月起执行).
        LastDay = "last_day",
    }
}

impl MonthRule {
    /// The day to ask about for a day of a month.
    pub fn day(self, day: Date) -> Date {
        match self {
            MonthRule::ByDays => day,
            MonthRule::FirstDay => day.first_of_month(),
            MonthRule::LastDay => day.last_of_month(),
        }
    }
}

/// How changes inside a month count (月中变动规则), by what changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitRule {
    /// A value of policy (政策调整).
    pub policy: MonthRule,
    /// Post or level (岗位、等级变动).
    pub placement: MonthRule,
    /// A certificate (证书取得).
    pub certificate: MonthRule,
    /// Coming and leaving (入职、离职).
    pub service: MonthRule,
}

codes! {
    /// How a fraction of a fen is rounded (取整方式).
    pub enum Rounding {
        /// 四舍五入
        HalfUp = "half_up",
        /// 舍去
        Down = "down",
    }
}

/// How fractions of a fen are rounded (取整规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundingRule {
    pub fen: Rounding,
}

impl Rounding {
    /// An exact number of fen as whole ones.
    pub fn fen(self, exact: Decimal) -> Fen {
        let strategy = match self {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        let whole = exact.round_dp_with_strategy(0, strategy);
        Fen(i64::try_from(whole).expect("pay within the bounds of policy fits an i64"))
    }
}
