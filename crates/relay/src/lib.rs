//! The relay (接力): everything that moves has, until it ends, one holder, one step, one clock.
//!
//! A [`Relay`] is plain data. Each operation is pure: it takes the moment and the calendar
//! ([`Now`]), and answers with a [`Change`] to save, or with a [`Refused`] that holds the facts.
//! Which steps there are is a [`Procedure`], a table that the chapter gives; nothing here knows
//! what is carried.
//!
//! Two clocks run. The leg's (本棒时限) belongs to the holder and starts afresh with each leg. The
//! promise (承诺时限) is owed to whoever asked, starts at the report, and no change of hands moves
//! it. Whoever holds the relay when one runs out is charged with it, once.
//!
//! What is *not* here: I/O, "now", chance, SQL, words, and who may do what (`org`).
pub mod clock;
pub mod escalation;
pub mod leg;
pub mod moves;
pub mod procedure;
pub mod promise;
pub mod refused;
pub mod relay;
pub mod time;

pub use clock::{Clock, Limit, Now, Pause};
pub use escalation::{Candidate, NextHolder, next_holder};
pub use leg::{Happened, Leg};
pub use moves::{Move, ReturnRule, SendBack, may_close_parent};
pub use procedure::{Flaw, Procedure, StepRule};
pub use promise::Promise;
pub use refused::Refused;
pub use relay::{Change, Ended, Relay, Start};
pub use time::{ExtensionRule, PauseRule};
