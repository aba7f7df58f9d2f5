//! Frames of a backup (帧): a kind, a length, and JSON or rows. Rows are values one after another,
//! each with its kind before it, alike from either engine.
use super::Broken;
use std::io::{self, Read, Write};
use store::Value;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    Table,
    Rows,
    Manifest,
}

const KINDS: [(Kind, u8); 4] =
    [(Kind::Start, b'S'), (Kind::Table, b'T'), (Kind::Rows, b'R'), (Kind::Manifest, b'M')];

/// Rows leave when so many bytes are together.
pub(super) const ROWS_BYTES: usize = 256 * 1024;
/// The largest row is a photo's, of some megabytes; a longer frame is damage.
const FRAME_MAX: usize = 64 * 1024 * 1024;

pub(super) fn write(to: &mut impl Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let (_, letter) = KINDS.iter().find(|(known, _)| *known == kind).expect("every kind is known");
    let size = u32::try_from(bytes.len()).map_err(|_| io::Error::other("a row is too large"))?;
    to.write_all(&[*letter])?;
    to.write_all(&size.to_be_bytes())?;
    to.write_all(bytes)
}

/// The next frame.
pub(super) fn read(from: &mut impl Read) -> Result<(Kind, Vec<u8>), Broken> {
    let mut head = [0; 5];
    from.read_exact(&mut head).map_err(told)?;
    let kind = KINDS.iter().find(|(_, letter)| *letter == head[0]).map(|(kind, _)| *kind);
    let kind = kind.ok_or(Broken::Damaged("a frame is of no known kind"))?;
    let size = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
    if size > FRAME_MAX {
        return Err(Broken::Damaged("a frame is too long"));
    }
    let mut bytes = vec![0; size];
    from.read_exact(&mut bytes).map_err(told)?;
    Ok((kind, bytes))
}

/// What the envelope said below the decompression, or what that made of damaged bytes.
pub(super) fn told(error: io::Error) -> Broken {
    let kind = error.kind();
    match error.into_inner().and_then(|inner| inner.downcast::<Broken>().ok()) {
        Some(broken) => *broken,
        None => match kind {
            io::ErrorKind::UnexpectedEof => Broken::CutOff,
            _ => Broken::Damaged("it cannot be unpacked"),
        },
    }
}

pub(super) fn put(row: &[Value], into: &mut Vec<u8>) {
    for value in row {
        match value {
            Value::Null => into.push(0),
            Value::Int(number) => fixed(into, 1, number.to_be_bytes()),
            Value::Real(number) => fixed(into, 2, number.to_be_bytes()),
            Value::Text(text) => bytes(into, 3, text.as_bytes()),
            Value::Blob(blob) => bytes(into, 4, blob),
        }
    }
}

fn fixed(into: &mut Vec<u8>, kind: u8, number: [u8; 8]) {
    into.push(kind);
    into.extend_from_slice(&number);
}

fn bytes(into: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    into.push(kind);
    let size = u32::try_from(bytes.len()).expect("a value is below four gigabytes");
    into.extend_from_slice(&size.to_be_bytes());
    into.extend_from_slice(bytes);
}

/// Takes a row of so many values off the front.
pub(super) fn take(from: &mut &[u8], columns: usize) -> Option<Vec<Value>> {
    (0..columns).map(|_| value(from)).collect()
}

fn value(from: &mut &[u8]) -> Option<Value> {
    let (kind, rest) = from.split_first()?;
    *from = rest;
    match kind {
        0 => Some(Value::Null),
        1 => eight(from).map(|bytes| Value::Int(i64::from_be_bytes(bytes))),
        2 => eight(from).map(|bytes| Value::Real(f64::from_be_bytes(bytes))),
        3 => String::from_utf8(some(from)?.to_vec()).ok().map(Value::Text),
        4 => some(from).map(|bytes| Value::Blob(bytes.to_vec())),
        _ => None,
    }
}

fn eight(from: &mut &[u8]) -> Option<[u8; 8]> {
    let (bytes, rest) = from.split_first_chunk::<8>()?;
    *from = rest;
    Some(*bytes)
}

fn some<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (size, rest) = from.split_first_chunk::<4>()?;
    let (bytes, rest) = rest.split_at_checked(u32::from_be_bytes(*size) as usize)?;
    *from = rest;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_back_and_a_row_cut_short_does_not() {
        let row = vec![
            Value::Null,
            Value::Int(-5),
            Value::Real(0.1),
            Value::Text("楼道".into()),
            Value::Blob(vec![0, 255]),
        ];
        let mut bytes = Vec::new();
        put(&row, &mut bytes);
        let mut rest = bytes.as_slice();
        assert_eq!(take(&mut rest, 5), Some(row));
        assert!(rest.is_empty());
        for end in 0..bytes.len() {
            assert_eq!(take(&mut &bytes[..end], 5), None, "{end} bytes");
        }
    }
}
