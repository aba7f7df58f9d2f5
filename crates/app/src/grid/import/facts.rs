//! What the history says of an imported matter (留痕内容): what the file said, and nothing else.
use base::{PostId, Timestamp};
use grid::matter::{Ending, Sort, Source, Weight};
use serde::Serialize;

/// The facts of a report that came in by import.
#[derive(Serialize)]
pub(super) struct Reported<'a> {
    pub source: Source,
    pub category: &'a str,
    pub weight: Weight,
    pub sort: Sort,
    /// Its number in the other system.
    pub from: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift_years: Option<i16>,
    /// The other system's own deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Timestamp>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unplaced: bool,
    /// By what its place was found, where not by its own point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed_by: Option<&'static str>,
    pub step: &'a str,
    pub holder: PostId,
    pub leg: u32,
}

/// The facts of an end in the other system.
#[derive(Serialize)]
pub(super) struct ClosedElsewhere<'a> {
    pub from: &'a str,
    pub ending: Ending,
    /// Whether it ended by the other system's own deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_kept: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub result_cut: bool,
}
