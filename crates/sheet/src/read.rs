//! A workbook as it stands (读取): its sheets, their cells and merged areas, whatever they mean.
//!
//! A cell keeps whether it was a number: an identity number that Excel took for one has lost its
//! last digits, and only this shows it.
mod text;

use crate::package;
use calamine::{Data, DataRef, Dimensions, Reader, SheetVisible, Xls, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a file may have (上传上限): a list of ten thousand workers has two million.
pub const BYTES_MAX: usize = 8 << 20;
/// More rows than the workers of the largest district.
pub const ROWS_MAX: u32 = 20_000;
/// Four times the widest form in use.
pub const COLUMNS_MAX: u32 = 200;
/// A sheet for each community of a street, and some.
pub const SHEETS_MAX: usize = 60;
/// What fits the rows with their thirty columns, nearly twice.
const CELLS_MAX: usize = 1_000_000;
/// Every third row of the longest list merged, and some.
const AREAS_MAX: usize = 20_000;
/// What one cell may say; the rest is cut.
const TEXT_MAX: usize = 2_000;
/// All cells together: a text that a thousand cells share is counted a thousand times.
const TEXTS_MAX: usize = 64 << 20;
/// The days between the two calendars of Excel.
const DAYS_OF_1904: f64 = 1462.0;

/// What a file is (文件种类).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Xls,
    Csv,
}

/// A workbook (工作簿).
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    pub kind: Kind,
    pub sheets: Vec<Sheet>,
}

/// A sheet (工作表). Rows and columns count from zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// The filled cells.
    pub cells: BTreeMap<(u32, u32), Value>,
    pub merged: Vec<Area>,
}

/// A merged area (合并单元格): its corners, both inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub first: (u32, u32),
    pub last: (u32, u32),
}

/// What a cell holds (单元格).
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// A number that is shown as a day, counted as Excel does since 1900.
    Serial(f64),
    /// A formula that came to nothing: `#REF!`.
    Fault(String),
}

/// Why a file is not read (读不了的原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("the file, or what it unpacks to, is too large")]
    TooLarge,
    #[error("a sheet has too many rows or columns, or the file too many sheets")]
    TooMany,
    #[error("the file is locked with a password")]
    Password,
    #[error("the file declares a document type")]
    Declares,
    #[error("the file is no workbook")]
    NoWorkbook,
    #[error("the file is damaged")]
    Broken,
}

/// Reads a file, by what it holds and not by its name.
pub fn read(bytes: &[u8]) -> Result<Book, Unreadable> {
    if bytes.len() > BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    // Two libraries read what strangers wrote: should one of them trip, the file is damaged.
    let read = catch_unwind(AssertUnwindSafe(|| match bytes {
        [] => Err(Unreadable::Empty),
        [b'P', b'K', ..] => xlsx(bytes),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => xls(bytes),
        _ => text::csv(bytes),
    }));
    read.unwrap_or(Err(Unreadable::Broken))
}

impl Unreadable {
    /// The name under which the web layer keeps the wording.
    pub fn code(self) -> &'static str {
        match self {
            Unreadable::Empty => "file_empty",
            Unreadable::TooLarge => "file_too_large",
            Unreadable::TooMany => "file_too_many",
            Unreadable::Password => "file_password",
            Unreadable::Declares => "file_declares",
            Unreadable::NoWorkbook => "file_no_workbook",
            Unreadable::Broken => "file_broken",
        }
    }
}

impl Value {
    /// What one reads in the cell; a whole number with all digits that it has kept.
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Fault(text) => text.clone(),
            Value::Number(number) | Value::Serial(number) => number.to_string(),
        }
    }

    /// Whether Excel took it for a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Value::Number(_) | Value::Serial(_))
    }
}

impl Area {
    /// Whether a cell lies in it.
    pub fn holds(&self, (row, column): (u32, u32)) -> bool {
        (self.first.0..=self.last.0).contains(&row)
            && (self.first.1..=self.last.1).contains(&column)
    }
}

/// Takes cells until there are too many.
#[derive(Default)]
pub(crate) struct Taking {
    cells: usize,
    texts: usize,
}

impl Taking {
    fn put(&mut self, sheet: &mut Sheet, at: (u32, u32), value: Value) -> Result<(), Unreadable> {
        let value = match value {
            Value::Text(text) if text.trim().is_empty() => return Ok(()),
            Value::Text(text) => Value::Text(text.chars().take(TEXT_MAX).collect()),
            other => other,
        };
        self.cells += 1;
        self.texts += if let Value::Text(text) = &value { text.len() } else { 0 };
        if at.0 >= ROWS_MAX || at.1 >= COLUMNS_MAX || self.cells > CELLS_MAX {
            return Err(Unreadable::TooMany);
        }
        if self.texts > TEXTS_MAX {
            return Err(Unreadable::TooLarge);
        }
        sheet.cells.insert(at, value);
        Ok(())
    }
}

fn xlsx(bytes: &[u8]) -> Result<Book, Unreadable> {
    package::check(bytes)?;
    if package::open(bytes)?.by_name("xl/workbook.xml").is_err() {
        return Err(Unreadable::NoWorkbook);
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let offset = if book.has_1904_epoch() { DAYS_OF_1904 } else { 0.0 };
    let (mut sheets, mut taking) = (Vec::new(), Taking::default());
    for (name, hidden) in named(book.sheets_metadata())? {
        let mut sheet = Sheet { name, hidden, ..Sheet::default() };
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|_| Unreadable::Broken)?;
        while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::Broken)? {
            if let Some(value) = of_ref(cell.get_value(), offset) {
                taking.put(&mut sheet, cell.get_position(), value)?;
            }
        }
        drop(cells);
        let merged = book.merge_cells_by_sheet_name(&sheet.name);
        sheet.merged = areas(&merged.map_err(|_| Unreadable::Broken)?);
        sheets.push(sheet);
    }
    Ok(Book { kind: Kind::Xlsx, sheets })
}

fn xls(bytes: &[u8]) -> Result<Book, Unreadable> {
    let book = Xls::new(Cursor::new(bytes));
    let mut book: Xls<_> = book.map_err(|error| match error {
        calamine::XlsError::Password => Unreadable::Password,
        // A workbook of today that is locked lies in such a file, too.
        calamine::XlsError::Cfb(_) if holds_wide(bytes, "EncryptedPackage") => Unreadable::Password,
        _ => Unreadable::Broken,
    })?;
    let offset = if book.has_1904_epoch() { DAYS_OF_1904 } else { 0.0 };
    let (mut sheets, mut taking) = (Vec::new(), Taking::default());
    for (name, hidden) in named(book.sheets_metadata())? {
        let mut sheet = Sheet { name, hidden, ..Sheet::default() };
        let range = book.worksheet_range(&sheet.name).map_err(|_| Unreadable::Broken)?;
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, value) in range.used_cells() {
            let at = |from: u32, by: usize| u32::try_from(by).map_or(u32::MAX, |by| from + by);
            if let Some(value) = of(value, offset) {
                taking.put(&mut sheet, (at(top, row), at(left, column)), value)?;
            }
        }
        let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        sheet.merged = areas(&merged);
        sheets.push(sheet);
    }
    Ok(Book { kind: Kind::Xls, sheets })
}

/// The sheets that have cells at all: charts and macros are passed over.
fn named(all: &[calamine::Sheet]) -> Result<Vec<(String, bool)>, Unreadable> {
    let tables = all.iter().filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet);
    let named = tables.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible));
    let named: Vec<_> = named.collect();
    if named.len() > SHEETS_MAX { Err(Unreadable::TooMany) } else { Ok(named) }
}

/// Areas within the rows that are read; one over whole columns is cut at their end.
fn areas(merged: &[Dimensions]) -> Vec<Area> {
    let within = merged.iter().filter(|it| it.start.0 < ROWS_MAX && it.start.1 < COLUMNS_MAX);
    let areas = within.map(|it| {
        let last = (it.end.0.min(ROWS_MAX - 1), it.end.1.min(COLUMNS_MAX - 1));
        Area { first: it.start, last }
    });
    areas.take(AREAS_MAX).collect()
}

fn of_ref(value: &DataRef<'_>, offset: f64) -> Option<Value> {
    Some(match value {
        DataRef::Empty => return None,
        // Cut before it is copied: a thousand cells may share one long text.
        DataRef::SharedString(text) => Value::Text(text.chars().take(TEXT_MAX).collect()),
        other => return of(&Data::from(other.clone()), offset),
    })
}

fn of(value: &Data, offset: f64) -> Option<Value> {
    Some(match value {
        Data::Empty => return None,
        #[allow(clippy::cast_precision_loss, reason = "a cell of Excel is a binary number anyway")]
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::String(text) => Value::Text(text.clone()),
        Data::Bool(flag) => Value::Text(if *flag { "TRUE" } else { "FALSE" }.into()),
        Data::DateTime(moment) if moment.is_datetime() => Value::Serial(moment.as_f64() + offset),
        Data::DateTime(duration) => Value::Number(duration.as_f64()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text.clone()),
        Data::Error(error) => Value::Fault(error.to_string()),
    })
}

fn holds_wide(bytes: &[u8], word: &str) -> bool {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|part| part == wide)
}
