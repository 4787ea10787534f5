//! Light on the floor of a pool: waves bend a grid of rays, and where rays crowd it is bright.

use serde::Deserialize;

use super::matter::toned;
use super::mesh::{Calm, Mesh, weave};
use super::readable;
use crate::studio::paint::brush::Brush;
use crate::studio::paint::colour::Light;
use crate::studio::paint::isa::{Isa, kernel};
use crate::studio::paint::motif::{Motif, Setting};
use crate::studio::paint::num::{Rng, cos_turns, float, max, min, mix, sat, sin_turns};

/// How water throws its light.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Caustics {
    /// Waves per picture width.
    pub waves: f32,
    /// How far the waves bend the light: 1 is focused on the floor.
    pub depth: f32,
    /// Brightness of the net of light.
    pub bright: f32,
}

/// A pool, set up for a picture.
#[derive(Debug)]
pub struct Pool {
    caustics: Caustics,
    setting: Setting,
    calm: Calm,
    level: f32,
    waves: [Wave; WAVES],
}

const WAVES: usize = 7;

/// Nodes between rays: dense enough that the grid of rays does not show where they spread.
const RAYS: f32 = 0.68;

/// A train of waves: where it runs (in waves per pixel), its share, where it starts, and crests per loop.
#[derive(Debug, Clone, Copy)]
struct Wave {
    run: [f32; 2],
    share: f32,
    start: f32,
    crests: f32,
}

impl Pool {
    /// A pool for a picture.
    pub fn new(caustics: Caustics, setting: Setting) -> Self {
        let mut rng = Rng::new(setting.seed, 41);
        let turn = rng.unit();
        let waves = std::array::from_fn(|i| {
            // Golden angles keep the trains from ever lining up.
            let angle = turn + 0.381_966 * i as f32 + rng.range(-0.03, 0.03);
            let often = caustics.waves * (0.75 + 0.28 * i as f32) / 1080.0;
            Wave {
                run: [cos_turns(angle) * often, sin_turns(angle) * often],
                share: 1.0 / (1.0 + 0.42 * i as f32),
                start: rng.unit(),
                crests: if i < 4 { 1.0 } else { 2.0 },
            }
        });
        Self {
            caustics,
            calm: Calm::new(setting.size, &setting.keep_out, 260.0),
            level: readable(0.5, &setting.hues.stops),
            waves,
            setting,
        }
    }
}

/// Rays of one row: where they meet the floor, in nodes.
struct Rays<'a> {
    waves: &'a [Wave; WAVES],
    time: f32,
    x: f32,
    y: f32,
    /// Pixels between rays.
    gap: f32,
    /// Pixels that a slope of one wave per picture bends a ray.
    bend: f32,
    /// Where node 0 lies, and nodes per pixel.
    origin: f32,
    per: f32,
}

#[inline(always)]
fn cast_kernel(rays: &Rays<'_>, to_x: &mut [f32], to_y: &mut [f32]) {
    for (i, (tx, ty)) in to_x.iter_mut().zip(to_y).enumerate() {
        let x = rays.x + float(i) * rays.gap;
        let y = rays.y;
        // The trains themselves are bent a little, so that the net has no grain.
        let wx = x + 46.0 * sin_turns(y * 0.0011 + x * 0.0004 + rays.waves[0].start);
        let wy = y + 46.0 * sin_turns(x * 0.0013 - y * 0.0003 + rays.waves[1].start);
        let (mut dx, mut dy) = (0.0, 0.0);
        for wave in rays.waves {
            let turn = wx * wave.run[0] + wy * wave.run[1] + wave.start - wave.crests * rays.time;
            let slope = wave.share * sin_turns(turn);
            dx += slope * wave.run[0];
            dy += slope * wave.run[1];
        }
        *tx = (x + dx * rays.bend - rays.origin) * rays.per;
        *ty = (y + dy * rays.bend - rays.origin) * rays.per;
    }
}

kernel!(fn cast = cast_kernel(rays: &Rays<'_>, to_x: &mut [f32], to_y: &mut [f32]));

impl Pool {
    /// Light that reaches the nodes of the mesh, 1 on average. Rays are gathered in their own order, so that the sum is
    /// the same for any number of threads.
    fn gather(&self, isa: Isa, mesh: &Mesh, time: f32) -> Vec<f32> {
        let (columns, rows) = (mesh.columns(), mesh.rows());
        let often = self.caustics.waves / 1080.0;
        let margin = 90.0;
        let mut rays = Rays {
            waves: &self.waves,
            time,
            x: mesh.place(0) - margin,
            y: mesh.place(0) - margin,
            gap: mesh.gap * RAYS,
            bend: self.caustics.depth * 0.031 / (often * often),
            origin: mesh.place(0),
            per: 1.0 / mesh.gap,
        };
        let count = |nodes: usize| (nodes as f32 / RAYS + 2.0 * margin / rays.gap) as usize;
        let (per_row, lines) = (count(columns), count(rows));
        let mut light = vec![0.0f32; columns * rows];
        let (mut to_x, mut to_y) = (vec![0.0f32; per_row], vec![0.0f32; per_row]);
        let (right, low) = (columns as f32 - 1.0, rows as f32 - 1.0);
        for j in 0..lines {
            rays.y = mesh.place(0) - margin + j as f32 * rays.gap;
            cast(isa, &rays, &mut to_x, &mut to_y);
            for (x, y) in to_x.iter().zip(&to_y) {
                if !(*x >= 0.0 && *y >= 0.0 && *x < right && *y < low) {
                    continue;
                }
                let (i, k) = (*x as usize, *y as usize);
                let (fx, fy) = (x - i as f32, y - k as f32);
                let at = k * columns + i;
                if let [a, b, .., c, d] = &mut light[at..at + columns + 2] {
                    *a += (1.0 - fx) * (1.0 - fy);
                    *b += fx * (1.0 - fy);
                    *c += (1.0 - fx) * fy;
                    *d += fx * fy;
                }
            }
        }
        light
    }
}

/// What the floor is made of.
struct Floor<'a> {
    stops: [Light; 3],
    bright: f32,
    level: f32,
    /// Place of the row from the top, 0..1.
    v: f32,
    /// Rows of light around this one, one node more on both sides.
    rows: [&'a [f32]; 3],
    wild: &'a [f32],
}

#[inline(always)]
fn tint_kernel(floor: &Floor<'_>, out: &mut [f32]) {
    let n = floor.wild.len();
    let (r, rest) = out.split_at_mut(n);
    let (g, b) = rest.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let [a, m, z] = floor.rows.map(|r| &r[..n + 2]);
    let wild = &floor.wild[..n];
    let white = floor.stops[0].toward(Light::WHITE, 0.75).0;
    for i in 0..n {
        let free = 0.06 + 0.94 * wild[i];
        let cross = m[i] + m[i + 2] + a[i + 1] + z[i + 1];
        let corner = a[i] + a[i + 2] + z[i] + z[i + 2];
        let light = (m[i + 1] * 0.25 + cross * 0.125 + corner * 0.0625) * (RAYS * RAYS);
        let u = float(i) / n as f32;
        let shore = 0.14 * (0.5 - floor.v) + 0.06 * (0.5 - u);
        // Lines of light are thin and hot; what lies between them is softly shaded.
        let soft = 0.30 + 0.26 * min(light, 1.8) + shore;
        let hot = max(light - 1.15, 0.0);
        let glint = floor.bright * free * hot / (1.0 + 0.45 * hot);
        let tones = toned(&floor.stops, mix(floor.level, soft, free));
        r[i] = tones[0] + glint * white[0];
        g[i] = tones[1] + glint * white[1];
        b[i] = tones[2] + glint * white[2];
    }
}

kernel!(fn tint = tint_kernel(floor: &Floor<'_>, out: &mut [f32]));

#[inline(always)]
fn blend_kernel(rows: &[(&[f32], &[f32]); 3], part: f32, out: &mut [f32]) {
    let n = out.len() / 3;
    for ((a, b), out) in rows.iter().zip(out.chunks_exact_mut(n)) {
        for ((a, b), o) in a.iter().zip(*b).zip(out) {
            *o = mix(*a, *b, part);
        }
    }
}

kernel!(pub(super) fn blend = blend_kernel(rows: &[(&[f32], &[f32]); 3], part: f32, out: &mut [f32]));

impl Motif for Pool {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        if brush.width == 0 || brush.height == 0 {
            return;
        }
        let mesh = Mesh::new(brush, 3.0, 8.0);
        let light = self.gather(isa, &mesh, time);
        let calm = self.calm.over(&mesh);
        let (lead, wide, columns) = (mesh.lead, mesh.size[0], mesh.columns());
        let nodes = mesh.planes(3, |j, out| {
            let here = j + lead;
            let y = mesh.place(here);
            let row = |j: usize| &light[j * columns + lead - 1..(j + 1) * columns];
            let floor = Floor {
                stops: self.setting.hues.stops,
                bright: self.caustics.bright,
                level: self.level,
                v: sat(y / self.setting.size[1]),
                rows: [row(here - 1), row(here), row(here + 1)],
                wild: &calm[j * wide..(j + 1) * wide],
            };
            tint(isa, &floor, out);
        });
        let width = brush.width;
        weave(brush, &mesh, 3, &nodes, |_, woven, out| {
            blend(
                isa,
                &std::array::from_fn(|p| woven.plane(p, width)),
                woven.part,
                out,
            );
        });
    }
}
