//! Light without a shape of its own: curtains of aurora, and light that has leaked onto film.

use serde::Deserialize;

use super::backdrop::Backdrop;
use super::brush::Brush;
use super::colour::Light;
use super::flow::Flow;
use super::isa::{Isa, kernel};
use super::lowres::Lowres;
use super::motif::{Motif, Setting};
use super::num::{Rng, cos_turns, float, max, mix, sat, sin_turns};

/// How the light flows.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Glow {
    /// Curtains or leaks.
    pub form: Shape,
    /// Size factor of its forms: 1 is the common look.
    pub scale: f32,
    /// Strength.
    pub strength: f32,
}

/// Kinds of shapeless light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Bands of colour that hang and fold.
    Aurora,
    /// Burns from the edges of the film.
    Leaks,
}

/// Pixels between points of the grid.
const PITCH: usize = 4;

/// Shapeless light, set up for a picture.
#[derive(Debug)]
pub struct Radiance {
    glow: Glow,
    cover: f32,
    setting: Setting,
    free: Lowres,
    side: f32,
}

impl Radiance {
    /// Sets the light up; `cover` is how much it hides what it lies on: 0 adds only, 1 replaces.
    pub fn new(glow: Glow, cover: f32, setting: Setting) -> Self {
        let reach = match glow.form {
            Shape::Aurora => 380.0,
            Shape::Leaks => 460.0,
        };
        let free = Lowres::free(setting.size, PITCH, &setting.keep_out, reach);
        let middle = setting.size[0] * 0.5;
        let copy = setting.keep_out.hull().map_or(middle, |h| h.centre()[0]);
        // Leaks burn in from the side that the copy is not on.
        let side = if copy > middle + 40.0 { 0.0 } else { 1.0 };
        Self {
            glow,
            cover,
            setting,
            free,
            side,
        }
    }
}

impl Motif for Radiance {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let hues = &self.setting.hues;
        let mut rng = Rng::new(self.setting.seed, 31);
        let seed = self.setting.seed;
        let lamp = Lamp {
            time,
            origin: [rng.range(-90.0, 90.0), rng.range(-90.0, 90.0)],
            side: self.side,
            flows: std::array::from_fn(|i| {
                Flow::at(
                    time + 0.27 * i as f32,
                    1.0,
                    seed.wrapping_add(577 * i as u64),
                )
            }),
            inverse: 1.0 / (620.0 * self.glow.scale),
            strength: self.glow.strength,
            cover: self.cover,
            size: self.setting.size,
            colours: match self.glow.form {
                Shape::Aurora => [hues.body, hues.soft, hues.accent],
                Shape::Leaks => [hues.body, hues.accent, hues.soft],
            },
            hot: hues.light.toward(Light::WHITE, 0.6),
        };
        let backdrop = Backdrop::of(&self.setting, time);
        let mut picture = Lowres::new(self.setting.size, PITCH, 3);
        picture.fill(|y, row| {
            let free = self.free.channel((y / PITCH as f32) as isize, 0);
            match self.glow.form {
                Shape::Aurora => aurora(isa, &lamp, &backdrop, y, free, row),
                Shape::Leaks => leaks(isa, &lamp, &backdrop, y, free, row),
            }
        });
        picture.stretch(isa, brush);
    }
}

/// Everything that the shapes need, at one moment.
#[derive(Debug)]
struct Lamp {
    time: f32,
    origin: [f32; 2],
    /// 1 when the strongest leak is on the right.
    side: f32,
    flows: [Flow; 4],
    inverse: f32,
    strength: f32,
    cover: f32,
    size: [f32; 2],
    colours: [Light; 3],
    hot: Light,
}

/// A curtain: bright at its hem, thinning upward; `t` is the height over the hem.
#[inline(always)]
fn curtain(t: f32, tall: f32) -> f32 {
    let up = max(t, 0.0) * tall;
    let hem = sat(t * 11.0 + 0.4);
    hem * hem * (3.0 - 2.0 * hem) / (1.0 + up + up * up)
}

#[inline(always)]
fn aurora_kernel(l: &Lamp, backdrop: &Backdrop, y: f32, free: &[f32], out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b, free) = (&mut g[..n], &mut b[..n], &free[..n]);
    let [f0, f1, f2, f3] = l.flows;
    let drift = sin_turns(l.time);
    let tall = y / l.size[1];
    for i in 0..n {
        let x = float(i * PITCH);
        let ground = backdrop.at(x, y);
        let u = x / l.size[0];
        let (px, py) = (
            x * l.inverse + l.origin[0],
            y * l.inverse * 0.5 + l.origin[1],
        );
        let a = f0.noise(px * 0.42, py * 0.5);
        let c = f1.noise(px * 0.50 + 7.0, py * 0.5 + 3.0);
        // Long waves that rise to the right; each curtain hangs up from its own.
        let wave = 0.10 * sin_turns(u * 0.62 + 0.25 * a + l.origin[0] + 0.06 * drift);
        let cross = 0.09 * sin_turns(u * 0.80 + 0.25 * c + l.origin[1] - 0.06 * drift);
        let slope = 0.42 * (0.5 - u);
        let one = curtain(0.94 + slope + wave + 0.16 * a - tall, 3.4);
        let two = curtain(0.74 + 0.7 * slope - cross + 0.20 * c - tall, 4.6);
        let three = curtain(0.60 + 1.2 * slope + cross + wave - tall, 6.2);
        // Faint rays, long as the curtain is tall.
        let rays = 0.94 + 0.16 * f2.noise(px * 4.2 + 2.5 * a + 2.0 * wave, py * 0.2);
        let veil = 0.90 + 0.24 * f3.noise(px * 2.6 + 3.0 * c, py * 0.2);
        let light = l.strength * mix(0.14, 1.0, free[i]);
        let (one, two, three) = (
            one * light * rays * (0.75 + 0.6 * u),
            two * light * veil * (1.15 - 0.5 * u) * 0.9,
            three * light * rays * 0.8,
        );
        let mut px = [0.0f32; 3];
        for (k, p) in px.iter_mut().enumerate() {
            let v = ground[k];
            let v = v + sat(one) * (l.colours[0].0[k] - l.cover * v);
            let v = v + sat(two) * (l.colours[1].0[k] - l.cover * v);
            *p = v + sat(three) * (l.colours[2].0[k] - l.cover * v);
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn aurora = aurora_kernel(l: &Lamp, backdrop: &Backdrop, y: f32, free: &[f32], out: &mut [f32]));

#[inline(always)]
fn leaks_kernel(l: &Lamp, backdrop: &Backdrop, y: f32, free: &[f32], out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b, free) = (&mut g[..n], &mut b[..n], &free[..n]);
    let [f0, f1, f2, _] = l.flows;
    let (beat, slide) = (sin_turns(l.time), cos_turns(l.time + 0.2));
    let v = y / l.size[1];
    let wide = 1.0 / (l.inverse * 620.0);
    for i in 0..n {
        let x = float(i * PITCH);
        let ground = backdrop.at(x, y);
        let u = x / l.size[0];
        // Mirrored when the strongest leak is on the left.
        let m = mix(1.0 - u, u, l.side);
        let (px, py) = (u * 1.1 + l.origin[0], v * 1.5 + l.origin[1]);
        let slow = f0.noise(px * 0.7, py * 0.9);
        let edge = f1.noise(px * 0.5 + 3.0, py * 2.2);
        let soft = f2.noise(px * 0.9, py * 0.5 + 9.0);
        // The main burn: from one side, uneven along its height.
        let d = max(
            1.02 - m - (0.10 + 0.05 * beat) * (1.0 + 1.3 * edge + slow),
            0.0,
        ) / (0.20 * wide);
        let burn = 1.0 / (1.0 + d * d);
        // A fainter one from the opposite corner.
        let (cx, cy) = (m + 0.08, v - 0.98 - 0.04 * slide + 0.12 * soft);
        let q = (cx * cx * 3.2 + cy * cy * 7.0) / (wide * wide);
        let corner = 1.0 / (1.0 + q * 5.0);
        // A long streak across, with one sharper flank as a shutter leaves it.
        let s = (v - 0.30 * m - 0.50 - 0.05 * slide - 0.07 * slow) / (0.13 * wide);
        let flank = if s < 0.0 { s * 2.6 } else { s };
        let streak = sat(0.35 + 0.75 * m + 0.5 * soft) / (1.0 + flank * flank * 1.6);
        let heat = l.strength
            * mix(0.10, 1.0, free[i])
            * (burn * (1.0 + 0.10 * beat) + 0.62 * corner * corner + 0.42 * streak * streak);
        // Film burns through its layers: deep colour first, then the accent, then white.
        let (low, mid, high) = (
            sat(heat * 1.9),
            sat(heat * 1.75 - 0.38),
            sat(heat * 1.25 - 0.72),
        );
        let mut px = [0.0f32; 3];
        for (k, p) in px.iter_mut().enumerate() {
            let c = mix(ground[k], l.colours[0].0[k], low * 0.92);
            let c = mix(c, l.colours[1].0[k], mid * 0.9);
            *p = mix(c, l.hot.0[k] * 1.15, high * high * (3.0 - 2.0 * high));
        }
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn leaks = leaks_kernel(l: &Lamp, backdrop: &Backdrop, y: f32, free: &[f32], out: &mut [f32]));
