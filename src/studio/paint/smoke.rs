//! Smoke as it rises: one thin veil, stretched and folded by the air, densest where it is seen edge on.

use serde::Deserialize;

use super::brush::Brush;
use super::flow::Flow;
use super::haze::{self, Look};
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::{Motif, Setting};
use super::num::{Rng, cos_turns, float, max, min, sat, sin_turns, smoothstep};
use super::vapour::Air;

/// How the veil rises.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Smoke {
    /// Width of the veil: 1 is the common look.
    pub scale: f32,
    /// How much it curls.
    pub curl: f32,
}

/// Pixels between points of the grid.
const PITCH: usize = 3;
/// Threads across the veil.
const THREADS: usize = 240;
/// Points along each.
const POINTS: usize = 680;

/// Smoke, set up for a picture.
#[derive(Debug)]
pub struct Plume {
    smoke: Smoke,
    air: Air,
    setting: Setting,
    free: Lowres,
    /// Where it rises from: behind the product, or below the picture.
    foot: [f32; 2],
}

impl Plume {
    /// Chooses a place for the plume that is clear of copy and, if it can, of the product.
    pub fn new(smoke: Smoke, air: Air, setting: Setting) -> Self {
        let free = Lowres::free(setting.size, PITCH, &setting.keep_out, 150.0);
        let [w, h] = setting.size;
        let mut best = (f32::MIN, 0.5 * w);
        for i in 0..9 {
            let x = w * (0.14 + 0.09 * i as f32);
            let mut clear = 0.0;
            for j in 0..20 {
                let y = h * (j as f32 + 0.5) / 20.0;
                clear += min(setting.keep_out.distance(x, y), 260.0);
                clear += 0.5 * min(max(setting.product.distance(x, y), -100.0), 160.0);
            }
            if clear > best.0 {
                best = (clear, x);
            }
        }
        let product = setting.product;
        let hidden = best.1 > product.x + 60.0 && best.1 < product.right() - 60.0;
        let from = if hidden {
            product.y + 0.72 * product.h
        } else {
            h * 1.04
        };
        Self {
            smoke,
            air,
            setting,
            free,
            foot: [best.1, from],
        }
    }

    /// Lays the veil down thread by thread, point by point, on a grid of densities.
    fn lay(&self, isa: Isa, time: f32, matter: &mut Lowres) {
        let seed = self.setting.seed;
        let mut rng = Rng::new(seed, 41);
        let wind = Wind {
            time,
            origin: [rng.range(-60.0, 60.0), rng.range(-60.0, 60.0)],
            flows: std::array::from_fn(|i| {
                Flow::at(
                    time + 0.37 * i as f32,
                    1.0,
                    seed.wrapping_add(733 * i as u64),
                )
            }),
            foot: self.foot,
            scale: self.smoke.scale,
            curl: self.smoke.curl * self.setting.size[0] / 1080.0,
        };
        let (cols, rows) = (matter.cols, matter.rows);
        let data = matter.data_mut();
        let (mut xs, mut ys) = ([0.0f32; THREADS], [0.0f32; THREADS]);
        let inverse = 1.0 / PITCH as f32;
        for point in 0..POINTS {
            let s = point as f32 / POINTS as f32;
            rise(isa, &wind, s, &mut xs, &mut ys);
            let weight = smoothstep(0.0, 0.05, s) * (1.0 - smoothstep(0.36, 0.88, s));
            for (k, (x, y)) in xs.iter().zip(&ys).enumerate() {
                // The veil thins toward its two borders.
                let across = 2.0 * k as f32 / THREADS as f32 - 1.0;
                let amount = 0.76 * weight * (1.0 - 0.7 * across * across);
                let (x, y) = (x * inverse, y * inverse);
                if x >= 0.0 && y >= 0.0 && x < cols as f32 - 1.0 && y < rows as f32 - 1.0 {
                    let (i, j) = (x as usize, y as usize);
                    let (fx, fy) = (x - i as f32, y - j as f32);
                    let (top, low) = (amount * (1.0 - fy), amount * fy);
                    let at = j * 2 * cols + i;
                    data[at] += top * (1.0 - fx);
                    data[at + 1] += top * fx;
                    data[at + 2 * cols] += low * (1.0 - fx);
                    data[at + 2 * cols + 1] += low * fx;
                }
            }
        }
    }
}

impl Motif for Plume {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let mut laid = Lowres::new(self.setting.size, PITCH, 2);
        self.lay(isa, time, &mut laid);
        // The lattice of points must not show: a small blur, which also thins the smoke out around the copy.
        let mut matter = Lowres::new(self.setting.size, PITCH, 2);
        let cols = matter.cols;
        matter.fill(|y, row| {
            let at = (y / PITCH as f32) as isize;
            let lines = [-2, -1, 0, 1, 2].map(|k| laid.channel(at + k, 0));
            even(isa, &lines, self.free.channel(at, 0), &mut row[..cols]);
        });
        let hues = &self.setting.hues;
        let look = Look {
            lit: hues.body,
            dim: hues.body.toward(hues.ink, self.air.shade),
            density: self.air.density,
            relief: 0.0,
            block: 0.006,
            kept: 0.9,
        };
        haze::paint(isa, brush, &self.setting, time, &mut matter, &look);
    }
}

/// The air that folds the veil.
#[derive(Debug)]
struct Wind {
    time: f32,
    origin: [f32; 2],
    flows: [Flow; 4],
    foot: [f32; 2],
    scale: f32,
    curl: f32,
}

#[inline(always)]
fn rise_kernel(w: &Wind, s: f32, xs: &mut [f32], ys: &mut [f32]) {
    let [f0, f1, f2, f3] = w.flows;
    let n = xs.len();
    let ys = &mut ys[..n];
    let spread = (10.0 + 190.0 * s) * w.scale;
    let grow = w.curl * sat(s * 1.7 + 0.02);
    let across = 2.0 / n as f32;
    // Waves run up the plume, two crests between its foot and its end.
    let wave = 46.0 * grow * sin_turns(2.0 * s - w.time) + 60.0 * s * cos_turns(s - w.time);
    for i in 0..n {
        let k = float(i) * across - 1.0;
        let (ax, ay) = (k * 0.8 * w.scale + w.origin[0], s * 3.0 + w.origin[1]);
        let x = w.foot[0] + wave + spread * k + 230.0 * grow * f0.noise(ax, ay);
        let y = w.foot[1] - (w.foot[1] + 160.0) * s + 170.0 * grow * f1.noise(ax + 9.0, ay * 1.2);
        let (bx, by) = (x * (1.0 / 300.0) + w.origin[0], y * (1.0 / 330.0));
        let x1 = x + 130.0 * grow * f2.noise(bx, by);
        let y1 = y + 130.0 * grow * f3.noise(bx + 5.0, by);
        let (cx, cy) = (x1 * (1.0 / 130.0), y1 * (1.0 / 150.0));
        xs[i] = x1 + 42.0 * grow * f1.noise(cx, cy + 3.0);
        ys[i] = y1 + 42.0 * grow * f0.noise(cx + 8.0, cy);
    }
}

kernel!(fn rise = rise_kernel(w: &Wind, s: f32, xs: &mut [f32], ys: &mut [f32]));

#[inline(always)]
fn even_kernel(lines: &[&[f32]; 5], free: &[f32], out: &mut [f32]) {
    let n = out.len();
    let (mut last, mut before) = (0.0, 0.0);
    let [a, b, c, d, e] = lines.map(|line| &line[..n]);
    let free = &free[..n];
    for i in 0..n {
        let v = 0.0625 * (a[i] + e[i]) + 0.25 * (b[i] + d[i]) + 0.375 * c[i];
        // Three taps along the row as well, in passing: the smoke moves by one column, which nobody can know.
        let sum = v + 2.0 * last + before;
        before = last;
        last = v;
        out[i] = free[i] * free[i] * sum * 0.25;
    }
}

kernel!(fn even = even_kernel(lines: &[&[f32]; 5], free: &[f32], out: &mut [f32]));
