//! Why a use case does not happen. Each carries the facts; `web` puts them in words.
use base::TextRefused;
use base::calendar::NoTime;

/// The ends of a use case that are no success (未办成).
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// No right: shown as "not found" where the thing itself is out of sight.
    #[error("not allowed: {0}")]
    Denied(#[from] org::Denied),
    /// There is no such thing, or nothing the asker may know of.
    #[error("there is no such thing")]
    NotFound,
    /// The relay does not move that way.
    #[error(transparent)]
    Relay(#[from] relay::Refused),
    /// A rule of ours refuses: a code that `web` words, with its facts.
    #[error("refused: {code}")]
    Refused { code: &'static str, facts: Vec<(&'static str, String)> },
    /// A field of the request cannot be taken.
    #[error("`{field}` is refused: {code}")]
    Field { field: &'static str, code: &'static str, facts: Vec<(&'static str, String)> },
    /// The policy book has no value for the day.
    #[error(transparent)]
    Policy(#[from] policy::Missing),
    /// The row changed since it was read: look again.
    #[error("changed meanwhile")]
    Stale,
    /// More is waiting than can be served.
    #[error("too much to do")]
    Busy,
    /// The store failed; what was asked may or may not have happened, and was not acknowledged.
    #[error("the store failed: {0}")]
    Store(store::Failed),
    /// A promise of ours is broken: a bug.
    #[error("broken: {0}")]
    Broken(String),
}

pub type Result<T> = std::result::Result<T, Failed>;

impl Failed {
    /// A refusal by a rule, without facts.
    pub fn refused(code: &'static str) -> Failed {
        Failed::Refused { code, facts: Vec::new() }
    }

    /// Why nothing can be saved for the moment, if that is what it is. It may have been done all the
    /// same; nobody was told so.
    pub fn down(&self) -> Option<store::Why> {
        match self {
            Failed::Store(store::Failed::Down { why, .. }) => Some(*why),
            _ => None,
        }
    }

    /// A refusal of a field, without facts.
    pub fn field(field: &'static str, code: &'static str) -> Failed {
        Failed::Field { field, code, facts: Vec::new() }
    }

    /// A text that does not fit its field.
    pub fn text(field: &'static str, refused: TextRefused) -> Failed {
        match refused {
            TextRefused::Empty => Failed::field(field, "empty"),
            TextRefused::Control => Failed::field(field, "control"),
            TextRefused::TooLong { got, max } => Failed::Field {
                field,
                code: "too_long",
                facts: vec![("got", got.to_string()), ("max", max.to_string())],
            },
        }
    }
}

impl From<store::Failed> for Failed {
    fn from(failed: store::Failed) -> Failed {
        match failed {
            store::Failed::Stale | store::Failed::Conflict(_) => Failed::Stale,
            store::Failed::Busy => Failed::Busy,
            other => Failed::Store(other),
        }
    }
}

impl From<NoTime> for Failed {
    fn from(none: NoTime) -> Failed {
        Failed::Relay(relay::Refused::NoTime(none))
    }
}
