//! The system itself (系统): how it stands, what its history says, what nobody holds.
//!
//! For those who watch. What is *not* here: anybody's matter in words, and any change.
mod audit;
mod facts;
pub(crate) mod number;
mod orphans;
mod rounds;

pub use audit::{AuditEntry, AuditPage, Verification, audit, verify};
pub use facts::{COUNTED_MAX, Facts, Unready, facts, readiness};
pub use orphans::{OrphanRow, orphans};
pub use rounds::{Round, Rounds};
pub use store::Why;
pub use store::chain::{Damage, Reached, Seal, Step, Verdict};
pub use store::subject::Name;
pub use store::work::{Histogram, Line, SECONDS, Work};
