//! Makes photographs of which the true coverage is known: a rendered product before a made-up backdrop.
//!
//! The stored picture holds the product's own light and how much of the backdrop passes through it: its alpha is the
//! truth. What glass covers, whatever shines through it, is kept beside it: a shadow falls from all of it.

use std::io::Cursor;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use parfait::studio::paint::num::Rng;
use parfait::studio::picture::Picture;

/// A rendered product: straight sRGB, its transparency, and what it covers.
pub struct Product {
    pub width: usize,
    pub height: usize,
    pub rgba: Vec<[u8; 4]>,
    pub cover: Vec<f32>,
}

impl Product {
    /// Reads `tests/packshots/NAME.webp`, and `NAME-cover.png` where glass needs one.
    pub fn read(folder: &Path, name: &str) -> Self {
        let open = |file: String| {
            image::open(folder.join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"))
        };
        let picture = open(format!("{name}.webp")).into_rgba8();
        let cover = folder.join(format!("{name}-cover.png"));
        let cover: Vec<f32> = if cover.exists() {
            let plane = open(format!("{name}-cover.png")).into_luma8();
            plane.pixels().map(|p| f32::from(p.0[0]) / 255.0).collect()
        } else {
            picture
                .pixels()
                .map(|p| f32::from(p.0[3]) / 255.0)
                .collect()
        };
        Self {
            width: picture.width() as usize,
            height: picture.height() as usize,
            rgba: picture.pixels().map(|p| p.0).collect(),
            cover,
        }
    }
}

/// What the product stands before.
#[derive(Clone, Copy)]
pub struct Set {
    pub name: &'static str,
    /// Colour at the top and at the foot, sRGB.
    pub top: [u8; 3],
    pub foot: [u8; 3],
    /// How much darker the far corner is, 0..=1 of the light.
    pub falloff: f32,
    /// Strength of the contact and the cast shadow, 0..=1.
    pub shadow: f32,
    /// Standard deviation of the noise, in 8-bit steps.
    pub noise: f32,
    /// JPEG quality; 0 leaves the picture as it is.
    pub quality: u8,
}

/// A photograph and the truth about it.
pub struct Photo {
    pub picture: Picture,
    /// The product as it was rendered, straight sRGB and true alpha.
    pub own: Vec<[u8; 4]>,
}

/// The product before that set, with some air around it: `air` of its larger side.
pub fn photo(product: &Product, set: &Set, air: f32) -> Photo {
    let margin = (product.width.max(product.height) as f32 * air) as usize;
    let (w, h) = (product.width + 2 * margin, product.height + 2 * margin);
    let mut cover = vec![0.0f32; w * h];
    let mut own = vec![[0u8; 4]; w * h];
    for y in 0..product.height {
        for x in 0..product.width {
            let (from, to) = (y * product.width + x, (y + margin) * w + x + margin);
            cover[to] = product.cover[from];
            own[to] = product.rgba[from];
        }
    }
    let shade = shadow(&cover, w, h);
    let mut rng = Rng::new(11, 3);
    let mut bytes = Vec::with_capacity(w * h * 3);
    for y in 0..h {
        for x in 0..w {
            let at = y * w + x;
            let (u, v) = (x as f32 / w as f32, y as f32 / h as f32);
            let dim = 1.0 - set.falloff * (u * u + (1.0 - v) * (1.0 - v)) * 0.5;
            let a = f32::from(own[at][3]) / 255.0;
            for (c, own) in own[at].iter().enumerate().take(3) {
                let top = (f32::from(set.top[c]) / 255.0).powi(2);
                let foot = (f32::from(set.foot[c]) / 255.0).powi(2);
                let ground = (top + (foot - top) * v) * dim * (1.0 - set.shadow * shade[at]);
                let light = (f32::from(*own) / 255.0).powi(2) * a + ground * (1.0 - a);
                // The sum of four uniform numbers is near enough to a bell curve.
                let bell: f32 = (0..4).map(|_| rng.range(-1.0, 1.0)).sum::<f32>() * 0.866;
                let code = light.sqrt() * 255.0 + bell * set.noise;
                bytes.push(code.round().clamp(0.0, 255.0) as u8);
            }
        }
    }
    let drawn = image::RgbImage::from_raw(w as u32, h as u32, bytes).unwrap();
    let mut file = Cursor::new(Vec::new());
    if set.quality > 0 {
        let encoder = JpegEncoder::new_with_quality(&mut file, set.quality);
        drawn.write_with_encoder(encoder).unwrap();
    } else {
        drawn.write_to(&mut file, image::ImageFormat::Png).unwrap();
    }
    Photo {
        picture: Picture::import(&file.into_inner()).unwrap(),
        own,
    }
}

/// A contact shadow under the foot and a soft one cast to the right, 0..=1.
fn shadow(cover: &[f32], w: usize, h: usize) -> Vec<f32> {
    let rows = |y: usize| &cover[y * w..(y + 1) * w];
    let foot = (0..h)
        .rev()
        .find(|y| rows(*y).iter().any(|a| *a > 0.5))
        .unwrap_or(0);
    let columns = |x: usize| (foot.saturating_sub(6)..=foot).any(|y| cover[y * w + x] > 0.5);
    let left = (0..w).find(|x| columns(*x)).unwrap_or(0) as f32;
    let right = (0..w).rev().find(|x| columns(*x)).unwrap_or(0) as f32;
    let (middle, half) = ((left + right) * 0.5, (right - left) * 0.5 + 1.0);
    let blob = |x: f32, y: f32, cx: f32, cy: f32, rx: f32, ry: f32| {
        let (u, v) = ((x - cx) / rx, (y - cy) / ry);
        let d = u * u + v * v;
        if d < 1.0 { (1.0 - d) * (1.0 - d) } else { 0.0 }
    };
    (0..w * h)
        .map(|at| {
            let (x, y) = ((at % w) as f32, (at / w) as f32);
            let foot = foot as f32;
            let contact = blob(x, y, middle, foot - half * 0.02, half * 1.12, half * 0.16);
            let cast = blob(
                x,
                y,
                middle + half * 0.8,
                foot - half * 0.1,
                half * 1.9,
                half * 0.42,
            );
            1.0 - (1.0 - 0.75 * contact) * (1.0 - 0.45 * cast)
        })
        .collect()
}

/// Mean error of alpha over the picture, and over the pixels that the product covers or should cover.
pub fn error(cut: &Picture, truth: &[[u8; 4]]) -> (f32, f32) {
    let (mut sum, mut product) = (0.0f64, 0.0f64);
    for (p, truth) in cut.rgba().chunks_exact(4).zip(truth) {
        let [a, truth] = [p[3], truth[3]].map(|a| f32::from(a) / 255.0);
        sum += f64::from((a - truth).abs());
        product += f64::from(a.max(truth));
    }
    (
        (sum / truth.len() as f64) as f32,
        (sum / product.max(1.0)) as f32,
    )
}
