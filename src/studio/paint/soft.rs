//! Soft shadows: coverage planes, blurred in float at reduced size and read back smoothly.

use super::num::{max, min, mix};

/// One float per cell; a cell covers `scale` pixels of the canvas.
#[derive(Debug, Clone)]
pub struct Plane {
    /// Width in cells.
    pub width: usize,
    /// Height in cells.
    pub height: usize,
    /// Pixels per cell.
    pub scale: f32,
    data: Vec<f32>,
}

impl Plane {
    /// An empty plane that covers `width x height` pixels.
    pub fn covering(width: usize, height: usize, scale: usize) -> Self {
        let (w, h) = (width.div_ceil(scale) + 1, height.div_ceil(scale) + 1);
        Self {
            width: w,
            height: h,
            scale: scale as f32,
            data: vec![0.0; w * h],
        }
    }

    /// Adds `amount` at a position in pixels, spread over the four cells around it; outside is ignored.
    pub fn add(&mut self, x: f32, y: f32, amount: f32) {
        let (x, y) = (x / self.scale - 0.5, y / self.scale - 0.5);
        if !(x >= 0.0 && y >= 0.0 && x < self.width as f32 - 1.0 && y < self.height as f32 - 1.0) {
            return;
        }
        let (i, j) = (x as usize, y as usize);
        let (fx, fy) = (x - i as f32, y - j as f32);
        let at = j * self.width + i;
        self.data[at] += amount * (1.0 - fx) * (1.0 - fy);
        self.data[at + 1] += amount * fx * (1.0 - fy);
        self.data[at + self.width] += amount * (1.0 - fx) * fy;
        self.data[at + self.width + 1] += amount * fx * fy;
    }

    /// Blurs by about a Gaussian of that radius in pixels (three box passes each way).
    pub fn blur(&mut self, radius_x: f32, radius_y: f32) {
        let (rx, ry) = (
            (radius_x / self.scale) as usize,
            (radius_y / self.scale) as usize,
        );
        let mut line = vec![0.0; self.width.max(self.height)];
        for _ in 0..3 {
            if rx > 0 {
                for row in self.data.chunks_exact_mut(self.width) {
                    box_line(row, 1, rx, &mut line);
                }
            }
            if ry > 0 {
                for x in 0..self.width {
                    box_line(&mut self.data[x..], self.width, ry, &mut line);
                }
            }
        }
    }

    /// Caps every cell at `limit`.
    pub fn cap(&mut self, limit: f32) {
        for v in &mut self.data {
            *v = min(*v, limit);
        }
    }

    /// Replaces every cell by `join` of it and the same cell of a plane of the same shape.
    pub fn combine(&mut self, other: &Self, join: impl Fn(f32, f32) -> f32) {
        for (a, b) in self.data.iter_mut().zip(&other.data) {
            *a = join(*a, *b);
        }
    }

    /// The value at a position in pixels, bilinear.
    #[inline]
    pub fn at(&self, x: f32, y: f32) -> f32 {
        let x = min(max(x / self.scale - 0.5, 0.0), self.width as f32 - 1.001);
        let y = min(max(y / self.scale - 0.5, 0.0), self.height as f32 - 1.001);
        let (i, j) = (x as usize, y as usize);
        let at = j * self.width + i;
        let (fx, fy) = (x - i as f32, y - j as f32);
        let top = mix(self.data[at], self.data[at + 1], fx);
        let low = mix(
            self.data[at + self.width],
            self.data[at + self.width + 1],
            fx,
        );
        mix(top, low, fy)
    }
}

/// Running mean along one line of every `step`-th value.
fn box_line(data: &mut [f32], step: usize, radius: usize, line: &mut [f32]) {
    let n = data.len().div_ceil(step);
    for (l, v) in line.iter_mut().zip(data.iter().step_by(step)) {
        *l = *v;
    }
    let line = &line[..n];
    let get = |i: isize| {
        usize::try_from(i)
            .ok()
            .and_then(|i| line.get(i))
            .copied()
            .unwrap_or(0.0)
    };
    let r = radius as isize;
    // Sums in f64 so that a long line does not drift.
    let mut sum: f64 = (-r..=r).map(|i| f64::from(get(i))).sum();
    let inverse = 1.0 / (2 * radius + 1) as f64;
    for (i, v) in (0isize..).zip(data.iter_mut().step_by(step)) {
        *v = (sum * inverse) as f32;
        sum += f64::from(get(i + r + 1)) - f64::from(get(i - r));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blur_keeps_the_sum_and_spreads_it() {
        let mut plane = Plane::covering(200, 200, 2);
        plane.add(100.0, 100.0, 8.0);
        plane.blur(20.0, 20.0);
        let sum: f32 = plane.data.iter().sum();
        assert!((sum - 8.0).abs() < 1e-3);
        assert!(plane.at(100.0, 100.0) < 0.1 && plane.at(110.0, 100.0) > 0.0);
    }
}
