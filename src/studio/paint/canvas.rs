//! The picture while it is made: floating-point light, dithered to 8 bits only at the very end.
//!
//! Shadows, scrims and vignettes are applied here in float: as 8-bit layers of low alpha they would band.

use rayon::prelude::*;

use super::brush::{BAND, Brush};
use super::isa::{Isa, kernel};
use super::num::{float, max, min, round};

/// An opaque picture in floating-point light (see [`super::colour`]). Each row holds its reds, greens, then blues.
#[derive(Clone)]
pub struct Canvas {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Pixels of the finished picture per pixel of the canvas: 1 for stills, more for previews and drafts.
    pub step: f32,
    data: Vec<f32>,
}

impl std::fmt::Debug for Canvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Canvas {}x{} / {}", self.width, self.height, self.step)
    }
}

impl Canvas {
    /// A black canvas at the finished picture's own resolution.
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            step: 1.0,
            data: vec![0.0; width * height * 3],
        }
    }

    /// A black canvas for a picture of that size at `1 / step` of its resolution.
    pub fn coarse(size: (u32, u32), step: u32) -> Self {
        let step = step.max(1);
        let (width, height) = (size.0.div_ceil(step), size.1.div_ceil(step));
        Self {
            step: step as f32,
            ..Self::new(width as usize, height as usize)
        }
    }

    /// What paints every row of it.
    pub fn brush(&mut self) -> Brush<'_> {
        Brush::keeping(self.width, self.height, self.step, &mut self.data)
    }

    /// Runs `paint(y, row)` for every row, bands in parallel; a row is `3 * width` values.
    pub fn par_rows(&mut self, paint: impl Fn(usize, &mut [f32]) + Sync) {
        self.brush().par_rows(paint);
    }

    /// As [`Self::par_rows`], for the rows `top..bottom` only.
    pub fn par_rows_from(
        &mut self,
        top: usize,
        bottom: usize,
        paint: impl Fn(usize, &mut [f32]) + Sync,
    ) {
        let stride = self.width * 3;
        let bottom = bottom.min(self.height);
        if top >= bottom || stride == 0 {
            return;
        }
        self.data[top * stride..bottom * stride]
            .par_chunks_mut(stride * BAND)
            .enumerate()
            .for_each(|(band, rows)| {
                for (i, row) in rows.chunks_exact_mut(stride).enumerate() {
                    paint(top + band * BAND + i, row);
                }
            });
    }

    /// The light of a row inside the canvas: its reds, greens, then blues.
    pub fn row(&self, y: usize) -> &[f32] {
        let stride = self.width * 3;
        &self.data[y * stride..(y + 1) * stride]
    }

    /// The light at a pixel inside the canvas.
    pub fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let row = y * self.width * 3;
        [0, 1, 2].map(|c| self.data[row + c * self.width + x])
    }

    /// The 8-bit picture, RGB, after tone mapping and dithering.
    pub fn to_rgb8(&self, isa: Isa) -> Vec<u8> {
        let mut out = vec![0u8; self.width * self.height * 3];
        let stride = self.width * 3;
        out.par_chunks_mut(stride * BAND)
            .zip(self.data.par_chunks(stride * BAND))
            .enumerate()
            .for_each(|(band, (bytes, light))| {
                let rows = bytes
                    .chunks_exact_mut(stride)
                    .zip(light.chunks_exact(stride));
                for (i, (bytes, light)) in rows.enumerate() {
                    tone(isa, band * BAND + i, light, bytes);
                }
            });
        out
    }
}

/// Where the centre of pixel `i` of a canvas lies in the finished picture; at `step` 1 that is `i` itself.
#[inline(always)]
pub fn place(i: usize, step: f32) -> f32 {
    (float(i) + 0.5) * step - 0.5
}

/// Where the soft shoulder starts; below it light is kept as it is.
pub(in crate::studio) const KNEE: f32 = 0.84;

/// Tone mapping of one pixel: highlights roll off by their strongest channel, so hues do not shift.
#[inline(always)]
pub fn shoulder(rgb: [f32; 3]) -> [f32; 3] {
    let [r, g, b] = rgb.map(|v| max(v, 0.0));
    let top = max(max(r, g), max(b, 1e-6));
    let over = max(top - KNEE, 0.0);
    let mapped = min(top, KNEE) + over / (1.0 + over * (1.0 / (1.0 - KNEE)));
    let scale = mapped / top;
    // What exceeds the display's range leaks into the other channels, as film does: hot highlights go white, not neon.
    let leak = over / (1.0 + over) * 0.5;
    let blend = |v: f32| {
        let v = v * scale;
        v + (mapped - v) * leak
    };
    [blend(r), blend(g), blend(b)]
}

#[inline(always)]
fn tone_kernel(y: usize, light: &[f32], bytes: &mut [u8]) {
    let width = light.len() / 3;
    let (r, gb) = light.split_at(width);
    let (g, b) = gb.split_at(width);
    for (i, (((px, r), g), b)) in bytes.chunks_exact_mut(3).zip(r).zip(g).zip(b).enumerate() {
        // Interleaved gradient noise: breaks up gradients without visible grain.
        let q = 0.067_110_56 * float(i) + 0.005_837_15 * y as f32;
        let q = 52.982_918 * (q - round(q) + 0.5);
        let noise = q - round(q);
        let rgb = shoulder([*r, *g, *b]);
        for (o, v) in px.iter_mut().zip(rgb) {
            let v = min(max(v.sqrt() * 255.0 + noise, 0.0), 255.0);
            // Adding 2^23 leaves the rounded integer in the low bits: a cast that vectorises.
            *o = (v + 8_388_608.0).to_bits() as u8;
        }
    }
}

kernel!(fn tone = tone_kernel(y: usize, light: &[f32], bytes: &mut [u8]));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dither_keeps_the_mean_and_every_set_agrees() {
        let mut canvas = Canvas::new(64, 64);
        let wanted = 100.4_f32 / 255.0;
        canvas.par_rows(|_, row| row.fill(wanted * wanted));
        let bytes = canvas.to_rgb8(Isa::BASELINE);
        let mean = bytes.iter().map(|v| f64::from(*v)).sum::<f64>() / bytes.len() as f64;
        assert!((mean - 100.4).abs() < 0.1, "{mean}");
        for isa in Isa::available() {
            assert!(canvas.to_rgb8(isa) == bytes, "{isa:?}");
        }
    }

    #[test]
    fn bright_colours_keep_their_hue() {
        let [r, g, b] = shoulder([0.9, 0.45, 0.1]);
        assert!(r > g && g > b && (g / r - 0.5).abs() < 0.06);
        assert!(shoulder([9.0, 9.0, 9.0])[0] <= 1.0);
    }
}
