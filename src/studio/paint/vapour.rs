//! Air that carries matter: mist, powder and ink as volumes, lit from the top left through their own depth.

use serde::Deserialize;

use super::brush::Brush;
use super::flow::Flow;
use super::haze::{self, Look};
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::{Motif, Setting};
use super::num::{Rng, abs, cos_turns, float, max, mix, sat, sin_turns, smoothstep};

/// How matter hangs in the air.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Vapour {
    /// Its shape.
    pub form: Form,
    /// Size factor of its lumps: 1 is the common look.
    pub scale: f32,
    /// Factor on how much of the picture it takes.
    pub reach: f32,
}

/// Shapes that matter takes in air and water.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Low banks that lie one behind the other.
    Banks,
    /// A puff of powder thrown up around the product.
    Burst,
    /// Drawn-out clouds with folded edges.
    Bloom,
}

/// What the matter does to light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Air {
    /// How opaque it is.
    pub density: f32,
    /// How dark its far side is: 0 as the light side .. 1 the brand's ink.
    pub shade: f32,
}

/// Pixels between points of the grid.
const PITCH: usize = 4;

/// A volume, set up for a picture.
#[derive(Debug)]
pub struct Volume {
    vapour: Vapour,
    air: Air,
    setting: Setting,
    free: Lowres,
}

impl Volume {
    /// Sets the volume up.
    pub fn new(vapour: Vapour, air: Air, setting: Setting) -> Self {
        let reach = if vapour.form == Form::Banks {
            320.0
        } else {
            230.0
        };
        let free = Lowres::free(setting.size, PITCH, &setting.keep_out, reach);
        Self {
            vapour,
            air,
            setting,
            free,
        }
    }

    fn cloud(&self, time: f32) -> Cloud {
        let seed = self.setting.seed;
        let mut rng = Rng::new(seed, 11);
        let [cx, cy] = self.setting.product.centre();
        let [w, h] = self.setting.size;
        Cloud {
            time,
            origin: [rng.range(-90.0, 90.0), rng.range(-90.0, 90.0)],
            flows: std::array::from_fn(|i| {
                Flow::at(
                    time + 0.31 * i as f32,
                    1.0,
                    seed.wrapping_add(977 * i as u64),
                )
            }),
            inverse: 1.0 / (420.0 * self.vapour.scale),
            reach: self.vapour.reach,
            centre: [mix(cx, w * 0.5, 0.2), cy],
            high: h,
            ground: self.setting.floor.unwrap_or(h * 0.8),
        }
    }
}

impl Motif for Volume {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let size = self.setting.size;
        let cloud = self.cloud(time);
        let mut matter = Lowres::new(size, PITCH, 2);
        let cols = matter.cols;
        matter.fill(|y, row| {
            let (density, _) = row.split_at_mut(cols);
            let free = self.free.channel((y / PITCH as f32) as isize, 0);
            match self.vapour.form {
                Form::Banks => banks(isa, &cloud, y, free, density),
                Form::Burst => burst(isa, &cloud, y, free, density),
                Form::Bloom => bloom(isa, &cloud, y, free, density),
            }
        });
        haze::paint(isa, brush, &self.setting, time, &mut matter, &self.look());
    }
}

impl Volume {
    fn look(&self) -> Look {
        let hues = &self.setting.hues;
        let (relief, block, kept) = match self.vapour.form {
            Form::Banks => (0.6, 0.028, 0.97),
            Form::Burst => (2.0, 0.055, 0.93),
            Form::Bloom => (1.9, 0.04, 0.94),
        };
        Look {
            lit: hues.body,
            dim: hues.body.toward(hues.ink, self.air.shade),
            density: self.air.density,
            relief,
            block,
            kept,
        }
    }
}

/// Everything that the shapes need, at one moment.
#[derive(Debug)]
struct Cloud {
    time: f32,
    origin: [f32; 2],
    flows: [Flow; 4],
    /// Lumps per pixel.
    inverse: f32,
    reach: f32,
    centre: [f32; 2],
    high: f32,
    ground: f32,
}

/// One of the banks, counted from the back: near ones lie lower, are larger and drift further.
#[inline(always)]
fn bank(c: &Cloud, flow: &Flow, k: f32, [px, py]: [f32; 2], sway: f32, y: f32) -> f32 {
    let near = 1.25 - 0.25 * k;
    let n = flow.cloud(px * near + sway * (1.0 + k) + 5.0 * k, py * near);
    let top = c.ground + ((k - 1.15) * 250.0 - 150.0) * c.reach;
    let rise = sat((y - top + 260.0 * n) * (1.0 / (300.0 - 60.0 * k)));
    let body = rise * rise * (3.0 - 2.0 * rise);
    body * sat(0.5 + 0.85 * n) * (0.6 + 0.25 * k)
}

#[inline(always)]
fn banks_kernel(c: &Cloud, y: f32, free: &[f32], out: &mut [f32]) {
    let [f0, f1, f2, f3] = c.flows;
    let sway = 0.17 * sin_turns(c.time);
    let lift = 0.09 * cos_turns(c.time);
    for (i, (out, free)) in out.iter_mut().zip(free).enumerate() {
        let x = float(i * PITCH);
        let px = x * c.inverse + c.origin[0];
        let py = y * c.inverse * 2.1 + c.origin[1];
        let wx = f3.noise(px * 0.6 + sway, py * 0.5);
        let at = [px + 0.55 * wx, py + 0.3 * wx + lift];
        let sum = bank(c, &f0, 0.0, at, sway, y)
            + bank(c, &f1, 1.0, at, sway, y)
            + bank(c, &f2, 2.0, at, sway, y);
        // A thread of haze higher up, so that the banks do not end like a line.
        let high = sat(0.2 + 0.8 * wx) * sat((y - c.high * 0.18) * (1.0 / 700.0)) * 0.22;
        *out = (sum + high) * mix(0.20, 1.0, *free);
    }
}

kernel!(fn banks = banks_kernel(c: &Cloud, y: f32, free: &[f32], out: &mut [f32]));

#[inline(always)]
fn burst_kernel(c: &Cloud, y: f32, free: &[f32], out: &mut [f32]) {
    let [f0, f1, f2, f3] = c.flows;
    let inverse = 1.0 / (560.0 * c.reach);
    let breath = 0.03 * sin_turns(c.time);
    for (i, (out, free)) in out.iter_mut().zip(free).enumerate() {
        let x = float(i * PITCH);
        let (qx, qy) = ((x - c.centre[0]) * inverse, (y - c.centre[1]) * inverse);
        let (px, py) = (
            (x - c.centre[0]) * c.inverse * (1.0 - breath) + c.origin[0],
            (y - c.centre[1]) * c.inverse * (1.0 - breath) + c.origin[1],
        );
        let wx = f0.noise(px * 0.8, py * 0.8);
        let wy = f1.noise(px * 0.8 + 7.0, py * 0.8 - 3.0);
        let (sx, sy) = (px + 0.32 * wx, py + 0.32 * wy);
        let big = abs(f2.noise(sx * 1.5, sy * 1.5));
        let mid = abs(f3.noise(sx * 3.3, sy * 3.3));
        let small = abs(f0.noise(sx * 7.1, sy * 7.1));
        let fine = abs(f1.noise(sx * 15.0, sy * 15.0));
        let puff = big + 0.5 * mid + 0.27 * small + 0.13 * fine;
        let r = (qx * qx + qy * qy * 0.62).sqrt();
        // Around the copy the cloud ends as it ends everywhere: in puffs.
        let edge = 1.02 - r + 0.55 * wx + 0.5 * (puff - 0.45) + breath - 1.5 * (1.0 - *free);
        let body = smoothstep(0.0, 0.42, edge);
        let dust = sat(0.25 + 0.5 * edge) * sat(0.2 + wy * 0.6) * 0.16;
        *out = body * (0.24 + 1.05 * puff) + dust * *free;
    }
}

kernel!(fn burst = burst_kernel(c: &Cloud, y: f32, free: &[f32], out: &mut [f32]));

#[inline(always)]
fn bloom_kernel(c: &Cloud, y: f32, free: &[f32], out: &mut [f32]) {
    let [f0, f1, f2, f3] = c.flows;
    let inverse = 1.0 / (620.0 * c.reach);
    for (i, (out, free)) in out.iter_mut().zip(free).enumerate() {
        let x = float(i * PITCH);
        let (qx, qy) = ((x - c.centre[0]) * inverse, (y - c.centre[1]) * inverse);
        let (px, py) = (
            x * c.inverse + c.origin[0],
            (y * 0.72) * c.inverse + c.origin[1],
        );
        let ax = px + 0.62 * f0.noise(px * 0.7, py * 0.7);
        let ay = py + 0.62 * f1.noise(px * 0.7 + 9.0, py * 0.7);
        let bx = ax + 0.34 * f2.noise(ax * 1.5, ay * 1.5);
        let by = ay + 0.34 * f3.noise(ax * 1.5, ay * 1.5 + 5.0);
        let cx = bx + 0.17 * f1.noise(bx * 3.1, by * 3.1);
        let cy = by + 0.17 * f0.noise(bx * 3.1 - 2.0, by * 3.1);
        let f = f2.noise(cx * 1.2, cy * 1.2) + 0.4 * f3.noise(cx * 2.9, cy * 2.9);
        let g = f0.noise(bx * 1.1 + 3.0, by * 1.1) + 0.45 * f;
        let r2 = qx * qx * 1.5 + qy * qy * 0.7;
        let room = 0.75 - 0.95 * r2 - 1.6 * (1.0 - *free);
        // Veils: each starts at a fold and thins away from it.
        let veil = |t: f32| sat(t * 13.0) / (1.0 + 4.2 * max(t, 0.0));
        let sum = 0.34 * veil(f + room)
            + 0.46 * veil(g + room - 0.25)
            + 0.52 * veil(f + room - 0.62)
            + 0.62 * veil(0.35 - abs(g - f) + 0.5 * (room - 0.5))
            + 0.30 * sat(g + room - 0.45);
        *out = sum * smoothstep(-0.55, 0.25, room);
    }
}

kernel!(fn bloom = bloom_kernel(c: &Cloud, y: f32, free: &[f32], out: &mut [f32]));
