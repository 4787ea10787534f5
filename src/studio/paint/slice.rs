//! A slice of citrus with light in its flesh, and drops of its juice.

use super::colour::Light;
use super::flow::Flow;
use super::isa::{Isa, kernel};
use super::motif::Hues;
use super::num::{abs, cos_turns, float, max, min, mix, sat, sin_turns, smoothstep};
use super::pieces::{Posed, Span, round_min};

/// Membranes that run through the centre; each parts two segments on either side.
const WALLS: usize = 5;

/// Colours of fruit and juice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Juice {
    peel: Light,
    side: Light,
    pith: Light,
    flesh: Light,
    deep: Light,
    grain: Flow,
    /// Directions of the membranes.
    walls: [[f32; 2]; WALLS],
}

impl Juice {
    pub fn new(hues: &Hues, grain: Flow) -> Self {
        let uneven = [0.0, 0.012, -0.009, 0.010, -0.013];
        Self {
            peel: hues.body,
            side: hues.body.toward(hues.ink, 0.38),
            pith: hues.light.toward(Light::WHITE, 0.55),
            flesh: hues.body.toward(hues.light, 0.34),
            deep: hues.body.toward(hues.ink, 0.10),
            grain,
            walls: std::array::from_fn(|i| {
                let turn = 0.1 * i as f32 + uneven[i];
                [cos_turns(turn), sin_turns(turn)]
            }),
        }
    }
}

#[inline(always)]
fn slice_kernel(j: &Juice, p: &Posed, span: &Span, row: &mut [f32]) {
    let n = row.len() / 3;
    let (r, gb) = row.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (from, to) = (span.from, span.to);
    let (r, g, b) = (&mut r[from..to], &mut g[from..to], &mut b[from..to]);
    let inv = 1.0 / p.size;
    let inv_soft = p.size / max(p.soft, span.step);
    let seed = p.trait_of * 40.0;
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        let (dx, dy) = ((span.x + float(i) * span.step) * inv, span.y * inv);
        let (u, v) = (dx * p.cos + dy * p.sin, dy * p.cos - dx * p.sin);
        let far = (u * u + v * v).sqrt();
        let unit = 1.0 / max(far, 0.02);
        let (nu, nv) = (u * unit, v * unit);
        // Real fruit is not quite round.
        let out = 1.0 + 0.012 * nu * nv + 0.010 * (nu * nu - nv * nv) * nu;
        let d = far - out;
        let (sx, sy) = (dx - 0.030, dy - 0.052);
        let side = sat(0.5 - ((sx * sx + sy * sy).sqrt() - out) * inv_soft);
        let cover = sat(0.5 - d * inv_soft);
        let mut wall = 9.0f32;
        for w in &j.walls {
            wall = min(wall, abs(u * w[1] - v * w[0]));
        }
        // Flesh: away from the membranes, the pith and the core, with round corners.
        let body = round_min(wall - 0.014, 0.862 - far, 0.07);
        let body = round_min(body, far - 0.085, 0.05);
        let flesh = sat(0.5 + body * min(inv_soft, 70.0));
        // Juice sacs: drawn out from the core, rounder toward the peel.
        let reach = far * 2.6;
        let sacs = j
            .grain
            .noise(nu * 9.0 + reach * nu + seed, nv * 9.0 + reach * nv - seed);
        let fine = j
            .grain
            .noise(nu * 21.0 + u * 7.0 - seed, nv * 21.0 + v * 7.0 + seed);
        let grain = 0.6 * sacs + 0.5 * fine;
        // The lamp is at the top left: the flesh glows on the far side, where the light leaves it.
        let through = sat(0.52 + 0.42 * (dx * 0.6 + dy * 0.8));
        let depth = sat(body * 7.0);
        let tone = sat(0.34 + 0.50 * through + 0.34 * grain - 0.22 * depth);
        let edge = sat(1.0 - body * 24.0);
        let wet = smoothstep(0.34, 0.75, grain) * sat(0.55 - 0.6 * (dx + dy)) * 0.5;
        let pith = smoothstep(-0.062, -0.098, d);
        let bright = 0.95 - 0.10 * (dx * 0.6 + dy * 0.8);
        let lip = smoothstep(-0.05, -0.005, d) * sat(-(dx + dy) * 0.9);
        let mut px = [0.0f32; 3];
        for (c, o) in px.iter_mut().enumerate() {
            let flesh_c = mix(j.deep.0[c], j.flesh.0[c], tone) + 0.10 * edge * j.flesh.0[c];
            let flesh_c = mix(flesh_c, j.pith.0[c], wet);
            let peel = j.peel.0[c] * (0.95 + 0.1 * fine) + 0.35 * lip;
            let flat = mix(peel, mix(j.pith.0[c], j.flesh.0[c], 0.10), pith) * bright;
            *o = mix(flat, flesh_c, flesh);
        }
        *r = mix(mix(*r, j.side.0[0], side), px[0], cover);
        *g = mix(mix(*g, j.side.0[1], side), px[1], cover);
        *b = mix(mix(*b, j.side.0[2], side), px[2], cover);
    }
}

kernel!(fn slice_row = slice_kernel(j: &Juice, p: &Posed, span: &Span, row: &mut [f32]));

/// Draws a slice's part of a row.
pub(super) fn slice(isa: Isa, j: &Juice, p: &Posed, span: &Span, row: &mut [f32]) {
    slice_row(isa, j, p, span, row);
}

#[inline(always)]
fn bead_kernel(j: &Juice, p: &Posed, span: &Span, row: &mut [f32]) {
    let n = row.len() / 3;
    let (r, gb) = row.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (from, to) = (span.from, span.to);
    let (r, g, b) = (&mut r[from..to], &mut g[from..to], &mut b[from..to]);
    // Drops that fly are a little drawn out.
    let (long, wide) = (1.0 / p.size, 1.0 / (p.size * (0.84 + 0.14 * p.trait_of)));
    let inv_soft = p.size / max(p.soft, span.step);
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        let (x, y) = (span.x + float(i) * span.step, span.y);
        let u = (x * p.cos + y * p.sin) * long;
        let v = (y * p.cos - x * p.sin) * wide;
        let far2 = u * u + v * v;
        let cover = sat(0.5 - (far2.sqrt() - 1.0) * inv_soft);
        let nz = max(1.0 - far2, 0.0).sqrt();
        let (dx, dy) = (x * long, y * long);
        // Light enters at the top left and gathers at the bottom right.
        let along = dx * 0.6 + dy * 0.8;
        let pool = smoothstep(-0.1, 0.95, along) * (0.35 + 0.65 * nz);
        let dark = smoothstep(0.15, 0.9, -along) * 0.45 + (1.0 - nz) * 0.22;
        let (hx, hy) = (dx + 0.34, dy + 0.42);
        let spot = smoothstep(0.060, 0.022, hx * hx + hy * hy * 1.4);
        let (kx, ky) = (dx - 0.42, dy - 0.52);
        let glint = smoothstep(0.035, 0.0, kx * kx + ky * ky) * 0.55;
        let thick = 0.30 + 0.34 * nz;
        let mut px = [*r, *g, *b];
        for (c, o) in px.iter_mut().enumerate() {
            let seen = mix(*o, *o * j.peel.0[c] * 1.25, thick);
            let v = mix(seen, j.deep.0[c] * 0.75, dark);
            *o = v + 0.42 * pool * j.flesh.0[c] + 0.95 * spot + glint;
        }
        *r = mix(*r, px[0], cover);
        *g = mix(*g, px[1], cover);
        *b = mix(*b, px[2], cover);
    }
}

kernel!(fn bead_row = bead_kernel(j: &Juice, p: &Posed, span: &Span, row: &mut [f32]));

/// Draws a drop's part of a row.
pub(super) fn bead(isa: Isa, j: &Juice, p: &Posed, span: &Span, row: &mut [f32]) {
    bead_row(isa, j, p, span, row);
}
