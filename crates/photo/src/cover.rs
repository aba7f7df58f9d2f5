//! Covering parts of a photo (遮挡): each rectangle becomes a few flat patches of its mean colours.
//!
//! Not a blur: a blurred number plate can be read again by whoever blurs all plates alike and
//! compares. Nine patches hold nothing to compare. What is *not* here: which parts, and who says so.
use crate::header::{self, Kind};
use crate::{JPEG_QUALITY, Limits, Photo, Refused, decode};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use std::panic::catch_unwind;

/// A rectangle of a photo, in hundredths of its width and height (遮挡区域).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub left: u8,
    pub top: u8,
    pub width: u8,
    pub height: u8,
}

/// So many patches a rectangle has along each side.
const PATCHES: u32 = 3;

/// Draws a photo of ours anew with these parts covered. It is ours, so its size is bounded already.
pub fn cover(jpeg: &[u8], areas: &[Area], limits: &Limits) -> Result<Photo, Refused> {
    let kind = header::judge(jpeg, limits.max_pixels)?;
    if kind != Kind::Jpeg {
        return Err(Refused::Broken);
    }
    catch_unwind(|| painted(jpeg, areas, limits)).unwrap_or(Err(Refused::Broken))
}

fn painted(jpeg: &[u8], areas: &[Area], limits: &Limits) -> Result<Photo, Refused> {
    let (image, _) = decode(jpeg, Kind::Jpeg, limits)?;
    let mut image = image.into_rgb8();
    for area in areas {
        patch(&mut image, *area);
    }
    let mut drawn = Vec::new();
    JpegEncoder::new_with_quality(&mut drawn, JPEG_QUALITY)
        .encode_image(&image)
        .map_err(|_| Refused::Broken)?;
    Ok(Photo { jpeg: drawn, width: image.width(), height: image.height() })
}

fn patch(image: &mut RgbImage, area: Area) {
    let (width, height) = image.dimensions();
    let columns = edges(area.left, area.width, width);
    let rows = edges(area.top, area.height, height);
    for x in columns.windows(2) {
        for y in rows.windows(2) {
            flatten(image, (x[0], x[1]), (y[0], y[1]));
        }
    }
}

/// Where patches begin and end along one side, in pixels; rounded outwards, never to nothing.
fn edges(from: u8, size: u8, pixels: u32) -> Vec<u32> {
    let at = |hundredths: u64| u64::from(pixels) * hundredths;
    let begin = (at(u64::from(from)) / 100) as u32; // at most `pixels`
    let end = (at(u64::from(from) + u64::from(size)).div_ceil(100)).min(u64::from(pixels)) as u32;
    let length = end.saturating_sub(begin);
    (0..=PATCHES).map(|step| begin + length * step / PATCHES).collect()
}

/// Gives every pixel between the edges their mean colour.
fn flatten(image: &mut RgbImage, (left, right): (u32, u32), (top, bottom): (u32, u32)) {
    let count = u64::from(right - left) * u64::from(bottom - top);
    if count == 0 {
        return;
    }
    let mut sums = [0u64; 3];
    for y in top..bottom {
        for x in left..right {
            let pixel = image.get_pixel(x, y).0;
            sums.iter_mut().zip(pixel).for_each(|(sum, channel)| *sum += u64::from(channel));
        }
    }
    let mean = sums.map(|sum| (sum / count) as u8); // a mean of bytes is a byte
    for y in top..bottom {
        for x in left..right {
            image.get_pixel_mut(x, y).0 = mean;
        }
    }
}
