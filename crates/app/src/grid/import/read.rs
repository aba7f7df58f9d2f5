//! The file as rows (读文件): gzip by its first bytes, encoding by its mark or the mapping, CSV.
use super::{Mapping, Stopped};
use csv::ByteRecord;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::io::{BufRead, BufReader, Error, Read};
use std::rc::Rc;

/// A row longer than this is a quote that nobody closed, and would take the rest of the file in.
const RECORD_MAX: u64 = 1 << 20;
/// Bytes read at once.
const BUFFER: usize = 1 << 16;

/// The rows of one file.
pub(super) struct Rows<R: Read> {
    csv: csv::Reader<Guard<Decoded<BufReader<Unpacked<R>>>>>,
    headers: Vec<String>,
    record: ByteRecord,
    guard: Rc<Cell<u64>>,
    /// A decoder writes this character for bytes that are none; in a file that is UTF-8 already
    /// it stands for what was lost before it came here, and is text.
    lost: Option<char>,
}

impl<R: Read> Rows<R> {
    /// Opens a file and reads its header.
    pub fn open(input: R, mapping: &Mapping) -> Result<Rows<R>, Stopped> {
        let guard = Rc::new(Cell::new(0));
        let mut unpacked = BufReader::with_capacity(BUFFER, Unpacked::open(input)?);
        if let Some(kind) = no_table(unpacked.fill_buf()?) {
            return Err(Stopped::NoTable { kind });
        }
        let decoded = Decoded::open(unpacked, mapping.encoding)?;
        let lost = decoded.decoder.is_some().then_some(char::REPLACEMENT_CHARACTER);
        let guarded = Guard { inner: decoded, since: Rc::clone(&guard) };
        let csv = csv::ReaderBuilder::new()
            .delimiter(mapping.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(guarded);
        let mut rows = Rows { csv, headers: Vec::new(), record: ByteRecord::new(), guard, lost };
        for _ in 0..mapping.header {
            if !rows.next()? {
                return Err(Stopped::Empty);
            }
        }
        let headers = rows.record.iter().map(|name| String::from_utf8_lossy(name));
        rows.headers = headers.map(|name| unwrapped(name.trim()).to_owned()).collect();
        Ok(rows)
    }

    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Goes to the next row with anything in it; false at the end. Spreadsheets end with rows of
    /// nothing but delimiters.
    pub fn next(&mut self) -> Result<bool, Stopped> {
        while self.advance()? {
            if self.record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn advance(&mut self) -> Result<bool, Stopped> {
        self.guard.set(0);
        self.csv.read_byte_record(&mut self.record).map_err(|error| {
            let line = self.csv.position().line();
            if self.guard.get() > RECORD_MAX + BUFFER as u64 {
                return Stopped::TooLong { line, max: RECORD_MAX };
            }
            Stopped::Read(Error::other(error))
        })
    }

    /// The line on which the row begins.
    pub fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// How many fields the row has; empty ones behind the last heading are none.
    pub fn len(&self) -> usize {
        let mut len = self.record.len();
        while len > self.headers.len() && self.bytes(len - 1).trim_ascii().is_empty() {
            len -= 1;
        }
        len
    }

    /// The bytes of a column, for a row that cannot be read as text.
    pub fn bytes(&self, at: usize) -> &[u8] {
        self.record.get(at).unwrap_or_default()
    }

    /// The text of a column without spaces around it, or the bytes that are none.
    pub fn text(&self, at: usize) -> Result<&str, &[u8]> {
        let bytes = self.bytes(at);
        match std::str::from_utf8(bytes) {
            Ok(text) if !self.lost.is_some_and(|lost| text.contains(lost)) => {
                Ok(unwrapped(text.trim()))
            }
            _ => Err(bytes),
        }
    }
}

/// A long number that a spreadsheet must not round is written `="20250301000123"`.
fn unwrapped(text: &str) -> &str {
    text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

/// What a file is instead of a table in text, by its first bytes.
pub(super) fn no_table(bytes: &[u8]) -> Option<&'static str> {
    let mark = b"\xef\xbb\xbf";
    let begins = bytes.strip_prefix(mark).unwrap_or(bytes);
    match begins.trim_ascii_start() {
        [b'P', b'K', 3, 4, ..] => Some("an Excel workbook or another zip file"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("an old Excel workbook"),
        [b'<', ..] => Some("a web page or XML, whatever its name"),
        [b'{' | b'[', ..] => Some("JSON"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => Some("an image"),
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF"),
        _ => None,
    }
}

/// The file without its gzip.
enum Unpacked<R: Read> {
    Plain(BufReader<R>),
    Gzip(Box<MultiGzDecoder<BufReader<R>>>),
}

impl<R: Read> Unpacked<R> {
    fn open(input: R) -> Result<Unpacked<R>, Error> {
        let mut input = BufReader::with_capacity(BUFFER, input);
        if input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            return Ok(Unpacked::Gzip(Box::new(MultiGzDecoder::new(input))));
        }
        Ok(Unpacked::Plain(input))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Error> {
        match self {
            Unpacked::Plain(inner) => inner.read(to),
            Unpacked::Gzip(inner) => inner.read(to),
        }
    }
}

/// The file as UTF-8. Text that is UTF-8 already goes through untouched and is checked by row.
struct Decoded<R: Read> {
    inner: BufReader<R>,
    decoder: Option<Decoder>,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    fn open(inner: R, declared: &'static Encoding) -> Result<Decoded<R>, Error> {
        let mut inner = BufReader::with_capacity(BUFFER, inner);
        let (encoding, mark) = match Encoding::for_bom(inner.fill_buf()?) {
            Some((encoding, mark)) => (encoding, mark),
            None => (declared, 0),
        };
        inner.consume(mark);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        Ok(Decoded { inner, decoder, ended: false })
    }
}

/// No encoding writes one character in more bytes of UTF-8 than this.
const CHARACTER_MAX: usize = 16;

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Error> {
        let Some(decoder) = &mut self.decoder else { return self.inner.read(to) };
        assert!(to.len() >= CHARACTER_MAX, "the reader's buffer holds a character");
        while !self.ended {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            let (result, used, written, _) = decoder.decode_to_utf8(bytes, to, last);
            self.inner.consume(used);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// Stops a record that does not end.
struct Guard<R> {
    inner: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, Error> {
        let got = self.inner.read(to)?;
        self.since.set(self.since.get() + got as u64);
        if self.since.get() > RECORD_MAX + BUFFER as u64 {
            return Err(Error::other("a record does not end"));
        }
        Ok(got)
    }
}
