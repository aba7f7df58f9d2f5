//! Why a step of a matter is refused (不予办理的原因): facts, which `web` puts into words.
use crate::matter::Sort;
use base::{Date, Timestamp};
use policy::Missing;

/// Why it is refused. Each says what would help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("no ground has the code `{code}`")]
    UnknownGround { code: String },
    #[error("the ground `{code}` is one for `{of}`, not for `{given}`")]
    GroundOfOtherSort { code: String, of: Sort, given: Sort },
    #[error("whoever reported must be told where to turn")]
    NoGuidance,
    #[error("the result is not told")]
    NoWords,
    #[error("the basis is not named")]
    NoBasis,
    #[error("the last day was {last}")]
    TooLate { last: Date },
    #[error("it was contested {times} times")]
    AppealedEnough { times: u32 },
    #[error("it has not ended yet")]
    NotEnded,
    #[error("the leader is no member of the community's committee")]
    NotOnCommittee,
    #[error("the leader heads neither the branch nor the group")]
    HeadsNoParty,
    #[error("the device says {device}, which is still to come")]
    ClockAhead { device: Timestamp },
    #[error("it came in more than {hours} hours after its moment")]
    SentTooLate { hours: i64 },
    #[error("the place is not looked at then; the next time is {next:?}")]
    NoWindow { next: Option<Timestamp> },
    #[error("its days for a reason were {days}")]
    ExplainedTooLate { days: i64 },
    #[error("no reason has the code `{code}`")]
    UnknownReason { code: String },
    #[error("it was looked at already")]
    CoveredAlready,
    #[error(transparent)]
    Policy(#[from] Missing),
}

impl Refused {
    /// The name under which the web layer keeps the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Refused::UnknownGround { .. } => "unknown_ground",
            Refused::GroundOfOtherSort { .. } => "ground_of_other_sort",
            Refused::NoGuidance => "no_guidance",
            Refused::NoWords => "no_words",
            Refused::NoBasis => "no_basis",
            Refused::TooLate { .. } => "too_late",
            Refused::AppealedEnough { .. } => "appealed_enough",
            Refused::NotEnded => "not_ended",
            Refused::NotOnCommittee => "not_on_committee",
            Refused::HeadsNoParty => "heads_no_party",
            Refused::ClockAhead { .. } => "clock_ahead",
            Refused::SentTooLate { .. } => "sent_too_late",
            Refused::NoWindow { .. } => "no_window",
            Refused::ExplainedTooLate { .. } => "explained_too_late",
            Refused::UnknownReason { .. } => "unknown_reason",
            Refused::CoveredAlready => "covered_already",
            Refused::Policy(_) => "no_policy",
        }
    }
}
