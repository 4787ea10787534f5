//! Height fields of firm matter: smeared clay, veined marble, crystal, mother of pearl. See [`super::relief`].

use serde::Deserialize;

use super::relief::Row;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::num::{abs, cos_turns, float, mix, round, sin_turns, smoothstep};

/// Clay under a palette knife.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Smear {
    /// Width of a stroke in picture widths.
    pub width: f32,
    /// Height of a stroke in pixels.
    pub relief: f32,
    /// Turns by which strokes lean.
    pub slant: f32,
}

/// A polished slab.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Veins {
    /// Veins per picture width.
    pub frequency: f32,
    /// Width of the veins: 1 is usual.
    pub width: f32,
    /// How much the veins wander.
    pub wander: f32,
}

/// Crystal with flat faces.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Facets {
    /// Faces per picture width.
    pub frequency: f32,
    /// Height of the faces in pixels.
    pub relief: f32,
}

/// Mother of pearl, flowing.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Lustre {
    /// Waves per picture width.
    pub frequency: f32,
    /// Height of the waves in pixels.
    pub relief: f32,
    /// Bands of colour per wave.
    pub bands: f32,
}

/// Strokes of the knife, later ones on top: where they pass in picture widths, how they lean, how they bend, where
/// they end.
const STROKES: [[f32; 5]; 6] = [
    [0.25, 0.20, 0.02, 0.10, 0.9],
    [0.85, 0.55, -0.03, -0.12, 1.2],
    [0.15, 0.80, 0.015, 0.08, 0.8],
    [0.70, 1.12, -0.01, -0.10, 1.0],
    [0.30, 1.48, 0.03, 0.14, 0.9],
    [0.78, 1.76, 0.0, -0.06, 1.1],
];

#[inline(always)]
fn smear_kernel(smear: &Smear, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let scale = 1.0 / 1080.0;
    let (inverse, y) = (1.0 / smear.width, row.y * scale);
    let ground = |x: f32| {
        0.10 * sin_turns(0.7 * x + 0.9 * y + p) + 0.05 * sin_turns(1.9 * x - 1.3 * y + p * 2.0)
    };
    for (i, (z, aux)) in z.iter_mut().zip(aux.iter_mut()).enumerate() {
        *z = ground((row.x + float(i) * row.gap) * scale);
        *aux = 0.5;
    }
    for (n, [cx, cy, lean, bend, long]) in STROKES.into_iter().enumerate() {
        let own = p + n as f32 * 0.37;
        let (c, s) = (cos_turns(smear.slant + lean), sin_turns(smear.slant + lean));
        let bend = (bend + 0.03 * sin_turns(t)) * 1.6;
        let ey = y - cy;
        // Most strokes pass this row by: neither lean nor bend brings their edge here, however far along it looks.
        let reach = long * 0.5 + 0.08;
        let slack = 0.016 + abs(bend) * reach * reach;
        if abs(ey) > (smear.width * 1.03 + slack) * c + abs(s) * reach {
            continue;
        }
        for (i, (z, aux)) in z.iter_mut().zip(aux.iter_mut()).enumerate() {
            let x = (row.x + float(i) * row.gap) * scale;
            let ex = x - cx;
            let along = ex * c + ey * s;
            let across =
                ey * c - ex * s + bend * along * along + 0.012 * sin_turns(1.7 * along + own + t);
            let q = across * inverse;
            let side = 1.0 - abs(q);
            let ragged = 0.05 * sin_turns(1.4 * q + own) + 0.025 * sin_turns(4.3 * q + own * 3.0);
            let end = smoothstep(0.0, 0.10, long * 0.5 - abs(along) + ragged);
            let inside = smoothstep(0.0, 0.10, side + 0.02 * sin_turns(3.0 * along + own)) * end;
            // The knife pushes clay to both sides and drags lines behind it.
            let e = (side - 0.10) * 8.0;
            let lip = 1.0 / (1.0 + e * e);
            let drag = 0.5 * sin_turns(2.6 * q + 0.25 * sin_turns(0.8 * along + own) + own)
                + 0.3 * sin_turns(6.1 * q + 0.3 * along + own * 1.7)
                + 0.22 * sin_turns(11.3 * q - 0.4 * along + own * 2.3);
            let top = 0.52 + 0.40 * lip + 0.085 * drag + 0.25 * q * q + 0.3 * *z;
            *z = mix(*z, top, inside);
            *aux = mix(*aux, 0.5 + 0.4 * drag, inside);
        }
    }
    for z in z.iter_mut() {
        *z *= smear.relief;
    }
}

kernel!(pub(super) fn smear = smear_kernel(smear: &Smear, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));

/// A line where the phase crosses zero, thin and clear.
#[inline(always)]
fn line(turns: f32, thin: f32) -> f32 {
    let s = sin_turns(turns) * thin;
    1.0 / (1.0 + s * s)
}

#[inline(always)]
fn veins_kernel(veins: &Veins, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let scale = 1.0 / 1080.0;
    let (dx, dy) = (0.022 * cos_turns(t), 0.022 * sin_turns(t));
    let (f, w) = (veins.frequency, veins.wander);
    let thin = 1.0 / veins.width;
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let (x, y) = (
            (row.x + float(i) * row.gap) * scale + dx,
            row.y * scale + dy,
        );
        let ax = x + w
            * (0.16 * sin_turns(0.8 * y + 0.3 * x + p)
                + 0.07 * sin_turns(1.9 * y - 1.2 * x + p * 2.0));
        let ay = y + w
            * (0.16 * sin_turns(0.7 * x - 0.2 * y + p * 1.4)
                + 0.07 * cos_turns(2.2 * x + 0.9 * y + p));
        let bx = ax
            + w * (0.035 * sin_turns(4.1 * ay + p * 3.0) + 0.014 * sin_turns(9.3 * ay + 5.0 * ax));
        let by = ay
            + w * (0.035 * sin_turns(3.7 * ax + p * 2.6)
                + 0.014 * sin_turns(8.1 * ax - 6.0 * ay + p));
        let (cx, cy) = (
            bx + w * 0.006 * sin_turns(19.0 * by + 11.0 * bx),
            by + w * 0.006 * sin_turns(17.0 * bx - 13.0 * by),
        );
        let here = 0.5 + 0.5 * sin_turns(0.9 * ax + 0.6 * ay + p * 1.7);
        let there = 0.5 + 0.5 * sin_turns(1.3 * ay - 0.8 * ax + p * 0.6);
        let main = line(f * (0.36 * cx + 0.40 * cy) + p, (26.0 - 14.0 * here) * thin);
        let haze = line(f * (0.36 * cx + 0.40 * cy) + p, 5.5);
        let branch = line(
            f * (0.62 * cx - 0.30 * cy) + p * 2.0,
            (52.0 - 20.0 * there) * thin,
        );
        let hair = line(f * (0.9 * cy + 1.1 * bx) + p * 3.0, 70.0 * thin);
        let cloud = 0.5 + 0.5 * sin_turns(0.9 * bx - 1.1 * by + p);
        *aux = main * (0.35 + 0.65 * here)
            + 0.34 * haze * here
            + branch * 0.55 * there * there
            + hair * 0.35 * here * (1.0 - there)
            + 0.16 * cloud * there;
        // The polish: barely bent, so that the lamp's image wanders over it.
        *z = 70.0 * sin_turns(0.42 * x + 0.30 * y - t) + 40.0 * sin_turns(0.25 * x - 0.4 * y + p);
    }
}

kernel!(pub(super) fn veins = veins_kernel(veins: &Veins, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));

/// Flat slopes with a crease at every half turn.
#[inline(always)]
fn crease(turns: f32) -> f32 {
    abs(turns - round(turns))
}

/// Directions of the faces (in faces), their share, and how they come and go with time.
const FACES: [[f32; 4]; 5] = [
    [0.93, 0.36, 0.50, 0.0],
    [-0.45, 0.89, 0.42, 0.2],
    [1.30, -0.71, 0.26, 0.45],
    [0.37, 1.62, 0.20, 0.65],
    [2.31, 1.08, 0.10, 0.85],
];

#[inline(always)]
fn facets_kernel(facets: &Facets, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let scale = facets.frequency / 1080.0;
    let share: [f32; 5] = FACES.map(|[_, _, s, at]| s * (1.0 + 0.45 * sin_turns(t + at)));
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let (x, y) = ((row.x + float(i) * row.gap) * scale, row.y * scale);
        // Faces break along other faces: each direction is shifted by the one before it.
        let mut high = 0.0;
        let mut last = 0.0;
        for (n, ([fx, fy, _, at], share)) in FACES.into_iter().zip(share).enumerate() {
            let turn =
                fx * x + fy * y + p * (1.0 + n as f32) + 0.9 * last + 0.03 * sin_turns(t + at);
            last = crease(turn);
            high += share * last;
        }
        // Cracks deep inside, frozen in place.
        let (wx, wy) = (
            x + 0.07 * sin_turns(1.3 * y + p) + 0.8 * last,
            y + 0.07 * sin_turns(1.1 * x + p),
        );
        let crack = line(0.21 * wx + 0.16 * wy + p, 60.0)
            + 0.6 * line(0.3 * wy - 0.17 * wx + p * 2.0, 90.0);
        let bloom = 0.5 + 0.5 * sin_turns(0.21 * x - 0.3 * y + p);
        *z = high * facets.relief;
        *aux = 0.35 * bloom + 0.55 * crack * bloom + 0.5 * high;
    }
}

kernel!(pub(super) fn facets = facets_kernel(facets: &Facets, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));

#[inline(always)]
fn lustre_kernel(lustre: &Lustre, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let scale = lustre.frequency / 1080.0;
    let (sway, swell) = (0.07 * sin_turns(t), 0.07 * cos_turns(t + 0.3));
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let (x, y) = ((row.x + float(i) * row.gap) * scale, row.y * scale);
        let ax = x + 0.26 * sin_turns(0.5 * y + 0.2 * x + p + sway);
        let ay = y + 0.30 * sin_turns(0.45 * x - 0.15 * y + p * 1.6 + swell);
        let bx = ax + 0.13 * sin_turns(1.1 * ay + p * 2.2 - swell);
        let by = ay + 0.13 * sin_turns(0.9 * ax + p * 0.8 + sway);
        let a = 0.45 * bx + 0.95 * by;
        let wave = sin_turns(a) + 0.35 * sin_turns(2.0 * a + 0.7 * bx + p);
        // Layer upon layer: fine lines where growth paused, closer together on the slopes.
        let layers = 0.5 * sin_turns(9.0 * a + 0.8 * bx)
            + 0.35 * sin_turns(15.0 * a - 1.1 * bx + p)
            + 0.22 * sin_turns(31.0 * a + 2.0 * bx);
        *z = wave * lustre.relief + layers * 1.7;
        *aux = lustre.bands * (a + 0.20 * wave) + 0.06 * layers + t;
    }
}

kernel!(pub(super) fn lustre = lustre_kernel(lustre: &Lustre, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));
