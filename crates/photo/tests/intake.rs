//! What comes through the gate, and what does not.
mod samples;

use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use photo::{Limits, Photo, Refused, intake};
use proptest::prelude::*;
use samples::*;

const LIMITS: Limits = Limits { max_bytes: 200_000, max_pixels: 1_000_000, edge: 64 };

#[test]
fn each_kind_comes_in_and_leaves_as_a_jpeg_within_the_edge() {
    for (name, bytes) in kinds() {
        let Photo { jpeg, width, height } = intake(&bytes, &LIMITS).expect(name);
        assert_eq!((width, height), (64, 32), "{name}");
        assert_eq!(image::guess_format(&jpeg).ok(), Some(ImageFormat::Jpeg), "{name}");
        let seen = image::load_from_memory(&jpeg).unwrap().into_rgb8();
        assert_eq!(seen.dimensions(), (64, 32), "{name}");
        let (left, right) = (seen.get_pixel(8, 16), seen.get_pixel(56, 16));
        assert!(left[0] > 200 && left[2] < 60, "{name}: left is red, got {left:?}");
        assert!(right[2] > 200 && right[0] < 60, "{name}: right is blue, got {right:?}");
    }
}

#[test]
fn a_small_photo_is_not_blown_up() {
    let photo = intake(&jpeg(20, 10), &LIMITS).unwrap();
    assert_eq!((photo.width, photo.height), (20, 10));
}

#[test]
fn a_narrow_photo_keeps_at_least_one_pixel() {
    let photo = intake(&jpeg(3000, 2), &LIMITS).unwrap();
    assert_eq!((photo.width, photo.height), (64, 1));
}

#[test]
fn no_metadata_survives() {
    for (name, bytes) in [
        ("JPEG with EXIF", with_exif(&jpeg(100, 50), 1)),
        ("JPEG with a comment", with_segment(&jpeg(100, 50), 0xFE, MARK)),
        (
            "JPEG with a profile",
            with_segment(&jpeg(100, 50), 0xE2, &[b"ICC_PROFILE\0\x01\x01", MARK].concat()),
        ),
        ("JPEG with a tail", [&jpeg(100, 50)[..], MARK].concat()),
        ("PNG with text", with_png_chunk(&png(100, 50), b"tEXt", &[b"Comment\0", MARK].concat())),
        ("PNG with EXIF", with_png_chunk(&png(100, 50), b"eXIf", &exif(1))),
        ("WebP with EXIF", webp_with(b"EXIF", &exif(1))),
        ("WebP with XMP", webp_with(b"XMP ", MARK)),
    ] {
        assert!(holds(&bytes, MARK), "{name}: the sample holds the mark");
        let photo = intake(&bytes, &LIMITS).expect(name);
        for part in [MARK, b"Exif", b"GPS", b"ICC_PROFILE"] {
            assert!(!holds(&photo.jpeg, part), "{name}: {:?}", String::from_utf8_lossy(part));
        }
    }
}

#[test]
fn a_photo_taken_sideways_is_turned_upright() {
    // Red was on the left; turned clockwise by a quarter it is on top.
    for (name, bytes) in [
        ("JPEG", with_exif(&jpeg(100, 50), 6)),
        ("PNG", with_png_chunk(&png(100, 50), b"eXIf", &exif(6))),
        ("WebP", webp_with(b"EXIF", &exif(6))),
    ] {
        let photo = intake(&bytes, &LIMITS).expect(name);
        assert_eq!((photo.width, photo.height), (32, 64), "{name}");
        let seen = image::load_from_memory(&photo.jpeg).unwrap().into_rgb8();
        let (top, bottom) = (seen.get_pixel(16, 8), seen.get_pixel(16, 56));
        assert!(top[0] > 200 && bottom[2] > 200, "{name}: {top:?} over {bottom:?}");
    }
}

#[test]
fn what_is_transparent_becomes_white() {
    let mut image = RgbaImage::from_pixel(40, 20, Rgba([0, 0, 0, 0]));
    for x in 20..40 {
        (0..20).for_each(|y| image.put_pixel(x, y, Rgba([0, 0, 0, 255])));
    }
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let photo = intake(&encoded(image.clone().into(), format), &LIMITS).unwrap();
        let seen = image::load_from_memory(&photo.jpeg).unwrap().into_rgb8();
        assert!(seen.get_pixel(5, 10)[0] > 240, "{format:?}");
        assert!(seen.get_pixel(35, 10)[0] < 15, "{format:?}");
    }
}

#[test]
fn grey_and_deep_images_come_in() {
    let grey = image::GrayImage::from_pixel(100, 50, image::Luma([128]));
    let deep = image::ImageBuffer::from_pixel(100, 50, Rgba([u16::MAX, 0, 0, u16::MAX]));
    for bytes in [
        encoded(grey.clone().into(), ImageFormat::Jpeg),
        encoded(grey.into(), ImageFormat::Png),
        encoded(image::DynamicImage::ImageRgba16(deep), ImageFormat::Png),
    ] {
        assert_eq!(intake(&bytes, &LIMITS).map(|photo| photo.width), Ok(64));
    }
}

#[test]
fn what_is_no_photo_is_refused_by_its_content() {
    let gif =
        b"GIF89a\x01\0\x01\0\x80\0\0\xFF\xFF\xFF\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    for bytes in [
        &b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"[..],
        b"<!doctype html><script>alert(1)</script>",
        gif,
        b"%PDF-1.7",
        b"BM\x36\0\0\0",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\xFF\xD8",
        b"a",
        &[0; 1000],
    ] {
        assert_eq!(
            intake(bytes, &LIMITS),
            Err(Refused::NotAPhoto),
            "{:?}",
            &bytes[..bytes.len().min(8)]
        );
    }
    assert_eq!(intake(b"", &LIMITS), Err(Refused::Empty));
}

#[test]
fn moving_pictures_are_no_photos() {
    for fourcc in [b"ANIM", b"ANMF"] {
        assert_eq!(intake(&webp_with(fourcc, &[0; 32]), &LIMITS), Err(Refused::NotAPhoto));
    }
}

#[test]
fn a_file_too_large_is_refused_before_it_is_looked_at() {
    let limits = Limits { max_bytes: 10, ..LIMITS };
    assert_eq!(intake(&[0; 11], &limits), Err(Refused::TooManyBytes { max: 10 }));
    assert_eq!(intake(&[0; 10], &limits), Err(Refused::NotAPhoto));
}

#[test]
fn the_last_pixel_allowed_comes_in_and_the_next_does_not() {
    let limits = Limits { max_pixels: 100 * 50, ..LIMITS };
    for (name, bytes) in kinds() {
        assert!(intake(&bytes, &limits).is_ok(), "{name}");
        let fewer = Limits { max_pixels: 100 * 50 - 1, ..LIMITS };
        let refused = Refused::TooManyPixels { max: 100 * 50 - 1 };
        assert_eq!(intake(&bytes, &fewer), Err(refused), "{name}");
    }
}

#[test]
fn a_deeper_image_may_have_fewer_pixels_so_memory_is_bounded() {
    let deep = image::ImageBuffer::from_pixel(100, 50, Rgba([u16::MAX; 4]));
    let bytes = encoded(image::DynamicImage::ImageRgba16(deep), ImageFormat::Png);
    let limits = Limits { max_pixels: 100 * 50, ..LIMITS };
    assert_eq!(intake(&bytes, &limits), Err(Refused::TooManyPixels { max: 100 * 50 / 2 }));
    assert!(intake(&bytes, &Limits { max_pixels: 2 * 100 * 50, ..LIMITS }).is_ok());
}

#[test]
fn a_header_that_claims_a_huge_image_is_refused_without_decoding() {
    // Nothing but headers: had a decoder begun, it would have found the image broken instead.
    let refused = Err(Refused::TooManyPixels { max: LIMITS.max_pixels });
    assert_eq!(intake(&png_header(60_000, 60_000), &LIMITS), refused);
    assert_eq!(intake(&png_header(u32::MAX, u32::MAX), &LIMITS), refused);
    assert_eq!(intake(&jpeg_header(60_000, 60_000), &LIMITS), refused);
    assert_eq!(intake(&webp_canvas(16_000_000, 16_000_000), &LIMITS), refused);
}

#[test]
fn a_webp_that_claims_little_outside_and_much_inside_is_refused() {
    let lossy = [&[0, 0, 0, 0x9D, 0x01, 0x2A][..], &[0xFF, 0x3F, 0xFF, 0x3F], &[0; 20]].concat();
    let lossless = [&[0x2F, 0xFF, 0xFF, 0xFF, 0x0F][..], &[0; 20]].concat();
    for (fourcc, body) in [(b"VP8 ", &lossy), (b"VP8L", &lossless)] {
        let bytes = riff(&[(b"VP8X", &canvas(0, 10, 10)), (fourcc, body)]);
        let refused = Err(Refused::TooManyPixels { max: LIMITS.max_pixels });
        assert_eq!(intake(&bytes, &LIMITS), refused, "{}", String::from_utf8_lossy(fourcc));
    }
}

#[test]
fn an_image_without_pixels_is_broken() {
    for bytes in [png_header(0, 10), png_header(10, 0), jpeg_header(0, 10), jpeg_header(10, 0)] {
        assert_eq!(intake(&bytes, &LIMITS), Err(Refused::Broken));
    }
}

#[test]
fn a_photo_cut_short_is_refused_wherever_it_is_cut() {
    for (name, bytes) in kinds() {
        let whole = bytes.len() - if name == "PNG" { 12 } else { 0 }; // the pixels end before IEND
        for length in (1..whole).step_by(7).chain([whole - 1]) {
            let refused = intake(&bytes[..length], &LIMITS).expect_err(name);
            let expected = matches!(refused, Refused::Broken | Refused::NotAPhoto);
            assert!(expected, "{name} cut to {length}: {refused:?}");
        }
    }
}

#[test]
fn every_refusal_has_its_own_word() {
    let all = [
        Refused::Empty,
        Refused::TooManyBytes { max: 1 },
        Refused::NotAPhoto,
        Refused::TooManyPixels { max: 1 },
        Refused::Broken,
    ];
    let words: std::collections::BTreeSet<_> = all.iter().map(|refused| refused.code()).collect();
    assert_eq!(words.len(), all.len());
}

#[test]
fn a_policy_with_a_foolish_edge_does_no_harm() {
    for edge in [0, 1, u32::MAX] {
        assert!(intake(&jpeg(100, 50), &Limits { edge, ..LIMITS }).is_ok(), "edge {edge}");
    }
}

/// Any bytes, behind the first bytes of each kind so that they get past the door.
fn any_upload() -> impl Strategy<Value = Vec<u8>> {
    let starts: [&[u8]; 5] = [
        b"",
        b"\xFF\xD8\xFF",
        b"\x89PNG\r\n\x1A\n",
        b"RIFF\x20\0\0\0WEBP",
        b"RIFF\x20\0\0\0WEBPVP8X",
    ];
    let start = prop::sample::select(starts.to_vec());
    let rest = prop::collection::vec(any::<u8>(), 0..600);
    (start, rest).prop_map(|(start, rest)| [start, &rest].concat())
}

/// A good photo with some bytes changed.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let photos: Vec<Vec<u8>> = kinds().into_iter().map(|(_, bytes)| bytes).collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8);
    (prop::sample::select(photos), changes).prop_map(|(mut bytes, changes)| {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

fn is_orderly(bytes: &[u8]) {
    if let Ok(photo) = intake(bytes, &LIMITS) {
        assert!(photo.width.max(photo.height) <= LIMITS.edge);
        let seen: RgbImage = image::load_from_memory(&photo.jpeg).unwrap().into_rgb8();
        assert_eq!(seen.dimensions(), (photo.width, photo.height));
        let _: &Rgb<u8> = seen.get_pixel(0, 0);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_gate_fall(bytes in any_upload()) {
        is_orderly(&bytes);
    }

    #[test]
    fn no_damage_makes_the_gate_fall(bytes in damaged()) {
        is_orderly(&bytes);
    }
}
