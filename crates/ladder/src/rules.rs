//! The values of policy that this chapter goes by (链条规则), typed, with both their days.
//!
//! Each method gives the value in force on a day, as far as it was then known, with its basis
//! (依据); a day without a version is an answer of its own, never another day's value. What is
//! *not* here: what to do with a value.
mod change;
mod check;
mod keys;
pub(crate) mod numbers;
mod values;

pub use change::{Knob, Unit, Wrong};
pub use values::{
    AbsenceRule, Allowances, Answer, Ballot, Base, ByAbsence, ByRating, CertificateAllowance,
    CityMean, ContractRule, CourseRule, EducationAllowance, Eligible, Enter, ExcellentRule, Grades,
    Group, GrowthRule, InitialTraining, MonthRule, Nearest, Organiser, Paid, Panel, PartYear,
    Parts, PerformanceRule, Pool, PostChange, PostSubsidy, ProbationRule, PromotionRule,
    Publication, RenewalRule, RewardOf, RewardRule, Rounding, RoundingRule, SmallPool, SplitRule,
    Stack, Subsidies, TieBreak, Weights, YearlyTraining,
};

use crate::coefficient::Coefficients;
use crate::known::{Asked, Values};
use crate::scheme::Scheme;
use base::{Cited, Date};
use keys::Keys;
use policy::{Book, Finding, Missing};

/// What policy says to this chapter (链条规则). Loaded once, and shared.
#[derive(Clone, Debug)]
pub struct Rules {
    keys: Keys,
    notes: Vec<Finding>,
}

macro_rules! given {
    ($($(#[$doc:meta])* $name:ident: $type:ty),+ $(,)?) => {$(
        $(#[$doc])*
        pub fn $name(&self, asked: Asked) -> Result<Cited<&$type>, Missing> {
            self.keys.$name.at(asked)
        }
    )+};
}

impl Rules {
    /// Reads every key of this chapter, or says all that is wrong, with file, line and key.
    pub fn load(book: &Book) -> Result<Rules, Vec<Finding>> {
        let mut findings = Vec::new();
        let keys = Keys::read(book, &mut findings);
        check::unread_keys(book, &mut findings);
        if let Some(keys) = &keys {
            check::values(book, keys, &mut findings);
        }
        match keys {
            Some(keys) if findings.is_empty() => {
                let notes = check::contradictions(book, &keys);
                Ok(Rules { keys, notes })
            }
            _ => Err(findings),
        }
    }

    /// What a reader of the check should know although it is no fault: where a document says of
    /// its scheme what its own ranges do not bear out.
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }

    given! {
        /// The scheme of levels (等级方案).
        scheme: Scheme,
        /// The table of coefficients (等级系数表).
        coefficients: Coefficients,
        /// The three subsidies of the older scheme (岗位、等级、绩效补贴).
        subsidies: Subsidies,
        /// The amount that coefficients multiply (计酬基数).
        base: Base,
        /// Which part is paid monthly, which by the result (基本报酬与绩效报酬占比).
        parts: Parts,
        /// How the part by result is paid (绩效报酬兑现).
        performance: PerformanceRule,
        /// What is paid besides for a year's result (奖励报酬).
        reward: RewardRule,
        /// The allowance for education (学历津贴).
        education: EducationAllowance,
        /// The allowance for a qualification (职业津贴).
        certificate: CertificateAllowance,
        /// Whether allowances of a kind add up (津贴叠加).
        allowances: Allowances,
        /// How a change inside a month counts (月中变动).
        split: SplitRule,
        /// How fractions of a fen are rounded (取整).
        rounding: RoundingRule,
        /// What is paid on days of absence (缺勤计薪).
        absence: AbsenceRule,
        /// What is paid on probation (试用期计薪).
        probation: ProbationRule,
        /// The city's mean wage of a year (上年度城镇单位就业人员平均工资).
        city_mean: CityMean,
        /// When the next level may come (等级晋升).
        promotion: PromotionRule,
        /// What happens to the level when the post changes (转任).
        post_change: PostChange,
        /// How much each part of an assessment weighs (考核权重).
        weights: Weights,
        /// Who must be among those who rate (评议人员构成).
        panel: Panel,
        /// What a rater chooses from (评议票).
        ballot: Ballot,
        /// How long results are published and appeals taken (公示与申诉期限).
        publication: Publication,
        /// What a result means for the contract (考核结果与续签).
        renewal: RenewalRule,
        /// From which mark on a result is given (等次分数线).
        grades: Grades,
        /// How many may be excellent, in which pools (优秀等次名额).
        excellent: ExcellentRule,
        /// Who is assessed (参加考核范围).
        eligible: Eligible,
        /// Training of newcomers (初任培训).
        initial_training: InitialTraining,
        /// Training of every year (年度培训).
        yearly_training: YearlyTraining,
        /// Courses without a session (网络课程).
        course: CourseRule,
        /// When the end of a contract is near (合同到期提醒).
        contract: ContractRule,
        /// Which share of places is kept for community workers (定向招录比例).
        growth: GrowthRule,
    }

    /// The days after `from` and up to `to` on which a value that pay rests on changes.
    pub(crate) fn pay_changes(&self, from: Date, to: Date, known: Date) -> Vec<Date> {
        fn days<T>(values: &Values<T>, from: Date, to: Date, known: Date) -> Vec<Date> {
            values.changes(from, to, known).collect()
        }
        let keys = &self.keys;
        [
            days(&keys.scheme, from, to, known),
            days(&keys.coefficients, from, to, known),
            days(&keys.subsidies, from, to, known),
            days(&keys.base, from, to, known),
            days(&keys.parts, from, to, known),
            days(&keys.performance, from, to, known),
            days(&keys.education, from, to, known),
            days(&keys.certificate, from, to, known),
            days(&keys.allowances, from, to, known),
            days(&keys.rounding, from, to, known),
        ]
        .concat()
    }
}
