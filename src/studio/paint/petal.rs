//! A rose petal: cupped, veined, paler toward its foot, with light coming through.

use super::colour::Light;
use super::isa::{Isa, kernel};
use super::motif::Hues;
use super::num::{float, max, mix, sat, sin_turns, smoothstep};
use super::pieces::{Posed, Span, lamp};

/// Colours of petals.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leafage {
    body: Light,
    pale: Light,
    shade: Light,
}

impl Leafage {
    pub fn new(hues: &Hues) -> Self {
        Self {
            body: hues.body,
            pale: hues.body.toward(hues.light, 0.72),
            shade: hues.body.toward(hues.ink, 0.5),
        }
    }
}

#[inline(always)]
fn petal_kernel(leaf: &Leafage, p: &Posed, span: &Span, row: &mut [f32]) {
    let n = row.len() / 3;
    let (r, gb) = row.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (from, to) = (span.from, span.to);
    let (r, g, b) = (&mut r[from..to], &mut g[from..to], &mut b[from..to]);
    let inv = 1.0 / p.size;
    let inv_narrow = 1.0 / p.narrow;
    let [lu, lv] = lamp(p);
    let inv_soft = p.size / max(p.soft, span.step);
    let (twist, cup) = (0.55 * p.trait_of, 0.62 + 0.22 * p.trait_of);
    let tint = 0.16 * p.trait_of;
    for (i, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
        let (dx, dy) = ((span.x + float(i) * span.step) * inv, span.y * inv);
        let u = dx * p.cos + dy * p.sin;
        let v0 = (dy * p.cos - dx * p.sin) * inv_narrow;
        // The petal leans: its middle line is bent.
        let v = v0 - 0.13 * p.trait_of * (u * u - 0.4);
        // Outline: a narrow foot, widest near the tip, a shallow notch there, a slightly wavy rim.
        let notch = 0.035 / (1.0 + v * v * 30.0);
        let wave = 0.018 * sin_turns(u * 1.3 + v * 1.1 + p.trait_of * 3.0);
        let t = (u + 1.0) * 0.5 + notch + wave;
        let t4 = t * t * t * t;
        let inside = 0.84 * t * (1.0 - t4);
        let slope = 0.42 * (1.0 - 5.0 * t4);
        let f = v * v - inside;
        let d = f / (4.0 * v * v + slope * slope + 0.02).sqrt();
        let cover = sat(0.5 - d * inv_soft);
        let rim = sat(1.0 + d * 7.0);
        // Form: a cup with a twist, and a rim that rolls over.
        let roll = rim * rim * rim * 1.15;
        let side = if v > 0.0 { 1.0 } else { -1.0 };
        let gu = 0.62 * (u + 0.1) + twist * v - roll * smoothstep(0.35, 0.95, t) * 0.9;
        let gv = 2.0 * cup * v + twist * u - side * roll * 0.8;
        let nz = 1.0 / (1.0 + gu * gu + gv * gv).sqrt();
        let facing = (-gu * lu - gv * lv + 0.62) * nz;
        // Veins fan out from the foot.
        let fan = v / (max(t, 0.0) + 0.22);
        let vein = sin_turns(fan * 5.5 + 0.35 * u) * sin_turns(fan * 11.0 - 0.6 * u + 0.2);
        let crease = 1.0 / (1.0 + v * v * 900.0 * (1.2 - t));
        let light = sat(0.50 + 0.62 * facing) * (1.0 + 0.035 * vein) - 0.06 * crease * (1.0 - t);
        let back = sat(-facing + 0.25);
        let foot = 1.0 - smoothstep(0.02, 0.62, t);
        let sheen = (1.0 - nz) * sat(facing) * 0.22 + roll * sat(facing) * 0.16;
        let shade = sat((light - 0.22) * 1.5);
        let top = smoothstep(0.62, 1.05, light);
        let mut px = [0.0f32; 3];
        for (c, o) in px.iter_mut().enumerate() {
            let base = mix(leaf.body.0[c], leaf.pale.0[c], sat(0.8 * foot + tint));
            let v = mix(
                mix(leaf.shade.0[c], base, shade),
                leaf.pale.0[c],
                0.55 * top,
            );
            // What light there is behind comes through, deeper in colour.
            *o = v + 0.10 * back * leaf.body.0[c] + sheen * leaf.pale.0[c];
        }
        *r = mix(*r, px[0], cover);
        *g = mix(*g, px[1], cover);
        *b = mix(*b, px[2], cover);
    }
}

kernel!(fn petal_row = petal_kernel(leaf: &Leafage, p: &Posed, span: &Span, row: &mut [f32]));

/// Draws a petal's part of a row.
pub(super) fn petal(isa: Isa, leaf: &Leafage, p: &Posed, span: &Span, row: &mut [f32]) {
    petal_row(isa, leaf, p, span, row);
}
