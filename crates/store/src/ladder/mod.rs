//! Rows of chapter four (链条): community workers and what their level and pay rest on; training,
//! places and quotas.
pub mod assessment;
pub mod course;
pub mod fact;
pub mod growth;
pub mod number;
pub mod pay;
pub mod quota;
pub mod roster;
pub mod service;
pub mod terms;
pub mod training;

use crate::{Failed, Result, Row};

/// A year of a row.
fn year(row: &Row, at: usize) -> Result<i16> {
    let year = i16::try_from(row.get::<i64>(at)?);
    year.map_err(|_| Failed::Broken("a year of a row is none".into()))
}
