//! The organisation (组织): units, posts, people on duty and their deputies; who may do what, where.
//!
//! [`may`](may::may) answers for one thing, [`reach`](sight::reach) for a list, both from the one
//! table in [`rules`]. What no row allows is refused: an unknown role, post or scope sees nothing.
//!
//! What is *not* here: accounts, passwords and sessions (`app`), and any name of a place. A day is
//! an argument, so who acted for a post last March can be asked today.

pub mod action;
pub mod deputy;
pub mod may;
pub mod person;
pub mod post;
pub mod role;
pub mod rules;
pub mod sight;
pub mod unit;

pub use action::Action;
pub use deputy::{Acting, Duty, acting};
pub use may::{Denied, Granted, Held, Thing, Who, may};
pub use person::{Absence, Person};
pub use post::{Appointment, Post};
pub use role::{Role, conflicts};
pub use rules::{By, RULES, Reach, Relation, Rule};
pub use sight::{Sight, reach};
pub use unit::{Place, Tree, TreeRefused, Unit, UnitKind};
