//! What is covered cannot be seen, and nothing else changes much.
use image::{ImageFormat, Rgb, RgbImage};
use photo::{Area, Limits, Photo, Refused, cover, intake};
use std::io::Cursor;

const LIMITS: Limits = Limits { max_bytes: 4_000_000, max_pixels: 1_000_000, edge: 400 };

/// A photo of black and white squares of ten pixels: every part has edges to be seen.
fn squares(width: u32, height: u32) -> Photo {
    let drawn = RgbImage::from_fn(width, height, |x, y| {
        if (x / 10 + y / 10).is_multiple_of(2) { Rgb([0, 0, 0]) } else { Rgb([255, 255, 255]) }
    });
    let mut bytes = Vec::new();
    drawn.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    intake(&bytes, &LIMITS).unwrap()
}

fn pixels(photo: &Photo) -> RgbImage {
    image::load_from_memory(&photo.jpeg).unwrap().into_rgb8()
}

/// The largest difference between neighbours within a part of the image.
fn contrast(image: &RgbImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> u8 {
    let mut most = 0;
    for y in y {
        for x in x.clone().skip(1) {
            let [here, before] = [x, x - 1].map(|x| image.get_pixel(x, y).0[0]);
            most = most.max(here.abs_diff(before));
        }
    }
    most
}

#[test]
fn a_covered_part_shows_nothing_and_the_rest_stays() {
    let photo = squares(400, 200);
    let area = Area { left: 25, top: 20, width: 50, height: 60 };
    let covered = cover(&photo.jpeg, &[area], &LIMITS).unwrap();
    assert_eq!((covered.width, covered.height), (photo.width, photo.height));
    let [before, after] = [&photo, &covered].map(pixels);
    assert!(contrast(&before, 110..290, 48..152) > 200, "the control: there was something to see");
    assert!(contrast(&after, 110..290, 48..152) < 40, "{}", contrast(&after, 110..290, 48..152));
    assert!(contrast(&after, 0..90, 0..200) > 200, "beside it nothing is lost");
    assert!(contrast(&after, 310..400, 0..200) > 200);
}

#[test]
fn an_area_at_the_edge_or_of_a_pixel_is_covered_whole() {
    for (width, height) in [(400, 200), (17, 31), (1, 1)] {
        let photo = squares(width, height);
        for area in [
            Area { left: 0, top: 0, width: 100, height: 100 },
            Area { left: 99, top: 99, width: 1, height: 1 },
            Area { left: 0, top: 0, width: 1, height: 1 },
        ] {
            let covered = cover(&photo.jpeg, &[area; 20], &LIMITS).unwrap();
            assert_eq!((covered.width, covered.height), (width, height), "{area:?}");
        }
    }
    let whole = Area { left: 0, top: 0, width: 100, height: 100 };
    let covered = cover(&squares(400, 200).jpeg, &[whole], &LIMITS).unwrap();
    assert!(contrast(&pixels(&covered), 0..400, 0..200) < 40);
}

#[test]
fn what_is_no_photo_of_ours_is_refused() {
    let photo = squares(40, 20);
    for (bytes, expected) in [
        (&b"GIF89a"[..], Refused::NotAPhoto),
        (&photo.jpeg[..photo.jpeg.len() / 2], Refused::Broken),
        (&[][..], Refused::NotAPhoto),
    ] {
        assert_eq!(cover(bytes, &[], &LIMITS), Err(expected));
    }
    let small = Limits { max_pixels: 100, ..LIMITS };
    assert_eq!(cover(&photo.jpeg, &[], &small), Err(Refused::TooManyPixels { max: 100 }));
}
