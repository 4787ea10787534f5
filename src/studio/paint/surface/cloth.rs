//! Silk that hangs behind the product, meets the ground and runs on toward the eye.

use serde::Deserialize;

use super::relief::Row;
use crate::studio::paint::isa::kernel;
use crate::studio::paint::motif::Setting;
use crate::studio::paint::num::{float, max, min, mix, sin_turns, smoothstep};
use crate::studio::paint::situ::view::View;

/// How silk falls.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Cloth {
    /// Folds per picture width on the wall.
    pub frequency: f32,
    /// Height of folds in pixels.
    pub relief: f32,
    /// Strength of highlights.
    pub gloss: f32,
}

/// How its ground is seen.
pub(super) fn view(setting: &Setting) -> View {
    View::new(setting, 0.15, 0.16)
}

#[inline(always)]
fn pipe(turns: f32, crease: f32) -> f32 {
    let s = sin_turns(turns);
    (s * s + crease).sqrt()
}

#[inline(always)]
fn fall_kernel(cloth: &Cloth, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]) {
    let (t, p, v) = (row.time, row.phase, row.view);
    let unit = 1.0 / v.unit;
    let f = cloth.frequency * v.unit * (1.0 / 1080.0);
    let y = row.y;
    // Folds hang on the wall; on the ground they open like a fan. The bend between is round.
    let lying = smoothstep(v.floor - 0.10 * v.unit, v.floor + 0.10 * v.unit, y);
    let low = max(y, v.floor - 0.02 * v.unit);
    let bend_in = smoothstep(v.floor - 0.34 * v.unit, v.floor + 0.02 * v.unit, y);
    let hang = (v.floor - y) * unit;
    for (i, (z, aux)) in z.iter_mut().zip(aux).enumerate() {
        let x = row.x + float(i) * row.gap;
        let [gx, gz] = v.ground(x, low);
        let (a, d) = (gx * unit, gz * unit);
        let wall = max(hang, 0.0);
        // Folds lean a little and gather upward.
        let along = a * (1.0 + 0.10 * wall)
            + 0.10 * sin_turns(0.31 * wall + 0.3 * a + p)
            + 0.05 * sin_turns(0.9 * d + 0.5 * a + p * 1.3) * lying
            + 0.012 * sin_turns(0.7 * wall + 0.6 * a + t);
        let big = pipe(0.5 * f * along + p, 0.06);
        let second = pipe(1.07 * f * along + 0.22 * wall + 0.35 * d + p * 1.7, 0.12);
        let share = 0.5 + 0.5 * sin_turns(0.45 * a + 0.30 * wall + p * 0.6 + 0.06 * sin_turns(t));
        // Where it meets the ground it breaks into soft waves that lie across.
        let across =
            d * 0.62 + 0.38 * sin_turns(0.55 * a + p) + 0.16 * sin_turns(1.6 * a - p) + 0.05 * big;
        let waves = pipe(across + p * 0.9 + 0.04 * sin_turns(t + 0.4 * a), 0.16);
        let puddle = lying * (0.55 + 0.45 * sin_turns(0.7 * a + 0.5 * d + p * 1.9));
        let breath = 0.05 * sin_turns(0.8 * a + 0.5 * wall - 0.4 * d - t);
        let folds = mix(
            0.80 * big + 0.20 * second * share,
            0.55 * big + 0.14 * second * share,
            lying,
        ) + 0.30 * waves * puddle
            + breath;
        // Under its weight the product presses the cloth flat and pulls shallow folds toward itself.
        let near = min(a * a + d * d * 0.30, 12.0) / max(v.girth * unit * v.girth * unit, 0.01);
        let free = mix(1.0, smoothstep(0.5, 9.0, near), lying);
        let dent = lying * 0.16 / (1.0 + near * near * 0.5);
        let high = folds * mix(0.10, 1.0, free) - dent + 0.30 * bend_in * (1.0 - lying) * 0.3;
        *z = high * cloth.relief;
        *aux = big;
    }
}

kernel!(pub(super) fn fall = fall_kernel(cloth: &Cloth, row: &Row<'_>, z: &mut [f32], aux: &mut [f32]));
