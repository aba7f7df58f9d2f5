//! A leg (一棒): one holder's part of a relay, and how it ended.
use base::{PostId, Timestamp, codes};

codes! {
    /// What an operation did; its code is the kind of the event (发生了什么).
    pub enum Happened {
        /// 开始
        Started = "started",
        /// 进入下一步
        Advanced = "advanced",
        /// 移交
        HandedOver = "handed_over",
        /// 退回
        SentBack = "sent_back",
        /// 接管
        TakenOver = "taken_over",
        /// 升级
        Escalated = "escalated",
        /// 暂停计时
        Paused = "paused",
        /// 恢复计时
        Resumed = "resumed",
        /// 延期
        Extended = "extended",
        /// 重定承诺
        Retargeted = "retargeted",
        /// 承诺兑现
        PromiseMet = "promise_met",
        /// 兑现不实: found not to be so
        PromiseDenied = "promise_denied",
        /// 结束
        Ended = "ended",
        /// 撤出: ended before its time, with a reason
        Released = "released",
        /// 重办
        Reopened = "reopened",
    }
}

/// One holder's part of a relay (一棒). Legs are numbered from 1 without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub no: u32,
    pub step: String,
    pub holder: PostId,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    /// When the leg's own clock was due.
    pub due: Option<Timestamp>,
    pub how: Option<Happened>,
    /// Whether the leg's clock or the promise ran out in these hands (超期记在此棒).
    pub overdue: bool,
}
