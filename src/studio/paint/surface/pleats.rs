//! Pleated satin: knife pleats with crisp edges. Where a place lies across its pleat is blended from a mesh; the pleat's
//! own profile, its edge and its sheen are worked out for every pixel.

use serde::Deserialize;

use super::matter::toned;
use super::mesh::{Calm, Mesh, weave};
use super::readable;
use crate::studio::paint::brush::Brush;
use crate::studio::paint::colour::Light;
use crate::studio::paint::isa::{Isa, kernel};
use crate::studio::paint::motif::{Motif, Setting};
use crate::studio::paint::num::{Rng, abs, cos_turns, float, max, mix, round, sat, sin_turns};

/// How satin is pleated.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Pleats {
    /// Pleats per picture width.
    pub count: f32,
    /// Turns that they lean away from upright.
    pub slant: f32,
    /// How far they open like a fan, 0 for parallel.
    pub fan: f32,
    /// Strength of the sheen.
    pub gloss: f32,
}

/// Pleated satin, set up for a picture.
#[derive(Debug)]
pub struct PleatedSatin {
    pleats: Pleats,
    setting: Setting,
    calm: Calm,
    level: f32,
}

impl PleatedSatin {
    /// Satin for a picture.
    pub fn new(pleats: Pleats, setting: Setting) -> Self {
        Self {
            pleats,
            calm: Calm::new(setting.size, &setting.keep_out, 250.0),
            level: readable(0.70, &setting.hues.stops),
            setting,
        }
    }
}

/// Planes: pleats so far, pleats per pixel, where in the pleat the sheen lies, shade, liveliness.
const PLANES: usize = 5;

struct Row {
    x: f32,
    y: f32,
    gap: f32,
    time: f32,
    phase: f32,
}

#[inline(always)]
fn lay_kernel(pleats: &Pleats, row: &Row, out: &mut [f32]) {
    let n = out.len() / PLANES;
    let (so_far, rest) = out.split_at_mut(n);
    let (per, rest) = rest.split_at_mut(n);
    let (sheen, rest) = rest.split_at_mut(n);
    let shade = &mut rest[..n];
    let (t, p) = (row.time, row.phase);
    let (c, s) = (cos_turns(pleats.slant), sin_turns(pleats.slant));
    let scale = 1.0 / 1080.0;
    for i in 0..n {
        let (x, y) = ((row.x + float(i) * row.gap) * scale, row.y * scale);
        let across = x * c + y * s;
        let along = y * c - x * s;
        let wave = 0.05 * sin_turns(0.30 * along + p + 0.5 * across)
            + 0.014 * sin_turns(0.8 * along + 0.4 * across - t + p);
        let open = 1.0 + pleats.fan * (along - 0.9);
        so_far[i] = pleats.count * (across - 0.5 + wave) * open;
        per[i] = pleats.count * open * scale;
        sheen[i] = 0.05
            + 0.20 * sin_turns(0.55 * along - 0.35 * across + t + p)
            + 0.07 * sin_turns(1.3 * along + 0.8 * across + p * 2.0);
        shade[i] = 0.08 * sin_turns(0.45 * along + 0.6 * across + p - t) - 0.10 * (along - 0.8);
    }
}

kernel!(fn lay = lay_kernel(pleats: &Pleats, row: &Row, out: &mut [f32]));

struct Cloth {
    stops: [Light; 3],
    gloss: f32,
    level: f32,
    step: f32,
    part: f32,
}

#[inline(always)]
fn press_kernel(cloth: &Cloth, rows: &[(&[f32], &[f32]); PLANES], out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, rest) = out.split_at_mut(n);
    let (g, b) = rest.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let [(u0, u1), (p0, p1), (s0, s1), (l0, l1), (w0, w1)] = rows.map(|(a, b)| (&a[..n], &b[..n]));
    let t = cloth.part;
    let white = cloth.stops[0].toward(Light::WHITE, 0.5).0;
    for i in 0..n {
        let u = mix(u0[i], u1[i], t);
        let per = mix(p0[i], p1[i], t);
        let free = 0.05 + 0.95 * mix(w0[i], w1[i], t);
        let f = u - round(u);
        // The face bows a little; the edge above throws a soft shadow on it; the edge itself catches the light.
        let bow = 0.74 + 0.20 * f - 0.5 * f * f;
        let under = 1.0 - sat((f + 0.5) * 2.7);
        let edge = sat((f - 0.33) * 5.9);
        let light = bow - 0.60 * under * under + 0.16 * edge * edge + mix(l0[i], l1[i], t);
        let d = (f - mix(s0[i], s1[i], t)) * 4.2;
        let lobe = 1.0 / (1.0 + d * d);
        let d2 = d * 2.6;
        let core = 1.0 / (1.0 + d2 * d2);
        // Over the last pixel the next pleat shows.
        let inside = sat((0.5 - abs(f)) / max(per * cloth.step, 1e-6) + 0.1);
        let light = mix(cloth.level, mix(0.42, light, inside), free);
        let gleam = cloth.gloss * free * (0.30 * lobe * lobe + 0.26 * core * core) * inside;
        let tones = toned(&cloth.stops, light);
        r[i] = tones[0] + gleam * white[0];
        g[i] = tones[1] + gleam * white[1];
        b[i] = tones[2] + gleam * white[2];
    }
}

kernel!(fn press = press_kernel(cloth: &Cloth, rows: &[(&[f32], &[f32]); PLANES], out: &mut [f32]));

impl Motif for PleatedSatin {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        if brush.width == 0 || brush.height == 0 {
            return;
        }
        let mesh = Mesh::new(brush, 8.0, 0.0);
        let phase = Rng::new(self.setting.seed, 2).unit();
        let (lead, wide) = (mesh.lead, mesh.size[0]);
        let nodes = mesh.planes(PLANES, |j, out| {
            let row = Row {
                x: mesh.place(lead),
                y: mesh.place(lead + j),
                gap: mesh.gap,
                time,
                phase,
            };
            lay(isa, &self.pleats, &row, out);
            self.calm
                .row(row.y, row.x, mesh.gap, &mut out[wide * (PLANES - 1)..]);
        });
        let (width, step) = (brush.width, brush.step);
        weave(brush, &mesh, PLANES, &nodes, |_, woven, out| {
            let cloth = Cloth {
                stops: self.setting.hues.stops,
                gloss: self.pleats.gloss,
                level: self.level,
                step,
                part: woven.part,
            };
            press(
                isa,
                &cloth,
                &std::array::from_fn(|p| woven.plane(p, width)),
                out,
            );
        });
    }
}
