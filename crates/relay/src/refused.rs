//! Why a move is refused. Each variant carries the facts that say what would help.
use base::Timestamp;
use base::calendar::NoTime;

/// Why a relay does not move as asked (不能办理的原因).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the relay ended at {at}")]
    Ended { at: Timestamp },
    #[error("the relay has not ended")]
    NotEnded,
    #[error("no step leads from {from} to {to}")]
    NoSuchStep { from: String, to: String },
    #[error("the step {step} ends the relay and has no holder")]
    EndingStep { step: String },
    #[error("the clock is stopped since {since}")]
    Paused { since: Timestamp },
    #[error("the clock is not stopped")]
    NotPaused,
    #[error("this leg has no clock")]
    NoClock,
    #[error("{used}% of the time is used, sending back ends at {window}%")]
    TooLateToSendBack { used: i64, window: i64 },
    #[error("sent back {times} times already; now it goes to arbitration")]
    GoesToArbitration { times: u32 },
    #[error("sending back needs a clause and the right owner")]
    NoGround,
    #[error("{used}% of the time is used, an extension is asked for before {before}%")]
    TooLateToExtend { used: i64, before: i64 },
    #[error("extended {times} times already, {most} are allowed")]
    ExtendedEnough { times: u32, most: u32 },
    #[error("{asked} minutes asked for, at most {most} are allowed")]
    TooLong { asked: i64, most: i64 },
    #[error("whoever asks does not approve")]
    OwnApproval,
    #[error("a reason is needed")]
    NoReason,
    #[error("{open} parts are still open")]
    PartsOpen { open: usize },
    #[error("the holder has it already")]
    SameHolder,
    #[error(transparent)]
    Time(#[from] NoTime),
}

impl Refused {
    /// The stable name by which pages find the words.
    pub fn code(&self) -> &'static str {
        match self {
            Refused::Ended { .. } => "relay_ended",
            Refused::NotEnded => "relay_not_ended",
            Refused::NoSuchStep { .. } => "relay_no_such_step",
            Refused::EndingStep { .. } => "relay_ending_step",
            Refused::Paused { .. } => "relay_paused",
            Refused::NotPaused => "relay_not_paused",
            Refused::NoClock => "relay_no_clock",
            Refused::TooLateToSendBack { .. } => "relay_too_late_to_send_back",
            Refused::GoesToArbitration { .. } => "relay_goes_to_arbitration",
            Refused::NoGround => "relay_no_ground",
            Refused::TooLateToExtend { .. } => "relay_too_late_to_extend",
            Refused::ExtendedEnough { .. } => "relay_extended_enough",
            Refused::TooLong { .. } => "relay_extension_too_long",
            Refused::OwnApproval => "relay_own_approval",
            Refused::NoReason => "relay_no_reason",
            Refused::PartsOpen { .. } => "relay_parts_open",
            Refused::SameHolder => "relay_same_holder",
            Refused::Time(_) => "relay_no_time",
        }
    }
}
