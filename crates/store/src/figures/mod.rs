//! Counting queries for reports (统计口径). Each says in its doc what it counts.
pub mod grid;
