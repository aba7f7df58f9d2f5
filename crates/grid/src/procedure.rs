//! The steps of the loop (闭环环节): 发现 → 研判 → 分类 → 处置或报告 → 反馈, as tables for the relay.
use relay::{Procedure, StepRule};

/// 研判: how heavy is it.
pub const ASSESS: &str = "assess";
/// 分类: whose affair is it.
pub const SORT: &str = "sort";
/// 复核: the second look at a changed sorting, or at an appeal.
pub const SECOND_LOOK: &str = "second_look";
/// 处置
pub const HANDLE: &str = "handle";
/// 裁定: whose is it, after two returns.
pub const ARBITRATE: &str = "arbitrate";
/// 核查: by somebody who did not handle it.
pub const CHECK: &str = "check";
/// 反馈: the reporter is told.
pub const FEEDBACK: &str = "feedback";
/// 答复: the superior answers what was reported upward.
pub const ANSWER: &str = "answer";
/// 转告: the owner below weighs the answer and carries it back.
pub const WEIGH: &str = "weigh";
/// 根治: somebody finds out why it comes back.
pub const ROOT_CAUSE: &str = "root_cause";

/// A matter's own relay (事项办理).
pub const MATTER: Procedure = Procedure {
    code: "matter",
    first: ASSESS,
    steps: &[
        StepRule { code: ASSESS, next: &[SORT], ends: false },
        StepRule { code: SORT, next: &[SECOND_LOOK, HANDLE], ends: false },
        StepRule { code: SECOND_LOOK, next: &[SORT, HANDLE, FEEDBACK], ends: false },
        StepRule { code: HANDLE, next: &[CHECK, ARBITRATE, SORT, HANDLE], ends: false },
        StepRule { code: ARBITRATE, next: &[HANDLE, SORT], ends: false },
        StepRule { code: CHECK, next: &[HANDLE, FEEDBACK], ends: false },
        StepRule { code: FEEDBACK, next: &[HANDLE], ends: true },
    ],
};

/// What was reported upward (上报), a part of the matter's relay with a holder above.
pub const UPWARD: Procedure = Procedure {
    code: "upward",
    first: ANSWER,
    steps: &[
        StepRule { code: ANSWER, next: &[WEIGH, ANSWER], ends: false },
        StepRule { code: WEIGH, next: &[ANSWER], ends: true },
    ],
};

/// A root-cause task (根治任务): opened when the same thing comes back at the same place.
pub const ROOT: Procedure = Procedure {
    code: "root_cause",
    first: ROOT_CAUSE,
    steps: &[
        StepRule { code: ROOT_CAUSE, next: &[CHECK], ends: false },
        StepRule { code: CHECK, next: &[ROOT_CAUSE, FEEDBACK], ends: false },
        StepRule { code: FEEDBACK, next: &[ROOT_CAUSE], ends: true },
    ],
};

/// Every procedure of this chapter.
pub const ALL: &[&Procedure] = &[&MATTER, &UPWARD, &ROOT];

/// The procedure of a code.
pub fn find(code: &str) -> Option<&'static Procedure> {
    ALL.iter().copied().find(|procedure| procedure.code == code)
}
