//! The system itself (系统): how it stands, what its history says, what nobody holds.
//!
//! For those who watch. What is *not* here: anybody's matter in words, and any change.
mod audit;
mod facts;
mod orphans;
mod rounds;

pub use audit::{AuditEntry, AuditPage, audit, verify};
pub use facts::{COUNTED_MAX, Facts, facts, is_ready};
pub use orphans::{OrphanRow, orphans};
pub use rounds::{Round, Rounds};
pub use store::chain::{Damage, Seal, Verdict};
pub use store::work::{Histogram, Line, SECONDS, Work};
