//! The studio behind everything: an analytic gradient, so that refraction simply evaluates it elsewhere.

use rayon::prelude::*;

use super::brush::Brush;
use super::colour::Light;
use super::grid::{Grid, blend, widen};
use super::isa::{Isa, kernel};
use super::motif::Setting;
use super::num::{cos_turns, float, mix, sat, sin_turns, smoothstep};

/// A seamless paper sweep under a soft light from the top left.
#[derive(Debug, Clone, Copy)]
pub struct Backdrop {
    /// Colours from top to bottom.
    pub stops: [Light; 3],
    /// Light added around [`Self::focus`].
    pub glow: Light,
    /// Where the light gathers, in pixels.
    pub focus: [f32; 2],
    /// Width and height of the picture.
    pub size: [f32; 2],
    /// Where the wall meets the ground, in pixels from the top; beyond the picture when there is none.
    pub floor: f32,
    /// Colours of the ground at the wall and at the bottom edge.
    pub ground: [Light; 2],
    /// Strength of the darkening toward the corners.
    pub vignette: f32,
    /// Strength of a beam of light that falls in from the top left.
    pub beam: f32,
    /// Phase of the slow drift of the light, in turns: room for motion.
    pub time: f32,
}

#[inline(always)]
fn nodes_kernel(backdrop: &Backdrop, grid: &Grid, y: f32, out: &mut [f32]) {
    let (w, pitch, left) = (out.len() / 3, grid.pitch(), grid.place(0));
    let (r, gb) = out.split_at_mut(w);
    let (g, b) = gb.split_at_mut(w);
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        [*r, *g, *b] = backdrop.at(left + float(i) * pitch, y);
    }
}

/// A [`Backdrop`] on a grid over a picture.
#[derive(Debug)]
pub(super) struct Sweep {
    grid: Grid,
    data: Vec<f32>,
}

impl Sweep {
    /// Room that [`Self::row`] works in.
    pub fn line(&self) -> Vec<f32> {
        vec![0.0; self.grid.width * 3]
    }

    /// Paints row `y` of the picture.
    pub fn row(&self, isa: Isa, y: usize, line: &mut [f32], row: &mut [f32]) {
        let (stride, width) = (self.grid.width * 3, (row.len() / 3).max(1));
        let (j, share) = self.grid.above(y);
        let (a, b) = self.data[j * stride..(j + 2) * stride].split_at(stride);
        blend(isa, a, b, share, line);
        let planes = line.chunks_exact(self.grid.width);
        for (nodes, out) in planes.zip(row.chunks_exact_mut(width)) {
            widen(isa, nodes, self.grid.cell, out);
        }
    }
}

kernel!(fn nodes = nodes_kernel(backdrop: &Backdrop, grid: &Grid, y: f32, out: &mut [f32]));

impl Backdrop {
    /// The backdrop of a picture, ready to be read row by row: it is smooth enough for every eighth pixel.
    pub(super) fn sweep(&self, isa: Isa, brush: &Brush<'_>) -> Sweep {
        let grid = Grid::over(brush, 8.0);
        let stride = grid.width * 3;
        let mut data = vec![0.0; stride * grid.height];
        data.par_chunks_mut(stride)
            .enumerate()
            .for_each(|(j, row)| nodes(isa, self, &grid, grid.place(j), row));
        Sweep { grid, data }
    }

    /// The backdrop of a picture at `time`.
    pub fn of(setting: &Setting, time: f32) -> Self {
        let stops = setting.hues.stops;
        Self {
            stops,
            glow: Light::WHITE.toward(stops[0], 0.4).times(setting.glow),
            focus: setting.product.centre(),
            size: setting.size,
            floor: setting.floor.unwrap_or(1e6),
            ground: [stops[1].toward(stops[0], 0.5), stops[2]],
            vignette: 0.34,
            beam: setting.beam,
            time,
        }
    }

    /// The light at a place of the finished picture.
    #[inline(always)]
    pub(super) fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let u = x * (1.0 / self.size[0]);
        let v = y * (1.0 / self.size[1]);
        let drift = 0.03 * sin_turns(u * 0.55 + v * 0.4 + self.time);
        let a = sat(v * 0.9 + 0.14 * (u - 0.5) + 0.05 + drift);
        let s = a * a * (3.0 - 2.0 * a);
        let gx = (x - self.focus[0]) * (1.0 / 1080.0) - 0.05 * cos_turns(self.time);
        let gy = (y - self.focus[1]) * (1.0 / 1300.0);
        let q = 1.0 / (1.0 + (gx * gx + gy * gy) * 6.0);
        let glow = q * q;
        let (vx, vy) = (u - 0.45, v - 0.45);
        let vignette = 1.0 - self.vignette * (vx * vx + vy * vy);
        // The wall curves into the ground over a short sweep.
        let ground = smoothstep(self.floor - 60.0, self.floor + 50.0, y);
        let depth = sat((y - self.floor) * (1.0 / (self.size[1] * 1.02 - self.floor + 1.0)));
        // Two soft slats of light, as through a window out of the picture.
        let across = (x * 0.82 + y * 0.46) * (1.0 / 1080.0);
        let slat = smoothstep(0.20, 0.36, across) * (1.0 - smoothstep(0.58, 0.80, across))
            + smoothstep(0.96, 1.08, across) * (1.0 - smoothstep(1.22, 1.42, across)) * 0.8;
        let lit = vignette * (1.0 + self.beam * (slat - 0.4));
        let mut out = [0.0; 3];
        for (c, o) in out.iter_mut().enumerate() {
            let [c0, c1, c2] = self.stops.map(|stop| stop.0[c]);
            let wall = mix(mix(c0, c1, sat(s * 2.0)), c2, sat(s * 2.0 - 1.0));
            let base = mix(
                wall,
                mix(self.ground[0].0[c], self.ground[1].0[c], depth),
                ground,
            );
            *o = (base + self.glow.0[c] * glow) * lit;
        }
        out
    }
}
