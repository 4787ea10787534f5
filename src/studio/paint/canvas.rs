//! The picture while it is made: floating-point light, dithered to 8 bits only at the very end.
//!
//! Shadows, scrims and vignettes are applied here in float: as 8-bit layers of low alpha they would band.

use rayon::prelude::*;

use super::isa::{Isa, kernel};
use super::num::{float, max, min, round};

/// Rows that one task handles.
pub const BAND: usize = 16;

/// An opaque picture in floating-point light (see [`super::colour`]). Each row holds its reds, greens, then blues.
pub struct Canvas<'a> {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Pixels of the finished picture per pixel of the canvas: 1 for stills, more for previews and drafts.
    pub step: f32,
    /// All rows; only those of one band where they are passed on.
    data: Vec<f32>,
    pass: Option<Pass<'a>>,
}

/// Takes the first row of a band and its rows, once they are painted.
pub type Pass<'a> = &'a mut (dyn FnMut(usize, &mut [f32]) + Send + Sync);

impl std::fmt::Debug for Canvas<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Canvas {}x{} / {}", self.width, self.height, self.step)
    }
}

impl<'a> Canvas<'a> {
    /// A black canvas at the finished picture's own resolution.
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            step: 1.0,
            data: vec![0.0; width * height * 3],
            pass: None,
        }
    }

    /// A canvas that keeps nothing: whoever paints every row once, as a motif does, paints on one thread from the top
    /// down, and each band of an even number of rows goes to `pass` while it is still in the processor's own memory.
    pub fn passing(width: usize, height: usize, pass: Pass<'a>) -> Self {
        Self {
            width,
            height,
            step: 1.0,
            data: Vec::new(),
            pass: Some(pass),
        }
    }

    /// Paints bands of `height` rows one after the other and passes them on; whether this canvas is of that kind.
    fn pass_bands(&mut self, height: usize, mut paint: impl FnMut(usize, &mut [f32])) -> bool {
        let Some(pass) = &mut self.pass else {
            return false;
        };
        let stride = self.width * 3;
        self.data.resize(stride * height, 0.0);
        for top in (0..self.height).step_by(height) {
            let rows = &mut self.data[..stride * height.min(self.height - top)];
            paint(top, rows);
            pass(top, rows);
        }
        true
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

    /// Where the centre of pixel `i` (a column or a row) lies in the finished picture.
    #[inline(always)]
    pub fn place(&self, i: usize) -> f32 {
        place(i, self.step)
    }

    /// Runs `paint(y, row)` for every row, bands in parallel; a row is `3 * width` values.
    pub fn par_rows(&mut self, paint: impl Fn(usize, &mut [f32]) + Sync) {
        self.par_rows_with(|| (), |(), y, row| paint(y, row));
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

    /// As [`Self::par_rows`], with scratch space that is made once for many rows: `paint(scratch, y, row)`.
    pub fn par_rows_with<S: Send>(
        &mut self,
        make: impl Fn() -> S + Sync + Send,
        paint: impl Fn(&mut S, usize, &mut [f32]) + Sync + Send,
    ) {
        let stride = self.width * 3;
        if stride == 0 {
            return;
        }
        let band = |scratch: &mut S, top: usize, rows: &mut [f32]| {
            for (y, row) in (top..).zip(rows.chunks_exact_mut(stride)) {
                paint(scratch, y, row);
            }
        };
        if self.pass.is_some() {
            let mut scratch = make();
            self.pass_bands(BAND, |top, rows| band(&mut scratch, top, rows));
            return;
        }
        self.data
            .par_chunks_mut(stride * BAND)
            .enumerate()
            .for_each_init(make, |scratch, (i, rows)| band(scratch, i * BAND, rows));
    }

    /// What each band of rows that [`Self::par_rows`] paints at a time has to show: `span` tells where a thing's middle lies
    /// and how far it reaches up and down, in pixels of the finished picture.
    pub fn by_band<T: Clone>(&self, things: &[T], span: impl Fn(&T) -> [f32; 2]) -> Vec<Vec<T>> {
        let mut bands = vec![Vec::new(); self.height.div_ceil(BAND)];
        for thing in things {
            let [middle, reach] = span(thing);
            let [first, last] =
                [middle - reach, middle + reach].map(|y| max(y / self.step, 0.0) as usize / BAND);
            for band in bands.iter_mut().take(last + 1).skip(first) {
                band.push(thing.clone());
            }
        }
        bands
    }

    /// The light of a row inside the canvas: its reds, greens, then blues.
    pub fn row(&self, y: usize) -> &[f32] {
        let stride = self.width * 3;
        &self.data[y * stride..(y + 1) * stride]
    }

    /// Runs `paint(y, rows)` for bands of `height` rows from the top, in parallel; `y` is the band's first row.
    pub fn par_bands(&mut self, height: usize, paint: impl Fn(usize, &mut [f32]) + Sync) {
        let (stride, height) = (self.width * 3, height.max(1));
        if stride == 0 || self.pass_bands(height, &paint) {
            return;
        }
        self.data
            .par_chunks_mut(stride * height)
            .enumerate()
            .for_each(|(band, rows)| paint(band * height, rows));
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
