//! A table as text (CSV): UTF-8 or, as Excel in China saves it, GB 18030.
use super::{Book, Kind, Sheet, Taking, Unreadable, Value};

/// How much of a file is looked at for signs that no text has.
const LOOKED_AT: usize = 4_096;

pub(super) fn csv(bytes: &[u8]) -> Result<Book, Unreadable> {
    let utf8 = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    if utf8.iter().take(LOOKED_AT).any(|byte| *byte == 0) {
        return Err(Unreadable::NoWorkbook);
    }
    let text = match std::str::from_utf8(utf8) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, had_errors) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
            if had_errors {
                return Err(Unreadable::NoWorkbook);
            }
            text.into_owned()
        }
    };
    if text.trim_start().starts_with('<') {
        return Err(Unreadable::NoWorkbook);
    }
    let delimiter = delimiter(&text);
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(delimiter);
    let mut rows = reader.from_reader(text.as_bytes());
    let (mut sheet, mut taking) = (Sheet::default(), Taking::default());
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while rows.read_record(&mut record).map_err(|_| Unreadable::Broken)? {
        row = row.max(record.position().map_or(0, |at| line_of(&text, at)));
        for (column, field) in record.iter().enumerate() {
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            taking.put(&mut sheet, (row, column), Value::Text(field.to_owned()))?;
        }
        row += 1;
    }
    if sheet.cells.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(Book { kind: Kind::Csv, sheets: vec![sheet] })
}

/// The line of a record, from zero: blank ones are passed over by the reader, and still count for
/// whoever looks at the file.
fn line_of(text: &str, at: &csv::Position) -> u32 {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    let passed = blank.filter(|byte| **byte == b'\n').count();
    let line = at.line().saturating_sub(1).saturating_add(passed as u64);
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// The one of the usual signs that stands most often in the first line that has any.
fn delimiter(text: &str) -> u8 {
    let count = |line: &str, sign: u8| line.bytes().filter(|byte| *byte == sign).count();
    let best = |line: &str| [b',', b'\t', b';'].into_iter().max_by_key(|sign| count(line, *sign));
    let line = text.lines().find(|line| line.bytes().any(|byte| b",\t;".contains(&byte)));
    line.and_then(best).unwrap_or(b',')
}
