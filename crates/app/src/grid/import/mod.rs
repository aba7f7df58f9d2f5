//! 批量导入: matters out of the export of another system, through a mapping file.
//!
//! Rows stream: one thread reads, checks and prepares them ([`row`], [`prepare`]), the database's
//! writer takes them in batches ([`write`]). A row that cannot be taken is a [`Refusal`] with its
//! line, column and reason; the rest goes in. What is here already is skipped, so an import that
//! was cut short is simply run again.
//!
//! What is claimed of an imported matter is what the file says: when it was reported, where, and
//! when it ended, if it did. No step, no handler and no holding time is made up, no recurrence is
//! found and no duplicate suggested: those are for what people do here.
//!
//! What is *not* here: words for people, progress bars (`jieli`), and the map (`grid::map`).
mod column;
mod facts;
mod ground;
pub mod guess;
mod lines;
mod mapping;
mod matcher;
mod moment;
mod named;
mod numbers;
mod place;
mod prepare;
mod raw;
mod read;
mod refusal;
mod row;
mod said;
mod setting;
mod shown;
mod template;
mod write;
mod writer;

pub use lines::MappingError;
pub use mapping::Mapping;
pub use refusal::{CODES, Refusal, safe_cell};
pub use shown::Shown;

use crate::{App, Failed};
use prepare::{Prepared, Preparer};
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::time::Instant;
use writer::Writer;

/// How many rows one transaction takes: enough that the disk's flush is shared, and so few that a
/// report by hand waits for a tenth of a second at most.
const BATCH: usize = 5000;

/// A number of another system with the mapping's name is short; a longer one is a mistake.
const EXTERNAL_MAX: usize = 64;

/// How an import is run (导入选项).
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Stops after so many rows of the file.
    pub limit: Option<u64>,
    /// Checks every row and writes nothing (试运行).
    pub dry_run: bool,
    /// The code of the community that takes rows without a place in the district.
    pub unplaced: Option<String>,
    /// How many of the first rows are shown as they would become matters.
    pub show: usize,
    /// In whose name it is done, by the login; nobody's without it.
    pub login: Option<String>,
}

/// What came of an import (导入结果).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Rows of the file that were looked at.
    pub read: u64,
    pub taken: u64,
    /// Rows that were here already.
    pub skipped: u64,
    /// Rows that the mapping says are no matters.
    pub left_out: u64,
    pub refused: u64,
    pub by_code: BTreeMap<&'static str, u64>,
    /// How many years the times were moved on, as the mapping says.
    pub shift_years: i16,
    pub seconds: f64,
    pub rows_per_second: f64,
}

/// Whoever watches an import: a progress bar, a file of refusals.
pub trait Watch {
    /// After each batch of rows.
    fn progress(&mut self, _report: &ImportReport) {}
    /// For each row that is refused.
    fn refused(&mut self, _refusal: &Refusal) {}
    /// For the first rows, when [`Options::show`] asks for them.
    fn shown(&mut self, _row: &Shown) {}
}

impl Watch for () {}

/// Why an import ends before the file does (导入中止). What was taken before stays.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error("the file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    #[error("the file has no header line")]
    Empty,
    #[error("`{encoding}` is no encoding")]
    Encoding { encoding: String },
    #[error("the file has no column `{column}`; it has: {has}")]
    Column { column: String, has: String },
    #[error("line {line}: a record does not end within {max} bytes; a quote may be left open")]
    TooLong { line: u64, max: u64 },
    #[error("this is {kind}: save the table as CSV (or as text with tabs) and import that")]
    NoTable { kind: &'static str },
    #[error("nobody who is on duty signs in as `{login}`")]
    Login { login: String },
    #[error("there is no community with the code `{code}`")]
    Community { code: String },
    #[error("the map has no grid: import one first")]
    NoMap,
    #[error("map or organisation changed during the import: run it again, what is in is skipped")]
    Changed,
    #[error(transparent)]
    Failed(#[from] Failed),
}

/// Runs one import (导入器).
pub struct Importer<'a> {
    pub app: &'a App,
    pub mapping: &'a Mapping,
    pub options: Options,
}

impl Importer<'_> {
    /// Takes in a CSV file, plain or gzipped.
    pub fn run(&self, input: impl Read, watch: &mut dyn Watch) -> Result<ImportReport, Stopped> {
        let began = Instant::now();
        let mut rows = read::Rows::open(input, self.mapping)?;
        let bound = self.mapping.bind(rows.headers())?;
        let mut preparer = Preparer::new(self.app, self.mapping, bound, &self.options)?;
        let mut run = Run {
            report: ImportReport { shift_years: self.mapping.shift_years, ..Default::default() },
            seen: HashSet::new(),
            hasher: RandomState::new(),
            writer: (!self.options.dry_run).then(|| Writer::start(self.app, preparer.versions())),
        };
        let mut batch = Vec::with_capacity(BATCH);
        let limit = self.options.limit.unwrap_or(u64::MAX);
        while run.report.read < limit && rows.next()? {
            run.report.read += 1;
            let prepared = preparer.prepare(&rows);
            match prepared.and_then(|row| row.map(|row| run.once(&rows, row)).transpose()) {
                Ok(Some(mut row)) => {
                    if let Some(shown) = row.shown.take() {
                        watch.shown(&shown);
                    }
                    batch.push(row);
                }
                Ok(None) => run.report.left_out += 1,
                Err(refusal) => run.refuse(refusal, watch),
            }
            if batch.len() == BATCH {
                run.flush(self.app, &mut batch)?;
                run.timed(began);
                watch.progress(&run.report);
            }
        }
        run.flush(self.app, &mut batch)?;
        run.finish()?;
        run.timed(began);
        watch.progress(&run.report);
        Ok(run.report)
    }
}

/// An import under way.
struct Run {
    report: ImportReport,
    /// Digests of the numbers met so far, eight bytes each: a million rows are some megabytes.
    seen: HashSet<u64>,
    hasher: RandomState,
    writer: Option<Writer>,
}

impl Run {
    /// A number stands once in a file; its second row is refused, whichever of them is right.
    fn once<R: Read>(&mut self, rows: &read::Rows<R>, row: Prepared) -> Result<Prepared, Refusal> {
        if self.seen.insert(self.hasher.hash_one(&row.external)) {
            return Ok(row);
        }
        Err(Refusal::new("twice_in_file", &row.external).at(rows.line()))
    }

    fn refuse(&mut self, refusal: Refusal, watch: &mut dyn Watch) {
        self.report.refused += 1;
        *self.report.by_code.entry(refusal.code).or_default() += 1;
        watch.refused(&refusal);
    }

    fn flush(&mut self, app: &App, batch: &mut Vec<Prepared>) -> Result<(), Stopped> {
        let mut rows = std::mem::replace(batch, Vec::with_capacity(BATCH));
        let all = rows.len();
        write::drop_known(app, &mut rows)?;
        self.report.skipped += (all - rows.len()) as u64;
        self.report.taken += rows.len() as u64;
        match &self.writer {
            Some(_) if rows.is_empty() => Ok(()),
            // A writer that is gone has left its reason behind.
            Some(writer) if writer.send(rows).is_err() => self.finish(),
            _ => Ok(()),
        }
    }

    fn finish(&mut self) -> Result<(), Stopped> {
        self.writer.take().map_or(Ok(()), Writer::finish)
    }

    fn timed(&mut self, began: Instant) {
        self.report.seconds = began.elapsed().as_secs_f64();
        self.report.rows_per_second = self.report.read as f64 / self.report.seconds.max(1e-9);
    }
}
