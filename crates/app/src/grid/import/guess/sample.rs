//! The beginning of a file (样本): its encoding, delimiter, headings and first rows, as they seem.
use super::super::Stopped;
use super::super::read::no_table;
use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// Enough for a header and some dozen rows with long texts.
const BYTES: usize = 1 << 18;
/// Rows that are looked at.
const ROWS: usize = 200;
/// Titles above the headings are looked for so far down.
const TITLES_MAX: usize = 20;

/// The beginning of a file as a table.
pub(super) struct Sample {
    pub encoding: &'static Encoding,
    pub delimiter: u8,
    /// Which filled row holds the headings, the first being 1.
    pub header: usize,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sample {
    pub fn read(input: impl Read) -> Result<Sample, Stopped> {
        let mut bytes = Vec::with_capacity(BYTES);
        let mut input = input;
        input.by_ref().take(BYTES as u64).read_to_end(&mut bytes)?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut unpacked = Vec::with_capacity(BYTES);
            // The end of what was read cuts the packing off: what came before is the sample.
            let _ = MultiGzDecoder::new(&bytes[..]).take(BYTES as u64).read_to_end(&mut unpacked);
            bytes = unpacked;
        }
        if let Some(kind) = no_table(&bytes) {
            return Err(Stopped::NoTable { kind });
        }
        let encoding = encoding_of(&bytes);
        let text = encoding.decode_with_bom_removal(&bytes).0;
        // The last line may be cut in the middle.
        let whole =
            if bytes.len() == BYTES { text.rfind('\n').unwrap_or(text.len()) } else { text.len() };
        let (delimiter, table) = table(&text[..whole]);
        let header = header(&table);
        let mut rows = table.into_iter().skip(header);
        let headings = rows.next().ok_or(Stopped::Empty)?;
        Ok(Sample { encoding, delimiter, header: header + 1, headings, rows: rows.collect() })
    }

    /// The filled cells of a column.
    pub fn values(&self, at: usize) -> impl Iterator<Item = &str> {
        let cells = self.rows.iter().filter_map(move |row| row.get(at));
        cells.map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// The different values of a column, the most frequent first.
    pub fn distinct(&self, at: usize, most: usize) -> Vec<&str> {
        let mut counted: Vec<(&str, usize)> = Vec::new();
        for value in self.values(at) {
            match counted.iter_mut().find(|(known, _)| *known == value) {
                Some((_, count)) => *count += 1,
                None => counted.push((value, 1)),
            }
        }
        counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counted.into_iter().take(most).map(|(value, _)| value).collect()
    }
}

/// By its mark; else UTF-8 if it is that, else what Chinese or Western systems write.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    // A character may be cut in two at the end.
    let valid = |encoding: &'static Encoding| {
        (0..4.min(bytes.len())).any(|cut| {
            let whole = &bytes[..bytes.len() - cut];
            encoding.decode_without_bom_handling_and_without_replacement(whole).is_some()
        })
    };
    [UTF_8, GB18030].into_iter().find(|encoding| valid(encoding)).unwrap_or(WINDOWS_1252)
}

/// The rows by the delimiter that makes the widest table.
fn table(text: &str) -> (u8, Vec<Vec<String>>) {
    let by = |delimiter: u8| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let rows = reader.records().take(ROWS).filter_map(Result::ok);
        let rows = rows.map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect());
        rows.filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty())).collect()
    };
    let tables = [b',', b'\t', b';', b'|'].map(|delimiter| (delimiter, by(delimiter)));
    let tables = tables.into_iter().rev();
    // Of equals the first is the commoner one.
    tables.max_by_key(|(_, table)| width(table)).unwrap_or((b',', Vec::new()))
}

/// How many columns most rows have.
fn width(table: &[Vec<String>]) -> usize {
    let mut widths: Vec<usize> = table.iter().map(Vec::len).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}

/// How many titles stand above the headings: the first row that is as full as those below.
fn header(table: &[Vec<String>]) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    let fullest = table.iter().map(filled).max().unwrap_or(0);
    let full = |row: &Vec<String>| filled(row) * 2 > fullest;
    table.iter().take(TITLES_MAX).position(full).unwrap_or(0)
}
