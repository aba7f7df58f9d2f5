//! Photos (照片): the one gate through which an image comes into the house.
//!
//! Whatever is sent leaves as a fresh JPEG of modest size: pixels only. Camera, place and time of
//! the shot, comments, thumbnails and colour profiles stay outside, because nothing of the file is
//! kept but what it looks like. What it is, and how large, is read from its first bytes before a
//! decoder sees it, so a small file cannot ask for a large memory.
//!
//! What is *not* here: numbers (policy `privacy.photo`, given by the caller), files, rows, HTTP.
//! Decoding takes up to a second and some ten bytes a pixel: callers keep it off the threads that
//! answer, and do few at a time.
mod cover;
mod header;

pub use cover::{Area, cover};

use header::Kind;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, RgbaImage};
use std::io::Cursor;
use std::panic::catch_unwind;

/// A photo that may be kept (照片): JPEG without any metadata, upright.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// How much is taken in (照片限额): policy `privacy.photo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file.
    pub max_bytes: u64,
    /// The largest image, before it is shrunk.
    pub max_pixels: u64,
    /// The longer side of what is kept.
    pub edge: u32,
}

/// Why an upload is no photo for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the file is empty")]
    Empty,
    #[error("the file has more than {max} bytes")]
    TooManyBytes { max: u64 },
    #[error("the file is neither JPEG nor PNG nor WebP")]
    NotAPhoto,
    #[error("the image has more than {max} pixels")]
    TooManyPixels { max: u64 },
    #[error("the image is damaged or cut short")]
    Broken,
}

impl Refused {
    /// The word by which pages and the API know it.
    pub fn code(self) -> &'static str {
        match self {
            Refused::Empty => "empty",
            Refused::TooManyBytes { .. } => "too_many_bytes",
            Refused::NotAPhoto => "not_a_photo",
            Refused::TooManyPixels { .. } => "too_many_pixels",
            Refused::Broken => "broken",
        }
    }
}

/// At 80 a house number stays readable and a photo of 1,600 pixels has about 300 kB.
const JPEG_QUALITY: u8 = 80;
/// Memory is set aside for eight bits in each of four channels; a deeper image may have fewer pixels.
const PIXEL_BYTES: u64 = 4;
/// Rows, tables and text chunks of a decoder, beside the pixels.
const DECODER_BYTES: u64 = 32 * 1024 * 1024;
/// Below 16 pixels there is nothing to see; JPEG counts a side in sixteen bits.
const EDGE: (u32, u32) = (16, 65_535);

/// Takes in an upload (收图): judged by its content, never by its name.
pub fn intake(bytes: &[u8], limits: &Limits) -> Result<Photo, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Refused::TooManyBytes { max: limits.max_bytes });
    }
    let kind = header::judge(bytes, limits.max_pixels)?;
    // Decoders are other people's code on a stranger's bytes. Should one fail by a panic, the
    // sender hears that the image is damaged, as for any other damage.
    catch_unwind(|| redraw(bytes, kind, limits)).unwrap_or(Err(Refused::Broken))
}

fn redraw(bytes: &[u8], kind: Kind, limits: &Limits) -> Result<Photo, Refused> {
    let (image, orientation) = decode(bytes, kind, limits)?;
    let mut image = shrink(flatten(image), limits.edge.clamp(EDGE.0, EDGE.1));
    // Turned last: a side is as long after a turn, and the small image turns faster.
    image.apply_orientation(orientation);
    let rgb = image.into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .encode_image(&rgb)
        .map_err(|_| Refused::Broken)?;
    Ok(Photo { jpeg, width: rgb.width(), height: rgb.height() })
}

fn decode(
    bytes: &[u8],
    kind: Kind,
    limits: &Limits,
) -> Result<(DynamicImage, Orientation), Refused> {
    let broken = |_| Refused::Broken;
    let pixel_bytes = limits.max_pixels.saturating_mul(PIXEL_BYTES);
    let mut bounds = image::Limits::no_limits();
    bounds.max_alloc = Some(pixel_bytes.saturating_add(DECODER_BYTES));
    let from = Cursor::new(bytes);
    let mut decoder: Box<dyn ImageDecoder + '_> = match kind {
        Kind::Jpeg => Box::new(JpegDecoder::new(from).map_err(broken)?),
        Kind::Png => Box::new(PngDecoder::with_limits(from, bounds.clone()).map_err(broken)?),
        Kind::Webp => Box::new(WebPDecoder::new(from).map_err(broken)?),
    };
    // Asked again of the decoder: two readers of one header may disagree, and only it knows the depth.
    let (width, height) = decoder.dimensions();
    let depth_bytes = u64::from(decoder.color_type().bytes_per_pixel());
    let max_pixels = limits.max_pixels.min(pixel_bytes / depth_bytes);
    header::check_pixels(width, height, max_pixels)?;
    bounds.reserve(decoder.total_bytes()).map_err(broken)?;
    decoder.set_limits(bounds).map_err(broken)?;
    // A photo with a damaged tag is still a photo; it is then shown as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(broken)?, orientation))
}

/// JPEG knows no transparency: what shines through is paper, so it becomes white.
fn flatten(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let mut rgba: RgbaImage = image.into_rgba8();
    for pixel in rgba.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let on_white = |channel: u8| {
            let mixed = u32::from(channel) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            (mixed / 255) as u8 // a mean of two bytes is a byte
        };
        pixel.0 = [on_white(red), on_white(green), on_white(blue), u8::MAX];
    }
    DynamicImage::ImageRgba8(rgba)
}

/// Averages whole blocks: as good for a photo as a finer filter, and many times faster.
fn shrink(image: DynamicImage, edge: u32) -> DynamicImage {
    if image.width().max(image.height()) <= edge {
        return image;
    }
    // Eight bits first, so that the sums of a block stay small.
    let image = match image {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => image,
        DynamicImage::ImageRgba8(_) => image,
        deep => DynamicImage::ImageRgb8(deep.into_rgb8()),
    };
    image.thumbnail(edge, edge)
}
