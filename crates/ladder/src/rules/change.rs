//! Values that are tried out (试改): the same rules with other numbers from a day on.
//!
//! A changed value holds from its day until further notice: what the book says for later days is
//! put aside, and the days before keep what they had. What is *not* here: a policy. Nothing of this
//! is kept; a district that wants it writes it into its own folder.
use super::keys::Keys;
use super::values::ByRating;
use super::{Missing, Rules};
use crate::known::{Asked, Values};
use crate::scheme::PostKind;
use base::{Fen, codes};
use rust_decimal::{Decimal, RoundingStrategy};

codes! {
    /// A number that can be tried out (可试改的数值).
    pub enum Knob {
        /// 计酬基数
        Base = "base",
        /// 各岗位系数的倍数
        FactorClerk = "factor_clerk",
        FactorMember = "factor_member",
        FactorDeputy = "factor_deputy",
        FactorChief = "factor_chief",
        /// 基本报酬占比; the rest is paid by the result
        BasePercent = "base_percent",
        /// 绩效系数
        PerformanceExcellent = "performance_excellent",
        PerformanceQualified = "performance_qualified",
        PerformanceBasic = "performance_basic",
        PerformanceUnqualified = "performance_unqualified",
        /// 奖励月数
        RewardExcellent = "reward_excellent",
        RewardQualified = "reward_qualified",
        RewardBasic = "reward_basic",
        RewardUnqualified = "reward_unqualified",
        /// 学历津贴
        Bachelor = "bachelor",
        Master = "master",
        Doctor = "doctor",
        /// 只有其一的比例
        OnePaper = "one_paper",
        /// 职业津贴
        Assistant = "assistant",
        SocialWorker = "social_worker",
        Senior = "senior",
    }
}

/// What a number counts (单位).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Yuan,
    /// A factor, or months.
    Number,
    Percent,
}

/// Why a change cannot be tried (不能试改).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A number that does not fit the others: which, and the code of the sentence.
    Fault(Knob, &'static str),
    /// No value is in force on that day.
    Missing(Missing),
}

impl From<Missing> for Wrong {
    fn from(missing: Missing) -> Wrong {
        Wrong::Missing(missing)
    }
}

/// A factor that multiplies coefficients, and the number of decimals they have.
const FACTOR_MAX: i64 = 10;
const COEFFICIENT_DECIMALS: u32 = 4;
/// As for the values of the book.
const NUMBER_MAX: i64 = 100;
const WHOLE_PERCENT: u32 = 100;
const YUAN_MAX: Fen = Fen(100_000_000);

impl Knob {
    pub fn unit(self) -> Unit {
        use Knob::*;
        match self {
            Base | Bachelor | Master | Doctor | Assistant | SocialWorker | Senior => Unit::Yuan,
            BasePercent => Unit::Percent,
            _ => Unit::Number,
        }
    }

    /// A number as somebody types it; nothing for what the book would not take either.
    pub fn read(self, text: &str) -> Option<Decimal> {
        let text = text.trim();
        let yuan = || Fen::parse_yuan(text).filter(|fen| (Fen::ZERO..=YUAN_MAX).contains(fen));
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let number = || text.parse::<Decimal>().ok().filter(|_| plain);
        match self.unit() {
            Unit::Yuan => yuan().map(|fen| Decimal::new(fen.0, 2)),
            Unit::Percent => number().filter(|it| it.is_integer() && *it <= NUMBER_MAX.into()),
            Unit::Number => number().filter(|it| {
                let most = if self.post().is_some() { FACTOR_MAX } else { NUMBER_MAX };
                it.scale() <= COEFFICIENT_DECIMALS && *it <= most.into()
            }),
        }
    }

    /// The kind of post whose coefficients it multiplies.
    fn post(self) -> Option<PostKind> {
        match self {
            Knob::FactorClerk => Some(PostKind::Clerk),
            Knob::FactorMember => Some(PostKind::Member),
            Knob::FactorDeputy => Some(PostKind::Deputy),
            Knob::FactorChief => Some(PostKind::Chief),
            _ => None,
        }
    }
}

impl Rules {
    /// What a number is on a day; a factor of coefficients is one.
    pub fn stands(&self, knob: Knob, asked: Asked) -> Result<Decimal, Missing> {
        use Knob::*;
        let yuan = |fen: Fen| Decimal::new(fen.0, 2);
        Ok(match knob {
            Base => yuan(self.base(asked)?.value.yuan),
            FactorClerk | FactorMember | FactorDeputy | FactorChief => Decimal::ONE,
            BasePercent => self.parts(asked)?.value.base_percent.into(),
            PerformanceExcellent => self.performance(asked)?.value.factors.excellent,
            PerformanceQualified => self.performance(asked)?.value.factors.qualified,
            PerformanceBasic => self.performance(asked)?.value.factors.basic,
            PerformanceUnqualified => self.performance(asked)?.value.factors.unqualified,
            RewardExcellent => self.reward(asked)?.value.months.excellent,
            RewardQualified => self.reward(asked)?.value.months.qualified,
            RewardBasic => self.reward(asked)?.value.months.basic,
            RewardUnqualified => self.reward(asked)?.value.months.unqualified,
            Bachelor => yuan(self.education(asked)?.value.bachelor_yuan),
            Master => yuan(self.education(asked)?.value.master_yuan),
            Doctor => yuan(self.education(asked)?.value.doctor_yuan),
            OnePaper => self.education(asked)?.value.one_paper,
            Assistant => yuan(self.certificate(asked)?.value.assistant_yuan),
            SocialWorker => yuan(self.certificate(asked)?.value.social_worker_yuan),
            Senior => yuan(self.certificate(asked)?.value.senior_yuan),
        })
    }

    /// The same rules with other numbers from a day on; refused where the book would refuse them.
    pub fn changed(&self, from: Asked, sets: &[(Knob, Decimal)]) -> Result<Rules, Wrong> {
        let mut keys = self.keys.clone();
        for (knob, to) in sets {
            set(&mut keys, *knob, *to, from)?;
        }
        let rules = Rules { keys, notes: Vec::new() };
        for (knob, _) in sets {
            rules.check(*knob, from)?;
        }
        Ok(rules)
    }

    /// Whether what stands beside a changed number still fits it.
    fn check(&self, knob: Knob, asked: Asked) -> Result<(), Wrong> {
        use Knob::*;
        let fault = |holds: bool, code| if holds { Ok(()) } else { Err(Wrong::Fault(knob, code)) };
        let fair = "better_pays_less";
        match knob {
            Base | BasePercent => Ok(()),
            FactorClerk | FactorMember | FactorDeputy | FactorChief => {
                let table = self.coefficients(asked)?.value;
                let mut all = table.posts.iter().flat_map(|row| &row.coefficients);
                fault(all.all(|it| *it <= NUMBER_MAX.into()), "factor_too_large")?;
                fault(table.faults().is_empty(), "table_does_not_rise")
            }
            PerformanceExcellent
            | PerformanceQualified
            | PerformanceBasic
            | PerformanceUnqualified => {
                fault(self.performance(asked)?.value.factors.is_fair(), fair)
            }
            RewardExcellent | RewardQualified | RewardBasic | RewardUnqualified => {
                fault(self.reward(asked)?.value.months.is_fair(), fair)
            }
            Bachelor | Master | Doctor => {
                let rule = self.education(asked)?.value;
                let amounts = [rule.bachelor_yuan, rule.master_yuan, rule.doctor_yuan];
                fault(amounts.is_sorted(), "higher_brings_less")
            }
            OnePaper => {
                let share = self.education(asked)?.value.one_paper;
                fault(share <= Decimal::ONE, "one_paper_too_large")
            }
            Assistant | SocialWorker | Senior => {
                let rule = self.certificate(asked)?.value;
                let amounts = [rule.assistant_yuan, rule.social_worker_yuan, rule.senior_yuan];
                fault(amounts.is_sorted(), "higher_brings_less")
            }
        }
    }
}

fn set(keys: &mut Keys, knob: Knob, to: Decimal, from: Asked) -> Result<(), Missing> {
    use Knob::*;
    let yuan = || {
        let fen = (to * Decimal::ONE_HUNDRED).round();
        Fen(i64::try_from(fen).expect("an amount that was read fits an i64"))
    };
    match knob {
        Base => change(&mut keys.base, from, |base| base.yuan = yuan()),
        FactorClerk | FactorMember | FactorDeputy | FactorChief => {
            change(&mut keys.coefficients, from, |table| {
                for row in table.posts.iter_mut().filter(|row| Some(row.post) == knob.post()) {
                    for coefficient in &mut row.coefficients {
                        *coefficient = multiplied(*coefficient, to);
                    }
                }
            })
        }
        BasePercent => change(&mut keys.parts, from, |parts| {
            parts.base_percent = u32::try_from(to).unwrap_or(WHOLE_PERCENT).min(WHOLE_PERCENT);
            parts.performance_percent = WHOLE_PERCENT - parts.base_percent;
        }),
        PerformanceExcellent | PerformanceQualified | PerformanceBasic | PerformanceUnqualified => {
            change(&mut keys.performance, from, |rule| *by(&mut rule.factors, knob) = to)
        }
        RewardExcellent | RewardQualified | RewardBasic | RewardUnqualified => {
            change(&mut keys.reward, from, |rule| *by(&mut rule.months, knob) = to)
        }
        Bachelor => change(&mut keys.education, from, |rule| rule.bachelor_yuan = yuan()),
        Master => change(&mut keys.education, from, |rule| rule.master_yuan = yuan()),
        Doctor => change(&mut keys.education, from, |rule| rule.doctor_yuan = yuan()),
        OnePaper => change(&mut keys.education, from, |rule| rule.one_paper = to),
        Assistant => change(&mut keys.certificate, from, |rule| rule.assistant_yuan = yuan()),
        SocialWorker => {
            change(&mut keys.certificate, from, |rule| rule.social_worker_yuan = yuan())
        }
        Senior => change(&mut keys.certificate, from, |rule| rule.senior_yuan = yuan()),
    }
}

fn change<T: Clone>(
    values: &mut Values<T>,
    from: Asked,
    change: impl FnOnce(&mut T),
) -> Result<(), Missing> {
    let mut value = values.at(from)?.value.clone();
    change(&mut value);
    values.put_from(from.on, value);
    Ok(())
}

fn by(numbers: &mut ByRating, knob: Knob) -> &mut Decimal {
    use Knob::*;
    match knob {
        PerformanceExcellent | RewardExcellent => &mut numbers.excellent,
        PerformanceQualified | RewardQualified => &mut numbers.qualified,
        PerformanceBasic | RewardBasic => &mut numbers.basic,
        _ => &mut numbers.unqualified,
    }
}

fn multiplied(coefficient: Decimal, factor: Decimal) -> Decimal {
    let strategy = RoundingStrategy::MidpointAwayFromZero;
    (coefficient * factor).round_dp_with_strategy(COEFFICIENT_DECIMALS, strategy)
}
