//! The organisation (组织): who is on duty today, and changes of it.
//!
//! A change asks for the right first, waits its turn, checks, and saves rows, event and the new
//! version of the organisation together. [`founding`] makes the same changes before anybody is
//! there who could have a right.
//!
//! What is *not* here: accounts ([`crate::sign_in`]), the shapes of grids ([`crate::grid`]).
pub mod absence;
pub mod appointment;
pub mod chart;
mod directory;
mod edit;
pub mod founding;
mod ladder;
pub mod person;
pub mod post;
pub mod unit;

pub use directory::{Directories, Directory, PostInfo};

/// The longest list of a page: what a clerk reads in one sitting, and one answer can carry.
pub const PAGE: u32 = 200;
