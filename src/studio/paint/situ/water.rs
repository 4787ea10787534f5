//! A hand's breadth of clear water in front of a plain bright wall: rings around the product, light on the bottom.

use serde::Deserialize;

use super::view::View;
use crate::studio::paint::brush::Brush;
use crate::studio::paint::flow::Flow;
use crate::studio::paint::isa::{Isa, kernel};
use crate::studio::paint::lowres::Lowres;
use crate::studio::paint::motif::{Motif, Setting};
use crate::studio::paint::num::{abs, cos_turns, float, max, mix, sat, sin_turns, smoothstep};

/// How shallow water looks.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Water {
    /// Distance of the rings around the product, in product sizes.
    pub wave: f32,
    /// Height of waves, 1 is a light breeze.
    pub swell: f32,
    /// Brightness of the net of light on the bottom.
    pub bright: f32,
}

/// Pixels between points of the grid.
const PITCH: usize = 4;

/// Water, set up for a picture.
#[derive(Debug, Clone)]
pub struct Shallows {
    view: View,
    water: Water,
    wall: [f32; 3],
    bottom: [f32; 3],
    deep: [f32; 3],
    light: [f32; 3],
    noise: [Flow; 2],
    size: [f32; 2],
}

impl Shallows {
    /// Sets the water up.
    pub fn new(water: Water, setting: &Setting) -> Self {
        let [wall, bottom, deep] = setting.hues.stops.map(|tone| tone.0);
        Self {
            view: View::new(setting, 0.17, 0.20),
            water,
            wall,
            bottom,
            deep,
            light: setting.hues.body.0,
            noise: [1, 2].map(|n| Flow::at(0.0, 1.0, setting.seed.wrapping_add(n))),
            size: setting.size,
        }
    }
}

/// One moment.
struct Moment<'a> {
    s: &'a Shallows,
    time: f32,
    y: f32,
}

/// The wall's light at a place: brighter at the left, falling off to the right and toward the water.
#[inline(always)]
fn still(s: &Shallows, x: f32, y: f32) -> f32 {
    let v = &s.view;
    let (u, w) = (x / v.size[0], y / v.size[1]);
    let gather = 1.0 / (1.0 + 3.0 * ((u - 0.42) * (u - 0.42) + 0.5 * (w - 0.45) * (w - 0.45)));
    v.key(x, y) * (0.93 + 0.09 * gather)
}

/// The same with the light that the water throws up at `time`.
#[inline(always)]
fn wall(s: &Shallows, x: f32, y: f32, time: f32) -> f32 {
    let v = &s.view;
    let (u, w) = (x / v.size[0], y / v.size[1]);
    // It plays on the lower wall, softly.
    let up = sat(1.0 - (v.floor - y) / (v.unit * 0.9));
    let up = 2.0 * up * (1.0 - up * up * up);
    let play = sin_turns(1.9 * u + 2.6 * w + 0.12 * sin_turns(2.3 * u + time) - time)
        + sin_turns(2.7 * u - 3.4 * w + 0.10 * sin_turns(1.7 * w - time) + time);
    still(s, x, y) * (1.0 + 0.016 * up * play)
}

#[inline(always)]
fn row_kernel(m: &Moment<'_>, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let (s, t, y) = (m.s, m.time, m.y);
    for i in 0..n {
        let x = float(i * PITCH);
        let light = wall(s, x, y, t);
        r[i] = s.wall[0] * light;
        g[i] = s.wall[1] * light;
        b[i] = s.wall[2] * light;
    }
}

kernel!(fn dry = row_kernel(m: &Moment<'_>, out: &mut [f32]));

/// A net of light, 0..1: sharp lines where bent waves cross.
#[inline(always)]
fn net(x: f32, z: f32, t: f32) -> f32 {
    let ax = x + 0.23 * sin_turns(0.71 * z + t) + 0.11 * sin_turns(1.3 * x - t);
    let az = z + 0.23 * cos_turns(0.63 * x - t) + 0.11 * sin_turns(1.1 * z + 0.4);
    let bx = ax + 0.12 * sin_turns(1.37 * az - t);
    let bz = az + 0.12 * cos_turns(1.21 * ax + t);
    let one = abs(sin_turns(0.62 * bx + 0.21 * bz));
    let two = abs(sin_turns(0.57 * bz - 0.33 * bx + 0.2));
    let line = |d: f32| {
        let q = 1.0 / (1.0 + d * d * 15.0);
        q * q
    };
    let both = line(one) + line(two);
    both * (0.55 + 0.45 * sin_turns(0.31 * ax - 0.27 * az))
}

#[inline(always)]
fn wet_kernel(m: &Moment<'_>, out: &mut [f32]) {
    let n = out.len() / 3;
    let (r, gb) = out.split_at_mut(n);
    let (g, b) = gb.split_at_mut(n);
    let (g, b) = (&mut g[..n], &mut b[..n]);
    let (s, t, y) = (m.s, m.time, m.y);
    let v = &s.view;
    let unit = 1.0 / v.unit;
    let near = sat((y - v.floor) / (v.size[1] - v.floor));
    let small = v.scale(y);
    let shore = smoothstep(v.floor - 3.0, v.floor + 4.0, y);
    let waves = 1.0 / s.water.wave;
    for i in 0..n {
        let x = float(i * PITCH);
        let [gx, gz] = v.ground(x, max(y, v.floor));
        let (a, d) = (gx * unit, gz * unit);
        // Rings run out from the foot of the product.
        let far = (a * a + d * d + 1e-4).sqrt();
        let off = far - v.girth * unit;
        let strength = smoothstep(-0.02, 0.05, off)
            / (1.0 + 6.0 * max(off, 0.0) * max(off, 0.0) + 1.5 * max(off, 0.0));
        let turn = far * waves - 3.0 * t;
        let ring = sin_turns(turn + 0.10 * s.noise[0].noise(a * 1.3, d * 1.3)) * strength;
        let (rx, rz) = (ring * a / far, ring * d / far);
        // A light breeze crosses them.
        let bend = 0.35 * sin_turns(0.6 * a + 0.4 * d + 0.3);
        let one = cos_turns(1.1 * a + 2.3 * d + bend - t);
        let two = cos_turns(2.9 * d - 1.7 * a + 0.5 * bend + t);
        let three = cos_turns(4.3 * d + 2.6 * a + bend - 2.0 * t);
        let sx = s.water.swell * (0.25 * one - 0.22 * two + 0.14 * three) + 1.5 * rx;
        let sz = s.water.swell * (0.42 * one + 0.40 * two + 0.24 * three) + 1.5 * rz;
        // What the water mirrors: the wall, its image pulled about by the slopes.
        let image_y = v.floor - (y - v.floor) * 1.1 - 190.0 * sz * small * small;
        let image = still(s, x + 60.0 * sx * small, image_y);
        let dim = 1.0 - 0.22 * sat((v.floor - image_y) * unit);
        let grazing = mix(0.86, 0.30, smoothstep(0.0, 0.9, near)) + 0.16 * sz;
        let grazing = sat(grazing);
        // What lies under it: the bottom with its net of light.
        let (cx, cz) = (a * 2.3 + 0.10 * sx, d * 1.5 + 0.10 * sz);
        let lines = net(cx, cz, t);
        let floor_light = v.key(x, y) * 0.92;
        let caught = s.water.bright * lines * mix(0.25, 1.0, near);
        // The lamp in slopes that face it.
        let facing = sat(0.62 * sz - 0.35 * sx + 0.10);
        let f2 = facing * facing;
        let glint = f2 * f2 * 0.9 * (0.4 + 0.6 * strength);
        let edge = 1.0 - 0.30 * v.corner(y - v.floor, v.unit * 0.02);
        let px: [f32; 3] = std::array::from_fn(|c| {
            let bottom =
                mix(s.deep[c], s.bottom[c], 0.80) * floor_light + caught * s.light[c] * 0.7;
            let mirror = mix(s.wall[c], s.bottom[c], 0.30) * image * dim;
            let water = mix(bottom, mirror, grazing) * edge * (1.0 + 0.10 * sz);
            let water = water + glint * s.light[c];
            let dry = s.wall[c] * still(s, x, y);
            mix(dry, water, shore)
        });
        r[i] = px[0];
        g[i] = px[1];
        b[i] = px[2];
    }
}

kernel!(fn wet = wet_kernel(m: &Moment<'_>, out: &mut [f32]));

impl Motif for Shallows {
    fn paint(&self, isa: Isa, brush: &mut Brush<'_>, time: f32) {
        let mut picture = Lowres::new(self.size, PITCH, 3);
        picture.fill(|y, row| {
            let moment = Moment { s: self, time, y };
            if y < self.view.floor - 6.0 {
                dry(isa, &moment, row);
            } else {
                wet(isa, &moment, row);
            }
        });
        picture.stretch(isa, brush);
    }
}
