//! What one row says (一行的内容), in our own terms; and the columns that say it.
//!
//! What is *not* here: how it is read out of them (`row`).
use super::column::Cells;
use super::mapping::{Columns, PlaceCells};
use super::template::Template;
use crate::grid::matter::{Address, Body, Words};
use base::Timestamp;
use base::place::Point;
use grid::matter::{Ending, Source};

/// The columns of a mapping by their place in the file's rows.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// The file's headings.
    pub names: Vec<String>,
    pub columns: Columns<usize>,
    pub status: Vec<Cells<usize>>,
    pub place: PlaceCells<usize>,
    pub body: Template<usize>,
    pub category: Vec<Cells<usize>>,
    pub ending: Vec<Cells<usize>>,
    pub source: Vec<Cells<usize>>,
    pub leave_out: Vec<Cells<usize>>,
}

/// What a row says, in our own terms.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub line: u64,
    pub external: String,
    pub opened: Timestamp,
    /// The other system's own deadline; compared, never promised.
    pub target: Option<Timestamp>,
    pub closed: Option<Closed>,
    pub category: String,
    pub source: Source,
    pub body: Body,
    pub address: Option<Address>,
    pub point: Option<Point>,
    pub named: Option<Named>,
}

/// The place as the row names it, each part perhaps empty (地名).
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub grid: String,
    pub community: String,
    pub street: String,
    /// Words in which a community may be named.
    pub words: String,
}

/// How the other system ended it.
#[derive(Clone, Debug)]
pub(super) struct Closed {
    pub at: Timestamp,
    pub ending: Ending,
    pub result: Option<Words>,
    /// The result was longer than fits; its beginning is kept, and the history says so.
    pub result_cut: bool,
}
