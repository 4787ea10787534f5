//! Planes of numbers and marks, and the few operations on them that a cut-out needs.

use rayon::prelude::*;

use crate::studio::flood::{beside, reached};
use crate::studio::paint::num::{max, min};
use crate::studio::picture::Picture;

/// Rows that one task handles.
const BAND: usize = 32;

/// An opaque picture: each channel a plane of gamma-coded values, 0..=1.
#[derive(Debug, Clone)]
pub struct Image {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Red, green, blue.
    pub rgb: Vec<[f32; 3]>,
}

impl Image {
    /// The picture's colours; its transparency is over white.
    pub fn of(picture: &Picture) -> Self {
        let rgb = picture.rgba().chunks_exact(4).map(|p| {
            let at = |c: usize| f32::from(p.get(c).copied().unwrap_or(255)) * (1.0 / 255.0);
            let a = at(3);
            [0, 1, 2].map(|c| at(c) * a + (1.0 - a))
        });
        Self {
            width: picture.width() as usize,
            height: picture.height() as usize,
            rgb: rgb.collect(),
        }
    }

    /// Mean over a square of `2 * radius + 1` pixels, clipped at the border.
    pub fn blurred(&self, radius: usize) -> Self {
        Self {
            rgb: boxed(&self.rgb, self.width, self.height, radius),
            ..*self
        }
    }
}

/// A vector that can be averaged.
pub trait Mean: Copy + Send + Sync {
    /// Nothing.
    const ZERO: Self;
    /// Sum.
    fn plus(self, other: Self) -> Self;
    /// Difference.
    fn minus(self, other: Self) -> Self;
    /// Product.
    fn times(self, by: f32) -> Self;
}

impl Mean for f32 {
    const ZERO: Self = 0.0;
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn minus(self, other: Self) -> Self {
        self - other
    }
    fn times(self, by: f32) -> Self {
        self * by
    }
}

impl<const N: usize> Mean for [f32; N] {
    const ZERO: Self = [0.0; N];
    fn plus(mut self, other: Self) -> Self {
        for (a, b) in self.iter_mut().zip(other) {
            *a += b;
        }
        self
    }
    fn minus(mut self, other: Self) -> Self {
        for (a, b) in self.iter_mut().zip(other) {
            *a -= b;
        }
        self
    }
    fn times(self, by: f32) -> Self {
        self.map(|v| v * by)
    }
}

/// The value of a plane between its points, which lie at whole numbers; beyond the outermost ones it stays the same.
pub fn sampled<T: Mean>(plane: &[T], (columns, rows): (usize, usize), x: f32, y: f32) -> T {
    let place = |t: f32, n: usize| {
        let t = min(max(t, 0.0), (n - 1) as f32);
        let low = (t as usize).min(n.saturating_sub(2));
        (low, (low + 1).min(n - 1), t - low as f32)
    };
    let (left, right, u) = place(x, columns);
    let (top, bottom, v) = place(y, rows);
    let blend = |a: T, b: T, t: f32| a.plus(b.minus(a).times(t));
    let row = |y: usize| blend(plane[y * columns + left], plane[y * columns + right], u);
    blend(row(top), row(bottom), v)
}

/// Mean over a square of `2 * radius + 1` pixels, clipped at the border. Running sums are restarted in every row, so
/// that errors cannot pile up and bands are independent.
pub fn boxed<T: Mean>(plane: &[T], width: usize, height: usize, radius: usize) -> Vec<T> {
    if radius == 0 || width == 0 {
        return plane.to_vec();
    }
    let mut across = vec![T::ZERO; plane.len()];
    across
        .par_chunks_mut(width)
        .zip(plane.par_chunks(width))
        .for_each(|(out, row)| running(row, out, radius));
    let mut down = vec![T::ZERO; plane.len()];
    down.par_chunks_mut(width * BAND)
        .enumerate()
        .for_each(|(band, out)| {
            let first = band * BAND;
            let mut sum = vec![T::ZERO; width];
            let mut count = 0.0f32;
            let mut add = |sum: &mut [T], y: usize, sign: f32| {
                for (s, v) in sum.iter_mut().zip(&across[y * width..(y + 1) * width]) {
                    *s = if sign > 0.0 { s.plus(*v) } else { s.minus(*v) };
                }
                count += sign;
                count
            };
            let mut weight = 0.0;
            for y in first.saturating_sub(radius)..(first + radius).min(height) {
                weight = add(&mut sum, y, 1.0);
            }
            for (i, out) in out.chunks_exact_mut(width).enumerate() {
                let y = first + i;
                if y + radius < height {
                    weight = add(&mut sum, y + radius, 1.0);
                }
                if i > 0 && y > radius {
                    weight = add(&mut sum, y - radius - 1, -1.0);
                }
                for (o, s) in out.iter_mut().zip(&sum) {
                    *o = s.times(1.0 / weight);
                }
            }
        });
    down
}

fn running<T: Mean>(row: &[T], out: &mut [T], radius: usize) {
    let mut sum = T::ZERO;
    let mut count = 0.0f32;
    for v in row.iter().take(radius) {
        sum = sum.plus(*v);
        count += 1.0;
    }
    for (x, out) in out.iter_mut().enumerate() {
        if let Some(v) = row.get(x + radius) {
            sum = sum.plus(*v);
            count += 1.0;
        }
        if x > radius {
            sum = sum.minus(row[x - radius - 1]);
            count -= 1.0;
        }
        *out = sum.times(1.0 / count);
    }
}

/// A set of pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// One mark per pixel.
    pub bits: Vec<bool>,
}

/// Further than anything.
pub const FAR: u32 = 1 << 28;

impl Mask {
    /// No pixel.
    pub fn none(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            bits: vec![false; width * height],
        }
    }

    /// The pixels for which `belongs(index)` holds.
    pub fn of(width: usize, height: usize, belongs: impl Fn(usize) -> bool + Sync) -> Self {
        let mut mask = Self::none(width, height);
        mask.bits
            .par_chunks_mut(width.max(1))
            .enumerate()
            .for_each(|(y, row)| {
                for (x, bit) in row.iter_mut().enumerate() {
                    *bit = belongs(y * width + x);
                }
            });
        mask
    }

    /// How many pixels.
    pub fn count(&self) -> usize {
        self.bits.iter().filter(|b| **b).count()
    }

    /// The box that holds the set: left, top, width, height; `None` when it is empty.
    pub fn place(&self) -> Option<[usize; 4]> {
        let rows = |y: &usize| self.bits[y * self.width..(y + 1) * self.width].contains(&true);
        let columns = |x: &usize| {
            (*x..self.bits.len())
                .step_by(self.width.max(1))
                .any(|i| self.bits[i])
        };
        let (top, bottom) = ((0..self.height).find(rows)?, (0..self.height).rfind(rows)?);
        let (left, right) = (
            (0..self.width).find(columns)?,
            (0..self.width).rfind(columns)?,
        );
        Some([left, top, right + 1 - left, bottom + 1 - top])
    }

    /// All other pixels.
    pub fn inverted(&self) -> Self {
        Self {
            bits: self.bits.iter().map(|b| !b).collect(),
            ..*self
        }
    }

    /// Distance of each pixel to the nearest of the set, in thirds of a pixel (chamfer 3-4); [`FAR`] when it is empty.
    pub fn distance(&self) -> Vec<u32> {
        let (w, h) = (self.width, self.height);
        let mut d: Vec<u32> = self.bits.iter().map(|b| if *b { 0 } else { FAR }).collect();
        for y in 0..h {
            for x in 0..w {
                let at = y * w + x;
                let mut v = d[at];
                if x > 0 {
                    v = v.min(d[at - 1] + 3);
                }
                if y > 0 {
                    v = v.min(d[at - w] + 3);
                    if x > 0 {
                        v = v.min(d[at - w - 1] + 4);
                    }
                    if x + 1 < w {
                        v = v.min(d[at - w + 1] + 4);
                    }
                }
                d[at] = v;
            }
        }
        for y in (0..h).rev() {
            for x in (0..w).rev() {
                let at = y * w + x;
                let mut v = d[at];
                if x + 1 < w {
                    v = v.min(d[at + 1] + 3);
                }
                if y + 1 < h {
                    v = v.min(d[at + w] + 3);
                    if x + 1 < w {
                        v = v.min(d[at + w + 1] + 4);
                    }
                    if x > 0 {
                        v = v.min(d[at + w - 1] + 4);
                    }
                }
                d[at] = v;
            }
        }
        d
    }

    /// All pixels within `radius` pixels of the set.
    pub fn grown(&self, radius: f32) -> Self {
        let reach = (radius * 3.0 + 0.5) as u32;
        let distance = self.distance();
        Self::of(self.width, self.height, |i| distance[i] <= reach)
    }

    /// The pixels that are further than `radius` from everything outside the set; the picture's border is no outside.
    pub fn shrunk(&self, radius: f32) -> Self {
        self.inverted().grown(radius).inverted()
    }

    /// Those pixels of the set that are connected (by sides) with a seed, through the set.
    pub fn flooded(&self, seeds: impl IntoIterator<Item = usize>) -> Self {
        let size = (self.width, self.height);
        Self {
            bits: reached(size, seeds, |at| self.bits[at]),
            ..*self
        }
    }

    /// The connected pieces of the set: each a list of pixels, largest first.
    pub fn pieces(&self) -> Vec<Vec<usize>> {
        let mut left = self.clone();
        let mut pieces = Vec::new();
        for at in 0..left.bits.len() {
            if !left.bits[at] {
                continue;
            }
            left.bits[at] = false;
            let mut piece = vec![at];
            let mut next = 0;
            while let Some(&at) = piece.get(next) {
                next += 1;
                beside(at, (self.width, self.height), |to| {
                    if left.bits[to] {
                        left.bits[to] = false;
                        piece.push(to);
                    }
                });
            }
            pieces.push(piece);
        }
        pieces.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_mean_is_the_mean_of_its_box() {
        let (w, h) = (40, 70);
        let plane: Vec<f32> = (0..w * h).map(|i| (i * 37 % 101) as f32).collect();
        let mean = boxed(&plane, w, h, 3);
        for (x, y) in [
            (0usize, 0usize),
            (39, 69),
            (17, 31),
            (17, 32),
            (5, 63),
            (20, 64),
            (3, 2),
        ] {
            let mut all = Vec::new();
            for j in y.saturating_sub(3)..(y + 4).min(h) {
                for i in x.saturating_sub(3)..(x + 4).min(w) {
                    all.push(plane[j * w + i]);
                }
            }
            let wanted = all.iter().sum::<f32>() / all.len() as f32;
            assert!((mean[y * w + x] - wanted).abs() < 1e-3, "{x} {y}");
        }
    }

    #[test]
    fn a_flood_stops_at_walls_and_pieces_are_told_apart() {
        let mask = Mask::of(9, 5, |i| i % 9 != 4);
        assert_eq!(mask.flooded([0]).count(), 20);
        assert_eq!(mask.pieces().len(), 2);
        assert_eq!(mask.inverted().grown(1.0).count(), 15);
        assert_eq!(mask.shrunk(1.0).count(), 30);
    }
}
