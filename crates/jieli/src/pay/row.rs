//! The rows of a file of workers (工作人员表): columns by name, words as offices write them.
//!
//! A file may come from a spreadsheet: with or without a mark at its beginning, with either end of
//! line, in UTF-8 or in the older Chinese encoding, its columns in any order and others beside
//! them. What is *not* here: guesses. A word that is none of those listed is refused.
use super::{Faults, at};
use csv::ByteRecord;
use encoding_rs::GB18030;
use ladder::compute::Row;
use ladder::scheme::PostKind;
use ladder::worker::{Certificate, EducationLevel, Rating};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The columns that are read.
const NAMES: [&str; 8] =
    ["worker_id", "post", "level", "education", "diploma", "degree", "certificate", "rating"];

/// An id is a number or a short code; a longer text stands in the wrong column.
const ID_BYTES_MAX: usize = 100;
/// What is shown of a word that is refused.
const SHOWN_CHARACTERS: usize = 40;

/// The file is read in large pieces.
const BUFFER: usize = 1 << 20;
/// So many faults are told; whoever mends them asks again.
pub const TOLD_MAX: usize = 20;

/// Why a row is not taken.
pub enum Stop {
    /// Something about this row.
    Row(String),
    /// Something that no other row would mend.
    All(String),
}

/// Opens a file, or the pipe for `-`.
pub fn opened(file: &Path) -> Result<Box<dyn Read>, Faults> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let opened = File::open(file).map_err(|error| vec![at(file, &error)])?;
    Ok(Box::new(opened))
}

/// Hands over every row with whose it is; how many there are, or what is wrong with them.
pub fn each(
    file: &Path,
    input: impl Read,
    mut take: impl FnMut(&str, Row) -> Result<(), Stop>,
) -> Result<usize, Faults> {
    let broken = |error: &dyn std::fmt::Display| vec![at(file, error)];
    let mut input = BufReader::with_capacity(BUFFER, input);
    let begins = input.fill_buf().map_err(|error| broken(&error))?;
    if begins.starts_with(b"\xff\xfe") || begins.starts_with(b"\xfe\xff") {
        return Err(broken(&"the file is UTF-16; save it as CSV in UTF-8"));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let columns = Columns::of(reader.byte_headers().map_err(|error| broken(&error))?)?;
    let (mut faults, mut wrong, mut workers) = (Vec::new(), 0usize, 0usize);
    let (mut record, mut known) = (ByteRecord::new(), Known::default());
    while reader.read_byte_record(&mut record).map_err(|error| broken(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        let taken = columns.worker(&record).map_err(Stop::Row).and_then(|worker| {
            let row = columns.row(&record).map_err(Stop::Row)?;
            known.first_time(&worker, line).map_err(Stop::Row)?;
            take(&worker, row)
        });
        workers += 1;
        match taken {
            Ok(()) => {}
            Err(Stop::Row(fault)) => {
                wrong += 1;
                if faults.len() < TOLD_MAX {
                    faults.push(format!("{}:{line}: {fault}", file.display()));
                }
            }
            Err(Stop::All(fault)) => return Err(vec![fault]),
        }
    }
    if wrong > 0 {
        faults.push(format!("{wrong} of {workers} rows are refused; nothing is written"));
        return Err(faults);
    }
    Ok(workers)
}

/// Where the columns stand, whatever their order.
struct Columns {
    places: [usize; NAMES.len()],
    /// How many fields each row has.
    fields: usize,
}

impl Columns {
    fn of(header: &ByteRecord) -> Result<Columns, Faults> {
        if header.is_empty() || header.iter().all(|name| text(name).is_empty()) {
            return Err(vec!["the file is empty: its first row names the columns".into()]);
        }
        let mut faults = Vec::new();
        let places = NAMES.map(|name| {
            let mut found = header.iter().enumerate().filter(|(_, known)| text(known) == name);
            let place = found.next();
            if place.is_none() {
                faults.push(format!("there is no column `{name}`"));
            }
            if found.next().is_some() {
                faults.push(format!("there are two columns `{name}`"));
            }
            place.map_or(0, |(place, _)| place)
        });
        if faults.is_empty() { Ok(Columns { places, fields: header.len() }) } else { Err(faults) }
    }

    /// Whose row it is.
    fn worker<'r>(&self, record: &'r ByteRecord) -> Result<Cow<'r, str>, String> {
        if record.len() != self.fields {
            return Err(format!("{} fields, and {} columns", record.len(), self.fields));
        }
        let id = text(self.get(record, 0));
        match id.len() {
            0 => Err("there is no worker_id".into()),
            1..=ID_BYTES_MAX => Ok(id),
            _ => Err(format!("the worker_id is longer than {ID_BYTES_MAX} bytes")),
        }
    }

    /// What the row says.
    fn row(&self, record: &ByteRecord) -> Result<Row, String> {
        let field = |column| self.get(record, column);
        let wrong = |column: usize| {
            let shown: String = text(field(column)).chars().take(SHOWN_CHARACTERS).collect();
            format!("`{shown}` is no {}", NAMES[column])
        };
        let code = |column| std::str::from_utf8(field(column)).unwrap_or_default();
        let yes = |column| match field(column) {
            b"yes" => Ok(true),
            b"no" => Ok(false),
            _ => Err(wrong(column)),
        };
        Ok(Row {
            kind: kind(field(1)).ok_or_else(|| wrong(1))?,
            level: level(field(2)).ok_or_else(|| wrong(2))?,
            education: EducationLevel::parse(code(3)).ok_or_else(|| wrong(3))?,
            diploma: yes(4)?,
            degree: yes(5)?,
            certificate: Certificate::parse(code(6)).ok_or_else(|| wrong(6))?,
            rating: Rating::parse(code(7)).ok_or_else(|| wrong(7))?,
        })
    }

    fn get<'r>(&self, record: &'r ByteRecord, column: usize) -> &'r [u8] {
        record.get(self.places[column]).unwrap_or_default().trim_ascii()
    }
}

/// A field as text, from UTF-8 or else from the older Chinese encoding.
fn text(field: &[u8]) -> Cow<'_, str> {
    let field = field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field).trim_ascii();
    match std::str::from_utf8(field) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => GB18030.decode_without_bom_handling(field).0,
    }
}

/// A kind of post by its code, or as a clerk writes it. The older encoding of one of the words
/// reads as good UTF-8 too, so its bytes are compared.
fn kind(word: &[u8]) -> Option<PostKind> {
    Some(match word {
        b"clerk" | b"\xb8\xc9\xca\xc2" => PostKind::Clerk,
        b"member" | b"\xce\xaf\xd4\xb1" => PostKind::Member,
        b"deputy" | b"\xb8\xb1\xd6\xb0" => PostKind::Deputy,
        b"chief" | b"\xd5\xfd\xd6\xb0" => PostKind::Chief,
        other => match std::str::from_utf8(other).ok()? {
            "干事" => PostKind::Clerk,
            "委员" => PostKind::Member,
            "副职" => PostKind::Deputy,
            "正职" => PostKind::Chief,
            _ => return None,
        },
    })
}

/// A level in digits and nothing else: `+3` and `3.0` are slips of a program.
fn level(word: &[u8]) -> Option<u8> {
    let digits = (1..=3).contains(&word.len()) && word.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(word).ok().filter(|_| digits)?.parse().ok()
}

/// Who stood in the file already, and on which line: two rows of one worker would be paid twice.
#[derive(Default)]
struct Known(HashMap<Box<str>, u64>);

impl Known {
    fn first_time(&mut self, worker: &str, line: u64) -> Result<(), String> {
        match self.0.insert(worker.into(), line) {
            None => Ok(()),
            Some(first) => {
                self.0.insert(worker.into(), first);
                let shown: String = worker.chars().take(SHOWN_CHARACTERS).collect();
                Err(format!("`{shown}` stands on line {first} already"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_has_two_words_in_two_encodings() {
        for (word, code) in
            [("干事", "clerk"), ("委员", "member"), ("副职", "deputy"), ("正职", "chief")]
        {
            let (older, _, lost) = GB18030.encode(word);
            assert!(!lost);
            for bytes in [word.as_bytes(), code.as_bytes(), &older] {
                assert_eq!(kind(bytes), PostKind::parse(code), "{word}");
            }
        }
        for word in ["", "Clerk", "书记", "干事 3级"] {
            assert_eq!(kind(word.as_bytes()), None, "{word}");
        }
    }

    #[test]
    fn a_level_is_digits() {
        for (word, expected) in [
            ("3", Some(3)),
            ("18", Some(18)),
            ("03", Some(3)),
            ("+3", None),
            ("3.0", None),
            ("", None),
            ("-1", None),
            ("256", None),
            ("0003", None),
        ] {
            assert_eq!(level(word.as_bytes()), expected, "{word}");
        }
    }
}
