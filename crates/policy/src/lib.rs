//! Values of policy (政策值): numbers, lists and days that districts change, each dated and sourced.
//!
//! A value is a row of `policy/*.toml`: `[[grid.deadline.general]]` with the day it holds from
//! (`since`), where it is written (`source = "id#clause"`) and its fields. All rows of a key make
//! a timeline in which every day from the first on has exactly one version; a gap, an overlap or a
//! missing source is refused when the files are loaded, with file and line. Asking for a day
//! without a version is an answer of its own ([`Missing`]): no default, no last value known.
//!
//! A district states its own values in a second folder, the overlay (本区补充): from its first
//! version of a key on, its versions hold; what was shipped holds for the days before.
//!
//! What is *not* here: what to do with a value. Rules are Rust, in the chapters; there is no
//! expression language. [`PolicyFile::read_dir`] is the only I/O.
mod book;
pub mod bounds;
mod calendar;
mod check;
mod explain;
mod file;
mod overlay;
mod read;
mod source;
mod timeline;

pub use book::Book;
pub use check::{Finding, Problem};
pub use explain::Explanation;
pub use file::{PolicyFile, shipped};
pub use source::{Flagged, Record, Source, SourceRef};
pub use timeline::{Dated, Missing, Timeline};

/// One version of a policy value, as it stands in a file (一个版本).
pub type Version = Dated<Record>;
