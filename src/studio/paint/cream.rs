//! Cream and lotion: folded height field (generator) and its soft, subsurface-lit material.

use rayon::prelude::*;
use serde::Deserialize;

use super::canvas::{BAND, Canvas};
use super::colour::Light;
use super::isa::{Isa, kernel};
use super::keepout::Rect;
use super::motif::{Motif, Setting};
use super::num::{Rng, cos_turns, mix, sat, sin_turns, smoothstep};

/// How cream is folded.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Folds {
    /// Folds per picture width.
    pub frequency: f32,
    /// Height of folds in pixels.
    pub relief: f32,
    /// Spatula marks along the folds.
    pub marks: f32,
}

/// A surface of cream, set up for a picture.
#[derive(Debug)]
pub struct Lotion {
    /// Its folds.
    pub folds: Folds,
    /// Strength of highlights.
    pub gloss: f32,
    /// The picture.
    pub setting: Setting,
}

impl Motif for Lotion {
    fn paint(&self, isa: Isa, canvas: &mut Canvas, time: f32) {
        let cream = Cream {
            tones: self.setting.hues.stops,
            frequency: self.folds.frequency,
            relief: self.folds.relief,
            gloss: self.gloss,
            marks: self.folds.marks,
            phase: Rng::new(self.setting.seed, 2).unit() * 4.0,
            time,
            calm: self
                .setting
                .keep_out
                .hull()
                .unwrap_or(Rect::new(-9e3, -9e3, 1.0, 1.0)),
        };
        paint(isa, canvas, &cream);
    }
}

/// Folds of cream and how they take the light.
#[derive(Debug, Clone, Copy)]
struct Cream {
    /// Colours in light, half light and shade.
    pub tones: [Light; 3],
    /// Folds per picture width.
    pub frequency: f32,
    /// Height of the folds in pixels.
    pub relief: f32,
    /// Strength of highlights.
    pub gloss: f32,
    /// Fine spatula marks along the folds.
    pub marks: f32,
    /// Which cream this is: any number.
    pub phase: f32,
    /// 0..1, loops.
    pub time: f32,
    /// Where the surface is smoothed out for copy.
    pub calm: Rect,
}

#[inline(always)]
fn height_kernel(c: &Cream, y: f32, out: &mut [f32]) {
    let (t, p) = (c.time, c.phase);
    let scale = c.frequency / 1080.0;
    let py0 = y * scale;
    for (i, out) in out.iter_mut().enumerate() {
        let (ax, ay) = (i as f32 * scale, py0);
        // Three rounds of sine warp; each phase is a whole multiple of time, so that motion loops.
        let bx = ax + 0.34 * sin_turns(0.62 * ay + 0.13 * ax + p + 0.04 * sin_turns(t));
        let by = ay + 0.30 * sin_turns(0.55 * ax - 0.21 * ay + p * 1.7 + 0.05 * cos_turns(t));
        let cx = bx + 0.20 * sin_turns(1.15 * by + 0.3 * bx + p * 2.3);
        let cy = by + 0.17 * cos_turns(1.25 * bx - 0.2 * by + p * 0.7);
        let dx = cx + 0.085 * sin_turns(2.3 * cy + p * 3.1);
        let dy = cy + 0.07 * cos_turns(2.1 * cx + p * 1.3);
        // Broad spatula folds: a soft slope and a tucked edge.
        let a = 0.72 * dx + 1.02 * dy;
        let r1 = 0.5 + 0.5 * sin_turns(a + 0.12 * sin_turns(2.0 * a + 0.15));
        let r2 = 0.5 + 0.5 * sin_turns(1.9 * dx - 0.6 * dy + 0.2 * r1 + p);
        let fine = sin_turns(5.2 * a + 1.1 * dx) * 0.5 + 0.5;
        *out = r1 * r1 * (3.0 - 2.0 * r1)
            + 0.34 * r2 * r2 * (1.0 - 0.55 * r1)
            + c.marks * 0.02 * fine * r1 * (1.0 - r1) * 4.0;
    }
}

kernel!(fn height = height_kernel(c: &Cream, y: f32, out: &mut [f32]));

struct Rows<'a> {
    y: f32,
    /// Height of the picture.
    tall: f32,
    z: &'a [f32],
    above: &'a [f32],
    below: &'a [f32],
    /// Heights toward the lamp, for occlusion.
    toward: &'a [f32],
}

#[inline(always)]
fn shade_kernel(c: &Cream, rows: &Rows<'_>, out: &mut [f32]) {
    let w = out.len() / 3;
    let (r, gb) = out.split_at_mut(w);
    let (g, b) = gb.split_at_mut(w);
    let (g, b) = (&mut g[..w], &mut b[..w]);
    let (z, above, below, toward) = (
        &rows.z[..w + 2],
        &rows.above[..w],
        &rows.below[..w],
        &rows.toward[..w],
    );
    let k = c.relief * 0.5;
    let v = rows.y / rows.tall - 0.5;
    let (half_w, half_h) = (c.calm.w * 0.5, c.calm.h * 0.5);
    let cy = (rows.y - c.calm.y - half_h).abs() - half_h;
    for i in 0..w {
        let u = i as f32 / w as f32 - 0.5;
        let cx = (i as f32 - c.calm.x - half_w).abs() - half_w;
        // Rounded-box distance: copy lies on cream that was stroked smooth.
        let (qx, qy) = (cx.max(0.0), cy.max(0.0));
        let away = (qx * qx + qy * qy).sqrt();
        let wild = 0.07 + 0.93 * smoothstep(0.0, 230.0, away);
        let gx = (z[i + 2] - z[i]) * k * wild;
        let gy = (below[i] - above[i]) * k * wild;
        let nz = 1.0 / (gx * gx + gy * gy + 1.0).sqrt();
        let (nx, ny) = (-gx * nz, -gy * nz);
        let facing = nx * -0.50 + ny * -0.58 + nz * 0.64;
        let wrap = sat((facing + 0.35) * 0.74);
        let diffuse = wrap * wrap * (3.0 - 2.0 * wrap);
        let open = sat(0.85 + (z[i + 1] - toward[i]) * 1.15 * wild);
        let half = sat(nx * -0.276 + ny * -0.32 + nz * 0.906);
        let h2 = half * half;
        let h4 = h2 * h2;
        let h8 = h4 * h4;
        let h16 = h8 * h8;
        let h32 = h16 * h16;
        let h64 = h32 * h32;
        let h128 = h64 * h64;
        let spec = c.gloss * wild * (0.10 * h32 + 0.55 * h128 * h64 + 0.34 * h128 * h128 * h64);
        let f = 1.0 - nz;
        let light = diffuse * (0.45 + 0.55 * open);
        let light = mix(0.80, light, mix(0.25, 1.0, wild));
        let fall = 1.0 - 0.26 * (u * u + v * v) - 0.05 * (u + v);
        let mut px = [0.0f32; 3];
        for (ch, p) in px.iter_mut().enumerate() {
            let deep = mix(c.tones[2].0[ch], c.tones[1].0[ch], sat(light * 1.65));
            let top = mix(deep, c.tones[0].0[ch], smoothstep(0.42, 0.95, light));
            let sheen = f * f * 0.125 * c.tones[0].0[ch];
            *p = (top * (0.92 + 0.10 * sat(z[i + 1])) + sheen) * fall + spec;
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn shade = shade_kernel(c: &Cream, rows: &Rows<'_>, out: &mut [f32]));

/// Where the occlusion sample lies: up and left, toward the lamp.
const LAMP: [usize; 2] = [34, 40];

/// Paints a surface of cream.
fn paint(isa: Isa, canvas: &mut Canvas, cream: &Cream) {
    let (w, h) = (canvas.width, canvas.height);
    if w == 0 || h == 0 {
        return;
    }
    // Heights start `LAMP` rows and columns early, so that each pixel has its sample toward the lamp.
    let (fw, fh) = (w + LAMP[0] + 1, h + LAMP[1] + 1);
    let mut z = vec![0.0f32; fw * fh];
    z.par_chunks_mut(fw * BAND)
        .enumerate()
        .for_each(|(band, rows)| {
            for (i, row) in rows.chunks_exact_mut(fw).enumerate() {
                height(isa, cream, (band * BAND + i) as f32 - LAMP[1] as f32, row);
            }
        });
    let row = |y: usize| &z[y * fw..(y + 1) * fw];
    canvas.par_rows(|y, out| {
        let here = y + LAMP[1];
        let rows = Rows {
            y: y as f32,
            tall: h as f32,
            z: &row(here)[LAMP[0] - 1..],
            above: &row(here - 1)[LAMP[0]..],
            below: &row(here + 1)[LAMP[0]..],
            toward: &row(y)[..w],
        };
        shade(isa, cream, &rows, out);
    });
}
