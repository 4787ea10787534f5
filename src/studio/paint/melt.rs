//! Liquid metal: a slow swell that mirrors a studio of soft lamps, in the colours of the brand.

use rayon::prelude::*;
use serde::Deserialize;

use super::brush::Brush;
use super::colour::Light;
use super::grid::{Grid, blend, widen};
use super::isa::{Isa, kernel};
use super::keepout::Rect;
use super::motif::{Motif, Setting};
use super::num::{Rng, cos_turns, float, max, mix, sat, sin_turns, smoothstep};

/// How the metal flows.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Melt {
    /// Waves per picture width.
    pub frequency: f32,
    /// Steepness of the waves.
    pub relief: f32,
    /// 0 satin .. 1 mirror.
    pub polish: f32,
}

/// Liquid metal, set up for a picture.
#[derive(Debug)]
pub struct LiquidMetal {
    melt: Melt,
    setting: Setting,
    phase: f32,
    calm: Rect,
}

impl LiquidMetal {
    /// Metal for a picture.
    pub fn new(melt: Melt, setting: Setting) -> Self {
        let calm = setting.keep_out.hull();
        Self {
            melt,
            phase: Rng::new(setting.seed, 32).unit() * 4.0,
            calm: calm.unwrap_or(Rect::new(-9e3, -9e3, 1.0, 1.0)),
            setting,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Swell {
    scale: f32,
    pitch: f32,
    left: f32,
    phase: f32,
    time: f32,
}

#[inline(always)]
fn height_kernel(s: &Swell, y: f32, out: &mut [f32]) {
    let (p, t) = (s.phase, s.time);
    let ay = y * s.scale;
    for (i, out) in out.iter_mut().enumerate() {
        let ax = (s.left + float(i) * s.pitch) * s.scale;
        let bx = ax + 0.30 * sin_turns(0.50 * ay + 0.17 * ax + p + 0.10 * sin_turns(t));
        let by = ay + 0.26 * sin_turns(0.47 * ax - 0.22 * ay + p * 1.7 + 0.10 * cos_turns(t));
        let cx = bx + 0.19 * sin_turns(0.95 * by + 0.30 * bx + p * 2.3 - t);
        let cy = by + 0.16 * cos_turns(1.05 * bx - 0.25 * by + p * 0.7 + t);
        let a = 0.5 + 0.5 * sin_turns(0.62 * cx + 0.80 * cy + p);
        let b = 0.5 + 0.5 * sin_turns(1.15 * cx - 0.50 * cy + 0.25 * a + p * 1.3);
        *out = a * a * (3.0 - 2.0 * a) + 0.42 * b * b * (3.0 - 2.0 * b);
    }
}

kernel!(fn height = height_kernel(s: &Swell, y: f32, out: &mut [f32]));

/// What the metal mirrors.
#[derive(Debug, Clone, Copy)]
struct Room {
    dark: Light,
    mid: Light,
    light: Light,
    tint: Light,
    polish: f32,
    horizon: f32,
}

#[inline(always)]
fn shade_kernel(room: &Room, [gx, gy, wild]: [&[f32]; 3], rgb: [&mut [f32]; 3]) {
    let [r, g, b] = rgb;
    let w = r.len();
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (gx, gy, wild) = (&gx[..w], &gy[..w], &wild[..w]);
    let soft = mix(0.34, 0.13, room.polish);
    let (lo, hi) = (room.horizon - soft, room.horizon + soft);
    let edge = 1.0 / (hi - lo);
    for i in 0..w {
        let (sx, sy) = (gx[i], gy[i]);
        let nz = 1.0 / (sx * sx + sy * sy + 1.0).sqrt();
        let (mx, my) = (-2.0 * nz * nz * sx, -2.0 * nz * nz * sy);
        // Around: a dark floor, a horizon, a broad lamp up and left, a strip low on the right.
        let up = 0.5 - 0.36 * mx - 0.44 * my;
        let q = sat((up - lo) * edge);
        let sky = q * q * (3.0 - 2.0 * q);
        let lamp = mx * 0.75 + my * 0.66 + 0.50;
        let lamp = 1.0 + lamp * lamp * 34.0;
        let strip = mx * 0.64 + my * 0.77 - 0.62;
        let strip = 1.0 + strip * strip * 90.0;
        // A second, fainter room beyond the horizon keeps the dark side from going flat.
        let beyond = up - room.horizon + 0.42;
        let beyond = 1.0 + beyond * beyond * 70.0;
        // One quotient for all three, which fade with their distance.
        let part = 1.0 / (lamp * strip * beyond);
        let quotient = part * strip * beyond;
        let (strip, beyond) = (part * lamp * beyond, part * lamp * strip);
        let lamp = quotient * quotient;
        let mut px = [0.0f32; 3];
        for (c, p) in px.iter_mut().enumerate() {
            let lower = mix(room.dark.0[c], room.mid.0[c], sat(sky * 2.0));
            let body = mix(lower, room.light.0[c], sat(sky * 2.0 - 1.0));
            let glow = 0.30 * beyond * room.mid.0[c] + 0.30 * strip * room.tint.0[c];
            *p = body + wild[i] * (lamp * (0.30 + 0.30 * room.light.0[c]) + glow);
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn shade = shade_kernel(room: &Room, planes: [&[f32]; 3], rgb: [&mut [f32]; 3]));

/// How lively a row of nodes is: level behind the copy.
#[inline(always)]
fn free_kernel(calm: &Rect, x0: f32, pitch: f32, dy2: f32, out: &mut [f32]) {
    for (i, out) in out.iter_mut().enumerate() {
        let x = x0 + float(i) * pitch;
        let dx = max(max(calm.x - x, x - calm.right()), 0.0);
        *out = 0.012 + 0.988 * smoothstep(0.0, 330.0, (dx * dx + dy2).sqrt());
    }
}

kernel!(fn free = free_kernel(calm: &Rect, x0: f32, pitch: f32, dy2: f32, out: &mut [f32]));

impl Motif for LiquidMetal {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let grid = Grid::over(brush, 4.0);
        let (gw, gh) = (grid.width, grid.height);
        let swell = Swell {
            scale: self.melt.frequency / 1080.0,
            pitch: grid.pitch(),
            left: grid.place(0),
            phase: self.phase,
            time,
        };
        // One node more on every side for the slopes.
        let (fw, fh) = (gw + 2, gh + 2);
        let mut z = vec![0.0; fw * fh];
        let padded = Swell {
            left: swell.left - grid.pitch(),
            ..swell
        };
        z.par_chunks_mut(fw).enumerate().for_each(|(j, row)| {
            height(
                isa,
                &padded,
                grid.place(0) + (j as f32 - 1.0) * grid.pitch(),
                row,
            )
        });
        let k = 0.5 * self.melt.relief / grid.pitch();
        let mut across = vec![0.0; gw * gh];
        let mut down = vec![0.0; gw * gh];
        let mut wild = vec![0.0; gw * gh];
        let calm = self.calm;
        for j in 0..gh {
            let rows = [j, j + 1, j + 2].map(|r| &z[r * fw..(r + 1) * fw]);
            let y = grid.place(j);
            let dy = max(max(calm.y - y, y - calm.bottom()), 0.0);
            let wild = &mut wild[j * gw..(j + 1) * gw];
            free(isa, &calm, grid.place(0), grid.pitch(), dy * dy, wild);
            let out = across[j * gw..(j + 1) * gw].iter_mut();
            let out = out.zip(&mut down[j * gw..(j + 1) * gw]).zip(&*wild);
            for (i, ((ax, dn), wild)) in out.enumerate() {
                *ax = (rows[1][i + 2] - rows[1][i]) * k * wild;
                *dn = (rows[2][i + 1] - rows[0][i + 1]) * k * wild;
            }
        }
        let hues = &self.setting.hues;
        // Level metal, as behind the copy, mirrors the lamp side of the horizon in a bright look and the dark side in a dark one.
        let room = Room {
            dark: hues.stops[2],
            mid: hues.stops[1],
            light: hues.stops[0],
            tint: hues.body,
            polish: self.melt.polish,
            horizon: if hues.stops[1].luminance() > 0.30 {
                0.34
            } else {
                0.66
            },
        };
        let width = brush.width;
        brush.par_rows_with(
            || (vec![0.0; gw], [(); 3].map(|()| vec![0.0; width])),
            |(nodes, planes), j, row| {
                let (a, share) = grid.above(j);
                for (data, out) in [&across, &down, &wild].into_iter().zip(&mut *planes) {
                    let (top, low) = data[a * gw..(a + 2) * gw].split_at(gw);
                    blend(isa, top, low, share, nodes);
                    widen(isa, nodes, grid.cell, out);
                }
                let (r, gb) = row.split_at_mut(width);
                let (g, b) = gb.split_at_mut(width);
                shade(isa, &room, planes.each_ref().map(|p| &p[..]), [r, g, b]);
            },
        );
    }
}
