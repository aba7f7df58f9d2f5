//! Workbooks (Excel, WPS): the one place where a table leaves for an office or comes from one.
//!
//! What goes out has an office's form: a title, a note, heads of one or two levels, codes as text
//! so that no digit is lost, a row of totals, a place to sign. What comes in is read as it stands;
//! when something in it is wrong, the sender's own file goes back with the cells marked.
//!
//! What is *not* here: what a column means, a rule, a language: callers bring their words.
pub mod form;
