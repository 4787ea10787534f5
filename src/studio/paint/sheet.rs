//! Sheets of liquid on the side of the picture that the copy leaves free: a broad flow of honey, a smear of gel.

use rayon::prelude::*;
use serde::Deserialize;

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::colour::Light;
use super::field::{Field, ROWS, TILE};
use super::gel::{Gel, GelCoat};
use super::grid::{blend, widen};
use super::isa::{Isa, kernel};
use super::keepout::Rect;
use super::lay::lay;
use super::motif::{Motif, Setting};
use super::num::{Rng, abs, cos_turns, float, max, min, sat, sin_turns, smoothstep};
use super::syrup::{Syrup, SyrupCoat};

/// How liquid is spread.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Sheet {
    /// What made it.
    pub hand: Hand,
    /// Greatest thickness in pixels.
    pub thick: f32,
    /// Depth of the waves in it, or of the marks of the spatula: 0..1.
    pub relief: f32,
    /// Depth of colour.
    pub absorb: f32,
    /// 0 clear .. 1 opaque.
    pub cloud: f32,
}

/// What spread a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    /// Its own weight.
    Flow,
    /// One stroke of a spatula.
    Smear,
}

/// A sheet of liquid, set up for a picture.
#[derive(Debug)]
pub struct Spilled {
    sheet: Sheet,
    setting: Setting,
    shape: Shape,
}

/// Where the sheet lies. For a flow: everything beyond a wavy front; for a smear: a band along an axis.
#[derive(Debug, Clone, Copy)]
struct Shape {
    hand: Hand,
    /// A point of the front, or the middle of the smear.
    at: [f32; 2],
    /// Direction into the flow, or along the smear.
    along: [f32; 2],
    /// Half the length and half the width of a smear.
    half: [f32; 2],
    phase: f32,
    thick: f32,
    relief: f32,
    time: f32,
    pitch: f32,
    left: f32,
}

impl Shape {
    fn of(sheet: &Sheet, setting: &Setting) -> Self {
        let mut rng = Rng::new(setting.seed, 35);
        let [w, h] = setting.size;
        let calm = setting
            .keep_out
            .hull()
            .unwrap_or(Rect::new(0.0, 0.0, w, 0.0));
        // The widest side beside the copy: below, above, right, left.
        let sides = [
            (h - calm.bottom(), [0.5 * w, calm.bottom()], [0.0, 1.0], w),
            (calm.y, [0.5 * w, calm.y], [0.0, -1.0], w),
            (w - calm.right(), [calm.right(), 0.5 * h], [1.0, 0.0], h),
            (calm.x, [calm.x, 0.5 * h], [-1.0, 0.0], h),
        ];
        let mut best = sides[0];
        for side in sides {
            if side.0 * side.3 > best.0 * best.3 {
                best = side;
            }
        }
        let (room, front, into, breadth) = best;
        let room = max(room, 0.30 * min(w, h));
        let shape = Self {
            hand: sheet.hand,
            at: front,
            along: into,
            half: [1.0, 1.0],
            phase: rng.unit() * 3.0,
            thick: sheet.thick,
            relief: sheet.relief,
            time: 0.0,
            pitch: 2.0,
            left: 0.0,
        };
        match sheet.hand {
            Hand::Flow => {
                let back = max(room * 0.24, 96.0);
                // The front runs askew.
                let skew = rng.range(-0.24, 0.24);
                let (c, s) = (
                    1.0 / (1.0 + skew * skew).sqrt(),
                    skew / (1.0 + skew * skew).sqrt(),
                );
                Self {
                    at: [front[0] + into[0] * back, front[1] + into[1] * back],
                    along: [into[0] * c - into[1] * s, into[0] * s + into[1] * c],
                    ..shape
                }
            }
            Hand::Smear => {
                let middle = [
                    front[0] + into[0] * room * 0.5,
                    front[1] + into[1] * room * 0.5,
                ];
                let lean = rng.range(0.035, 0.075);
                let turn = if breadth > room { -lean } else { 0.25 - lean };
                let (c, s) = (cos_turns(turn), sin_turns(turn));
                let (long, wide) = (max(breadth, room), min(breadth, room));
                Self {
                    at: middle,
                    along: [c, s],
                    half: [min(long * 0.46, 620.0), min(wide * 0.30, 230.0)],
                    ..shape
                }
            }
        }
    }
}

/// Smooth maximum over `k` pixels.
#[inline(always)]
fn join(a: f32, b: f32, k: f32) -> f32 {
    let t = max(k - abs(a - b), 0.0);
    max(a, b) + t * t * (0.25 / k)
}

#[inline(always)]
fn flow_at(s: &Shape, x: f32, y: f32, room: f32) -> (f32, f32) {
    let (dx, dy) = (x - s.at[0], y - s.at[1]);
    let deep = dx * s.along[0] + dy * s.along[1];
    let side = dy * s.along[0] - dx * s.along[1];
    let u = side * (1.0 / 1080.0);
    let lobes = 62.0 * sin_turns(1.05 * u + s.phase + 0.10 * sin_turns(s.time))
        + 30.0 * sin_turns(2.3 * u - s.phase * 1.7 - 0.08 * cos_turns(s.time))
        + 8.0 * sin_turns(0.6 * u - s.time);
    let dist = join(-deep + lobes, 64.0 - room, 70.0);
    // Long folds run down the flow.
    let v = deep * (1.0 / 1080.0);
    let warp = 0.22 * sin_turns(0.9 * u + 0.6 * v + s.phase)
        + 0.08 * sin_turns(2.1 * u - 0.8 * v + s.phase * 2.0);
    let fold = sin_turns(1.7 * v + 0.5 * u + 1.2 * warp + s.time);
    let fold2 = sin_turns(2.6 * u + 0.9 * v - 1.4 * warp + 0.15 * sin_turns(s.time));
    let wave = 0.62 * fold + 0.38 * fold2;
    (dist, wave)
}

#[inline(always)]
fn fill_kernel(
    s: &Shape,
    y: f32,
    room: &[f32],
    dist: &mut [f32],
    swell: &mut [f32],
    glint: &mut [f32],
) {
    let n = room.len();
    let (dist, swell, glint) = (&mut dist[..n], &mut swell[..n], &mut glint[..n]);
    for i in 0..n {
        let x = s.left + float(i) * s.pitch;
        let (d, wave) = flow_at(s, x, y, room[i]);
        let e = max(-d, 0.0);
        // A rounded lip, a little thicker than the sheet behind it.
        let t = sat(e * (1.0 / 76.0));
        let lip = t * (2.0 - t);
        let roll = e * (1.0 / 88.0) - 0.72;
        let roll = 0.16 / (1.0 + roll * roll * 9.0);
        let open = smoothstep(30.0, 190.0, e);
        let z = s.thick * (0.80 + roll + s.relief * 0.34 * open * wave);
        dist[i] = d;
        swell[i] = if d > 0.0 {
            -s.thick * 2.0 * d
        } else {
            z * z * lip
        };
        glint[i] =
            -0.8 * sat(1.0 - d * (1.0 / 34.0)) + 0.34 * sat(1.0 - abs(d - 16.0) * (1.0 / 14.0));
    }
}

kernel!(
    fn fill_flow = fill_kernel(s: &Shape, y: f32, room: &[f32], dist: &mut [f32], swell: &mut [f32], glint: &mut [f32])
);

#[inline(always)]
fn smear_kernel(
    s: &Shape,
    y: f32,
    room: &[f32],
    dist: &mut [f32],
    swell: &mut [f32],
    glint: &mut [f32],
) {
    let n = room.len();
    let (dist, swell, glint) = (&mut dist[..n], &mut swell[..n], &mut glint[..n]);
    let (inv_w, inv_l) = (1.0 / s.half[1], 1.0 / s.half[0]);
    for i in 0..n {
        let (dx, dy) = (s.left + float(i) * s.pitch - s.at[0], y - s.at[1]);
        let u = dx * s.along[0] + dy * s.along[1];
        let v = dy * s.along[0] - dx * s.along[1];
        let p = u * inv_l;
        // The hand draws an arc and lifts; the far end is ragged where the marks run out.
        let v = v - s.half[1] * 0.34 * (p * p - 0.4) - 7.0 * sin_turns(0.7 * p + s.time);
        let q = v * inv_w;
        let marks = sin_turns(q * 1.9 + s.phase + 0.10 * sin_turns(p * 0.7 + s.phase))
            + 0.6 * sin_turns(q * 4.3 - s.phase * 2.0 + 0.12 * sin_turns(p * 0.9 + s.time));
        let fine = sin_turns(q * 9.5 + s.phase * 5.0 + 0.10 * sin_turns(p * 1.3 - s.time));
        let wide = s.half[1] * (1.0 - 0.20 * p + 0.03 * sin_turns(p * 1.6 + s.phase));
        let long = s.half[0] * (0.90 + 0.055 * marks * sat(p * 3.0) + 0.02 * fine);
        let (ax, ay) = (abs(u) - (long - wide * 0.55), abs(v) - wide * 0.45);
        let (cx, cy) = (max(ax, 0.0), max(ay, 0.0));
        let body = (cx * cx + cy * cy).sqrt() + min(max(ax, ay), 0.0) - wide * 0.55;
        let d = join(body, 54.0 - room[i], 110.0);
        let e = max(-d, 0.0);
        let t = sat(e * (1.0 / 34.0));
        let lip = t * (2.0 - t);
        // The spatula presses the middle thin and leaves walls on both sides and a heap where it lifts.
        let wall = abs(v) / wide;
        let wall = smoothstep(0.38, 0.86, wall);
        let heap = smoothstep(0.35, 0.98, p);
        let swell_wave = sin_turns(1.1 * p - s.time + 0.2 * q);
        let z = s.thick
            * (0.42
                + 0.40 * wall
                + 0.30 * heap
                + s.relief * (0.13 * marks + 0.055 * fine) * (1.0 - 0.5 * wall)
                + 0.07 * swell_wave);
        dist[i] = d;
        swell[i] = if d > 0.0 {
            -s.thick * 2.0 * d
        } else {
            max(z * z, 4.0) * lip
        };
        glint[i] =
            -0.7 * sat(1.0 - d * (1.0 / 24.0)) + 0.40 * sat(1.0 - abs(d - 12.0) * (1.0 / 11.0));
    }
}

kernel!(
    fn fill_smear = smear_kernel(s: &Shape, y: f32, room: &[f32], dist: &mut [f32], swell: &mut [f32], glint: &mut [f32])
);

/// Nodes of the field from one sample of the room around the copy to the next.
const COARSE: usize = 8;

impl Spilled {
    /// Finds the free side of the picture.
    pub fn new(sheet: Sheet, setting: Setting) -> Self {
        Self {
            sheet,
            shape: Shape::of(&sheet, &setting),
            setting,
        }
    }

    fn field(&self, isa: Isa, brush: &Brush<'_>, time: f32) -> Field {
        // A flow is broad; the marks of a spatula are fine.
        let pitch = match self.sheet.hand {
            Hand::Flow => 4.0,
            Hand::Smear => 2.0,
        };
        let mut field = Field::empty(brush, 1.0, pitch);
        let grid = field.grid;
        let (w, tiles) = (grid.width, grid.width.div_ceil(TILE));
        let (cw, ch) = (w.div_ceil(COARSE) + 1, grid.height.div_ceil(COARSE) + 1);
        let room: Vec<f32> = (0..cw * ch)
            .map(|i| {
                let (x, y) = (grid.place(i % cw * COARSE), grid.place(i / cw * COARSE));
                self.setting.keep_out.distance(x, y)
            })
            .collect();
        let shape = Shape {
            time,
            pitch: grid.pitch(),
            left: grid.place(0),
            ..self.shape
        };
        field
            .dist
            .par_chunks_mut(w * ROWS)
            .zip(field.swell.par_chunks_mut(w * ROWS))
            .zip(field.glint.par_chunks_mut(w * ROWS))
            .zip(field.busy.par_chunks_mut(tiles))
            .enumerate()
            .for_each(|(band, (((dist, swell), glint), busy))| {
                let (mut nodes, mut line) = (vec![0.0; cw], vec![0.0; w]);
                let rows = dist
                    .chunks_exact_mut(w)
                    .zip(swell.chunks_exact_mut(w))
                    .zip(glint.chunks_exact_mut(w));
                for (j, ((dist, swell), glint)) in rows.enumerate() {
                    let row = band * ROWS + j;
                    let (above, share) = (row / COARSE, (row % COARSE) as f32 / COARSE as f32);
                    let (a, b) = room[above * cw..(above + 2) * cw].split_at(cw);
                    blend(isa, a, b, share, &mut nodes);
                    widen(isa, &nodes, COARSE, &mut line);
                    let y = grid.place(row);
                    match shape.hand {
                        Hand::Flow => fill_flow(isa, &shape, y, &line, dist, swell, glint),
                        Hand::Smear => fill_smear(isa, &shape, y, &line, dist, swell, glint),
                    }
                    for (busy, dist) in busy.iter_mut().zip(dist.chunks(TILE)) {
                        *busy |= dist.iter().any(|d| *d < 40.0);
                    }
                }
            });
        field
    }
}

impl Motif for Spilled {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let backdrop = Backdrop::of(&self.setting, time);
        let field = self.field(isa, brush, time);
        let hues = &self.setting.hues;
        match self.sheet.hand {
            Hand::Flow => {
                let syrup = Syrup {
                    colour: hues.body,
                    depth: 14.0 / self.sheet.absorb,
                    cloud: self.sheet.cloud,
                    refract: 0.8,
                    gloss: 1.0,
                    strip: 0.11,
                    shadow: 0.40,
                    focus: 0.30,
                    ripple: 3.0,
                    broad: true,
                    time,
                };
                let coat = SyrupCoat { syrup, backdrop };
                lay(isa, brush, &backdrop, &[(&field, &coat)]);
            }
            Hand::Smear => {
                let gel = Gel {
                    tint: hues.body,
                    absorb: self.sheet.absorb,
                    refract: 1.4,
                    gloss: 0.95,
                    room: 1.1,
                    shadow: 0.30,
                    focus: 0.40,
                    focus_tint: hues.stops[0].toward(Light::WHITE, 0.4),
                };
                let coat = GelCoat { gel, backdrop };
                lay(isa, brush, &backdrop, &[(&field, &coat)]);
            }
        }
    }
}
