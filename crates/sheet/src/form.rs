//! A table in an office's form (表格): written as one workbook with one sheet.
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// What a column holds, hence how it is written (列的类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Digits that are a name: never a number, so that none is lost.
    Code,
    /// A whole number.
    Count,
    /// An amount in fen, shown in yuan with two places.
    Fen,
}

/// One column (列).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// A head above this one; neighbours with the same one are merged.
    pub group: Option<String>,
    pub head: String,
    pub kind: Kind,
    /// In characters; a Chinese one counts two.
    pub width: u16,
    /// Whether the last row adds it up.
    pub total: bool,
}

/// One cell (单元格).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// A count, or an amount in fen, by its column.
    Number(i64),
    Empty,
}

/// A whole table (一张表).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub title: String,
    /// The line under the title: who fills it in, on which day, in which unit.
    pub note: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// The word in front of the totals (合计); without it there is no such row.
    pub total: Option<String>,
    /// The line at the end: who filled it in, who checked it.
    pub foot: String,
}

/// The form as a file of Excel.
pub fn write(form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    title(sheet, form)?;
    heads(sheet, form)?;
    rows(sheet, form)?;
    paper(sheet, form)?;
    book.save_to_buffer()
}

const TITLE: u32 = 0;
const NOTE: u32 = 1;
const GROUPS: u32 = 2;
const HEADS: u32 = 3;
const FIRST: u32 = 4;

fn title(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    let big = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    across(sheet, TITLE, form, &form.title, &big)?;
    across(sheet, NOTE, form, &form.note, &Format::new().set_align(FormatAlign::Left))
}

/// A text over the whole width.
fn across(
    sheet: &mut Worksheet,
    row: u32,
    form: &Form,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match last(form) {
        0 => sheet.write_with_format(row, 0, text, format)?,
        last => sheet.merge_range(row, 0, row, last, text, format)?,
    };
    Ok(())
}

fn last(form: &Form) -> u16 {
    u16::try_from(form.columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// Heads of two levels: a group over its columns, a lone head over both rows.
fn heads(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    let head = bordered().set_bold().set_align(FormatAlign::Center).set_text_wrap();
    let mut from = 0;
    while from < form.columns.len() {
        let group = &form.columns[from].group;
        let span = match group {
            None => 1,
            Some(_) => form.columns[from..].iter().take_while(|c| &c.group == group).count(),
        };
        let (first, end) = (column(from), column(from + span - 1));
        match group {
            None => {
                sheet.merge_range(GROUPS, first, HEADS, first, &form.columns[from].head, &head)?;
            }
            Some(group) => {
                match span {
                    1 => sheet.write_with_format(GROUPS, first, group, &head)?,
                    _ => sheet.merge_range(GROUPS, first, GROUPS, end, group, &head)?,
                };
                for at in from..from + span {
                    sheet.write_with_format(HEADS, column(at), &form.columns[at].head, &head)?;
                }
            }
        }
        from += span;
    }
    Ok(())
}

fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn bordered() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter)
}

fn format(kind: Kind) -> Format {
    match kind {
        Kind::Text => bordered().set_text_wrap(),
        Kind::Code => bordered().set_num_format("@"),
        Kind::Count => bordered().set_num_format("0"),
        Kind::Fen => bordered().set_num_format("#,##0.00"),
    }
}

fn rows(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    for (at, row) in (FIRST..).zip(&form.rows) {
        for (place, (column, cell)) in form.columns.iter().zip(row).enumerate() {
            write_cell(sheet, at, self::column(place), column.kind, cell)?;
        }
    }
    let end = FIRST + u32::try_from(form.rows.len()).unwrap_or(u32::MAX - FIRST - 2);
    let foot = match &form.total {
        Some(word) => totals(sheet, end, word, form).map(|()| end + 1)?,
        None => end,
    };
    across(sheet, foot, form, &form.foot, &Format::new())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    kind: Kind,
    cell: &Cell,
) -> Result<(), XlsxError> {
    let format = format(kind);
    match cell {
        Cell::Empty => sheet.write_blank(row, at, &format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, at, text, &format)?,
        Cell::Number(number) => {
            let shown = if kind == Kind::Fen { yuan(*number) } else { whole(*number) };
            sheet.write_number_with_format(row, at, shown, &format)?
        }
    };
    Ok(())
}

/// Excel knows binary numbers only: fifteen digits come through exactly, more than any amount has.
#[allow(clippy::cast_precision_loss)]
fn whole(number: i64) -> f64 {
    number as f64
}

fn yuan(fen: i64) -> f64 {
    whole(fen) / 100.0
}

fn totals(sheet: &mut Worksheet, row: u32, word: &str, form: &Form) -> Result<(), XlsxError> {
    for (at, column) in form.columns.iter().enumerate() {
        let sum = || {
            let numbers = form.rows.iter().map(|row| match row.get(at) {
                Some(Cell::Number(number)) => *number,
                _ => 0,
            });
            Cell::Number(numbers.sum())
        };
        let cell = match (at, column.total) {
            (_, true) => sum(),
            (0, false) => Cell::Text(word.to_owned()),
            (_, false) => Cell::Empty,
        };
        write_cell(sheet, row, self::column(at), column.kind, &cell)?;
    }
    Ok(())
}

/// Widths, the heads that stay while scrolling and on every page, A4 across.
fn paper(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    for (at, column) in form.columns.iter().enumerate() {
        sheet.set_column_width(self::column(at), f64::from(column.width))?;
    }
    sheet.set_freeze_panes(FIRST, 0)?;
    sheet.set_repeat_rows(TITLE, HEADS)?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}
