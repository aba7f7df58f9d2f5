//! The relay (接力): whatever moves has one holder, one next step, one clock, until it ends.
//!
//! A matter, a notice, a root-cause task: each is a [`Relay`] that walks the steps of its
//! [`Procedure`] from hand to hand. Every move is a pure function from a relay to a [`Change`]:
//! the relay as it then stands, the leg that ended, and what happened, for the history.
//!
//! What is *not* here: what is carried, who may move it (`org`), what the steps mean (chapters),
//! the time it is, and where rows are kept.
pub mod clock;
pub mod escalation;
pub mod extension;
pub mod moves;
pub mod parts;
pub mod procedure;
mod refused;
mod relay;
pub mod send_back;

pub use clock::Clock;
pub use extension::ExtensionRule;
pub use moves::{Change, To};
pub use procedure::{Procedure, StepRule};
pub use refused::Refused;
pub use relay::{Ended, Leg, Relay};
pub use send_back::{ReturnRule, Returned};
