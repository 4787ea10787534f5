//! More height fields: swirl, drape, dunes, rings. See [`super::relief`] for what a generator promises.

use serde::Deserialize;

use super::relief::Row;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::num::{abs, cos_turns, float, max, min, round, sin_turns, smoothstep};

/// One long stroke of a spatula around a centre, as on a freshly opened jar.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Swirl {
    /// Turns of the stroke between the centre and a picture width away from it.
    pub turns: f32,
    /// Height of the ridge in pixels.
    pub relief: f32,
    /// Depth of the fine marks along the stroke.
    pub marks: f32,
}

/// Cloth that hangs in pipes.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Drape {
    /// Pipes per picture width.
    pub frequency: f32,
    /// Height of the pipes in pixels.
    pub relief: f32,
    /// Turns that the pipes lean away from upright.
    pub slant: f32,
}

/// Sand under the wind.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Dunes {
    /// Pixels between ripples.
    pub ripple: f32,
    /// Height of the dunes in pixels.
    pub relief: f32,
}

/// Water that drops fall on.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Rings {
    /// Pixels between rings.
    pub wave: f32,
    /// Height of the rings in pixels.
    pub relief: f32,
}

/// Angle of a direction in turns, 0..1 to about 1e-5; a tiny direction gives any angle.
#[inline(always)]
pub(super) fn angle_turns(y: f32, x: f32) -> f32 {
    let (ax, ay) = (abs(x), abs(y));
    let a = min(ax, ay) / max(max(ax, ay), 1e-6);
    let s = a * a;
    let p = 0.052_653_32 - s * 0.011_721_2;
    let p = -0.332_623_48 + s * (0.193_543_46 + s * (-0.116_432_87 + s * p));
    let r = (a + a * s * p) * (1.0 / std::f32::consts::TAU);
    let r = if ay > ax { 0.25 - r } else { r };
    let r = if x < 0.0 { 0.5 - r } else { r };
    if y < 0.0 { 1.0 - r } else { r }
}

#[inline(always)]
fn swirl_kernel(swirl: &Swirl, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let cx = row.focus[0] - 60.0 + 14.0 * cos_turns(t);
    let cy = row.focus[1] + 40.0 + 14.0 * sin_turns(t);
    let scale = 1.0 / 1080.0;
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let x = (row.x + float(i) * row.gap - cx) * scale;
        let y = (row.y - cy) * scale;
        // The hand is not a machine: rings wobble, the more the wider they are.
        let loose = min(x * x + y * y, 0.36);
        let wx = x + loose
            * (0.11 * sin_turns(1.1 * y + p) + 0.04 * sin_turns(2.1 * y - 1.3 * x + p * 2.0));
        let wy = y * 0.94
            + loose * (0.11 * sin_turns(0.9 * x + p * 1.6) + 0.04 * cos_turns(1.9 * x + p));
        let far = wx * wx + wy * wy;
        let r = (far + 0.0006).sqrt();
        let angle = angle_turns(wy, wx);
        // Turns lie closer together toward the centre, as the jar is turned under the spatula.
        let a = swirl.turns * r.sqrt() - angle - t;
        let lean = sin_turns(a + 0.11 * sin_turns(a - 0.1));
        let ridge = 0.5 + 0.5 * lean;
        let soft = ridge * ridge * (3.0 - 2.0 * ridge);
        let lip = ridge * ridge * ridge;
        let marks = sin_turns(5.0 * a + 0.3 * sin_turns(2.0 * a + 3.0 * r)) * 0.5
            + sin_turns(9.0 * a + 0.7 * r + p) * 0.3;
        let body = smoothstep(0.02, 0.30, r);
        let tip = 1.0 / (1.0 + far * 160.0);
        let high = (0.72 * soft + 0.22 * lip) * (0.25 + 0.75 * body)
            + swirl.marks * 0.035 * marks * ridge * (1.15 - ridge) * body
            + 0.55 * tip;
        *z = high * swirl.relief;
        *aux = high;
    }
}

kernel!(pub(super) fn swirl = swirl_kernel(swirl: &Swirl, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));

/// A pipe of cloth: round crests, narrow valleys.
#[inline(always)]
fn pipe(turns: f32, crease: f32) -> f32 {
    let s = sin_turns(turns);
    (s * s + crease).sqrt()
}

#[inline(always)]
fn drape_kernel(drape: &Drape, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let (c, s) = (cos_turns(drape.slant), sin_turns(drape.slant));
    let scale = 1.0 / 1080.0;
    let sway = 0.035 * sin_turns(t);
    let f = drape.frequency;
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let (x, y) = ((row.x + float(i) * row.gap) * scale, row.y * scale);
        let across = x * c + y * s;
        let along = y * c - x * s;
        let bend = across
            + 0.20 * sin_turns(0.36 * along + 0.2 * across + p)
            + 0.035 * sin_turns(0.9 * along + 0.6 * across + p * 2.1 - t);
        // Pipes run together at one end and open at the other.
        let open =
            bend * (1.0 + 0.22 * along) + 0.10 * sin_turns(0.8 * bend + 0.25 * along + p) + sway;
        let big = pipe(0.5 * f * open + p, 0.05);
        let fold = pipe(
            1.1 * f * open + 0.42 * along + p * 1.3 + 0.06 * sin_turns(t + along),
            0.10,
        );
        let fine = sin_turns(1.9 * f * open - 0.5 * along + p * 0.7);
        let mixed = 0.5 + 0.5 * sin_turns(0.6 * along + 0.7 * bend + p * 1.9);
        let breath = sin_turns(0.7 * along + 0.8 * across - t);
        let high = 0.78 * big + 0.30 * fold * mixed + 0.035 * fine * (1.0 - mixed) + 0.05 * breath;
        *z = high * drape.relief;
        *aux = big;
    }
}

kernel!(pub(super) fn drape = drape_kernel(drape: &Drape, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));

#[inline(always)]
fn dunes_kernel(dunes: &Dunes, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let scale = 1.0 / 1080.0;
    let per = 1080.0 / dunes.ripple;
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let (x, y) = ((row.x + float(i) * row.gap) * scale, row.y * scale);
        // The crest winds across the picture; behind it the sand falls away into shade.
        let wind = y
            + 0.24 * x
            + 0.10 * sin_turns(0.62 * x + p)
            + 0.035 * sin_turns(1.5 * x - 0.4 * y + p * 2.0);
        let a = wind * 1.05 + p;
        let u = 0.5 + 0.5 * sin_turns(a + 0.17 * sin_turns(a));
        let crest = u * u * (1.6 - 0.6 * u);
        let slope = cos_turns(a + 0.17 * sin_turns(a));
        // Ripples run across the wind, fork where two trains meet, and fade on the steep side.
        let bend = 0.045 * sin_turns(1.3 * x + 0.5 * y + p)
            + 0.016 * sin_turns(3.1 * x - 1.7 * y + p * 1.7)
            + 0.006 * sin_turns(7.3 * x + 2.9 * y);
        let b = (0.92 * y + 0.38 * x + bend) * per - 3.0 * t;
        let one = 0.5 + 0.5 * sin_turns(b + 0.14 * sin_turns(b));
        let two = sin_turns(b * 0.5 + 2.2 * x + p - 0.5 * t);
        let train = one * one * (3.0 - 2.0 * one) * (0.8 + 0.2 * two);
        let calm = smoothstep(-0.9, 0.35, slope) * (0.55 + 0.45 * sin_turns(0.9 * x - 0.7 * y + p));
        *z = crest * dunes.relief + train * dunes.ripple * 0.17 * (0.25 + 0.75 * calm);
        *aux = u;
    }
}

kernel!(pub(super) fn dunes = dunes_kernel(dunes: &Dunes, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));

/// Where drops fall, in picture widths from the product's place, how far their rings are at the loop's start, and how
/// strong they are.
const DROPS: [[f32; 4]; 2] = [[-0.24, 0.16, 0.24, 1.0], [0.40, -0.30, 0.72, 0.7]];

/// Height of a short train of rings that has run for `age` (0..1) from a drop, at a distance in picture widths.
#[inline(always)]
fn train(r: f32, age: f32, per: f32) -> f32 {
    let front = age * 1.15;
    let off = (r - front) * (4.4 - 1.6 * age);
    let window = max(1.0 - off * off, 0.0);
    let fade = (1.0 - age) * min(age * 7.0, 1.0);
    window * window * fade * cos_turns((r - front) * per)
}

#[inline(always)]
fn rings_kernel(rings: &Rings, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p) = (row.time, row.phase);
    let scale = 1.0 / 1080.0;
    let per = 1080.0 / rings.wave;
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let (x, y) = ((row.x + float(i) * row.gap) * scale, row.y * scale);
        let mut high = 0.0;
        for [dx, dy, start, strong] in DROPS {
            let (ex, ey) = (x - row.focus[0] * scale - dx, y - row.focus[1] * scale - dy);
            let r = (ex * ex + ey * ey).sqrt();
            let age = t + start - round(t + start - 0.5);
            high += strong * train(r, age, per);
        }
        let swell = sin_turns(0.9 * x + 0.5 * y + p - t)
            + 0.7 * sin_turns(0.5 * x - 1.1 * y + p * 2.0 + t)
            + 0.3 * sin_turns(2.1 * x + 1.7 * y + p - t);
        *z = high * rings.relief + swell * 9.0;
        *aux = 0.5 + 0.2 * swell;
    }
}

kernel!(pub(super) fn rings = rings_kernel(rings: &Rings, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));
