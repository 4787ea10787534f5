//! Product pictures: premultiplied, in light, resized with a good filter, turned when the layout asks for it.

use rayon::prelude::*;

use super::num::{abs, cos_turns, max, min, sin_turns};

/// A picture with exact coverage: premultiplied light and alpha per pixel.
#[derive(Debug, Clone)]
pub struct Bitmap {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Premultiplied red, green, blue (light) and alpha.
    pub pixels: Vec<[f32; 4]>,
}

/// Lobes of the resampling filter.
const LOBES: f32 = 3.0;

fn lanczos(x: f32) -> f32 {
    let x = abs(x);
    if x < 1e-4 {
        return 1.0;
    }
    if x >= LOBES {
        return 0.0;
    }
    let px = std::f32::consts::PI * x;
    LOBES * sin_turns(x * 0.5) * sin_turns(x / LOBES * 0.5) / (px * px)
}

/// For each output position: the first input and its weights.
fn weights(from: usize, to: usize) -> Vec<(usize, Vec<f32>)> {
    let scale = from as f32 / to as f32;
    let wide = max(scale, 1.0);
    (0..to)
        .map(|i| {
            let centre = (i as f32 + 0.5) * scale;
            let first = (centre - LOBES * wide).max(0.0) as usize;
            let last = ((centre + LOBES * wide) as usize + 1).min(from);
            let mut w: Vec<f32> = (first..last)
                .map(|j| lanczos((j as f32 + 0.5 - centre) / wide))
                .collect();
            let sum: f32 = w.iter().sum();
            for v in &mut w {
                *v /= sum;
            }
            (first, w)
        })
        .collect()
}

/// Undershoot of the filter must not make light negative or brighter than its coverage.
fn tidy(p: [f32; 4]) -> [f32; 4] {
    let a = min(max(p[3], 0.0), 1.0);
    [0, 1, 2, 3].map(|c| if c == 3 { a } else { min(max(p[c], 0.0), a) })
}

impl Bitmap {
    /// Resized to that many pixels (at least one each way).
    pub fn resized(&self, width: usize, height: usize) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let columns = weights(self.width, width);
        let mut narrow = vec![[0.0f32; 4]; width * self.height];
        narrow
            .par_chunks_mut(width)
            .zip(self.pixels.par_chunks(self.width))
            .for_each(|(out, row)| {
                for (out, (first, w)) in out.iter_mut().zip(&columns) {
                    for (p, w) in row[*first..].iter().zip(w) {
                        for c in 0..4 {
                            out[c] += p[c] * w;
                        }
                    }
                }
            });
        let lines = weights(self.height, height);
        let mut pixels = vec![[0.0f32; 4]; width * height];
        pixels
            .par_chunks_mut(width)
            .zip(&lines)
            .for_each(|(out, (first, w))| {
                for (row, w) in narrow[first * width..].chunks_exact(width).zip(w) {
                    for (o, p) in out.iter_mut().zip(row) {
                        for c in 0..4 {
                            o[c] += p[c] * w;
                        }
                    }
                }
                for o in out.iter_mut() {
                    *o = tidy(*o);
                }
            });
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Turned clockwise by `turns` of a circle about its centre; the result is as large as it needs to be.
    pub fn turned(&self, turns: f32) -> Self {
        let (s, c) = (sin_turns(turns), cos_turns(turns));
        let (w, h) = (self.width as f32, self.height as f32);
        let width = (w * abs(c) + h * abs(s)) as usize + 2;
        let height = (w * abs(s) + h * abs(c)) as usize + 2;
        let mut pixels = vec![[0.0f32; 4]; width * height];
        pixels
            .par_chunks_mut(width)
            .enumerate()
            .for_each(|(y, row)| {
                let dy = y as f32 + 0.5 - height as f32 * 0.5;
                for (x, out) in row.iter_mut().enumerate() {
                    let dx = x as f32 + 0.5 - width as f32 * 0.5;
                    *out = self.cubic(
                        c * dx + s * dy + w * 0.5 - 0.5,
                        c * dy - s * dx + h * 0.5 - 0.5,
                    );
                }
            });
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Catmull-Rom sample at a fractional position; transparent outside.
    fn cubic(&self, x: f32, y: f32) -> [f32; 4] {
        if x < -2.0 || y < -2.0 || x > self.width as f32 + 1.0 || y > self.height as f32 + 1.0 {
            return [0.0; 4];
        }
        let (left, top) = ((x + 8.0) as isize - 8, (y + 8.0) as isize - 8);
        let (wx, wy) = (catmull_rom(x - left as f32), catmull_rom(y - top as f32));
        let mut sum = [0.0f32; 4];
        for (j, wy) in (top - 1..).zip(wy) {
            let Some(row) = usize::try_from(j).ok().filter(|j| *j < self.height) else {
                continue;
            };
            for (i, wx) in (left - 1..).zip(wx) {
                let Some(column) = usize::try_from(i).ok().filter(|i| *i < self.width) else {
                    continue;
                };
                let p = self.pixels[row * self.width + column];
                for c in 0..4 {
                    sum[c] += p[c] * wx * wy;
                }
            }
        }
        tidy(sum)
    }
}

fn catmull_rom(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [
        -0.5 * t3 + t2 - 0.5 * t,
        1.5 * t3 - 2.5 * t2 + 1.0,
        -1.5 * t3 + 2.0 * t2 + 0.5 * t,
        0.5 * t3 - 0.5 * t2,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(n: usize) -> Bitmap {
        let inside = |i: usize| {
            (n / 4..n * 3 / 4).contains(&(i % n)) && (n / 4..n * 3 / 4).contains(&(i / n))
        };
        let pixels = (0..n * n)
            .map(|i| {
                if inside(i) {
                    [0.5, 0.25, 0.125, 1.0]
                } else {
                    [0.0; 4]
                }
            })
            .collect();
        Bitmap {
            width: n,
            height: n,
            pixels,
        }
    }

    #[test]
    fn resizing_keeps_coverage_and_makes_no_halo() {
        let small = square(200).resized(61, 61);
        let covered: f32 = small.pixels.iter().map(|p| p[3]).sum::<f32>() / (61.0 * 61.0);
        assert!((covered - 0.25).abs() < 0.004, "{covered}");
        assert!(
            small
                .pixels
                .iter()
                .all(|p| p[..3].iter().all(|v| *v >= 0.0 && *v <= p[3]))
        );
    }

    #[test]
    fn a_quarter_turn_keeps_the_picture() {
        let turned = square(64).turned(0.25);
        let sum = |b: &Bitmap| b.pixels.iter().map(|p| p[3]).sum::<f32>();
        assert!((sum(&turned) - sum(&square(64))).abs() < 2.0);
    }
}
