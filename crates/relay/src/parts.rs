//! Parts (分项): one relay whose parts are relays of their own, each with holder and clock.
use crate::{Refused, Relay};

/// How a part counts for the whole.
pub trait Settled {
    /// Whether nothing more is owed: accepted, or released with a reason.
    fn is_settled(&self) -> bool;
}

impl Settled for Relay {
    fn is_settled(&self) -> bool {
        self.ended.is_some()
    }
}

/// The whole may close when all its parts are settled.
pub fn may_close<P: Settled>(parts: &[P]) -> Result<(), Refused> {
    match parts.iter().filter(|part| !part.is_settled()).count() {
        0 => Ok(()),
        open => Err(Refused::PartsOpen { open }),
    }
}
