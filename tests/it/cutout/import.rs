//! What a person may choose as a picture, and what is said to everything else.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbaImage};
use parfait::studio::picture::{Picture, PictureError, WORKING};

fn scene(w: u32, h: u32) -> RgbaImage {
    // Red at the top left, green at the top right, blue below.
    RgbaImage::from_fn(w, h, |x, y| {
        image::Rgba(match (x < w / 2, y < h / 2) {
            (true, true) => [220, 30, 30, 255],
            (false, true) => [30, 200, 30, 255],
            _ => [30, 30, 220, 255],
        })
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn jpeg(w: u32, h: u32) -> Vec<u8> {
    encoded(
        &DynamicImage::ImageRgba8(scene(w, h)).into_rgb8().into(),
        ImageFormat::Jpeg,
    )
}

/// The same JPEG with an EXIF block that says how to turn it.
fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut file = jpeg[..2].to_vec();
    file.extend([0xFF, 0xE1, 0, tiff.len() as u8 + 2]);
    file.extend(tiff);
    file.extend(&jpeg[2..]);
    file
}

fn refused(bytes: &[u8]) -> PictureError {
    let error = Picture::import(bytes).unwrap_err();
    let told = error.to_string();
    assert!(told.ends_with('.') && told.contains(". "), "{told}");
    error
}

#[test]
fn png_jpeg_and_webp_of_every_depth_are_taken_in() {
    let full = DynamicImage::ImageRgba8(scene(320, 260));
    let kinds = [
        full.clone(),
        full.to_rgb8().into(),
        full.to_rgb16().into(),
        full.to_rgba16().into(),
        full.to_luma8().into(),
        full.to_luma_alpha16().into(),
    ];
    for kind in &kinds {
        let picture = Picture::import(&encoded(kind, ImageFormat::Png)).unwrap();
        assert_eq!((picture.width(), picture.height()), (320, 260));
        assert_eq!(picture.at(10, 10), kind.to_rgba8().get_pixel(10, 10).0);
    }
    let webp = Picture::import(&encoded(&full, ImageFormat::WebP)).unwrap();
    assert_eq!(webp.at(300, 10), [30, 200, 30, 255]);
    let cmyk = include_bytes!("../../packshots/cmyk.jpg");
    let [r, g, b, a] = Picture::import(cmyk).unwrap().at(100, 100);
    assert!(
        r > 180 && g < 90 && (60..160).contains(&b) && a == 255,
        "{r} {g} {b}"
    );
}

#[test]
fn a_palette_picture_keeps_its_colours() {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 256, 200);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette(vec![250, 240, 230, 40, 50, 60]);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0x0F; 32 * 200]).unwrap();
    writer.finish().unwrap();
    let picture = Picture::import(&file).unwrap();
    assert_eq!(picture.at(0, 0), [250, 240, 230, 255]);
    assert_eq!(picture.at(5, 0), [40, 50, 60, 255]);
}

#[test]
fn pictures_are_turned_upright() {
    let flat = jpeg(320, 240);
    let near = |p: [u8; 4], q: [u8; 3]| p.iter().zip(q).all(|(a, b)| a.abs_diff(b) < 25);
    let (red, green) = ([220, 30, 30], [30, 200, 30]);
    // Where red and green come to lie, by orientation: (x, y) in fifths of the upright picture.
    let places = [
        (1, (1, 1), (4, 1)),
        (2, (4, 1), (1, 1)),
        (3, (4, 4), (1, 4)),
        (4, (1, 4), (4, 4)),
        (5, (1, 1), (1, 4)),
        (6, (4, 1), (4, 4)),
        (7, (4, 4), (4, 1)),
        (8, (1, 4), (1, 1)),
    ];
    for (orientation, at_red, at_green) in places {
        let picture = Picture::import(&turned(&flat, orientation)).unwrap();
        let upright = orientation > 4;
        assert_eq!(picture.width() < picture.height(), upright, "{orientation}");
        let at = |(x, y): (u32, u32)| picture.at(picture.width() * x / 5, picture.height() * y / 5);
        assert!(
            near(at(at_red), red) && near(at(at_green), green),
            "{orientation}"
        );
    }
}

#[test]
fn a_large_picture_is_scaled_to_the_working_size() {
    let picture = Picture::import(&jpeg(2600, 1300)).unwrap();
    assert_eq!((picture.width(), picture.height()), (WORKING, WORKING / 2));
    assert!(picture.at(100, 100)[0] > 200);
}

#[test]
fn what_is_no_picture_gets_a_sentence_of_its_own() {
    let cases: [(&[u8], PictureError); 12] = [
        (b"", PictureError::Empty),
        (b"Dear marketer, see the picture below.", PictureError::Text),
        (
            b"<?xml version=\"1.0\"?><svg xmlns=\"x\"/>",
            PictureError::Format("an SVG drawing"),
        ),
        (b"GIF89a\x01\0\x01\0", PictureError::Format("a GIF")),
        (
            b"II*\0\x08\0\0\0",
            PictureError::Format("a TIFF or camera raw file"),
        ),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0",
            PictureError::Format("a HEIC"),
        ),
        (
            b"\0\0\0\x18ftypavif\0\0\0\0",
            PictureError::Format("an AVIF"),
        ),
        (
            b"\0\0\0\x18ftypisom\0\0\0\0",
            PictureError::Format("a video"),
        ),
        (b"%PDF-1.7\n", PictureError::Format("a PDF")),
        (b"8BPS\0\x01", PictureError::Format("a Photoshop document")),
        (b"\x01\x02\x03\xFE\xFF\x80", PictureError::Unknown),
        (b"\xFF\xD8\xFF\xE0", PictureError::CutOff),
    ];
    for (bytes, wanted) in cases {
        assert_eq!(refused(bytes), wanted);
    }
    let dot = encoded(&DynamicImage::ImageRgba8(scene(1, 1)), ImageFormat::Png);
    assert_eq!(
        refused(&dot),
        PictureError::TooSmall {
            width: 1,
            height: 1
        }
    );
}

#[test]
fn a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded() {
    for (w, h) in [
        (20_000u32, 20_000u32),
        (20_000, 4),
        (60_000, 60_000),
        (9_000, 8_000),
    ] {
        let mut file = encoded(&DynamicImage::ImageRgba8(scene(64, 64)), ImageFormat::Png);
        file[16..20].copy_from_slice(&w.to_be_bytes());
        file[20..24].copy_from_slice(&h.to_be_bytes());
        let sum = crc(&file[12..29]);
        file[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(
            refused(&file),
            PictureError::TooLarge {
                width: w,
                height: h
            }
        );
    }
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}

#[test]
fn a_file_that_is_cut_anywhere_is_refused_and_a_garbled_one_never_panics() {
    let picture = DynamicImage::ImageRgba8(scene(220, 60));
    let files = [
        encoded(&picture, ImageFormat::Png),
        turned(&jpeg(220, 60), 6),
        encoded(&picture, ImageFormat::WebP),
    ];
    for file in &files {
        assert!(Picture::import(file).is_ok());
        for end in (0..file.len()).step_by(1 + file.len() / 150) {
            assert!(
                Picture::import(&file[..end]).is_err(),
                "{end} of {}",
                file.len()
            );
        }
        let half = refused(&file[..file.len() / 2]);
        assert_eq!(half, PictureError::CutOff);
        for at in (0..file.len()).step_by(1 + file.len() / 250) {
            for flip in [0x01, 0x80, 0x5A, 0xFF] {
                let mut bad = file.clone();
                bad[at] ^= flip;
                Picture::import(&bad).ok();
            }
        }
    }
}
