//! From whatever a decoder gives to the working copy: scaled in light, a band of rows at a time, so that a picture of
//! 50 megapixels never stands in memory as floats.

use image::{DynamicImage, GenericImageView, RgbaImage};
use rayon::prelude::*;

use crate::studio::paint::num::{abs, max, min};

/// Rows of the working copy that one task makes.
const BAND: usize = 32;

/// The picture as 8-bit sRGB with straight alpha, scaled down so that its longest side is at most `longest`.
pub(super) fn to_working(full: DynamicImage, longest: u32) -> RgbaImage {
    let (width, height) = full.dimensions();
    if width.max(height) <= longest {
        return full.into_rgba8();
    }
    let (to_width, to_height) = fit(width, height, longest);
    let columns = weights(width as usize, to_width as usize);
    let lines = weights(height as usize, to_height as usize);
    let stride = to_width as usize * 4;
    let mut bytes = vec![0u8; stride * to_height as usize];
    bytes
        .par_chunks_mut(stride * BAND)
        .zip(lines.par_chunks(BAND))
        .for_each(|(out, lines)| band(&full, &columns, lines, out));
    RgbaImage::from_raw(to_width, to_height, bytes).unwrap_or_default()
}

/// One band of the working copy: its source rows are narrowed first, then mixed.
fn band(full: &DynamicImage, columns: &[Window], lines: &[Window], out: &mut [u8]) {
    let first = lines.first().map_or(0, |w| w.first);
    let last = lines.last().map_or(0, |w| w.first + w.weights.len());
    let width = columns.len();
    let mut row = Vec::with_capacity(full.width() as usize);
    let mut narrow = vec![[0.0f32; 4]; width * (last - first)];
    for (y, narrow) in (first..last).zip(narrow.chunks_exact_mut(width)) {
        row.clear();
        let y = y as u32;
        row.extend((0..full.width()).map(|x| premultiplied(full.get_pixel(x, y).0)));
        for (out, window) in narrow.iter_mut().zip(columns) {
            for (p, w) in row.iter().skip(window.first).zip(&window.weights) {
                for (o, p) in out.iter_mut().zip(p) {
                    *o += p * w;
                }
            }
        }
    }
    let mut mixed = vec![[0.0f32; 4]; width];
    for (out, window) in out.chunks_exact_mut(width * 4).zip(lines) {
        mixed.fill([0.0; 4]);
        let rows = narrow.chunks_exact(width).skip(window.first - first);
        for (row, w) in rows.zip(&window.weights) {
            for (m, p) in mixed.iter_mut().zip(row) {
                for (m, p) in m.iter_mut().zip(p) {
                    *m += p * w;
                }
            }
        }
        for (out, m) in out.chunks_exact_mut(4).zip(&mixed) {
            out.copy_from_slice(&straight(*m));
        }
    }
}

/// The size of a picture fitted into a square, at least one pixel each way.
pub(super) fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let most = u64::from(width.max(height).max(1));
    let side = |side: u32| {
        let scaled = (u64::from(side) * u64::from(longest) + most / 2) / most;
        u32::try_from(scaled).unwrap_or(longest).clamp(1, longest)
    };
    (side(width), side(height))
}

/// Which source pixels make one pixel of the copy.
struct Window {
    first: usize,
    weights: Vec<f32>,
}

/// Catmull-Rom: crisp, with hardly any ringing at the outlines that are measured later.
fn cubic(x: f32) -> f32 {
    let x = abs(x);
    if x < 1.0 {
        1.5 * x * x * x - 2.5 * x * x + 1.0
    } else if x < 2.0 {
        -0.5 * x * x * x + 2.5 * x * x - 4.0 * x + 2.0
    } else {
        0.0
    }
}

fn weights(from: usize, to: usize) -> Vec<Window> {
    let scale = from as f32 / to as f32;
    let wide = max(scale, 1.0);
    let window = |i: usize| {
        let centre = (i as f32 + 0.5) * scale;
        let first = max(centre - 2.0 * wide, 0.0) as usize;
        let last = ((centre + 2.0 * wide) as usize + 1).min(from);
        let mut weights: Vec<f32> = (first..last)
            .map(|j| cubic((j as f32 + 0.5 - centre) / wide))
            .collect();
        let sum: f32 = weights.iter().sum();
        for w in &mut weights {
            *w /= sum;
        }
        Window { first, weights }
    };
    (0..to).map(window).collect()
}

/// A pixel as premultiplied light (gamma 2.0, as the painter works) and alpha.
pub(super) fn premultiplied(rgba: [u8; 4]) -> [f32; 4] {
    let [r, g, b, a] = rgba.map(|v| f32::from(v) * (1.0 / 255.0));
    [r * r * a, g * g * a, b * b * a, a]
}

/// A pixel of premultiplied light as 8-bit sRGB with straight alpha.
pub(super) fn straight([r, g, b, a]: [f32; 4]) -> [u8; 4] {
    let a = min(max(a, 0.0), 1.0);
    if a < 1.0 / 512.0 {
        return [0; 4];
    }
    let code = |v: f32| (min(max(v / a, 0.0), 1.0).sqrt() * 255.0 + 0.5) as u8;
    [code(r), code(g), code(b), (a * 255.0 + 0.5) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_working_copy_keeps_shape_colour_and_light() {
        assert_eq!(fit(8000, 6000, 2000), (2000, 1500));
        assert_eq!(fit(16_000, 24, 2000), (2000, 3));
        let even = RgbaImage::from_pixel(900, 500, image::Rgba([120, 40, 200, 255]));
        let small = to_working(DynamicImage::ImageRgba8(even), 300);
        assert_eq!(small.dimensions(), (300, 167));
        assert!(small.pixels().all(|p| p.0 == [120, 40, 200, 255]));
        // Fine stripes of black and white are half the light, which is brighter than half the code.
        let stripes = RgbaImage::from_fn(1200, 1200, |x, _| {
            image::Rgba([if x % 2 == 0 { 255 } else { 0 }, 0, 0, 255])
        });
        let small = to_working(DynamicImage::ImageRgba8(stripes), 200);
        assert!((178..=183).contains(&small.get_pixel(100, 100).0[0]));
    }
}
