//! A style in motion, small: one sheet of pictures that are a loop, painted by the very code that makes the ads.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use sha2::{Digest, Sha256};

use crate::base::hex::hex;
use crate::model::catalog::sheet::{COLUMNS, FRAMES, HEIGHT, ROWS, WIDTH};

use super::compose::{Palette, backdrop};
use super::paint::canvas::Canvas;
use super::paint::isa::Isa;
use super::styles::Style;

/// The finished picture that is painted small.
const SIZE: (u32, u32) = (1080, 1350);
/// Pixels of the finished picture per pixel of the sheet.
const STEP: u32 = SIZE.0 / WIDTH;
/// Quiet gradients stay whole, and a sheet stays below 300 KB.
const QUALITY: u8 = 88;
/// To be raised whenever painting changes, so that no old sheet is taken for a new one.
const VERSION: u32 = 2;
/// Below this mean light of its ground a style is a dark one.
const DARK: f32 = 0.22;

/// Names the sheet of a style in these colours: the same only where every pixel is the same.
pub fn key(style: &Style, palette: &[String]) -> String {
    let told = format!(
        "{VERSION} {} {style:?} {palette:?}",
        env!("CARGO_PKG_VERSION")
    );
    let mut short = hex(&Sha256::digest(told.as_bytes()));
    short.truncate(20);
    format!("{}-{short}", style.id)
}

/// Whether the style is a dark picture in these colours.
pub fn is_dark(style: &Style, palette: &Palette) -> bool {
    let ground: f32 = style
        .backdrop
        .iter()
        .map(|tone| palette.tone(*tone).luminance())
        .sum();
    ground / 3.0 < DARK
}

/// The sheet as a JPEG file.
///
/// # Errors
/// When the encoder fails.
pub fn sheet(style: &Style, palette: &Palette) -> Result<Vec<u8>, image::ImageError> {
    let motif = backdrop(style, palette, SIZE);
    let isa = Isa::detect();
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    let stride = width * COLUMNS as usize * 3;
    let mut pixels = vec![0_u8; stride * height * ROWS as usize];
    for frame in 0..FRAMES {
        let mut canvas = Canvas::coarse(SIZE, STEP);
        motif.paint(isa, &mut canvas.brush(), frame as f32 / FRAMES as f32);
        let picture = canvas.to_rgb8(isa);
        let (column, row) = ((frame % COLUMNS) as usize, (frame / COLUMNS) as usize);
        let lines = pixels.chunks_exact_mut(stride).skip(row * height);
        for (line, own) in lines.zip(picture.chunks_exact(width * 3)) {
            let place = line.chunks_exact_mut(width * 3).nth(column);
            place
                .into_iter()
                .for_each(|place| place.copy_from_slice(own));
        }
    }
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY).write_image(
        &pixels,
        WIDTH * COLUMNS,
        HEIGHT * ROWS,
        ExtendedColorType::Rgb8,
    )?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::styles;

    fn colours() -> Vec<String> {
        ["#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn a_sheet_is_a_small_picture_of_all_moments() {
        assert_eq!((SIZE.0 / STEP, SIZE.1 / STEP), (WIDTH, HEIGHT));
        let style = styles::by_id("sty_slow_honey").unwrap();
        let file = sheet(style, &Palette::from_hex(&colours())).unwrap();
        assert!(file.len() < 300 << 10, "{} bytes", file.len());
        let picture = image::load_from_memory(&file).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (WIDTH * COLUMNS, HEIGHT * ROWS));
        let moment = |frame: u32| {
            let (x, y) = (frame % COLUMNS * WIDTH, frame / COLUMNS * HEIGHT);
            image::imageops::crop_imm(&picture, x, y, WIDTH, HEIGHT).to_image()
        };
        let apart = |a: u32, b: u32| -> u64 {
            let (a, b) = (moment(a), moment(b));
            a.iter()
                .zip(b.iter())
                .map(|(a, b)| u64::from(a.abs_diff(*b)))
                .sum()
        };
        assert!(apart(0, FRAMES / 2) > 0, "nothing moves");
        assert!(
            apart(FRAMES - 1, 0) < 3 * apart(0, 1).max(apart(1, 2)),
            "the loop jumps"
        );
    }

    #[test]
    fn another_palette_or_style_has_another_key() {
        let [a, b] = [&styles::catalogue()[0], &styles::catalogue()[1]];
        assert_eq!(key(a, &colours()), key(a, &colours()));
        assert_ne!(key(a, &colours()), key(b, &colours()));
        assert_ne!(key(a, &colours()), key(a, &[]));
        let mut changed = a.clone();
        changed.glow += 0.1;
        assert_ne!(key(a, &colours()), key(&changed, &colours()));
        assert!(
            key(a, &[])
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
        );
    }

    #[test]
    fn night_is_dark_and_morning_is_not() {
        let palette = Palette::from_hex(&colours());
        let dark = |id| is_dark(styles::by_id(id).unwrap(), &palette);
        assert!(dark("sty_night_rain") && !dark("sty_morning_dew"));
    }
}
