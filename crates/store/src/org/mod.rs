//! Rows of the organisation (组织): units, persons, posts, appointments, absences, and its version.
pub mod absence;
pub mod appointment;
pub mod person;
pub mod post;
pub mod unit;
pub mod version;
