//! What every other crate speaks in: ids, money, bounded text, time, work calendars, places,
//! citations.
//!
//! What is *not* here: I/O, the clock, chance, SQL, HTTP, a language. A function that needs
//! "now" takes it as an argument, so a year can be replayed in a second.
pub mod calendar;
pub mod cited;
mod codes;
pub mod id;
pub mod lang;
pub mod money;
pub mod place;
pub mod text;

pub use cited::{Basis, Cited};
pub use id::{
    AbsenceId, AccountId, AlertId, ApiKeyId, AppointmentId, CourseId, EventId, GrowthId, LegId,
    MatterId, NoticeId, OutboxId, PatrolPointId, PayRunId, PersonId, PhotoId, PostId, RelayId,
    TrainingId, UnitId,
};
pub use jiff::civil::Date;
pub use jiff::{SignedDuration, Timestamp};
pub use lang::Lang;
pub use money::Fen;
pub use text::{Text, TextRefused};
