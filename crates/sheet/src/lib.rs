//! Workbooks (Excel, WPS): the one place where a table leaves for an office or comes from one.
//!
//! What goes out has an office's form ([`form`]): a title, a note, heads of one or two levels, codes
//! as text so that no digit is lost, a row of totals, a place to sign; or is plain lines ([`csv`]). What comes in is read as it
//! stands ([`read`]), its table is found by the words of its heads ([`table`]), and when something in
//! it is wrong, the sender's own file goes back with the cells marked ([`mark`]).
//!
//! Files come from outside: each is counted before it is believed (bytes, parts, rows, columns),
//! none may declare entities, and whatever is wrong with one is a [`Unreadable`], never a panic.
//!
//! What is *not* here: what a column means, a rule, a language: callers bring their words.
pub mod csv;
pub mod form;
pub mod mark;
mod package;
pub mod read;
pub mod table;

pub use mark::{Mark, Marked};
pub use read::{Book, Sheet, Unreadable, Value};
