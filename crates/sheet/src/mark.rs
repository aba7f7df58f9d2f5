//! The sender's own workbook, with marks (退回标注): wrong cells red, and why in a column of its own.
//!
//! Of an xlsx only the sheets concerned and the styles are changed, piece by piece: widths, formulas,
//! pictures, notes, hidden columns and what else there is stay as they were sent. What is no xlsx
//! comes back as a new one.
mod cells;
mod fresh;
mod parts;
mod styles;

use crate::package;
use crate::read::{Book, Kind, Unreadable};
use crate::table::Table;
use cells::patch;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use styles::Styles;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What is wrong with a row, or with a cell of it (标注).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The place of the sheet in its book.
    pub sheet: usize,
    pub row: u32,
    /// The cell; nothing where the whole row is meant.
    pub at: Option<(u32, u32)>,
    pub reason: String,
}

/// A workbook with marks (已标注工作簿).
#[derive(Clone, Debug)]
pub struct Marked {
    pub bytes: Vec<u8>,
    /// It is the file that was sent, and not a new one.
    pub is_own: bool,
}

/// The colour of a wrong cell; nothing else in an office has just this red.
const RED: &str = "FFF8B5B1";
/// Reasons of one row, one after the other.
const BETWEEN: &str = "；";

/// What becomes of one sheet.
#[derive(Default)]
struct Sheet {
    /// Where the reasons stand: behind everything, or where they stood the last time.
    column: u32,
    head: u32,
    red: BTreeSet<(u32, u32)>,
    reasons: BTreeMap<u32, String>,
}

/// Marks a file that was read as `book`. `word` is the head of the column of reasons.
pub fn mark(
    bytes: &[u8],
    book: &Book,
    tables: &[Table],
    marks: &[Mark],
    word: &str,
) -> Result<Marked, Unreadable> {
    let plan = plan(book, tables, marks, word);
    if book.kind == Kind::Xlsx
        && let Some(bytes) = own(bytes, book, &plan, word)
    {
        return Ok(Marked { bytes, is_own: true });
    }
    let bytes = fresh::write(book, &plan, word).map_err(|_| Unreadable::Broken)?;
    Ok(Marked { bytes, is_own: false })
}

/// What to do on each sheet that has a table: where nothing is wrong any more, old marks go.
fn plan(book: &Book, tables: &[Table], marks: &[Mark], word: &str) -> BTreeMap<usize, Sheet> {
    let mut plan: BTreeMap<usize, Sheet> = BTreeMap::new();
    for table in tables {
        let Some(sheet) = book.sheets.get(table.sheet) else { continue };
        let of_head = sheet.cells.range((table.head, 0)..(table.head + 1, 0));
        let last_time = of_head.rev().find(|(_, value)| value.text().trim() == word);
        let filled = sheet.cells.keys().map(|(_, column)| *column);
        // A title that reaches over more columns than are filled is not broken up.
        let merged = sheet.merged.iter().map(|area| area.last.1);
        let behind = filled.chain(merged).max().map_or(0, |last| last + 1);
        let column = last_time.map_or(behind, |((_, column), _)| *column);
        plan.insert(table.sheet, Sheet { column, head: table.head, ..Sheet::default() });
    }
    for mark in marks {
        let Some(sheet) = plan.get_mut(&mark.sheet) else { continue };
        sheet.red.extend(mark.at);
        let reasons = sheet.reasons.entry(mark.row).or_default();
        if !reasons.split(BETWEEN).any(|known| known == mark.reason) {
            let between = if reasons.is_empty() { "" } else { BETWEEN };
            reasons.push_str(between);
            reasons.push_str(&mark.reason);
        }
    }
    plan
}

/// The file itself, patched; nothing where it is built in a way that is not known.
fn own(bytes: &[u8], book: &Book, plan: &BTreeMap<usize, Sheet>, word: &str) -> Option<Vec<u8>> {
    let mut archive = package::open(bytes).ok()?;
    let parts = parts::sheets(&mut archive)?;
    let styles_at = parts::styles(&mut archive)?;
    let mut styles = Styles::read(&package::text(&mut archive, &styles_at)?)?;
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    for (at, sheet) in plan {
        let part = parts.get(&book.sheets.get(*at)?.name)?;
        let xml = package::text(&mut archive, part)?;
        changed.insert(part.clone(), patch(&xml, sheet, word, &mut styles)?);
    }
    changed.insert(styles_at, styles.written());
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).ok()?;
        let name = file.name().ok()?.into_owned();
        match changed.remove(&name) {
            None => out.raw_copy_file(file).ok()?,
            Some(xml) => {
                let deflated = zip::CompressionMethod::Deflated;
                let options = SimpleFileOptions::default().compression_method(deflated);
                out.start_file(name, options).ok()?;
                out.write_all(xml.as_bytes()).ok()?;
            }
        }
    }
    let bytes = out.finish().ok()?.into_inner();
    changed.is_empty().then_some(bytes)
}
