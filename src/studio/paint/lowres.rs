//! Smooth pictures: computed on a coarse grid and stretched linearly, so that rich air costs little per pixel.
//!
//! The grid's pitch is in pixels of the finished picture, whatever the canvas' own resolution: a swatch shows the same
//! picture as a film. Nothing with an edge sharper than two cells belongs here.

use rayon::prelude::*;

use super::brush::Brush;
use super::canvas::place;
use super::isa::{Isa, kernel};
use super::keepout::KeepOut;
use super::num::{float, max, min, mix, smoothstep};

/// Rows of the grid that one task handles.
const ROWS: usize = 4;

/// Values at points `pitch` pixels apart; each row holds its channels one after the other.
#[derive(Debug, Clone)]
pub struct Lowres {
    /// Pixels of the finished picture between neighbours.
    pub pitch: usize,
    /// Points per row; the last lies at or beyond the picture's right edge.
    pub cols: usize,
    /// Rows; the last lies at or beyond the bottom edge.
    pub rows: usize,
    channels: usize,
    data: Vec<f32>,
}

impl Lowres {
    /// An empty grid over a picture of that size.
    pub fn new(size: [f32; 2], pitch: usize, channels: usize) -> Self {
        let points = |length: f32| (length.max(0.0) as usize).div_ceil(pitch) + 2;
        let (cols, rows) = (points(size[0]), points(size[1]));
        Self {
            pitch,
            cols,
            rows,
            channels,
            data: vec![0.0; cols * rows * channels],
        }
    }

    /// Runs `paint(y, row)` for every row of points, in parallel; `y` is in pixels of the finished picture.
    pub fn fill(&mut self, paint: impl Fn(f32, &mut [f32]) + Sync) {
        let (stride, pitch) = (self.cols * self.channels, self.pitch as f32);
        self.data
            .par_chunks_mut(stride * ROWS)
            .enumerate()
            .for_each(|(band, rows)| {
                for (i, row) in rows.chunks_exact_mut(stride).enumerate() {
                    paint((band * ROWS + i) as f32 * pitch, row);
                }
            });
    }

    /// One row of one channel, the nearest inside the grid.
    pub fn channel(&self, row: isize, channel: usize) -> &[f32] {
        let row = row.clamp(0, self.rows as isize - 1) as usize;
        let at = (row * self.channels + channel) * self.cols;
        &self.data[at..at + self.cols]
    }

    /// All values, for passes that go over the whole grid.
    pub fn data_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// How free each point is for texture: 0 on the copy, 1 from `reach` pixels away on.
    pub fn free(size: [f32; 2], pitch: usize, keep_out: &KeepOut, reach: f32) -> Self {
        let mut grid = Self::new(size, pitch, 1);
        grid.fill(|y, row| {
            for (i, v) in row.iter_mut().enumerate() {
                *v = smoothstep(0.0, reach, keep_out.distance(float(i * pitch), y));
            }
        });
        grid
    }

    /// Paints the whole picture with a grid of three channels.
    pub fn stretch(&self, isa: Isa, brush: &mut Brush<'_>) {
        let step = brush.step;
        brush.par_rows(|y, row| self.stretch_row(isa, y, step, row));
    }

    /// Paints row `y` of a picture of that step.
    pub fn stretch_row(&self, isa: Isa, y: usize, step: f32, row: &mut [f32]) {
        let width = row.len() / self.channels;
        let at = max(place(y, step), 0.0) / self.pitch as f32;
        let top = min(at, self.rows as f32 - 2.0) as usize;
        let below = at - top as f32;
        for (c, out) in row.chunks_exact_mut(width.max(1)).enumerate() {
            let (a, b) = (
                self.channel(top as isize, c),
                self.channel(top as isize + 1, c),
            );
            match (step == 1.0, self.pitch) {
                (true, 2) => stretch2(isa, a, b, below, out),
                (true, 3) => stretch3(isa, a, b, below, out),
                (true, 4) => stretch4(isa, a, b, below, out),
                (true, 8) => stretch8(isa, a, b, below, out),
                _ => self.resample(a, b, below, step, out),
            }
        }
    }

    fn resample(&self, a: &[f32], b: &[f32], below: f32, step: f32, out: &mut [f32]) {
        let inverse = 1.0 / self.pitch as f32;
        let last = self.cols as f32 - 2.0;
        for (x, out) in out.iter_mut().enumerate() {
            let at = max(place(x, step), 0.0) * inverse;
            let i = min(at, last) as usize;
            let f = at - i as f32;
            *out = mix(mix(a[i], b[i], below), mix(a[i + 1], b[i + 1], below), f);
        }
    }
}

/// Cells that are blended between the rows at a time.
const CHUNK: usize = 128;

#[inline(always)]
fn stretch_kernel<const P: usize>(a: &[f32], b: &[f32], below: f32, out: &mut [f32]) {
    let mut line = [0.0f32; CHUNK + 1];
    let weights: [f32; P] = std::array::from_fn(|k| k as f32 / P as f32);
    for (part, out) in out.chunks_mut(CHUNK * P).enumerate() {
        let from = part * CHUNK;
        let n = (a.len() - from).min(CHUNK + 1);
        for ((l, a), b) in line
            .iter_mut()
            .zip(&a[from..from + n])
            .zip(&b[from..from + n])
        {
            *l = mix(*a, *b, below);
        }
        let whole = out.len() / P;
        let (body, rest) = out.split_at_mut(whole * P);
        for ((px, l), r) in body.chunks_exact_mut(P).zip(&line).zip(&line[1..]) {
            let slope = *r - *l;
            for (px, w) in px.iter_mut().zip(&weights) {
                *px = *l + slope * *w;
            }
        }
        if let (Some(l), Some(r)) = (line.get(whole), line.get(whole + 1)) {
            for (px, w) in rest.iter_mut().zip(&weights) {
                *px = *l + (*r - *l) * *w;
            }
        }
    }
}

kernel!(fn stretch2 = stretch_kernel2(a: &[f32], b: &[f32], below: f32, out: &mut [f32]));
kernel!(fn stretch3 = stretch_kernel3(a: &[f32], b: &[f32], below: f32, out: &mut [f32]));
kernel!(fn stretch4 = stretch_kernel4(a: &[f32], b: &[f32], below: f32, out: &mut [f32]));
kernel!(fn stretch8 = stretch_kernel8(a: &[f32], b: &[f32], below: f32, out: &mut [f32]));

#[inline(always)]
fn stretch_kernel2(a: &[f32], b: &[f32], below: f32, out: &mut [f32]) {
    stretch_kernel::<2>(a, b, below, out);
}

#[inline(always)]
fn stretch_kernel3(a: &[f32], b: &[f32], below: f32, out: &mut [f32]) {
    stretch_kernel::<3>(a, b, below, out);
}

#[inline(always)]
fn stretch_kernel4(a: &[f32], b: &[f32], below: f32, out: &mut [f32]) {
    stretch_kernel::<4>(a, b, below, out);
}

#[inline(always)]
fn stretch_kernel8(a: &[f32], b: &[f32], below: f32, out: &mut [f32]) {
    stretch_kernel::<8>(a, b, below, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::paint::canvas::Canvas;

    #[test]
    fn a_slope_stays_a_slope_at_every_pitch_and_step() {
        for (pitch, step) in [(2, 1), (3, 1), (4, 1), (8, 1), (5, 1), (4, 3)] {
            let mut grid = Lowres::new([300.0, 90.0], pitch, 3);
            let cols = grid.cols;
            grid.fill(|y, row| {
                for (i, v) in row.iter_mut().enumerate() {
                    *v = (i % cols * pitch) as f32 + 1000.0 * y;
                }
            });
            let mut canvas = Canvas::coarse((300, 90), step);
            grid.stretch(Isa::detect(), &mut canvas.brush());
            for (x, y) in [(0, 0), (1, 1), (70, 20), (99, 29)] {
                let wanted = place(x, canvas.step) + 1000.0 * place(y, canvas.step);
                assert!((canvas.at(x, y)[1] - wanted).abs() < 0.1, "{pitch} {step}");
            }
        }
    }
}
