//! Why a step of a matter is refused (不予办理的原因): facts, which `web` puts into words.
use crate::matter::Sort;
use base::Date;
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
            Refused::Policy(_) => "no_policy",
        }
    }
}
