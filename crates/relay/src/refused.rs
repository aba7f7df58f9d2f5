//! Why a relay does not move. Facts only; `web` says them in the reader's language.
use base::calendar::NoTime;
use base::{RelayId, Timestamp};

/// Why an operation is refused (不予办理).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("`{step}` is no step of this procedure")]
    NotAStep { step: String },
    #[error("`{to}` does not follow `{from}`")]
    NoSuchMove { from: String, to: String },
    #[error("a relay does not end at `{step}`")]
    NotAnEnd { step: String },
    #[error("the relay runs by `{relay}`, not by `{given}`")]
    OtherProcedure { relay: String, given: String },
    #[error("it ended at {at}")]
    Ended { at: Timestamp },
    #[error("it has not ended")]
    NotEnded,
    #[error("this post holds it already")]
    SameHolder,
    #[error("a reason is missing")]
    NoReason,
    #[error("the clause is missing")]
    NoClause,
    #[error("the right owner is not named")]
    NoRightOwner,
    #[error("{used}% of the time is used, it may be sent back within the first {window}%")]
    TooLateToReturn { used: i64, window: i64 },
    #[error("it was sent back {returns} times, now it goes to arbitration")]
    GoesToArbitration { returns: u32 },
    #[error("it is paused already")]
    Paused,
    #[error("it is not paused")]
    NotPaused,
    #[error("it was paused for {max_days} days in all, or too often")]
    PausedEnough { max_days: i64 },
    #[error("{minutes} minutes is no extension")]
    NoMinutes { minutes: i64 },
    #[error("{used}% of the time is used, an extension is asked for before {before}%")]
    TooLateToExtend { used: i64, before: i64 },
    #[error("it was extended {times} times")]
    ExtendedEnough { times: u32 },
    #[error("{asked} minutes were asked for, {at_most} may be given")]
    ExtendedTooFar { asked: i64, at_most: i64 },
    #[error("who holds it does not approve it")]
    OwnApproval,
    #[error("nothing is promised")]
    NoPromise,
    #[error("`{owed}` is promised, not `{got}`")]
    OtherStop { owed: String, got: String },
    #[error("the promise was kept at {at}")]
    AlreadyMet { at: Timestamp },
    #[error("the promise has not been kept")]
    NotMet,
    #[error("the new day {new} is later than {old} and needs an approver")]
    LaterNeedsApprover { old: Timestamp, new: Timestamp },
    #[error("{} parts are still open", .parts.len())]
    PartsOpen { parts: Vec<RelayId> },
    #[error(transparent)]
    NoTime(#[from] NoTime),
}

impl Refused {
    /// The name under which the web layer keeps the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Refused::NotAStep { .. } => "not_a_step",
            Refused::NoSuchMove { .. } => "no_such_move",
            Refused::NotAnEnd { .. } => "not_an_end",
            Refused::OtherProcedure { .. } => "other_procedure",
            Refused::Ended { .. } => "ended",
            Refused::NotEnded => "not_ended",
            Refused::SameHolder => "same_holder",
            Refused::NoReason => "no_reason",
            Refused::NoClause => "no_clause",
            Refused::NoRightOwner => "no_right_owner",
            Refused::TooLateToReturn { .. } => "too_late_to_return",
            Refused::GoesToArbitration { .. } => "goes_to_arbitration",
            Refused::Paused => "paused",
            Refused::NotPaused => "not_paused",
            Refused::PausedEnough { .. } => "paused_enough",
            Refused::NoMinutes { .. } => "no_minutes",
            Refused::TooLateToExtend { .. } => "too_late_to_extend",
            Refused::ExtendedEnough { .. } => "extended_enough",
            Refused::ExtendedTooFar { .. } => "extended_too_far",
            Refused::OwnApproval => "own_approval",
            Refused::NoPromise => "no_promise",
            Refused::OtherStop { .. } => "other_stop",
            Refused::AlreadyMet { .. } => "already_met",
            Refused::NotMet => "not_met",
            Refused::LaterNeedsApprover { .. } => "later_needs_approver",
            Refused::PartsOpen { .. } => "parts_open",
            Refused::NoTime(_) => "no_time",
        }
    }
}
