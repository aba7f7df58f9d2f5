//! A new workbook with what was read and its marks (新工作簿): for files that are no xlsx.
use super::{RED, Sheet};
use crate::read::{self, Book, Value};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// Wide enough for a name and a day.
const WIDTH: f64 = 14.0;
const REASON_WIDTH: f64 = 48.0;

pub(super) fn write(
    book: &Book,
    plan: &BTreeMap<usize, Sheet>,
    word: &str,
) -> Result<Vec<u8>, XlsxError> {
    let mut new = Workbook::new();
    let formats = Formats::new();
    for (at, sheet) in book.sheets.iter().enumerate() {
        let page = new.add_worksheet();
        if !sheet.name.is_empty() {
            page.set_name(&sheet.name)?;
        }
        // The first sheet is the one that opens, and Excel opens none that is hidden.
        page.set_hidden(sheet.hidden && at > 0);
        fill(page, sheet, plan.get(&at), &formats)?;
        if let Some(marks) = plan.get(&at) {
            reasons(page, marks, word, &formats)?;
        }
    }
    new.save_to_buffer()
}

struct Formats {
    plain: Format,
    day: Format,
    red: Format,
    red_day: Format,
    reason: Format,
}

impl Formats {
    fn new() -> Formats {
        let rgb = u32::from_str_radix(&RED[2..], 16).unwrap_or(0xFF_00_00);
        let red = Format::new().set_background_color(Color::RGB(rgb));
        let reason = red.clone().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let red_day = red.clone().set_num_format("yyyy-mm-dd");
        Formats { plain: Format::new(), day, red, red_day, reason }
    }
}

fn fill(
    page: &mut Worksheet,
    sheet: &read::Sheet,
    marks: Option<&Sheet>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for area in sheet.merged.iter().filter(|area| area.first != area.last) {
        let ((top, left), (bottom, right)) = (area.first, area.last);
        // Areas that overlap are no reason to refuse the rest.
        let _ = page.merge_range(top, short(left), bottom, short(right), "", &formats.plain);
    }
    let is_red = |at: &(u32, u32)| marks.is_some_and(|marks| marks.red.contains(at));
    for (at, value) in &sheet.cells {
        if marks.is_some_and(|marks| marks.column == at.1 && marks.head <= at.0) {
            continue;
        }
        let (row, column) = (at.0, short(at.1));
        let (plain, day) = match is_red(at) {
            true => (&formats.red, &formats.red_day),
            false => (&formats.plain, &formats.day),
        };
        match value {
            Value::Text(text) | Value::Fault(text) => {
                page.write_string_with_format(row, column, text, plain)?
            }
            Value::Number(number) => page.write_number_with_format(row, column, *number, plain)?,
            Value::Serial(number) => page.write_number_with_format(row, column, *number, day)?,
        };
    }
    for (row, column) in marks.iter().flat_map(|marks| &marks.red) {
        if !sheet.cells.contains_key(&(*row, *column)) {
            page.write_blank(*row, short(*column), &formats.red)?;
        }
    }
    Ok(())
}

fn reasons(
    page: &mut Worksheet,
    marks: &Sheet,
    word: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let column = short(marks.column);
    page.set_column_range_width(0, column, WIDTH)?;
    page.set_column_width(column, REASON_WIDTH)?;
    page.write_string_with_format(marks.head, column, word, &formats.reason)?;
    for (row, reason) in &marks.reasons {
        page.write_string_with_format(*row, column, reason, &formats.reason)?;
    }
    Ok(())
}

fn short(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
