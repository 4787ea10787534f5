//! Terrazzo: chips of stone in a ground of cement, polished flat. The chips are laid once, as flat-sided shapes on a
//! grid of cells that each picture's row looks up; a frame only moves the slab a little and the light over it.

use serde::Deserialize;

use super::matter::toned;
use super::mesh::Calm;
use super::readable;
use crate::studio::paint::brush::Brush;
use crate::studio::paint::colour::Light;
use crate::studio::paint::isa::{Isa, kernel};
use crate::studio::paint::motif::{Motif, Setting};
use crate::studio::paint::num::{Rng, cos_turns, float, max, min, mix, sat, sin_turns};

/// How terrazzo is mixed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Terrazzo {
    /// Pixels across a large chip.
    pub chip: f32,
    /// Share of places that hold a chip, 0..=1.
    pub density: f32,
    /// Strength of the polish.
    pub gloss: f32,
}

/// Pixels that the slab sways each way; it is laid this much wider than the picture.
const SWAY: f32 = 22.0;

/// A slab, laid for a picture.
#[derive(Debug)]
pub struct Slab {
    gloss: f32,
    size: [f32; 2],
    sheen: Light,
    width: usize,
    height: usize,
    /// Rows of reds, greens, blues.
    data: Vec<f32>,
}

/// A chip: its place, its size, its sides (unit normals and distances) and its colour.
struct Chip {
    at: [f32; 2],
    reach: f32,
    sides: [[f32; 3]; 7],
    colour: Light,
}

impl Chip {
    fn new(rng: &mut Rng, at: [f32; 2], reach: f32, colours: &[Light]) -> Self {
        let turn = rng.unit();
        let long = rng.range(0.55, 1.0);
        let sides = std::array::from_fn(|i| {
            let angle = turn + (i as f32 + rng.range(-0.32, 0.32)) / 7.0;
            let (x, y) = (cos_turns(angle), sin_turns(angle));
            let lean = cos_turns(angle - turn);
            let off = reach * rng.range(0.62, 0.98) * mix(long, 1.0, lean * lean);
            [x, y, off]
        });
        let pick = (rng.unit() * colours.len() as f32) as usize;
        let colour = colours[pick.min(colours.len() - 1)];
        Self {
            at,
            reach,
            sides,
            colour: colour.toward(Light::WHITE, rng.range(0.0, 0.10)),
        }
    }

    /// Distance to the nearest side, negative inside.
    fn distance(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - self.at[0], y - self.at[1]);
        let side = |[nx, ny, off]: &[f32; 3]| x * nx + y * ny - off;
        self.sides.iter().map(side).fold(-1e6, max)
    }
}

impl Slab {
    /// Lays a slab for a picture.
    pub fn new(terrazzo: Terrazzo, setting: Setting) -> Self {
        let calm = Calm::new(setting.size, &setting.keep_out, 150.0);
        let hues = &setting.hues;
        let level = readable(0.95, &hues.stops);
        let ground = Light(toned(&hues.stops, level));
        let [width, height] = setting.size.map(|n| (n + 2.0 * SWAY) as usize + 4);
        let mut slab = Self {
            gloss: terrazzo.gloss,
            size: setting.size,
            sheen: hues.stops[0].toward(Light::WHITE, 0.5),
            width,
            height,
            data: Vec::new(),
        };
        slab.data = (0..width * height * 3)
            .map(|at| ground.0[at / width % 3])
            .collect();
        let colours = [
            hues.stops[1],
            hues.stops[2],
            hues.body,
            hues.accent,
            hues.soft,
            hues.stops[1],
        ];
        let mut rng = Rng::new(setting.seed, 51);
        let mut laid: Vec<[f32; 3]> = Vec::new();
        for (share, tries) in [(1.0, 260), (0.52, 1100), (0.24, 3600), (0.11, 5200)] {
            for _ in 0..(tries as f32 * terrazzo.density) as usize {
                let at = [rng.unit() * width as f32, rng.unit() * height as f32];
                let reach = terrazzo.chip * 0.5 * share * rng.range(0.7, 1.15);
                let chip = Chip::new(&mut rng, at, reach, &colours);
                let free = |[x, y, r]: &[f32; 3]| {
                    let (dx, dy) = (x - at[0], y - at[1]);
                    let least = r + reach * 0.94;
                    dx * dx + dy * dy > least * least
                };
                let mut wild = [0.0];
                calm.row(at[1] - SWAY, at[0] - SWAY, 1.0, &mut wild);
                // Behind copy only dust of stone remains, and of that little.
                if wild[0] > 0.25 + 0.6 * share && laid.iter().all(free) {
                    slab.lay(&chip);
                    laid.push([at[0], at[1], reach]);
                }
            }
        }
        slab
    }

    fn lay(&mut self, chip: &Chip) {
        let range = |at: f32, limit: usize| {
            let low = max(at - chip.reach - 1.0, 0.0) as usize;
            low..(max(at + chip.reach + 2.0, 0.0) as usize).min(limit)
        };
        for y in range(chip.at[1], self.height) {
            for x in range(chip.at[0], self.width) {
                let d = chip.distance(x as f32, y as f32);
                let cover = sat(0.5 - d);
                if cover <= 0.0 {
                    continue;
                }
                // A thin joint of shade where stone meets cement, and a slow change of tone inside.
                let inner =
                    0.90 + 0.10 * sat(-d / 2.5) + 0.05 * (chip.at[1] - y as f32) / chip.reach;
                for c in 0..3 {
                    let v = &mut self.data[(y * 3 + c) * self.width + x];
                    *v = mix(*v, chip.colour.0[c] * inner, cover);
                }
            }
        }
    }
}

/// One row of the polish: where it is, when, and how the slab's four rows blend.
struct Polish {
    y: f32,
    step: f32,
    time: f32,
    size: [f32; 2],
    gloss: f32,
    sheen: [f32; 3],
    /// Shares of right and lower neighbours.
    part: [f32; 2],
}

#[inline(always)]
fn polish_kernel(p: &Polish, upper: &[f32], lower: &[f32], stride: usize, out: &mut [f32]) {
    let n = out.len() / 3;
    let per = 1.0 / 1080.0;
    let [fx, fy] = p.part;
    let v = p.y / p.size[1] - 0.5;
    for (c, out) in out.chunks_exact_mut(n).enumerate() {
        let (a, b) = (&upper[c * stride..][..n + 1], &lower[c * stride..][..n + 1]);
        for i in 0..n {
            let x = ((float(i) + 0.5) * p.step - 0.5) * per;
            let slope = x * 0.8 + p.y * per * 0.6 - 0.95 - 0.30 * sin_turns(p.time);
            let band = 1.0 / (1.0 + slope * slope * 9.0);
            let u = x - 0.5;
            let fall = 1.0 - 0.22 * (u * u + v * v) - 0.05 * (u + v);
            let base = mix(mix(a[i], a[i + 1], fx), mix(b[i], b[i + 1], fx), fy);
            out[i] = base * fall * (0.95 + 0.05 * band) + p.gloss * 0.10 * band * band * p.sheen[c];
        }
    }
}

kernel!(fn polish = polish_kernel(p: &Polish, upper: &[f32], lower: &[f32], stride: usize, out: &mut [f32]));

impl Motif for Slab {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let (width, step) = (brush.width, brush.step);
        let dx = SWAY * (1.0 + 0.9 * sin_turns(time));
        let dy = SWAY * (1.0 + 0.9 * cos_turns(time));
        brush.par_rows(|y, out| {
            let place = (y as f32 + 0.5) * step - 0.5;
            let polish_at = |part| Polish {
                y: place,
                step,
                time,
                size: self.size,
                gloss: self.gloss,
                sheen: self.sheen.0,
                part,
            };
            let top = min(place + dy, self.height as f32 - 2.0);
            let (row, left) = (top as usize, dx as usize);
            let line = |j: usize| &self.data[j * self.width * 3..(j + 1) * self.width * 3];
            if step == 1.0 {
                let part = [dx - left as f32, top - row as f32];
                polish(
                    isa,
                    &polish_at(part),
                    &line(row)[left..],
                    &line(row + 1)[left..],
                    self.width,
                    out,
                );
                return;
            }
            // A coarser picture takes the mean of what each of its pixels covers.
            let block = step as usize;
            let first = (y as f32 * step + dy) as usize;
            let mut mean = vec![0.0f32; (width + 1) * 3];
            let share = 1.0 / (block * block) as f32;
            for j in 0..block {
                let line = line((first + j).min(self.height - 1));
                for c in 0..3 {
                    for i in 0..width {
                        for k in 0..block {
                            let at = (left + i * block + k).min(self.width - 1);
                            mean[c * (width + 1) + i] += line[c * self.width + at] * share;
                        }
                    }
                }
            }
            polish(isa, &polish_at([0.0, 0.0]), &mean, &mean, width + 1, out);
        });
    }
}
