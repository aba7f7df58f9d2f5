//! The terms of somebody's work (用工情况): contracts, absences, professional titles, and why somebody
//! left. Facts with two days, as all of a record.
//!
//! What is *not* here: what an absence costs; and why somebody is ill.
use crate::known::Asked;
use crate::worker::Tenure;
use base::{Date, codes};
use jiff::ToSpan;

codes! {
    /// Why somebody is away (请假类别). No diagnosis, no reason in words.
    pub enum AbsenceKind {
        /// 年休假
        Annual = "annual",
        /// 事假
        Personal = "personal",
        /// 病假
        Sick = "sick",
        /// 生育假
        Maternity = "maternity",
        /// 婚丧假
        Family = "family",
        /// 工伤停工
        Injury = "injury",
        /// 旷工
        Unexcused = "unexcused",
    }
}

codes! {
    /// The grade of a professional title (职称级别).
    pub enum TitleGrade {
        /// 初级
        Junior = "junior",
        /// 中级
        Middle = "middle",
        /// 副高级
        AssociateSenior = "associate_senior",
        /// 正高级
        Senior = "senior",
    }
}

codes! {
    /// Why somebody left (离职原因).
    pub enum LeaveReason {
        /// 辞职
        Resigned = "resigned",
        /// 退休
        Retired = "retired",
        /// 任期届满
        TermEnded = "term_ended",
        /// 合同到期
        ContractEnded = "contract_ended",
        /// 解除合同
        Dismissed = "dismissed",
        /// 录用为公务员或事业单位人员: by the growth channel or otherwise
        Recruited = "recruited",
        /// 调往其他社区
        Moved = "moved",
        /// 其他
        Other = "other",
    }
}

/// A contract or a term of office (劳动合同、任期).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    pub since: Date,
    /// The first day no longer covered; nothing for one without an end (无固定期限).
    pub until: Option<Date>,
    pub known: Date,
    pub kind: Tenure,
    pub order_no: String,
}

/// Days away (请假).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    pub since: Date,
    /// The first day back (返岗日).
    pub until: Date,
    pub kind: AbsenceKind,
    pub known: Date,
    pub order_no: String,
}

/// A professional title (职称).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    pub since: Date,
    pub known: Date,
    pub grade: TitleGrade,
    pub name: String,
    pub order_no: String,
}

/// All of it, of one worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub contracts: Vec<Contract>,
    pub absences: Vec<Absence>,
    pub titles: Vec<Title>,
}

impl Terms {
    /// The contract that began last, among those then known, and covers the day. Of two that begin
    /// on the same day the one that became known later stands.
    pub fn contract(&self, asked: Asked) -> Option<&Contract> {
        let there = self.contracts.iter();
        let there = there.filter(|it| it.since <= asked.on && it.known <= asked.known);
        let last = there.max_by_key(|it| (it.since, it.known));
        last.filter(|it| it.until.is_none_or(|until| asked.on < until))
    }

    /// The absences as far as they were known, the newest first: a later entry of the same first day
    /// and kind replaces the earlier, and one that ends where it begins is none.
    pub fn absences(&self, known: Date) -> Vec<&Absence> {
        standing(&self.absences, known)
    }

    /// The absence on a day.
    pub fn absent(&self, asked: Asked) -> Option<&Absence> {
        let on = asked.on;
        self.absences(asked.known).into_iter().find(|it| it.since <= on && on < it.until)
    }
}

/// The absences that stand as known on a day, as [`Terms::absences`].
pub fn standing(absences: &[Absence], known: Date) -> Vec<&Absence> {
    let stands = |it: &&Absence| {
        let same = |other: &Absence| {
            (other.since, other.kind) == (it.since, it.kind)
                && other.known <= known
                && other.known > it.known
        };
        it.known <= known && it.since < it.until && !absences.iter().any(same)
    };
    let mut standing: Vec<&Absence> = absences.iter().filter(stands).collect();
    standing.sort_by_key(|it| std::cmp::Reverse((it.since, it.kind)));
    standing
}

impl Contract {
    /// Whether its end is near on a day, or past (即将到期): so many days before, policy says.
    pub fn ends_soon(&self, on: Date, soon_days: u32) -> bool {
        let from = on.saturating_add(i64::from(soon_days).days());
        self.until.is_some_and(|until| until <= from)
    }
}
