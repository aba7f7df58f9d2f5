//! First bytes (文件头): what an upload is and how large, before any decoder sees it.
//!
//! A header may claim 60,000 × 60,000 in forty bytes, and a WebP may claim little outside and much
//! inside: every size found on the way is held against the limit. Read here by hand, since a
//! decoder asked for the size may already set memory aside.
use crate::Refused;

/// What a photo may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Jpeg,
    Png,
    Webp,
}

/// The kind of the upload, if it is one of ours, whole, and not too large.
pub(crate) fn judge(bytes: &[u8], max_pixels: u64) -> Result<Kind, Refused> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        jpeg(bytes, max_pixels)?;
        Ok(Kind::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        png(bytes, max_pixels)?;
        Ok(Kind::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes, max_pixels)?;
        Ok(Kind::Webp)
    } else {
        Err(Refused::NotAPhoto)
    }
}

/// Refuses an image of more than so many pixels, or of none.
pub(crate) fn check_pixels(width: u32, height: u32, max: u64) -> Result<(), Refused> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Refused::Broken),
        pixels if pixels > max => Err(Refused::TooManyPixels { max }),
        _ => Ok(()),
    }
}

/// Walks the segments up to the picture itself, which must have its end: the decoder would fill a
/// cut photo with grey, and the sender should rather send it again.
fn jpeg(bytes: &[u8], max_pixels: u64) -> Result<(), Refused> {
    let mut at = 2;
    let mut framed = false;
    loop {
        let marker = match take::<2>(bytes, at)? {
            [0xFF, marker] if marker != 0xFF => marker,
            _ => {
                at += 1; // filling between segments
                continue;
            }
        };
        match marker {
            0x00 | 0x01 | 0xD0..=0xD8 => at += 2, // stand alone
            0xD9 => return Err(Refused::Broken),
            0xDA => break,
            _ => {
                if is_frame(marker) {
                    let height = u16::from_be_bytes(take(bytes, at + 5)?);
                    let width = u16::from_be_bytes(take(bytes, at + 7)?);
                    check_pixels(width.into(), height.into(), max_pixels)?;
                    framed = true;
                }
                at += 2 + usize::from(u16::from_be_bytes(take(bytes, at + 2)?)).max(2);
            }
        }
    }
    // Inside the picture a 0xFF is followed by zero or a restart, so these two bytes are its end.
    let ends = bytes[at..].windows(2).any(|pair| pair == [0xFF, 0xD9]);
    if framed && ends { Ok(()) } else { Err(Refused::Broken) }
}

/// Start of frame: C0 to CF, but for three tables among them.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

fn png(bytes: &[u8], max_pixels: u64) -> Result<(), Refused> {
    if take::<4>(bytes, 12)? != *b"IHDR" {
        return Err(Refused::Broken);
    }
    let width = u32::from_be_bytes(take(bytes, 16)?);
    let height = u32::from_be_bytes(take(bytes, 20)?);
    check_pixels(width, height, max_pixels)
}

/// Walks all chunks: the outer size may be small while the picture within claims more.
fn webp(bytes: &[u8], max_pixels: u64) -> Result<(), Refused> {
    let mut at = 12;
    while at + 8 <= bytes.len() {
        let length = u32::from_le_bytes(take(bytes, at + 4)?) as usize;
        let body = at + 8;
        if bytes.len() - body < length {
            return Err(Refused::Broken);
        }
        match &take::<4>(bytes, at)? {
            b"VP8X" => {
                let [w0, w1, w2, h0, h1, h2] = take(bytes, body + 4)?;
                let width = u32::from_le_bytes([w0, w1, w2, 0]) + 1;
                let height = u32::from_le_bytes([h0, h1, h2, 0]) + 1;
                check_pixels(width, height, max_pixels)?;
            }
            b"VP8 " => {
                let width = u16::from_le_bytes(take(bytes, body + 6)?) & 0x3FFF;
                let height = u16::from_le_bytes(take(bytes, body + 8)?) & 0x3FFF;
                check_pixels(width.into(), height.into(), max_pixels)?;
            }
            b"VP8L" => {
                let both = u32::from_le_bytes(take(bytes, body + 1)?);
                let (width, height) = ((both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1);
                check_pixels(width, height, max_pixels)?;
            }
            // Moving pictures are no photos, and their frames are one more place to hide a size.
            b"ANIM" | b"ANMF" => return Err(Refused::NotAPhoto),
            _ => {}
        }
        at = body + length + length % 2;
    }
    Ok(())
}

/// So many bytes from there on; a header that ends before its time is broken.
fn take<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Refused> {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk());
    found.copied().ok_or(Refused::Broken)
}
