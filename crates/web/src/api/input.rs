//! What each action on a matter wants to be told (操作参数). One struct per action; no others.
use super::shape::{ClauseText, CodeText, Ending, Id, Sort, Weight, WordsText};
use serde::Deserialize;
use utoipa::ToSchema;

macro_rules! inputs {
    ($($(#[doc = $doc:literal])* $name:ident { $($(#[$meta:meta])* $field:ident: $of:ty),* $(,)? })+) => {$(
        $(#[doc = $doc])*
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$meta])* pub $field: $of),* }
    )+};
}

inputs! {
    /// Kind, weight, whose affair, and why (研判分类)
    Triage {
        category: CodeText,
        weight: Weight,
        sort: Sort,
        /// A code of `grid.grounds` in the policy book, of this sort.
        ground: CodeText,
        reason: Option<WordsText>,
        /// The post that handles it; without one, whoever sorted it.
        assign: Option<Id>,
    }
    /// Whether the proposed sorting stands (复核)
    SecondLook { agree: bool, reason: WordsText }
    /// Whether the outcome stands (申诉处理)
    DecideAppeal { stands: bool, reason: WordsText }
    /// What is being done, planned or told (说明)
    Words { words: WordsText }
    /// Why (理由)
    Reason { reason: WordsText }
    /// What came of it (处置结果)
    Solve {
        ending: Ending,
        words: WordsText,
        /// The clause for which it cannot be done.
        basis: Option<ClauseText>,
    }
    /// Whether what was done is so (核查)
    Check { passes: bool, words: WordsText }
    /// To which post, and why (移交)
    HandOver { to: Id, reason: WordsText }
    /// By which clause it is not ours, and which post's it is (退回)
    SendBack { clause: ClauseText, right_owner: Id }
    /// Whose it is, by which clause (裁定)
    Arbitrate { to: Id, clause: ClauseText }
    /// For which of policy's reasons the clocks stand still (暂停)
    Pause {
        /// A code of `grid.pause` in the policy book.
        reason: CodeText,
        words: Option<WordsText>,
    }
    /// Nothing needs to be said
    Nothing {}
    /// For how long, and why (申请延期)
    AskExtension { #[schema(minimum = 1)] minutes: i64, reason: WordsText }
    /// Whether more time is granted (审批延期)
    DecideExtension { grant: bool, reason: WordsText }
    /// What goes up, and to which post; without one, the next above (上报)
    ReportUp { to: Option<Id>, words: WordsText }
    /// The answer to what was reported upward: which part, and the words (答复)
    Answer { part: Id, words: WordsText }
    /// Which part (分办件)
    Part { part: Id }
    /// Into which matter, and why (合并)
    Merge { into: Id, reason: WordsText }
}
