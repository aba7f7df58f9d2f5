//! The archive that an xlsx file is (压缩包): counted before anything in it is believed.
//!
//! What is *not* here: what the parts mean.
use crate::read::Unreadable;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What all parts may come to, unpacked: a list of ten thousand rows comes to about twelve million.
const UNPACKED_MAX: u64 = 64 << 20;
/// An office's workbook has some dozens.
const PARTS_MAX: usize = 1_000;

pub(crate) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Unpacks every part once, only to count it and to look for declarations of entities: the sizes
/// that an archive states may be untrue.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = open(bytes)?;
    if archive.len() > PARTS_MAX {
        return Err(Unreadable::TooLarge);
    }
    let (mut left, mut part) = (UNPACKED_MAX, Vec::new());
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| Unreadable::Broken)?;
        part.clear();
        file.take(left + 1).read_to_end(&mut part).map_err(|_| Unreadable::Broken)?;
        let size = u64::try_from(part.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(size).ok_or(Unreadable::TooLarge)?;
        if declares(&part) {
            return Err(Unreadable::Declares);
        }
    }
    Ok(())
}

/// An archive, as far as its table of contents can be read.
pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, Unreadable> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)
}

/// The text of a part that [`check`] has counted.
pub(crate) fn text(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let mut text = String::new();
    let file = archive.by_name(name).ok()?;
    file.take(UNPACKED_MAX).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Whether a part declares a document type, hence could name entities or other files. XML of an
/// office never does; one in sixteen-bit signs would hide it, and no office writes that either.
fn declares(part: &[u8]) -> bool {
    let is_wide = part.starts_with(&[0xFE, 0xFF]) || part.starts_with(&[0xFF, 0xFE]);
    let head = part.trim_ascii_start();
    let head = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
    let is_xml = head.starts_with(b"<");
    is_wide || (is_xml && std::str::from_utf8(part).is_ok_and(|xml| xml.contains("<!DOCTYPE")))
}
