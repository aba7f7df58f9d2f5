//! Uploads made by hand: good ones, ones with metadata, and headers that promise too much.
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// What must not come through.
pub const MARK: &[u8] = b"31.2304N 121.4737E 13800000000";

/// One photo of each kind: 100 by 50, the left half red and the right half blue.
pub fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let webp = encoded(halves(100, 50).into(), ImageFormat::WebP);
    vec![("JPEG", jpeg(100, 50)), ("PNG", png(100, 50)), ("WebP", webp)]
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(halves(width, height).into(), ImageFormat::Jpeg)
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(halves(width, height).into(), ImageFormat::Png)
}

fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) }
    })
}

pub fn encoded(image: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A TIFF block with an orientation and a GPS entry that holds the mark.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut block = b"MM\0\x2A\0\0\0\x08\0\x02".to_vec();
    block.extend(b"\x01\x12\0\x03\0\0\0\x01");
    block.extend(orientation.to_be_bytes());
    block.extend(b"\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0"); // GPS block at 38
    block.extend(b"\0\x01\0\x1D\0\x02\0\0\0\x1E\0\0\0\x3B\0\0\0\0GPS");
    block.extend(MARK);
    block
}

pub fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    with_segment(jpeg, 0xE1, &[b"Exif\0\0", &exif(orientation)[..]].concat())
}

/// A JPEG with one more segment right after its start.
pub fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, body, &jpeg[2..]].concat()
}

/// A PNG with one more chunk right after its header.
pub fn with_png_chunk(png: &[u8], kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    const HEADER_ENDS: usize = 8 + 12 + 13;
    [&png[..HEADER_ENDS], &png_chunk(kind, body), &png[HEADER_ENDS..]].concat()
}

fn png_chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let summed = [&kind[..], body].concat();
    [&length[..], &summed, &crc32(&summed).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 * (sum & 1)))
    })
}

/// A PNG that is a header only.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = png_chunk(b"IHDR", &[&sizes[..], &[8, 6, 0, 0, 0]].concat());
    [b"\x89PNG\r\n\x1A\n", &header[..]].concat()
}

/// A JPEG that is a frame header only.
pub fn jpeg_header(width: u16, height: u16) -> Vec<u8> {
    let sizes = [height.to_be_bytes(), width.to_be_bytes()].concat();
    [b"\xFF\xD8\xFF\xC0\0\x0B\x08", &sizes[..], b"\x01\x01\x11\0\xFF\xD9"].concat()
}

/// A WebP that is an outer header only.
pub fn webp_canvas(width: u32, height: u32) -> Vec<u8> {
    riff(&[(b"VP8X", &canvas(0, width, height))])
}

/// The outer header of an extended WebP.
pub fn canvas(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let [w, h] = [width - 1, height - 1].map(u32::to_le_bytes);
    vec![flags, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2]]
}

/// A good WebP with one more chunk, announced in its outer header.
pub fn webp_with(fourcc: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let plain = encoded(halves(100, 50).into(), ImageFormat::WebP);
    assert_eq!(&plain[12..16], b"VP8L", "the encoder writes the plain form");
    let length = u32::from_le_bytes([plain[16], plain[17], plain[18], plain[19]]) as usize;
    let flags = match fourcc {
        b"EXIF" => 0b1000,
        b"XMP " => 0b0100,
        _ => 0,
    };
    let picture = &plain[20..20 + length];
    riff(&[(b"VP8X", &canvas(flags, 100, 50)), (b"VP8L", picture), (fourcc, body)])
}

/// A WebP file of these chunks.
pub fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (fourcc, content) in chunks {
        body.extend(*fourcc);
        body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        body.extend(*content);
        body.resize(body.len() + content.len() % 2, 0);
    }
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF", &length[..], &body].concat()
}
